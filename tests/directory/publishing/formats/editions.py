"""Directories written by hand, and what the formats make of them: no catalog is needed."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from directory.model.vocab import ExitDisplay, NoticeKind, OperatorBasis, OperatorClass, Verdict
from directory.publishing import formats
from directory.publishing.release.directory_file import Section, document
from directory.publishing.release.public_schema import (
    Anchor,
    AnnouncedWording,
    CategoryEntry,
    ExitNotice,
    Header,
    HealthEntry,
    LinkEntry,
    NoticeEntry,
    Operator,
    Publisher,
    Tail,
    Withdrawn,
    Wording,
)
from directory.publishing.release.reader import Edition, read_edition

DAY = date(2026, 10, 9)
WEBSITE = "https://www.work.example/links/"
HEADER = Header("1.0", None, Publisher("Office of Work"), ("en", "es"), "en", {}, {})

CATEGORIES = (
    CategoryEntry("career-resources", None, {"en": "Careers", "es": "Carreras"}, 2),
    CategoryEntry("job-banks", None, {"en": "Job banks", "es": "Bancos"}, 1),
    CategoryEntry("job-banks/empty", "job-banks", {"en": "Empty", "es": "Vacío"}, 1),
    CategoryEntry("job-banks/state", "job-banks", {"en": "States", "es": "Estados"}, 2),
)
EXIT = NoticeEntry(
    "exit",
    NoticeKind.EXIT,
    Wording(
        1, date(2026, 9, 1), None, 0, {}, {"en": "You leave for {host}.", "es": "Va a {host}."}
    ),
    (),
)


def header(agency: str = "Office of Work", contact: str = "", website: str = "") -> Header:
    """A head with this publisher."""
    return msgspec.structs.replace(HEADER, publisher=Publisher(agency, contact, website))


def link(number: int, **changed: Any) -> LinkEntry:
    """A link with an exit notice; its address tells its number."""
    plain = LinkEntry(
        id=number,
        url=f"https://host{number}.example/",
        host=f"host{number}.example",
        host_shown=f"host{number}.example",
        anchor=Anchor("external noopener noreferrer", "no-referrer"),
        privacy_url=None,
        listed_on=DAY,
        names={"en": f"Link {number}"},
        descriptions={},
        category=None,
        operator=Operator("", OperatorClass.PRIVATE, OperatorBasis.DEFAULT),
        service_areas=(),
        languages=(),
        audiences=(),
        cost=None,
        account_needed=None,
        how_to_apply=None,
        exit_notice=ExitNotice(True, "exit", "It is not ours.", ExitDisplay.PAGE, f"out/{number}/"),
        disclaimers=(),
        health=None,
    )
    return msgspec.structs.replace(plain, **changed)


def own(number: int, **changed: Any) -> LinkEntry:
    """A link that needs no exit notice."""
    return link(number, exit_notice=ExitNotice(False, None, "It is ours.", None, None), **changed)


def health(verdict: Verdict) -> HealthEntry:
    """Health of this verdict since DAY."""
    return HealthEntry(verdict, verdict, DAY, confirmed=True)


def announced(number: int, day: date, text: str = "Soon.") -> AnnouncedWording:
    """A wording announced on DAY for this day."""
    return AnnouncedWording(number, DAY, day, None, 30, {}, {"en": text, "es": text})


def edition(
    folder: Path,
    links: Iterable[LinkEntry] = (),
    *,
    head: Header = HEADER,
    categories: Iterable[CategoryEntry] = CATEGORIES,
    notices: Iterable[NoticeEntry] = (EXIT,),
    withdrawn: Iterable[Withdrawn] = (),
) -> Edition:
    """The directory of these, written to a file and read back."""
    sections: tuple[tuple[Section, Iterable[object]], ...] = (
        (Section.CATEGORIES, categories),
        (Section.NOTICES, notices),
        (Section.WITHHELD, ()),
        (Section.WITHDRAWN, withdrawn),
        (Section.LINKS, links),
    )
    path = folder / "directory.json"
    path.write_bytes(b"".join(document(head, sections, lambda: Tail(1, DAY))))
    return read_edition(path)


def made(of: Edition) -> Mapping[str, bytes]:
    """The files of all formats, by name."""
    return {file.name: b"".join(file.chunks) for file in formats.files(of)}
