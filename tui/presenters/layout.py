"""A card: blocks of text, and how they are laid out in a width.

A block says what it is (a heading, a value with its label, …); only here is it
decided how that looks. Labels stand in a column of their own where there is
room, and above their value where there is none; long texts go on below
themselves, never below their label.

Styles are Textual's (`bold`, `$foreground-muted`), always ours, never from outside.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from textual.content import Content

from tui.safe_content import indented, joined, plain, stacked, wrapped

MUTED: Final = "$foreground-muted"
STRONG: Final = "bold"
WARN: Final = "$text-warning"
BAD: Final = "bold $text-error"
GOOD: Final = "$text-success"

#: The column of labels, and the width from which there is one.
_LABELS: Final = 22
_ROOMY: Final = 58
_LEAST: Final = 20


class Part(NamedTuple):
    """A piece of text in one style."""

    text: str
    style: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What begins a part of the card."""

    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """A value with its label; each line of the value is one of its entries."""

    label: str
    lines: tuple[tuple[Part, ...], ...]


@dataclass(frozen=True, slots=True)
class Para:
    """Sentences. deep: so many steps to the right."""

    parts: tuple[Part, ...]
    deep: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """A line behind a sign of one cell or a number; what goes on stands below the text."""

    sign: Part
    parts: tuple[Part, ...]
    deep: int = 0


@dataclass(frozen=True, slots=True)
class Plot:
    """A line that cannot be broken, in versions; the widest that fits is shown."""

    lines: tuple[tuple[Part, ...], ...]


Block = Heading | Pair | Para | Item | Plot


def pair(label: str, value: str, style: str = "") -> Pair:
    """A value of one style; its line breaks are kept."""
    return Pair(label, tuple((Part(line, style),) for line in value.splitlines() or [""]))


def para(text: str, style: str = "", deep: int = 0) -> list[Block]:
    """Paragraphs, one for each line of the text."""
    return [Para((Part(line, style),), deep) for line in text.splitlines()]


def laid_out(blocks: Sequence[Block], width: int) -> Content:
    """The card, no line wider than `width` cells (at least 20)."""
    width = max(width, _LEAST)
    lines: list[Content] = []
    for block in blocks:
        lines += _lines(block, width, first=not lines)
    return stacked(lines)


def _lines(block: Block, width: int, *, first: bool) -> list[Content]:
    match block:
        case Heading(text):
            heading = wrapped(plain(text, "bold $text-accent"), width)
            return heading if first else [plain(""), *heading]
        case Pair(label, values):
            return _pair(label, values, width)
        case Para(parts, deep):
            return indented(wrapped(_content(parts), width - 2 * deep), 2 * deep)
        case Item(sign, parts, deep):
            return _item(sign, parts, 2 * deep, width)
        case Plot(versions):
            fitting = [line for line in map(_content, versions) if line.cell_length <= width]
            return [max(fitting, key=lambda line: line.cell_length)] if fitting else []


def _pair(label: str, values: tuple[tuple[Part, ...], ...], width: int) -> list[Content]:
    roomy = width >= _ROOMY
    left = _LABELS if roomy else 2
    right = [line for value in values for line in wrapped(_content(value), width - left)]
    name = plain(label, MUTED)
    if roomy and right and name.cell_length < _LABELS:
        return [
            joined(name.pad_right(left - name.cell_length), right[0]),
            *indented(right[1:], left),
        ]
    short = f"{label}: "
    if len(right) == 1 and len(short) + right[0].cell_length <= width:
        return [joined(plain(short, MUTED), right[0])]
    return [plain(label, MUTED), *indented(right, left)]


def _item(sign: Part, parts: tuple[Part, ...], deep: int, width: int) -> list[Content]:
    mark = plain(sign.text, sign.style)
    left = deep + mark.cell_length + 1
    first, *rest = wrapped(_content(parts), width - left)
    return [*indented([joined(mark, plain(" "), first)], deep), *indented(rest, left)]


def _content(parts: Sequence[Part]) -> Content:
    return joined(*(plain(part.text, part.style, longest=_LONGEST) for part in parts))


#: No field of a link is longer.
_LONGEST: Final = 5000
