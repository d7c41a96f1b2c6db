"""Queries of the screen of notices: what visitors read and will read, and why; announce,
approve, withdraw."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from directory.catalog.notices import approve_notice, withdraw_notice
from directory.errors import CatalogUnavailable
from directory.model.notice import NoticeVersion, PendingNotice
from directory.model.vocab import NoticeKind
from directory.queries import notices as rows
from directory.queries.notice_rules import current_rules
from directory.rules.notice_rules import SHOWN_AS, DisclaimerRule, ExitRule, RuleSet, question
from directory.rules.notice_schedule import Announcement, AnnouncementRefused, check
from directory.rules.notices import announced_versions, version_in_force
from tui.presenters.notice_model import (
    NO_EXIT_NOTICE,
    AnnouncedText,
    NoticeOverview,
    Rule,
    Rules,
    Shelf,
    Waits,
)
from tui.services.model import Desk, Refused

if TYPE_CHECKING:
    from directory.queries import Connection


def shelf(desk: Desk) -> Shelf:
    """Return all notices in their order, those that only wait for approval last; and the rules."""
    today = desk.catalog.today()
    with desk.catalog.reading() as connection:
        kinds = rows.kinds(connection)
        waiting = {one.notice: one for one in rows.pending(connection)}
        versions = {slug: rows.versions(connection, slug) for slug in kinds}
        rules = _rules(connection)
    new = {slug: one.kind for slug, one in waiting.items() if slug not in kinds}
    found = tuple(
        _row(desk, slug, kind, versions.get(slug, []), waiting.get(slug), rules, today)
        for slug, kind in (kinds | new).items()
    )
    return Shelf(today, found, rules)


def approve(desk: Desk, slug: str, seen: datetime) -> str:
    """Announce the wording that waits; return the result as a sentence.

    seen: the `at` of the wording that the user sees. Raise Refused if another one waits by now;
    other refusals as the use case raises them.
    """
    with desk.catalog.change(who=desk.who) as change:
        _as_seen(desk, slug, seen)
        approve_notice(change, slug)
    with desk.catalog.reading() as connection:
        day = rows.versions(connection, slug)[-1].effective_from
    return announced_words(slug, day, desk.catalog.today())


def withdraw(desk: Desk, slug: str, seen: datetime) -> str:
    """Withdraw the wording that waits; return the result. seen, refusals: as for `approve`."""
    with desk.catalog.change(who=desk.who) as change:
        _as_seen(desk, slug, seen)
        withdraw_notice(change, slug)
    return f"The wording of “{slug}” that waited is withdrawn. What visitors read stays as it was."


def announced_words(slug: str, day: date, today: date) -> str:
    """Return that it is announced, from which day it applies, and when to publish."""
    if day <= today:
        return (
            f"Announced: the new wording of “{slug}” applies from today. Publish now (4): until "
            "then visitors read the one before."
        )
    return (
        f"Announced: the new wording of “{slug}” applies from {day}. Publish now (4), so that "
        f"visitors see the announcement, and publish again on {day}."
    )


def _as_seen(desk: Desk, slug: str, seen: datetime) -> None:
    """Raise Refused if another wording waits than the one that the user has read."""
    with desk.catalog.reading() as connection:
        waiting = rows.pending_of(connection, slug)
    if waiting is not None and waiting.created_at != seen:
        raise Refused(
            f"Nothing was done, since another wording of “{slug}” waits by now. Read it first."
        )


def _row(
    desk: Desk,
    slug: str,
    kind: NoticeKind,
    versions: Sequence[NoticeVersion],
    waiting: PendingNotice | None,
    rules: Rules,
    today: date,
) -> NoticeOverview:
    holds = version_in_force(versions, today)
    coming = announced_versions(versions, today)
    return NoticeOverview(
        slug,
        kind,
        None if holds is None else _wording(holds),
        tuple(map(_wording, coming)),
        len(versions) - len(coming) - (holds is not None),
        None if waiting is None else _waits(desk, waiting, versions, today),
        _that_give(rules, slug, kind),
    )


def _wording(version: NoticeVersion) -> AnnouncedText:
    return AnnouncedText(
        version.number,
        version.announced_on,
        version.effective_from,
        tuple(sorted(version.titles.items())),
        tuple(sorted(version.texts.items())),
        version.author,
        version.approver,
        version.exception,
    )


def _waits(
    desk: Desk, waiting: PendingNotice, versions: Sequence[NoticeVersion], today: date
) -> Waits:
    wanted = Announcement(waiting.texts, waiting.effective_from, waiting.exception, waiting.titles)
    mine = waiting.author == desk.who
    problem = "You wrote it yourself, so another person must approve it." if mine else ""
    try:
        check(wanted, versions, today, desk.catalog.terms())
    except AnnouncementRefused as refused:
        sentence = str(refused)[:1].upper() + str(refused)[1:]
        problem = f"It can no longer be approved: {sentence} Withdraw it (x)."
    return Waits(
        waiting.effective_from,
        tuple(sorted(waiting.titles.items())),
        tuple(sorted(waiting.texts.items())),
        waiting.author,
        waiting.exception,
        waiting.created_at,
        mine,
        problem,
    )


def _rules(connection: "Connection") -> Rules:
    try:
        version, found = current_rules(connection)
    except CatalogUnavailable as error:
        return Rules(0, (), (), str(error))
    return _in_words(version, found)


def _in_words(version: int, found: RuleSet) -> Rules:
    return Rules(
        version,
        tuple(_rule(number, rule) for number, rule in enumerate(found.exit, 1)),
        tuple(
            (one.notice, tuple(_rule(number, rule) for number, rule in enumerate(one.rules, 1)))
            for one in found.disclaimers
        ),
    )


def _rule(number: int, rule: ExitRule | DisclaimerRule) -> Rule:
    shown = ""
    if isinstance(rule, ExitRule):
        then = rule.notice or NO_EXIT_NOTICE
        shown = SHOWN_AS[rule.show] if rule.notice else ""
    else:
        then = "due" if rule.due else "not due"
    return Rule(number, question(rule.when), then, rule.because, shown)


def _that_give(rules: Rules, slug: str, kind: NoticeKind) -> tuple[Rule, ...]:
    if kind is NoticeKind.EXIT:
        return tuple(rule for rule in rules.exit if rule.then == slug)
    by_slug: Mapping[str, tuple[Rule, ...]] = dict(rules.disclaimers)
    return by_slug.get(slug, ())
