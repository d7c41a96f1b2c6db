"""Blocks laid out in a width, on a screen.

Labels are in a separate column where there is room, and above their value where there is none;
long texts continue below themselves, never below their label.
"""

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from tui.presenters.blocks import (
    MUTED,
    STRONG,
    Block,
    Chunk,
    Edit,
    Heading,
    Item,
    Pair,
    Para,
    PlainPair,
    Plot,
)
from tui.safe_content import indented, joined, plain, stacked, wrapped

#: The column of labels, and the width from which there is one.
_LABELS: Final = 22
_ROOMY: Final = 58
_LEAST: Final = 20
#: Before and after are in one line if together they are no longer than this.
_SHORT: Final = 120


def laid_out(blocks: Sequence[Block], width: int) -> Content:
    """Return the card, no line wider than `width` cells (at least 20)."""
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
        case Para(lines, deep):
            room = width - 2 * deep
            return indented(
                [cut for line in lines for cut in wrapped(_content(line), room)], 2 * deep
            )
        case Item(sign, parts, deep):
            return _item(sign, parts, 2 * deep, width)
        case Edit():
            return _pair(block.label, _edited(block), width)
        case PlainPair():
            return []
        case Plot(versions):
            fitting = [line for line in map(_content, versions) if line.cell_length <= width]
            return [max(fitting, key=lambda line: line.cell_length)] if fitting else []


def _edited(edit: Edit) -> tuple[tuple[Chunk, ...], ...]:
    before, after = edit.before, edit.after
    if edit.stacked:
        return (
            *((Chunk("now ", MUTED), Chunk(line)) for line in before.splitlines()),
            *((Chunk("→ ", STRONG), Chunk(line, STRONG)) for line in after.splitlines()),
        )
    if "\n" in before + after or len(before) + len(after) > _SHORT:
        return (
            *((Chunk(line, MUTED),) for line in before.splitlines()),
            *((Chunk("→ ", STRONG), Chunk(line)) for line in after.splitlines()),
        )
    return ((Chunk(before, MUTED), Chunk(" → ", STRONG), Chunk(after)),)


def _pair(label: str, values: tuple[tuple[Chunk, ...], ...], width: int) -> list[Content]:
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


def _item(sign: Chunk, parts: tuple[Chunk, ...], deep: int, width: int) -> list[Content]:
    mark = plain(sign.text, sign.style)
    left = deep + mark.cell_length + 1
    first, *rest = wrapped(_content(parts), width - left)
    return [*indented([joined(mark, plain(" "), first)], deep), *indented(rest, left)]


def _content(parts: Sequence[Chunk]) -> Content:
    return joined(*(plain(part.text, part.style, longest=_LONGEST) for part in parts))


#: No field of a link is longer.
_LONGEST: Final = 5000
