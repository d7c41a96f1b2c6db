"""What is under way, as numbers and as lines of text: a crawl, a live check, a bulk act.

The catalog has the number of links that a crawl has checked; the pace is computed from a few such
numbers and the times of reading, and from that the time left.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, assert_never

from directory.model.vocab import Verdict
from tui.glyphs import HEALTH, Sign

if TYPE_CHECKING:
    from directory.queries.crawls import Tally

#: The pace is computed over this number of seconds: long enough to be steady, and recent.
PACE_OVER = 30.0
_EIGHTHS = " ▏▎▍▌▋▊▉"
_FULL, _EMPTY = "█", "░"
_BAR_LEAST = 10
_BAR_MOST = 30
_BETWEEN = " · "


class Stage(StrEnum):
    """The stage of a crawl."""

    STARTING = "starting"
    CHECKING = "checking"
    WEIGHING = "weighing"  # all checked; are the results plausible?
    KEEPING = "keeping"  # plausible; being stored in the links' health


@dataclass(frozen=True, slots=True)
class CheckingPace:
    """Numbers of links checked, with times in seconds of a steady clock."""

    readings: tuple[tuple[float, int], ...] = ()

    def noted(self, seconds: float, checked: int) -> "CheckingPace":
        """Return the pace with one more reading; those that are too old are dropped."""
        recent = tuple(one for one in self.readings if one[0] >= seconds - PACE_OVER)
        return CheckingPace((*recent, (seconds, checked)))

    @property
    def per_second(self) -> float | None:
        """Links a second; None until there are readings a second apart."""
        if len(self.readings) < 2:
            return None
        (began, first), (ended, last) = self.readings[0], self.readings[-1]
        return (last - first) / (ended - began) if ended - began >= 1 else None


@dataclass(frozen=True, slots=True)
class Crawling:
    """A crawl under way, started by any user.

    scope: `all` or `due`. where: the machine it runs on, empty for this one. checked, total:
    links; total is None while it is not known. counts: by verdict, as seen so far and not
    accepted yet. newest: verdict and address of the links checked last. tally: to continue the
    count.
    """

    run_id: int = 0
    scope: str = "due"
    where: str = ""
    stage: Stage = Stage.STARTING
    checked: int = 0
    total: int | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    newest: tuple[tuple[Verdict, str], ...] = ()
    pace: CheckingPace = CheckingPace()
    tally: "Tally | None" = None

    @property
    def seconds_left(self) -> float | None:
        """The time left at this pace; None if it is not known."""
        rate = self.pace.per_second
        if not rate or self.total is None or self.stage is not Stage.CHECKING:
            return None
        return (self.total - self.checked) / rate


@dataclass(frozen=True, slots=True)
class ActProgress:
    """An act on many links: its title, and how many are done."""

    words: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Activity:
    """All that is under way; None for what is not. asking: requests to the web in the background, a
    sentence each, the latest last."""

    crawl: Crawling | None = None
    asking: tuple[str, ...] = ()
    act: ActProgress | None = None

    def with_crawl(self, crawl: Crawling | None) -> "Activity":
        """Return the same, with another state of the crawl."""
        return replace(self, crawl=crawl)

    def with_asking(self, words: str) -> "Activity":
        """Return the same, with one more request."""
        return replace(self, asking=(*self.asking, words))

    def without_asking(self, words: str) -> "Activity":
        """Return the same, without one of the requests."""
        place = self.asking.index(words)
        return replace(self, asking=self.asking[:place] + self.asking[place + 1 :])

    def with_act(self, act: ActProgress | None) -> "Activity":
        """Return the same, with another bulk act."""
        return replace(self, act=act)

    def line(self, width: int) -> str:
        """Return the text of the strip: the user's own act first; "" if nothing is under way."""
        if self.act is not None:
            return _act_line(self.act, width)
        if self.asking:
            return self.asking[-1]
        return crawl_line(self.crawl, width) if self.crawl is not None else ""


def bar(done: int, total: int | None, width: int) -> str:
    """Return a bar of `width` cells; empty if the total is not known or 0."""
    if not total or width <= 0:
        return _EMPTY * max(0, width)
    eighths = min(width * 8, max(0, done) * width * 8 // total)
    full, part = divmod(eighths, 8)
    head = _FULL * full + (_EIGHTHS[part] if part else "")
    return head + _EMPTY * (width - len(head))


def duration(seconds: float) -> str:
    """Return a time as text: `under a minute`, `3 min`, `2 h 5 min`, `3 days`."""
    minutes = int(seconds + 59) // 60
    if seconds < 60:
        return "under a minute"
    if minutes < 60:
        return f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    if hours < 48:
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{(hours + 12) // 24} days"


def links(number: int) -> str:
    """Return `1 link`, `1,200 links`."""
    return f"{number:,} link" if number == 1 else f"{number:,} links"


def sign_of(word: str) -> Sign:
    """Return the sign of a verdict in a crawl's counts, which also include vouched links."""
    return HEALTH.get(word) or Sign(HEALTH[Verdict.BLOCKED].glyph, word, "blocked")


def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return counts by verdict, the worst first; without those that are 0."""
    order = [verdict.value for verdict in Verdict]
    order.insert(order.index("moved"), "vouched")
    known = sorted((word for word in counts if counts[word]), key=order.index)
    return [(word, counts[word]) for word in known]


def counts_words(counts: Mapping[str, int]) -> list[str]:
    """Return the counts as text, `x 12 gone`, the worst first."""
    return [
        f"{sign_of(word).glyph} {number:,} {sign_of(word).word}"
        for word, number in in_order(counts)
    ]


def how_far(crawl: Crawling) -> str:
    """Return how far the crawl is, as text."""
    match crawl.stage:
        case Stage.STARTING:
            return "starting…"
        case Stage.CHECKING:
            if crawl.total is None:
                return f"{links(crawl.checked)} checked"
            return f"{crawl.checked:,} of {links(crawl.total)}"
        case Stage.WEIGHING:
            return f"{links(crawl.checked)} checked; weighing what was seen"
        case Stage.KEEPING:
            return f"{links(crawl.checked)} checked; keeping what was seen"
        case _:
            assert_never(crawl.stage)


def speed(crawl: Crawling) -> list[str]:
    """Return its pace and the time left, as far as they are known."""
    rate, left = crawl.pace.per_second, crawl.seconds_left
    if crawl.stage is not Stage.CHECKING or not rate:
        return []
    a_second = f"{rate:,.0f} a second" if rate >= 1 else f"{rate * 60:,.0f} a minute"
    return [a_second, *([f"about {duration(left)} left"] if left is not None else [])]


def crawl_line(crawl: Crawling, width: int) -> str:
    """Return a crawl in one line of at most `width` cells, the most important first."""
    head = f"Crawl {bar(crawl.checked, crawl.total, bar_width(width))} {how_far(crawl)}"
    newest = [f"{sign_of(verdict).glyph} {url}" for verdict, url in crawl.newest[:1]]
    return _fitting([head, *speed(crawl), *counts_words(crawl.counts), *newest], width)


def crawl_lines(crawl: Crawling, width: int) -> list[str]:
    """Return a crawl in four lines of at most `width` cells; always four, so nothing moves."""
    scope = "all links" if crawl.scope == "all" else "the links that are due"
    place = f", on {crawl.where}" if crawl.where else ""
    shown = bar(crawl.checked, crawl.total, bar_width(width))
    newest = [f"{sign_of(verdict).glyph} {url}" for verdict, url in crawl.newest]
    lines = (
        [f"▶ A crawl of {scope} is under way{place}"],
        [f"{shown} {how_far(crawl)}", *speed(crawl)],
        counts_words(crawl.counts) or ["nothing seen yet"],
        [f"latest: {newest[0]}", *newest[1:]] if newest else [""],
    )
    return [_fitting(parts, width)[:width] for parts in lines]


def bar_width(width: int) -> int:
    """Return the width of a bar in a line of `width` cells."""
    return max(_BAR_LEAST, min(_BAR_MOST, width // 5))


def _act_line(act: ActProgress, width: int) -> str:
    shown = bar(act.done, act.total, bar_width(width))
    return f"{act.words} {shown} {act.done:,} of {act.total:,}   Esc stops it"


def _fitting(parts: list[str], width: int) -> str:
    line = parts[0]
    for part in parts[1:]:
        if len(line) + len(_BETWEEN) + len(part) > width:
            break
        line += _BETWEEN + part
    return line
