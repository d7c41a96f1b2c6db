"""The suggested fix of each group of the queue."""

import re
from datetime import date

from directory.rules.queue import QueueKind
from directory.rules.suggested_actions import Fix, advice, waits_until
from tests.rows import each

NEW = "https://new.example/"


@each(
    ("kind", "suggested", "fix"),
    [
        (QueueKind.HELD_BACK, None, Fix.RETIRE),
        (QueueKind.HELD_BACK, NEW, Fix.RETIRE),
        (QueueKind.GONE, None, Fix.FIND_ADDRESS),
        (QueueKind.GONE, NEW, Fix.TAKE_ADDRESS),
        (QueueKind.MOVED, NEW, Fix.TAKE_ADDRESS),
        (QueueKind.MOVED, None, None),
        (QueueKind.INSECURE, None, Fix.WAIT),
        (QueueKind.FAILING, None, Fix.WAIT),
        (QueueKind.BLOCKED, None, None),
        (QueueKind.CHANGED, None, None),
        (QueueKind.NEVER_CHECKED, None, None),
        (QueueKind.DRAFT, None, Fix.SUBMIT),
        (QueueKind.WAITING, None, Fix.ACCEPT),
        (QueueKind.REVIEW_DUE, None, Fix.REVIEWED),
    ],
)
def test_each_group_has_its_fix_or_says_that_a_person_must_look(
    kind: QueueKind, suggested: str | None, fix: Fix | None
) -> None:
    advised = advice(kind, suggested)
    assert advised.fix is fix
    assert advised.words.endswith((".", NEW))


def test_the_new_address_stands_in_the_words() -> None:
    assert NEW in advice(QueueKind.MOVED, NEW).words


def test_nobody_vouches_or_approves_by_a_fix() -> None:
    assert {fix.value for fix in Fix}.isdisjoint({"vouch", "approve-page"})


def test_one_waits_a_week() -> None:
    assert waits_until(date(2026, 12, 28)) == date(2027, 1, 4)


def test_advice_names_no_key_and_has_the_parts_that_actions_do() -> None:
    for kind in QueueKind:
        advised = advice(kind, None)
        assert not re.search(r"\(\w|\bpress\b", advised.words)
        for part, _ in advised.actions:
            assert advised.words.count(part) == 1
