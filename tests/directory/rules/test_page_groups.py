"""Pages that are nearly the same, though each repeats something else."""

from hypothesis import given
from hypothesis import strategies as st

from directory.model.observation import Page
from directory.rules.page_groups import GROUPS, PageGroups, resembles, sketch_of
from tests.rows import each

SITE = "https://www.elm.example/jobs"
BLOCKED = "Web page blocked. Access to the page you were trying to visit has been blocked"


def _page(text: str, title: str = "") -> Page:
    return Page(title=title, text=text)


@each(
    ("one", "two"),
    [
        ("Sign in. Your address is 10.0.0.7.", "Sign in. Your address is 192.168.1.200."),
        ("Session 4711, please sign in", "Session 99af31c0, please sign in"),
        (f"{BLOCKED}. URL: www.elm.example/jobs", f"{BLOCKED}. URL: www.elm.example/jobs"),
        (f"{BLOCKED}. Ticket qxzvw", f"{BLOCKED}. Ticket plkjh"),
        ("", ""),
    ],
)
def test_what_a_page_repeats_does_not_count(one: str, two: str) -> None:
    assert resembles(sketch_of(_page(one), SITE), sketch_of(_page(two), SITE))


def test_the_address_that_was_asked_for_does_not_count() -> None:
    sketches = [
        sketch_of(_page(f"{BLOCKED}. URL: {host}/{path}"), f"http://{host}/{path}")
        for host, path in [("oak.example", "find-work"), ("jobs.pine.test", "a/b?c=d")]
    ]
    assert resembles(*sketches)


@each(
    ("one", "two"),
    [
        ("Jobs in Elm County", "Careers at the city of Oak"),
        ("", "Jobs in Elm County"),
        (BLOCKED, "Find work near you: search openings by county, trade and employer"),
    ],
)
def test_other_words_are_another_page(one: str, two: str) -> None:
    assert not resembles(sketch_of(_page(one), SITE), sketch_of(_page(two), SITE))


@given(st.text(max_size=300), st.text(max_size=100))
def test_a_page_resembles_itself(text: str, title: str) -> None:
    sketch = sketch_of(_page(text, title), SITE)
    assert resembles(sketch, sketch)


def test_pages_join_the_group_of_the_first_they_resemble() -> None:
    groups = PageGroups()
    first = sketch_of(_page(f"{BLOCKED}. Ticket qxzvw"), SITE)
    other = sketch_of(_page("Jobs in Elm County"), SITE)
    again = sketch_of(_page(f"{BLOCKED}. Ticket plkjh"), SITE)
    assert [groups.group_of(one) for one in (first, other, again)] == [first, other, first]


def test_a_group_that_is_met_again_and_again_is_not_forgotten() -> None:
    groups = PageGroups()
    block_page = frozenset(range(10))
    for place in range(3 * GROUPS):
        assert groups.group_of(frozenset({100 + place})) == frozenset({100 + place})
        assert groups.group_of(block_page) == block_page
