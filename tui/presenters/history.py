"""The history: the verdicts on a link over time, as a line of signs and as a list."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict
from directory.queries.link_detail import LinkDetail, Span
from tui.glyphs import health_sign
from tui.presenters.blocks import (
    MUTED,
    STRONG,
    Block,
    Chunk,
    Heading,
    Item,
    Plot,
    para,
    sentence,
)
from tui.presenters.evidence import VERDICT_STYLES
from tui.presenters.words import day, times

YEAR: Final = timedelta(days=364)
#: One sign per week, or one for two weeks where there is less room.
PLOT_WIDTHS: Final = (52, 26)
UNSEEN: Final = "·"


def history_card(detail: LinkDetail) -> list[Block]:
    """Return what was seen of a link, the newest first."""
    if not detail.spans:
        return [
            sentence(Chunk("Not checked yet.", STRONG, "Nothing yet.")),
            para("Its history begins with the first check.", screen=True),
        ]
    return [
        Heading("The last year, from left to right"),
        Plot(tuple(_plot(detail, cells) for cells in PLOT_WIDTHS)),
        _legend(detail),
        Heading("All checks, the newest first"),
        *(block for span in detail.spans for block in _span(span)),
    ]


def worst_by_period(
    spans: Sequence[Span], now: datetime, periods: int
) -> tuple[Verdict | None, ...]:
    """Return the worst verdict in each of `periods` equal parts of the last year, the oldest first;
    None where nothing was known.

    spans: the newest first. A verdict applies until the next check with another one; the newest,
    until it was last seen.
    """
    begin, step = now - YEAR, YEAR / periods
    found: list[Verdict | None] = [None] * periods
    until: datetime | None = None
    for span in spans:
        end = span.last_at if until is None else until
        until = span.first_at
        first = min(periods - 1, max(0, (span.first_at - begin) // step))
        last = min(periods - 1, (max(end, span.first_at) - begin) // step)
        for place in range(first, last + 1):
            held = found[place]
            if held is None or span.verdict.severity > held.severity:
                found[place] = span.verdict
    return tuple(found)


def _plot(detail: LinkDetail, cells: int) -> tuple[Chunk, ...]:
    return tuple(
        Chunk(UNSEEN, MUTED)
        if verdict is None
        else Chunk(health_sign(verdict).glyph, VERDICT_STYLES[verdict])
        for verdict in worst_by_period(detail.spans, detail.now, cells)
    )


def _legend(detail: LinkDetail) -> Block:
    shown = set(worst_by_period(detail.spans, detail.now, PLOT_WIDTHS[0]))
    parts: list[Chunk] = []
    for verdict in Verdict:
        if verdict in shown:
            sign = health_sign(verdict)
            parts += [
                Chunk(sign.glyph, VERDICT_STYLES[verdict]),
                Chunk(f" {sign.word}   ", MUTED),
            ]
    if None in shown:
        parts.append(Chunk(f"{UNSEEN} not checked", MUTED))
    return sentence(*parts, screen=True)


def _span(span: Span) -> list[Block]:
    sign = health_sign(span.verdict)
    first, last = day(span.first_at), day(span.last_at)
    dates = first if first == last else f"{first} to {last}"
    style, looks, summary = VERDICT_STYLES[span.verdict], times(span.looks), _summary(span.reason)
    return [
        Item(
            Chunk(sign.glyph, style),
            (
                Chunk(sign.word, style),
                Chunk(f"  {dates}, {looks}", MUTED, f", {looks}. {summary}"),
            ),
            label=dates,
        ),
        para(summary, deep=1, screen=True),
    ]


def _summary(reason: str) -> str:
    """Return the reason's sentence; a reason that is no longer in the table is unchanged."""
    return REASONS[Reason(reason)].summary if reason in set(Reason) else reason
