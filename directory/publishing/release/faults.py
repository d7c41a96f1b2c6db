"""What can be wrong with a release, and how it is said.

A release may have been altered by anybody on its way, so what stands in it is
quoted only in a form that cannot act on a terminal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED_LENGTH = 80
_FAULTS_SHOWN = 5


class ReleaseRefused(Exception):
    """No release was written, and the one that was there stands; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a release.

    file: the file's name, "" for the folder as a whole. line: counted from 1,
    None when the fault is not in one line. link_id: the link concerned, None
    when there is none. message, remedy: what is wrong and what to do, in words
    for staff.
    """

    file: str
    message: str
    remedy: str
    line: int | None = None
    link_id: int | None = None

    def __str__(self) -> str:
        places = [self.file] if self.file else []
        if self.line is not None:
            places.append(f"line {self.line}")
        if self.link_id is not None:
            places.append(f"link {self.link_id}")
        place = ", ".join(places)
        return (
            f"{place}: {self.message} {self.remedy}" if place else f"{self.message} {self.remedy}"
        )


def refuse(faults: Sequence[Fault]) -> None:
    """Raises ReleaseRefused when there are any: what was written is not a release."""
    if not faults:
        return
    shown = [
        f"{'' if fault.link_id is None else f'link {fault.link_id}: '}{fault.message}"
        for fault in faults[:_FAULTS_SHOWN]
    ]
    more = len(faults) - len(shown)
    raise ReleaseRefused(
        "no release was made, since the catalog holds something that cannot be published. "
        + " ".join(shown)
        + (f" And {more} more." if more else "")
        + " Put it right in the catalog and export again."
    )


def inert(value: object) -> str:
    """The value as text, short, and free of anything that could act."""
    text = str(value)
    if len(text) > _QUOTED_LENGTH:
        text = text[:_QUOTED_LENGTH] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def quoted(value: object) -> str:
    """The same in quotation marks."""
    return f"“{inert(value)}”"
