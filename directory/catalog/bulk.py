"""The same done to many links, as one act that undo takes back in one step.

Links are taken in batches, a transaction each: nobody waits long for their turn to write, and a
million of them need no more memory than two hundred. A link that is refused is told and does not
stop the rest, and nothing of it stays half done.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from directory.catalog.acts import Acting
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.link import Link

BATCH = 200
#: Refusals that are told in words; more of the same would help nobody.
TOLD = 1000


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
    acting: Acting,
    ids: Iterable[int],
    do: Callable[[Transaction, Link], object],
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> BulkOutcome:
    """Calls `do` for each of these links, which it gets as they are in that transaction.

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
    acting: Acting,
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
    acting: Acting,
    batch: list[int],
    do: Callable[[Transaction, Link], object],
    outcome: BulkOutcome,
) -> None:
    refused: dict[int, str] = {}
    with acting.transaction() as tx:
        tx.ahead.begin(batch)
        for link_id in batch:
            link = tx.link(link_id)
            words = f"there is no link {link_id}" if link is None else _attempt(tx, link, do)
            if words is not None:
                refused[link_id] = words
    outcome.done += len(batch) - len(refused)
    for link_id, words in refused.items():
        outcome.refuse(link_id, words)


def _attempt(tx: Transaction, link: Link, do: Callable[[Transaction, Link], object]) -> str | None:
    """Why the link is refused, and then it is as it was; None when it is done."""
    entries, aside, proposed = len(tx.entries), set(tx.aside or {}), len(tx.proposed)
    held = dict(tx.ahead.links)
    try:
        with tx.unwritten.attempt():
            do(tx, link)
    except ChangeRefused as refusal:
        del tx.entries[entries:], tx.proposed[proposed:]
        tx.aside = {key: taken for key, taken in (tx.aside or {}).items() if key in aside}
        tx.ahead.links = held
        tx.category_slugs = None
        return str(refusal)
    return None
