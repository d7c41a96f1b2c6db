"""Short forms for what the tests say again and again."""

from directory.importing.records import UNSAID_LANGUAGE, FileFormat, ImportEntry, Problem
from directory.importing.service import parse_text


def rows_of(text: str, file_format: FileFormat) -> list[ImportEntry | Problem]:
    """All rows of the text."""
    return list(parse_text(text, file_format).rows)


def entries_of(text: str, file_format: FileFormat) -> list[ImportEntry]:
    """The rows of a text that has no faults."""
    rows = rows_of(text, file_format)
    assert [row for row in rows if isinstance(row, Problem)] == []
    return [row for row in rows if isinstance(row, ImportEntry)]


def entry_of(text: str, file_format: FileFormat) -> ImportEntry:
    """The only row of a text."""
    (entry,) = entries_of(text, file_format)
    return entry


def problem_of(text: str, file_format: FileFormat) -> Problem:
    """The only problem of a text."""
    (problem,) = [row for row in rows_of(text, file_format) if isinstance(row, Problem)]
    return problem


def description_of(entry: ImportEntry) -> str:
    """The description in the language that the file does not tell; "" when there is none."""
    descriptions = entry.fields.get("descriptions", {})
    assert isinstance(descriptions, dict)
    return str(descriptions.get(UNSAID_LANGUAGE, ""))
