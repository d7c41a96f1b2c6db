"""Acts: what one person does in one step, over as many transactions as needed.

The row of an act is written with its first change, and each transaction adds the audit entries that
it wrote. So if the work is cut off, everything that was committed belongs to an act that can be
undone.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress

from directory.catalog import act_rows, undo_snapshots
from directory.catalog.transaction import Transaction
from directory.errors import CatalogUnavailable, ChangeRefused
from directory.model.audit import OF_LINKS
from directory.model.vocab import ActKind
from directory.process_lease import this_process
from directory.rules.act_titles import is_final, title_of

#: Begins a transaction of this person, for this reason.
Begin = Callable[[str, str], AbstractContextManager[Transaction]]


class OpenAct:
    """An act under way. id: None while it has changed nothing. title: None for one that follows
    from what its first transaction changes.

    more: another transaction of the act will follow the present one. announced: `more` was set for
    the latest one. If the process is killed then, the act is undone or finished as a whole
    (`recovery.py`).
    """

    def __init__(
        self,
        begin: Begin,
        who: str,
        title: str | None,
        why: str = "",
        kind: ActKind = ActKind.DO,
        of_act: int | None = None,
        act_id: int | None = None,
    ) -> None:
        self.id = act_id
        self.more = False
        self.announced = act_id is not None
        self.title = title
        self._new_title: str | None = None
        self._begin, self._who, self._why = begin, who, why
        self._kind, self._of_act = kind, of_act

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Yield one transaction of the act. Raise ChangeRefused if the act was undone in the
        meantime."""
        with self._begin(self._who, self._why) as tx:
            if self.id is None and self._kind is ActKind.DO:
                undo_snapshots.drop_old(tx.connection, tx.now)
            elif self.id is not None and act_rows.is_reversed(tx.connection, self._who, self.id):
                title = act_rows.find(tx.connection, self.id).title
                raise ChangeRefused(
                    f"“{title}” was taken back before it had come to its end; the rest of it "
                    "was not done"
                )
            tx.aside = {}
            yield tx
            act_id = self.close(tx)
            if act_id is not None and (self.more or self.announced):
                act_rows.hold(tx.connection, act_id, this_process() if self.more else "", tx.now)
        self.id = act_id
        self.announced = self.more and act_id is not None

    @contextmanager
    def to_its_end(self) -> Iterator[None]:
        """Run a block after which no transaction follows, whether it succeeds or raises."""
        try:
            yield
        except BaseException:
            with suppress(CatalogUnavailable):
                self.finish()
            raise
        self.finish()

    def retitle(self, title: str) -> None:
        """Give the act another title when it is finished."""
        self._new_title = title

    def finish(self) -> None:
        """Note that no transaction follows, if one was announced, and store the new title."""
        if self.id is None or not (self.announced or self._new_title):
            return
        with self._begin(self._who, self._why) as tx:
            act_rows.hold(tx.connection, self.id, "", tx.now)
            if self._new_title:
                act_rows.retitle(tx.connection, self.id, self._new_title)
        self.announced, self._new_title = False, None

    def close(self, tx: Transaction) -> int | None:
        """Write what the transaction adds to the act; return the number of the act."""
        if not tx.entries:
            return self.id
        act_id = self.started(tx)
        links = {entry["key"] for entry in tx.entries if entry["kind"] in OF_LINKS}
        entries, final = len(tx.entries), is_final(tx.entries)
        tx.write_audit()
        act_rows.add_part(tx.connection, act_id, entries, len(links))
        if final:
            act_rows.make_final(tx.connection, act_id)
        undo_snapshots.keep(tx.connection, act_id, tx.aside or {})
        tx.aside = {}
        return act_id

    def started(self, tx: Transaction) -> int:
        """Return the number of the act; add its row if there is none yet."""
        if self.id is not None:
            return self.id
        title = self.title or title_of(tx.entries)
        return act_rows.add(tx.connection, self._who, tx.now, title, self._kind, self._of_act)
