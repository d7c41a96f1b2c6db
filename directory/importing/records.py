"""The result of every reader of a file: one record for each row, with its line.

A row of a table, a bookmark, an outline, a link in a Markdown list: each is returned exactly once,
as an `ImportEntry` that can be planned or as a `Problem` that says why it cannot. Separators,
folders and headings are not rows. A reader never drops a row, and it never checks an address: the
plan does.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from directory.model.text import tidy_line

#: The key in `names` and `descriptions` for a text whose language the file does not name.
UNSAID_LANGUAGE = ""

_SHOWN = 200


class ImportRefused(Exception):
    """A file that cannot be read; the message says which, why, and what to do."""


class FileFormat(StrEnum):
    """The kinds of file that can be imported."""

    CSV = "csv"
    JSON = "json"
    NETSCAPE = "netscape"
    OPML = "opml"
    MARKDOWN = "markdown"

    @property
    def may_update(self) -> bool:
        """True for formats that staff fill in on purpose; bookmarks and lists found
        elsewhere never overwrite what a person has curated."""
        return self in _FILLED_IN_BY_STAFF


_FILLED_IN_BY_STAFF = frozenset({FileFormat.CSV, FileFormat.JSON})


@dataclass(frozen=True, slots=True)
class ImportEntry:
    """A row that names a link.

    line: where the row begins, from 1.
    url: the address as the file has it; not yet checked.
    fields: values for `LinkFields`, by field name, only those that the row gives.
        `names` and `descriptions` are by language; see UNSAID_LANGUAGE.
    category: the category, folders or headings over the row, the outermost first.
    """

    line: int
    url: str
    fields: Mapping[str, object] = field(default_factory=dict)
    category: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The row's name in the language that comes first; "" if it gives none."""
        names = self.fields.get("names")
        return next(iter(names.values()), "") if isinstance(names, dict) else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot become a link. text: the content of the row; reason: why, for staff."""

    line: int
    text: str
    reason: str


Row = ImportEntry | Problem


@dataclass(frozen=True, slots=True)
class Parsed:
    """The result of reading a text. remarks: notes for staff on the file as a whole."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that has been read. encoding: the one by which its bytes were decoded."""

    path: str
    format: FileFormat
    encoding: str
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def shown(text: str) -> str:
    """Return the text on one line, shortened to fit in a message."""
    line = tidy_line(text)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
