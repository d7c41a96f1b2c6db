"""Queries on crawls: past ones, one under way, and health over time."""

import signal
import socket
import time

import psutil

from directory.process_lease import began_of
from directory.queries import crawls
from directory.queries.crawls import CrawlRow, HealthOverTime
from tui.services.model import Desk, Refused
from tui.state.progress import CheckingPace, Crawling, Stage


def history(desk: Desk, limit: int) -> tuple[CrawlRow, ...]:
    """Return the latest crawls, the newest first."""
    with desk.catalog.reading() as connection:
        return tuple(crawls.crawls(connection, desk.catalog.now(), limit))


def run_of(desk: Desk, run_id: int) -> CrawlRow | None:
    """Return the crawl with this id; None if there is none."""
    with desk.catalog.reading() as connection:
        return crawls.find_crawl(connection, run_id, desk.catalog.now())


def last_run(desk: Desk) -> CrawlRow | None:
    """Return the latest crawl of all or due links; None if there was none."""
    with desk.catalog.reading() as connection:
        return crawls.last_crawl(connection, desk.catalog.now())


def health_over_time(desk: Desk, limit: int) -> HealthOverTime:
    """Return the number of links by verdict, for each of the last `limit` days with a crawl."""
    with desk.catalog.reading() as connection:
        return crawls.health_over_time(connection, limit)


def under_way(desk: Desk, before: Crawling | None = None) -> Crawling | None:
    """Return the crawl of all or due links under way, wherever it was started; None if none.

    before: the last result; with it, only what is new since then is read.
    """
    with desk.catalog.reading() as connection:
        run = crawls.alive_crawl(connection, desk.catalog.now())
        if run is None:
            return None
        known = before if before is not None and before.run_id == run.id else None
        tally = crawls.tally(connection, run.id, known.tally if known else None)
        total = known.total if known else None
        if total is None or total < tally.checked:
            total = tally.checked + crawls.links_left(connection, run)
    pace = known.pace if known else CheckingPace()
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


def stop(desk: Desk) -> str:
    """Stop the crawl under way, with what is done kept; return the result as a sentence.

    Raise Refused, with a message for staff, if it cannot be reached from here.
    """
    with desk.catalog.reading() as connection:
        run = crawls.alive_crawl(connection, desk.catalog.now())
    if run is None:
        return "No crawl is under way."
    interrupt(run.holder)
    return "The crawl is stopping. What it has checked is kept; the next crawl goes on from there."


def interrupt(holder: str) -> None:
    """Send Ctrl-C to a crawl's process. holder: `machine|pid|began`, alive a moment ago.

    If it has ended meanwhile, nothing is sent, not even to a new process with its number.
    Raise Refused if it runs on another machine or belongs to another user.
    """
    machine, pid, began = holder.split("|")
    if machine != socket.gethostname():
        raise Refused(
            f"The crawl runs on another machine, {machine}. Stop it there (Ctrl-C where it was "
            "started)."
        )
    try:
        process = psutil.Process(int(pid))
        if began_of(process) == began:
            process.send_signal(signal.SIGINT)
    except psutil.NoSuchProcess:
        return
    except psutil.AccessDenied:
        raise Refused(
            "The crawl was started by another user of this machine. Ask them to stop it, "
            "or let it come to its end."
        ) from None


def _stage(run: CrawlRow, checked: int, total: int) -> Stage:
    if run.counts:
        return Stage.KEEPING
    return Stage.WEIGHING if checked and checked >= total else Stage.CHECKING


def _elsewhere(holder: str) -> str:
    machine = holder.partition("|")[0]
    return "" if machine == socket.gethostname() else machine
