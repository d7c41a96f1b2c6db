"""The faults of a release, and how they are reported.

Anyone may have altered a release on its way, so its content is quoted only in a form that cannot
act on a terminal.
"""

from collections.abc import Sequence
from dataclasses import dataclass

_QUOTED_LENGTH = 80
_FAULTS_SHOWN = 5


class ReleaseRefused(Exception):
    """No release was written, and the earlier one is unchanged; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a release.

    file: the file's name, "" for the folder as a whole. line: counted from 1, None if the fault is
    not in one line. link_id: the link with the fault, None if there is none. message, remedy: what
    is wrong and what to do, for staff.
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
    """Raise ReleaseRefused if there are any: what was written is not a release."""
    if not faults:
        return
    shown = [
        f"{'' if fault.link_id is None else f'link {fault.link_id}: '}{fault.message}"
        for fault in faults[:_FAULTS_SHOWN]
    ]
    more = len(faults) - len(shown)
    raise ReleaseRefused(
        "no release was made, since the catalog contains something that cannot be published. "
        + " ".join(shown)
        + (f" And {more} more." if more else "")
        + " Correct it in the catalog and export again."
    )


def inert(value: object) -> str:
    """Return the value as short text without characters that could act on a terminal."""
    text = str(value)
    if len(text) > _QUOTED_LENGTH:
        text = text[:_QUOTED_LENGTH] + "…"
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text)


def quoted(value: object) -> str:
    """Return `inert` of the value, in quotation marks."""
    return f"“{inert(value)}”"
