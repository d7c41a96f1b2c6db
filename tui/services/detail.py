"""Queries on one link: its details, its changes, and what visitors will read.

What the last check found, with the evidence, is shown as it was stored. Nothing is judged here.
"""

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from directory.model.link import Link
from directory.publishing.export import compose
from directory.publishing.release.public_schema import NoticeEntry
from directory.queries import links, notice_rules, release_rows
from directory.queries.link_detail import LinkDetail, detail
from directory.queries.link_history import Change, changes
from directory.queries.release_rows import LinkRow
from directory.rules.notice_rules import override_on
from directory.rules.notices import fill
from directory.settings import Settings
from tui.presenters.notices import LinkNotices, ShownNotice, Texts
from tui.services.model import Desk

#: How many entries of the audit trail are fetched at once.
CHANGES_A_PAGE: Final = 30


def link_detail(desk: Desk, link_id: int) -> LinkDetail | None:
    """Return the details of a link; None if there is none with this id."""
    catalog = desk.catalog
    with catalog.reading() as connection:
        return detail(
            connection,
            link_id,
            now=catalog.now(),
            today=catalog.today(),
            languages=desk.settings.languages,
        )


def link_changes(
    desk: Desk, link_id: int, before: int | None = None
) -> tuple[list[Change], int | None]:
    """Return entries of the audit trail about a link, the newest first, and the `before` of the
    next page; None at the end."""
    with desk.catalog.reading() as connection:
        found = changes(connection, link_id, CHANGES_A_PAGE + 1, before)
    shown = found[:CHANGES_A_PAGE]
    return shown, shown[-1].seq if len(found) > len(shown) else None


def exit_notice(desk: Desk, link_id: int) -> LinkNotices | None:
    """Return the notices that visitors of a link will read today, by the code of the release."""
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
        return LinkNotices(today, link.state, problem=str(refused))
    by_slug = {notice.slug: notice for notice in notices}
    due = entry.exit_notice.notice
    return LinkNotices(
        as_of=today,
        state=link.state,
        rule=entry.exit_notice.rule,
        forced_because=("" if override_on(link, today) == "by_rule" else link.exit_override_reason),
        notice=None if due is None else _shown(by_slug[due], link, desk.settings),
        disclaimers=tuple(_shown(by_slug[slug], link, desk.settings) for slug in entry.disclaimers),
    )


def _release_row(link: Link) -> LinkRow:
    """Return the link as a release reads it; its health has no effect on notices."""
    values: dict[str, Any] = {name: getattr(link, name, None) for name in LinkRow.__struct_fields__}
    return msgspec.convert(values, LinkRow)


def _shown(notice: NoticeEntry, link: Link, settings: Settings) -> ShownNotice:
    current = notice.current
    assert current is not None  # the composer excludes others
    return ShownNotice(
        slug=notice.slug,
        number=current.number,
        in_force_since=current.effective_from,
        texts=_texts(current.texts, link, settings),
        coming=tuple(
            (wording.effective_from, _texts(wording.texts, link, settings))
            for wording in notice.upcoming
        ),
    )


def _texts(texts: Mapping[str, str], link: Link, settings: Settings) -> Texts:
    """Return each text with its placeholders filled in, the directory's languages first."""
    others = sorted(set(texts).difference(settings.languages))
    return tuple(
        (language, fill(texts[language], {"name": _name(link, language), "host": link.host}))
        for language in (*dict.fromkeys(settings.languages), *others)
        if language in texts
    )


def _name(link: Link, language: str) -> str:
    return link.names.get(language) or link.name
