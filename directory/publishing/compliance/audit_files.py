"""The audit trail as a table for spreadsheets (CSV), as JSON lines and as one page (HTML).

Each is made of records as they are read, so memory does not grow with their number. None of them
contains the time of its making: the same trail and filter give the same bytes.

JSON lines begin with a line about the file. Where nothing is left out, each other line has the
number of an entry, `prev`, `hash` and the exact text of its body, so that every program can
recompute the chain; where names are left out, it has what remains of the body.
"""

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape
from typing import Any, Final, TextIO

import sqlalchemy as sa

from directory.db import audit
from directory.model.text import tidy_text
from directory.publishing.compliance.audit_records import LEFT_OUT, Changed, TrailRecord
from directory.publishing.compliance.page_parts import END, beginning, escaped, framed
from directory.publishing.formats.table import formula_safe
from directory.queries.audit_trail import TrailFilter
from directory.queries.catalog_settings import time_zone

TITLE: Final = "Audit trail"
HOW_TO_RECOMPUTE: Final = (
    "The hash of an entry is the SHA-256, in hex, of the UTF-8 bytes of “prev”, a line feed and "
    "“body”. “prev” is the hash of the entry before; that of the first is 64 zeros."
)
NOT_RECOMPUTED_HERE: Final = (
    "Each entry has the number and the hash that it has in the audit trail. The hashes can be "
    "recomputed from an export in JSON lines, which contains what they were made of."
)
#: What a redacted file says about itself.
REDACTED: Final = (
    f"The names of staff and what staff wrote for each other (reasons, notes) are left out; each "
    f"is replaced by {LEFT_OUT}. Each entry has the number and the hash that it has in the audit "
    "trail, and the hash covers what is left out. So only the unredacted export, in JSON lines, "
    "can be recomputed."
)

COLUMNS: Final = (
    "number", "moment (UTC)", "local time", "who", "what", "kind", "key", "why", "changes", "hash",
)  # fmt: skip
UNREADABLE: Final = "This entry cannot be read. See: jobbank audit verify"
_HEADINGS: Final = (
    "Number", "Moment (UTC)", "Local time", "Who", "What", "Kind", "Key", "Why", "Changes", "Hash",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrailHead:
    """The filter, the agency, and the last entry of the trail at that time by number and hash."""

    agency: str
    zone: tzinfo
    asked: TrailFilter
    redacted: bool
    last_number: int
    last_hash: str

    def about(self) -> str:
        """Return what can be proved by the file, and what was left out of it."""
        return REDACTED if self.redacted else NOT_RECOMPUTED_HERE

    def who(self) -> str | None:
        """Return the name in the filter, or `LEFT_OUT` in a redacted file."""
        return self.asked.who and (LEFT_OUT if self.redacted else self.asked.who)

    def facts(self) -> list[str]:
        """Return what the file contains, a sentence each."""
        asked = self.asked
        days = [f"from {asked.first}"] if asked.first else []
        days += [f"to {asked.last}"] if asked.last else []
        parts = [f"Days: {' '.join(days)} (with both)"] if days else []
        parts += [f"Changes by: {self.who()}"] if asked.who is not None else []
        parts += [f"Link: {asked.link}"] if asked.link is not None else []
        parts += [f"Kind: {asked.kind}"] if asked.kind else []
        last = f"The trail ended with entry {self.last_number}, hash {self.last_hash}"
        return [*(parts or ["All entries"]), f"Time zone of local times: {self.zone}", last]

    def data(self) -> dict[str, Any]:
        """Return the same for programs."""
        asked = self.asked
        return {
            "format": "jobbank audit trail",
            "about": REDACTED if self.redacted else HOW_TO_RECOMPUTE,
            "redacted": self.redacted,
            "agency": self.agency,
            "time_zone": str(self.zone),
            "from": asked.first and str(asked.first),
            "to": asked.last and str(asked.last),
            "who": self.who(),
            "link": asked.link,
            "kind": asked.kind,
            "last_entry": {"number": self.last_number, "hash": self.last_hash},
        }


def head_of(
    connection: sa.Connection, agency: str, asked: TrailFilter, *, redacted: bool
) -> TrailHead:
    """Return the head of a file of the entries that the filter selects."""
    return TrailHead(agency, time_zone(connection), asked, redacted, *audit.head(connection))


@dataclass(frozen=True, slots=True)
class TrailWords:
    """The labels of fields, and their values in plain language."""

    label: Callable[[str], str]
    value: Callable[[str, Any], str]

    def told(self, changed: Changed) -> str:
        """Return the change as `Name (en): Jobs → Job board`."""
        field, *within = changed.path
        name = self.label(field) + (f" ({', '.join(within)})" if within else "")
        return f"{name}: {self.value(field, changed.before)} → {self.value(field, changed.after)}"


def local_time(at: datetime | None, zone: tzinfo) -> str:
    """Return the moment in the agency's time zone, with the offset from UTC; "" for None."""
    return "" if at is None else at.astimezone(zone).isoformat(" ", "seconds")


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
    """Yield a line about the file, then a line per entry."""
    yield _line(head.data())
    for record in records:
        yield _line(as_data(record) if head.redacted else as_stored(record))


def as_stored(record: TrailRecord) -> dict[str, Any]:
    """Return what the hash of the entry was made of."""
    entry = record.entry
    return {"number": entry.number, "prev": entry.prev, "hash": entry.hash, "body": entry.body}


def as_data(record: TrailRecord) -> dict[str, Any]:
    """Return the entry for programs; `at` is null, and the fields are empty, if it cannot be
    read."""
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
    """Yield the HTML page in pieces: what it contains, then a row per entry."""
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
    """Return the text as HTML, with its line breaks."""
    return escape(_tidy(text)).replace("\n", "<br/>")


def _tidy(text: str) -> str:
    """Return the text with its line breaks and without hidden characters; most have none."""
    return text if text.isprintable() else tidy_text(text)


def _cells(head: TrailHead, record: TrailRecord) -> tuple[tuple[str, ...], str]:
    """Return the cells before the one of the changes, and the one after it."""
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
