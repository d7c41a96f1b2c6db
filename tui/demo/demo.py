"""The demo: a catalog, crawls over some simulated days, a release.

It runs the same programs as in production. Only host names and the clock are replaced, by the
file that `JOBBANK_SIMULATION` names.
"""

import asyncio
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import wrap
from typing import Any

from crawler.simulation.server import Fleet
from crawler.simulation.story import StoryLink, story, story_links
from crawler.simulation.world import World
from directory.catalog.catalog import Catalog
from directory.model.link import LinkFields
from directory.model.reasons import Reason, info, next_step
from directory.model.vocab import EditorialState, OperatorBasis, Verdict
from directory.publishing.export.publish import publish
from directory.publishing.export.write import ReleaseSummary
from directory.publishing.site.preview import previewing
from directory.publishing.verify.verify import verify_release
from directory.queries.links import LinkFilter, list_links
from directory.settings import SETTINGS_FILE, Settings
from tui.cli.common import number, put, say
from tui.demo.visit import visit
from tui.processes.foreground_crawl import CrawlProcess, ProgressBar
from tui.starting import fill

AGENCY = "Example Workforce Agency"
#: The agency's own pages, to which the release links.
ADDRESSES: Mapping[str, Any] = {
    "home_url": "https://www.workforce-agency.example/",
    "privacy_url": "https://www.workforce-agency.example/privacy",
    "accessibility_url": "https://www.workforce-agency.example/accessibility",
}
WHO = "demo"
SHOWN = 12

#: The verdicts that staff act on, most urgent first; blocked sites are counted, not listed.
_LISTED = (Verdict.CHANGED, Verdict.INSECURE, Verdict.GONE, Verdict.FAILING, Verdict.MOVED)


def run_demo(folder: Path, until: Callable[[], object] | None = None) -> None:
    """Play the story and leave catalog and release in `folder`.

    until: returns when the user has finished with the website, which is served until then. None:
    there is no user at a terminal; print how to see it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    settings = _settings(folder)
    catalog, world = _catalog_and_world(settings)
    try:
        with world.fleet(keep=0) as fleet:
            fleet.issue_certificates()
            put("")
            put(
                f"Day 0, {world.begins:%d %B %Y}. The sites answer as the state job banks did then."
            )
            _crawl_and_show(catalog, fleet, folder)
            for day in world.days:
                world.advance(fleet, day)
                put("")
                put(f"Day {day.number}. Meanwhile:")
                for line in day.telling:
                    put(f"  · {line.text}")
                _crawl_and_show(catalog, fleet, folder)
        _release(catalog, world, folder, settings)
    finally:
        catalog.close()
    with previewing(folder / "release") as server:
        _visitor(server.address)
        if until is None:
            put(f"  To see it in a browser: cd {folder} && jobbank preview release")
            _your_turn(folder)
            return
        _your_turn(folder)
        put("")
        put(f"The website is open now, for this machine alone: {server.address}")
        say("Ctrl+C ends the demo.")
        until()


def _settings(folder: Path) -> Settings:
    (folder / SETTINGS_FILE).write_text(
        f'agency = "{AGENCY}"\ndatabase = "sqlite:///jobbank.db"\n'
        + "".join(f'{name} = "{address}"\n' for name, address in ADDRESSES.items()),
        encoding="utf-8",
    )
    return Settings(
        agency=AGENCY,
        database=f"sqlite:///{folder.resolve()}/jobbank.db",
        simulation=None,
        **ADDRESSES,
    )


def _catalog_and_world(settings: Settings) -> tuple[Catalog, World]:
    from directory.catalog.links import add_link

    put("A new catalog with the starter directory:")
    moment = story([]).begins
    catalog = Catalog.create(settings.database, lambda: moment)
    added = fill(catalog, settings, who=WHO, with_links=True)
    with catalog.reading() as connection:
        urls = [row.url for row in list_links(connection, LinkFilter())]
    with catalog.change(who=WHO, why="links of the demo's story") as change:
        for link in story_links():
            add_link(change, _fields(link), state=EditorialState.PUBLISHED)
    put(
        f"  {number(added, 'link')}, and {number(len(story_links()), 'made-up one')} for the story."
    )
    return catalog, story(urls)


def _fields(link: StoryLink) -> LinkFields:
    return LinkFields(
        url=link.url,
        names={"en": link.name},
        category=link.category,
        operator=link.operator,
        operator_class=link.operator_class,
        operator_basis=OperatorBasis.CURATOR,
    )


def _crawl_and_show(catalog: Catalog, fleet: Fleet, folder: Path) -> None:
    process = CrawlProcess(environment=_environment(fleet), folder=folder)
    summary: Mapping[str, Any] = {"counts": {}, "checked": 0}
    with ProgressBar(visible=False) as bar:
        for line in process.lines():
            if line["type"] == "summary":
                summary = line
            elif line["type"] == "link":
                bar.advance(line["verdict"])
    process.wait()
    counts = ", ".join(f"{count} {word}" for word, count in summary["counts"].items())
    put(f"  The crawl checked {number(summary['checked'], 'link')}: {counts}.")
    _show_queue(catalog)


def _environment(fleet: Fleet) -> dict[str, str]:
    """Return the child's environment: no settings of the user, and the simulated web."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JOBBANK_")}
    return kept | {
        "JOBBANK_SIMULATION": str(fleet.simulation_file),
        "JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8",
        "JOBBANK_HOST_DELAY": "0.01",
        "JOBBANK_CONNECT_TIMEOUT": "2",
        "JOBBANK_REQUEST_TIMEOUT": "3",
    }


def _show_queue(catalog: Catalog) -> None:
    """Print the queue as staff see it: the links that need a person, worst first."""
    with catalog.reading() as connection:
        rows = [row for row in list_links(connection, LinkFilter()) if row.verdict in _LISTED]
    rows.sort(key=lambda row: (_LISTED.index(row.verdict), row.id))
    if not rows:
        return
    put("  What staff see (in brackets: not confirmed yet):")
    for row in rows[:SHOWN]:
        word = row.verdict.value if row.confirmed else f"({row.verdict.value})"
        about = info(Reason(row.reason))
        put(f"    {word:<11} {row.name}: {about.summary}")
        if row.confirmed:
            put(f"                → {next_step(Reason(row.reason), confirmed=True)}")
    if len(rows) > SHOWN:
        put(f"    … and {len(rows) - SHOWN} more.")


def _release(catalog: Catalog, world: World, folder: Path, settings: Settings) -> None:
    now = world.moment(world.days[-1].number)
    release = folder / "release"
    summary = publish(catalog, release, who=WHO, as_of=now.date(), now=now, settings=settings)
    faults = verify_release(release)
    put("")
    put("The release for the website:")
    put(f"  {number(summary.links, 'link')}, {number(summary.exit_notices, 'exit notice')}.")
    _tell_withheld(catalog, summary)
    put("  It verifies: schema, digests, references are correct." if not faults else str(faults[0]))


def _visitor(website: str) -> None:
    """Print what a job seeker sees of it."""
    seen = asyncio.run(visit(f"{website}site/", "job-banks"))
    put("")
    put("The website, as a visitor sees it:")
    put(f"  {seen.category} → {seen.link} → “{seen.heading}”")
    for line in wrap(seen.notice, width=86):
        put(f"    │ {line}")
    put(f"  and from there, by an ordinary link, to {seen.onward}")


def _your_turn(folder: Path) -> None:
    put("")
    put("Now it is your turn: go to the folder and type “jobbank curate”.")
    put("The simulated web has ended: checks and searches use the real network from now on.")
    put("")
    put("More to try:")
    put(f"  cd {folder}")
    put("  jobbank links --verdict gone")
    put("  jobbank links --search harbor --json")
    put("  jobbank audit verify")
    put("  jobbank export")  # that of the story is of the past, and has expired
    put("  jobbank verify release")


def _tell_withheld(catalog: Catalog, summary: ReleaseSummary) -> None:
    for link_id in summary.withheld:
        put(f"  Held back, for a person to check: {catalog.find(link_id).name}.")
