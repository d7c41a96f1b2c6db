"""From rows of the catalog to the entries of a release: pure, no clock, no disk.

Here the notice rules meet the links. A link whose notices cannot be shown is
not published in silence: `Unpublishable` says what is missing.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from directory.model.text import tidy_line
from directory.model.vocab import NoticeKind
from directory.publishing.entries import (
    SCHEMA_VERSION,
    AnnouncedWording,
    CategoryEntry,
    ExitNotice,
    Header,
    HealthEntry,
    LinkEntry,
    NoticeEntry,
    Operator,
    Publisher,
    Wording,
)
from directory.rules import notices as rules
from directory.rules.announcing import Terms, next_change
from directory.settings import Settings
from directory.store.release_rows import CategoryRow, LinkRow, NoticeRow, VersionRow

#: What the website fills in for each link; all else is filled in here.
LEFT_TO_THE_WEBSITE = frozenset({"name", "host"})


class Unpublishable(Exception):
    """Something must be put right before a release can be made; says what and how."""


def header(settings: Settings, as_of: date, known: Iterable[NoticeRow]) -> Header:
    """The head of the directory, from the settings and the wordings of notices to come."""
    versions = [version for row in known for version in row.versions]
    return Header(
        schema_version=SCHEMA_VERSION,
        as_of=as_of,
        next_change=next_change(versions, as_of),
        publisher=Publisher(tidy_line(settings.agency), tidy_line(settings.contact)),
        languages=tuple(dict.fromkeys(settings.languages)),
        default_language=settings.default_language,
    )


def terms_of(settings: Settings) -> Terms:
    """On which terms a wording is announced: what could not be released is not announced."""
    fillable = LEFT_TO_THE_WEBSITE | {"agency"} | ({"contact"} if settings.contact else set())
    return Terms(settings.notice_days, settings.languages, fillable)


def exit_policy(settings: Settings) -> rules.ExitPolicy:
    """The agency's exit policy. Raises Unpublishable when an own site is no host."""
    try:
        return rules.ExitPolicy.of(settings.own_sites)
    except ValueError as error:
        raise Unpublishable(f"The setting own_sites cannot be used: {error}.") from None


def category_entries(rows: Iterable[CategoryRow]) -> list[CategoryEntry]:
    """The categories, by slug."""
    entries = (CategoryEntry(row.slug, row.parent, row.names, row.position) for row in rows)
    return sorted(entries, key=lambda entry: entry.slug)


def notice_entries(rows: Iterable[NoticeRow], head: Header) -> list[NoticeEntry]:
    """The notices in force or announced on the day, by slug, with the agency filled in.

    Raises Unpublishable for a text that lacks a language of the directory or
    asks for something that cannot be filled in.
    """
    entries = []
    for row in sorted(rows, key=lambda row: row.slug):
        current = rules.version_in_force(row.versions, head.as_of)
        coming = rules.announced_versions(row.versions, head.as_of)
        if current is None and not coming:
            continue
        entries.append(
            NoticeEntry(
                slug=row.slug,
                kind=row.kind,
                current=None if current is None else _wording(row, current, head),
                upcoming=tuple(_announced(row, version, head) for version in coming),
            )
        )
    return entries


class LinkComposer:
    """Makes link entries, given the notices that a release knows.

    known: all notices of the catalog, by slug; in_force: the slugs of those
    with a wording that holds on the day.
    """

    def __init__(
        self,
        policy: rules.ExitPolicy,
        known: Mapping[str, NoticeKind],
        in_force: Iterable[str],
        as_of: date,
    ) -> None:
        self._policy = policy
        self._known = known
        self._in_force = frozenset(in_force)
        self._as_of = as_of

    def entry(self, row: LinkRow) -> LinkEntry:
        """The public form of a link.

        Raises Unpublishable when a notice that the link must carry does not
        exist, is of the wrong kind, or has no wording yet.
        """
        return LinkEntry(
            id=row.id,
            url=row.url,
            host=row.host,
            names=row.names,
            descriptions=row.descriptions,
            category=row.category,
            operator=Operator(row.operator, row.operator_class, row.operator_basis),
            service_areas=tuple(row.service_areas),
            languages=tuple(row.languages),
            audiences=tuple(row.audiences),
            cost=row.cost,
            account_needed=row.account_needed,
            how_to_apply=row.how_to_apply,
            exit_notice=self._exit_notice(row),
            disclaimers=self._disclaimers(row),
            health=_health(row),
        )

    def _exit_notice(self, row: LinkRow) -> ExitNotice:
        decision = rules.exit_decision(
            row.host, row.operator_class, row.exit_override, self._policy
        )
        if decision.notice is not None:
            self._require(decision.notice, NoticeKind.EXIT, row)
        return ExitNotice(decision.due, decision.notice, decision.rule)

    def _disclaimers(self, row: LinkRow) -> tuple[str, ...]:
        for slug in row.disclaimers:
            self._require_kind(slug, NoticeKind.DISCLAIMER, row)
        # One that staff added ahead of its first wording is shown from that day on.
        added = self._in_force.intersection(row.disclaimers)
        slugs = rules.disclaimers_for(row.host, row.category, added, self._policy)
        for slug in slugs:
            self._require(slug, NoticeKind.DISCLAIMER, row)
        return slugs

    def _require(self, slug: str, kind: NoticeKind, row: LinkRow) -> None:
        self._require_kind(slug, kind, row)
        if slug not in self._in_force:
            raise Unpublishable(
                f"Link {row.id} must carry the notice “{slug}”, which has no wording in force on "
                f"{self._as_of}. Give it one, or take the link out of publication."
            )

    def _require_kind(self, slug: str, kind: NoticeKind, row: LinkRow) -> None:
        held = self._known.get(slug)
        if held is None:
            raise Unpublishable(
                f"Link {row.id} must carry the notice “{slug}”, and the catalog has none of that "
                "name. Add it, or take the link out of publication."
            )
        if held is not kind:
            raise Unpublishable(
                f"Link {row.id} uses the notice “{slug}” as one of kind “{kind}”, but it is of "
                f"kind “{held}”. Choose another notice for the link."
            )


def _health(row: LinkRow) -> HealthEntry | None:
    if row.verdict is None or row.since is None or row.confirmed is None:
        return None
    return HealthEntry(row.verdict, row.reason or "", row.since.date(), row.confirmed)


def _wording(row: NoticeRow, version: VersionRow, head: Header) -> Wording:
    texts = _texts(row, version, head)
    return Wording(version.number, version.effective_from, version.exception or None, texts)


def _announced(row: NoticeRow, version: VersionRow, head: Header) -> AnnouncedWording:
    texts = _texts(row, version, head)
    return AnnouncedWording(
        number=version.number,
        announced_on=version.announced_on,
        effective_from=version.effective_from,
        exception=version.exception or None,
        texts=texts,
    )


def _texts(row: NoticeRow, version: VersionRow, head: Header) -> dict[str, str]:
    place = f"The notice “{row.slug}” (version {version.number})"
    missing = rules.missing_languages(version.texts, head.languages)
    if missing:
        raise Unpublishable(
            f"{place} has no text in {', '.join(missing)}. Add a version that has, or take the "
            "language out of the setting “languages”."
        )
    values = {"agency": head.publisher.agency}
    if head.publisher.contact:
        values["contact"] = head.publisher.contact
    return {language: _filled(place, text, values) for language, text in version.texts.items()}


def _filled(place: str, text: str, values: Mapping[str, str]) -> str:
    for name in rules.placeholders(text):
        if name in rules.PLACEHOLDERS and name not in values and name not in LEFT_TO_THE_WEBSITE:
            raise Unpublishable(
                f"{place} asks for {{{name}}}, and there is no setting that says it. "
                "Set it, or add a version without it."
            )
    try:
        return rules.fill(text, values)
    except rules.UnknownPlaceholder as error:
        raise Unpublishable(f"{place}: {error}") from None
