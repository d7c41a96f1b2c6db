"""Blocks of text: the output of presenters, for a screen and for plain lines.

On a screen, signs, headings and styles show what a text is; `layout` draws them in a width. Plain
lines (`jobbank show`) have labels instead: a text of several lines continues indented below its
label, so that text from outside cannot imitate a line of ours.

Styles are Textual's (`bold`, `$foreground-muted`), always ours, never from outside.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

MUTED: Final = "$foreground-muted"
STRONG: Final = "bold"
WARN: Final = "$text-warning"
BAD: Final = "bold $text-error"
GOOD: Final = "$text-success"


class Chunk(NamedTuple):
    """A piece of text in one style. plain: its text in plain lines, if different."""

    text: str
    style: str = ""
    plain: str | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """The beginning of a part of the card. plain: the line in its place; "" for none."""

    text: str
    plain: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with its label; each line of the value is one of its entries. plain: the label in
    plain lines, where no heading says what it is about. screen: not in plain lines."""

    label: str
    lines: tuple[tuple[Chunk, ...], ...]
    plain: str = ""
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Para:
    """Sentences. deep: steps to the right. label: in plain lines. screen: not in plain lines."""

    lines: tuple[tuple[Chunk, ...], ...]
    deep: int = 0
    label: str = ""
    screen: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A line behind a sign of one cell or a number, left out in plain lines. label: as of Para."""

    sign: Chunk
    parts: tuple[Chunk, ...]
    deep: int = 0
    label: str = ""


@dataclass(frozen=True, slots=True)
class Edit:
    """A value before and after. stacked: always on lines below each other, for a decision."""

    label: str
    before: str
    after: str
    stacked: bool = False


@dataclass(frozen=True, slots=True)
class Plot:
    """A line that cannot be broken, in versions; the widest that fits is shown. For screens."""

    lines: tuple[tuple[Chunk, ...], ...]


@dataclass(frozen=True, slots=True)
class PlainPair:
    """A value with its label, for plain lines alone."""

    label: str
    value: str


Block = Heading | Pair | Para | Item | Edit | Plot | PlainPair


def pair(label: str, value: str, style: str = "", *, plain: str = "") -> Pair:
    """Return a value of one style; its line breaks are kept."""
    return Pair(label, tuple((Chunk(line, style),) for line in value.splitlines() or [""]), plain)


def para(
    text: str, style: str = "", deep: int = 0, *, label: str = "", screen: bool = False
) -> Para:
    """Return sentences of one style; their line breaks are kept."""
    lines = tuple((Chunk(line, style),) for line in text.splitlines())
    return Para(lines, deep, label, screen)


def sentence(*parts: Chunk, deep: int = 0, label: str = "", screen: bool = False) -> Para:
    """Return one line of parts."""
    return Para((parts,), deep, label, screen)


def plain_lines(blocks: Sequence[Block]) -> Iterator[str]:
    """Return the blocks in plain lines; raw, to be made safe on their way out."""
    for block in blocks:
        match block:
            case Heading(_, line):
                yield from [line] if line else []
            case Pair(screen=True) | Para(screen=True) | Plot():
                pass
            case Pair(label, values, plain):
                yield from _labelled(plain or label, map(_plain, values))
            case Para(lines, deep, label):
                yield from indented_lines(_labelled(label, map(_plain, lines)), 2 * deep)
            case Item(_, parts, deep, label):
                yield from indented_lines(_labelled(label, [_plain(parts)]), 2 * deep)
            case Edit(label, before, after):
                yield from _edit(label, before, after)
            case PlainPair(label, value):
                yield from _labelled(label, value.splitlines() or [""])


def indented_lines(lines: Iterable[str], blanks: int) -> Iterator[str]:
    """Return each line, indented by this number of blanks."""
    return (f"{'':{blanks}}{line}" for line in lines)


def _plain(parts: Sequence[Chunk]) -> str:
    return "".join(part.text if part.plain is None else part.plain for part in parts)


def _labelled(label: str, lines: Iterable[str]) -> Iterator[str]:
    said = [*lines]
    if not label:
        yield from said
    elif len(said) == 1:
        yield f"{label}: {said[0]}"
    elif said:
        yield f"{label}:"
        yield from indented_lines(said, 4)


def _edit(label: str, before: str, after: str) -> Iterator[str]:
    if "\n" in before + after:
        yield from _labelled(f"{label}, before", before.splitlines() or [""])
        yield from _labelled(f"{label}, after", after.splitlines() or [""])
    else:
        yield f"{label}: {before} → {after}"
