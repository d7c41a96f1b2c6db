"""The audit trail as a table for spreadsheets (CSV), as JSON lines and as one page (HTML).

Each is made of records as they are taken, so memory does not grow with their number. None of them
has a clock: the same trail and question give the same bytes.

JSON lines begin with a line about the file. Where nothing is left out, each other line has the
number of an entry, `prev`, `hash` and the exact text of its body, so that every program can
recompute the chain; where names are left out, it has what remains of the body.
"""

import csv
import json
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any, Final, TextIO

from directory.model.text import tidy_text
from directory.publishing.compliance.audit_head import TITLE, TrailHead, TrailWords, local_time
from directory.publishing.compliance.audit_records import TrailRecord
from directory.publishing.compliance.page_parts import END, beginning, escaped, framed
from directory.publishing.formats.table import formula_safe

COLUMNS: Final = (
    "number", "moment (UTC)", "local time", "who", "what", "kind", "key", "why", "changes", "hash",
)  # fmt: skip
UNREADABLE: Final = "This entry cannot be read. See: jobbank audit verify"
_HEADINGS: Final = (
    "Number", "Moment (UTC)", "Local time", "Who", "What", "Kind", "Key", "Why", "Changes", "Hash",
)  # fmt: skip


def write_csv(
    head: TrailHead, records: Iterable[TrailRecord], words: TrailWords, file: TextIO
) -> None:
    """Write the table, a row an entry. Where names are left out, a row that says so is before the
    headings."""
    writer = csv.writer(file)
    if head.redacted:
        writer.writerow([head.about()])
    writer.writerow(COLUMNS)
    for record in records:
        changes = "\n".join(
            one.replace("\n", "\n    ") for one in map(_tidy, _changes(record, words))
        )
        first, last = _cells(head, record)
        writer.writerow(formula_safe(cell) for cell in (*map(_tidy, first), changes, last))


def json_lines(head: TrailHead, records: Iterable[TrailRecord]) -> Iterator[str]:
    """A line about the file, then a line an entry."""
    yield _line(head.data())
    for record in records:
        yield _line(as_data(record) if head.redacted else as_stored(record))


def as_stored(record: TrailRecord) -> dict[str, Any]:
    """What the hash of the entry was made of."""
    entry = record.entry
    return {"number": entry.number, "prev": entry.prev, "hash": entry.hash, "body": entry.body}


def as_data(record: TrailRecord) -> dict[str, Any]:
    """The entry for programs; `at` is null, and the fields are empty, if it cannot be read."""
    entry = record.entry
    return {
        "number": entry.number,
        "at": entry.at and entry.at.isoformat(),
        "who": entry.who,
        "what": entry.what,
        "kind": entry.kind,
        "key": entry.key,
        "why": entry.why,
        "before": entry.before,
        "after": entry.after,
        "hash": entry.hash,
    }


def page(head: TrailHead, records: Iterable[TrailRecord], words: TrailWords) -> Iterator[str]:
    """The HTML page in pieces: what it contains, then a row an entry."""
    yield beginning(TITLE, head.agency)
    yield f"<p>{escaped(head.about())}</p>\n<ul>\n"
    yield from (f"<li>{escaped(fact)}</li>\n" for fact in head.facts())
    yield "</ul>\n"
    counted = 0

    def rows() -> Iterator[str]:
        nonlocal counted
        for record in records:
            counted += 1
            yield _row(head, record, words)

    yield from framed("entries", "The entries, the oldest first", _HEADINGS, rows())
    yield f"<p>Entries on this page: {counted:,}</p>\n{END}"


def _row(head: TrailHead, record: TrailRecord, words: TrailWords) -> str:
    (number, *others), own = _cells(head, record)
    cells = "".join(f"<td><bdi>{_lines(cell)}</bdi></td>" for cell in others)
    changes = "".join(f"<li>{_lines(one)}</li>" for one in _changes(record, words))
    listed = f"<ul>{changes}</ul>" if changes else ""
    return (
        f'<tr><th scope="row">{number}</th>{cells}<td>{listed}</td><td>{escaped(own)}</td></tr>\n'
    )


def _lines(text: str) -> str:
    """The text as HTML, with its line breaks."""
    return escape(_tidy(text)).replace("\n", "<br/>")


def _tidy(text: str) -> str:
    """The text with its line breaks, nothing hidden in it; most are that already."""
    return text if text.isprintable() else tidy_text(text)


def _cells(head: TrailHead, record: TrailRecord) -> tuple[tuple[str, ...], str]:
    """The cells before the one of the changes, and the one after it."""
    entry = record.entry
    moment = "" if entry.at is None else entry.at.isoformat()
    told = (entry.who, entry.what.replace("_", " "), entry.kind, entry.key, entry.why)
    return (str(entry.number), moment, local_time(entry.at, head.zone), *told), entry.hash


def _changes(record: TrailRecord, words: TrailWords) -> Iterator[str]:
    if record.entry.at is None:
        yield UNREADABLE
    yield from map(words.told, record.changed)


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=True) + "\n"
