"""`jobbank rejudge`: judge stored checks again by the present rules."""

from typing import TYPE_CHECKING

import click

from crawler import patterns
from directory.catalog import crawl_runs
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    UNAVAILABLE,
    Failed,
    number,
    opened_catalog,
    put,
    put_json,
    say,
    settings_here,
    shows_progress,
    who_am_i,
    working,
)

if TYPE_CHECKING:
    from directory.catalog.rejudging import Judge, Rejudged


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link that changed.")
def rejudge(as_json: bool) -> int:
    """Judge the last check of each link again, by the present rules and lists.

    Run this after an update of the program, or after a change of the setting
    “signs”. No request is made. The stored findings and their evidence are
    replaced; otherwise they remain as each check found them.

    Example: jobbank rejudge

    Exit codes: 0 nothing changed; 1 findings of some links have changed;
    2 a list cannot be used; 4 the catalog cannot be used, or a crawl is under way.
    """
    settings = settings_here()
    judge = _judge_by_settings()
    changed = 0
    with opened_catalog(settings) as catalog:
        who = who_am_i(settings)
        catalog.require_own_name(who)
        try:
            found = catalog.runs.rejudge(judge, who=who, now=catalog.now())
            if shows_progress():
                with working("Judging stored checks"):
                    found = iter(list(found))  # lines would break the display
            for one in found:
                changed += 1
                _put(one, as_json)
        except crawl_runs.CrawlUnderWay as error:
            raise Failed(str(error), UNAVAILABLE) from None
    say(f"The findings of {number(changed, 'link')} have changed." if changed else "No change.")
    return ATTENTION if changed else DONE


def _judge_by_settings() -> "Judge":
    try:
        return patterns.judge_by(settings_here())
    except patterns.SignsError as error:
        raise Failed(str(error), BAD_INPUT) from None


def _put(one: "Rejudged", as_json: bool) -> None:
    if as_json:
        put_json(
            {"id": one.link_id, "url": one.url, "before": one.before, "after": one.after},
        )
    else:
        put(f"{one.link_id}  {one.url}: {', '.join(one.before)} → {', '.join(one.after)}")
