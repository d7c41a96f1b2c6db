"""The query language: what it reads, what it refuses, and how it prints a query again."""

import sqlite3

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.model.vocab import EditorialState, OperatorClass, Verdict
from directory.queries.full_text import fts5_expression
from directory.rules.query import (
    LONGEST_QUERY,
    MOST_WORDS,
    Is,
    LinkQuery,
    QueryField,
    QueryRefused,
    QueryWords,
    Term,
    choices,
    parse_query,
)
from tests.rows import each

SLUGS = ("job-banks", "job-banks/veterans", "local-services", "local-services/housing",
         "career-resources/housing")  # fmt: skip


@each(
    ("text", "terms"),
    [
        ("state:published", [Term(QueryField.STATE, ("published",))]),
        ("STATE:In-Review", [Term(QueryField.STATE, ("in_review",))]),
        ('state:"in review"', [Term(QueryField.STATE, ("in_review",))]),
        ("state:draft,retired", [Term(QueryField.STATE, ("draft", "retired"))]),
        ("state:draft,,draft,", [Term(QueryField.STATE, ("draft",))]),
        ("-state:retired", [Term(QueryField.STATE, ("retired",), excluded=True)]),
        ("verdict:gone,never", [Term(QueryField.VERDICT, ("gone", "never"))]),
        ("category:job-banks", [Term(QueryField.CATEGORY, ("job-banks",))]),
        ("category:Job-Banks/Veterans/", [Term(QueryField.CATEGORY, ("job-banks/veterans",))]),
        ("category:veterans", [Term(QueryField.CATEGORY, ("job-banks/veterans",))]),
        ("category:none", [Term(QueryField.CATEGORY, ("none",))]),
        ("class:private", [Term(QueryField.CLASS, ("private",))]),
        ("audience:older-workers,none", [Term(QueryField.AUDIENCE, ("older_workers", "none"))]),
        ("host:mass.gov", [Term(QueryField.HOST, ("mass.gov",))]),
        ("host:https://Jobs.Mass.gov:8080/x?y#z", [Term(QueryField.HOST, ("jobs.mass.gov",))]),
        ("host:*.mass.gov", [Term(QueryField.HOST, ("mass.gov",))]),
        ("host:.gov", [Term(QueryField.HOST, ("gov",))]),
        ("host:münchen.de", [Term(QueryField.HOST, ("xn--mnchen-3ya.de",))]),
        ("host:[2001:db8::1]", [Term(QueryField.HOST, ("[2001:db8::1]",))]),
        ('steward:"Maria  Alvarez",Sam', [Term(QueryField.STEWARD, ("Maria Alvarez", "Sam"))]),
        ("steward:NONE", [Term(QueryField.STEWARD, ("none",))]),
        ("language:pt-BR", [Term(QueryField.LANGUAGE, ("pt-br",))]),
        ("is:held,snoozed", [Term(QueryField.IS, ("held", "snoozed"))]),
        (
            "state:draft class:state state:draft",
            [Term(QueryField.STATE, ("draft",)), Term(QueryField.CLASS, ("state",))],
        ),
    ],
)
def test_terms_are_read_as_the_catalog_spells_them(text: str, terms: list[Term]) -> None:
    assert parse_query(text, SLUGS) == LinkQuery(tuple(terms))


@each(
    ("text", "words"),
    [
        ("", []),
        (" \t\n ", []),
        ("veterans  jobs", [QueryWords("veterans"), QueryWords("jobs")]),
        ("jobs jobs", [QueryWords("jobs")]),
        ('"night  shift"', [QueryWords("night shift", exact=True)]),
        ('"night shi', [QueryWords("night shi", exact=True)]),
        ("-jobs", [QueryWords("jobs", excluded=True)]),
        ('-"night shift"', [QueryWords("night shift", exact=True, excluded=True)]),
        ("--jobs", [QueryWords("jobs", excluded=True)]),
        ("job-banks", [QueryWords("job-banks")]),
        ('a"b c"d', [QueryWords("a"), QueryWords("b c", exact=True), QueryWords("d")]),
        ("https://mass.gov/jobs", [QueryWords("https://mass.gov/jobs")]),
        ("12:30", [QueryWords("12:30")]),
        (
            "C++ AND (x*) NEAR",
            [QueryWords("C++"), QueryWords("AND"), QueryWords("(x*)"), QueryWords("NEAR")],
        ),
        ('- -- "" + ** …', []),
        ("a\x00b\x1bc", [QueryWords("a"), QueryWords("b"), QueryWords("c")]),
        ("\ud800x", [QueryWords("x")]),
        ("工作 résumé", [QueryWords("工作"), QueryWords("résumé")]),
    ],
)
def test_all_else_is_words(text: str, words: list[QueryWords]) -> None:
    assert parse_query(text) == LinkQuery(words=tuple(words))


@each(
    ("text", "says"),
    [
        ("stat:draft", "by “stat:”; did you mean “state”? To find these very words, put them in"),
        ("zzzz:draft", "did you mean one of state, verdict, category"),
        ("state:publish", "“publish” to search for with “state:”; did you mean “published”?"),
        ("verdict:zzz", "“zzz” to search for with “verdict:”; it can be changed, insecure,"),
        ("verdict:faling", "did you mean “failing”?"),
        ("state:", "“state:” needs a value after the colon: draft, in_review,"),
        ("host:", "“host:” needs a value after the colon."),
        ("category:", "“category:” needs a value after the colon: career-resources/housing,"),
        ("category:veteran", "did you mean “job-banks/veterans”?"),
        (
            "category:housing",
            "several “housing”: career-resources/housing, local-services/housing; say",
        ),
        ("category:zzz", "it can be career-resources/housing, job-banks,"),
        ("audience:zzzzz", "women, employers, …."),
        ("host:a_b!c", "“a_b!c” is not the name of a site; write it as in host:mass.gov"),
        (f"host:{'ü' * 70}", "is not the name of a site"),
        ("language:e", "“e” is not a language; write its short name, as in language:es"),
        ("is:happy", "There is no “happy” to search for with “is:”"),
        ("x" * (LONGEST_QUERY + 1), f"too long for a search: {LONGEST_QUERY + 1} characters"),
        (" ".join(map(str, range(MOST_WORDS + 1))), f"too many words for a search: {MOST_WORDS}"),
    ],
)
def test_what_cannot_be_meant_is_refused_with_what_can(text: str, says: str) -> None:
    says = says.replace(f"search: {MOST_WORDS}", f"search: {MOST_WORDS + 1}")
    with pytest.raises(QueryRefused) as refused:
        parse_query(text, SLUGS)
    assert says in str(refused.value)


def test_without_a_list_of_categories_any_is_taken() -> None:
    assert parse_query("category:new-shelf").values(QueryField.CATEGORY) == ("new-shelf",)


def test_a_query_prints_its_terms_and_then_its_words() -> None:
    typed = 'jobs -state:Retired "Night  shift" -old steward:"Maria Alvarez",Sam class:private'
    printed = '-state:retired steward:"Maria Alvarez",Sam class:private jobs "Night shift" -old'
    assert str(parse_query(typed)) == printed


NAMES = st.text(st.characters(codec="utf-8", exclude_characters='"'), min_size=1).map(
    lambda text: f'"{text}"'
)
TERMS = st.one_of(
    st.tuples(st.just("state"), st.sampled_from(EditorialState)),
    st.tuples(st.just("verdict"), st.sampled_from(Verdict)),
    st.tuples(st.just("class"), st.sampled_from(OperatorClass)),
    st.tuples(st.just("is"), st.sampled_from(Is)),
    st.tuples(st.just("host"), st.sampled_from(["mass.gov", "a.b"])),
    st.tuples(st.just("steward"), NAMES),
).map(":".join)
TYPED = st.lists(st.one_of(TERMS, TERMS.map("-{}".format), st.text(max_size=12)), max_size=12)


@pytest.mark.slow
@given(TYPED.map(" ".join))
@example('steward:"a,b",c "x')
@example("--")
@example('-"-a')
def test_what_is_printed_reads_as_the_same_query(text: str) -> None:
    try:
        query = parse_query(text)
    except QueryRefused as refused:
        assert str(refused).endswith((".", "?"))
        return
    assert parse_query(str(query)) == query


@given(st.text())
def test_any_text_is_a_query_or_is_refused_in_words(text: str) -> None:
    try:
        parse_query(text, SLUGS)
    except QueryRefused as refused:
        assert str(refused)[-1] in ".?"


@pytest.mark.slow
@given(st.lists(st.one_of(st.text(), st.sampled_from(["NEAR(", "a*", '"', "^x", "{name}", "-"]))))
@example(["name:x OR"])
@example(["x\x00y"])
def test_no_words_are_an_error_to_the_full_text_index(parts: list[str]) -> None:
    """Words are never refused, and none of their characters has a meaning of its own."""
    text = " ".join(part.replace(":", " ") for part in parts)[:LONGEST_QUERY]
    words = parse_query(" ".join(text.split()[:MOST_WORDS])).words
    index = sqlite3.connect(":memory:")
    try:
        index.execute("CREATE VIRTUAL TABLE search USING fts5(name, content='', prefix='1 2')")
        index.execute("INSERT INTO search (rowid, name) VALUES (1, ?)", ("Jobs for veterans",))
        if words:
            expression = fts5_expression(words)
            index.execute("SELECT rowid FROM search WHERE search MATCH ?", (expression,)).fetchall()
    finally:
        index.close()


def test_a_facet_puts_values_in_and_takes_them_out() -> None:
    query = parse_query("state:draft -state:retired jobs")
    both = query.toggled(QueryField.STATE, "published")
    assert str(both) == "-state:retired state:draft,published jobs"
    assert both.values(QueryField.STATE) == ("draft", "published")
    one = both.toggled(QueryField.STATE, "draft")
    assert str(one) == "-state:retired state:published jobs"
    assert str(one.toggled(QueryField.STATE, "published")) == "-state:retired jobs"
    assert str(query.without(QueryField.STATE)) == "jobs"


def test_only_the_query_that_says_nothing_is_false() -> None:
    assert not LinkQuery()
    assert parse_query("state:draft")
    assert parse_query("jobs")


@pytest.mark.parametrize("field", QueryField)
def test_every_choice_of_a_field_can_be_searched_for(field: QueryField) -> None:
    for value in choices(field, SLUGS):
        assert parse_query(f"{field}:{value}", SLUGS).values(field) == (value,)
