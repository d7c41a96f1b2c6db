"""The site, read without a browser."""

import re
from dataclasses import replace
from importlib.resources import files
from itertools import islice
from pathlib import Path

import msgspec
import pytest

from directory.publishing.release.reader import Edition, read_edition
from directory.publishing.site import exits, searching, site
from directory.publishing.site.headers import headers_for
from tests.directory.publishing.site.reading import (
    inside,
    parsed,
    references,
    text_of,
    with_links,
    written,
)
from tests.web.offered import BESIDE, BESIDE_TARGET, DUE, OWN

ASSETS = files("directory.publishing.site") / "assets"


def test_every_link_within_the_release_leads_to_a_file_and_a_place_in_it(
    everything: dict[str, bytes],
) -> None:
    """All pages of all languages, exit pages too."""
    broken = []
    pages = {
        name: page
        for name, page in everything.items()
        if name.endswith(".html") and name.startswith(("site/", "out/"))
    }
    places = {name: set(parsed(page).xpath("//@id")) for name, page in pages.items()}
    for name, page in pages.items():
        for reference in references(page):
            found = inside(name, reference)
            if found is None:
                continue
            file, place = found
            if file not in everything or (place and place not in places[file]):
                broken.append((name, reference))
    assert len(pages) > 40
    assert broken == []


def test_every_page_is_reached_from_the_home_page(everything: dict[str, bytes]) -> None:
    """By links alone, the language switch among them; but for what is gone, and for categories
    in which there is nothing."""
    seen, next_up = set(), ["site/index.html"]
    while next_up:
        name = next_up.pop()
        if name in seen or not name.endswith(".html"):
            continue
        seen.add(name)
        leads = (inside(name, reference) for reference in references(everything[name]))
        next_up += [found[0] for found in leads if found]
    missed = {name for name in everything if name.startswith("site/") and name.endswith(".html")}
    missed -= seen
    assert {name.split("category/")[1] for name in missed} == {"government-agencies/index.html"}


def test_a_link_that_needs_a_notice_leads_to_its_exit_page_and_nowhere_else(
    edition: Edition, everything: dict[str, bytes]
) -> None:
    """If its notice is shown on a page, its address is in no link on any page of the site."""
    due = {link.url for link in edition.links() if link.exit_notice.page}
    for name, page in everything.items():
        if name.startswith("site/") and name.endswith(".html"):
            assert due.isdisjoint(references(page)), name
    index = msgspec.json.decode(everything["site/search.json"])
    assert [one["u"] for one in index["links"] if "u" in one] == [
        "http://www.work.example/own",
        BESIDE_TARGET,
    ]


def test_a_link_with_its_notice_beside_it_leads_straight_to_its_destination(
    everything: dict[str, bytes],
) -> None:
    """The notice is filled in for the link and describes it; the search has the same text."""
    page = everything["site/category/_unsorted/index.html"]
    entry = parsed(page).get_element_by_id(f"link-{BESIDE}")
    (anchor,) = entry.xpath(".//h3/a")
    assert anchor.get("href") == BESIDE_TARGET
    assert anchor.get("rel") == "external noopener noreferrer"
    (notice,) = entry.xpath(f".//*[@id='{anchor.get('aria-describedby')}']")
    words = (
        "You leave Office of Work & Training for County Jobs (county.example). "
        "Privacy: http://county.example/"
    )
    assert notice.text_content() == words
    assert "Leaves our website" in entry.text_content()
    index = msgspec.json.decode(everything["site/search.json"])
    (found,) = (one for one in index["links"] if one["i"] == BESIDE)
    text = index["table"][found["q"][0]]
    assert (
        text.replace("{name}", found["n"])
        .replace("{host}", found["h"])
        .replace("{privacy_url}", found["v"])
        == words
    )


def test_an_entry_says_what_one_wants_to_know_before_following_it(
    everything: dict[str, bytes],
) -> None:
    """Where it leads, who runs it, for whom, at what cost, and which notices apply."""
    page = everything["site/es/category/job-banks/state/index.html"]
    entry = parsed(page).get_element_by_id(f"link-{DUE}")
    text = " ".join(entry.text_content().split())
    assert text == (
        "Empleos Destino destination.example State of Example (Gobierno estatal) "
        "Ofertas de todo tipo "
        "Gratis Se necesita una cuenta Reúne ofertas de otros sitios web Veteranos Jóvenes "
        "Massachusetts Nueva York English Español "
        "Lleva a una página de salida. Avisos: Exactitud y Sin respaldo. "
        "Un aviso sobre este enlace(es) The openings at Empleos Destino are not ours."
    )
    assert entry.xpath(".//ul/li/bdi/@lang") == ["en"]
    assert entry.xpath(".//h3/a/@href") == [f"../../../../../out/{DUE}/es/"]


def test_an_exit_notice_of_several_links_of_a_list_is_said_once(
    edition: Edition, tmp_path: Path
) -> None:
    """Above them; each link names it, and is described by it."""
    beside = {"due": True, "notice": "exit-government", "rule": "x", "show": "inline", "page": None}
    changed = [{"id": number, "exit_notice": beside, "category": None} for number in (21, 22)]
    pages = written(site.files(with_links(edition, tmp_path, changed)))
    page = parsed(pages["site/category/_unsorted/index.html"])
    (common,) = page.xpath("//div[@class='common']")
    words = " ".join(common.text_content().split())
    assert words == (
        "Exit government You leave Office of Work & Training for the website that you choose (the "
        "address beside the link). Privacy: the address of its privacy policy "
        "exit-government, version 1"
    )
    for number in (21, 22):
        entry = page.get_element_by_id(f"link-{number}")
        assert entry.xpath(".//h3/a/@aria-describedby") == [common.get("id")]
        assert "You leave" not in entry.text_content()
        assert "Exit government" in entry.text_content()


def test_the_agencys_own_page_is_linked_to_directly(everything: dict[str, bytes]) -> None:
    """And the entry says that it stays."""
    page = everything["site/category/_unsorted/index.html"]
    entry = parsed(page).get_element_by_id(f"link-{OWN}")
    assert entry.xpath(".//h3/a/@href") == ["http://www.work.example/own"]
    assert "On our own website" in entry.text_content()


def test_the_page_of_notices_has_all_of_them_and_says_what_changes_when(
    everything: dict[str, bytes],
) -> None:
    """With what stands for the link where the text speaks of one."""
    text = text_of(everything["site/notices/index.html"])
    assert "A new wording takes effect on November 18, 2026." in text
    assert "Not yet in force. New wording from November 18, 2026 Some cost money." in text
    assert "for [name of the website] ([address of the website])" in text


def test_a_notice_has_a_title_and_an_anchor_and_can_be_cited(
    everything: dict[str, bytes],
) -> None:
    """By its slug and version, which do not depend on other notices; without a title, the slug
    stands in."""
    for below, title, cite in (
        ("", "No endorsement", "no-endorsement, version 1"),
        ("es/", "Sin respaldo", "no-endorsement, versión 1"),
    ):
        page = parsed(everything[f"site/{below}notices/index.html"])
        heading = page.get_element_by_id("notice-no-endorsement")
        assert heading.text_content() == title
        assert cite in heading.getparent().text_content()
        assert page.get_element_by_id("notice-job-listings").text_content() == "Job listings"
        page = parsed(everything[f"site/{below}category/job-banks/state/index.html"])
        assert title in [one.text_content() for one in page.xpath("//section/h3")]
        (cited,) = (one for one in page.xpath("//p[@class='cite']/a") if cite in one.text_content())
        assert cited.get("href").endswith("notices/#notice-no-endorsement")
    assert b"<i>Accuracy" not in everything["site/notices/index.html"]


def test_a_wording_that_was_announced_late_is_shown_with_the_reason(edition: Edition) -> None:
    """So it is published as the exception that it is."""
    notice = edition.notices["accuracy"]
    assert notice.current is not None
    late = msgspec.structs.replace(notice.current, exception="A <court> ruled so.")
    notices = {**edition.notices, "accuracy": msgspec.structs.replace(notice, current=late)}
    made = written(site.files(replace(edition, notices=notices)))
    said = "announced later than usual, for this reason: A <court> ruled so."
    assert said in text_of(made["site/notices/index.html"])


def test_the_title_of_a_page_is_text_too(everything: dict[str, bytes]) -> None:
    """What it is a page of comes first."""
    title = parsed(everything["site/category/career-resources/index.html"]).findtext(".//title")
    assert title == "<i>Careers</i> & more – Directory of links – Office of Work & Training"


@pytest.mark.parametrize(
    ("on_the_page", "name"), [(exits.POLICY, "out/7/index.html"), (site.POLICY, "site/index.html")]
)
def test_a_page_asks_for_the_policy_that_the_server_sends(on_the_page: str, name: str) -> None:
    """But for what only a server can ask for."""
    sent = headers_for(name)["Content-Security-Policy"].split("; ")
    assert {*on_the_page.split("; "), "frame-ancestors 'none'"} == set(sent)


def test_what_is_in_another_language_says_so(everything: dict[str, bytes]) -> None:
    """Names that nobody has put into the page's language, and our own words in Arabic pages."""
    spanish = parsed(everything["site/es/category/job-banks/index.html"])
    bucher = spanish.xpath("//h3/a/bdi[text()='Bücher']")
    assert [dict(one.attrib) for one in bucher] == [{"lang": "en", "dir": "ltr"}]
    arabic = parsed(everything["site/ar/index.html"])
    assert (arabic.get("lang"), arabic.get("dir")) == ("ar", "rtl")
    unmarked = [
        one
        for one in arabic.xpath("//body//text()[normalize-space()]")
        if re.search("[A-Za-z]{3}", one)
        and one.getparent().xpath("string(ancestor-or-self::*[@lang][1]/@lang)") == "ar"
    ]
    assert {str(one) for one in unmarked} <= {"Office of Work & Training", "links@work.example"}


@pytest.mark.slow
def test_a_large_category_is_on_numbered_pages_by_name(edition: Edition, tmp_path: Path) -> None:
    """And its parent leads there, where it would not fit."""
    links = [
        {"id": number, "names": {"en": f"Name {999 - number}"}, "category": "job-banks/state"}
        for number in range(1, 452)
    ]
    made = written(site.files(with_links(edition, tmp_path, links)))
    folder = "site/category/job-banks/state/"
    counts, names = [], []
    for page in ("index.html", "page-2.html", "page-3.html"):
        found = parsed(made[folder + page]).xpath("//h3/a/bdi/text()")
        counts.append(len(found))
        names += found
    assert counts == [200, 200, 51]
    assert names == sorted(names)
    assert f"{folder}page-4.html" not in made
    assert "Page 2 of 3" in text_of(made[f"{folder}page-2.html"])
    assert inside(f"{folder}page-2.html", "../../../../out/1/") == ("out/1/index.html", "")
    parent = parsed(made["site/category/job-banks/index.html"])
    assert parent.xpath("//li[@class='entry']") == []
    assert "state/" in parent.xpath("//nav[@class='below']//a/@href")


@pytest.mark.slow
def test_a_directory_too_large_to_load_has_no_search(edition: Edition, tmp_path: Path) -> None:
    """Neither index, nor script, nor box."""
    links = ({"id": number} for number in range(1, searching.MOST + 2))
    first = written(islice(site.files(with_links(edition, tmp_path, links)), 4))
    assert list(first) == [
        "site/site.css", "site/icon.svg", "site/index.html", "site/notices/index.html",
    ]  # fmt: skip
    home = parsed(first["site/index.html"])
    assert home.xpath("//*[contains(@id, 'search') or contains(@src, 'search')]") == []


def test_a_directory_without_links_has_a_site(edition: Edition, tmp_path: Path) -> None:
    """That says so."""
    made = written(site.files(with_links(edition, tmp_path, [])))
    assert "There are no links here at the moment." in text_of(made["site/index.html"])
    assert msgspec.json.decode(made["site/search.json"])["links"] == []


def test_equal_directories_have_equal_sites(edition: Edition, tmp_path: Path) -> None:
    """Wherever they are read from."""
    copy = tmp_path / "directory.json"
    copy.write_bytes(edition.path.read_bytes())
    assert written(site.files(edition)) == written(site.files(read_edition(copy)))


@pytest.mark.parametrize("name", ["base.css", "site.css", "exit.css"])
def test_styles_know_no_left_and_right_and_fetch_nothing(name: str) -> None:
    """Pages may be written from right to left; nothing comes from elsewhere."""
    style = (ASSETS / name).read_text("utf-8")
    rules = re.sub(r"/\*.*?\*/", "", style, flags=re.DOTALL)
    physical = r"\b(left|right|top|bottom|width|height|margin-(top|bottom))\s*:"
    assert re.findall(rf"(?<!-){physical}", rules) == []
    assert "url(" not in rules
    assert "@import" not in rules
