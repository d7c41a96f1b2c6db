"""Questions about one link: all that is told of it, its changes, and what visitors will read.

What the last check found, and by what evidence, is shown as it was stored. Nothing is judged here.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from tui.presenters.model import (
    Approved,
    Change,
    ChangePage,
    ExitView,
    FieldChange,
    Hop,
    LinkDetail,
    Look,
    Span,
    Waiting,
    Wording,
)
from tui.services.model import Desk

if TYPE_CHECKING:
    from directory.model.link import Link
    from directory.model.observation import Observation
    from directory.publishing.release.public_schema import NoticeEntry
    from directory.queries.link_detail import LinkDetail as Stored
    from directory.queries.link_history import Entry
    from directory.queries.release_rows import LinkRow
    from directory.settings import Settings

#: How many entries of the audit trail are fetched at once.
CHANGES_A_PAGE: Final = 30

#: What is noted of a link but tells staff nothing: what follows from other fields.
_INTERNAL: Final = frozenset(
    {"url_key", "lane", "host", "name", "version", "created_at", "updated_at", "written_by",
     "snoozed_at", "released_at"}
)  # fmt: skip


def link_detail(desk: Desk, link_id: int) -> LinkDetail | None:
    """All that is told of a link; None when there is none of that number."""
    from directory.queries import links
    from directory.queries.link_detail import detail

    now, today = desk.catalog.now(), desk.catalog.today()
    with desk.catalog.reading() as connection:
        found = detail(connection, link_id, today)
        if found is None:
            return None
        categories = {category.slug: category for category in links.categories(connection)}
    category = categories.get(found.category or "")
    names = {} if category is None else category.names
    return _detail(desk, now, found, _said(names, desk.settings.languages))


def link_changes(desk: Desk, link_id: int, before: int | None = None) -> ChangePage:
    """Entries of the audit trail about a link, the newest first; those older than `before`."""
    from directory.queries.link_history import changes

    with desk.catalog.reading() as connection:
        found = changes(connection, link_id, CHANGES_A_PAGE + 1, before)
    shown = found[:CHANGES_A_PAGE]
    more = len(found) > len(shown)
    return ChangePage(tuple(map(_change, shown)), shown[-1].seq if more else None)


def exit_notice(desk: Desk, link_id: int) -> ExitView | None:
    """The notices that visitors of a link will read today, by the code of the release."""
    from directory.publishing.export import compose
    from directory.queries import links, notice_rules, release_rows
    from directory.rules.notice_rules import override_on

    today = desk.catalog.today()
    with desk.catalog.reading() as connection:
        link = links.find_by_id(connection, link_id)
        known = release_rows.notices(connection)
        rules = notice_rules.current_rules(connection).rules
    if link is None:
        return None
    try:
        notices = compose.notice_entries(known, compose.header(desk.settings, today, known), today)
        composer = compose.LinkComposer(
            compose.notice_policy(desk.settings, rules),
            {row.slug: row.kind for row in known},
            (notice.slug for notice in notices if notice.current is not None),
            today,
        )
        entry = composer.entry(_release_row(link))
    except compose.Unpublishable as refused:
        return ExitView(today, link.state, problem=str(refused))
    by_slug = {notice.slug: notice for notice in notices}
    due = entry.exit_notice.notice
    return ExitView(
        as_of=today,
        state=link.state,
        rule=entry.exit_notice.rule,
        forced_because=("" if override_on(link, today) == "by_rule" else link.exit_override_reason),
        notice=None if due is None else _wording(by_slug[due], link, desk.settings),
        disclaimers=tuple(
            _wording(by_slug[slug], link, desk.settings) for slug in entry.disclaimers
        ),
    )


# From what the catalog told


def _detail(desk: Desk, now: datetime, link: "Stored", category: str) -> LinkDetail:
    import msgspec

    from directory.model.link import LinkFields

    plain_data = msgspec.to_builtins(link)
    fields = {name: plain_data[name] for name in LinkFields.model_fields}
    return LinkDetail(
        id=link.id,
        name=link.name,
        host=link.host,
        version=link.version,
        state=link.state,
        today=desk.catalog.today(),
        now=now,
        fields=fields,
        category=category,
        created_at=link.created_at,
        updated_at=link.updated_at,
        published_at=link.published_at,
        previous_urls=tuple(link.previous_urls),
        written_by=tuple(link.written_by.splitlines()),
        vouched_on=link.vouched_on,
        vouched_until=link.vouched_until,
        vouched_by=link.vouched_by,
        snoozed_until=link.snoozed_until,
        released_until=link.released_until,
        released_by=link.released_by,
        held_back="held back" in link.flags,
        released=f"released until {link.released_until}" in link.flags,
        snoozed="snoozed" in link.flags,
        vouched="vouched" in link.flags,
        proposal=_waiting(link, fields),
        look=_look(link),
        approved=_approved(link),
        spans=tuple(
            Span(span.first_at, span.last_at, span.verdict, span.reason, span.looks)
            for span in link.spans
        ),
    )


def _waiting(link: "Stored", fields: Mapping[str, Any]) -> Waiting | None:
    proposal = link.proposal
    if proposal is None:
        return None
    changed = tuple(
        FieldChange(name, fields.get(name), value)
        for name, value in proposal.patch.items()
        if value != fields.get(name)
    )
    stale = proposal.based_on != link.version
    return Waiting(proposal.who, proposal.at, proposal.why, changed, stale)


def _look(link: "Stored") -> Look | None:
    health = link.health
    if health is None:
        return None
    seen = health.look
    return Look(
        at=health.last_at,
        verdict=health.verdict,
        since=health.since,
        confirmed=health.confirmed,
        looks=health.looks,
        findings=health.findings,
        hops=() if seen is None else _hops(seen),
        stop="" if seen is None or seen.stop is None else seen.stop.value,
        title=health.page_title,
        language=health.page_language,
        page_at=health.page_at,
        certificate_ends_at=health.certificate_ends_at,
        suggested_url=health.suggested_url,
        next_at=health.next_check_at,
    )


def _hops(seen: "Observation") -> tuple[Hop, ...]:
    return tuple(
        Hop(
            url=hop.url,
            status=hop.status,
            fault="" if hop.fault is None else hop.fault.value,
            via="" if hop.via is None else hop.via.value,
            unchanged=hop.unchanged,
            millis=hop.millis,
        )
        for hop in seen.hops
    )


def _approved(link: "Stored") -> Approved | None:
    held = link.baseline
    if held is None:
        return None
    return Approved(held.taken_at, held.who, held.url, held.title, held.language, held.is_as_seen)


def _change(entry: "Entry") -> Change:
    names = [name for name in {**entry.after, **entry.before} if name not in _INTERNAL]
    return Change(
        seq=entry.seq,
        at=entry.at,
        who=entry.who,
        what=entry.what,
        why=entry.why,
        fields=tuple(
            FieldChange(name, entry.before.get(name), entry.after.get(name)) for name in names
        ),
    )


# What visitors read


def _release_row(link: "Link") -> "LinkRow":
    """The link as a release reads it; its health decides nothing on notices."""
    import msgspec

    from directory.queries.release_rows import LinkRow

    values: dict[str, Any] = {name: getattr(link, name, None) for name in LinkRow.__struct_fields__}
    return msgspec.convert(values, LinkRow)


def _wording(notice: "NoticeEntry", link: "Link", settings: "Settings") -> Wording:
    current = notice.current
    assert current is not None  # the composer lets no other through
    coming: list[tuple[date, tuple[tuple[str, str], ...]]] = [
        (wording.effective_from, _texts(wording.texts, link, settings))
        for wording in notice.upcoming
    ]
    return Wording(
        slug=notice.slug,
        number=current.number,
        in_force_since=current.effective_from,
        texts=_texts(current.texts, link, settings),
        coming=tuple(coming),
    )


def _texts(
    texts: Mapping[str, str], link: "Link", settings: "Settings"
) -> tuple[tuple[str, str], ...]:
    """Each text with what the website fills in, the directory's languages first."""
    from directory.rules.notices import fill

    others = sorted(set(texts).difference(settings.languages))
    return tuple(
        (language, fill(texts[language], {"name": _name(link, language), "host": link.host}))
        for language in (*dict.fromkeys(settings.languages), *others)
        if language in texts
    )


def _name(link: "Link", language: str) -> str:
    return link.names.get(language) or link.name


def _said(names: Mapping[str, str], languages: Iterable[str]) -> str:
    """The name in the first of these languages that it has."""
    return next((names[tag] for tag in languages if tag in names), next(iter(names.values()), ""))
