"""The queue: which group a link stands in, and when in none."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from directory.model.reasons import DANGERS, REASONS, Reason
from directory.model.vocab import EditorialState, Verdict
from directory.rules.lifecycle import LastDanger, last_danger
from directory.rules.queue import (
    LONGEST_RELEASE,
    QueueFacts,
    QueueKind,
    group_of,
    is_held_back,
    is_released,
)
from tests.clocks import NOW
from tests.rows import each

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
STATES = EditorialState
PUBLISHED, DRAFT = STATES.PUBLISHED, STATES.DRAFT


def seen(
    reason: Reason = Reason.OK, state: EditorialState = PUBLISHED, *, confirmed: bool = True,
    **more: object,
) -> QueueFacts:  # fmt: skip
    """A link of this health."""
    given_values = {"since": NOW, **more}
    return QueueFacts(state, REASONS[reason].verdict, reason, confirmed, **given_values)  # type: ignore[arg-type]


def snoozed(link: QueueFacts, until: date, hours_later: int) -> QueueFacts:
    """The link, snoozed so long after its verdict began to hold."""
    values = {name: getattr(link, name) for name in QueueFacts.__dataclass_fields__}
    at = NOW + timedelta(hours=hours_later)
    return QueueFacts(**values | {"snoozed_until": until, "snoozed_at": at})


def released(link: QueueFacts, until: date) -> QueueFacts:
    """The link, released from the danger “parked”, which was found an hour before."""
    danger = link.reason if link.reason in DANGERS else "parked"
    return replace(
        link, danger=danger or "", danger_since=NOW - timedelta(hours=1),
        released_until=until, released_for="parked", released_at=NOW,
    )  # fmt: skip


@each(
    ("link", "kind"),
    [
        (seen(), None),
        (seen(Reason.PARKED), QueueKind.HELD_BACK),
        (seen(Reason.HIJACKED, confirmed=False), QueueKind.HELD_BACK),
        (seen(Reason.PARKED, STATES.IN_REVIEW), QueueKind.HELD_BACK),
        (seen(Reason.NOT_FOUND), QueueKind.GONE),
        (seen(Reason.NOT_FOUND, confirmed=False), None),
        (seen(Reason.CERTIFICATE_EXPIRED), QueueKind.INSECURE),
        (seen(Reason.PERMANENT_REDIRECT), QueueKind.MOVED),
        (seen(Reason.TIMEOUT), QueueKind.FAILING),
        (seen(Reason.TIMEOUT, confirmed=False), None),
        (seen(Reason.BOT_WALL), QueueKind.BLOCKED),
        (seen(Reason.BOT_WALL, vouched_until=TODAY), None),
        (seen(Reason.BOT_WALL, vouched_until=YESTERDAY), QueueKind.BLOCKED),
        (seen(Reason.NOT_FOUND, vouched_until=TODAY), QueueKind.GONE),
        (seen(Reason.DRIFT), QueueKind.CHANGED),
        (QueueFacts(PUBLISHED), QueueKind.NEVER_CHECKED),
        (QueueFacts(STATES.IN_REVIEW), QueueKind.NEVER_CHECKED),
        (QueueFacts(DRAFT), QueueKind.DRAFT),
        (seen(Reason.PARKED, DRAFT), QueueKind.DRAFT),
        (seen(state=STATES.IN_REVIEW), QueueKind.WAITING),
        (seen(proposal=True), QueueKind.WAITING),
        (seen(Reason.NOT_FOUND, proposal=True), QueueKind.GONE),
        (seen(Reason.NOT_FOUND, confirmed=False, proposal=True), QueueKind.WAITING),
        (seen(review_by=YESTERDAY), QueueKind.REVIEW_DUE),
        (seen(review_by=TODAY), None),
        (seen(review_by=YESTERDAY, proposal=True), QueueKind.WAITING),
        (seen(Reason.PARKED, STATES.RETIRED, review_by=YESTERDAY), None),
        (QueueFacts(STATES.RETIRED), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, 1), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, 0), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, -1), QueueKind.GONE),
        (snoozed(seen(Reason.NOT_FOUND), YESTERDAY, 1), QueueKind.GONE),
        (snoozed(seen(Reason.HIJACKED), TODAY, 1), QueueKind.HELD_BACK),
        (snoozed(seen(Reason.HIJACKED, snoozed_for="drift"), TODAY, 1), QueueKind.HELD_BACK),
        (snoozed(seen(Reason.HIJACKED, snoozed_for="hijacked"), TODAY, 1), None),
        (released(seen(Reason.PARKED), TODAY), None),
        (released(seen(Reason.PARKED), YESTERDAY), QueueKind.HELD_BACK),
        (released(seen(Reason.HIJACKED), TODAY), QueueKind.HELD_BACK),
        (released(seen(Reason.PARKED, STATES.IN_REVIEW), TODAY), QueueKind.WAITING),
        (released(seen(Reason.PARKED, proposal=True), TODAY), QueueKind.WAITING),
        (released(seen(Reason.PARKED, review_by=YESTERDAY), TODAY), QueueKind.REVIEW_DUE),
        (released(seen(Reason.NOT_FOUND), TODAY), QueueKind.GONE),
        (snoozed(QueueFacts(PUBLISHED), TODAY, 0), None),
        (snoozed(QueueFacts(DRAFT), TODAY, 0), None),
        (seen(Reason.NOT_FOUND, snoozed_until=TODAY), QueueKind.GONE),
    ],
)
def test_a_link_stands_in_its_worst_group(link: QueueFacts, kind: QueueKind | None) -> None:
    assert group_of(link, TODAY) is kind


@given(st.sampled_from(Reason), st.sampled_from(EditorialState), st.booleans())
def test_only_what_is_well_or_waits_for_confirmation_needs_nobody(
    reason: Reason, state: EditorialState, confirmed: bool
) -> None:
    kind = group_of(seen(reason, state, confirmed=confirmed), TODAY)
    if kind is None:
        well = REASONS[reason].verdict is Verdict.OK
        assert state is STATES.RETIRED or well or not confirmed
        assert state is STATES.RETIRED or reason not in DANGERS


def test_only_a_published_link_is_held_back() -> None:
    parked = [seen(Reason.PARKED, state) for state in STATES]
    assert [link.state for link in parked if is_held_back(link, TODAY)] == [PUBLISHED]
    assert not is_held_back(seen(Reason.DRIFT), TODAY)
    assert not is_held_back(QueueFacts(PUBLISHED), TODAY)


@given(st.integers(-400, 400))
def test_a_release_counts_from_its_day_up_to_the_last_one_a_year_ahead(days: int) -> None:
    link = released(seen(Reason.PARKED), TODAY + timedelta(days=days))
    assert is_released(link, TODAY) == (0 <= days <= LONGEST_RELEASE.days)
    assert is_held_back(link, TODAY) != is_released(link, TODAY)


_FOUND = st.sets(st.sampled_from([*DANGERS, Reason.OK, Reason.NOT_FOUND]), min_size=1)


@given(st.lists(_FOUND, min_size=1), st.lists(_FOUND))
def test_a_release_ends_for_good_when_another_danger_is_found(
    before: list[set[Reason]], later: list[set[Reason]]
) -> None:
    known, now = _checked(LastDanger(), before, NOW)
    releasing: dict[str, Any] = {
        "released_until": TODAY,
        "released_for": known.danger,
        "released_at": now,
    }
    still = True
    for number, found in enumerate(later, 1):
        known, _ = _checked(known, [found], now + timedelta(hours=number))
        dangers = sorted(found & DANGERS)
        still = still and (not dangers or " ".join(dangers) == releasing["released_for"])
        link = seen((dangers or [Reason.OK])[0], **known._asdict(), **releasing)
        assert is_released(link, TODAY) == (bool(dangers) and still)


def _checked(
    known: LastDanger, checks: list[set[Reason]], at: datetime
) -> tuple[LastDanger, datetime]:
    """What is remembered after these checks, and when the last one was."""
    for number, found in enumerate(checks):
        at += timedelta(hours=number)
        known = last_danger(known, found, at)
    return known, at


def test_each_group_has_a_heading_and_a_sentence_of_its_own() -> None:
    assert len({kind.heading for kind in QueueKind}) == len(QueueKind)
    assert all(kind.sentence.endswith(".") for kind in QueueKind)
