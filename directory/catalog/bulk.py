"""The same done to many links, as one act that undo takes back in one step.

Links are taken in batches, a transaction each: nobody waits long for their turn to write, and a
million of them need no more memory than five hundred. A link that is refused is reported and does
not stop the rest, and nothing of it stays half done. Few are refused after they were changed; then
their batch is rolled back and begun again, with a savepoint for each link.
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
#: Refusals that are told in words; more of the same would help nobody.
TOLD = 1000


class _RefusedLate(ChangeRefused):
    """A link of a batch was refused when something of it had been changed already."""


@dataclass(slots=True)
class BulkOutcome:
    """What came of it. done: links that were changed or were as wanted already. refused: the
    first thousand refusals, link and words; refusals: how many there were. act_id: None when
    nothing was changed. stopped: whoever asked for it had it stopped."""

    done: int = 0
    refused: list[tuple[int, str]] = field(default_factory=list)
    refusals: int = 0
    act_id: int | None = None
    stopped: bool = False

    def refuse(self, link_id: int, words: str) -> None:
        """Counts a refusal."""
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
    """Calls `do` for each of these links, which it gets as they are in that transaction; twice
    where a batch is begun again.

    progress: is told after each transaction how many links are dealt with. stop: is asked
    before each transaction; what was done until then stays done. The title of an act that
    did not do all of it says how many links were done.
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
    """Do it to the links of a batch; return why links are refused, which then are as they were.

    one_by_one: with a savepoint for each. Raises _RefusedLate when one were needed.
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
