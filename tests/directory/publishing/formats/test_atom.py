"""`changes.atom`, as lxml reads it."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import feedparser
import msgspec
import pytest
from lxml import etree

from directory.model.vocab import NoticeKind
from directory.publishing.formats.atom import MOST_ENTRIES, NAME
from directory.publishing.release.public_schema import LinkEntry, NoticeEntry, Withdrawn, Wording
from tests.directory.publishing.formats.editions import (
    DAY,
    WEBSITE,
    announced,
    edition,
    header,
    link,
    made,
    own,
)

ATOM = "{http://www.w3.org/2005/Atom}"
XML = "{http://www.w3.org/XML/1998/namespace}"
EARLIER = DAY - timedelta(days=5)
TEXTS = {"en": "You leave for {host}.", "es": "Va a {host}."}
NOTICE = NoticeEntry(
    "exit-notice",
    NoticeKind.EXIT,
    Wording(2, EARLIER, None, 30, {}, TEXTS),
    (announced(3, date(2026, 11, 8)),),
)


def feed(folder: Path, *links: LinkEntry, **said: Any) -> etree._Element:
    """The feed of these links."""
    said = {"notices": ()} | said
    return etree.fromstring(made(edition(folder, links, **said))[NAME])


def entries(of: etree._Element) -> list[etree._Element]:
    """Its entries."""
    return of.findall(f"{ATOM}entry")


def texts(of: Sequence[etree._Element] | etree._Element, tag: str) -> list[str | None]:
    """What stands in the children of this name."""
    return [one.findtext(f"{ATOM}{tag}") for one in of]


def test_the_feed_has_all_that_the_standard_asks_for(tmp_path: Path) -> None:
    head = header("R&D <Office>", "links@work.example", WEBSITE)
    found = feed(tmp_path, link(1), head=head)
    assert found.tag == f"{ATOM}feed"
    assert found.get(f"{XML}lang") == "en"
    assert found.findtext(f"{ATOM}title") == "Changes to the directory of links: R&D <Office>"
    assert found.findtext(f"{ATOM}updated") == "2026-10-09T00:00:00Z"
    assert found.findtext(f"{ATOM}author/{ATOM}name") == "R&D <Office>"
    assert found.findtext(f"{ATOM}author/{ATOM}email") == "links@work.example"
    assert [dict(one.attrib) for one in found.findall(f"{ATOM}link")] == [
        {"rel": "self", "type": "application/atom+xml", "href": f"{WEBSITE}changes.atom"},
        {"rel": "alternate", "type": "text/html", "href": f"{WEBSITE}site/"},
    ]
    for one in (found, *entries(found)):
        names = [child.tag.removeprefix(ATOM) for child in one]
        assert [names.count(tag) for tag in ("id", "title", "updated")] == [1, 1, 1]


def test_a_listed_link_is_told_by_its_name_and_what_one_finds_there(tmp_path: Path) -> None:
    named = link(
        1,
        names={"en": "Job <b>Bank</b>", "es": "Banco"},
        descriptions={"en": "Jobs & more"},
        host_shown="bücher.example",
        listed_on=EARLIER,
    )
    (entry,) = entries(feed(tmp_path, named))
    assert texts([entry], "title") == ["Listed: Job <b>Bank</b>"]
    assert texts([entry], "updated") == ["2026-10-04T00:00:00Z"]
    assert texts([entry], "content") == ["Jobs & more\n\nThe link leads to bücher.example."]
    assert {one.get("type") for one in entry if one.tag in (f"{ATOM}title", f"{ATOM}content")} == {
        "text"
    }


@pytest.mark.parametrize(
    ("one", "website", "href"),
    [
        (link(4), WEBSITE, f"{WEBSITE}out/4/"),
        (link(4), "", None),
        (own(4), WEBSITE, "https://host4.example/"),
        (own(4), "", "https://host4.example/"),
    ],
    ids=["exit page", "exit page without a website", "own site", "own site without a website"],
)
def test_an_entry_never_leads_past_an_exit_notice(
    tmp_path: Path, one: LinkEntry, website: str, href: str | None
) -> None:
    (entry,) = entries(feed(tmp_path, one, head=header(website=website)))
    found = entry.find(f"{ATOM}link")
    assert (None if found is None else found.get("href")) == href


def test_a_withdrawn_link_is_told_by_its_id_alone(tmp_path: Path) -> None:
    gone = [Withdrawn(12, DAY), Withdrawn(13, None)]
    found = feed(tmp_path, withdrawn=gone, head=header(website=WEBSITE))
    (entry,) = entries(found)
    assert texts([entry], "title") == ["Withdrawn: link 12"]
    assert entry.find(f"{ATOM}link") is None


def test_a_wording_is_told_when_it_is_announced_and_when_it_takes_effect(tmp_path: Path) -> None:
    found = entries(feed(tmp_path, notices=[NOTICE]))
    assert texts(found, "title") == [
        "Announced: a new wording of the notice “exit-notice”, in force from November 8, 2026",
        "In force: wording 2 of the notice “exit-notice”",
    ]
    assert texts(found, "updated") == ["2026-10-09T00:00:00Z", "2026-10-04T00:00:00Z"]
    assert texts(found, "content") == [
        "On October 9, 2026, wording 3 was announced. It takes effect on November 8, 2026."
        "\n\nSoon.",
        "Wording 2 is in force since October 4, 2026.\n\nYou leave for {host}."
        "\n\nWords in braces are placeholders for what differs from link to link.",
    ]


def test_why_a_wording_was_not_announced_as_usual_is_told(tmp_path: Path) -> None:
    hasty = NoticeEntry(
        "fees", NoticeKind.DISCLAIMER, Wording(1, DAY, "a court ruled", 30, {}, TEXTS), ()
    )
    (content,) = texts(entries(feed(tmp_path, notices=[hasty])), "content")
    assert "It was not announced as long before as usual: a court ruled" in (content or "")


def test_the_newest_come_first_and_within_a_day_what_concerns_many(tmp_path: Path) -> None:
    links = (link(1), link(2, listed_on=EARLIER), link(3), link(4, listed_on=None))
    found = feed(tmp_path, *links, notices=[NOTICE], withdrawn=[Withdrawn(9, EARLIER)])
    assert [(title or "").partition(":")[0] for title in texts(entries(found), "title")] == [
        "Announced", "Listed", "Listed", "In force", "Withdrawn", "Listed"
    ]  # fmt: skip
    assert texts(entries(found), "title")[1:3] == ["Listed: Link 3", "Listed: Link 1"]


def test_no_more_than_the_newest_hundred_are_told(tmp_path: Path) -> None:
    days = (DAY - timedelta(days=number * 7 % 150) for number in range(150))
    links = [link(number, listed_on=day) for number, day in enumerate(days, start=1)]
    found = entries(feed(tmp_path, *links))
    updated = texts(found, "updated")
    assert len(updated) == MOST_ENTRIES == 100
    assert updated == [f"{DAY - timedelta(days=back)}T00:00:00Z" for back in range(100)]


def test_an_entry_keeps_its_id_while_the_rest_of_the_directory_changes(tmp_path: Path) -> None:
    def ids(*links: LinkEntry, **said: Any) -> list[str | None]:
        return texts(entries(feed(tmp_path, *links, **said)), "id")

    before = ids(link(1), link(2), notices=[NOTICE])
    after = ids(link(2, names={"en": "Another name"}), link(3), notices=[NOTICE])
    assert len(set(before)) == 4
    assert set(before) & set(after) == {*ids(link(2)), *ids(notices=[NOTICE])}
    assert ids(link(2, listed_on=EARLIER)) != ids(link(2))  # listed once more is told once more
    assert ids(link(2), head=header("Another office")) != ids(link(2))
    assert ids(link(2), head=header(website=WEBSITE)) == ids(
        link(2), head=header("A new name", website=WEBSITE)
    )


def test_the_words_are_in_the_default_language(tmp_path: Path) -> None:
    head = msgspec.structs.replace(header(), default_language="es")
    found = feed(tmp_path, link(1, names={"en": "Bank", "es": "Banco"}), head=head)
    assert found.get(f"{XML}lang") == "es"
    assert texts(entries(found), "title") == ["Agregado: Banco"]


def test_a_feed_reader_reads_it_without_complaint(tmp_path: Path) -> None:
    links = [link(number, names={"en": f"<b>Link</b> & {number}"}) for number in range(1, 6)]
    head = header(contact="links@work.example", website=WEBSITE)
    of = edition(tmp_path, links, head=head, notices=(NOTICE,))
    read: Any = feedparser.parse(made(of)[NAME])
    assert not read.bozo
    assert read.version == "atom10"
    assert read.feed.links[0].href == f"{WEBSITE}{NAME}"
    assert len({entry.id for entry in read.entries}) == len(read.entries) == 7
    titles = {entry.title for entry in read.entries}
    assert (
        "Listed: &lt;b&gt;Link&lt;/b&gt; &amp; 1" in titles or "Listed: <b>Link</b> & 1" in titles
    )
