"""What staff say of links and do to them: one command a deed, each as the key in `curate` does it.

Links are named by their numbers, or meant by a query (`--where`). All that one
command does is one act: `jobbank undo` takes it back.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import wraps
from typing import Any

import click

from tui import deeds
from tui.cli.doing import Making, Meant, run_deed

_UNTIL = click.DateTime(["%Y-%m-%d"])
_CODES = """

    Exit codes: 0 done; 1 some of a query's links could not be, and were left as they were;
    2 bad usage, no such link, or a link refuses: nothing was changed;
    4 the catalog cannot be used.
    """
_OPTIONS = (
    click.argument("ids", nargs=-1, type=click.IntRange(min=1), metavar="[ID]…"),
    click.option("--where", metavar="QUERY", help="All links of this query instead."),
    click.option(
        "--version", type=click.IntRange(min=1), metavar="N",
        help="Only if the one link named is still at this version, as it was listed.",
    ),
    click.option("--why", default="", metavar="TEXT", help="A word for the audit trail."),
    click.option("--json", "as_json", is_flag=True, help="One JSON line per link."),
)  # fmt: skip


def on_links(function: Callable[..., int]) -> Callable[..., int]:
    """Gives a command the options of every deed, and the function what they say, as `meant`."""

    @wraps(function)
    def command(
        ids: tuple[int, ...], where: str | None, version: int | None, why: str, as_json: bool,
        **others: Any,
    ) -> int:  # fmt: skip
        return function(meant=Meant(ids, where, version, why, as_json), **others)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _command(name: str, short_help: str, text: str, make: Callable[[], deeds.Deed]) -> Any:
    """The command of a deed that needs nothing but links."""

    @click.command(name, short_help=short_help, help=text + _CODES)
    @on_links
    def command(meant: Meant) -> int:
        return run_deed(lambda _today: make(), meant)

    return command


submit = _command(
    "submit", "Send drafts on for approval.",
    """Send drafts on for approval.

    Example: jobbank submit 12 40""",
    deeds.submit,
)  # fmt: skip
accept = _command(
    "accept", "Publish what waits for approval.",
    """Accept what waits for approval: a link in review is published, a proposed change made.

    A draft is sent on first. Where four eyes are asked for, nobody can accept
    what they wrote themselves.

    Example: jobbank accept --where "state:in_review" """,
    deeds.accept,
)  # fmt: skip
send_back = _command(
    "send-back", "Send back what waits for approval.",
    """Send what waits for approval back to whoever wrote it.

    A link in review becomes a draft; a proposed change is dropped.

    Example: jobbank send-back 12 --why "the Spanish name is missing" """,
    deeds.send_back,
)  # fmt: skip
retire = _command(
    "retire", "Take links off the directory.",
    """Take links off the directory. The next release is without them.

    Example: jobbank retire 12 --why "closed for good" """,
    deeds.retire,
)  # fmt: skip
restore = _command(
    "restore", "Make retired links drafts again.",
    """Make retired links drafts again.

    Example: jobbank restore 12""",
    deeds.restore,
)  # fmt: skip
approve = _command(
    "approve", "Approve pages as they are now.",
    """Approve the pages of these links as the last crawl saw them.

    Later looks are held against what you approve here. A link that was held
    back because its page had changed is released again.

    Example: jobbank approve 12 --why "new design, same agency" """,
    deeds.approve_page,
)  # fmt: skip


@click.command(short_help="Take the suggested fix of links.")
@on_links
def fix(meant: Meant) -> int:
    """Take the suggested fix of links: what stands beside them in `jobbank queue`.

    A new address is taken over, a dead link is retired, a site that is down is
    left to rest for a week, and so on.

    Example: jobbank fix --where "verdict:moved"

    Exit codes: 0 done; 1 some of a query's links have no fix, and were left as
    they were; 2 bad usage, no such link, or a link refuses: nothing was
    changed; 4 the catalog cannot be used.
    """
    return run_deed(deeds.fix, meant)


@click.command(short_help="Say that you have looked at links yourself.")
@click.option(
    "--until", type=_UNTIL, help="The day until which that counts; by default for 90 days."
)
@on_links
def vouch(until: datetime | None, meant: Meant) -> int:
    """Say that you have looked at these links today, and that they are fine.

    For links that a site does not let our checker see: until the day given they
    count as looked at.

    Example: jobbank vouch 12 40 --until 2027-01-31

    Exit codes: 0 done; 1 some of a query's links could not be, and were left as
    they were; 2 no such link, or no such day; 4 the catalog cannot be used.
    """
    from directory.rules.fixes import VOUCHED_FOR

    return run_deed(_until(deeds.vouch, until, VOUCHED_FOR), meant)


@click.command(short_help="Let links rest in the queue.")
@click.option("--until", type=_UNTIL, help="The last day of their rest; by default a week.")
@click.option("--end", is_flag=True, help="End their rest instead.")
@on_links
def snooze(until: datetime | None, end: bool, meant: Meant) -> int:
    """Let links rest: they are not in the queue until that day, unless their health gets worse.

    Example: jobbank snooze 12 --until 2027-01-31

    Exit codes: 0 done; 1 some of a query's links could not be, and were left as
    they were; 2 no such link, or no such day; 4 the catalog cannot be used.
    """
    from directory.rules.fixes import WAIT

    if end:
        return run_deed(lambda _today: deeds.wake(), meant)
    return run_deed(_until(deeds.snooze, until, WAIT), meant)


def _until(make: Callable[[date], deeds.Deed], until: datetime | None, usual: timedelta) -> Making:
    return lambda today: make(until.date() if until else today + usual)
