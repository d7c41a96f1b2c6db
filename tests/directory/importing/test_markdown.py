"""Markdown lists: what is an entry, what describes it, and what only mentions a link."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import FileFormat, ImportEntry, Problem
from tests.directory.importing.reading import description_of, entries_of, entry_of, rows_of
from tests.rows import each

MARKDOWN = FileFormat.MARKDOWN


@each(
    ("item", "name", "description"),
    [
        ("[A](https://a.org)", "A", ""),
        ("[A](https://a.org) - the best", "A", "the best"),
        ("[A](https://a.org) – the best", "A", "the best"),
        ("[A](https://a.org) — the best", "A", "the best"),
        ("[A](https://a.org): the best", "A", "the best"),
        ("[A](https://a.org) | the best", "A", "the best"),
        ("[A](https://a.org). The best - of all.", "A", "The best - of all."),
        ("[A](https://a.org) (free) the best", "A", "(free) the best"),
        ("**[A](https://a.org)** - the *best* of `all`", "A", "the best of all"),
        ("[Mass **Job*Quest*** search](https://a.org)", "Mass JobQuest search", ""),
        ("[![A's logo](a.png)](https://a.org) - the best", "A's logo", "the best"),
        ('<a href="https://a.org">Mass <b>A</b></a> - the best', "Mass A", "the best"),
        ("https://a.org", "", ""),
        ("<https://a.org>", "", ""),
        ("https://a.org - the best", "", "the best"),
        ("A: https://a.org", "A", ""),
        ("A - https://a.org - the best", "A", "the best"),
        ("**A** ([link](https://a.org)) the best", "A", "the best"),
        ("A → [website](https://a.org)", "A", ""),
        ("[ ] [A](https://a.org) - the best", "A", "the best"),
        ("[x] [A](https://a.org)", "A", ""),
        ("[A][ref] - the best\n\n[ref]: https://a.org 'title'", "A", "the best"),
        ("[A](https://a.org)\n  the best", "A", "the best"),
        ("[A](https://a.org)\n\n  The best.\n\n  Of all.", "A", "The best.\nOf all."),
        ("[A](https://a.org) - the best<br>of all", "A", "the best of all"),
    ],
)
def test_a_list_item_gives_name_and_description(item: str, name: str, description: str) -> None:
    """Whatever separates them; a name before a link that says nothing is the name."""
    entry = entry_of(f"- {item}\n", MARKDOWN)
    assert (entry.url, entry.name, description_of(entry)) == ("https://a.org", name, description)


@pytest.mark.parametrize("mark", ["-", "*", "+", "1.", "2)"])
def test_every_kind_of_list_is_read(mark: str) -> None:
    """With or without numbers."""
    assert entry_of(f"{mark} [A](https://a.org)\n", MARKDOWN).name == "A"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("see https://a.org/x.", "https://a.org/x"),
        ("(https://a.org/x)", "https://a.org/x"),
        ("https://a.org/x_(y)", "https://a.org/x_(y)"),
        ("https://a.org/?a=1&b=2, really", "https://a.org/?a=1&b=2"),
        ("www.a.org", "https://www.a.org"),
        ("[A](https://a.org/?a=1&amp;b=2)", "https://a.org/?a=1&b=2"),
        ("[A](<https://a.org/a b>)", "https://a.org/a b"),
        ("[A](javascript:alert(1))", "javascript:alert(1)"),
        ("[A](#contents)", "#contents"),
        ("[A](CONTRIBUTING.md)", "CONTRIBUTING.md"),
        ("[A](https://ä.org/ü)", "https://ä.org/ü"),
    ],
)
def test_an_address_comes_out_as_it_stands(text: str, address: str) -> None:
    """Without the sentence's punctuation; whether it may be linked is for the plan to say."""
    assert entry_of(f"- {text}\n", MARKDOWN).url == address


PAGE = """---
title: Front matter
---
# Links for job seekers

Some words.

## Job banks

- [A](https://a.org)
- Veterans:
  - [B](https://b.org) - for veterans
  - Women
    * [C](https://c.org)
- [D](https://d.org)

### By state ###

1. [E](https://e.org)

Training
--------
> - [F](https://f.org)
"""


def test_headings_and_items_without_links_are_the_path() -> None:
    """The page's title is not; each entry has its own line."""
    assert [(e.line, e.name, e.category) for e in entries_of(PAGE, MARKDOWN)] == [
        (10, "A", ("Job banks",)),
        (12, "B", ("Job banks", "Veterans")),
        (14, "C", ("Job banks", "Veterans", "Women")),
        (15, "D", ("Job banks",)),
        (19, "E", ("Job banks", "By state")),
        (23, "F", ("Training",)),
    ]


def test_several_top_headings_are_part_of_the_path() -> None:
    """Then none of them is the page's title."""
    text = "# One\n- https://a.org\n# Two\n## Three\n- https://b.org\n"
    assert [e.category for e in entries_of(text, MARKDOWN)] == [("One",), ("Two", "Three")]


def test_links_with_nothing_between_them_are_entries_all() -> None:
    """What follows the last describes each."""
    entries = entries_of(
        "- [A](https://a.org), [B](https://b.org) and\n  [C](https://c.org): all of them\n",
        MARKDOWN,
    )
    assert [(e.line, e.name, description_of(e)) for e in entries] == [
        (1, "A", "all of them"),
        (1, "B", "all of them"),
        (2, "C", "all of them"),
    ]


@pytest.mark.parametrize(
    "item",
    [
        "<a href='https://a.org'>A <a href='https://b.org'>B",
        "<a href='https://a.org'>[B](https://b.org)</a>",
    ],
)
def test_a_link_within_a_link_does_not_hide_it(item: str) -> None:
    """Nor does one that nobody closed."""
    assert [e.url for e in entries_of(f"- {item}\n", MARKDOWN)] == [
        "https://a.org",
        "https://b.org",
    ]


def test_a_line_at_the_top_does_not_hide_what_follows_it() -> None:
    """Only settings between two lines are front matter."""
    assert entry_of("---\n\n- [A](https://a.org)\n\n---\n", MARKDOWN).name == "A"


def test_a_link_in_a_description_is_reported() -> None:
    """It is not imported, and not lost either."""
    entry, problem = rows_of("- [A](https://a.org) - like [B](https://b.org), but free\n", MARKDOWN)
    assert isinstance(entry, ImportEntry)
    assert description_of(entry) == "like B, but free"
    assert isinstance(problem, Problem)
    assert problem.text == "https://b.org"
    assert "in the description of “A”" in problem.reason


@pytest.mark.parametrize(
    "text",
    [
        "See [A](https://a.org) for more.",
        "# Jobs [A](https://a.org)",
        "Words\nand https://a.org",
        "<p align='center'><a href='https://a.org'>A</a></p>",
        "- [B](https://b.org) - words\n\n  More in [A](https://a.org).",
        "- [B](https://b.org)\n\n[ref]: https://a.org",
    ],
)
def test_a_link_in_running_text_is_reported(text: str) -> None:
    """As is an address that is defined and never used."""
    problems = [row for row in rows_of(text, MARKDOWN) if isinstance(row, Problem)]
    assert [problem.text for problem in problems] == ["https://a.org"]


@pytest.mark.parametrize(
    "text",
    [
        "[A](https://a.org)\n[B](https://b.org) - the best\n",
        "https://a.org\n\nhttps://b.org - the best\n",
        "### [A](https://a.org)\n\nhttps://b.org\n",
        "<ul>\n<li><a href='https://a.org'>A</a>\n<li><a href='https://b.org'>B</a></ul>",
        "<ul><li><a href='https://a.org'><img alt='A'><li><a href='https://b.org'>B",
        "- A\n\n  of all\n  - [A](https://a.org)\n  - [B](https://b.org)\n",
        "- <div><a href='https://a.org'>A</a></div>\n- [B](https://b.org)",
    ],
)
def test_lists_without_marks_are_lists(text: str) -> None:
    """Lines that begin with a link, headings that are one, and lists in HTML."""
    assert [e.url for e in entries_of(text, MARKDOWN)] == ["https://a.org", "https://b.org"]


@pytest.mark.parametrize(
    "text",
    ["    - [A](https://a.org)", "```\n- https://a.org\n```", "<!-- [A](https://a.org) -->",
     "- `https://a.org`", "![A](https://a.org/logo.png)"],
)  # fmt: skip
def test_code_comments_and_pictures_are_no_links(text: str) -> None:
    """Except that an address in code within a list is one that somebody meant to show."""
    expected = ["https://a.org"] if "- `" in text else []
    assert [row.url for row in rows_of(text, MARKDOWN) if isinstance(row, ImportEntry)] == expected


TABLE = """
## Banks

| **Clients**        |       |      |             |
|--------------------|-------|------|-------------|
| **Name**           | **Rank** |   | **About**   |
| [A](https://a.org) | 200   |      | For all     |
| [B](https://b.org) | 7,000 | Gigs | For \\| some |
| **Others**         |       |      |             |
| **Name**           | **Since** | | **Hires**   |
| [C](https://c.org) | 2019  | one of the very best | writers |
"""


def test_a_table_gives_an_entry_for_each_row() -> None:
    """Bold rows divide it; cells go by their heading, or into the notes."""
    a, b, c = entries_of(TABLE, MARKDOWN)
    assert (a.line, a.name, a.category) == (7, "A", ("Banks", "Clients"))
    assert (description_of(a), a.fields["notes"]) == ("For all", "Rank: 200")
    assert (description_of(b), b.fields["notes"]) == ("For | some", "Rank: 7,000\nGigs")
    assert (c.category, description_of(c)) == (("Banks", "Others"), "one of the very best")
    assert c.fields["notes"] == "Since: 2019\nHires: writers"


def test_a_column_of_names_names_the_links_that_say_nothing() -> None:
    """`[link](…)` and bare addresses beside a name."""
    text = (
        "Name | Link\n--- | ---\nAlpha | [here](https://a.org)\nBeta | https://b.org\n"
        "Gamma | [The C](https://c.org)\n"
    )
    assert [e.name for e in entries_of(text, MARKDOWN)] == ["Alpha", "Beta", "The C"]


def test_a_table_of_links_gives_them_all() -> None:
    """Each link that begins its cell is an entry; one within a cell's text is reported."""
    text = (
        "| x | y |\n|---|---|\n"
        "| [A](https://a.org) | [B](https://b.org) |\n"
        "| [C](https://c.org) | see [D](https://d.org) |\n"
    )
    rows = rows_of(text, MARKDOWN)
    assert [(row.line, type(row)) for row in rows] == [
        (3, ImportEntry), (3, ImportEntry), (4, ImportEntry), (4, Problem),
    ]  # fmt: skip


def test_a_row_with_more_cells_than_the_head_is_told_if_it_has_links_there() -> None:
    """Markdown itself leaves them out."""
    text = "| x |\n|---|\n| [A](https://a.org) | [B](https://b.org) |\n| [C](https://c.org) | d |\n"
    problems = [row for row in rows_of(text, MARKDOWN) if isinstance(row, Problem)]
    assert [(problem.line, "more cells" in problem.reason) for problem in problems] == [(3, True)]


def test_lists_nested_beyond_reason_are_told() -> None:
    """What lies deeper than the parser goes is not lost in silence."""
    text = "".join(f"{'  ' * depth}- x\n" for depth in range(80)) + f"{'  ' * 80}- https://a.org\n"
    problems = [row for row in rows_of(text, MARKDOWN) if isinstance(row, Problem)]
    assert any("nested too deeply" in problem.reason for problem in problems)


words = st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9 ]{0,15}[A-Za-z0-9])?", fullmatch=True)
items = st.tuples(st.integers(0, 4), words, st.sampled_from(["- {}", "* {}", "1. {}"]), words)


@pytest.mark.slow
@given(st.lists(items, max_size=20))
def test_every_item_comes_out_once(listed: list[tuple[int, str, str, str]]) -> None:
    """Whatever its depth and mark."""
    lines, depth = [], 0
    for number, (wanted, name, mark, description) in enumerate(listed):
        depth = min(wanted, depth + 1) if number else 0
        item = f"[{name}](https://a.org/{number}) - {description}"
        lines.append("   " * depth + mark.format(item))
    rows = rows_of("\n".join(lines), MARKDOWN)
    assert [row.url for row in rows if isinstance(row, ImportEntry)] == [
        f"https://a.org/{number}" for number in range(len(listed))
    ]
    assert [row.line for row in rows] == list(range(1, len(listed) + 1))
