"""Adding and editing links: their fields are checked, and their addresses are kept unique.

What visitors see of a published link is changed at once only by a person who may publish, and never
where four eyes are required: then the edit becomes a proposal, see `proposals.py`.

If no person has set the operator, the registries of government domains are searched as soon as the
address is known, and again when it moves to another host.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any

from pydantic import ValidationError

from directory.catalog import proposals
from directory.catalog.registry_fields import fields_by_registry
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused, StaleEdit, explain_validation
from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState
from directory.queries import links
from directory.queries.link_rows import Row
from directory.rules.permissions import Right, may
from directory.rules.registries import OperatorAssignment
from directory.rules.urls import UrlRefused, WebAddress, parse_address
from directory.rules.workflow import INTERNAL_FIELDS, Verb, with_author, writes_public

#: Every link has the first two; the others are checked together.
_DEPENDENT = ("url", "names", "exit_override", "exit_override_reason", "exit_override_until")
#: The operator, in the order of `OperatorAssignment`.
_OPERATOR_FIELDS = ("operator_class", "operator_basis", "operator")


def add_link(
    tx: Transaction, fields: LinkFields, state: EditorialState = EditorialState.DRAFT
) -> Link:
    """Add a link. `fields.url` may be spelled in any way; its href is stored.

    Raise ChangeRefused if the address or a field is refused, if a link to the same page exists, or
    if it would be published at once though four eyes are required.
    """
    published = state is EditorialState.PUBLISHED
    tx.require(Right.PUBLISH if published else Right.EDIT)
    if published and tx.policy.four_eyes:
        raise ChangeRefused(
            "you cannot publish what you add yourself: add it as a draft, submit it, and "
            "another person can accept it"
        )
    address = _address(tx, fields.url)
    fields = _checked(tx, fields.model_dump() | {"url": address.href})
    _refuse_duplicate(tx, address)
    held = OperatorAssignment(fields.operator_class, fields.operator_basis, fields.operator)
    values = (
        fields.model_dump()
        | fields_by_registry(tx, address.host, held)
        | {
            "name": _sort_name(tx, fields.names),
            "url_key": address.key,
            "host": address.host,
            "lane": address.lane,
            "previous_urls": [],
            "state": state,
            "created_at": tx.now,
            "updated_at": tx.now,
            "published_at": tx.now if published else None,
            "written_by": "" if published else with_author("", tx.who),
            "version": 1,
        }
    )
    after = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    link = tx.add_link(values)
    tx.note("add", "link", link.id, None, after)
    return link


def prefetch(tx: Transaction, ids: Iterable[int], urls: Iterable[str]) -> None:
    """Read at once what is needed to change the links of these ids and to add links with these
    URLs.

    Give a few hundred at most.
    """
    tx.begin_batch(ids)
    for url in urls:
        with suppress(UrlRefused):  # when it is added, it is refused
            tx.addresses[url] = parse_address(url, allowed=tx.policy.allowed)
    tx.names.begin(address.key for address in tx.addresses.values())
    tx.listings.begin(address.host for address in tx.addresses.values())


def brief(tx: Transaction, link_id: int) -> Row:
    """Return the link in brief: its group in the queue, its suggested address and so on."""
    row = tx.briefs.get(link_id)
    assert row is not None  # the link is there
    return row


def edit_link(tx: Transaction, link_id: int, version: int, patch: Mapping[str, object]) -> Link:
    """Change fields of a link, by name. version: the one that the editor saw.

    A change of the address is recorded in `previous_urls`, and the health of the old address is
    dropped. A patch that changes nothing writes nothing.

    What visitors see of a published link waits for approval if the editor may not publish, or four
    eyes are required: it becomes the link's proposal (see `proposed`), and the returned link is
    unchanged except for its version. A field that is set to the link's present value is removed
    from the proposal.

    Raise StaleEdit if the link is at another version by now, and ChangeRefused if there is no such
    link or a field is refused.
    """
    link = at_version(tx, link_id, version)
    tx.permit(Verb.EDIT, link)
    unknown = sorted(set(patch) - set(LinkFields.model_fields))
    if unknown:
        raise ChangeRefused(f"a link has no field “{'”, “'.join(unknown)}”")
    at_once = may(tx.role, Right.PUBLISH) and not tx.policy.four_eyes
    if link.state is EditorialState.PUBLISHED and not at_once:
        return _propose(tx, link, patch)
    return make_edit(tx, link, patch, "edit")


def make_edit(tx: Transaction, link: Link, patch: Mapping[str, object], what: str) -> Link:
    """Change the fields of the link now, even if the change would otherwise need approval."""
    fields, address = _merged(tx, link, patch)
    changed = _differing(link, fields)
    if not changed:
        return link
    values = dict(changed)
    name = _sort_name(tx, fields.names)
    if name != link.name:
        values["name"] = name
    if address is not None and "url" in changed:
        values |= _move_address(tx, link, address)
        if address.host != link.host:
            assigned = {name: changed.get(name, getattr(link, name)) for name in _OPERATOR_FIELDS}
            values |= fields_by_registry(
                tx, address.host, OperatorAssignment(*assigned.values()), former_host=link.host
            )
    if link.state is not EditorialState.PUBLISHED and writes_public(changed):
        values["written_by"] = with_author(link.written_by, tx.who)
    return store(tx, link, values, what)


def _propose(tx: Transaction, link: Link, patch: Mapping[str, object]) -> Link:
    """Change internal fields now; add all others to the link's proposal."""
    assert link.id is not None
    waiting = tx.waiting.get(link.id)
    held = waiting.patch if waiting else {}
    fields, address = _merged(tx, link, held | dict(patch))
    changed = _differing(link, fields)
    if address is not None and "url" in changed:
        _refuse_duplicate(tx, address, but=link.id)
    internal = {name: changed[name] for name in INTERNAL_FIELDS.intersection(changed)}
    wanted = fields.model_dump(mode="json", include=changed.keys() - INTERNAL_FIELDS)
    if wanted == held:
        return store(tx, link, internal, "edit") if internal else link
    link = store(tx, link, internal, "edit") if internal else touch(tx, link)
    proposals.put(tx, link, waiting, wanted)
    return link


def at_version(tx: Transaction, link_id: int, version: int) -> Link:
    """Return the link, if it is still at the version that the editor saw.

    Raise StaleEdit if it is not, ChangeRefused if there is no such link.
    """
    link = tx.links.get(link_id)
    if link is None:
        raise ChangeRefused(f"there is no link {link_id}")
    if link.version != version:
        raise StaleEdit(link, version)
    return link


def store(tx: Transaction, link: Link, values: dict[str, Any], what: str) -> Link:
    """Write these columns of the link, raise its version, and note what was done.

    The note contains the columns that changed, with their values before and after. If nothing
    changed, nothing is written: undo would have a step without an effect.
    """
    changed = [name for name, value in values.items() if getattr(link, name) != value]
    if not changed:
        return link
    before = {name: getattr(link, name) for name in changed}
    tx.update(link, values)
    tx.note(what, "link", link.id, before, {name: values[name] for name in changed})
    return link


def touch(tx: Transaction, link: Link) -> Link:
    """Raise only the version: data that belongs to the link has changed, so earlier views are
    stale."""
    tx.update(link, {})
    return link


def _merged(
    tx: Transaction, link: Link, patch: Mapping[str, object]
) -> tuple[LinkFields, WebAddress | None]:
    """Return the fields of the patch, checked (all others are left out), and the address in it.

    The link's stored fields were checked when they were written; only fields that depend on each
    other are checked again.
    """
    address = _address(tx, str(patch["url"])) if "url" in patch else None
    wanted = {name: getattr(link, name) for name in _DEPENDENT} | dict(patch)
    if address is not None:
        wanted["url"] = address.href
    return _checked(tx, wanted), address


def _differing(link: Link, fields: LinkFields) -> dict[str, Any]:
    """Return the fields that differ from those of the link."""
    given = {name: getattr(fields, name) for name in fields.model_fields_set}
    return {name: value for name, value in given.items() if value != getattr(link, name)}


def _address(tx: Transaction, text: str) -> WebAddress:
    try:
        return tx.addresses.get(text) or parse_address(text, allowed=tx.policy.allowed)
    except UrlRefused as error:
        raise ChangeRefused(str(error)) from None


def _checked(tx: Transaction, values: Mapping[str, Any]) -> LinkFields:
    try:
        fields = LinkFields.model_validate(dict(values))
    except ValidationError as error:
        raise ChangeRefused(*explain_validation(error)) from None
    if fields.category is not None and fields.category not in category_slugs(tx):
        raise ChangeRefused(f"there is no category “{fields.category}”")
    return fields


def category_slugs(tx: Transaction) -> set[str]:
    if tx.category_slugs is None:
        tx.category_slugs = {category.slug for category in links.categories(tx.raw)}
    return tx.category_slugs


def _sort_name(tx: Transaction, names: Mapping[str, str]) -> str:
    return names.get(tx.policy.default_language) or next(iter(names.values()))


def _refuse_duplicate(tx: Transaction, address: WebAddress, but: int | None = None) -> None:
    other = tx.names.get(address.key)
    if other is not None and other.id != but:
        raise ChangeRefused(
            f"{address.href} is the address of link {other.id} already (“{other.name}”)"
        )


def _move_address(tx: Transaction, link: Link, address: WebAddress) -> dict[str, Any]:
    _refuse_duplicate(tx, address, but=link.id)
    assert link.id is not None
    tx.forget(link.id)
    tx.names.changed(link.url_key)
    tx.names.changed(address.key)
    return {
        "url_key": address.key,
        "host": address.host,
        "lane": address.lane,
        "previous_urls": [*link.previous_urls, link.url],
        "vouched_on": None,
        "vouched_until": None,
        "vouched_by": "",
        "released_until": None,
        "released_for": "",
        "released_at": None,
        "released_by": "",
    }
