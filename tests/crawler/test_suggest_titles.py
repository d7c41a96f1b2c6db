"""Which titles and addresses are alike: tables, and what must hold for any."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.suggest.candidates import MOST_LOOKS, Sought, worth_a_look
from crawler.suggest.titles import likeness, slug_words, subject, title_likeness, words
from tests.rows import each

SITE = frozenset({words("Elm County"), words("Department of Labor")})
OLD = "https://elm.example/old/unemployment-insurance.html"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Find a Job", {"find", "job"}),
        ("Jobs, JOBS & jobs!", {"job"}),
        ("Búsqueda de empleos", {"busqueda", "empleo"}),
        ("Straße der Arbeit", {"strasse", "der", "arbeit"}),
        ("Business class", {"business", "class"}),
        ("COVID-19 help", {"covid", "19", "help"}),
        ("就业服务", {"就业", "业服", "服务"}),
        ("Работа", {"работа"}),
        ("취업 지원", {"취업", "지원"}),
        ("The Official Home Page of the Site", set()),
        ("– | ·", set()),
    ],
)
def test_words_are_compared_without_case_accents_plurals_and_common_words(
    text: str, found: set[str]
) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("title", "left"),
    [
        ("Job search | Elm County", ["Job search"]),
        ("Elm County – Job search", ["Job search"]),
        ("Job search · Services · Department of Labor", ["Job search", "Services"]),
        ("Job search - ELM COUNTY", ["Job search"]),
        ("On-the-job training", ["On-the-job training"]),
        ("Elm County", []),
        ("", []),
    ],
)
def test_the_parts_of_a_title_that_name_the_site_are_dropped(title: str, left: list[str]) -> None:
    assert subject(title, SITE) == left


@each(
    ("wanted", "title", "score"),
    [
        ("Job search", "Job Search | Elm County", 1.0),
        ("Job search", "Search jobs", 1.0),
        ("Job search – Elm County", "Job search | Services | Elm County", 1.0),
        ("Unemployment insurance", "Unemployment Insurance Benefits – Elm County", 0.8),
        ("Job search", "Contact us | Elm County", 0.0),
        ("Elm County", "Elm County", 0.0),
        ("Elm County", "Contact us | Elm County", 0.0),
        ("Job search", "Jobs", 0.0),
        ("Job search", "Search | Elm County", 0.0),
        ("Jobs", "Jobs | Elm County", 1.0),
        ("Job search", "", 0.0),
        ("", "Job search", 0.0),
    ],
)
def test_titles_are_scored_by_their_common_words(wanted: str, title: str, score: float) -> None:
    assert title_likeness(wanted, title, SITE) == pytest.approx(score)


@given(st.text(max_size=40), st.text(max_size=40))
def test_likeness_is_symmetric_and_lies_between_0_and_1(one: str, other: str) -> None:
    score = likeness(words(one), words(other))
    assert 0 <= score <= 1
    assert score == likeness(words(other), words(one))
    assert likeness(words(one), words(one)) == (1.0 if words(one) else 0.0)


@pytest.mark.parametrize(
    ("href", "found"),
    [
        (OLD, {"old", "unemployment", "insurance"}),
        ("https://elm.example/a/b/JobSearch.aspx?id=4", {"b", "job", "search"}),
        ("https://elm.example/jobs/index.html", {"job"}),
        ("https://elm.example/b%C3%BAsqueda_empleo/", {"busqueda", "empleo"}),
        ("https://elm.example/", set()),
    ],
)
def test_an_addresss_words_are_those_of_its_last_parts(href: str, found: set[str]) -> None:
    assert slug_words(href) == found


SOUGHT = Sought(OLD, ("Unemployment insurance",), SITE)


@pytest.mark.parametrize(
    ("title", "path", "found"),
    [
        ("Unemployment Insurance | Elm County", "/x", True),
        ("Insurance for the unemployed", "/x", False),
        ("File for unemployment", "/services/unemployment-insurance", False),
        ("Unemployment benefits insurance", "/services/unemployment-insurance", True),
        ("Contact", "/old/unemployment-insurance", False),
        ("Elm County", "/old/unemployment-insurance", False),
    ],
)
def test_a_page_is_found_by_its_title_and_never_by_its_address_alone(
    title: str, path: str, found: bool
) -> None:
    assert SOUGHT.is_found(title, f"https://elm.example{path}") is found


def test_a_like_address_helps() -> None:
    title = "Unemployment insurance benefits"
    near, far = "https://elm.example/new/unemployment-insurance", "https://elm.example/p/77"
    assert SOUGHT.score(title, near) > SOUGHT.score(title, far) > 0.65


def test_only_a_few_promising_pages_of_the_same_site_are_worth_a_look() -> None:
    listed = [
        "https://elm.example/contact",
        "https://oak.example/unemployment-insurance",
        "https://elm.example/unemployment-insurance.pdf",
        "https://elm.example/OLD/unemployment-insurance.html/",
        "https://www.elm.example/unemployment-insurance",
        *(f"https://elm.example/unemployment-insurance/{number}" for number in range(20)),
    ]
    linked = {"https://elm.example/p/77": "Unemployment insurance", "https://elm.example/": "Home"}
    chosen = worth_a_look(SOUGHT, listed, linked)
    assert chosen[:2] == [
        "https://www.elm.example/unemployment-insurance",
        "https://elm.example/p/77",
    ]
    assert len(chosen) == MOST_LOOKS
    assert not {"https://elm.example/contact", *listed[1:4]} & set(chosen)
