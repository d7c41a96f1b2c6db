"""What the screens ask of crawls: those that were, one under way, and health over time."""

import time
from typing import TYPE_CHECKING

from tui.state.progress import Crawling, Pace, Stage

if TYPE_CHECKING:
    from directory.queries.crawls import CrawlRow, HealthOverTime
    from tui.services.model import Desk


def history(desk: "Desk", limit: int) -> "tuple[CrawlRow, ...]":
    """The latest crawls, the newest first."""
    from directory.queries.crawls import crawls

    with desk.catalog.reading() as connection:
        return tuple(crawls(connection, desk.catalog.now(), limit))


def run_of(desk: "Desk", run_id: int) -> "CrawlRow | None":
    """The crawl with this id; None when there is none."""
    from directory.queries.crawls import find_crawl

    with desk.catalog.reading() as connection:
        return find_crawl(connection, run_id, desk.catalog.now())


def last_run(desk: "Desk") -> "CrawlRow | None":
    """The latest crawl of all or due links; None when there was none."""
    from directory.queries.crawls import last_crawl

    with desk.catalog.reading() as connection:
        return last_crawl(connection, desk.catalog.now())


def health_over_time(desk: "Desk", limit: int) -> "HealthOverTime":
    """How many links had which verdict, on each of the last `limit` days with a crawl."""
    from directory.queries import crawls

    with desk.catalog.reading() as connection:
        return crawls.health_over_time(connection, limit)


def under_way(desk: "Desk", before: Crawling | None = None) -> Crawling | None:
    """The crawl of all or due links at work now, wherever it was started; None if there is none.

    before: the answer of last time; with it, only what is new since then is read.
    """
    from directory.queries import crawls

    with desk.catalog.reading() as connection:
        run = crawls.alive_crawl(connection, desk.catalog.now())
        if run is None:
            return None
        known = before if before is not None and before.run_id == run.id else None
        tally = crawls.tally(connection, run.id, known.tally if known else None)
        total = known.total if known else None
        if total is None or total < tally.checked:
            total = tally.checked + crawls.links_left(connection, run)
    pace = known.pace if known else Pace()
    return Crawling(
        run_id=run.id,
        scope=run.scope,
        where=_elsewhere(run.holder),
        stage=_stage(run, tally.checked, total),
        checked=tally.checked,
        total=total,
        counts=tally.counts,
        newest=tuple((seen.verdict, seen.url) for seen in tally.newest),
        pace=pace.noted(time.monotonic(), tally.checked),
        tally=tally,
    )


def stop(desk: "Desk") -> str:
    """Asks the crawl under way to end with what is done; what came of that, in words.

    Raises Failed, in plain words, when it cannot be reached from here.
    """
    from directory.queries.crawls import alive_crawl
    from tui.cli.common import UNAVAILABLE, Failed
    from tui.processes.process_lease import CannotStop, interrupt

    with desk.catalog.reading() as connection:
        run = alive_crawl(connection, desk.catalog.now())
    if run is None:
        return "No crawl is under way."
    try:
        interrupt(run.holder)
    except CannotStop as error:
        raise Failed(str(error), UNAVAILABLE) from None
    return (
        "The crawl is stopping. What it has looked at is kept; the next crawl goes on from there."
    )


def _stage(run: "CrawlRow", checked: int, total: int) -> Stage:
    if run.counts:
        return Stage.KEEPING
    return Stage.WEIGHING if checked and checked >= total else Stage.CHECKING


def _elsewhere(holder: str) -> str:
    import socket

    machine = holder.partition("|")[0]
    return "" if machine == socket.gethostname() else machine
