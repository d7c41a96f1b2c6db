"""Make the entries of a release from rows of the catalog: pure, without clock and disk.

The notice rules are applied to the links here. A link whose notices cannot be shown stops the
release: `Unpublishable` says what is missing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache

from directory.model.text import tidy_line
from directory.model.vocab import (
    ExitDisplay,
    ExitOverride,
    HowToApply,
    NoticeKind,
    OperatorClass,
    Verdict,
)
from directory.publishing.release.paths import exit_folder
from directory.publishing.release.placeholders import OF_A_LINK
from directory.publishing.release.public_schema import (
    SCHEMA_VERSION,
    Anchor,
    AnnouncedWording,
    CategoryEntry,
    CheckedEntry,
    ComingPeriod,
    ExitNotice,
    Header,
    HealthEntry,
    LinkEntry,
    NoticeEntry,
    Operator,
    PeriodEntry,
    Publisher,
    Withdrawn,
    Wording,
)
from directory.publishing.site.words import general_words, health_words
from directory.queries.release_rows import CategoryRow, CheckRow, LinkRow, NoticeRow, VersionRow
from directory.rules import notices as rules
from directory.rules.hosts import SiteOwner, Sites
from directory.rules.notice_rules import ExitDecision, NoticePolicy, RuleSet, day_after, override_on
from directory.rules.notice_schedule import Period, Terms, next_change, next_period, notice_days_on
from directory.rules.urls import is_href, shown_host
from directory.settings import Settings

#: A site has one privacy policy, and often many links.
_is_href = lru_cache(maxsize=16_384)(is_href)

_OUTSIDE = Anchor(rel="external noopener noreferrer", referrerpolicy="no-referrer")
_INSIDE = Anchor(rel="", referrerpolicy="")


class Unpublishable(Exception):
    """Something must be corrected before a release can be made; says what and how."""


def header(
    settings: Settings,
    as_of: date,
    known: Iterable[NoticeRow],
    ends: Iterable[date | None] = (),
    periods: Sequence[Period] = (),
) -> Header:
    """Return the head of the directory, from the settings and the announced wordings.

    ends: for each kind of decision on links that has a last day, the soonest last day that is not
    before `as_of`; None if no decision of that kind ends. periods: the periods of notice.
    """
    versions = [version for row in known for version in row.versions]
    period = next_period(periods, as_of)
    coming = None if period is None else ComingPeriod(period.days, period.effective_from)
    days = (
        next_change(versions, as_of),
        None if period is None else period.effective_from,
        *map(day_after, ends),
    )
    return Header(
        schema_version=SCHEMA_VERSION,
        next_change=min((day for day in days if day is not None), default=None),
        publisher=Publisher(
            tidy_line(settings.agency),
            tidy_line(settings.contact),
            settings.website,
            settings.home_url,
            settings.privacy_url,
            settings.accessibility_url,
        ),
        languages=tuple(dict.fromkeys(settings.languages)),
        default_language=settings.default_language,
        health_words=health_words(settings.languages),
        general_words=general_words(settings.languages),
        notice_period=PeriodEntry(notice_days_on(periods, as_of), coming),
    )


def terms_of(settings: Settings) -> Terms:
    """Return the terms for announcing a wording: one that could not be released is refused."""
    fillable = frozenset({*OF_A_LINK, "agency", *(["contact"] if settings.contact else [])})
    return Terms(languages=settings.languages, fillable=fillable)


def notice_policy(settings: Settings, rule_set: RuleSet) -> NoticePolicy:
    """Return the agency's sites and rules. Raise Unpublishable if a site in the settings is not a
    valid host."""
    for name, hosts in (("own_sites", settings.own_sites), ("sister_sites", settings.sister_sites)):
        try:
            Sites.of(hosts)
        except ValueError as error:
            raise Unpublishable(f"The setting {name} cannot be used: {error}.") from None
    return NoticePolicy(Sites.of(settings.own_sites, settings.sister_sites), rule_set)


def category_entries(rows: Iterable[CategoryRow]) -> list[CategoryEntry]:
    """Return the categories, sorted by slug."""
    entries = (CategoryEntry(row.slug, row.parent, row.names, row.position) for row in rows)
    return sorted(entries, key=lambda entry: entry.slug)


def notice_entries(rows: Iterable[NoticeRow], head: Header, as_of: date) -> list[NoticeEntry]:
    """Return the notices in force or announced on the day, sorted by slug, with the agency filled
    in.

    Raise Unpublishable if a text lacks a language of the directory or has a placeholder that cannot
    be filled in.
    """
    entries = []
    for row in sorted(rows, key=lambda row: row.slug):
        current = rules.version_in_force(row.versions, as_of)
        coming = rules.announced_versions(row.versions, as_of)
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


#: The exit notice of a link, and its disclaimers.
_Notices = tuple[ExitDecision, tuple[str, ...]]
#: What the notices of a link depend on.
_Key = tuple[
    str | None, OperatorClass, SiteOwner, HowToApply | None, ExitOverride, tuple[str, ...]
]  # fmt: skip


class LinkComposer:
    """Makes link entries with the notices of a release.

    known: all notices of the catalog, by slug; in_force: the slugs of those with a wording in force
    on the day.
    """

    def __init__(
        self,
        policy: NoticePolicy,
        known: Mapping[str, NoticeKind],
        in_force: Iterable[str],
        as_of: date,
    ) -> None:
        self._policy = policy
        self._known = known
        self._in_force = frozenset(in_force)
        self._as_of = as_of
        self._decided: dict[_Key, _Notices] = {}

    def entry(self, row: LinkRow) -> LinkEntry:
        """Return the public form of a link.

        Raise Unpublishable if a notice that the link must carry does not exist, is of the wrong
        kind, or has no wording in force.
        """
        site = self._policy.sites.whose(row.host)
        decided, disclaimers = self._notices(row, site)
        page = exit_folder(row.id) if decided.show is ExitDisplay.PAGE else None
        return LinkEntry(
            id=row.id,
            url=row.url,
            host=row.host,
            host_shown=shown_host(row.host),
            anchor=_INSIDE if site is SiteOwner.OWN else _OUTSIDE,
            privacy_url=row.privacy_url if row.privacy_url and _is_href(row.privacy_url) else None,
            listed_on=row.listed_on,
            names=row.names,
            descriptions=row.descriptions,
            category=row.category,
            operator=Operator(row.operator, row.operator_class, row.operator_basis),
            service_areas=row.service_areas,
            languages=row.languages,
            audiences=row.audiences,
            cost=row.cost,
            account_needed=row.account_needed,
            how_to_apply=row.how_to_apply,
            exit_notice=ExitNotice(decided.due, decided.notice, decided.rule, decided.show, page),
            disclaimers=disclaimers,
            health=_health(row.verdict, row.reason, row.since, row.confirmed),
            released_until=row.released_until,
        )

    def _notices(self, row: LinkRow, site: SiteOwner) -> _Notices:
        """Return the notices of the link. They are decided once for all links with the same key."""
        override = override_on(row, self._as_of)
        key = (
            row.category, row.operator_class, site, row.how_to_apply, override, row.disclaimers,
        )  # fmt: skip
        found = self._decided.get(key)
        if found is None:
            decision = self._policy.exit_decision(row, self._as_of)
            if decision.notice is not None:
                self._require(decision.notice, NoticeKind.EXIT, row)
            found = self._decided[key] = (decision, self._disclaimers(row))
        return found

    def _disclaimers(self, row: LinkRow) -> tuple[str, ...]:
        for slug in row.disclaimers:
            self._require_kind(slug, NoticeKind.DISCLAIMER, row)
        # One that staff added before its first wording is in force is shown from that day on.
        added = self._in_force.intersection(row.disclaimers)
        slugs = self._policy.disclaimers(row, added)
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


def checked(row: CheckRow, now: datetime) -> CheckedEntry:
    """Return the public form of a link's last check. The moment of a check later than `now` is left
    out: the clock was wrong."""
    since = row.since and row.since.date()
    health = _health(row.verdict, row.reason, since, row.confirmed)
    is_known = row.checked_at is not None and row.checked_at <= now
    return CheckedEntry(row.id, health, row.checked_at if is_known else None)


def withdrawn(link_id: int, at: datetime) -> Withdrawn:
    """Return the tombstone of a link that was withdrawn at that moment, in the agency's time
    zone."""
    return Withdrawn(link_id, at.date())


def _health(
    verdict: Verdict | None, reason: str | None, since: date | None, confirmed: bool | None
) -> HealthEntry | None:
    if verdict is None or since is None or confirmed is None:
        return None
    return HealthEntry(verdict, reason or "", since, confirmed)


def _wording(row: NoticeRow, version: VersionRow, head: Header) -> Wording:
    texts = _texts(row, version, head)
    return Wording(
        version.number,
        version.effective_from,
        version.exception or None,
        version.notice_days,
        version.titles,
        texts,
    )


def _announced(row: NoticeRow, version: VersionRow, head: Header) -> AnnouncedWording:
    texts = _texts(row, version, head)
    return AnnouncedWording(
        number=version.number,
        announced_on=version.announced_on,
        effective_from=version.effective_from,
        exception=version.exception or None,
        notice_days=version.notice_days,
        titles=version.titles,
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
        if name in rules.PLACEHOLDERS and name not in values and name not in OF_A_LINK:
            raise Unpublishable(
                f"{place} has the placeholder {{{name}}}, and no setting gives its value. "
                "Set it, or add a version without it."
            )
    try:
        return rules.fill(text, values)
    except rules.UnknownPlaceholder as error:
        raise Unpublishable(f"{place}: {error}") from None
