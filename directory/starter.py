"""The starter directory: the plain files from which a new catalog begins.

They are in `data/` of a checkout and, in an installed package, in the folder `starter_data` beside
this module. Staff could have written them, so they are read with the same care as any file from
outside: a fault names the file and the line, and all faults of a file are reported at once.

The links are ordinary CSV files, read by the importer: those of `links.csv` are published, those of
`drafts.csv` wait until staff have found their address.
"""

import csv
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from io import StringIO
from pathlib import Path
from typing import Any, Final, TypeVar

from directory.model.category import TOP_CATEGORIES
from directory.model.text import language_tag, tidy_line, tidy_text
from directory.model.vocab import NoticeKind
from directory.rules.notices import PLACEHOLDERS, placeholders

CATEGORIES_FILE: Final = "categories.csv"
DRAFTS_FILE: Final = "drafts.csv"
LINKS_FILE: Final = "links.csv"
NOTICES_FILE: Final = "notices.toml"
#: Read by `registry_snapshot.py`.
REGISTRIES_FILE: Final = "registries.csv"
REGISTRY_SOURCES_FILE: Final = "registries.toml"
STARTER_FILES: Final = (
    CATEGORIES_FILE, DRAFTS_FILE, LINKS_FILE, NOTICES_FILE, REGISTRIES_FILE,
    REGISTRY_SOURCES_FILE,
)  # fmt: skip

#: Well-known pages of the starter directory, of different operators, that a new agency may use as
#: canaries. All https: no other server can answer for them.
CANARIES: Final = (
    "https://www.usa.gov/",
    "https://www.careeronestop.org/",
    "https://www.usajobs.gov/",
)

_INSTALLED = "starter_data"
_CHECKOUT = "data"
_NAME = "name:"
_SURPLUS = "surplus"
Raw = TypeVar("Raw")
Row = TypeVar("Row")

_REMEDY = "Correct the file, or use the one that came with the package."


class StarterDataError(Exception):
    """The starter files cannot be used; the message says which, where and why."""


@dataclass(frozen=True, slots=True)
class StarterCategory:
    """One category: slug `top` or `top/second`; parent the top slug, None for a
    top category; position its order among its siblings; names by language."""

    slug: str
    parent: str | None
    position: int
    names: dict[str, str]


@dataclass(frozen=True, slots=True)
class NoticeText:
    """One notice and its first wording, by language. titles: its names for visitors."""

    slug: str
    kind: NoticeKind
    texts: dict[str, str]
    titles: dict[str, str] = field(default_factory=dict)


def starter_path() -> Path:
    """Return the folder of the starter files: the installed one, else the checkout's.

    Raise StarterDataError if there is neither, or a file is missing from it.
    """
    package = Path(str(files("directory")))
    return first_complete(package / _INSTALLED, package.parent / _CHECKOUT)


def first_complete(*folders: Path) -> Path:
    """Return the first of the folders that exists.

    Raise StarterDataError if none exists, or the first one lacks a file.
    """
    for folder in folders:
        if not folder.is_dir():
            continue
        missing = [name for name in STARTER_FILES if not (folder / name).is_file()]
        if missing:
            raise StarterDataError(
                f"{folder} lacks {', '.join(missing)}. Install the package again, "
                "or begin without starter data: jobbank init --empty"
            )
        return folder
    raise StarterDataError(
        f"the starter files were not found in {' or '.join(map(str, folders))}. Install the "
        "package again, or begin without starter data: jobbank init --empty"
    )


def starter_links_path() -> Path:
    """Return the CSV file of the starter links. Raise StarterDataError if it is missing."""
    return starter_path() / LINKS_FILE


def starter_drafts_path() -> Path:
    """Return the CSV file of the starter links that begin as drafts.

    Raise StarterDataError if it is missing.
    """
    return starter_path() / DRAFTS_FILE


def starter_categories(folder: Path | None = None) -> list[StarterCategory]:
    """Return the categories of `folder` (default: the starter files), each after its parent.

    Raise StarterDataError with all faults of the file.
    """
    path = (folder or starter_path()) / CATEGORIES_FILE
    reader = csv.DictReader(StringIO(_text_of(path), newline=""), restkey=_SURPLUS, restval="")
    try:
        numbered = [(f"line {reader.line_num}", row) for row in reader]
    except csv.Error as error:
        raise StarterDataError(f"{path} is not readable as CSV: {error}. {_REMEDY}") from None
    categories = _read_all(path, numbered, _category)
    _refuse(path, _family_faults(categories))
    return sorted(categories, key=lambda category: category.parent is not None)


def starter_notices(folder: Path | None = None) -> list[NoticeText]:
    """Return the notices of `folder` (default: the starter files), in the order of the file.

    Raise StarterDataError with all faults of the file.
    """
    path = (folder or starter_path()) / NOTICES_FILE
    try:
        tables = tomllib.loads(_text_of(path)).get("notice", [])
    except tomllib.TOMLDecodeError as error:
        raise StarterDataError(f"{path} is not readable as TOML: {error}. {_REMEDY}") from None
    if not isinstance(tables, list):
        raise StarterDataError(f"{path}: write [[notice]] in double brackets. {_REMEDY}")
    numbered = [(f"notice {number}", table) for number, table in enumerate(tables, start=1)]
    notices = _read_all(path, numbered, _notice)
    _refuse(path, _repeated(notice.slug for notice in notices))
    return notices


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise StarterDataError(f"{path} cannot be read as UTF-8 text: {error}") from None


def _read_all(
    path: Path, numbered: Iterable[tuple[str, Raw]], read: Callable[[Raw], Row]
) -> list[Row]:
    rows: list[Row] = []
    faults: list[str] = []
    for place, raw in numbered:
        try:
            rows.append(read(raw))
        except ValueError as error:
            faults.append(f"{place}: {error}")
    _refuse(path, faults)
    return rows


def _refuse(path: Path, faults: Iterable[str]) -> None:
    told = "; ".join(faults)
    if told:
        raise StarterDataError(f"{path} cannot be used: {told}. {_REMEDY}")


def _category(row: dict[str, Any]) -> StarterCategory:
    if _SURPLUS in row:
        raise ValueError("there are more cells than headings; put quotation marks around commas")
    slug, parent = row.get("slug", "").strip(), row.get("parent", "").strip()
    position = row.get("position", "").strip()
    names = {
        language_tag(heading.removeprefix(_NAME)): tidy_line(cell)
        for heading, cell in row.items()
        if heading.startswith(_NAME) and tidy_line(cell)
    }
    if slug.count("/") > 1 or not all(slug.split("/")):
        raise ValueError(f"“{slug}” is not a slug such as job-banks or job-banks/state")
    if parent != slug.rpartition("/")[0]:
        raise ValueError(f"the parent of “{slug}” is the part of it before the slash, if any")
    if not (position.isascii() and position.isdigit()):
        raise ValueError(f"the position of “{slug}” is not a whole number: “{position}”")
    if not names:
        raise ValueError(f"“{slug}” has no name")
    return StarterCategory(slug, parent or None, int(position), names)


def _family_faults(categories: list[StarterCategory]) -> list[str]:
    slugs = [category.slug for category in categories]
    faults = list(_repeated(slugs))
    faults += [f"the category “{top}” is missing" for top in TOP_CATEGORIES if top not in slugs]
    faults += [
        f"“{category.slug}” is under none of {', '.join(TOP_CATEGORIES)}"
        for category in categories
        if (category.parent or category.slug) not in TOP_CATEGORIES
    ]
    return faults


def _notice(table: Any) -> NoticeText:
    if not isinstance(table, dict):
        raise ValueError("this is no [[notice]] with a slug, a kind and texts")
    slug, kind, texts = table.get("slug"), table.get("kind"), table.get("texts")
    if not isinstance(slug, str) or not slug.strip():
        raise ValueError("it has no slug")
    if kind not in list(NoticeKind):
        raise ValueError(f"the kind of “{slug}” is not one of {', '.join(NoticeKind)}")
    if not isinstance(texts, dict) or not texts:
        raise ValueError(f"“{slug}” has no texts under [notice.texts]")
    wording = {language_tag(tag): _wording(slug, tag, text) for tag, text in texts.items()}
    titles = table.get("titles", {})
    if not isinstance(titles, dict):
        raise ValueError(f"the titles of “{slug}” are not under [notice.titles]")
    named = {language_tag(tag): _title(slug, tag, text) for tag, text in titles.items()}
    return NoticeText(slug.strip(), NoticeKind(kind), wording, named)


def _title(slug: str, tag: str, text: object) -> str:
    if not isinstance(text, str) or not tidy_line(text) or placeholders(text):
        raise ValueError(f"the {tag} title of “{slug}” is empty, or has something in braces")
    return tidy_line(text)


def _wording(slug: str, tag: str, text: object) -> str:
    if not isinstance(text, str) or not tidy_text(text):
        raise ValueError(f"“{slug}” says nothing in “{tag}”")
    unknown = [name for name in placeholders(text) if name not in PLACEHOLDERS]
    if unknown:
        raise ValueError(f"the {tag} text of “{slug}” asks for {{{unknown[0]}}}, which is unknown")
    return tidy_text(text)


def _repeated(slugs: Iterable[str]) -> Iterable[str]:
    seen: set[str] = set()
    for slug in slugs:
        if slug in seen:
            yield f"“{slug}” occurs twice"
        seen.add(slug)
