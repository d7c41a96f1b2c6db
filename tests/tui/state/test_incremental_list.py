"""A list that comes in parts: what is shown of it, and when."""

from array import array

from tui.state.incremental_list import Begins, GoesOn, Listing, Part, Renewed, Step


def ids(*numbers: int) -> "array[int]":
    return array("i", numbers)


def taken(listing: Listing, *parts: tuple[tuple[int, ...], str]) -> list[Step | None]:
    """What each part of the latest list does, and at last its end."""
    number = listing.number
    steps = [listing.take(Part(number, ids(*some), kind)) for some, kind in parts]
    return [*steps, listing.take(Part(number, ids(), "", last=True))]


def test_a_new_list_is_shown_as_it_grows() -> None:
    listing = Listing()
    listing.begin(again=False)
    assert taken(listing, ((1, 2), "gone"), ((3,), "gone"), ((4,), "moved")) == [
        Begins(ids(1, 2)), GoesOn(ids(3)), GoesOn(ids(4)), GoesOn(ids()),
    ]  # fmt: skip
    assert listing.groups.around(0) == range(3)


def test_an_empty_list_is_shown_when_it_is_known_to_be_empty() -> None:
    listing = Listing()
    listing.begin(again=False)
    assert taken(listing, ((), "gone")) == [None, Begins(ids())]


def test_a_list_that_is_read_again_takes_the_old_ones_place_when_it_is_whole() -> None:
    listing = Listing()
    listing.begin(again=False)
    taken(listing, ((1, 2), "gone"))
    listing.begin(again=True)
    assert listing.take(Part(listing.number, ids(5), "moved")) is None
    assert listing.groups.at(0) == "gone", "the groups are those of the list that is shown"
    assert taken(listing, ((6,), "moved")) == [None, Renewed(ids(5, 6))]
    assert listing.groups.at(1) == "moved"


def test_a_late_part_of_an_older_list_is_dropped() -> None:
    listing = Listing()
    old = listing.begin(again=False)
    listing.begin(again=False)
    assert listing.take(Part(old, ids(1), "gone", last=True)) is None
    assert taken(listing, ((2,), "moved")) == [Begins(ids(2)), GoesOn(ids())]


def test_what_is_being_dealt_with_does_not_come_back_with_a_list_read_meanwhile() -> None:
    listing = Listing()
    listing.begin(again=False)
    taken(listing, ((1, 2, 3), "gone"))
    listing.begin(again=True)
    listing.leaves([2])
    assert taken(listing, ((1, 2, 3), "gone"))[-1] == Renewed(ids(1, 3))
    assert listing.groups.around(0) == range(2)
    listing.begin(again=True)  # begun before it was decided
    listing.decided([2])
    assert taken(listing, ((1, 2, 3), "gone"))[-1] == Renewed(ids(1, 3))
    listing.begin(again=True)  # it was refused
    assert taken(listing, ((1, 2, 3), "gone"))[-1] == Renewed(ids(1, 2, 3))
