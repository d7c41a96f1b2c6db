"""One change made to many links, as one act that undo reverses in one step.

Links are changed in batches, one transaction each: other writers wait only briefly, and a million
links need no more memory than five hundred. A link that is refused is reported and does not stop
the rest, and no part of its change remains. Few links are refused after they were changed; then
their batch is rolled back and repeated with a savepoint for each link.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from itertools import islice

from directory.catalog.acts import OpenAct
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.link import Link

BATCH = 500
#: The number of refusals that are listed; the rest are only counted.
TOLD = 1000


class _RefusedLate(ChangeRefused):
    """A link of a batch was refused when part of its change had been made already."""


@dataclass(slots=True)
class BulkOutcome:
    """The outcome of a bulk change.

    done: links that were changed, or needed no change. refused: the first thousand refusals, link
    id and message; refusals: how many there were. act_id: None if nothing was changed. stopped: the
    caller stopped it.
    """

    done: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    refusals: int = 0
    act_id: int | None = None
    stopped: bool = False

    def refuse(self, link_id: int, words: str) -> None:
        """Count a refusal, and list it if it is one of the first."""
        self.refusals += 1
        if len(self.refused) < TOLD:
            self.refused.append((link_id, words))


def for_each(
    acting: OpenAct,
    ids: Iterable[int],
    do: Callable[[Transaction, Link], object],
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> BulkOutcome:
    """Call `do` for each of these links, as they are in that transaction; twice if a batch is
    repeated.

    progress: called after each transaction with the number of links handled. stop: called before
    each transaction; if it returns True, what was done so far remains. The title of an act that did
    not change all links says how many it changed.
    """
    outcome = BulkOutcome(stopped=True)
    with acting.to_its_end():
        try:
            _do_all(acting, _batches(ids), do, outcome, progress, stop)
        finally:
            if outcome.stopped or outcome.refusals:
                acting.retitle(f"{acting.title}, {outcome.done:,} of them done")
    outcome.act_id = acting.id
    return outcome


def _do_all(
    acting: OpenAct,
    batches: Iterator[list[int]],
    do: Callable[[Transaction, Link], object],
    outcome: BulkOutcome,
    progress: Callable[[int], object] | None,
    stop: Callable[[], bool] | None,
) -> None:
    batch = next(batches, None)
    while batch is not None:
        if stop is not None and stop():
            return
        following = next(batches, None)
        acting.more = following is not None
        _do_batch(acting, batch, do, outcome)
        batch = following
        if progress is not None:
            progress(outcome.done + outcome.refusals)
    outcome.stopped = False


def _batches(ids: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(ids)
    while batch := list(dict.fromkeys(islice(rest, BATCH))):
        yield batch


def _do_batch(
    acting: OpenAct,
    batch: list[int],
    do: Callable[[Transaction, Link], object],
    outcome: BulkOutcome,
) -> None:
    with acting.transaction() as tx:
        try:
            with tx.savepoint():
                refused = _refusals(tx, batch, do, one_by_one=False)
        except _RefusedLate:
            refused = _refusals(tx, batch, do, one_by_one=True)
    outcome.done += len(batch) - len(refused)
    for link_id, words in refused.items():
        outcome.refuse(link_id, words)


def _refusals(
    tx: Transaction,
    batch: list[int],
    do: Callable[[Transaction, Link], object],
    *,
    one_by_one: bool,
) -> dict[int, str]:
    """Call `do` for the links of a batch; return the reasons of refused links, which remain
    unchanged.

    one_by_one: with a savepoint for each. Raise _RefusedLate if one is needed.
    """
    tx.begin_batch(batch)
    refused = {}
    for link_id in batch:
        link, changes = tx.links.get(link_id), tx.changes
        try:
            if link is None:
                raise ChangeRefused(f"there is no link {link_id}")
            with tx.savepoint() if one_by_one else nullcontext():
                do(tx, link)
        except ChangeRefused as refusal:
            if tx.changes != changes and not one_by_one:
                raise _RefusedLate from None
            refused[link_id] = str(refusal)
    return refused
