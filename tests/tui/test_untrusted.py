"""No text of a page, a file or a person acts on the terminal, wherever the app shows it.

Two sessions at a real terminal go the same way through all screens, tabs, lists and boxes:
one on a catalog of harmless texts, one on a catalog with the list of naughty ones at every
place. What the terminal got must be of the same kinds of control sequences in both, and
between them nothing that acts. Where the catalog refuses such a text on its way in, it is
put in behind its back.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.simulation.simulation import Simulation, save_simulation
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import Result
from directory.catalog.links import add_link
from directory.model.observation import Finding, Hop, Judgement, Observation, Page
from directory.model.reasons import Reason
from directory.model.run import PageMetadata
from directory.model.vocab import EditorialState
from tests.databases import new_sqlite
from tests.directory.pages import JOBS, crawl_pages, page_look
from tests.directory.publishing.samples import NOW, add_shelves
from tests.directory.samples import behind_its_back, fields
from tests.tui.naughty import HALVES, NAUGHTY
from tests.tui.terminal import LARGE, SMALL, Terminal, curating_at
from tui.safe_content import plain, plain_lines, segment
from tui.state.form import shown
from tui.widgets.table_line import fitted

#: Before each name, so that one sees on the screen where one is.
MARK = "L{:03}"
HARMLESS = tuple(f"X harmless {number} Y" for number in range(60))
REASONS = (
    Reason.NOT_FOUND, Reason.PERMANENT_REDIRECT, Reason.PARKED, Reason.BOT_WALL, Reason.HIJACKED,
    Reason.OK, Reason.CERTIFICATE_EXPIRED, Reason.SERVER_ERROR,
)  # fmt: skip


# --- a catalog of such texts ------------------------------------------------------------


def stocked(folder: Path, texts: Sequence[str]) -> Catalog:
    """A catalog in this folder with a link for each text, and the texts at every place."""
    save_simulation(folder / "now.json", Simulation(names={}, clock=NOW))
    url = new_sqlite(folder / "jobbank.db")
    catalog = Catalog.open(url, lambda: NOW)
    numbers = range(1, len(texts) + 1)
    with catalog.change(who="ana", why="first list") as change:
        add_shelves(change)
        for number in numbers:
            state = [*[EditorialState.PUBLISHED] * 4, EditorialState.IN_REVIEW][number % 5]
            given = fields(
                f"https://site-{number}.example/", MARK.format(number), category="job-banks/state"
            )
            add_link(change, given, state)
    for days in (9, 1):
        at = NOW - timedelta(days=days)
        crawl_pages(catalog, [_seen(catalog, n, texts, first=days == 9) for n in numbers], at)
    behind_its_back(url, *_links(texts), *_shelves(texts), *_people(texts))
    return catalog


def _seen(catalog: Catalog, number: int, texts: Sequence[str], *, first: bool) -> Result:
    """A look at the link, which brings its text in all that a page and a server can say."""
    link = catalog.find(number)
    at = NOW - timedelta(days=9 if first else 1)
    if first:
        return page_look(link, at, page=JOBS)
    text = texts[number - 1]
    page = Page(
        title=text, headline=text, language=text[:20], text=text, words=300, bytes=9000,
        content_type=text, privacy_url=text, embeds=(text,), source=text,
    )  # fmt: skip
    hops = (
        Hop(link.url, 301, location=text, headers={"server": text, "x": text}),
        Hop(
            f"https://end-{number}.example/",
            200,
            headers={"location": text},
            fault_detail=text,
            address=text,
        ),
    )
    reason = REASONS[number % len(REASONS)]
    return Result(
        number, link.lane, Observation(link.url, at, hops, page=page),
        Judgement((Finding(reason, text), Finding(Reason.SLOW, text)), text),
        PageMetadata(title=text, language="en", privacy_url=text),
    )  # fmt: skip


Act = tuple[str, dict[str, object]]


def _links(texts: Sequence[str]) -> Iterator[Act]:
    """The texts in the fields of links: in each field of a link another one."""
    columns = (
        "operator", "notes", "steward", "category_suggestion", "exit_override_reason",
        "vouched_by", "written_by", "snoozed_for",
        "released_for", "released_by",
    )  # fmt: skip
    for number in range(1, len(texts) + 1):
        own = [texts[(number - 1 + 29 * step) % len(texts)] for step in range(len(columns) + 6)]
        name = f"{MARK.format(number)} {texts[number - 1]}"
        values: dict[str, object] = dict(zip(columns, own, strict=False))
        values |= {
            "id": number,
            "name": name,
            "names": json.dumps({"en": name, "es": own[-1]}),
            "descriptions": json.dumps({"en": own[-2], "es": own[-3]}),
            "previous_urls": json.dumps([own[-4]]),
            "languages": json.dumps([own[-5]]),
            "service_areas": json.dumps([own[-5]]),
            "host": own[-6][:200] or "host",
            "url": f"https://site-{number}.example/{own[-6]}",
        }
        sets = ", ".join(f"{column} = :{column}" for column in values if column != "id")
        yield f"UPDATE link SET {sets} WHERE id = :id", values  # noqa: S608  our own names
        yield (
            "UPDATE health SET page_title = :text, final_url = :text, suggested_url = :text, "
            "privacy_url = :text, page_language = :short WHERE link_id = :id",
            {"text": own[0], "short": own[0][:40], "id": number},
        )


def _shelves(texts: Sequence[str]) -> Iterator[Act]:
    """The texts in names of categories, in notices, in saved views."""
    for number, text in enumerate(texts):
        names = json.dumps({"en": f"C{number:03} {text}", "es": text})
        yield (
            "INSERT INTO category (slug, names, parent, position) VALUES (:slug, :names, NULL, 9)",
            {"slug": f"shelf-{number:03}", "names": names},
        )
        if number % 3 == 0:
            yield (
                "INSERT INTO saved_view (name, query, who, created_at) "
                "VALUES (:name, :query, :who, :at)",
                {"name": f"V{number:03} {text}"[:100], "query": text[:1000], "who": text[:300],
                 "at": NOW.replace(tzinfo=None)},
            )  # fmt: skip
    whole = " ".join(text[:60] for text in texts)
    yield (
        "INSERT INTO notice_version (notice, number, texts, announced_on, effective_from, author, "
        "digest, created_at, notice_days, titles) SELECT notice, number + 1, :texts, "
        "announced_on, effective_from, :author, digest, created_at, notice_days, :titles "
        "FROM notice_version",
        {
            "texts": json.dumps({"en": whole, "es": whole}),
            "titles": json.dumps({"en": texts[3][:80]}),
            "author": texts[3][:300],
        },
    )


def _people(texts: Sequence[str]) -> Iterator[Act]:
    """The texts in what people did: acts, proposals, crawls, the audit trail."""
    at = NOW.replace(tzinfo=None)
    yield "UPDATE crawl_run SET note = :note, holder = :holder, status = 'inconclusive'", {
        "note": " ".join(text[:60] for text in texts), "holder": texts[0][:300]}  # fmt: skip
    for number in range(1, len(texts) + 1, 4):
        text = texts[number - 1]
        patch = {"operator": text, "notes": text, "names": {"en": text}}
        yield (
            "INSERT INTO proposal (link_id, based_on, who, at, why, patch) "
            "VALUES (:id, 1, :who, :at, :why, :patch)",
            {"id": number, "who": text[:300], "at": at, "why": text, "patch": json.dumps(patch)},
        )
    for number in range(2, len(texts) + 1, 4):
        text = texts[number - 1]
        kept = {"notes": ["", text], "names:en": ["", text], "operator": ["", text]}
        yield (
            "INSERT INTO form_draft (who, link_id, based_on, fields, saved_at) "
            "VALUES ('maria', :id, 1, :fields, :at)",
            {"id": number, "fields": json.dumps(kept), "at": at},
        )


# --- what reached the terminal ----------------------------------------------------------

_SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<parameters>[0-?]*)(?P<between>[ -/]*)(?P<final>[@-~])"
    r"|(?P<string>[\]PX^_].*?(?:\x07|\x1b\\|\Z))|(?P<other>.?))",
    re.DOTALL,
)


def kinds(raw: bytes) -> set[str]:
    """The kinds of control sequences and of acting characters in what was written."""
    text = raw.decode()  # strictly: no half characters, no bytes of our own
    found = {_kind(match) for match in _SEQUENCE.finditer(text)}
    rest = _SEQUENCE.sub("", text)
    return found | {f"U+{ord(character):04X}" for character in set(rest) if acts(character)}


def _kind(match: "re.Match[str]") -> str:
    parts = match.groupdict()
    if parts["string"] is not None:
        return re.sub("(?<=^]52;c;)[A-Za-z0-9+/=]+", "…", parts["string"])  # a copied address
    if parts["final"] is None:
        return f"ESC {parts['other']}"
    parameters = parts["parameters"]
    if parts["final"] in "HfABCDGd" and re.fullmatch("[0-9;]*", parameters):
        parameters = ""  # where to
    elif parts["final"] == "m":
        assert re.fullmatch("[0-9;]*", parameters), parameters
        parameters = ""  # what colour
    return f"CSI {parameters} {parts['between']}{parts['final']}"


def acts(character: str) -> bool:
    """True for a character that does anything but stand in its cell."""
    return (
        unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}
        or (unicodedata.category(character) == "Cf" and character not in "\u200c\u200d\u00ad")
        or unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF"}
        or 0xE0000 <= ord(character) <= 0xE007F
    )


# --- the way through the app ------------------------------------------------------------

DOWN, PAGE_DOWN, END = "\x1b[B", "\x1b[6~", "\x1b[F"
CTRL_P, CTRL_S, ESCAPE, TAB, ENTER = "\x10", "\x13", "\x1b", "\t", "\r"
#: The open one has a bracket after it.
TABS = ("Entry]", "Evidence]", "History]", "]Changes", "Changes]")


def walk(terminal: Terminal, links: int, every: int) -> None:
    """Through all screens; at every so-manieth link through its details."""
    terminal.shows("1 Queue", "1 of ")
    _through_the_list(terminal)
    terminal.type("2")
    terminal.shows("[2 Catalog]", f"1 of {links}")
    _through_the_list(terminal)
    terminal.type("g")
    for place in range(1, links + 1, every):
        terminal.until(lambda at=place: _place(terminal) == (at, links))  # type: ignore[misc]
        _through_the_details(terminal)
        terminal.type("j" * min(every, links - place))
    _through_the_boxes(terminal, links)
    for number in (2, 5):
        _through_the_form(terminal, number, links)
    _through_crawls_and_releases(terminal)
    _in_a_small_terminal(terminal, links)
    terminal.type("q")


def _through_the_boxes(terminal: Terminal, links: int) -> None:
    """Saved views, a view that is opened, the palette, categories, filters, help."""
    terminal.type("w")
    terminal.shows("Saved views", "V000")
    for number in range(60, links, 60):
        terminal.type(DOWN * 20)
        terminal.shows(f"V{number:03}")
    terminal.type("V003", ENTER)
    terminal.shows_no("Saved views")
    terminal.until(lambda: _place(terminal)[1] != links and "│  X" in terminal.text)
    terminal.type(ESCAPE)
    terminal.until(lambda: _place(terminal)[1] == links)
    terminal.type(CTRL_P)
    terminal.shows("Find a command")
    terminal.paste("View\u202e\x9b31m")
    terminal.shows("31m")
    terminal.type("\b" * 3)  # "View" is left
    terminal.shows("View: V0")
    terminal.type(DOWN * 30)
    terminal.shows("View: V0")
    terminal.type(ESCAPE)
    terminal.shows_no("🔎")
    terminal.type("t")
    terminal.shows("type a few letters", "Job-Banks")
    for number in range(40, links, 40):
        terminal.type(DOWN * 40)
        terminal.shows(f"C{number - 8:03}")
    terminal.type(ESCAPE)
    terminal.shows_no("type a few letters")
    terminal.type("f", END, "?")
    terminal.shows("All keys")
    terminal.type(ESCAPE)
    terminal.shows_no("All keys")
    terminal.type("f", "/")
    terminal.shows("words, state:draft")
    terminal.paste("nothing like it \x9d52;c;AA==\x9c \u202e \U000e0041")
    terminal.shows("52;c;AA==", "Nothing matches")
    terminal.type(ESCAPE)
    terminal.until(lambda: _place(terminal)[1] == links)
    terminal.type("c")
    terminal.shows("Copied")


def _through_the_form(terminal: Terminal, number: int, links: int) -> None:
    """The form of a link, all of its fields."""
    terminal.type("g", "j" * (number - 1))
    terminal.until(lambda: _place(terminal) == (number, links))
    terminal.until(lambda: any(line.startswith("▸") for line in map(_in_table, terminal.lines)))
    terminal.type("e")
    terminal.shows("Start over", "▸ ")
    while "▸ Notes" not in (before := _line_at_cursor(terminal)):
        terminal.type(TAB)  # one by one: a Tab still under way would leave the field again
        terminal.until(lambda at=before: _line_at_cursor(terminal) not in ("", at))  # type: ignore[misc]
    terminal.type(ESCAPE)
    terminal.shows("[2 Catalog]")


def _line_at_cursor(terminal: Terminal) -> str:
    """The line from the cursor on; empty while there is not one cursor, as in half a picture."""
    lines = [line for line in terminal.lines if "▸" in line]
    return lines[0][lines[0].index("▸") :] if len(lines) == 1 else ""


def _in_table(line: str) -> str:
    return line.partition("│")[2]


def _through_crawls_and_releases(terminal: Terminal) -> None:
    terminal.type("3")
    terminal.shows("Crawl 2")
    terminal.type("j")
    terminal.shows("Crawl 1")
    terminal.type("h", "h", "4")
    terminal.shows("[4 Publish]", "ublish")
    terminal.until(lambda: "One moment" not in terminal.text)
    terminal.type("]", "]", "G", "g")
    terminal.type("5")
    terminal.shows("[5 Notices]", "In force", "since")


def _in_a_small_terminal(terminal: Terminal, links: int) -> None:
    terminal.type("2")
    terminal.shows("[2 Catalog]")
    terminal.resize(*SMALL)
    # The end of the keys shows that it is drawn anew, and not the old picture cut off.
    terminal.until(lambda: terminal.lines[-1].endswith("q Quit") and _place(terminal)[1] == links)
    terminal.type(ENTER)
    terminal.shows("▸Entry]Evidence", "number 5")
    _through_the_details(terminal)
    terminal.type(ESCAPE)
    terminal.shows("[2 Catalog]")


def _through_the_list(terminal: Terminal) -> None:
    place = (0, -1)
    while place[0] != place[1]:
        terminal.until(lambda: not any(line.strip() == "…" for line in terminal.lines))
        place = _place(terminal)
        terminal.type(PAGE_DOWN)
        _goes_on(terminal, place)


def _goes_on(terminal: Terminal, before: tuple[int, int]) -> None:
    terminal.until(lambda: _place(terminal) != before or before[0] == before[1])


def _place(terminal: Terminal) -> tuple[int, int]:
    found = re.search(r"([\d,]+) of ([\d,]+) *$", terminal.lines[0])
    return (int(found[1].replace(",", "")), int(found[2].replace(",", ""))) if found else (0, -1)


def _through_the_details(terminal: Terminal) -> None:
    for name in (*TABS[1:], TABS[0]):
        terminal.type("l")
        terminal.shows(name)


@pytest.mark.slow
@given(st.text() | st.sampled_from((*NAUGHTY, *HALVES)))
def test_no_text_acts_through_any_door(text: str) -> None:
    """The doors to widgets, to lines drawn by hand and to fields for typing, in this process."""
    parts = (
        plain(text).plain, plain_lines(text).plain, segment(text).text, fitted(text, 30),
        shown(text),
    )  # fmt: skip
    for part in parts:
        assert not [character for character in part if character != "\n" and acts(character)]
    assert not plain(text).spans  # no markup was read in it


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What the terminal gets when all texts are harmless."""
    folder = tmp_path_factory.mktemp("harmless")
    stocked(folder, HARMLESS).close()
    with session(folder) as terminal:
        walk(terminal, len(HARMLESS), 40)
        assert terminal.ends() == 0
        return kinds(terminal.raw)


def session(folder: Path, size: tuple[int, int] = LARGE) -> Any:
    """The app before the catalog of this folder."""
    return curating_at(folder, {"JOBBANK_SIMULATION": "now.json", "JOBBANK_USER": "maria"}, size)


@pytest.mark.slow
def test_no_text_acts_on_the_terminal(harmless: set[str], tmp_path: Path) -> None:
    stocked(tmp_path, NAUGHTY).close()
    with session(tmp_path) as terminal:
        walk(terminal, len(NAUGHTY), 30)
        assert terminal.ends() == 0
        found = kinds(terminal.raw)
    assert found <= harmless, found - harmless
