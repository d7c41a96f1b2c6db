"""A web that changes from day to day.

A World describes what each host does on the first day, and what changes later. The fleet plays one
day at a time; the day changes only by a call of `advance`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from crawler.simulation.server import Fleet, Role
from directory.model.reasons import Reason


class ToldLine(NamedTuple):
    """A line of a story: what happens, as a sentence, and what a correct check finds for the links
    concerned, by address."""

    text: str
    expects: Mapping[str, Reason]


@dataclass(frozen=True, slots=True)
class Day:
    """One day with changes.

    number: days since the first one. telling: what happens. changes: the hosts that do something
    else from now on.
    """

    number: int
    telling: tuple[ToldLine, ...]
    changes: Mapping[str, Role]


@dataclass(frozen=True, slots=True)
class World:
    """begins: the first day's moment, aware. first: what each host does then. days: the later days,
    in order. expects: what a correct check finds on the first day, by the address of the link."""

    begins: datetime
    first: Mapping[str, Role]
    days: tuple[Day, ...] = ()
    expects: Mapping[str, Reason] = field(default_factory=dict)

    def moment(self, number: int) -> datetime:
        """Return the present on this day."""
        return self.begins + timedelta(days=number)

    def on(self, number: int) -> dict[str, Role]:
        """Return what each host does on this day, including all earlier changes."""
        roles = dict(self.first)
        for day in self.days:
            if day.number <= number:
                roles.update(day.changes)
        return roles

    def expected(self, number: int) -> dict[str, Reason]:
        """Return what a correct check of each link finds on this day, by address."""
        reasons = dict(self.expects)
        for day in self.days:
            if day.number <= number:
                for line in day.telling:
                    reasons.update(line.expects)
        return reasons

    def fleet(self, *, keep: int | None = None) -> Fleet:
        """Return a fleet, not started yet, that plays the first day."""
        return Fleet(self.first, clock=self.begins, keep=keep)

    def advance(self, fleet: Fleet, day: Day) -> None:
        """Apply a day to the fleet: its changes, and its clock."""
        fleet.update(day.changes, clock=self.moment(day.number))
