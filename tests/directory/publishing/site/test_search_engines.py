"""What search engines, feed readers and lost visitors find: addresses, languages, other forms of
the directory, the site map, the page for addresses that lead nowhere."""

from dataclasses import replace
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec
import pytest
from lxml import etree

from directory.publishing.release.reader import Edition
from directory.publishing.site import site
from tests.directory.publishing.site.reading import parsed, text_of, written
from tests.web.offered import OWN

WEBSITE = "https://work.example/links/"
_SITEMAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def at(edition: Edition, website: str) -> dict[str, bytes]:
    """The site of this directory, served at an address."""
    publisher = msgspec.structs.replace(edition.header.publisher, website=website)
    header = msgspec.structs.replace(edition.header, publisher=publisher)
    return written(site.files(replace(edition, header=header)))


@pytest.fixture
def addressed(edition: Edition) -> dict[str, bytes]:
    """The site of an agency that has said where it serves releases."""
    return at(edition, WEBSITE)


def pages(made: dict[str, bytes]) -> dict[str, bytes]:
    """The pages of the site proper."""
    return {
        name: page for name, page in made.items() if name.startswith("site/") and ".html" in name
    }


def test_each_page_says_its_address_and_those_of_its_other_languages(
    addressed: dict[str, bytes],
) -> None:
    for name, page in pages(addressed).items():
        place = WEBSITE + name.removesuffix("index.html")
        tree = parsed(page)
        assert tree.xpath("//link[@rel='canonical']/@href") == [place]
        others = {
            one.get("hreflang"): one.get("href")
            for one in tree.xpath("//link[@rel='alternate'][@hreflang]")
        }
        assert list(others) == ["en", "es", "ar", "x-default"]
        assert others[tree.get("lang")] == place
        assert others["x-default"] == others["en"]
        for other in others.values():
            file = other.removeprefix(WEBSITE)
            assert (f"{file}index.html" if file.endswith("/") else file) in addressed


def test_without_an_address_of_the_website_none_is_claimed(edition: Edition) -> None:
    made = at(edition, "")
    assert "sitemap.xml" not in made
    for page in pages(made).values():
        assert parsed(page).xpath("//link[@rel='canonical' or @hreflang]") == []


def test_the_site_map_has_every_page_with_links_once_and_no_exit_page(
    addressed: dict[str, bytes],
) -> None:
    tree: Any = etree.fromstring(addressed["sitemap.xml"])
    listed = tree.xpath("//s:loc/text()", namespaces=_SITEMAP)
    expected = {
        WEBSITE + name.removesuffix("index.html")
        for name in pages(addressed)
        if "government-agencies" not in name  # there is nothing in it
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == expected
    first = tree.xpath("//s:url[1]/*[@hreflang]/@href", namespaces=_SITEMAP)
    home = f"{WEBSITE}site/"
    assert first == [home, f"{home}es/", f"{home}ar/", home]


def test_each_page_describes_itself_and_the_descriptions_differ(
    addressed: dict[str, bytes],
) -> None:
    found = {
        name: parsed(page).xpath("string(//meta[@name='description']/@content)")
        for name, page in pages(addressed).items()
    }
    assert all(len(text) > 30 for text in found.values())
    assert found["site/category/career-resources/index.html"] == (
        "<i>Careers</i> & more: 7 links. From the directory of links of Office of Work & Training."
    )
    # Arabic pages have our sentences in English, and numbered pages differ by their title.
    english = [text for name, text in found.items() if "/es/" not in name and "/ar/" not in name]
    assert len(set(english)) == len(english)
    arabic = parsed(addressed["site/ar/index.html"]).xpath("//meta[@name='description']/@lang")
    assert arabic == ["en"]


def test_each_page_leads_to_the_feed_and_to_the_linked_data(
    everything: dict[str, bytes],
) -> None:
    for name, page in pages(everything).items():
        forms = {
            one.get("type"): urljoin(f"https://a/{name}", one.get("href")).removeprefix(
                "https://a/"
            )
            for one in parsed(page).xpath("//link[@rel='alternate'][@type]")
        }
        assert forms == {
            "application/atom+xml": "changes.atom", "application/ld+json": "directory.jsonld",
        }  # fmt: skip


def test_the_home_page_offers_each_form_to_download(everything: dict[str, bytes]) -> None:
    for place, up in (("site/index.html", "../"), ("site/es/index.html", "../../")):
        found = parsed(everything[place]).xpath("//section[@aria-labelledby='downloads']//a/@href")
        names = [href.removeprefix(up) for href in found]
        assert names == [
            "directory.csv", "bookmarks.html", "directory.opml", "directory.json",
            "directory.jsonld", "changes.atom",
        ]  # fmt: skip
        assert set(names) <= everything.keys()


@pytest.mark.parametrize(
    ("website", "base"), [("", "/"), ("https://work.example/", "/"), (WEBSITE, "/links/")]
)
def test_the_page_for_a_wrong_address_leads_on_from_any_depth(
    edition: Edition, website: str, base: str
) -> None:
    made = at(edition, website)
    for shown_at in ("https://work.example/x", "https://work.example/links/out/7/es/none/"):
        for reference in parsed(made["404.html"]).xpath("//@href"):
            path = urlsplit(urljoin(shown_at, reference)).path
            assert path.startswith(base)
            name = path.removeprefix(base)
            assert (f"{name}index.html" if name.endswith("/") else name) in made


def test_the_page_for_a_wrong_address_speaks_each_language_and_names_categories_with_links(
    everything: dict[str, bytes],
) -> None:
    tree = parsed(everything["404.html"])
    assert tree.xpath("//main/div/@lang") == ["es", "ar"]
    assert tree.get("lang") == "en"
    text = text_of(everything["404.html"])
    for said in (
        "Office of Work & Training", "There is no page at this address", "Job banks",
        "No hay ninguna página en esta dirección", "Bancos de empleo", "بنوك الوظائف",
        "Search the directory", "links@work.example",
    ):  # fmt: skip
        assert said in text
    assert "Agencies" not in text
    assert f"link-{OWN}" not in text
