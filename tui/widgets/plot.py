"""Health over time as rows of small bars, one row per verdict, with its label and numbers.

Nothing depends on colour. Each row has a separate scale: otherwise the links that work would
leave no height to those that do not; the numbers beside it give the scale.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.safe_content import plain, stacked
from tui.state.progress import in_order, sign_of

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_WORD = 12  # glyph, blank, the longest word, blank
_NUMBERS = 26
_MOST_ROWS = 3
_WIDEST = 4  # cells of one day

Plotted = tuple[tuple[date, ...], Mapping[str, Sequence[int]]]


class HealthPlot(Widget):
    """plotted: days, and the number of links by verdict on each of them; None: not known yet."""

    DEFAULT_CSS = "HealthPlot { height: 1fr; padding: 0 1; overflow: hidden; }"

    plotted: reactive[Plotted | None] = reactive(None)

    def render(self) -> Content:
        """Return the plot, as large as there is room."""
        if self.plotted is None:
            return plain("One moment…")
        days, counts = self.plotted
        width, height = self.content_size
        lines = plot(days, counts, max(1, width), max(1, height))
        return stacked([plain(lines[0], "bold"), *(plain(line) for line in lines[1:])])


def plot(
    days: Sequence[date], counts: Mapping[str, Sequence[int]], width: int, height: int
) -> list[str]:
    """Return the lines of the plot, at most `height` of at most `width` cells; worst verdict first.

    counts: a number a day. The latest days are shown if there is no room for all.
    """
    if not days:
        return ["Health over time"[:width], "No crawl has ended yet."[:width]]
    room = max(1, width - _WORD - _NUMBERS)
    days = days[-room:]
    span = f"{days[0]:%Y-%m-%d} to {days[-1]:%Y-%m-%d}" if len(days) > 1 else f"{days[0]:%Y-%m-%d}"
    verdicts = [word for word, _ in in_order(dict.fromkeys(counts, 1))]
    heading = 2
    rows = max(1, min(_MOST_ROWS, (height - heading) // max(1, len(verdicts))))
    lines = [
        f"Health over time, {span}"[:width],
        "A column is a day; each row has its own scale."[:width],
    ]
    for word in verdicts:
        lines += _rows_of(word, counts[word][-len(days) :], room, rows, width)
    return lines[:height]


def _rows_of(word: str, numbers: Sequence[int], room: int, rows: int, width: int) -> list[str]:
    """Return the rows of one verdict, with its label and numbers on the lowest."""
    cells = min(_WIDEST, room // len(numbers))
    bars = columns(numbers, rows)
    sign = sign_of(word)
    lowest, highest = min(numbers), max(numbers)
    told = f"now {numbers[-1]:,}"
    if lowest != highest:
        told += f" ({lowest:,} to {highest:,})"
    lines = []
    for row, drawn in enumerate(bars):
        last = row == rows - 1
        name = f"{sign.glyph} {sign.word}" if last else ""
        wide = "".join(cell * cells for cell in drawn)
        lines.append(f"{name:<{_WORD}}{wide} {told if last else ''}".rstrip()[:width])
    return lines


def columns(numbers: Sequence[int], rows: int) -> list[str]:
    """Return numbers as bars of `rows` lines, the upper line first; one character per number.

    Bars begin at 0, or, if they would all be nearly full then, just below the lowest number.
    A number above 0 is at least an eighth of a cell.
    """
    lowest, highest = min(numbers), max(numbers)
    base = 0 if 2 * lowest <= highest or lowest == highest else lowest - (highest - lowest) / 4
    heights = [_eighths(number - base, highest - base, rows) for number in numbers]
    return [
        "".join(_EIGHTHS[max(0, min(8, height - 8 * below))] for height in heights)
        for below in reversed(range(rows))
    ]


def _eighths(number: float, highest: float, rows: int) -> int:
    if number <= 0 or highest <= 0:
        return 0
    return max(1, round(number * rows * 8 / highest))
