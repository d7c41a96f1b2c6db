"""Whether a run saw the web at all, or only the state of our own network.

A run in which our own network was at fault must change nothing. It is
`inconclusive` when no host at all answered, or when at least 30 % of the
distinct hosts that were well before failed at the network level, all at once:
so many unrelated sites do not die in one night.
"""

from dataclasses import dataclass

#: Below this many previously well hosts a share says little; the first rule still holds.
FEWEST_HOSTS = 5
LARGEST_SHARE = 0.30


@dataclass(frozen=True, slots=True)
class RunSight:
    """What a run saw, in distinct hosts.

    hosts: looked at over the network. answered: gave any answer.
    well_before: had been ok before the run. well_lost: of these, how many
    failed at the network level now.
    """

    hosts: int
    answered: int
    well_before: int
    well_lost: int


def own_fault(sight: RunSight) -> str | None:
    """Why the run is inconclusive, in plain words; None when it can be believed."""
    if sight.hosts and not sight.answered:
        sites = "the one site" if sight.hosts == 1 else f"none of the {sight.hosts} sites"
        verb = "that was looked at did not answer" if sight.hosts == 1 else "answered"
        return (
            f"{sites} {verb}: this machine seems to be offline. "
            "No link was changed. Check the network connection, then crawl again."
        )
    if sight.well_before >= FEWEST_HOSTS and sight.well_lost >= LARGEST_SHARE * sight.well_before:
        return (
            f"{sight.well_lost} of {sight.well_before} sites that worked before could not be "
            "reached, all in one run: more likely this machine's network is at fault than "
            "all of them. No link was changed. Check the network connection, then crawl again."
        )
    return None
