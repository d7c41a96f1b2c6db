"""Performing an operation on links, one or many, as one act: the same for keys and commands."""

from array import array
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from directory.rules.bulk import FEW, question
from tui.operations import Operation

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.catalog.transaction import Transaction
    from directory.model.link import Link

#: From a link to the operation's arguments for it.
Arguments = Callable[["Link"], tuple[Any, ...]]


#: The results of links in a transaction, by id: whether it became a proposal, whether it was so
#: before. A batch of links can be begun again, so the outcome counts it at the end.
Found = dict[int, tuple[bool, bool]]


@dataclass(slots=True)
class OperationOutcome:
    """The result of an operation.

    done: ids of the links that are as wanted; proposed: those of them whose change waits for
    approval; same: the number that were so before. refused: the first thousand link ids with the
    reason; refusals: the number of all; stopped: not all were tried.
    """

    done: "array[int]" = field(default_factory=lambda: array("i"))
    proposed: set[int] = field(default_factory=set)
    same: int = 0
    refused: tuple[tuple[int, str], ...] = ()
    refusals: int = 0
    stopped: bool = False

    @property
    def changed(self) -> int:
        """The number of links that differ from before, at once."""
        return len(self.done) - len(self.proposed) - self.same

    def take(self, found: Found) -> None:
        """Count what was done in a transaction, and empty `found`."""
        self.done.extend(found)
        self.proposed.update(link_id for link_id, (proposed, _) in found.items() if proposed)
        self.same += sum(same for _, same in found.values())
        found.clear()


@dataclass(frozen=True, slots=True)
class Work:
    """An operation with all that it needs besides the links.

    arguments: from a link to the arguments. words: for the operation's title and past tense.
    versions: of links when the user saw them, by id; a link with another version is refused.
    """

    operation: Operation
    who: str
    why: str = ""
    arguments: Arguments = lambda _link: ()
    words: Mapping[str, str] = field(default_factory=dict)
    versions: Mapping[int, int] = field(default_factory=dict)

    def title(self, what: str) -> str:
        """Return the title of the act. what: `3 links`, or a name."""
        return self.operation.title.format(what=what, **self.words)

    def past(self, what: str) -> str:
        """Return what was done, as a sentence without its full stop."""
        return self.operation.past.format(what=what, **self.words)

    def on(self, found: Found) -> "Callable[[Transaction, Link], Link]":
        """Return the function that does it to one link and records the result."""
        function = self.operation.function

        def do(tx: "Transaction", link: "Link") -> "Link":
            assert link.id is not None
            shown = link.version
            found.pop(link.id, None)
            version = self.versions.get(link.id, shown)
            after: Link = function(tx, link.id, version, *self.arguments(link))
            found[link.id] = (tx.proposed[-1:] == [link.id], after.version == shown)
            return after

        return do


def next_check(catalog: "Catalog", link_id: int) -> str:
    """Return a sentence that names the check from which an approved page counts."""
    due = catalog.next_check_at(link_id)
    if due is None or due <= catalog.now():
        return "It counts from the next check on, which is due."
    return f"It counts from the next check on, which is due on {due:%Y-%m-%d}."


def confirmation(catalog: "Catalog", operation: Operation, ids: Sequence[int], share: float) -> str:
    """Return why doing it to these links must be confirmed; "" if it need not be. share: of
    the published links, see `rules.bulk.question`."""
    if len(ids) <= FEW:
        return ""
    chosen = len(ids) if operation.publishes else catalog.count_published(ids)
    return question(chosen, catalog.count_published(), share)


def perform(
    catalog: "Catalog",
    work: Work,
    ids: Iterable[int],
    about: str,
    *,
    progress: Callable[[int], object] | None = None,
    stop: Callable[[], bool] | None = None,
) -> OperationOutcome:
    """Do it to each of these links. One that is refused is left unchanged; the others are done.

    about: the links, for the title of the act.
    """
    outcome, found = OperationOutcome(), Found()

    def count(number: int) -> None:
        outcome.take(found)
        if progress is not None:
            progress(number)

    bulk = catalog.for_each(
        work.who, work.title(about), ids, work.on(found), work.why, progress=count, stop=stop
    )
    outcome.refused = tuple(bulk.refused)
    outcome.refusals, outcome.stopped = bulk.refusals, bulk.stopped
    return outcome


def perform_on_all(
    catalog: "Catalog", work: Work, ids: Iterable[int], about: str
) -> OperationOutcome:
    """Do it to all of these links, or to none. Raise ChangeRefused if one is refused."""
    outcome, found = OperationOutcome(), Found()
    do = work.on(found)
    title = work.title(about)
    with catalog.act(who=work.who, title=title, why=work.why) as act, act.change() as tx:
        for link_id in ids:
            do(tx, catalog.find(link_id))
    outcome.take(found)
    return outcome
