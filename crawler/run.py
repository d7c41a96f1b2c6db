"""Run one crawl in a separate process: `python -m crawler.run [--due] [--fresh] [--chosen]`.

Progress is written to stdout as JSON lines, one object a line, each with a `type`: `begin`, then
`link` for each link once its result is stored in the catalog, `wait` if some links will be checked
again before the run is accepted, and `summary` at the end. With `--chosen`, the ids of the links to
check are read from stdin, and before the summary there is a line `left` for each that was not
checked. Settings come from the environment and `jobbank.toml` as everywhere.

Exit codes: 0 no problems, 1 some links need attention or are left for the next crawl, 2 a setting
is wrong or a chosen link cannot be checked, 3 inconclusive, 4 the catalog cannot be used or another
crawl is using it.
"""

import argparse
import asyncio
import ctypes
import gc
import json
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from functools import partial
from threading import Event, Timer
from typing import Any

from crawler.check.canaries import ResolverWatch, check_canaries
from crawler.check.clock_watch import ClockWatch
from crawler.check.live import check_links
from crawler.check.second_check import second_checks
from crawler.environment import Environment, environment_of, open_catalog
from crawler.page.pages import Pages, page_fork_server
from crawler.patterns import SignsError
from crawler.simulation.simulation import SimulationError
from crawler.spiders.chosen_links import left_of, read_ids
from crawler.spiders.health import CrawlJob, Faults, HealthSpider
from crawler.spiders.result_writer import ResultWriter
from crawler.workers.fork_server import ForkServer
from crawler.workers.worker import Worker
from directory.catalog.catalog import Catalog
from directory.catalog.crawl_runs import VOUCHED, Begun, CrawlUnderWay, Result, RunLost, RunSummary
from directory.errors import CatalogUnavailable, ChangeRefused, DamagedRows
from directory.model.findings import findings_as_json
from directory.model.vocab import RunStatus, Verdict
from directory.process_lease import this_process
from directory.program import write_fault_report
from directory.rules.network_health import UNWATCHED, Canaries, RunSight, Watch, own_fault
from directory.settings import Settings, SettingsError, load_settings

DONE, ATTENTION, BAD_INPUT, INCONCLUSIVE, UNAVAILABLE = range(5)
_PR_SET_PDEATHSIG = 1
WITNESSES = 3
LONGEST_STOP = 1.6  # seconds
_SIGN_OF_LIFE = 30.0  # seconds; well below `process_lease.LEASE`


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one crawl to its end; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m crawler.run", description=__doc__)
    parser.add_argument("--due", action="store_true", help="only links that are due")
    parser.add_argument("--fresh", action="store_true", help="do not take up an interrupted run")
    parser.add_argument("--chosen", action="store_true", help="only links whose ids are on stdin")
    parser.add_argument("--with-parent", action="store_true", help="end when the parent ends")
    chosen = parser.parse_args(arguments)
    if chosen.chosen and (chosen.due or chosen.fresh):
        parser.error("--chosen goes with neither --due nor --fresh")
    stopping = Stopping()
    if chosen.with_parent:
        _end_with_parent()
    try:
        ids = read_ids(sys.stdin) if chosen.chosen else None
        settings = load_settings()
        environment = environment_of(settings)
        fork_server = page_fork_server(settings)
    except (SettingsError, SimulationError, SignsError, ChangeRefused) as error:
        return _say(error, BAD_INPUT)
    except OSError as error:
        return _say(f"This machine cannot start a process: {error.strerror}.", INCONCLUSIVE)
    with fork_server:
        return _crawl_and_tell(settings, environment, fork_server, stopping, chosen, ids)


def _crawl_and_tell(
    settings: Settings,
    environment: Environment,
    fork_server: ForkServer,
    stopping: "Stopping",
    options: argparse.Namespace,
    ids: Sequence[int] | None,
) -> int:
    try:
        catalog = open_catalog(settings, environment)
    except CatalogUnavailable as error:
        return _say(error, UNAVAILABLE)
    catalog.wait_for_writers()
    try:
        summary, left, faults = crawl(
            catalog, settings, environment, fork_server, stopping,
            due_only=options.due, fresh=options.fresh, ids=ids,
        )  # fmt: skip
    except ChangeRefused as error:
        return _say(error, BAD_INPUT)
    except (CrawlUnderWay, RunLost, CatalogUnavailable) as error:
        _say(error, UNAVAILABLE)
        if isinstance(error, DamagedRows) and catalog.runs.drop_damaged_health(environment.clock()):
            _say("What was known of the sites in these rows was dropped: crawl again.", UNAVAILABLE)
        return UNAVAILABLE
    except BrokenPipeError:
        return _nobody_reads()
    finally:
        catalog.close()
    report = write_fault_report(faults.first) if faults.number else ""
    try:
        tell({"type": "summary", **_summary_line(summary, left, faults, report)})
    except BrokenPipeError:
        return _nobody_reads()
    return exit_code(summary, left)


def _nobody_reads() -> int:
    """Return the exit code for a reader of our progress that has gone. What was reported is stored,
    and the next crawl continues."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return ATTENTION


class Stopping:
    """Ctrl-C and similar signals: the crawl ends with what is done, whenever one comes.

    asked: one has come. on_stop: called then, in the signal's handler. Whatever the crawl waits
    for, a locked database or a silent server, it ends at most LONGEST_STOP later: what is not
    stored by then is checked again by the next crawl.
    """

    def __init__(self) -> None:
        self.asked = False
        self.on_stop: Callable[[], None] = _nothing
        self._event = Event()
        signals = (signal.SIGINT, signal.SIGTERM)
        for number in signals:
            signal.signal(number, self._on_signal)
        # The process that started this one may have blocked them.
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)

    def _on_signal(self, _number: int, _frame: object) -> None:
        if not self.asked:
            guard = Timer(LONGEST_STOP, _end_now)
            guard.daemon = True
            guard.start()
        self.asked = True
        self._event.set()
        self.on_stop()

    def wait(self, seconds: float) -> None:
        """Wait for this many seconds, or until a signal comes."""
        self._event.wait(seconds)


def _end_now() -> None:
    sys.stderr.write(
        "The crawl was stopped while it waited. What it has reported is not lost; later crawls "
        "check the other links.\n"
    )
    sys.stderr.flush()
    os._exit(ATTENTION)


def _nothing() -> None:
    """Stop nothing: what runs now is short, and must not be interrupted."""


def crawl(
    catalog: Catalog,
    settings: Settings,
    environment: Environment,
    fork_server: ForkServer,
    stopping: Stopping,
    *,
    due_only: bool,
    fresh: bool,
    ids: Sequence[int] | None = None,
) -> tuple[RunSummary, int, Faults]:
    """Crawl the catalog; return the summary, the number of links left for the next crawl, and our
    faults.

    ids: of the links to check; None for those that are due, or all. Raise CrawlUnderWay or RunLost
    because of other crawls, ChangeRefused if one of these links cannot be checked, and
    CatalogUnavailable if the catalog fails.
    """
    holder, now = this_process(), environment.clock()
    if ids is None:
        begun = catalog.runs.begin(holder=holder, now=now, due_only=due_only, fresh=fresh)
    else:
        begun = catalog.runs.begin_chosen(ids, holder=holder, now=now)
    writer = ResultWriter(catalog, begun.run_id, holder, environment.clock, _tell_links)
    work = catalog.runs.work_list(begun)
    _collect_garbage_seldom()
    watch = UNWATCHED
    try:
        total = work.total()
        _tell_begin(begun, total)
        job = CrawlJob(
            settings, environment, writer, work, fork_server,
            lambda: stopping.asked, ClockWatch(environment.clock),
        )  # fmt: skip
        if total and not stopping.asked:
            watch = _watch_and_crawl(job, stopping)
        left = _tell_left(catalog, begun, environment)
    finally:
        writer.close()
        work.close()
    if job.failure is not None:
        raise job.failure
    if watch.at_begin is Canaries.SILENT:
        return _not_crawled(catalog, begun, holder, environment, watch), left, job.faults
    try:
        return _conclude(catalog, begun, holder, job, stopping, watch, left), left, job.faults
    except DamagedRows:
        if not catalog.runs.drop_damaged_health(environment.clock()):
            raise
    return _conclude(catalog, begun, holder, job, stopping, watch, left), left, job.faults


def _conclude(
    catalog: Catalog,
    begun: Begun,
    holder: str,
    job: CrawlJob,
    stopping: Stopping,
    watch: Watch,
    left: int,
) -> RunSummary:
    """Settle the run, using everything that can be learnt about this network now."""
    if not stopping.asked:
        watch = _with_second_checks(catalog, begun, holder, job, stopping, watch)
    if not watch.network_works and catalog.runs.nobody_answered(begun.run_id):
        watch = _with_witnesses(catalog, begun, job, watch)
    cut_off = left > 0 and (stopping.asked or job.left_out > 0)
    status = RunStatus.INTERRUPTED if cut_off else RunStatus.COMPLETE
    return catalog.runs.settle(
        begun.run_id, now=job.environment.clock(), status=status, holder=holder, watch=watch
    )


def _watch_and_crawl(job: CrawlJob, stopping: Stopping) -> Watch:
    """Crawl; return what was learnt about our own network at the beginning and the end.

    If the canaries are silent at the beginning, no site is requested.
    """
    resolver = ResolverWatch(job.environment)
    watch = Watch(at_begin=check_canaries(job.settings, job.environment))
    if watch.at_begin is Canaries.SILENT or stopping.asked:
        return watch
    _run_spider(job, stopping)
    return replace(
        watch,
        at_end=check_canaries(job.settings, job.environment),
        resolver_invents=resolver.invents(),
        clock=job.clock_watch.check(),
    )


def _with_second_checks(
    catalog: Catalog, begun: Begun, holder: str, job: CrawlJob, stopping: Stopping, watch: Watch
) -> Watch:
    """Check a sample again where many sites changed alike, once most outages would be over."""
    doubt = catalog.runs.doubt(begun.run_id, watch)
    if doubt is None:
        return watch
    tell({"type": "wait", "seconds": job.environment.second_check_after, "links": len(doubt.links)})
    ends_at = time.monotonic() + job.environment.second_check_after
    while (left := ends_at - time.monotonic()) > 0 and not stopping.asked:
        stopping.wait(min(left, _SIGN_OF_LIFE))
        catalog.runs.record(begun.run_id, holder, job.environment.clock(), [])
    if stopping.asked:
        return watch
    found = second_checks(doubt, job.settings, job.environment, job.fork_server)
    return replace(watch, second_checks=found)


def _not_crawled(
    catalog: Catalog, begun: Begun, holder: str, environment: Environment, watch: Watch
) -> RunSummary:
    """End a run in which no site was requested; a resumed run is put off to a later crawl."""
    if not begun.resumed:
        return catalog.runs.settle(
            begun.run_id,
            now=environment.clock(),
            status=RunStatus.COMPLETE,
            holder=holder,
            watch=watch,
        )
    note = own_fault(RunSight(0, 0), watch) or ""
    return catalog.runs.put_off(begun.run_id, holder=holder, now=environment.clock(), note=note)


def _with_witnesses(catalog: Catalog, begun: Begun, job: CrawlJob, watch: Watch) -> Watch:
    """Check, after a run in which no site answered, whether a recently working one answers.

    If only sites that are down were due, none answers although our network works. Nothing of these
    checks is stored.
    """
    witnesses = catalog.runs.well_links(WITNESSES, besides=begun.run_id)
    if not witnesses:
        return replace(watch, no_witness=begun.chosen is not None)
    return replace(watch, witness_answered=asyncio.run(_any_answers(witnesses, job)))


async def _any_answers(urls: Sequence[str], job: CrawlJob) -> bool:
    async with (
        Worker(job.fork_server) as worker,
        aclosing(check_links(urls, Pages(worker.run), job.settings, job.environment)) as checked,
    ):
        async for observation, _ in checked:
            if observation.reached:
                return True
    return False


def work_left(catalog: Catalog, begun: Begun) -> int:
    """Return how many links this run has not checked."""
    work = catalog.runs.work_list(begun)
    try:
        return work.total()
    finally:
        work.close()


def _tell_left(catalog: Catalog, begun: Begun, environment: Environment) -> int:
    """Return how many links this run has not checked; report chosen ones one by one."""
    if begun.chosen is None:
        return work_left(catalog, begun)
    left = list(left_of(catalog, begun, environment.clock()))
    for link in left:
        tell({"type": "left", **link})
    return len(left)


def exit_code(summary: RunSummary, left: int) -> int:
    """Return the exit code of a run that ended this way."""
    if summary.status is RunStatus.INCONCLUSIVE:
        return INCONCLUSIVE
    well = (Verdict.OK, VOUCHED)
    bad = sum(number for verdict, number in summary.counts.items() if verdict not in well)
    return ATTENTION if bad or left else DONE


def tell(line: dict[str, Any]) -> None:
    """Write one line of progress to stdout. A reader that has gone ends the crawl, cleanly."""
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _tell_begin(begun: Begun, total: int) -> None:
    tell(
        {
            "type": "begin",
            "run": begun.run_id,
            "total": total,
            "already_checked": begun.already_checked,
        }
    )


def _tell_links(results: Sequence[Result]) -> None:
    lines = [
        json.dumps(
            {
                "type": "link",
                "id": result.link_id,
                "url": result.observation.url,
                "name": result.name,
                "verdict": result.judgement.verdict,
                "reasons": result.judgement.reasons,
                "findings": findings_as_json(result.judgement.findings),
                "evidence": result.judgement.worst.evidence,
                "status": result.observation.status,
                "final_url": result.observation.final_url,
                "suggested_url": result.judgement.suggested_url,
            }
        )
        for result in results
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    sys.stdout.flush()


def _summary_line(
    summary: RunSummary, left: int, faults: Faults, fault_report: str
) -> dict[str, Any]:
    return {
        "run": summary.run_id,
        "status": summary.status,
        "checked": summary.checked,
        "left": left,
        "faults": faults.number,
        "fault_report": fault_report,
        "counts": summary.counts,
        "note": summary.note,
    }


def _run_spider(job: CrawlJob, stopping: Stopping) -> None:
    from scrapy.crawler import AsyncCrawlerProcess

    from crawler.spiders.settings import engine_settings

    process = AsyncCrawlerProcess(engine_settings(_event_loop()))
    logging.disable(logging.CRITICAL)  # Scrapy builds a record a request even when it logs none
    crawler = process.create_crawler(HealthSpider)
    process.crawl(crawler, job=job)
    stopping.on_stop = partial(_stop_spider, crawler)
    try:
        process.start(install_signal_handlers=False)
    finally:
        stopping.on_stop = _nothing


def _stop_spider(crawler: Any) -> None:
    if crawler.spider is not None:
        crawler.spider.stop_soon()


def _collect_garbage_seldom() -> None:
    """Collect garbage rarely: hardly any is in cycles, and the search took a fifth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _event_loop() -> str | None:
    try:
        import uvloop
    except ImportError:
        return None
    del uvloop
    return "uvloop.Loop"


def _end_with_parent() -> None:
    """End this process when its parent ends: on Linux, the kernel does it, for any cause of death.

    Elsewhere the crawl ends at its next line of progress, which has no reader.
    """
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the call
        sys.exit(UNAVAILABLE)


def _say(error: Exception | str, code: int) -> int:
    sys.stderr.write(f"{error}\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
