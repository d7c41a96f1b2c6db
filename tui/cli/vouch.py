"""`jobbank vouch` and `jobbank approve`: what only a person can say of a link."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import click

from tui.cli.common import DONE, number, opened_catalog, put_json, say, settings_here, who_am_i

if TYPE_CHECKING:
    from directory.catalog import Change
    from directory.model.link import Link

DAYS = 90
_IDS = click.argument("ids", nargs=-1, required=True, type=click.IntRange(min=1))
_WHY = click.option("--why", default="", help="A word for the audit trail.")
_JSON = click.option("--json", "as_json", is_flag=True, help="One JSON line per link.")


@click.command(short_help="Say that you have looked at links yourself.")
@_IDS
@click.option(
    "--until",
    type=click.DateTime(["%Y-%m-%d"]),
    help=f"The day until which that counts; by default {DAYS} days from today.",
)
@_WHY
@_JSON
def vouch(ids: tuple[int, ...], until: datetime | None, why: str, as_json: bool) -> int:
    """Say that you have looked at these links today, and that they are fine.

    For links that a site does not let our checker see: until the day given they
    count as looked at.

    Example: jobbank vouch 12 40 --until 2027-01-31

    Exit codes: 0 done; 2 no such link, or no such day; 4 the catalog cannot be used.
    """

    def act(change: "Change", link: "Link", today: date) -> "Link":
        day = until.date() if until else today + timedelta(days=DAYS)
        assert link.id is not None
        return change.vouch(link.id, link.version, day)

    return _for_each(ids, why, as_json, act, "You have vouched for")


@click.command(short_help="Approve pages as they are now.")
@_IDS
@_WHY
@_JSON
def approve(ids: tuple[int, ...], why: str, as_json: bool) -> int:
    """Approve the pages of these links as the last crawl saw them.

    Later looks are held against what you approve here. A link that was held
    back because its page had changed is released again.

    Example: jobbank approve 12 --why "new design, same agency"

    Exit codes: 0 done; 2 no such link, or no page was seen there; 4 the catalog
    cannot be used.
    """

    def act(change: "Change", link: "Link", _today: date) -> "Link":
        assert link.id is not None
        return change.approve_page(link.id, link.version)

    return _for_each(ids, why, as_json, act, "You have approved")


def _for_each(
    ids: tuple[int, ...],
    why: str,
    as_json: bool,
    act: "Callable[[Change, Link, date], Link]",
    done: str,
) -> int:
    """One act on each link, all in one change: all are done, or none."""
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        with catalog.change(who=who_am_i(settings), why=why) as change:
            once = dict.fromkeys(ids)
            links = [act(change, catalog.find(one), catalog.now().date()) for one in once]
        if as_json:
            for link in links:
                put_json({"id": link.id, "url": link.url, "version": link.version,
                          "vouched_until": link.vouched_until})  # fmt: skip
    say(f"{done} {number(len(links), 'link')}.")
    return DONE
