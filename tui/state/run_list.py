"""A crawl as one line of the list of crawls."""

from typing import TYPE_CHECKING

from tui.state.run_story import faults, how_long, looked_at, status_sign, when

if TYPE_CHECKING:
    from directory.queries.crawls import CrawlRow

_COLUMNS = (("Status", 14), ("Began", 16), ("Took", 10), ("Of", 3))
_NUMBER = 7


def heading(width: int) -> str:
    """Return the names of the columns, cut to `width` cells."""
    names = "  ".join(f"{name:<{cells}}" for name, cells in _COLUMNS)
    return f"{names} {'Links':>{_NUMBER}}  Not well"[:width]


def run_line(run: "CrawlRow", width: int) -> str:
    """Return the line of the crawl, cut to `width` cells."""
    sign = status_sign(run)
    values = (f"{sign.glyph} {sign.word}", when(run.started_at), how_long(run), _of(run))
    cells = "  ".join(
        f"{value:<{cells}}" for value, (_, cells) in zip(values, _COLUMNS, strict=True)
    )
    seen = looked_at(run)
    number = f"{seen:,}" if seen else ""
    return f"{cells} {number:>{_NUMBER}}  {faults(run)}"[:width]


def _of(run: "CrawlRow") -> str:
    """Return `all`, `due`, or the number of chosen links: there is no room for more."""
    if not run.is_chosen:
        return run.scope
    return str(run.chosen) if run.chosen < 1000 else f"{run.chosen // 1000}k"
