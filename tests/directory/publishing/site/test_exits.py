"""The exit pages, read without a browser."""

from pathlib import Path

import msgspec
import pytest

from directory.model.vocab import ExitDisplay
from directory.publishing.release.public_schema import Publisher
from directory.publishing.release.reader import Edition, read_edition
from directory.publishing.site import exits
from directory.publishing.site.frame import contact_of, own_pages
from directory.publishing.site.words import words_for
from tests.directory.publishing.formats.editions import HEADER
from tests.directory.publishing.site.reading import parsed, references, text_of, with_links, written
from tests.web.offered import BESIDE, DOWN, DUE, HELD_BACK, OWN, PRIVACY, TARGET, WITHDRAWN

LANGUAGES = ("", "es/", "ar/")
MOST_BYTES = 6 * 1024


@pytest.mark.slow
def test_each_link_that_needs_a_page_and_each_that_is_gone_has_one_in_each_language(
    edition: Edition,
) -> None:
    """And nothing else has: not the agency's own page, nor a link with its notice beside it."""
    wanted = {link.id for link in edition.links() if link.exit_notice.show is ExitDisplay.PAGE}
    assert wanted.isdisjoint({OWN, BESIDE})
    assert DUE in wanted  # since staff forced the notice on
    wanted |= {HELD_BACK, WITHDRAWN}
    assert set(written(exits.files(edition))) == {
        "out/exit.css",
        *(f"out/{link_id}/{below}index.html" for link_id in wanted for below in LANGUAGES),
    }


def test_every_page_stands_where_the_directory_says(
    edition: Edition, everything: dict[str, bytes]
) -> None:
    """`exit_notice.page` is a folder of the release."""
    pages = [link.exit_notice.page for link in edition.links() if link.exit_notice.page]
    assert len(pages) > 5
    assert all(f"{page}index.html" in everything for page in pages)


def test_a_page_says_all_that_a_visitor_should_know(everything: dict[str, bytes]) -> None:
    """Who speaks, where the link leads, what applies there, and how to go on or stay."""
    page = everything[f"out/{DUE}/index.html"]
    text = text_of(page)
    for words in (
        "Office of Work & Training",
        "You are going to destination.example",
        "Destination Jobs",
        "State of Example (State government)",
        "You leave Office of Work & Training for Destination Jobs (destination.example).",
        f"Privacy: {PRIVACY}",
        "Office of Work & Training does not endorse them.",
        "The openings at Destination Jobs are not ours.",
        "Continue to destination.example",
        "Stay on our website",
    ):
        assert words in text
    onward = [one for one in parsed(page).iter("a") if one.get("href") == TARGET]
    assert [dict(one.attrib) for one in onward] == [
        {
            "class": "go",
            "href": TARGET,
            "rel": "external noopener noreferrer",
            "referrerpolicy": "no-referrer",
        }
    ]


def test_pages_link_to_the_agencys_own_pages_and_its_contact(everything: dict[str, bytes]) -> None:
    """Exit pages, those of what is gone, and the site; the own privacy policy beside that of the
    destination."""
    own = {"https://www.work.example/", "https://www.work.example/privacy",
           "https://www.work.example/accessibility", "mailto:links@work.example"}  # fmt: skip
    for below in LANGUAGES:
        for name in (f"out/{DUE}/{below}", f"out/{WITHDRAWN}/{below}", f"site/{below}"):
            page = parsed(everything[f"{name}index.html"])
            assert own <= set(page.xpath("//footer//a/@href")), name
    exit_page = parsed(everything[f"out/{DUE}/index.html"])
    assert exit_page.xpath("//section[@class='notice']//a/@href") == [
        PRIVACY,
        "https://www.work.example/privacy",
    ]
    assert "Privacy policy of Office of Work & Training" in text_of(
        everything[f"out/{DUE}/index.html"]
    )


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("", None),
        ("call 617 555 0100", "<bdi>call 617 555 0100</bdi>"),
        ("ask@work.example", '<a href="mailto:ask@work.example"><bdi>ask@work.example</bdi></a>'),
        ("https://a.example/ask", '<a href="https://a.example/ask"><bdi>https://a.example/ask</bdi></a>'),
        ("javascript:alert(1)", "<bdi>javascript:alert(1)</bdi>"),
    ],
)  # fmt: skip
def test_a_contact_is_a_link_where_it_is_an_address(contact: str, shown: str | None) -> None:
    header = msgspec.structs.replace(HEADER, publisher=Publisher("Office", contact))
    assert contact_of(header) == shown
    assert own_pages(header, words_for("en", "en")) == []


def test_a_host_in_other_letters_is_shown_as_browsers_show_it_too(
    everything: dict[str, bytes],
) -> None:
    """So that one knows it again in the address bar."""
    text = text_of(everything[f"out/{DOWN}/index.html"])
    assert "You are going to bücher.example" in text
    assert "xn--bcher-kva.example" in text


def test_a_page_says_when_the_website_was_not_reachable(everything: dict[str, bytes]) -> None:
    """In the language of the page."""
    assert "was not reachable" in text_of(everything[f"out/{DOWN}/index.html"])
    assert "No se pudo llegar" in text_of(everything[f"out/{DOWN}/es/index.html"])
    for below in LANGUAGES:
        assert b"remark" not in everything[f"out/{DUE}/{below}index.html"]


@pytest.mark.parametrize("below", LANGUAGES)
@pytest.mark.parametrize("link_id", [HELD_BACK, WITHDRAWN])
def test_what_is_held_back_or_withdrawn_has_a_page_without_its_address(
    link_id: int, below: str, everything: dict[str, bytes]
) -> None:
    """Nor its name; it leads into the directory."""
    page = everything[f"out/{link_id}/{below}index.html"]
    ours = "https://www.work.example/"
    assert not any("://" in one for one in references(page) if not one.startswith(ours))
    assert b"parked" not in page.lower()
    assert b"withdrawn.example" not in page.lower()
    up = "../" * (2 if not below else 3)
    assert f"{up}site/{below}" in set(references(page))


def test_a_withdrawn_link_says_since_when(everything: dict[str, bytes]) -> None:
    """In the words of the language."""
    english = text_of(everything[f"out/{WITHDRAWN}/index.html"])
    spanish = text_of(everything[f"out/{WITHDRAWN}/es/index.html"])
    assert "out of the directory on October 9, 2026." in english
    assert "del directorio el 9 de octubre de 2026." in spanish
    assert "held back at the moment" in text_of(everything[f"out/{HELD_BACK}/index.html"])


def test_a_page_is_small_and_holds_nothing_that_acts(everything: dict[str, bytes]) -> None:
    """No script, form, frame, picture, inline style, nor a redirect; and a strict policy."""
    pages = [name for name in everything if name.startswith("out/") and name.endswith(".html")]
    for name in pages:
        page = everything[name]
        assert len(page) < MOST_BYTES, name
        tree = parsed(page)
        assert tree.xpath("//script|//form|//iframe|//img|//style|//@style|//base") == []
        assert not tree.xpath("//meta[translate(@http-equiv, 'REFSH', 'refsh')='refresh']")
        assert tree.xpath("//meta[@http-equiv]/@content") == [exits.POLICY]
        assert tree.xpath("//meta[@name='referrer']/@content") == ["no-referrer"]
        assert tree.xpath("//meta[@name='robots']/@content") == ["noindex"]
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == []


def test_an_address_is_never_part_of_another_address(everything: dict[str, bytes]) -> None:
    """No page of ours takes an address as a parameter, and none leads to such a page."""
    for name, page in everything.items():
        if name.endswith(".html") and name.startswith(("out/", "site/")):
            ours = [one for one in references(page) if "://" not in one]
            assert not any("?" in one or "//" in one for one in ours), name


def test_equal_directories_have_equal_pages(edition: Edition, tmp_path: Path) -> None:
    """Wherever they are read from."""
    copy = tmp_path / "directory.json"
    copy.write_bytes(edition.path.read_bytes())
    assert written(exits.files(edition)) == written(exits.files(read_edition(copy)))


def test_a_link_without_a_category_leads_back_to_the_links_that_are_in_none(
    edition: Edition, tmp_path: Path
) -> None:
    """There is a page for those."""
    unsorted = with_links(edition, tmp_path, [{"id": 7, "category": None}])
    page = written(exits.files(unsorted))["out/7/index.html"]
    assert "../../site/category/_unsorted/#link-7" in set(references(page))
