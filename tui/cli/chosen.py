"""`jobbank crawl ID…` and `--where QUERY`: select the links, and report the result of each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import click

from directory.model import reasons, vocab
from tui.cli.common import (
    BAD_INPUT,
    Failed,
    number,
    opened_catalog,
    put,
    say,
    settings_here,
    warn,
)
from tui.cli.selection import both, ids_of, query_of
from tui.safe_text import safe

_NAMED = 10
_ENDED_EARLY = (
    "The crawl was cut off. What it has reported is stored when the next crawl begins; "
    "run the command again for the other links."
)


def chosen_ids(ids: Sequence[int], where: str | None) -> Sequence[int]:
    """Return the ids of the links named, or of those of a query that are not retired.

    Raise Failed if one of the links named cannot be checked, or if a query is empty or cannot be
    understood.
    """
    with opened_catalog(settings_here()) as catalog:
        if where is None:
            catalog.runs.refuse_unchecked(ids)
            return ids
        query = query_of(catalog, where)
        if not query:
            raise Failed("an empty query means all links; for those, leave --where out", BAD_INPUT)
        return ids_of(catalog, both(query, query_of(catalog, "-state:retired")))


def refuse_mixture(ids: Sequence[int], where: str | None, *, others: bool) -> None:
    """Raise UsageError when links are named in more than one way. others: all or due links."""
    if ids and where is not None:
        raise click.UsageError("name links by their ids or give --where QUERY, not both")
    if others and (ids or where is not None):
        raise click.UsageError("--due, --all and --fresh do not go with links that are named")


def put_seen(seen: Sequence[Mapping[str, Any]]) -> None:
    """Print the result of each link, the worst first."""
    for line in sorted(seen, key=lambda one: (-vocab.Verdict(one["verdict"]).severity, one["id"])):
        about = reasons.info(reasons.Reason(line["reasons"][0]))
        put(f"{line['verdict']:<9} {line['id']}  {safe(line['name'])}: {safe(line['url'])}")
        evidence = f" ({line['evidence']})" if line["evidence"] else ""
        put(f"          {safe(about.summary + evidence)}")
        if line["suggested_url"]:
            put(f"          New address: {safe(line['suggested_url'])}")
        if about.next_step and line["verdict"] != "ok":
            put(f"          What to do: {about.next_step}")


def say_left(left: Sequence[Mapping[str, Any]]) -> None:
    """Report the links that were not checked, and why."""
    for line in left[:_NAMED]:
        warn(f"Link {line['id']} was not checked{_why(line['until'])}: {safe(line['url'])}")
    if left[_NAMED:]:
        warn(f"… and {number(len(left) - _NAMED, 'more link')} not checked either.")


def _why(until: str | None) -> str:
    if until is None:
        return ""
    return f"; its site asked not to be asked again before {_minute(until)}"


def _minute(moment: str) -> str:
    return f"{datetime.fromisoformat(moment):%Y-%m-%d %H:%M} UTC"


def say_stored() -> None:
    """Report what follows from the results."""
    say("The results are stored. One bad check confirms nothing; what is true of a link over "
        "time: jobbank show ID")  # fmt: skip


def say_ended_early() -> None:
    """Report that the crawl was cut off."""
    warn(_ENDED_EARLY)
