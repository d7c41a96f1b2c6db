"""What would change on the website, as the screen Publish shows it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Field:
    """A field before and after, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that would change. link_id: None for what is no link. words: what changes, or
    why. fields: each field before and after; may be empty."""

    link_id: int | None
    name: str
    words: str
    fields: tuple[Field, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Things that change in the same way. total: how many there are; lines: the first of them."""

    title: str
    sentence: str
    total: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for approval, all of it: links with the version at which they were shown."""

    versions: tuple[tuple[int, int], ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What the screen shows.

    summary: how things stand, in two lines. problem: why no release can
    be made, "" when one can. changes: how many things would change. seen: stands
    for the state of things of which this holds. before: what a roll-back
    would bring back, in words; "" when nothing is kept. far_fewer: a question, when
    the release would hold far fewer links than the one on the website; "" otherwise.
    unready: what should be set or done before the first release, a line each; "" when
    there is nothing, or a release is on record. expires: the release on the website expires
    before long, so that it is worth publishing without a change.
    """

    summary: str
    problem: str
    changes: int
    sections: tuple[Section, ...]
    waiting: Waiting
    seen: str
    before: str
    far_fewer: str = ""
    unready: str = ""
    expires: bool = False
