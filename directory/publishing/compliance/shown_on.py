"""What a release showed visitors of a link, proved from the audit trail.

`spans.py` finds which release was on the website when; the link is reconstructed from its entries
up to the record of that release; the rules and the wordings of that time decide the rest. So it can
be answered for any day since the first release on record, regardless of later changes.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from directory.model.notice import NoticeVersion
from directory.model.vocab import (
    EditorialState,
    ExitDisplay,
    ExitOverride,
    HowToApply,
    OperatorClass,
)
from directory.publishing.compliance.spans import NotKnown
from directory.queries import notices, release_history
from directory.rules.hosts import Sites
from directory.rules.notice_rules import Facts, NoticePolicy, day_after, override_on
from directory.rules.notice_rules_json import NotRules, rules_of
from directory.rules.notice_schedule import next_change
from directory.rules.notices import fill, version_in_force

#: In place of the address of the destination's privacy policy, which crawls find and the trail
#: does not keep.
POLICY_NOT_KNOWN = "[address of its privacy policy, not on record]"


@dataclass(frozen=True, slots=True)
class ShownText:
    """A wording as it was shown. texts: by language, filled in for the link, with
    `POLICY_NOT_KNOWN` as the address of the destination's privacy policy."""

    slug: str
    number: int
    effective_from: date
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Shown:
    """What the website showed of a link.

    release: the record of the release, which was made for the day `as_of`. absent: why the link was
    not on the website; "" if it was, and only then the other fields have a meaning. rule: why it
    had an exit notice, or none; exit_shown: how that was shown. overdue: the day, not after the one
    in question, from which on that release showed an old wording, or a decision of staff that had
    ended; None if it did not. released_until: the last day on which staff showed the link although
    a danger had been found; None if none had been. privacy_url: of the destination, which the
    record of a release has and the trail has not.
    """

    release: release_history.Released
    as_of: date
    absent: str = ""
    name: str = ""
    url: str = ""
    rule: str = ""
    exit_shown: ExitDisplay | None = None
    exit_notice: ShownText | None = None
    disclaimers: tuple[ShownText, ...] = ()
    overdue: date | None = None
    released_until: date | None = None
    privacy_url: str | None = None


def shown_by(
    connection: sa.Connection, release: release_history.Released, link_id: int, day: date
) -> Shown:
    """Return what visitors of the link were shown while this release was on the website, on that
    day.

    Raise NotKnown if it is not on record how the release was made.
    """
    made = _made(connection, release)
    as_of = date.fromisoformat(made.about["as_of"])
    link = release_history.link_before(connection, link_id, made.seq)
    absent = _absent(link, link_id, release.about)
    if absent or link is None:
        return Shown(release, as_of, absent)
    known = _wordings(connection, made.at)
    shown = _as_shown(release, as_of, day, link, made.about, known)
    return _released(shown, day, _released_until(made.about, link_id))


def _made(connection: sa.Connection, release: release_history.Released) -> release_history.Released:
    """Return the record of the release with this content: of one that was brought back, that of
    the earlier release."""
    known = {one.digest: one for one in release_history.released(connection)}
    made: release_history.Released | None = release
    while made is not None and made.what != "publish":
        made = known.get(made.about.get("restores", ""))
    if made is None:
        raise NotKnown(f"of the release {release.digest[:8]} it is not on record how it was made")
    return made


def _absent(link: Mapping[str, Any] | None, link_id: int, about: Mapping[str, Any]) -> str:
    if link is None:
        return "it was not in the catalog"
    if link.get("state") != EditorialState.PUBLISHED:
        return f"it was not published (its state was “{link.get('state', 'draft')}”)"
    if link_id in about.get("withheld", ()):
        return "it was held back, since its page might have harmed visitors"
    return ""


def _wordings(connection: sa.Connection, by: datetime) -> dict[str, list[NoticeVersion]]:
    """Return the wordings that were announced by that moment, by notice."""
    return {
        slug: [one for one in notices.versions(connection, slug) if one.created_at <= by]
        for slug in notices.kinds(connection)
    }


def _as_shown(
    release: release_history.Released,
    as_of: date,
    day: date,
    link: Mapping[str, Any],
    about: Mapping[str, Any],
    known: Mapping[str, Sequence[NoticeVersion]],
) -> Shown:
    policy, facts = _policy(about), _facts(link)
    decision = policy.exit_decision(facts, as_of)
    values = {"agency": about.get("agency", ""), "contact": about.get("contact", "")}
    values |= {"name": link.get("name", ""), "host": link["host"], "privacy_url": POLICY_NOT_KNOWN}

    def text(slug: str) -> ShownText | None:
        version = version_in_force(known.get(slug, ()), as_of)
        if version is None:
            return None
        filled = {language: fill(words, values) for language, words in version.texts.items()}
        return ShownText(slug, version.number, version.effective_from, filled)

    added = [slug for slug in link.get("disclaimers", ()) if text(slug) is not None]
    carried = policy.disclaimers(facts, added)
    mine = [*carried, *([decision.notice] if decision.notice else [])]
    wording = next_change((one for slug in mine for one in known.get(slug, ())), as_of)
    change = min((one for one in (wording, _ends(facts, as_of)) if one), default=None)
    return Shown(
        release,
        as_of,
        name=link.get("name", ""),
        url=link.get("url", ""),
        rule=decision.rule,
        exit_shown=decision.show,
        exit_notice=text(decision.notice) if decision.notice else None,
        disclaimers=tuple(found for found in map(text, carried) if found is not None),
        overdue=change if change is not None and change <= day else None,
    )


def _policy(about: Mapping[str, Any]) -> NoticePolicy:
    """Return the policy of the release. Releases from before agencies could set rules used the
    default ones."""
    sites = Sites.of(about.get("own_sites", ()), about.get("sister_sites", ()))
    kept = about.get("notice_rules")
    try:
        return NoticePolicy(sites, None if kept is None else rules_of(kept))
    except NotRules as error:
        raise NotKnown(f"the rules of that release cannot be read: {error}") from None


def _facts(link: Mapping[str, Any]) -> Facts:
    """Return what the rules depend on, from the fields that had been set by then."""
    way, until = link.get("how_to_apply"), link.get("exit_override_until")
    return Facts(
        link["host"],
        OperatorClass(link.get("operator_class", OperatorClass.UNKNOWN)),
        link.get("category"),
        None if way is None else HowToApply(way),
        ExitOverride(link.get("exit_override", ExitOverride.BY_RULE)),
        None if until is None else date.fromisoformat(until),
    )


def _released_until(about: Mapping[str, Any], link_id: int) -> date | None:
    """Return the last day of the link's release from a danger, by the record of the website's
    release."""
    until = about.get("released", {}).get(str(link_id))
    return None if until is None else date.fromisoformat(until)


def _released(shown: Shown, day: date, until: date | None) -> Shown:
    """Return the same for a link that staff had released from a danger until that day."""
    ended = day_after(until)
    days = (shown.overdue, ended if ended is not None and ended <= day else None)
    overdue = min((one for one in days if one is not None), default=None)
    return replace(shown, overdue=overdue, released_until=until)


def _ends(facts: Facts, as_of: date) -> date | None:
    """Return the day after staff's exit decision ended, if it was in effect on `as_of`; else
    None."""
    if override_on(facts, as_of) is ExitOverride.BY_RULE:
        return None
    return day_after(facts.exit_override_until)
