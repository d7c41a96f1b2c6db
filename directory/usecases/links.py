"""Adding and editing links: their fields checked, their addresses kept apart."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from pydantic import ValidationError

from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState
from directory.refusals import ChangeRefused, StaleEdit, explain_validation
from directory.rules.urls import UrlRefused, WebAddress, parse_address
from directory.store import baselines, links
from directory.store.engine import inserted_id
from directory.store.results import forget_looks
from directory.usecases.transaction import Transaction

# Made once: an import of thousands of links would otherwise spend its time making them.
_INSERT_LINK = sa.insert(links.link_table)
_HOLDER_OF_KEY = sa.select(links.link_table.c.id, links.link_table.c.name).where(
    links.link_table.c.url_key == sa.bindparam("key")
)


def add_link(tx: Transaction, fields: LinkFields, state: EditorialState) -> Link:
    """See `Change.add_link`."""
    address = _address(tx, fields.url)
    fields = _checked(tx, fields.model_dump() | {"url": address.href})
    _refuse_duplicate(tx, address)
    values = fields.model_dump() | {
        "name": _sort_name(tx, fields.names),
        "url_key": address.key,
        "host": address.host,
        "lane": address.lane,
        "previous_urls": [],
        "state": state,
        "created_at": tx.now,
        "updated_at": tx.now,
        "published_at": tx.now if state is EditorialState.PUBLISHED else None,
        "version": 1,
    }
    link_id = inserted_id(tx.connection.execute(_INSERT_LINK, values))
    after = {name: value for name, value in values.items() if value not in (None, "", [], {})}
    tx.note("add", "link", link_id, None, after)
    return Link(id=link_id, **values)


def edit_link(tx: Transaction, link_id: int, version: int, patch: Mapping[str, object]) -> Link:
    """See `Change.edit_link`."""
    link = at_version(tx, link_id, version)
    unknown = sorted(set(patch) - set(LinkFields.model_fields))
    if unknown:
        raise ChangeRefused(f"a link has no field “{'”, “'.join(unknown)}”")
    old = {name: getattr(link, name) for name in LinkFields.model_fields}
    wanted = old | dict(patch)
    address = _address(tx, str(wanted["url"]))
    fields = _checked(tx, wanted | {"url": address.href})
    new = fields.model_dump()
    changed = {name: value for name, value in new.items() if value != old[name]}
    if not changed:
        return link
    values = dict(changed)
    values["name"] = _sort_name(tx, fields.names)
    if "url" in changed:
        values |= _move_address(tx, link, address)
    return store(tx, link, values, "edit", {name: old[name] for name in changed}, changed)


def at_version(tx: Transaction, link_id: int, version: int) -> Link:
    """The link, if it is still at the version that the editor saw.

    Raises StaleEdit when it is not, ChangeRefused when there is no such link.
    """
    link = links.find_by_id(tx.connection, link_id)
    if link is None:
        raise ChangeRefused(f"there is no link {link_id}")
    if link.version != version:
        raise StaleEdit(link, version)
    return link


def store(
    tx: Transaction,
    link: Link,
    values: dict[str, Any],
    what: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
) -> Link:
    """Writes these columns of the link, raises its version, and notes what was done."""
    table = links.link_table
    values |= {"version": link.version + 1, "updated_at": tx.now}
    tx.connection.execute(
        sa.update(table).where(table.c.id == link.id, table.c.version == link.version), values
    )
    tx.note(what, "link", link.id, before, after)
    return Link(**(link.model_dump() | values))


def _address(tx: Transaction, text: str) -> WebAddress:
    try:
        return parse_address(text, allowed=tx.policy.allowed)
    except UrlRefused as error:
        raise ChangeRefused(str(error)) from None


def _checked(tx: Transaction, values: Mapping[str, Any]) -> LinkFields:
    try:
        fields = LinkFields.model_validate(dict(values))
    except ValidationError as error:
        raise ChangeRefused(*explain_validation(error)) from None
    if fields.category is not None and fields.category not in _category_slugs(tx):
        raise ChangeRefused(f"there is no category “{fields.category}”")
    return fields


def _category_slugs(tx: Transaction) -> set[str]:
    if tx.category_slugs is None:
        tx.category_slugs = {category.slug for category in links.categories(tx.connection)}
    return tx.category_slugs


def _sort_name(tx: Transaction, names: Mapping[str, str]) -> str:
    return names.get(tx.policy.default_language) or next(iter(names.values()))


def _refuse_duplicate(tx: Transaction, address: WebAddress, but: int | None = None) -> None:
    other = tx.connection.execute(_HOLDER_OF_KEY, {"key": address.key}).first()
    if other is not None and other.id != but:
        raise ChangeRefused(
            f"{address.href} is the address of link {other.id} already (“{other.name}”)"
        )


def _move_address(tx: Transaction, link: Link, address: WebAddress) -> dict[str, Any]:
    _refuse_duplicate(tx, address, but=link.id)
    assert link.id is not None
    forget_looks(tx.connection, link.id)
    baselines.forget(tx.connection, link.id)
    return {
        "url_key": address.key,
        "host": address.host,
        "lane": address.lane,
        "previous_urls": [*link.previous_urls, link.url],
        "vouched_on": None,
        "vouched_until": None,
        "vouched_by": "",
    }
