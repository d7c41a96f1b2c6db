"""`jobbank suggest`: new addresses of lost pages, for staff to accept."""

import asyncio
from typing import TYPE_CHECKING, Any

import click

from crawler import patterns
from crawler.suggest import compose, model
from crawler.workers import worker
from directory.model import reasons
from directory.queries import broken_links
from directory.queries import links as queries_links
from directory.rules import urls
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    LinkNumber,
    environment_here,
    number,
    on_terminal,
    opened_catalog,
    pages_unread,
    put,
    put_json,
    say,
    settings_here,
    shows_progress,
    warn,
)

if TYPE_CHECKING:
    from crawler.suggest.model import Suggested
    from directory.catalog.catalog import Catalog
    from directory.queries.broken_links import BrokenLink
    from directory.settings import Settings


@click.command()
@click.argument("ids", nargs=-1, type=LinkNumber(), metavar="[ID]…")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link.")
def suggest(ids: tuple[int, ...], as_json: bool) -> int:
    """Suggest new addresses of lost pages: for the links of these numbers, or
    for all that are gone or changed.

    There are three sources: the site's own permanent redirect, pages of the
    same site with a similar title, and the web archive, which shows what the
    page was. Nothing is changed: check a suggestion before you accept it.

    Example: jobbank suggest 12

    Exit codes: 0 something is suggested for each link, or nothing is needed;
    1 for some link there is no suggestion, or the web archive did not
    answer; 2 bad usage, or no such link; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        links = _chosen(catalog, ids)
        if not links:
            say("No link is gone or changed; there is nothing to suggest.")
            return DONE
        return asyncio.run(_suggest(catalog, links, settings, as_json))


def _chosen(catalog: "Catalog", ids: tuple[int, ...]) -> "list[BrokenLink]":
    with catalog.reading() as connection:
        try:
            return (
                broken_links.named_links(connection, ids)
                if ids
                else broken_links.lost_links(connection)
            )
        except broken_links.UnknownLinkError as error:
            raise Failed(str(error), BAD_INPUT) from None


async def _suggest(
    catalog: "Catalog", links: "list[BrokenLink]", settings: "Settings", as_json: bool
) -> int:
    done = without = failed = 0
    if shows_progress():
        say(f"Searching for {number(len(links), 'link')}, politely: this takes a while.")
    counts = shows_progress() and not on_terminal()  # else the results show the progress
    try:
        async for suggested in compose.suggest(links, settings, environment_here(settings)):
            held = _held(catalog, suggested)
            if as_json:
                put_json(_as_json(suggested, held))
            else:
                _put_for_people(suggested, held)
            done += 1
            if counts:
                say(f"{done} of {len(links)}: {suggested.link.url}")
            without += not suggested.suggestions and not suggested.works
            failed += suggested.archive_failed
    except patterns.SignsError as error:
        raise Failed(str(error), BAD_INPUT) from None
    except worker.WorkerLost as error:
        raise pages_unread(error) from None
    if without:
        warn(f"Nothing could be suggested for {number(without, 'link')}.")
    return ATTENTION if without or failed else DONE


def _held(catalog: "Catalog", suggested: "Suggested") -> dict[str, int]:
    """Return the suggested addresses that another link has already, with the id of that link."""
    keys = {one.address: urls.duplicate_key(one.address) for one in suggested.suggestions}
    with catalog.reading() as connection:
        found = queries_links.find_by_keys(connection, keys.values())
    held = {address: found[key].id for address, key in keys.items() if key in found}
    return {
        address: link_id
        for address, link_id in held.items()
        if link_id is not None and link_id != suggested.link.id
    }


def _as_json(suggested: "Suggested", held: dict[str, int]) -> dict[str, Any]:
    link = suggested.link
    return {
        "id": link.id,
        "url": link.url,
        "name": link.names[0],
        "health": {
            "verdict": link.verdict,
            "reason": link.reason or None,
            "since": link.since.isoformat() if link.since else None,
            "confirmed": link.confirmed,
        },
        "suggestions": [
            {
                "kind": one.kind,
                "address": one.address,
                "why": one.why,
                "score": one.score,
                "taken_at": one.taken_at.isoformat() if one.taken_at else None,
                "same_as_link": held.get(one.address),
            }
            for one in suggested.suggestions
        ],
        "remarks": list(suggested.remarks),
        "archive_failed": suggested.archive_failed,
    }


def _put_for_people(suggested: "Suggested", held: dict[str, int]) -> None:
    link = suggested.link
    put(f"{link.id}  {link.names[0]}")
    put(f"    {link.url}")
    put(f"    {_verdict_in_words(link)}")
    if suggested.works:
        return
    for one in suggested.suggestions:
        score = "" if one.score is None else f" (titles {one.score:.0%} alike)"
        put(f"  → {one.address}")
        put(f"      {one.why}{score}")
        if one.address in held:
            put(f"      Link {held[one.address]} has this address already.")
    if not suggested.suggestions:
        put("  No suggestion.")
    for remark in suggested.remarks:
        put(f"    {remark}")
    if any(one.kind is not model.SuggestionKind.ARCHIVE for one in suggested.suggestions):
        put(f"    Check it first; to accept, change the address of link {link.id}.")


def _verdict_in_words(link: "BrokenLink") -> str:
    if link.verdict is None:
        return "Never checked yet."
    known = link.reason in {reason.value for reason in reasons.Reason}
    summary = reasons.REASONS[reasons.Reason(link.reason)].summary if known else link.reason
    since = f" since {link.since:%Y-%m-%d}" if link.since else ""
    sure = "confirmed" if link.confirmed else "not confirmed yet"
    return f"{link.verdict.value}{since}, {sure}: {summary}"
