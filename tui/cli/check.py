"""`jobbank check`: a live check of addresses; nothing is stored."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from crawler import patterns
from crawler.check import live
from crawler.page import pages as page_reader
from crawler.workers import worker
from directory.model import findings, reasons, vocab
from directory.rules import urls as rules_urls
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    environment_here,
    pages_unread,
    put,
    put_json,
    settings_here,
    standard_input,
    warn,
)

if TYPE_CHECKING:
    from directory.model.observation import Judgement, Observation
    from directory.settings import Settings


#: The most bytes of addresses to read from standard input.
_MOST_BYTES = 16 * 1024 * 1024


@click.command()
@click.argument("urls", nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per address.")
def check(urls: tuple[str, ...], as_json: bool) -> int:
    """Check addresses now, and report what was found. Nothing is stored.

    “-” reads addresses from standard input, one a line.

    Example: jobbank check https://www.usajobs.gov/

    Example: jobbank check - < addresses.txt

    Exit codes: 0 all work; 1 at least one needs attention; 2 an address cannot
    be read, or there is none.
    """
    return asyncio.run(_check(_given(urls), as_json))


def _given(urls: tuple[str, ...]) -> tuple[str, ...]:
    """Return the addresses, with those of standard input for “-”."""
    if "-" not in urls:
        return urls
    data = standard_input(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise Failed(f"standard input is longer than {_MOST_BYTES:,} bytes", BAD_INPUT)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Failed("standard input is not a text in UTF-8", BAD_INPUT) from None
    read = [line.strip() for line in text.splitlines() if line.strip()]
    place = urls.index("-")
    found = (*urls[:place], *read, *(url for url in urls[place + 1 :] if url != "-"))
    if not found:
        raise Failed("there is no address on standard input", BAD_INPUT)
    return found


async def _check(urls: tuple[str, ...], as_json: bool) -> int:
    settings = settings_here()
    hrefs = _hrefs(urls, settings)
    verdicts, reached = set[vocab.Verdict](), False
    try:
        async with page_reader.open_pages(settings) as pages:
            async for observation, judgement in live.check_links(
                hrefs, pages, settings, environment_here(settings)
            ):
                verdicts.add(judgement.verdict)
                reached |= observation.reached
                _report(observation, judgement, as_json)
    except patterns.SignsError as error:
        raise Failed(str(error), BAD_INPUT) from None
    except worker.WorkerLost as error:
        raise pages_unread(error) from None
    all_work = verdicts <= {vocab.Verdict.OK}
    if not all_work and not reached:
        warn("No site answered. If others fail too, this machine may be offline.")
    return DONE if all_work else ATTENTION


def _hrefs(urls: tuple[str, ...], settings: "Settings") -> list[str]:
    hrefs = []
    for url in urls:
        try:
            hrefs.append(rules_urls.parse_address(url, allowed=settings.allowed_networks).href)
        except rules_urls.UrlRefused as error:
            raise Failed(f"{url}: {error}", BAD_INPUT) from None
    return hrefs


def _report(observation: "Observation", judgement: "Judgement", as_json: bool) -> None:
    if as_json:
        put_json(_as_json(observation, judgement))
    else:
        _put_for_people(observation, judgement)
    if observation.own_fault:
        warn(
            f"{observation.url}: the check failed through a fault of this machine, not of the site."
        )


def _as_json(observation: "Observation", judgement: "Judgement") -> dict[str, Any]:
    return {
        "url": observation.url,
        "at": observation.at.isoformat(),
        "verdict": judgement.verdict,
        "reasons": judgement.reasons,
        "findings": findings.findings_as_json(judgement.findings),
        "status": observation.status,
        "final_url": observation.final_url,
        "suggested_url": judgement.suggested_url,
        "title": observation.page.title if observation.page else None,
        "hops": [{"url": hop.url, "status": hop.status} for hop in observation.hops],
    }


def _put_for_people(observation: "Observation", judgement: "Judgement") -> None:
    put(f"{judgement.verdict:<9} {observation.url}")
    for finding in judgement.findings:
        about = reasons.info(finding.reason)
        evidence = f" [{finding.evidence}]" if finding.evidence else ""
        put(f"          {about.summary}{evidence}")
        if about.verdict is not judgement.verdict or finding is judgement.worst:
            put(f"          → {about.next_step}")
    if judgement.suggested_url:
        put(f"          New address: {judgement.suggested_url}")
