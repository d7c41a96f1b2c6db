"""Prove `health.json`: one line per link of the directory, with the same id and health."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from directory.publishing.release.directory_file import MAX_LINE, canonical
from directory.publishing.release.faults import Fault
from directory.publishing.release.manifest import HEALTH
from directory.publishing.release.public_schema import CheckedEntry, HealthHead, LinkEntry, is_later
from directory.publishing.release.reader import Edition
from directory.publishing.verify.directory import REMEDY

_ENTRY: Final = msgspec.json.Decoder(CheckedEntry)
_END: Final = b"]}\n"


def health_faults(folder: Path, edition: Edition, made_at: datetime) -> Iterator[Fault]:
    """Compare the file with the directory; yield its faults in the order of the file.

    made_at: when the release was made; no link was checked later. The file is an ordinary one.
    """
    version, strict = edition.header.schema_version, not is_later(edition.header.schema_version)
    head = canonical(HealthHead(version, edition.serial)).removesuffix(b"}") + b',"links":[\n'
    with (folder / HEALTH).open("rb") as file:
        if file.readline(MAX_LINE) != head:
            yield _fault("The file does not begin as the health of this directory does.", 1)
            return
        line, number = _line(file), 1
        for link in edition.links():
            number += 1
            following = _line(file)
            is_last = following == _END
            problem = _problem(line.removesuffix(b"\n"), link, made_at, last=is_last, strict=strict)
            if problem:
                yield _fault(problem, number, link.id)
            if line in (_END, b""):
                return
            line = following
        if line != _END or file.read(1):
            yield _fault("There is more in the file than the links of the directory.", number + 1)


def _line(file: BinaryIO) -> bytes:
    return file.readline(MAX_LINE)


def _problem(raw: bytes, link: LinkEntry, made_at: datetime, *, last: bool, strict: bool) -> str:
    """Return what is wrong with the line of a link; "" for nothing."""
    if raw.endswith(b",") == last:
        return "The list is not written as a list is."
    raw = raw.removesuffix(b",")
    with suppress(ValueError, RecursionError):
        entry = _ENTRY.decode(raw)
        if strict and canonical(entry) != raw:
            return "This line is not written in the one way in which a release writes it."
        if entry.id != link.id:
            return f"The health of link {link.id} should be here, not that of another link."
        if entry.health != link.health:
            return "The health is not that which the directory gives."
        if entry.checked_at is not None and entry.checked_at > made_at:
            return "The last check is later than the release."
        if entry.health is None and entry.checked_at is not None:
            return "It has a last check and no health."
        return ""
    return "This line cannot be read."


def _fault(message: str, line: int, link_id: int | None = None) -> Fault:
    return Fault(HEALTH, message, REMEDY, line, link_id)
