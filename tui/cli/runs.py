"""`jobbank runs`: the latest crawls, and one that is under way."""

from typing import TYPE_CHECKING, Any

import click

from directory.model import vocab
from tui.cli.common import (
    ATTENTION,
    DONE,
    environment_here,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
    who_am_i,
)
from tui.services import model
from tui.services import runs as run_services
from tui.state import progress, run_story

if TYPE_CHECKING:
    from directory.queries.crawls import CrawlRow
    from tui.services.model import Desk
    from tui.state.progress import Crawling


@click.command()
@click.option("--limit", type=click.IntRange(1, 10_000), default=20, metavar="N",
              help="The number of crawls to list; 20 by default.")  # fmt: skip
@click.option("--health", is_flag=True, help="Show the links by verdict on each day instead.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per crawl, or per day.")
def runs(limit: int, health: bool, as_json: bool) -> int:
    """List the latest crawls, the newest first: status, number of links by verdict, and why a
    crawl was inconclusive.

    If the output is not a terminal, each crawl is one line with tabs between the
    columns: id, start, status, scope, links checked, links by verdict, note. With
    --health: day, links by verdict.

    Example: jobbank runs --limit 5

    Exit codes: 0 done; 1 the latest crawl of all or due links was cut off or
    inconclusive; 2 bad usage; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        desk = model.Desk(catalog, settings, environment_here(settings), who_am_i(settings))
        return _health(desk, limit, as_json) if health else _runs(desk, limit, as_json)


def _runs(desk: "Desk", limit: int, as_json: bool) -> int:
    crawls, now = run_services.history(desk, limit), run_services.under_way(desk)
    for run in crawls:
        crawling = now if now is not None and now.run_id == run.id else None
        if as_json:
            put_json(_as_json(run, crawling))
        elif on_terminal():
            _put_run(run, crawling)
        else:
            _put_columns(run, crawling)
    if not crawls:
        say("There has been no crawl yet. Start one: jobbank crawl")
        return DONE
    last = run_services.last_run(desk)
    return (
        DONE
        if last is None or run_story.status_sign(last) in (run_story.COMPLETE, run_story.RUNNING)
        else ATTENTION
    )


def _status(run: "CrawlRow") -> str:
    return "interrupted" if run.status == "running" and not run.alive else run.status


def _as_json(run: "CrawlRow", now: "Crawling | None") -> dict[str, Any]:
    return {
        "id": run.id,
        "scope": run.scope,
        "status": _status(run),
        "alive": run.alive,
        "started_at": run.started_at.isoformat(),
        "ended_at": run.ended_at and run.ended_at.isoformat(),
        "checked": now.checked if now else sum(run.counts.values()),
        "total": now.total if now else run.chosen or None,
        "counts": dict(now.counts if now else run.counts),
        "note": run.note,
    }


def _put_columns(run: "CrawlRow", now: "Crawling | None") -> None:
    counts = now.counts if now else run.counts
    checked = now.checked if now else sum(run.counts.values())
    started = f"{run.started_at:%Y-%m-%dT%H:%M:%SZ}"
    put_row(run.id, started, _status(run), run.scope, checked, _in_words(counts), run.note)


def _put_run(run: "CrawlRow", now: "Crawling | None") -> None:
    began = f"{run.started_at:%Y-%m-%d %H:%M} UTC"
    parts = [run_story.status_sign(run).word, run_story.scope_words(run), run_story.how_long(run)]
    if now is not None:
        total = f" of {now.total:,}" if now.total is not None else ""
        parts.append(f"{now.checked:,}{total} checked so far")
    elif not run.alive:
        parts.append(f"{progress.links(run_story.looked_at(run))} checked")
    put_line(f"{run.id}  {began}  {', '.join(filter(None, parts))}")
    found = _in_words(now.counts if now else run.counts)
    if found:
        put_line(f"    {found}")
    if run.status is not vocab.RunStatus.COMPLETE and not run.alive:
        for words in run_story.advice(run):
            put_line(f"    {words}")


def _in_words(counts: Any) -> str:
    """Return counts as `5 gone, 112 ok`, the worst first."""
    return ", ".join(f"{number:,} {word}" for word, number in progress.in_order(counts))


def _health(desk: "Desk", limit: int, as_json: bool) -> int:
    found = run_services.health_over_time(desk, limit)
    for place, day in enumerate(found.days):
        counts = {verdict.value: row[place] for verdict, row in found.counts.items() if row[place]}
        if as_json:
            put_json({"day": day.isoformat(), "counts": counts})
        elif on_terminal():
            put_line(f"{day}  {_in_words(counts) or 'nothing known'}")
        else:
            put_row(day, _in_words(counts))
    if not found.days:
        say("No crawl has ended yet. Start one: jobbank crawl")
    return DONE
