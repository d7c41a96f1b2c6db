"""The coverage of notices as files: one HTML page for an auditor, and a CSV table.

    with replaced(Path("coverage.html")) as file:
        file.writelines(page(found))

The page is complete in itself: no script, and no request to any site; its own policy for browsers
allows nothing else. It does not contain the time of its making, so the same catalog and day give
the same bytes. Names come from strangers: in HTML all text is escaped, and in CSV a cell that a
spreadsheet would run as a formula is made plain text.

Both are written as they are made, so memory does not grow with the number of links.
"""

import csv
from collections.abc import Iterator
from contextlib import closing
from typing import Final, TextIO

from directory.model.vocab import NoticeKind
from directory.publishing.compliance.coverage import (
    CoverageLine,
    CoverageSurvey,
    LinkCoverage,
    Required,
)
from directory.publishing.compliance.page_parts import (
    END,
    beginning,
    escaped,
    framed,
    one_line,
    row,
)
from directory.publishing.formats.table import formula_safe
from directory.rules.notice_rules import SHOWN_AS

COLUMNS: Final = (
    "state", "link", "name", "notice", "kind", "language", "gap", "words", "as of",
)  # fmt: skip


def page(found: CoverageSurvey) -> Iterator[str]:
    """Yield the HTML page in pieces: the summary, then the gaps, then every link."""
    title = f"Coverage of notices on {found.day}"
    yield beginning(title, found.head.publisher.agency)
    yield from _summary(found)
    if found.gaps:
        yield from _gaps(found)
    yield from _links(found)
    if found.held:
        yield from _held(found)
    yield END


def write_table(found: CoverageSurvey, file: TextIO) -> None:
    """Write the CSV table: a row per link × notice × language, gaps first. Raise OSError."""
    day = str(found.day)
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([*map(_cell, _cells(line)), day] for line in found.lines())


def _summary(found: CoverageSurvey) -> Iterator[str]:
    verdict = "There is no gap." if not found.gaps else f"Gaps: {found.gaps:,}."
    facts = (
        ("Published links that visitors see", found.links),
        ("of these, links with a gap", found.with_gaps),
        ("of these, links whose operator is unknown", found.unknown_operators),
        ("Links held back, which visitors do not see", len(found.held)),
        ("Required: links × notices × languages", found.cells),
        ("of these, gaps", found.link_gaps),
        ("Gaps in wordings that no link needs today", len(found.wordings)),
    )
    yield f'<h2>Summary</h2>\n<p class="gap">{verdict}</p>\n<ul>\n'
    yield from (f"<li>{words}: {count:,}</li>\n" for words, count in facts)
    languages = ", ".join(found.head.languages)
    yield f"<li>Languages of the directory: {escaped(languages)}</li>\n</ul>\n"
    headings = ("Notice", "Kind", "Language", "Links", "State")
    rows = (
        row((one.notice, one.kind, tag, f"{links:,}", "covered" if gap is None else gap.words))
        for one, links in found.needed
        for tag, gap in one.languages
    )
    yield from framed("notices", "The notices that links need", headings, rows)


def _gaps(found: CoverageSurvey) -> Iterator[str]:
    yield "<h2>Gaps</h2>\n"
    headings = ("Link", "Notice", "Kind", "Language", "What is wrong, and what to do")
    rows = (
        row((_called(line), line.notice, line.kind or "", line.language, line.words))
        for line in found.gap_lines()
    )
    yield from framed("gaps", "Every gap, those in wordings first", headings, rows)


def _links(found: CoverageSurvey) -> Iterator[str]:
    yield "<h2>Links</h2>\n"
    headings = ("Link", "Exit notice", "Disclaimers", "Gaps")
    caption = "Every published link, with its notices and the languages in which they are shown"
    with closing(found.walk()) as links:
        yield from framed("links", caption, headings, map(_link_row, links))


def _held(found: CoverageSurvey) -> Iterator[str]:
    yield "<h2>Not shown</h2>\n"
    rows = (row((_called(line), line.words)) for line in found.held)
    caption = "Links that are held back, so that no visitor sees them"
    yield from framed("held", caption, ("Link", "Why"), rows)


def _link_row(link: LinkCoverage) -> str:
    exits = [_languages(one) for one in link.required if one.kind is NoticeKind.EXIT]
    disclaimers = [_languages(one) for one in link.required if one.kind is NoticeKind.DISCLAIMER]
    disclaimers += [f"{slug}: not yet, {words}" for slug, words in link.later]
    if link.shown is not None:
        exits.append(SHOWN_AS[link.shown])
    shown = "; ".join(exits) or f"none: {link.without_exit}"
    gaps = f"{link.gaps}" if link.gaps else "none"
    return row((f"{link.id} {link.name}", shown, "; ".join(disclaimers) or "none", gaps))


def _languages(one: Required) -> str:
    return f"{one.notice}: {', '.join(one.covered) or 'in no language'}"


def _called(line: CoverageLine) -> str:
    return "the wording itself" if line.link is None else f"{line.link} {line.name}"


def _cells(line: CoverageLine) -> tuple[str, ...]:
    link = "" if line.link is None else str(line.link)
    gap = "" if line.gap is None else line.gap.kind
    kind = line.kind or ""
    return line.state, link, line.name, line.notice, kind, line.language, gap, line.words


def _cell(text: str) -> str:
    return formula_safe(one_line(text))
