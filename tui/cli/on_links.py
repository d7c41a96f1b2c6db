"""Operations on links from the command line: on the links named (all or none), or on a query's.

Each command is one act, which `jobbank undo` takes back. With a query, each link is handled
separately: links that cannot be changed are listed.
"""

import signal
import sys
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from threading import Event
from typing import TYPE_CHECKING, Any

import click

from directory.errors import CatalogReplaced, CatalogUnavailable, ChangeRefused
from directory.queries import links
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    LinkNumber,
    number,
    opened_catalog,
    progress_bar,
    put_json,
    say,
    settings_here,
    warn,
    who_am_i,
)
from tui.cli.selection import ids_of, query_of
from tui.operations import APPROVE_PAGE, Operation
from tui.safe_text import safe
from tui.services.perform import (
    Arguments,
    OperationOutcome,
    Work,
    confirmation,
    next_check,
    perform,
    perform_on_all,
)

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.model.link import Link

_SHOWN = 10
_ROWS_A_QUESTION = 500
_LONGEST_NAMED = 60  # characters of a name in the title of an act
_OPTIONS = (
    click.argument("ids", nargs=-1, type=LinkNumber(), metavar="[ID]…"),
    click.option("--where", metavar="QUERY", help="All links of this query."),
    click.option(
        "--version", type=click.IntRange(min=1), metavar="N",
        help="Only if the one link named is still at this version.",
    ),
    click.option("--why", default="", metavar="TEXT", help="The reason, for the audit trail."),
    click.option("--yes", is_flag=True, help="Do not ask for confirmation."),
    click.option("--json", "as_json", is_flag=True, help="One JSON line per link."),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Chosen:
    """The options of every operation. version: that the one link named must have."""

    ids: tuple[int, ...]
    where: str | None
    version: int | None
    why: str
    yes: bool
    as_json: bool


def chosen_links(function: Callable[..., int]) -> Callable[..., int]:
    """Add the options of every operation to a command; the function receives them as `chosen`."""

    @wraps(function)
    def command(
        ids: tuple[int, ...], where: str | None, version: int | None, why: str, yes: bool,
        as_json: bool, **others: Any,
    ) -> int:  # fmt: skip
        return function(chosen=Chosen(ids, where, version, why, yes, as_json), **others)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def run_operation(
    operation: Operation, chosen: Chosen, arguments: Callable[[date], Arguments]
) -> int:
    """Perform the operation, report the result, and return the exit code. Raise Failed if it is
    refused.

    arguments: maps the present day to a function from a link to the arguments of the operation.
    """
    if bool(chosen.ids) == (chosen.where is not None):
        raise click.UsageError("name links by their numbers, or give --where QUERY, not both")
    if chosen.version is not None and len(set(chosen.ids)) != 1:
        raise click.UsageError("--version goes with the number of one link")
    settings = settings_here()
    who = who_am_i(settings)
    with opened_catalog(settings) as catalog:
        versions = {chosen.ids[0]: chosen.version} if chosen.version is not None else {}
        needed = arguments(catalog.today())
        work = Work(operation, who, chosen.why, needed, versions=versions)
        if chosen.where is not None:
            return _on_query(catalog, work, chosen.where, chosen)
        outcome = _on_ids(catalog, work, chosen)
        if chosen.as_json:
            _put_done(catalog, outcome)
        _say_done(catalog, work, outcome)
    return DONE


def _on_ids(catalog: "Catalog", work: Work, chosen: Chosen) -> OperationOutcome:
    ids = tuple(dict.fromkeys(chosen.ids))
    first = catalog.find(ids[0])
    about = number(len(ids), "link") if ids[1:] else f"“{safe(first.name, _LONGEST_NAMED)}”"
    _confirm(catalog, work, ids, chosen)
    return perform_on_all(catalog, work, ids, about)


def _on_query(catalog: "Catalog", work: Work, where: str, chosen: Chosen) -> int:
    query = query_of(catalog, where)
    if not query.terms and not query.words:
        raise Failed("an empty query means all links; give a query that selects some", BAD_INPUT)
    ids = ids_of(catalog, query)
    _confirm(catalog, work, ids, chosen)
    with _told_when_cut_off(len(ids)) as progress, _stopped_by_ctrl_c() as stop:
        about = number(len(ids), "link")
        outcome = perform(catalog, work, ids, about, progress=progress, stop=stop)
        if outcome.stopped:
            raise KeyboardInterrupt
    if chosen.as_json:
        _put_done(catalog, outcome)
        for link_id, words in outcome.refused:
            put_json({"id": link_id, "refused": words})
    _say_done(catalog, work, outcome)
    for _, words in outcome.refused[:_SHOWN]:
        warn(f"Not done: {words}")
    if outcome.refusals > _SHOWN:
        warn(f"… and {outcome.refusals - _SHOWN:,} more were not done.")
    return ATTENTION if outcome.refused else DONE


def _confirm(catalog: "Catalog", work: Work, ids: Sequence[int], chosen: Chosen) -> None:
    """Ask for confirmation of an act on a large share of the published links."""
    if chosen.yes:
        return
    asked = confirmation(catalog, work.operation, ids, settings_here().bulk_confirm_share)
    if not asked:
        return
    sentence = f"{work.title(number(len(ids), 'link'))}? {asked}"
    if not sys.stdin.isatty():
        raise Failed(f"{sentence} To do it, give --yes.", BAD_INPUT)
    if not click.confirm(sentence, err=True):
        raise click.Abort


@contextmanager
def _told_when_cut_off(total: int) -> Iterator[Callable[[int], object]]:
    """Show progress. If it is cut off, report that what was done stays and can be taken back."""
    kept = 0
    try:
        with progress_bar(total) as show:

            def progress(count: int) -> None:
                nonlocal kept
                kept = count
                show(count)

            yield progress
    except (CatalogUnavailable, ChangeRefused, KeyboardInterrupt) as cut_off:
        if kept and not isinstance(cut_off, CatalogReplaced):
            warn(f"Cut off after {kept:,} of {number(total, 'link')}; `jobbank undo` takes what "
                "was done back.")  # fmt: skip
        raise


@contextmanager
def _stopped_by_ctrl_c() -> Iterator[Callable[[], bool]]:
    """Yield a function that returns whether to stop after the present step.

    A second Ctrl+C ends the command at once. The first must not: an exception raised within a
    library's callback may be swallowed there.
    """
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


def _say_done(catalog: "Catalog", work: Work, outcome: OperationOutcome) -> None:
    proposed = len(outcome.proposed)
    if outcome.changed or not len(outcome.done):
        say(f"{work.past(number(outcome.changed, 'link'))}.")
    if proposed:
        what = "Proposed" if len(outcome.done) == 1 else f"Proposed for {number(proposed, 'link')}"
        say(f"{what}; it waits for approval by another person.")
    if outcome.changed == 1 and work.operation is APPROVE_PAGE:
        say(next_check(catalog, outcome.done[0]))
    if outcome.same:
        say(f"Nothing to change: {number(outcome.same, 'link')} "
            f"{'is' if outcome.same == 1 else 'are'} so already.")  # fmt: skip


def _put_done(catalog: "Catalog", outcome: OperationOutcome) -> None:
    for link in _links(catalog, outcome.done):
        put_json(_as_json(link) | {"proposed": link.id in outcome.proposed})


def _links(catalog: "Catalog", ids: "array[int]") -> "Iterator[Link]":
    for start in range(0, len(ids), _ROWS_A_QUESTION):
        with catalog.reading() as connection:
            part = ids[start : start + _ROWS_A_QUESTION]
            found = [links.find_by_id(connection, link_id) for link_id in part]
        yield from filter(None, found)


def _as_json(link: "Link") -> dict[str, Any]:
    return {
        "id": link.id, "url": link.url, "version": link.version, "state": link.state,
        "vouched_until": link.vouched_until, "snoozed_until": link.snoozed_until,
        "released_until": link.released_until,
    }  # fmt: skip
