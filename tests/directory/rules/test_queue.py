"""The queue: which group a link stands in, and when in none."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from directory.model.reasons import DANGERS, REASONS, Reason
from directory.model.vocab import EditorialState, Verdict
from directory.rules.queue import LinkStanding, QueueKind, group_of, is_held_back
from tests.clocks import NOW
from tests.rows import each

TODAY = NOW.date()
YESTERDAY = TODAY - timedelta(days=1)
STATES = EditorialState
PUBLISHED, DRAFT = STATES.PUBLISHED, STATES.DRAFT


def seen(
    reason: Reason = Reason.OK, state: EditorialState = PUBLISHED, *, confirmed: bool = True,
    **more: object,
) -> LinkStanding:  # fmt: skip
    """A link of this health."""
    given_values = {"since": NOW, **more}
    return LinkStanding(state, REASONS[reason].verdict, reason, confirmed, **given_values)  # type: ignore[arg-type]


def snoozed(link: LinkStanding, until: date, hours_later: int) -> LinkStanding:
    """The link, snoozed so long after its verdict began to hold."""
    values = {name: getattr(link, name) for name in LinkStanding.__dataclass_fields__}
    at = NOW + timedelta(hours=hours_later)
    return LinkStanding(**values | {"snoozed_until": until, "snoozed_at": at})


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
        (LinkStanding(PUBLISHED), QueueKind.NEVER_CHECKED),
        (LinkStanding(STATES.IN_REVIEW), QueueKind.NEVER_CHECKED),
        (LinkStanding(DRAFT), QueueKind.DRAFT),
        (seen(Reason.PARKED, DRAFT), QueueKind.DRAFT),
        (seen(state=STATES.IN_REVIEW), QueueKind.WAITING),
        (seen(proposal=True), QueueKind.WAITING),
        (seen(Reason.NOT_FOUND, proposal=True), QueueKind.GONE),
        (seen(Reason.NOT_FOUND, confirmed=False, proposal=True), QueueKind.WAITING),
        (seen(review_by=YESTERDAY), QueueKind.REVIEW_DUE),
        (seen(review_by=TODAY), None),
        (seen(review_by=YESTERDAY, proposal=True), QueueKind.WAITING),
        (seen(Reason.PARKED, STATES.RETIRED, review_by=YESTERDAY), None),
        (LinkStanding(STATES.RETIRED), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, 1), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, 0), None),
        (snoozed(seen(Reason.NOT_FOUND), TODAY, -1), QueueKind.GONE),
        (snoozed(seen(Reason.NOT_FOUND), YESTERDAY, 1), QueueKind.GONE),
        (snoozed(seen(Reason.HIJACKED), TODAY, 1), QueueKind.HELD_BACK),
        (snoozed(seen(Reason.HIJACKED, snoozed_for="drift"), TODAY, 1), QueueKind.HELD_BACK),
        (snoozed(seen(Reason.HIJACKED, snoozed_for="hijacked"), TODAY, 1), None),
        (snoozed(LinkStanding(PUBLISHED), TODAY, 0), None),
        (snoozed(LinkStanding(DRAFT), TODAY, 0), None),
        (seen(Reason.NOT_FOUND, snoozed_until=TODAY), QueueKind.GONE),
    ],
)
def test_a_link_stands_in_its_worst_group(link: LinkStanding, kind: QueueKind | None) -> None:
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
    assert [state for state in STATES if is_held_back(seen(Reason.PARKED, state))] == [PUBLISHED]
    assert not is_held_back(seen(Reason.DRIFT))
    assert not is_held_back(LinkStanding(PUBLISHED))


def test_each_group_has_a_heading_and_a_sentence_of_its_own() -> None:
    assert len({kind.heading for kind in QueueKind}) == len(QueueKind)
    assert all(kind.sentence.endswith(".") for kind in QueueKind)
