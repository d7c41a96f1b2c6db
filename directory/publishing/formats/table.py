"""`directory.csv`: the links as a table, for spreadsheets and statistics; a row each.

It is RFC 4180 (commas, CRLF, quotation marks doubled) in UTF-8, and begins with a byte order mark:
without it, Excel reads the file as Windows-1252 and shows “RÃ©sumÃ©s”. Several values in a cell
have semicolons between them.

A spreadsheet runs a cell that begins like a formula, and a formula can reach the network or start a
program. Names and descriptions come from strangers, so every cell of our tables passes through
`formula_safe`, which puts an apostrophe before it.

The headings are those that our own import reads. Names and descriptions have a column for each
language of the directory, and for every other in which a link has one.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from directory.model.fields import PLAIN_FIELDS
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition, MadeFile
from directory.rules.field_values import as_text

#: What a spreadsheet reads as the beginning of a formula, also after blanks; the wide forms
#: count in Japanese or Chinese settings.
_FORMULA: Final = "=+\\-@＝＋－＠"
_BEGINS: Final = re.compile(rf"[\t\r]|\s*[{_FORMULA}]")
#: A cell may also begin after a line break or a semicolon, if the table is opened by a program
#: that expects another delimiter.
_BEGINS_WITHIN: Final = re.compile(rf"([;\n]\s*+)([{_FORMULA}])?")
NAME: Final = "directory.csv"

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
_BEFORE_TEXTS: Final = ("id", "url", "host")
_AFTER_TEXTS: Final = (
    "category", "operator", "operator_class", "operator_basis", *(one.name for one in PLAIN_FIELDS),
    "exit_notice", "exit_rule", "exit_show", "disclaimers", "verdict", "since", "listed_on",
    "privacy_url",
)  # fmt: skip


class _Texts(msgspec.Struct):
    names: dict[str, str]
    descriptions: dict[str, str]


_TEXTS = msgspec.json.Decoder(_Texts)


class _Echo:
    """A file whose `write` returns its text, so that `writerow` returns the row."""

    def write(self, text: str) -> str:
        return text


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the table."""
    yield MadeFile(NAME, _rows(edition), edition.total)


def headings(languages: Iterable[str]) -> list[str]:
    """Return the columns of a table in these languages."""
    languages = list(languages)
    names = [f"name:{tag}" for tag in languages]
    return [*_BEFORE_TEXTS, *names, *(f"description:{tag}" for tag in languages), *_AFTER_TEXTS]


def _rows(edition: Edition) -> Iterator[bytes]:
    languages = _languages(edition)
    writer = csv.writer(_Echo())
    yield _BYTE_ORDER_MARK + writer.writerow(headings(languages)).encode()
    for link in edition.links():
        yield writer.writerow(map(formula_safe, _cells(link, languages))).encode()


def _languages(edition: Edition) -> list[str]:
    """Return the languages of the directory, in their order; then the others that appear,
    sorted."""
    met: set[str] = set()
    for texts in map(_TEXTS.decode, edition.lines()):
        met.update(texts.names, texts.descriptions)
    offered = edition.header.languages
    return [*offered, *sorted(met.difference(offered))]


def _cells(link: LinkEntry, languages: list[str]) -> list[str]:
    operator, exit_notice, health = link.operator, link.exit_notice, link.health
    return [
        str(link.id),
        link.url,
        link.host,
        *(link.names.get(tag, "") for tag in languages),
        *(link.descriptions.get(tag, "") for tag in languages),
        link.category or "",
        operator.name,
        operator.class_,
        operator.basis,
        *(as_text(getattr(link, one.name), "; ") for one in PLAIN_FIELDS),
        exit_notice.notice or "",
        exit_notice.rule,
        exit_notice.show or "",
        as_text(link.disclaimers, "; "),
        "" if health is None else health.verdict,
        "" if health is None else str(health.since),
        as_text(link.listed_on),
        link.privacy_url or "",
    ]


def formula_safe(cell: str) -> str:
    """Return the cell with an apostrophe before anything that a spreadsheet would run as a
    formula."""
    if cell[:1].isalpha() and ";" not in cell and "\n" not in cell:
        return cell  # as most are, and there are millions
    if ";" in cell or "\n" in cell:
        cell = _BEGINS_WITHIN.sub(_defused, cell)
    return f"'{cell}" if _BEGINS.match(cell) else cell


def _defused(match: re.Match[str]) -> str:
    return f"{match[1]}'{match[2]}" if match[2] else match[0]
