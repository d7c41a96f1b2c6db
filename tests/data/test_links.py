"""The starter links: complete, in the catalog's own words, and without a claim too many."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from directory.model.areas import us_area
from directory.model.category import TOP_CATEGORIES
from directory.model.vocab import Audience
from directory.starter import starter_categories, starter_drafts_path
from tests.data import reading
from tests.rows import each

ROWS = reading.rows()
LINKS = reading.links()

#: The states and territories whose job banks belong to every directory.
POSTAL_CODES = (
    "AK", "AL", "AR", "AZ", "CA", "CO", "CT", "DC", "DE", "FL", "GA", "GU", "HI", "IA",
    "ID", "IL", "IN", "KS", "KY", "LA", "MA", "MD", "ME", "MI", "MN", "MO", "MP", "MS",
    "MT", "NC", "ND", "NE", "NH", "NJ", "NM", "NV", "NY", "OH", "OK", "OR", "PA", "RI",
    "SC", "SD", "TN", "TX", "UT", "VA", "VI", "VT", "WA", "WI", "WV", "WY",
)  # fmt: skip

#: Pages of a state about its services to job seekers: they list no openings to apply for.
SERVICES_WITHOUT_LISTINGS = {
    "https://workforcewv.org/individuals/",
}

#: Where the public list has a host that is not, or not any more, where the job bank is. Of Ohio no
#: new one is known.
STALE_IN_THE_PUBLIC_LIST = {
    "CO": "www.connectingcolorado.com", "MI": "www.mitalent.org", "NJ": "nj.gov",
    "NY": "newyork.usnlx.com", "TN": "www.jobs4tn.gov", "WA": "worksourcewa.com",
}  # fmt: skip

SHARED_INPUT = Path(__file__).parents[2] / ".." / "shared" / "inputs" / "state-job-banks.csv"

MAX_NAME = 90
MAX_DESCRIPTION = 280

CLAIMS_OF_A_CHECK = re.compile(
    r"\b(checked|verified|vetted|tested|reviewed|screened|confirmed|working link|"
    r"verificad[oa]s?|revisad[oa]s?|comprobad[oa]s?|confirmad[oa]s?|probad[oa]s?)\b",
    re.IGNORECASE,
)
PRAISE = re.compile(
    r"\b(best|leading|largest|biggest|premier|trusted|top|great|excellent|"
    r"mejor(es)?|líder(es)?|excelentes?|confiables?|principal(es)?)\b",
    re.IGNORECASE,
)


def test_every_row_has_the_columns_of_the_readme() -> None:
    """No row has a cell too many or too few."""
    assert all(tuple(row) == reading.COLUMNS for row in ROWS)
    assert all(None not in row.values() for row in ROWS)


def test_cells_are_tidy() -> None:
    """No cell begins or ends with a blank, has a double blank, or could act as a formula."""
    untidy = [
        (row["url"], heading)
        for row in ROWS
        for heading, cell in row.items()
        if cell != " ".join(cell.split()) or cell.startswith(("=", "+", "-", "@"))
    ]
    assert untidy == []


def test_there_are_at_least_150_links() -> None:
    assert len(LINKS) >= 150


@pytest.mark.parametrize("top", TOP_CATEGORIES)
def test_each_top_category_has_links(top: str) -> None:
    of_this = [link for link in LINKS if str(link.fields.category).split("/")[0] == top]
    assert len(of_this) >= 10


def test_every_link_stands_in_a_second_level_category_that_exists() -> None:
    known = {row.slug for row in starter_categories() if row.parent}
    assert {row["category"] for row in ROWS} <= known


def test_no_category_is_without_links() -> None:
    used = {row["category"] for row in ROWS}
    assert {row.slug for row in starter_categories() if row.parent} <= used


def test_no_two_links_lead_to_the_same_page() -> None:
    keys = Counter(link.address.key for link in LINKS)
    assert [key for key, count in keys.items() if count > 1] == []


def test_addresses_are_written_as_the_catalog_holds_them() -> None:
    """What staff read in the file is what will be fetched and published."""
    differing = [row["url"] for row in ROWS if reading.link(row).address.href != row["url"]]
    assert differing == []


def test_every_state_and_territory_has_exactly_one_job_bank() -> None:
    banks = [link.fields for link in LINKS if link.fields.category == "job-banks/state"]
    assert len(POSTAL_CODES) == 54
    assert sorted(area for bank in banks for area in bank.service_areas) == sorted(
        us_area(code) for code in POSTAL_CODES
    )
    assert all(len(bank.service_areas) == 1 for bank in banks)


@pytest.mark.parametrize(
    ("code", "url"),
    [
        ("AL", "https://alabamaworks.alabama.gov/vosnet/Default.aspx"),
        ("MA", "https://jobquest.mass.gov/"),
        ("MP", "https://marianaslabor.net/jvapub_list.asp"),
        ("NY", "https://myjobsny.usnlx.com/"),
        ("CO", "https://myservices.connectingcolorado.gov/"),
        ("MI", "https://jobs.mitalent.org/"),
        ("NJ", "https://jobsource.nj.gov/"),
        ("TN", "https://jobs4tnwfs.tn.gov/"),
        ("WA", "https://worksource.my.site.com/worksourcewa/"),
        ("WY", "https://hire.wyo.gov/home"),
    ],
)
def test_a_state_job_bank_has_the_address_of_the_public_list(code: str, url: str) -> None:
    addresses = {tuple(link.fields.service_areas): link.address.href for link in _state_banks()}
    assert addresses[(us_area(code),)] == url


def test_the_public_list_of_state_job_banks_is_covered_where_it_is_at_hand() -> None:
    """Each address of the list, where the list is there, stands in the file for its state."""
    ours = {(link.fields.service_areas[0], link.address.href) for link in _state_banks()}
    assert len(ours) == 54
    listed = {row["state"]: row["url"] for row in _public_list()}
    missing = {code for code, url in listed.items() if (us_area(code), url) not in ours}
    assert missing in (set(), set(STALE_IN_THE_PUBLIC_LIST))


@each("code", STALE_IN_THE_PUBLIC_LIST)
def test_a_stale_address_of_the_public_list_is_in_no_file_of_links(code: str) -> None:
    addresses = {tuple(link.fields.service_areas): link.address.host for link in _state_banks()}
    assert addresses[(us_area(code),)] != STALE_IN_THE_PUBLIC_LIST[code]


def test_a_link_whose_address_is_known_to_be_wrong_begins_as_a_draft() -> None:
    with starter_drafts_path().open(encoding="utf-8", newline="") as file:
        drafts = [row["service areas"] for row in csv.DictReader(file)]
    assert drafts == ["US-OH"]


@each("code", ["PR", "AS"])
def test_a_territory_without_a_job_bank_is_named_on_the_page(code: str) -> None:
    page = starter_drafts_path().with_name("README.md").read_text(encoding="utf-8")
    name = {"PR": "Puerto Rico", "AS": "American Samoa"}[code]
    assert us_area(code) not in {link.fields.service_areas[0] for link in _state_banks()}
    assert f"**{name}**" in page


#: With these verbs, an entry would speak to the reader as a friend, or not to the reader at all.
NOT_USTED = re.compile(
    r"(Aprende|Asegura|Atiende|Averigua|Ayuda a|Busca|Calcula|Compara|Conoce|Consulta|Crea|"
    r"Denuncia|Descubre|Encuentra|Explora|Muestra|Obtén|Ofrece|Permite|Prepara|Protege|Recibe|"
    r"Solicita|Usa|Ve|Verifica)\b"
)
#: A Spanish preposition before an English name of an agency, with nothing between them.
WITHOUT_ARTICLE = re.compile(
    r"\b(?:de|del|a|al|por|con) (?:[A-Z][\w.]*,? (?:and |of )?)*?"
    r"(?:Agency|Association|Bureau|Commission|Department|Division|Foundation|Office|Security|"
    r"Workforce)\b"
)


def test_spanish_descriptions_address_the_reader_as_usted() -> None:
    assert [row["url"] for row in ROWS if NOT_USTED.match(row["description:es"])] == []


def test_english_names_of_agencies_have_an_article_or_a_noun_before_them() -> None:
    governments = ("federal", "state", "local", "tribal")
    bare = [
        row["url"]
        for row in ROWS
        if WITHOUT_ARTICLE.search(row["description:es"])
        or (
            row["operator class"] in governments
            and re.search(rf"\bde {re.escape(row['operator'])}", row["description:es"])
        )
    ]
    assert bare == []


@each(
    ("pattern", "text"),
    [
        (NOT_USTED, "Encuentra el Goodwill local."),
        (
            WITHOUT_ARTICLE,
            "Es un sitio de Alabama Department of Workforce, una agencia del estado.",
        ),
        (WITHOUT_ARTICLE, "Es un sitio de Iowa Workforce Development."),
    ],
)
def test_the_guards_recognise_what_they_are_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


@pytest.mark.parametrize("language", reading.LANGUAGES)
def test_every_link_has_a_name_and_a_description_in_each_language(language: str) -> None:
    silent = [
        link.address.href
        for link in LINKS
        if language not in link.fields.names or language not in link.fields.descriptions
    ]
    assert silent == []


def test_no_description_is_left_in_english() -> None:
    same = [row["url"] for row in ROWS if row["description"] == row["description:es"]]
    english = [row["url"] for row in ROWS if re.search(r"\bRun by\b", row["description:es"])]
    assert same + english == []


@pytest.mark.parametrize("column", ["description", "description:es"])
def test_a_description_is_one_or_two_sentences_of_bearable_length(column: str) -> None:
    faulty = [
        row["url"]
        for row in ROWS
        if not row[column].endswith(".")
        or not 40 <= len(row[column]) <= MAX_DESCRIPTION
        or len(re.findall(r"[.!?](?= [A-ZÁÉÍÓÚÑ¿¡])", _without_abbreviations(row[column]))) > 1
    ]
    assert faulty == []


def test_names_fit_on_a_line() -> None:
    long = [row["url"] for row in ROWS if max(len(row["name"]), len(row["name:es"])) > MAX_NAME]
    assert long == []


@pytest.mark.parametrize(
    "column", ["operator", "operator class", "languages", "audiences", "category"]
)
def test_these_cells_are_never_empty(column: str) -> None:
    assert [row["url"] for row in ROWS if not row[column]] == []


def test_everyone_stands_beside_a_particular_audience_only_for_a_reason() -> None:
    """`everyone` goes together with employers, who are no job seekers, and with farmworkers
    at the one site that is for all but made for them."""
    allowed = {
        frozenset({Audience.EVERYONE, Audience.EMPLOYERS}),
        frozenset({Audience.EVERYONE, Audience.FARMWORKERS}),
        frozenset({Audience.EVERYONE}),
    }
    mixed = [
        link.address.href
        for link in LINKS
        if Audience.EVERYONE in link.fields.audiences
        and frozenset(link.fields.audiences) not in allowed
    ]
    assert mixed == []


def test_every_job_bank_says_how_one_applies() -> None:
    silent = {
        row["url"]
        for row in ROWS
        if row["category"].startswith("job-banks/") and not row["how to apply"]
    }
    assert silent == SERVICES_WITHOUT_LISTINGS


def test_government_sites_cost_nothing_or_say_what_costs() -> None:
    paid = [link.address.href for link in LINKS if link.fields.operator_class.is_government
            and link.fields.cost == "paid"]  # fmt: skip
    assert paid == []


def test_a_gov_or_mil_address_is_run_by_a_government_or_known_not_to_be() -> None:
    """The one exception is a corporation that Congress made and that is no agency."""
    others = {
        link.address.host
        for link in LINKS
        if link.address.host.endswith((".gov", ".mil"))
        and not link.fields.operator_class.is_government
    }
    assert others == {"www.lsc.gov"}


@pytest.mark.parametrize("column", ["name", "name:es", "description", "description:es"])
@pytest.mark.parametrize("words", [CLAIMS_OF_A_CHECK, PRAISE], ids=["check", "praise"])
def test_no_text_claims_a_check_or_praises_a_site(column: str, words: re.Pattern[str]) -> None:
    assert [row["url"] for row in ROWS if words.search(row[column])] == []


@pytest.mark.parametrize(
    "text", ["A verified employer.", "Enlaces verificados.", "Links are checked daily."]
)
def test_the_words_that_claim_a_check_are_recognised(text: str) -> None:
    assert CLAIMS_OF_A_CHECK.search(text)


def _without_abbreviations(text: str) -> str:
    return text.replace("U.S.", "US").replace("EE. UU.", "EEUU")


def _state_banks() -> list[reading.StarterLink]:
    return [link for link in LINKS if link.fields.category == "job-banks/state"]


def _public_list() -> list[dict[str, str]]:
    if not SHARED_INPUT.is_file():
        return []
    with SHARED_INPUT.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
