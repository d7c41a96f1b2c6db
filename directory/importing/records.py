"""What every reader of a file hands on: one record for each row, with its line.

A row of a table, a bookmark, an outline, a link in a Markdown list: each comes
out exactly once, as an `Entry` that can be planned or as a `Problem` that says
why it cannot. Separators, folders and headings are no rows. A reader never
drops a row, and it never judges an address: that is the plan's part.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from directory.model.text import tidy_line

#: The key in `names` and `descriptions` for a text whose language the file does not tell.
UNSAID_LANGUAGE = ""

_SHOWN = 200


class ImportRefused(Exception):
    """A file that cannot be read at all; says which, why, and what to do."""


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
    url: the address as the file has it; not yet judged.
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
        """The row's name in whatever language comes first; "" when it gives none."""
        names = self.fields.get("names")
        return next(iter(names.values()), "") if isinstance(names, dict) else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that cannot become a link. text: what stands there; reason: in words for staff."""

    line: int
    text: str
    reason: str


Row = ImportEntry | Problem


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a text. remarks: what staff should know of the file as a whole."""

    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """A file that has been read. encoding: by which its bytes became text."""

    path: str
    format: FileFormat
    encoding: str
    rows: tuple[Row, ...]
    remarks: tuple[str, ...] = ()


def shown(text: str) -> str:
    """The text on one line, fit to be shown and short enough to stand in a message."""
    line = tidy_line(text)
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
