"""What is known of each host during a crawl: stored by earlier crawls, and learnt in this one.

Facts are read from the catalog when a lane is opened or a redirect leads to another host, and new
ones are kept here until they are written with the next results. Without a catalog (one live check)
nothing is known at the start.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

from directory.catalog.host_cache import Body, Fact
from directory.clock import RESOLUTION, Clock
from directory.model.host import AskedFact, HostFactKind, WaitFact
from directory.rules.clock_faults import in_future

KEPT_LANES = 4096

Load = Callable[[Sequence[str]], Awaitable[list[Fact]]]
Known = dict[tuple[HostFactKind, str], Fact]


class HostCache:
    """The facts of the hosts that were met lately."""

    def __init__(self, clock: Clock, load: Load | None = None) -> None:
        """load: reads the facts of lanes from the catalog; None: there is none."""
        self._clock = clock
        self._load = load
        self._lanes: OrderedDict[str, Known] = OrderedDict()
        self._met: set[str] = set()  # those of which the catalog was read
        self._new: list[Fact] = []

    async def load(self, lanes: Sequence[str]) -> None:
        """Read the stored facts of these lanes, unless that was done."""
        unmet = [lane for lane in lanes if lane not in self._met]
        if not unmet:
            return
        remembered = await self._load(unmet) if self._load else []
        self._met.update(unmet)
        for lane in unmet:
            self._known(lane)
        for fact in remembered:
            self._known(fact.lane).setdefault((fact.kind, fact.key), fact)

    async def get(self, lane: str, kind: HostFactKind, key: str, within: timedelta) -> Body | None:
        """Return what is known under this key, if it was learnt within this time; else None."""
        await self.load([lane])
        fact = self._known(lane).get((kind, key))
        return fact.body if fact and self.is_fresh(fact, within) else None

    def all_of(self, lane: str, kind: HostFactKind) -> list[Fact]:
        """Return every fact of this kind about a lane that was met."""
        return [fact for (found, _), fact in self._known(lane).items() if found is kind]

    def is_fresh(self, fact: Fact, within: timedelta) -> bool:
        """Return True if the fact was learnt within this time."""
        now = self._clock()
        return now - fact.at <= within and not in_future(fact.at, now)

    def put(self, lane: str, kind: HostFactKind, key: str, body: Body) -> Fact:
        """Store a new fact; return it."""
        fact = Fact(lane, kind, key, self._clock(), body)
        self._known(lane)[kind, key] = fact
        self._new.append(fact)
        return fact

    def drain(self) -> list[Fact]:
        """Return what was learnt since the last call, to be written to the catalog."""
        new, self._new = self._new, []
        return new

    def put_off(self, lane: str, seconds: float) -> None:
        """Record that the host must not be requested again for this many seconds."""
        not_before = self._clock() + timedelta(seconds=seconds)
        self.put(lane, HostFactKind.WAIT, "", WaitFact(not_before))

    def waits_until(self, lane: str) -> datetime | None:
        """Return until when a host that was met must not be requested; None if it may be."""
        fact = self._known(lane).get((HostFactKind.WAIT, ""))
        if fact is None or not isinstance(fact.body, WaitFact):
            return None
        now = self._clock()
        if in_future(fact.at, now):
            return None
        return fact.body.not_before if fact.body.not_before > now else None

    def asked(self, lane: str, pause: float) -> None:
        """Note for other crawls that this host was requested just now. pause: seconds to wait."""
        if pause > 0:
            now = self._clock()
            # Rounded up: a pause that ends early breaks the host's limit, a longer one does not.
            body = AskedFact(now + RESOLUTION + timedelta(seconds=pause))
            self._new.append(Fact(lane, HostFactKind.ASKED, "", now, body))

    def pause_left(self, lane: str) -> float:
        """Return the seconds until a host that was met may be requested, after another crawl's
        request."""
        fact = self._known(lane).get((HostFactKind.ASKED, ""))
        if fact is None or not isinstance(fact.body, AskedFact):
            return 0.0
        # Its clock may be ahead of ours: the pause itself is never longer than it was.
        left = fact.body.not_before - max(fact.at, self._clock())
        return max(0.0, left.total_seconds())

    @property
    def met(self) -> list[str]:
        """The lanes that were met and not forgotten."""
        return list(self._met)

    def take_note(self, facts: Iterable[Fact]) -> None:
        """Take over what other crawls have learnt meanwhile, where it is newer."""
        for fact in facts:
            known = self._known(fact.lane)
            before = known.get((fact.kind, fact.key))
            if before is None or fact.at > before.at:
                known[fact.kind, fact.key] = fact

    def forget(self, lanes: Iterable[str]) -> None:
        """Drop these lanes, which are done; their facts are in the catalog, or about to be
        written."""
        for lane in lanes:
            self._lanes.pop(lane, None)
            self._met.discard(lane)

    def _known(self, lane: str) -> Known:
        known = self._lanes.setdefault(lane, {})
        self._lanes.move_to_end(lane)
        if len(self._lanes) > KEPT_LANES:
            oldest, _ = self._lanes.popitem(last=False)
            self._met.discard(oldest)
        return known
