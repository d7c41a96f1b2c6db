"""Notices and their wordings: announced at once, or after the approval of a second person."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from directory.catalog.categories import named
from directory.catalog.transaction import Transaction
from directory.db import audit
from directory.errors import ChangeRefused
from directory.model.notice import PendingNotice
from directory.model.tables import notice_periods as _periods
from directory.model.tables import notice_versions as _versions
from directory.model.tables import notices as _notices
from directory.model.tables import pending_notices as _pending
from directory.model.text import texts_by_language, tidy_line
from directory.model.vocab import NoticeKind
from directory.queries import notices as rows
from directory.rules.clock_faults import in_future
from directory.rules.notice_schedule import (
    Announcement,
    AnnouncementRefused,
    Period,
    another_period,
    check,
    next_period,
    notice_days_on,
)
from directory.rules.permissions import Right


def add_notice(
    tx: Transaction,
    slug: str,
    kind: NoticeKind,
    texts: Mapping[str, str],
    *,
    announced_on: date,
    effective_from: date,
    position: int = 0,
    titles: Mapping[str, str] | None = None,
) -> None:
    """Add a notice with its first wording.

    Raise ChangeRefused if the slug is not valid or is taken, or there is no text.
    """
    tx.require(Right.ADMINISTER)
    slug, texts = named(slug, texts)
    if slug in rows.kinds(tx.connection):
        raise ChangeRefused(f"there is a notice “{slug}” already")
    version = {
        "notice": slug,
        "number": 1,
        "texts": texts,
        "announced_on": announced_on,
        "effective_from": effective_from,
        "author": tx.who,
        "digest": _digest(texts),
        "created_at": tx.now,
        "notice_days": (effective_from - announced_on).days,
        "titles": _titles(titles or {}),
    }
    row = _insert(tx, slug, kind, position)
    tx.connection.execute(sa.insert(_versions).values(version))
    tx.note("add", "notice", slug, None, row | version)


def announce(
    tx: Transaction, slug: str, wanted: Announcement, kind: NoticeKind | None = None
) -> bool:
    """Announce another wording of a notice today, or the first wording of a new notice of this
    kind.

    Return False if it waits for a second person (`approve_notice`), because it is an exception or
    the agency requires four eyes; its days of notice are counted from the approval. Raise
    ChangeRefused for what `rules.notice_schedule.check` refuses.
    """
    tx.require(Right.ADMINISTER)
    slug, wanted = _tidied(tx, slug, wanted)
    known = rows.kinds(tx.connection).get(slug)
    if known is None and kind is None:
        raise ChangeRefused(
            f"there is no notice “{slug}”. For a new one, say of which kind it is: "
            "--kind exit or --kind disclaimer"
        )
    if known is not None and kind not in (None, known):
        raise ChangeRefused(f"“{slug}” is a notice of kind “{known}”, and that cannot change")
    _check(tx, slug, wanted)
    held = known or kind
    assert held is not None
    if wanted.exception or tx.policy.four_eyes:
        _let_wait(tx, slug, held, wanted)
        return False
    _make(tx, slug, held, wanted, author=tx.who, approver="")
    return True


def approve_notice(tx: Transaction, slug: str) -> None:
    """Announce today the wording of this notice that waits for approval.

    Raise ChangeRefused if none waits, if the person wrote it, or if its day is now too near.
    """
    tx.require(Right.ADMINISTER)
    waiting = _waiting(tx, slug)
    if waiting.author == tx.who:
        raise ChangeRefused(
            "you wrote this wording yourself; it needs the approval of another person"
        )
    wanted = Announcement(waiting.texts, waiting.effective_from, waiting.exception, waiting.titles)
    slug, wanted = _tidied(tx, slug, wanted)
    _check(tx, slug, wanted)
    _drop_pending(tx, slug)
    _make(tx, slug, waiting.kind, wanted, author=waiting.author, approver=tx.who)


def withdraw_notice(tx: Transaction, slug: str) -> None:
    """Drop the wording of this notice that waits. Raise ChangeRefused if none waits."""
    tx.require(Right.ADMINISTER)
    waiting = _waiting(tx, slug)
    _drop_pending(tx, slug)
    tx.note("withdraw", "notice", slug, {"texts": waiting.texts}, None)


def set_notice_period(tx: Transaction, days: int) -> date:
    """Set the days between the announcement of a wording and its effect.

    Return the first day on which they apply: today for a longer period, for a shorter one the day
    on which the present period has passed. A period that was set and has not begun is replaced.
    Raise ChangeRefused if it is the present period and no other is to come, or is not a valid
    period.
    """
    tx.require(Right.ADMINISTER)
    _require_clock(tx)
    today = tx.today
    periods = rows.periods(tx.connection)
    coming = next_period(periods, today)
    present = notice_days_on(periods, today)
    if days == present and coming is not None:
        _drop_coming_periods(tx, periods)
        return today
    try:
        period = another_period(days, periods, today)
    except AnnouncementRefused as error:
        raise ChangeRefused(str(error)) from None
    row = {
        "effective_from": period.effective_from, "days": days, "author": tx.who,
        "created_at": tx.now,
    }  # fmt: skip
    _drop_coming_periods(tx, periods)
    same_day = _periods.c.effective_from == period.effective_from
    tx.connection.execute(sa.delete(_periods).where(same_day))
    tx.connection.execute(sa.insert(_periods).values(row))
    tx.note("set", "notice_period", str(period.effective_from), {"days": present}, row)
    return period.effective_from


def _drop_coming_periods(tx: Transaction, periods: Sequence[Period]) -> None:
    tx.connection.execute(sa.delete(_periods).where(_periods.c.effective_from > tx.today))
    for one in periods:
        if one.effective_from > tx.today:
            key = str(one.effective_from)
            tx.note("withdraw", "notice_period", key, {"days": one.days}, None)


def _require_clock(tx: Transaction) -> None:
    """Raise ChangeRefused if the clock is behind the audit trail.

    Days of notice are counted from the present day, so a clock that was put back would shorten
    them.
    """
    newest = audit.newest_at(tx.connection)
    if newest is not None and in_future(newest, tx.now):
        raise ChangeRefused(
            f"the clock of this machine shows {tx.now:%Y-%m-%d %H:%M} UTC, and the newest entry of "
            f"the audit trail is of {newest:%Y-%m-%d %H:%M} UTC. Days of notice cannot be counted "
            "by such a clock: set it, and try again"
        )


def _days(tx: Transaction) -> int:
    return notice_days_on(rows.periods(tx.connection), tx.today)


def _waiting(tx: Transaction, slug: str) -> PendingNotice:
    waiting = rows.pending_of(tx.connection, slug)
    if waiting is None:
        raise ChangeRefused(f"no wording of “{slug}” waits for approval")
    return waiting


def _tidied(tx: Transaction, slug: str, wanted: Announcement) -> tuple[str, Announcement]:
    """Return both as they are stored, with only the titles that differ from the latest
    version's."""
    slug, texts = named(slug, wanted.texts)
    before = _latest_titles(tx, slug)
    titles = {
        language: title
        for language, title in _titles(wanted.titles).items()
        if title != before.get(language)
    }
    exception = tidy_line(wanted.exception)
    return slug, Announcement(texts, wanted.effective_from, exception, titles)


def _titles(written: Mapping[str, str]) -> dict[str, str]:
    try:
        titles = texts_by_language(written)
    except ValueError as error:
        raise ChangeRefused(str(error)) from None
    return {language: tidy_line(title) for language, title in titles.items()}


def _latest_titles(tx: Transaction, slug: str) -> dict[str, str]:
    versions = rows.versions(tx.connection, slug)
    return versions[-1].titles if versions else {}


def _check(tx: Transaction, slug: str, wanted: Announcement) -> None:
    _require_clock(tx)
    versions = rows.versions(tx.connection, slug)
    try:
        check(wanted, versions, tx.today, replace(tx.policy.terms, notice_days=_days(tx)))
    except AnnouncementRefused as error:
        raise ChangeRefused(str(error)) from None


def _let_wait(tx: Transaction, slug: str, kind: NoticeKind, wanted: Announcement) -> None:
    row = _about(tx, slug, wanted) | {
        "notice": slug, "kind": kind, "author": tx.who, "created_at": tx.now,
    }  # fmt: skip
    _drop_pending(tx, slug)
    tx.connection.execute(sa.insert(_pending).values(row))
    tx.note("propose", "notice", slug, None, row)


def _make(
    tx: Transaction,
    slug: str,
    kind: NoticeKind,
    wanted: Announcement,
    *,
    author: str,
    approver: str,
) -> None:
    notice: dict[str, Any] = {}
    if slug not in (known := rows.kinds(tx.connection)):
        notice = _insert(tx, slug, kind, len(known))
    earlier = rows.versions(tx.connection, slug)
    row = _about(tx, slug, wanted) | {
        "notice": slug,
        "number": max((one.number for one in earlier), default=0) + 1,
        "announced_on": tx.today,
        "author": author,
        "approver": approver,
        "digest": _digest(wanted.texts),
        "created_at": tx.now,
        "notice_days": _days(tx),
    }
    tx.connection.execute(sa.insert(_versions).values(row))
    tx.note("announce", "notice", slug, None, notice | row)


def _insert(tx: Transaction, slug: str, kind: NoticeKind, position: int) -> dict[str, Any]:
    """Insert a notice without a wording; return its row."""
    row = {"slug": slug, "kind": kind, "position": position}
    tx.connection.execute(sa.insert(_notices).values(row))
    return row


def _drop_pending(tx: Transaction, slug: str) -> None:
    tx.connection.execute(sa.delete(_pending).where(_pending.c.notice == slug))


def _about(tx: Transaction, slug: str, wanted: Announcement) -> dict[str, Any]:
    return {
        "texts": dict(wanted.texts),
        "titles": _latest_titles(tx, slug) | dict(wanted.titles),
        "effective_from": wanted.effective_from,
        "exception": wanted.exception,
    }


def _digest(texts: Mapping[str, str]) -> str:
    return audit.digest("", audit.canonical(texts))
