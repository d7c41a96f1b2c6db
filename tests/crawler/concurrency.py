"""What servers saw at the same time, by their logs."""

from crawler.simulation.log import LoggedRequest


def at_once(requests: list[LoggedRequest]) -> int:
    """How many of these were under way at the same moment, at the most."""
    moments = [(entry.arrived, 1) for entry in requests]
    moments += [(entry.finished, -1) for entry in requests if entry.finished is not None]
    under_way = most = 0
    for _, step in sorted(moments):
        under_way += step
        most = max(most, under_way)
    return most
