"""What a new link is likely to be: its category and who runs its site, each with the reason."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.vocab import OperatorBasis, OperatorClass
from directory.rules.prefill import (
    FieldSuggestion,
    Neighbour,
    ending_hint,
    suggest_category,
    suggest_operator,
)
from directory.rules.registries import UNKNOWN, OperatorAssignment

CATEGORIES = {
    "job-banks": ("Job banks", "Bancos de empleo"),
    "job-banks/veterans": ("Jobs for veterans and military families", "Empleos para veteranos"),
    "job-banks/state": ("State and territory job banks", "Bancos de empleo de los estados"),
    "career-resources/apprenticeship": ("Apprenticeship and credentials in the trades",),
    "career-resources/resume-and-interview": ("Résumés and interviews",),
    "government-agencies/benefits": ("Benefits and assistance",),
}


def neighbour(
    host: str = "www.a.example",
    category: str | None = None,
    operator: str = "",
    of: OperatorClass = OperatorClass.STATE,
    basis: OperatorBasis = OperatorBasis.CURATOR,
) -> Neighbour:
    """A link to the same registrable domain, a.example."""
    return Neighbour(host, category, operator, of, basis)


@pytest.mark.parametrize(
    ("title", "href", "category", "because"),
    [
        ("Apprenticeships", "https://a.example/", "apprenticeship", "apprenticeships"),
        ("", "https://a.example/veterans/jobs", "veterans", "jobs, veterans"),
        ("", "https://a.example/VeteransJobs?x=benefits", "veterans", "jobs, veterans"),
        ("Your resume", "https://a.example/", "resume-and-interview", "resume"),
        ("Ayuda: Empleos para veteranos", "https://a.example/", "veterans", "veteranos"),
        ("Benefits for all", "https://a.example/", "benefits", "benefits"),
    ],
)
def test_a_category_is_suggested_for_the_words_it_shares(
    title: str, href: str, category: str, because: str
) -> None:
    found = suggest_category(title, href, CATEGORIES)
    assert found is not None
    assert found.value.endswith(f"/{category}")
    assert because in found.because


@pytest.mark.parametrize("title", ["", "Home page", "Nothing of that", "Welcome to our website"])
def test_words_that_say_nothing_suggest_nothing(title: str) -> None:
    assert suggest_category(title, "https://www.a.example/", CATEGORIES) is None


@pytest.mark.parametrize(
    ("near", "found"),
    [
        (
            [neighbour(category="job-banks"), neighbour(category="job-banks")],
            FieldSuggestion("job-banks", "as for 2 other links to www.a.example"),
        ),
        (
            [neighbour("b.a.example", "job-banks")],
            FieldSuggestion("job-banks", "as for 1 other link to a.example"),
        ),
        (  # the very host counts before the domain
            [neighbour(category="job-banks"), *[neighbour("b.a.example", "x")] * 5],
            FieldSuggestion("job-banks", "as for 1 other link to www.a.example"),
        ),
        ([neighbour(category="job-banks"), neighbour(category="x")], None),
        ([neighbour()], None),
    ],
)
def test_a_category_is_taken_from_the_links_to_the_same_site(
    near: list[Neighbour], found: FieldSuggestion | None
) -> None:
    assert suggest_category("", "https://www.a.example/", CATEGORIES, near) == found


def test_the_operator_of_a_site_is_taken_from_its_links_as_decided_by_who_saves_it() -> None:
    near = [
        neighbour(operator="A board", basis=OperatorBasis.REGISTRY),
        neighbour(operator="A board", basis=OperatorBasis.IMPORTED),
        neighbour(of=OperatorClass.UNKNOWN, basis=OperatorBasis.DEFAULT),
    ]
    found = suggest_operator("www.a.example", near, UNKNOWN)
    assert found is not None
    assert (found.operator, found.operator_class, found.basis) == (
        "A board",
        OperatorClass.STATE,
        OperatorBasis.CURATOR,
    )
    assert found.because == "as for 2 other links to a.example"


def test_links_that_name_different_operators_of_one_class_give_the_class_alone() -> None:
    found = suggest_operator(
        "a.example", [neighbour(operator="A"), neighbour(operator="B")], UNKNOWN
    )
    assert found is not None
    assert (found.operator, found.operator_class) == ("", OperatorClass.STATE)


@pytest.mark.parametrize(
    "near",
    [
        [],
        [neighbour(basis=OperatorBasis.DEFAULT)],
        [neighbour(), neighbour(of=OperatorClass.FEDERAL)],
    ],
)
def test_nothing_is_said_of_an_operator_that_nobody_vouched_for(near: list[Neighbour]) -> None:
    assert suggest_operator("a.example", near, UNKNOWN) is None


IN_REGISTRY = OperatorAssignment(
    OperatorClass.FEDERAL, OperatorBasis.REGISTRY, "Department of Labor"
)
BY_NAME = OperatorAssignment(OperatorClass.GOVERNMENT, OperatorBasis.DOMAIN, "")


@pytest.mark.parametrize(
    ("basis", "found", "suggested", "because"),
    [
        (OperatorBasis.IMPORTED, IN_REGISTRY, IN_REGISTRY, "as a registry"),
        (OperatorBasis.IMPORTED, BY_NAME, BY_NAME, "for its domain name, .gov"),
        (OperatorBasis.CURATOR, IN_REGISTRY,
         OperatorAssignment(OperatorClass.STATE, OperatorBasis.CURATOR, "A"),
         "as for 1 other link"),
    ],
)  # fmt: skip
def test_a_curator_knows_best_and_then_the_registries_and_the_name_of_the_host(
    basis: OperatorBasis, found: OperatorAssignment, suggested: OperatorAssignment, because: str
) -> None:
    near = [neighbour(operator="A", basis=basis)]
    one = suggest_operator("www.dol.gov", near, found)
    assert one is not None
    assert OperatorAssignment(one.operator_class, one.basis, one.operator) == suggested
    assert because in one.because


@pytest.mark.parametrize(
    ("host", "word"),
    [
        ("elm.k12.ca.us", "“education”"),
        ("www.umb.edu", "“education”"),
        ("a.org", "nonprofit"),
        ("www.a.com", ""),
        ("mil", ""),
    ],
)
def test_the_end_of_a_host_is_only_mentioned(host: str, word: str) -> None:
    assert word in ending_hint(host)
    assert bool(word) == bool(ending_hint(host))


@given(st.text(max_size=80), st.text("abcJS-/.?#", max_size=30))
def test_any_title_and_path_is_taken(title: str, path: str) -> None:
    found = suggest_category(title, f"https://a.example/{path}", CATEGORIES)
    assert found is None or found.value in CATEGORIES
