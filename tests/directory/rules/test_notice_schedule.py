"""When a new wording may be announced, and for which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.notice_schedule import (
    Announcement,
    AnnouncementRefused,
    Terms,
    check,
    next_change,
)
from directory.rules.notices import version_in_force

TODAY = date(2026, 11, 23)
TERMS = Terms(30, ("en", "es"))
TEXTS = {"en": "You leave {agency}.", "es": "Sale de {agency}."}
NEW = {"en": "You are leaving {agency}.", "es": "Está saliendo de {agency}."}
SOON = TODAY + timedelta(days=30)


@dataclass(frozen=True)
class Version:
    """A wording that is there already."""

    number: int
    announced_on: date
    effective_from: date
    texts: Mapping[str, str]


FIRST = Version(1, date(2026, 1, 1), date(2026, 1, 31), TEXTS)
COMING = Version(2, TODAY, SOON, {"en": "Bye", "es": "Adiós"})


@pytest.mark.parametrize(
    ("wanted", "versions"),
    [
        (Announcement(NEW, SOON), (FIRST,)),
        (Announcement(NEW, SOON + timedelta(days=400)), (FIRST,)),
        (Announcement(TEXTS, SOON), ()),
        (Announcement(TEXTS, SOON, titles={"en": "Leaving"}), (FIRST,)),
        (Announcement(NEW, SOON + timedelta(days=1)), (FIRST, COMING)),
        (Announcement(NEW, TODAY, "the old wording names a shut office"), (FIRST,)),
        (Announcement(NEW, SOON, "the announced wording is wrong"), (FIRST, COMING)),
        (Announcement(NEW | {"fr": "Vous partez."}, SOON), (FIRST,)),
    ],
)
def test_what_may_be_announced(wanted: Announcement, versions: tuple[Version, ...]) -> None:
    check(wanted, versions, TODAY, TERMS)


@pytest.mark.parametrize(
    ("wanted", "versions", "why"),
    [
        (Announcement(NEW, SOON - timedelta(days=1)), (FIRST,), "on 2026-12-23 at the earliest"),
        (Announcement(NEW, TODAY - timedelta(days=1), "harm"), (FIRST,), "has passed"),
        (Announcement({"en": "Bye"}, SOON), (FIRST,), "no text in es"),
        (Announcement({"en": "Bye", "es": ""}, SOON), (FIRST,), "no text in es"),
        (Announcement(NEW | {"en": "{who}"}, SOON), (FIRST,), "asks for {who}, which is not known"),
        (Announcement(NEW, SOON), (FIRST, COMING), "version 2 takes effect on 2026-12-23 already"),
        (Announcement(TEXTS, SOON), (FIRST,), "nothing is new"),
        (Announcement(NEW, SOON, titles={"en": "Go to {host}"}), (FIRST,), "leave out the braces"),
        (Announcement(NEW, SOON, titles={"en": "x" * 81}), (FIRST,), "longer than 80 letters"),
    ],
)
def test_what_may_not_and_why(
    wanted: Announcement, versions: tuple[Version, ...], why: str
) -> None:
    with pytest.raises(AnnouncementRefused, match=why.replace("{", r"\{")):
        check(wanted, versions, TODAY, TERMS)


def test_the_days_of_notice_are_the_agencys() -> None:
    check(Announcement(NEW, TODAY + timedelta(days=7)), (FIRST,), TODAY, Terms(7, ("en",)))


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 1), date(2026, 1, 31)),
        (date(2026, 1, 31), SOON),
        (TODAY, SOON),
        (SOON, None),
    ],
)
def test_the_next_change_is_the_first_day_on_which_another_wording_holds(
    day: date, expected: date | None
) -> None:
    assert next_change((COMING, FIRST), day) == expected


@given(st.lists(st.integers(0, 400), max_size=8), st.integers(0, 400))
def test_from_the_first_wording_on_each_day_has_exactly_one(waits: list[int], later: int) -> None:
    """Whatever is announced one after the other: no gaps, no overlaps."""
    versions = [FIRST]
    for number, wait in enumerate(waits, start=2):
        texts = {"en": f"v{number}", "es": f"v{number}"}
        wanted = Announcement(texts, TODAY + timedelta(days=wait))
        try:
            check(wanted, versions, TODAY, TERMS)
        except AnnouncementRefused:
            continue
        versions.append(Version(number, TODAY, wanted.effective_from, texts))
    assert len({one.effective_from for one in versions}) == len(versions)
    held = version_in_force(versions, TODAY + timedelta(days=later))
    assert held is not None
    assert held.effective_from <= TODAY + timedelta(days=later)
