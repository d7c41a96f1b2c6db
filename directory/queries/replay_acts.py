"""Acts compared with the trail: both record who did what, and each act names its entries."""

from collections.abc import Iterator

import sqlalchemy as sa

from directory.model.tables import act_parts as _parts
from directory.model.tables import acts as _acts
from directory.rules.replay import Discrepancy

_QUERY = (
    sa.select(_parts.c.act_id, _parts.c.first_seq, _parts.c.last_seq, _acts.c.who)
    .join(_acts, _acts.c.id == _parts.c.act_id)
    .order_by(_parts.c.first_seq)
)


class ActReplay:
    """Compares acts with the entries, which are given one by one, the oldest first."""

    def __init__(self, connection: sa.Connection) -> None:
        self._rows = connection.execute(_QUERY, execution_options={"yield_per": 500})
        self._parts = iter(self._rows)
        self._part = next(self._parts, None)
        self._told = 0

    def close(self) -> None:
        """Close the query of acts."""
        self._rows.close()

    def see(self, seq: int, who: str) -> Iterator[Discrepancy]:
        """Compare the next entry with its act; yield one difference per act."""
        while self._part is not None and self._part.last_seq < seq:
            self._part = next(self._parts, None)
        part = self._part
        if part is None or part.first_seq > seq or part.who == who or part.act_id == self._told:
            return
        self._told = part.act_id
        words = f"it is of “{part.who}”, and the trail has its entry {seq} by “{who}”"
        yield Discrepancy("act", str(part.act_id), "who", words)

    def finish(self, last: int) -> list[Discrepancy]:
        """Return the differences of the remaining acts, given the number of the last entry."""
        left = [] if self._part is None else [self._part, *self._parts]
        return [
            Discrepancy(
                "act", str(one.act_id), "last_seq",
                f"its entries go up to {one.last_seq}, and the trail ends with {last}",
            )
            for one in left
            if one.last_seq > last
        ]  # fmt: skip
