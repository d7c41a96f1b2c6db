"""A web that changes from day to day.

A World says what each host does on the first day, and what changes later. The
fleet plays one day at a time; time passes when somebody says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler.fleet.server import Fleet, Role


@dataclass(frozen=True, slots=True)
class Day:
    """One day on which something is different.

    number: days since the first one. telling: what happens, a line each, in
    plain words. changes: the hosts that do something else from now on.
    """

    number: int
    telling: tuple[str, ...]
    changes: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class World:
    """begins: the first day's moment, aware. first: what each host does then.
    days: the later days, in order."""

    begins: datetime
    first: Mapping[str, Role]
    days: tuple[Day, ...] = ()

    def moment(self, number: int) -> datetime:
        """The present on this day."""
        return self.begins + timedelta(days=number)

    def on(self, number: int) -> dict[str, Role]:
        """What each host does on this day, all earlier changes included."""
        roles = dict(self.first)
        for day in self.days:
            if day.number <= number:
                roles.update(day.changes)
        return roles

    def fleet(self, *, keep: int | None = None) -> Fleet:
        """A fleet, not started yet, that plays the first day."""
        return Fleet(self.first, clock=self.begins, keep=keep)

    def advance(self, fleet: Fleet, day: Day) -> None:
        """Lets this day come in the fleet: its changes, and its clock."""
        fleet.update(day.changes, clock=self.moment(day.number))
