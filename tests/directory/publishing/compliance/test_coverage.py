"""The audit of coverage: a gap is what a release is refused for, and nothing else is."""

import csv
import os
import tracemalloc
from collections.abc import Generator, Iterable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from directory.catalog.catalog import Catalog
from directory.model.reasons import Reason
from directory.model.text import tidy_line
from directory.model.vocab import ExitOverride, NoticeKind, OperatorBasis, OperatorClass
from directory.publishing.compliance.coverage import (
    Audit,
    CoverageLine,
    CoverageState,
    CoverageSurvey,
    GapKind,
    survey,
)
from directory.publishing.compliance.coverage_page import (
    COLUMNS,
    page,
    write_table,
)
from directory.publishing.export.compose import Unpublishable
from directory.publishing.export.composition import composed
from directory.publishing.formats.table import formula_safe
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.text_file import CannotWrite, replaced
from directory.queries import release_rows
from directory.queries.release_rows import HeldBack, LinkRow, NoticeRow, VersionRow
from directory.rules import notices as rules
from directory.rules.notice_rules import DEFAULT
from directory.settings import Settings
from tests.directory.publishing.samples import SETTINGS, TODAY, add_notice, release

DISCLAIMER, EXIT = NoticeKind.DISCLAIMER, NoticeKind.EXIT
TEXTS = {"en": "Words", "es": "Palabras"}
LATER = TODAY + timedelta(days=10)


def wording(number: int = 1, starts: date = TODAY, **texts: str) -> VersionRow:
    """A wording announced 30 days before it starts."""
    return VersionRow(number, texts or TEXTS, starts - timedelta(days=30), starts)


def notice(slug: str, kind: NoticeKind = DISCLAIMER, *versions: VersionRow) -> NoticeRow:
    """A notice; without versions given, with one that is whole and in force."""
    return NoticeRow(slug, kind, versions or (wording(),))


#: What a link to another's site must carry.
WHOLE = {
    slug: notice(slug, EXIT if slug.startswith("exit") else DISCLAIMER)
    for slug in (
        rules.EXIT_NONGOVERNMENT, rules.EXIT_GOVERNMENT, rules.EXIT_UNKNOWN, rules.NO_ENDORSEMENT,
        rules.ACCURACY,
    )
}  # fmt: skip


def link(key: int = 1, **changed: Any) -> LinkRow:
    """A published link to a site of somebody else."""
    fields: dict[str, Any] = dict.fromkeys(LinkRow.__struct_fields__) | {
        "id": key,
        "url": f"https://host{key}.example/",
        "host": f"host{key}.example",
        "names": {"en": f"Link {key}"},
        "operator_class": OperatorClass.PRIVATE,
        "operator_basis": OperatorBasis.DEFAULT,
        "exit_override": ExitOverride.BY_RULE,
        "descriptions": {},
        "operator": "",
        "disclaimers": (),
        "service_areas": (),
        "languages": (),
        "audiences": (),
    }
    return msgspec.convert(fields | changed, LinkRow)


def found(
    notices: Iterable[NoticeRow],
    *links: LinkRow,
    held: Iterable[HeldBack] = (),
    settings: Settings = SETTINGS,
    day: date = TODAY,
) -> CoverageSurvey:
    """The coverage of these links."""

    def take() -> Generator[LinkRow, None, None]:
        yield from links

    return survey(Audit(notices, settings, day), take, held)


def with_notice(*rows: NoticeRow) -> list[NoticeRow]:
    """All that is needed, with these in the place of their like."""
    return list((WHOLE | {row.slug: row for row in rows}).values())


def in_catalog(
    catalog: Catalog, day: date = TODAY, settings: Settings = SETTINGS
) -> list[CoverageLine]:
    """The lines of the coverage of a catalog."""
    with catalog.reading() as connection:
        audit = Audit(release_rows.notices(connection), settings, day)
        held = release_rows.held_back(connection, day)
        shown = partial(release_rows.released_links, connection, day)
        return list(survey(audit, shown, held).lines())


def test_a_link_is_covered_by_each_notice_in_each_language() -> None:
    whole = found(with_notice(), link())
    assert (whole.links, whole.cells, whole.gaps, whole.with_gaps) == (1, 6, 0, 0)
    assert [(line.notice, line.language, line.state) for line in whole.lines()] == [
        (slug, language, CoverageState.COVERED)
        for slug in (rules.EXIT_NONGOVERNMENT, rules.NO_ENDORSEMENT, rules.ACCURACY)
        for language in ("en", "es")
    ]


@pytest.mark.parametrize(
    ("notices", "changed", "gaps", "words"),
    [
        (
            [row for row in with_notice() if row.slug != "accuracy"],
            {},
            [("accuracy", "en", GapKind.NO_NOTICE), ("accuracy", "es", GapKind.NO_NOTICE)],
            "no notice of this name",
        ),
        (
            with_notice(),
            {"disclaimers": ["exit-government"]},
            [("exit-government", tag, GapKind.WRONG_KIND) for tag in ("en", "es")],
            "as one of kind “disclaimer”, but it is of kind “exit”",
        ),
        (
            with_notice(notice("accuracy", DISCLAIMER, wording(starts=LATER))),
            {},
            [("accuracy", tag, GapKind.NO_WORDING) for tag in ("en", "es")],
            f"its first takes effect on {LATER}",
        ),
        (
            with_notice(NoticeRow("accuracy", DISCLAIMER, ())),
            {},
            [("accuracy", tag, GapKind.NO_WORDING) for tag in ("en", "es")],
            "it has none yet",
        ),
        (
            with_notice(notice("accuracy", DISCLAIMER, wording(en="Words"))),
            {},
            [("accuracy", "es", GapKind.NO_TEXT)],
            "has no text in es",
        ),
        (
            with_notice(notice("accuracy", DISCLAIMER, wording(en="Ask {whom}", es="Sí"))),
            {},
            [("accuracy", "en", GapKind.CANNOT_BE_FILLED)],
            "{whom}, which is not known",
        ),
    ],
    ids=["missing", "kind", "ahead", "none", "language", "unknown placeholder"],
)
def test_each_gap_is_told_for_the_link_the_notice_and_the_language(
    notices: list[NoticeRow],
    changed: dict[str, Any],
    gaps: list[tuple[str, str, GapKind]],
    words: str,
) -> None:
    amiss = found(notices, link(7, **changed))
    told = [line for line in amiss.gap_lines() if line.link == 7]
    assert [(line.notice, line.language, line.gap and line.gap.kind) for line in told] == gaps
    assert all(words in line.words for line in told)
    assert amiss.link_gaps == len(gaps)
    assert amiss.with_gaps == 1


def test_gaps_come_first_and_every_line_is_told_once() -> None:
    amiss = found(
        with_notice(notice("exit-government", EXIT, wording(en="Words"))),
        link(1),
        link(2, operator_class=OperatorClass.STATE),
        link(3),
        held=[HeldBack(4, "Parked", "https://parked.example/", Reason.PARKED)],
    )
    lines = list(amiss.lines())
    states = [line.state for line in lines]
    assert states[0] is CoverageState.GAP
    assert (lines[0].link, lines[0].notice, lines[0].language) == (2, "exit-government", "es")
    assert states[1:-1] == [CoverageState.COVERED] * 17
    assert states[-1] is CoverageState.NOT_SHOWN
    assert lines == list(amiss.lines())  # a walk can be done again
    assert len(set(lines)) == len(lines) == amiss.cells + 1


def test_the_notice_in_which_most_is_amiss_stands_first() -> None:
    broken = notice("fees", DISCLAIMER, wording(en="Words"))
    amiss = found(with_notice(broken), link(1, disclaimers=["fees"]), link(2))
    (first, links), *others = amiss.needed
    assert (first.notice, first.covered, links) == ("fees", ("en",), 1)
    assert [(one.notice, count) for one, count in others] == [
        ("accuracy", 2), ("no-endorsement", 2), ("exit-nongovernment", 2),
    ]  # fmt: skip


def test_a_link_that_needs_no_exit_notice_says_by_which_rule() -> None:
    own = found(with_notice(), link(host="www.work.example"))
    (line,) = own.lines()
    assert (line.state, line.kind) == (CoverageState.NOT_REQUIRED, EXIT)
    assert line.words == "The destination is one of the agency's own sites."


@pytest.mark.parametrize(
    ("versions", "words"),
    [((wording(starts=LATER),), f"effect on {LATER}"), ((), "it has none yet")],
)
def test_a_disclaimer_added_ahead_of_its_first_wording_is_not_required_yet(
    versions: tuple[VersionRow, ...], words: str
) -> None:
    ahead = found(with_notice(NoticeRow("fees", DISCLAIMER, versions)), link(disclaimers=["fees"]))
    assert ahead.gaps == 0
    (line,) = [line for line in ahead.lines() if line.notice == "fees"]
    assert line.state is CoverageState.NOT_REQUIRED
    assert words in line.words


def test_from_the_day_of_its_first_wording_it_is_required() -> None:
    notices = with_notice(notice("fees", DISCLAIMER, wording(starts=LATER)))
    on_the_day = found(notices, link(disclaimers=["fees"]), day=LATER)
    states = [line.state for line in on_the_day.lines() if line.notice == "fees"]
    assert states == [CoverageState.COVERED, CoverageState.COVERED]


@pytest.mark.parametrize(
    ("row", "language"),
    [
        (notice("accuracy", DISCLAIMER, wording(), wording(2, LATER, en="Words")), "es"),
        (notice("unused", DISCLAIMER, wording(en="Words")), "es"),
        (notice("accuracy", DISCLAIMER, wording(en="W", es="P", fr="{whom}")), "fr"),
    ],
    ids=["announced", "needed by no link", "in a language that is not offered"],
)
def test_a_wording_that_would_stop_a_release_is_a_gap_though_no_link_misses_it_today(
    row: NoticeRow, language: str
) -> None:
    amiss = found(with_notice(row), link())
    (line,) = amiss.gap_lines()
    assert (line.link, line.notice, line.language) == (None, row.slug, language)
    assert (amiss.link_gaps, amiss.gaps) == (0, 1)


@pytest.mark.slow
def test_the_coverage_of_a_catalog_agrees_with_its_release(
    catalog: Catalog, tmp_path: Path
) -> None:
    lines = in_catalog(catalog)
    assert {line.link for line in lines if line.state is CoverageState.NOT_SHOWN} == {4}
    assert {line.link for line in lines} == {1, 2, 3, 4, 5}
    assert not [line for line in lines if line.state is CoverageState.GAP]
    release(catalog, tmp_path / "whole")
    with catalog.change(who="a test") as change:
        add_notice(change, "new", DISCLAIMER, "", texts={"en": "Only"})
    assert [line.notice for line in in_catalog(catalog) if line.state is CoverageState.GAP] == [
        "new"
    ]
    with pytest.raises(ReleaseRefused):
        release(catalog, tmp_path / "amiss")


def test_an_own_site_that_is_no_host_is_told_in_words() -> None:
    with pytest.raises(Unpublishable, match="own_sites"):
        Audit([], Settings(own_sites=("not a host",)), TODAY)


SLUGS = ("accuracy", "no-endorsement", "job-listings", "fees", "exit-government",
         "exit-nongovernment", "missing")  # fmt: skip
some_texts = st.dictionaries(
    st.sampled_from(("en", "es", "fr")),
    st.sampled_from(("Words", "", "{agency}", "{contact}", "{name}", "{whom}", "{privacy_url}")),
)
some_versions = st.lists(
    st.tuples(some_texts, st.integers(-2, 2), st.integers(-40, 0)), max_size=2
).map(
    lambda made: tuple(
        VersionRow(
            number,
            texts,
            TODAY + timedelta(days=starts + before),
            TODAY + timedelta(days=starts),
        )
        for number, (texts, starts, before) in enumerate(made, 1)
    )
)
some_notices = st.lists(
    st.builds(NoticeRow, st.sampled_from(SLUGS[:-1]), st.sampled_from(NoticeKind), some_versions),
    unique_by=lambda row: row.slug,
    max_size=3,
).map(lambda rows: with_notice(notice("job-listings"), *rows))
some_links = st.lists(
    st.builds(
        link,
        st.integers(1, 3),
        host=st.sampled_from(("a.example", "www.work.example")),
        category=st.sampled_from((None, "job-banks/state", "career-resources")),
        operator_class=st.sampled_from(OperatorClass),
        exit_override=st.sampled_from(ExitOverride),
        disclaimers=st.lists(st.sampled_from(SLUGS), unique=True, max_size=2),
    ),
    max_size=2,
)


@pytest.mark.slow
@given(some_notices, some_links, st.sampled_from(("", "links@work.example")))
def test_there_is_a_gap_exactly_when_a_release_is_refused(
    notices: list[NoticeRow], links: list[LinkRow], contact: str
) -> None:
    settings = SETTINGS.model_copy(update={"contact": contact})
    amiss = found(notices, *links, settings=settings)
    assert (amiss.gaps > 0) == refused(notices, links, settings)
    assert amiss.gaps == len(list(amiss.gap_lines()))


def refused(notices: list[NoticeRow], links: list[LinkRow], settings: Settings) -> bool:
    """True if the making of a release would refuse these."""
    from directory.publishing.export import compose

    head = compose.header(settings, TODAY, ())
    try:
        entries = compose.notice_entries(notices, head, TODAY)
        in_force = [entry.slug for entry in entries if entry.current is not None]
        known = {row.slug: row.kind for row in notices}
        composer = compose.LinkComposer(
            compose.notice_policy(settings, DEFAULT), known, in_force, TODAY
        )
        for row in links:
            composer.entry(row)
    except Unpublishable:
        return True
    return False


@pytest.mark.slow
def test_memory_does_not_grow_with_the_links() -> None:
    def take() -> Generator[LinkRow, None, None]:
        for key in range(1, 5001):
            yield link(key, names={"en": f"{key} " + "long " * 20})

    whole = survey(Audit(with_notice(), SETTINGS, TODAY), take, ())
    tracemalloc.start()
    with Path(os.devnull).open("w", encoding="utf-8") as file:
        size = sum(file.write(piece) for piece in page(whole))
        write_table(whole, file)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert whole.links == 5000
    assert size > 1_000_000
    assert peak < 500_000


def test_a_walk_that_is_left_half_way_is_closed() -> None:
    closed = []

    def take() -> Generator[LinkRow, None, None]:
        try:
            yield from (link(1), link(2))
        finally:
            closed.append(True)

    whole = survey(Audit(with_notice(), SETTINGS, TODAY), take, ())
    with closing(whole.lines()) as lines:
        next(lines)
    assert closed == [True, True]  # of the counting, and of the walk


def hostile(name: str) -> CoverageSurvey:
    """A page's worth of everything, with this name wherever a text can stand."""
    broken = notice("accuracy", DISCLAIMER, wording(en="Words", es="{whom}"))
    return found(
        with_notice(broken),
        link(1, names={"en": name}),
        link(2, host="work.example", names={"en": name}, disclaimers=[name]),
        held=[HeldBack(3, name, "https://parked.example/", Reason.PARKED)],
        settings=SETTINGS.model_copy(update={"agency": name}),
    )


NAMES = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]><!-- --!> &lt; & '",
    "=cmd|' /C calc'!A0",
    " \t+1",
    "@SUM(A1)",
    'a\r\n-1,"b"',
    "\u202eevil\u202c",
    "עברית",
)


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_strict_and_a_hostile_name_is_a_text_in_it(name: str) -> None:
    document = "".join(page(hostile(name)))
    root = ElementTree.fromstring(document)  # noqa: S314  (our own page)
    tags = {element.tag for element in root.iter()}
    assert not tags & {"script", "img", "link", "iframe", "a", "form"}
    headings = ["".join(cell.itertext()) for cell in root.iter("th")]
    assert f"1 {tidy_line(name)}" in headings
    assert f"3 {tidy_line(name)}" in headings
    attributes = {key for element in root.iter() for key in element.attrib}
    assert not {key for key in attributes if key.startswith("on")} | attributes & {"src", "href"}


def test_the_page_is_accessible_and_says_the_gaps_before_the_links() -> None:
    root = ElementTree.fromstring("".join(page(hostile("A link"))))  # noqa: S314
    assert root.attrib["lang"] == "en"
    assert [heading.text for heading in root.iter("h2")] == [
        "Summary", "Gaps", "Links", "Not shown",
    ]  # fmt: skip
    captions = {caption.attrib["id"] for caption in root.iter("caption")}
    frames = list(root.iter("div"))
    assert captions == {frame.attrib["aria-labelledby"] for frame in frames}
    assert len(captions) == len(frames) == 4
    assert all(frame.attrib["tabindex"] == "0" for frame in frames)
    assert {cell.attrib["scope"] for cell in root.iter("th")} == {"col", "row"}
    policy = root.find("./head/meta[@http-equiv]")
    assert policy is not None
    assert policy.attrib["content"].startswith("default-src 'none'; style-src 'sha256-")


def test_a_page_without_a_gap_says_so_and_lists_none() -> None:
    whole = found(with_notice(), link())
    document = "".join(page(whole))
    assert "There is no gap." in document
    assert "<h2>Gaps</h2>" not in document
    assert document == "".join(page(whole))


@pytest.mark.slow
@given(st.text())
@example("<svg/onload=alert(1)>")
def test_no_name_makes_an_element_of_the_page(name: str) -> None:
    plain, other = (LexborHTMLParser("".join(page(hostile(text)))) for text in ("A link", name))
    assert [node.tag for node in other.css("*")] == [node.tag for node in plain.css("*")]


def table(amiss: CoverageSurvey) -> StringIO:
    """The CSV table, to be read."""
    file = StringIO(newline="")
    write_table(amiss, file)
    file.seek(0)
    return file


@given(st.text())
@example("=1")
@example("\t=1")
@example("\u00a0@x")
@example("\r")
def test_no_cell_of_the_table_is_a_formula(name: str) -> None:
    assert not formula_safe(name).lstrip().startswith(("=", "+", "-", "@"))
    rows = list(csv.reader(table(hostile(name)), strict=True))
    assert tuple(rows[0]) == COLUMNS
    assert all(len(row) == len(COLUMNS) for row in rows)
    assert not [
        cell for row in rows for cell in row if cell.lstrip().startswith(("=", "+", "-", "@"))
    ]


def test_the_table_has_a_line_for_each_line_gaps_first() -> None:
    amiss = hostile("A link")
    rows = list(csv.DictReader(table(amiss)))
    assert [(row["state"], row["link"], row["notice"]) for row in rows] == [
        (line.state, "" if line.link is None else str(line.link), line.notice)
        for line in amiss.lines()
    ]
    assert {row["as of"] for row in rows} == {str(TODAY)}
    assert rows[0]["gap"] == "cannot-be-filled"


def test_a_file_is_replaced_as_a_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old", encoding="utf-8")
    with pytest.raises(ReleaseRefused), replaced(path) as file:
        file.write("half")
        file.flush()
        raise ReleaseRefused
    assert path.read_text(encoding="utf-8") == "old"
    with replaced(path) as file:
        file.write("new \udcff")
        assert path.read_text(encoding="utf-8") == "old"
    assert path.read_text(encoding="utf-8") == "new ?"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_to_a_file_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    path = tmp_path / "page.html"
    path.symlink_to(tmp_path / "there" / "real.html")
    with replaced(path) as file:
        file.write("new")
    assert path.is_symlink()
    assert (tmp_path / "there" / "real.html").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("name", ["folder", "nowhere/page.html", "file/page.html", "x" * 300])
def test_a_file_that_cannot_be_written_is_told_in_words(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("old", encoding="utf-8")
    with pytest.raises(CannotWrite, match="Name a"), replaced(tmp_path / name) as file:
        file.write("new")
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]


def test_a_device_is_not_replaced() -> None:
    with pytest.raises(CannotWrite, match="no ordinary file"), replaced(Path("/dev/null")):
        pass
    assert Path("/dev/null").is_char_device()


def test_the_release_of_a_covered_catalog_has_the_links_that_were_counted(
    catalog: Catalog,
) -> None:
    with (
        catalog.reading() as connection,
        composed(connection, as_of=TODAY, settings=SETTINGS) as content,
    ):
        carried = {
            entry.id: {entry.exit_notice.notice, *entry.disclaimers} - {None}
            for entry in content.links
        }
    told: dict[int | None, set[str]] = {key: set() for key in carried}
    for line in in_catalog(catalog):
        if line.state is CoverageState.COVERED:
            told[line.link].add(line.notice)
    assert told == carried
