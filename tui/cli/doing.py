"""A deed done from the command line: to the links named, all or none, or to those of a query.

Whatever it is done to, it is one act, which `jobbank undo` takes back. Of a query's links each
stands for itself: one that refuses is left as it was and told.
"""

import signal
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from tui import deeds
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    opened_catalog,
    progress_bar,
    put_json,
    say,
    settings_here,
    who_am_i,
)
from tui.cli.meaning import ids_of, query_of
from tui.text import safe

if TYPE_CHECKING:
    from directory.catalog import Catalog, Change
    from directory.model.link import Link

#: From the day of today to the deed.
Making = Callable[[date], deeds.Deed]

_SHOWN = 10
_ROWS_A_QUESTION = 500
_LONGEST_NAMED = 60  # characters of a name in the title of an act


@dataclass(frozen=True, slots=True)
class Meant:
    """Which links, and how: what the options of every deed say. version: at which the one link
    was seen."""

    ids: tuple[int, ...]
    where: str | None
    version: int | None
    why: str
    as_json: bool


@dataclass(slots=True)
class _Tally:
    """What came of it. done: ids of the links that are as wanted; proposed: those of them where
    that waits for approval; same: how many were so before."""

    done: "array[int]" = field(default_factory=lambda: array("i"))
    proposed: set[int] = field(default_factory=set)
    same: int = 0

    def noting(self, deed: deeds.Deed) -> deeds.Deed:
        """The deed; what came of it is noted here."""

        def do(change: "Change", link: "Link") -> object:
            after = deed.do(change, link)
            assert link.id is not None
            self.done.append(link.id)
            if change.proposed[-1:] == [link.id]:
                self.proposed.add(link.id)
            self.same += getattr(after, "version", None) == link.version
            return after

        return deeds.Deed(deed.verb, deed.done, do)


def run_deed(make: Making, meant: Meant) -> int:
    """Does it, says what came of it, and gives the exit code. Raises Failed in plain words."""
    if bool(meant.ids) == (meant.where is not None):
        raise click.UsageError("name links by their numbers, or give --where QUERY")
    if meant.version is not None and len(set(meant.ids)) != 1:
        raise click.UsageError("--version goes with the number of one link")
    settings = settings_here()
    who = who_am_i(settings)
    with opened_catalog(settings) as catalog:
        deed = make(catalog.now().date())
        if meant.where is not None:
            return _to_all(catalog, deed, meant.where, who, meant)
        tally = _to_each(catalog, deed, who, meant)
        if meant.as_json:
            _put_done(catalog, tally)
    _say_done(deed, tally)
    return DONE


def _to_each(catalog: "Catalog", deed: deeds.Deed, who: str, meant: Meant) -> _Tally:
    tally, ids = _Tally(), tuple(dict.fromkeys(meant.ids))
    first = catalog.find(ids[0])
    about = number(len(ids), "link") if ids[1:] else f"“{safe(first.name, _LONGEST_NAMED)}”"
    noted = tally.noting(deed)
    if meant.version is not None:
        noted = deeds.seen_at(noted, meant.version)
    title = f"{deed.verb} {about}"
    with catalog.act(who=who, title=title, why=meant.why) as act, act.change() as change:
        for link_id in ids:
            noted.do(change, catalog.find(link_id))
    return tally


def _to_all(catalog: "Catalog", deed: deeds.Deed, where: str, who: str, meant: Meant) -> int:
    query = query_of(catalog, where)
    if not query.terms and not query.words:
        raise Failed("an empty query means all links; say which you mean", BAD_INPUT)
    ids, tally = ids_of(catalog, query), _Tally()
    with _told_when_cut_off(len(ids)) as progress, _stopped_by_ctrl_c() as stop:
        outcome = deeds.perform(
            catalog, tally.noting(deed), ids, who=who, about=number(len(ids), "link"),
            why=meant.why, progress=progress, stop=stop,
        )  # fmt: skip
        if outcome.stopped:
            raise KeyboardInterrupt
    if meant.as_json:
        _put_done(catalog, tally)
        for link_id, words in outcome.refused:
            put_json({"id": link_id, "refused": words})
    _say_done(deed, tally)
    for _, words in outcome.refused[:_SHOWN]:
        say(f"Not done: {words}")
    if outcome.refusals > _SHOWN:
        say(f"… and {outcome.refusals - _SHOWN:,} more were not done.")
    return ATTENTION if outcome.refused else DONE


@contextmanager
def _told_when_cut_off(total: int) -> Iterator[Callable[[int], object]]:
    """How far it is; when it is cut off, that what was done stays and can be taken back."""
    from directory.catalog import CatalogUnavailable, ChangeRefused

    kept = 0
    try:
        with progress_bar(total) as show:

            def progress(count: int) -> None:
                nonlocal kept
                kept = count
                show(count)

            yield progress
    except (CatalogUnavailable, ChangeRefused, KeyboardInterrupt):
        if kept:
            say(f"Cut off after {kept:,} of {number(total, 'link')}; `jobbank undo` takes what "
                "was done back.")  # fmt: skip
        raise


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Whether it is to end after the step under way. A second ctrl+c ends it at once; the first
    must not: raised within a library's callback, it may be swallowed there."""
    asked = Event()

    def stop(*_: object) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield asked.is_set
    finally:
        signal.signal(signal.SIGINT, before)


def _say_done(deed: deeds.Deed, tally: _Tally) -> None:
    proposed = len(tally.proposed)
    now = len(tally.done) - proposed - tally.same
    if now or not len(tally.done):
        say(f"{deed.done} {number(now, 'link')}.")
    if proposed:
        what = "Proposed" if len(tally.done) == 1 else f"Proposed for {number(proposed, 'link')}"
        say(f"{what}; it waits for somebody's approval.")
    if tally.same:
        say(f"Nothing to change: {number(tally.same, 'link')} "
            f"{'is' if tally.same == 1 else 'are'} so already.")  # fmt: skip


def _put_done(catalog: "Catalog", tally: _Tally) -> None:
    for link in _links(catalog, tally.done):
        put_json(_as_json(link) | {"proposed": link.id in tally.proposed})


def _links(catalog: "Catalog", ids: "array[int]") -> "Iterator[Link]":
    from directory.store.links import find_by_id

    for start in range(0, len(ids), _ROWS_A_QUESTION):
        with catalog.reading() as connection:
            part = ids[start : start + _ROWS_A_QUESTION]
            found = [find_by_id(connection, link_id) for link_id in part]
        yield from filter(None, found)


def _as_json(link: "Link") -> dict[str, Any]:
    return {
        "id": link.id, "url": link.url, "version": link.version, "state": link.state,
        "vouched_until": link.vouched_until, "snoozed_until": link.snoozed_until,
    }  # fmt: skip
