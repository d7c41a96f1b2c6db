"""CSV: columns by lenient names, and no row lost to a slip in another."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.importing.records import FileFormat, ImportEntry, ImportRefused, Problem
from directory.importing.service import parse_text
from directory.model.vocab import Audience, Cost, HowToApply, OperatorBasis, OperatorClass
from tests.directory.importing.reading import entries_of, entry_of, problem_of, rows_of
from tests.rows import each

CSV = FileFormat.CSV


@each(
    "heading",
    ["url", "URL", " Url ", "link", "Address", "website", "Web site", "web_site", "WEB-SITE",
     "href", "domain", "Domain name", "uri", "HomePage"],
)  # fmt: skip
def test_the_address_column_has_many_names(heading: str) -> None:
    """Case, blanks, underscores and hyphens do not matter."""
    assert entry_of(f"name,{heading}\nA,https://a.org\n", CSV).url == "https://a.org"


@each(
    ("heading", "cell", "field", "value"),
    [
        ("Title", "A", "names", {"": "A"}),
        ("label", "A", "names", {"": "A"}),
        ("name:es", "A", "names", {"es": "A"}),
        ("Name (es)", "A", "names", {"es": "A"}),
        ("name_es", "A", "names", {"es": "A"}),
        ("title [zh-hans]", "A", "names", {"zh-Hans": "A"}),
        ("Summary", "B", "descriptions", {"": "B"}),
        ("description: es", "B", "descriptions", {"es": "B"}),
        ("Federal Agency", "C", "operator", "C"),
        ("Operator class", "state", "operator_class", OperatorClass.STATE),
        ("Domain type", "City", "operator_class", OperatorClass.LOCAL),
        ("Domain type", "County - Election", "operator_class", OperatorClass.LOCAL),
        ("Domain type", "Special district", "operator_class", OperatorClass.LOCAL),
        ("Domain type", "Federal - Executive", "operator_class", OperatorClass.FEDERAL),
        ("Level of Government", "Federal Government", "operator_class", OperatorClass.FEDERAL),
        ("class", "Tribal", "operator_class", OperatorClass.TRIBAL),
        ("class", "Interstate", "operator_class", OperatorClass.STATE),
        ("service areas", "us-ma; US-RI", "service_areas", ["US-MA", "US-RI"]),
        ("state", "ma", "service_areas", ["US-MA"]),
        ("State", "PR", "service_areas", ["US-PR"]),
        ("languages", "EN;es", "languages", ["en", "es"]),
        ("Audience", "Veterans; youth", "audiences", [Audience.VETERANS, Audience.YOUTH]),
        ("audiences", "Laid-off workers", "audiences", [Audience.LAID_OFF_WORKERS]),
        ("cost", "Free and paid", "cost", Cost.FREE_AND_PAID),
        ("account needed", "No", "account_needed", False),
        ("account_needed", "1", "account_needed", True),
        ("how to apply", "on-site form", "how_to_apply", HowToApply.ON_SITE_FORM),
        ("steward", "Team 3", "steward", "Team 3"),
        ("Review by", "2027-01-31", "review_by", date(2027, 1, 31)),
        ("Internal notes", "call", "notes", "call"),
        ("Colour", "blue", "notes", "Colour: blue"),
        ("name_id", "77", "notes", "name_id: 77"),
        ("name (xx)", "77", "notes", "name (xx): 77"),
        ("cost (es)", "77", "notes", "cost (es): 77"),
        ("state", "Texas", "notes", "state: Texas"),
    ],
)  # fmt: skip
def test_a_cell_becomes_the_value_of_its_field(
    heading: str, cell: str, field: str, value: object
) -> None:
    """By its heading; what has no place of its own is kept in the notes."""
    fields = entry_of(f"url\t{heading}\nhttps://a.org\t{cell}\n", CSV).fields
    assert fields[field] == value


@pytest.mark.parametrize("cell", ["", " ", "(blank)", "n/a", "N/A", "#N/A", "-", "–"])
def test_signs_for_an_empty_cell_give_nothing(cell: str) -> None:
    """They are neither values nor notes."""
    assert entry_of(f"url,cost,colour\nhttps://a.org,{cell},{cell}\n", CSV).fields == {}


@pytest.mark.parametrize(
    ("cell", "address"),
    [
        ("29palms.gov", "https://29palms.gov"),
        ("www.example.org/jobs?x=1", "https://www.example.org/jobs?x=1"),
        ("example.org:8080", "https://example.org:8080"),
        ("//example.org/a", "https://example.org/a"),
        ("http://example.org", "http://example.org"),
        ("maria@example.org", "maria@example.org"),
        ("see above", "see above"),
        ("javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_bare_host_is_read_as_https(cell: str, address: str) -> None:
    """Anything else is left for the plan to judge."""
    assert entry_of(f"url\n{cell}\n", CSV).url == address


@pytest.mark.parametrize(
    ("heading", "cell", "words"),
    [
        ("Audience", "vets", "column “Audience”: “vets” is not one of everyone, veterans"),
        ("areas", "US-XX", "column “areas”: “US-XX” is not an ISO 3166 code"),
        ("languages", "Klingonese!", "is not a language tag"),
        ("cost", "cheap", "column “cost”: “cheap” is not one of free"),
        ("account needed", "perhaps", "neither yes nor no"),
        ("how to apply", "by pigeon", "is not one of direct_to_employer"),
        ("class", "royal", "column “class”: “royal” is not one of federal"),
        ("review by", "31.1.2027", "is not a date such as 2027-01-31"),
    ],
)
def test_a_bad_cell_is_told_by_column_and_value(heading: str, cell: str, words: str) -> None:
    """The row is a problem; its line and what would be right are said."""
    problem = problem_of(f"url,{heading}\nhttps://a.org,{cell}\nhttps://b.org,\n", CSV)
    assert problem.line == 2
    assert words in problem.reason


def test_all_faults_of_a_row_are_told_at_once() -> None:
    """So that it need be mended but once."""
    problem = problem_of("url,cost,class\nhttps://a.org,cheap,royal\n", CSV)
    assert "“cheap”" in problem.reason
    assert "“royal”" in problem.reason


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_told_by_the_headings(delimiter: str) -> None:
    """Even when the cells hold more of another one."""
    text = f'name{delimiter}url\n"a,b;c|d, e, f"{delimiter}https://a.org\n'
    entry = entry_of(text, CSV)
    assert (entry.name, entry.url) == ("a,b;c|d, e, f", "https://a.org")


def test_excels_separator_line_is_honoured() -> None:
    """It is no row, and the lines count on."""
    entry = entry_of("sep=;\nurl;name\nhttps://a.org;A\n", CSV)
    assert (entry.line, entry.name) == (3, "A")


def test_a_cell_may_have_several_lines_and_rows_keep_their_line() -> None:
    """A row's line is the one on which it begins."""
    text = 'url,description\r\nhttps://a.org,"one\r\ntwo"\r\n\r\nhttps://b.org,three\r\n'
    first, second = entries_of(text, CSV)
    assert first.fields["descriptions"] == {"": "one\r\ntwo"}
    assert (first.line, second.line) == (2, 5)


def test_an_unclosed_quotation_mark_costs_only_its_own_row() -> None:
    """Neither the rows up to the next mark nor those to the end of the file are taken with it."""
    text = (
        "url,name\n"
        'https://a.org,"A\n'
        "https://b.org,B\n"
        'https://c.org,"C, too"\n'
        'https://d.org,"D\n'
        "https://e.org,E\n"
    )
    rows = rows_of(text, CSV)
    assert [row.line for row in rows] == [2, 3, 4, 5, 6]
    assert [row.url for row in rows if isinstance(row, ImportEntry)] == [
        "https://b.org", "https://c.org", "https://e.org",
    ]  # fmt: skip
    problems = [row.reason for row in rows if isinstance(row, Problem)]
    assert all("a quotation mark is opened here" in reason for reason in problems)


def test_a_quotation_mark_inside_a_name_is_forgiven() -> None:
    """`"Jobs" Inc` is not by the book, but clear."""
    assert entry_of('url,name\nhttps://a.org,"Jobs" Inc\n', CSV).name == "Jobs Inc"


def test_a_row_with_too_many_cells_is_a_problem() -> None:
    """A comma without quotation marks would otherwise shift the columns in silence."""
    problem = problem_of("url,name\nhttps://a.org,Jobs, and more\nhttps://b.org,B,,\n", CSV)
    assert problem.line == 2
    assert "3 cells, but only 2 columns" in problem.reason


def test_a_gigantic_cell_is_a_problem_of_its_row_alone() -> None:
    """The row after it is read."""
    rows = rows_of(f"url,name\nhttps://a.org,{'x' * 200_000}\nhttps://b.org,B\n", CSV)
    assert isinstance(rows[0], Problem)
    assert isinstance(rows[1], ImportEntry)


def test_a_row_without_an_address_still_is_a_row() -> None:
    """The plan will reject it; rows of empty cells are blank lines and no rows."""
    (entry,) = entries_of("url,name\n,A\n,\n , \n", CSV)
    assert (entry.line, entry.url) == (2, "")


def test_the_better_address_column_wins_and_the_other_is_kept() -> None:
    """As in lists that have a domain and, for some of them, a link."""
    text = "Domain,Link\na.us,https://www.a.us/home\nb.us,#N/A\n"
    first, second = entries_of(text, CSV)
    assert first.url == "https://www.a.us/home"
    assert first.fields["notes"] == "Domain: a.us"
    assert second.url == "https://b.us"


def test_a_registry_of_domains_names_link_and_operator_alike() -> None:
    """A city's postal code is its service area; a federal office serves more than its seat."""
    text = (
        "Domain name,Domain type,Organization name,State,Security contact email\n"
        "29palms.gov,City,City of Twentynine Palms,CA,(blank)\n"
        "gsa.gov,Federal - Executive,General Services Administration,DC,x@gsa.gov\n"
    )
    city, federal = entries_of(text, CSV)
    assert city.fields == {
        "names": {"": "City of Twentynine Palms"},
        "operator": "City of Twentynine Palms",
        "operator_class": OperatorClass.LOCAL,
        "operator_basis": OperatorBasis.IMPORTED,
        "service_areas": ["US-CA"],
    }
    assert "service_areas" not in federal.fields
    assert federal.fields["notes"] == "Security contact email: x@gsa.gov\nState: DC"


def test_a_column_of_editorial_states_is_left_and_said_so() -> None:
    """Nobody can publish by way of a spreadsheet."""
    parsed = parse_text("url,state\nhttps://a.org,published\n", CSV)
    assert "contains editorial states; they are not imported" in parsed.remarks[0]
    assert parsed.rows == (ImportEntry(2, "https://a.org", {}),)


def test_site_is_the_address_where_there_is_no_other_column_for_it() -> None:
    """And a name beside one."""
    assert entry_of("site,cost\nhttps://a.org,free\n", CSV).url == "https://a.org"
    assert entry_of("site,url\nA,https://a.org\n", CSV).name == "A"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who,what\nA,B\n", "call that column “url”"),
        ('"who,what\nA,B\n', "the headings in line 1 cannot be read"),
    ],
)
def test_a_table_without_an_address_column_is_refused(text: str, words: str) -> None:
    """With what to do about it."""
    with pytest.raises(ImportRefused, match=words):
        rows_of(text, CSV)


cell_text = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r\n"), max_size=20
)


@pytest.mark.slow
@given(st.lists(st.tuples(cell_text, cell_text), max_size=30))
def test_every_row_comes_out_once_in_order_and_at_its_line(rows: list[tuple[str, str]]) -> None:
    """Whatever stands in the cells; rows without any text are blank lines."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(["url", "name"])
    writer.writerows(rows)
    expected = [
        number for number, row in enumerate(rows, start=2) if any(cell.strip() for cell in row)
    ]
    assert [row.line for row in rows_of(sheet.getvalue(), CSV)] == expected


@given(st.lists(st.sampled_from(['"', "a", ",", "\n", "https://a.org", " "]), max_size=30))
def test_good_rows_after_any_rubbish_are_read(rubbish: list[str]) -> None:
    """One bad row never stops the rest."""
    good = [f"https://good.org/{number}" for number in range(3)]
    text = "url,name\n" + "".join(rubbish) + "\n" + "".join(f"{url},G\n" for url in good)
    addresses = [row.url for row in rows_of(text, CSV) if isinstance(row, ImportEntry)]
    assert addresses[-3:] == good
