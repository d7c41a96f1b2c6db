"""Restoring a link, or its proposal, to its values before one audit entry.

Everything is checked before anything is written: a refusal leaves the link unchanged.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from directory.catalog import act_rows, undo_snapshots
from directory.catalog import links as editing
from directory.catalog.transaction import Transaction
from directory.db import audit
from directory.errors import ChangeRefused
from directory.model.audit import OF_LINKS
from directory.model.columns import UtcDateTime
from directory.model.link import Link
from directory.model.tables import health_spans as _spans
from directory.model.tables import links as link_table
from directory.model.tables import links_removed as _removed
from directory.model.tables import proposals as _proposals
from directory.model.tables import retirements as _retirements
from directory.model.vocab import EditorialState
from directory.queries import release_history
from directory.rules.permissions import Right, right_to_move
from directory.rules.workflow import writes_public

#: Columns that follow from others: restored with them; a later change of them is no conflict.
_FOLLOWING = frozenset({"name", "url_key", "host", "lane", "previous_urls", "written_by"})
_BESIDE = frozenset({"id", "version", "updated_at", "withdrawn_at"})

_table = link_table


class Restoring:
    """Reverses entries of one act, of which these are the next ones; the data of their links is
    read in one query per table. what: `undo` or `redo`, the word of the audit trail."""

    def __init__(
        self, tx: Transaction, of_act: int, what: str, entries: Sequence[act_rows.Entry]
    ) -> None:
        self.tx, self.what, self._of_act = tx, what, of_act
        self._ids = list(dict.fromkeys(int(e.key) for e in entries if e.kind in OF_LINKS))
        self._first = min((entry.seq for entry in entries), default=0)
        self._others: dict[str, act_rows.OtherChange] | None = None
        self._kept = undo_snapshots.kept(tx.raw, of_act, self._ids)
        tx.begin_batch(self._ids)

    def restore(self, entry: act_rows.Entry) -> bool:
        """Reverse one entry; return False if everything is already as it was before the entry.

        Raise ChangeRefused, with a message about the link, if it has to stay as it is.
        """
        match entry.kind:
            case "proposal":
                return _proposal(self, entry)
            case "link" if entry.before is None:
                return _take_away(self, entry)
            case "link" if entry.after is None:
                return _bring_back(self, entry)
            case "link":
                return _columns(self, entry)
            case _:
                raise ChangeRefused(
                    f"{entry.kind} “{entry.key}”: this cannot be taken back; change it"
                )

    def other(self, entry: act_rows.Entry) -> act_rows.OtherChange | None:
        """Return the latest change of the link by another person since this entry."""
        if self._others is None:
            tx = self.tx
            self._others = act_rows.changed_by_others(tx.raw, tx.who, self._ids, self._first)
        found = self._others.get(entry.key)
        return found if found is not None and found.seq > entry.seq else None

    @cached_property
    def is_incomplete(self) -> bool:
        """True if the act was cut off: no release has shown any part of it."""
        return bool(act_rows.find(self.tx.raw, self._of_act).holder)

    def was_released(self, link: Link) -> bool:
        """Return True if a release was made since the link was published: visitors may have seen
        it."""
        since, last = link.published_at, self._last_release
        return since is not None and last is not None and last >= since

    @cached_property
    def _last_release(self) -> datetime | None:
        return release_history.last_released_at(self.tx.raw)

    def has_aside(self, link_id: int) -> bool:
        """Return True if the act has removed data of this link."""
        return link_id in self._kept

    def put_back(self, link_id: int, now: undo_snapshots.Picture, *, anyway: bool = False) -> bool:
        """Restore what the act removed from this link; see `undo_snapshots.put_back`."""
        kept, raw = self._kept.get(link_id), self.tx.raw
        return undo_snapshots.put_back(raw, kept, link_id, now, self.tx.replace, anyway=anyway)


def _columns(one: Restoring, entry: act_rows.Entry) -> bool:
    tx = one.tx
    link = _link(tx, entry)
    wanted, left = _typed(entry.before), _typed(entry.after)
    approved = "approved" in (entry.before or {}) or "approved" in (entry.after or {})
    names = [name for name in wanted if name in left]
    leading = [name for name in names if name not in _FOLLOWING]
    if leading and all(getattr(link, name) == wanted[name] for name in leading):
        return False
    _refuse_disputed(one, entry, link, [n for n in leading if getattr(link, n) != left[n]])
    values = {name: wanted[name] for name in names if getattr(link, name) == left[name]}
    _check(one, entry, link, values, approved=approved)
    if _is_hidden_by(link, values) and one.was_released(link):
        values["withdrawn_at"] = tx.now
    if "url" in values:
        now = tx.snapshot(_id(link))
        tx.forget(_id(link))
        one.put_back(_id(link), now, anyway=True)
    elif approved or ("state" in values and one.has_aside(_id(link))):
        tx.set_aside(_id(link))
        if not one.put_back(_id(link), tx.snapshot(_id(link))) and approved:
            raise _left(link, "its page has been approved again since")
    if not values and not approved:
        return False
    before = {name: getattr(link, name) for name in values}
    tx.update(link, values)
    if approved:
        tx.note(one.what, "link", link.id, entry.after, entry.before)
    else:
        tx.note(one.what, "link", link.id, before, values)
    return True


def _check(
    one: Restoring, entry: act_rows.Entry, link: Link, values: Mapping[str, Any], *, approved: bool
) -> None:
    """Raise ChangeRefused if the link cannot have these values, or the person may not set them."""
    tx = one.tx
    if approved:
        tx.require(Right.PUBLISH)
    _refuse_clashes(tx, link, values)
    state = values.get("state")
    if state is not None:
        tx.require(right_to_move(link.state, state))
        if state is EditorialState.PUBLISHED:
            other = one.other(entry)
            if other is not None:
                raise _left(
                    link, f"{other.who} has changed it since, and it needs to be reviewed again"
                )
    elif link.state is EditorialState.PUBLISHED and writes_public(values):
        tx.require(Right.PUBLISH)
        if link.published_at is not None and link.published_at > entry.at:
            raise _left(link, "it was published as it is now since then; edit it instead")
    if _is_hidden_by(link, values) and tx.waiting.get(_id(link)) is not None:
        raise _left(link, "an edit of it waits for approval; decide on that first")


def _refuse_clashes(tx: Transaction, link: Link, values: Mapping[str, Any]) -> None:
    category = values.get("category")
    if category is not None and category not in editing.category_slugs(tx):
        raise _left(link, f"there is no category “{category}” any more")
    key = values.get("url_key")
    if key is not None:
        other = tx.names.get(key)
        if other is not None and other.id != link.id:
            raise _left(link, f"its former address is that of link {other.id} (“{other.name}”) now")
        tx.names.changed(link.url_key)
        tx.names.changed(key)


def _refuse_disputed(one: Restoring, entry: act_rows.Entry, link: Link, names: list[str]) -> None:
    if not names:
        return
    other = one.other(entry)
    by = f" by {other.who}" if other is not None else ""
    told = ", ".join(name.replace("_", " ") for name in names)
    raise _left(link, f"changed since{by}: {told}")


def _take_away(one: Restoring, entry: act_rows.Entry) -> bool:
    """Remove a link that was added and has not changed since.

    A link that visitors have seen is retired instead, so that its number and history remain.
    """
    tx = one.tx
    link = _link(tx, entry)
    left = _typed(entry.after)
    different = [
        name
        for name, value in _row(link).items()
        if name not in _BESIDE and _filled(value) != _filled(left.get(name))
    ]
    _refuse_disputed(one, entry, link, different)
    if tx.waiting.get(_id(link)) is not None:
        raise _left(link, "an edit of it waits for approval; decide on that first")
    if link.published_at is not None and not one.is_incomplete:
        tx.require(right_to_move(link.state, EditorialState.RETIRED))
        values = {"state": EditorialState.RETIRED, "withdrawn_at": tx.now}
        before = {name: getattr(link, name) for name in values}
        tx.update(link, values)
        tx.note(one.what, "link", link.id, before, values)
        return True
    tx.set_aside(_id(link), whole=True)
    tx.forget(_id(link))
    for table in (_spans, _retirements):
        tx.connection.execute(sa.delete(table).where(table.c.link_id == link.id))
    tx.connection.execute(sa.delete(link_table).where(link_table.c.id == link.id))
    tx.connection.execute(sa.insert(_removed).values(id=link.id))
    tx.gone(_id(link))
    tx.note("remove", "link", link.id, _row(link), None)
    return True


def _bring_back(one: Restoring, entry: act_rows.Entry) -> bool:
    tx = one.tx
    row = _typed(entry.before)
    link = Link(**row)
    _refuse_clashes(tx, link, row)
    row |= {"version": link.version + 1, "updated_at": tx.now}
    tx.connection.execute(sa.delete(_removed).where(_removed.c.id == link.id))
    tx.connection.execute(sa.insert(link_table).values(row))
    tx.gone(_id(link))  # discard what was read before
    one.put_back(_id(link), tx.snapshot(_id(link)), anyway=True)
    tx.note(one.what, "link", link.id, None, row)
    return True


def _proposal(one: Restoring, entry: act_rows.Entry) -> bool:
    tx = one.tx
    link = _link(tx, entry)
    waiting = tx.waiting.get(_id(link))
    held = waiting.model_dump() if waiting else None
    if _spelled(held) == _spelled(entry.before):
        if held is None and _has(link, (entry.after or {}).get("patch", {})):
            raise _left(link, "what was proposed has been accepted since; edit it instead")
        return False
    if _spelled(held) != _spelled(entry.after):
        raise _left(link, "the edit that waits for approval has been changed or decided on since")
    if entry.before is not None and link.state is not EditorialState.PUBLISHED:
        raise _left(link, "it is not published any more, so no edit of it can wait for approval")
    if entry.before is not None or waiting is not None:
        tx.propose(_id(link), _typed(entry.before, _proposals) or None)
    tx.update(link, {})  # versions only rise: earlier views of the link are stale
    tx.note(one.what, "proposal", link.id, held, entry.before)
    return True


def _is_hidden_by(link: Link, values: Mapping[str, Any]) -> bool:
    state = values.get("state", link.state)
    return link.state is EditorialState.PUBLISHED and state is not EditorialState.PUBLISHED


def _link(tx: Transaction, entry: act_rows.Entry) -> Link:
    link = tx.links.get(int(entry.key))
    if link is None:
        raise ChangeRefused(f"link {entry.key} does not exist any more")
    return link


def _left(link: Link, why: str) -> ChangeRefused:
    return ChangeRefused(f"link {link.id} (“{link.name}”) is left as it is: {why}")


def _has(link: Link, patch: Mapping[str, Any]) -> bool:
    """Return True if the link already has the values that were proposed."""
    now = {name: getattr(link, name) for name in patch}
    return audit.canonical(now) == audit.canonical(patch)


def _id(link: Link) -> int:
    assert link.id is not None
    return link.id


def _row(link: Link) -> dict[str, Any]:
    return {column.name: getattr(link, column.name) for column in _table.columns}


def _filled(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _spelled(value: Mapping[str, Any] | None) -> str:
    return "" if value is None else audit.canonical(value)


def _typed(spelled: Mapping[str, Any] | None, table: sa.Table = _table) -> dict[str, Any]:
    """Return values from the audit trail in the types of the columns, without unknown columns."""
    return {
        name: _value(table.c[name].type, value)
        for name, value in (spelled or {}).items()
        if name in table.c
    }


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, sa.Date):
        return date.fromisoformat(value)
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return value
