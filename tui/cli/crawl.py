"""`jobbank crawl`: check links in a separate process, and show its progress."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import click

from directory.model import reasons
from tui.cli.chosen import (
    chosen_ids,
    put_seen,
    refuse_mixture,
    say_ended_early,
    say_left,
    say_stored,
)
from tui.cli.common import (
    ATTENTION,
    DONE,
    UNAVAILABLE,
    LinkNumber,
    number,
    put,
    say,
    shows_progress,
    warn,
)
from tui.processes import foreground_crawl
from tui.safe_text import safe

MEANING = {
    "changed": "no longer what staff approved",
    "insecure": "browsers warn visitors",
    "gone": "no longer there",
    "failing": "down just now",
    "blocked": "did not let us in",
    "vouched": "did not let us in; a person has checked it and vouches for it",
    "moved": "at a new address",
    "ok": "fine",
}


@click.command()
@click.argument("ids", nargs=-1, type=LinkNumber(), metavar="[ID]…")
@click.option("--where", metavar="QUERY", help="Only the links of this query.")
@click.option("--due", is_flag=True, help="Only links that are due for a check.")
@click.option("--all", "everything", is_flag=True, help="All links (the default).")
@click.option("--fresh", is_flag=True, help="Start again; do not continue an interrupted crawl.")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per link, then a summary.")
def crawl(
    ids: tuple[int, ...],
    where: str | None,
    due: bool,
    everything: bool,
    fresh: bool,
    as_json: bool,
) -> int:
    """Check each link once, politely, and store the results.

    A crawl that was cut off continues where it stopped. One bad check confirms
    nothing: a link is called broken only if it stays so over days. When our
    own network is at fault, nothing is changed.

    With ids of links, or --where QUERY, those links are checked now, beside any
    other crawl that is under way. Retired links are not checked.

    Example: jobbank crawl --due

    Example: jobbank crawl 12 15

    Exit codes: 0 all is well; 1 some links need attention, or are left for the
    next crawl; 2 bad usage or settings, or a link that cannot be checked; 3
    inconclusive, nothing was changed; 4 the catalog cannot be used, or another
    crawl is under way.
    """
    if due and everything:
        raise click.UsageError("choose --due or --all, not both")
    refuse_mixture(ids, where, others=due or everything or fresh)
    if not ids and where is None:
        return _crawl(None, due=due, fresh=fresh, as_json=as_json)
    chosen = chosen_ids(ids, where)
    if not chosen:
        say("There was nothing to check.")
        return DONE
    return _crawl(chosen, due=False, fresh=False, as_json=as_json)


def _crawl(chosen: Sequence[int] | None, *, due: bool, fresh: bool, as_json: bool) -> int:
    process = foreground_crawl.CrawlProcess(due_only=due, fresh=fresh, chosen=chosen)
    if as_json:
        summary = _show_json(process)
    else:
        summary = _show(process) if chosen is None else _show_chosen(process)
    code = process.wait()
    if summary is None and code not in range(UNAVAILABLE + 1):
        if chosen is not None:
            say_ended_early()
            return ATTENTION
        warn("The crawl was cut off. Run “jobbank crawl” again: it continues from there.")
        return ATTENTION
    return code


def _show_json(process: Any) -> dict[str, Any] | None:
    """Pass on the lines of links and the summary as they come; return the summary."""
    summary = None
    for line in process.lines():
        if line["type"] == "wait":
            _say_wait(line)
        elif line["type"] in ("link", "summary"):
            click.echo(process.raw, nl=False)
        if line["type"] == "summary":
            summary = line
    return summary


def _show(process: Any) -> dict[str, Any] | None:
    """Show progress on a terminal, then what needs attention, and a summary; return the summary."""
    summary: dict[str, Any] | None = None
    worth_a_look = _worth_a_look()
    attention: dict[str, list[str]] = {}  # shown only if the run is not inconclusive
    with foreground_crawl.ProgressBar(visible=shows_progress()) as bar:
        for line in process.lines():
            match line["type"]:
                case "begin":
                    bar.begin(line["total"])
                    _say_begin(line)
                case "link":
                    bar.advance(line["verdict"])
                    if line["verdict"] != "ok" or line["reasons"][0] in worth_a_look:
                        attention.setdefault(line["reasons"][0], []).append(_as_line(line))
                case "wait":
                    _say_wait(line)
                case "summary":
                    summary = line
    if summary is not None:
        _say_summary(summary, attention)
    return summary


def _show_chosen(process: Any) -> dict[str, Any] | None:
    """Show progress on a terminal, then the result of each link; return the summary."""
    lines: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    with foreground_crawl.ProgressBar(visible=shows_progress()) as bar:
        for line in process.lines():
            lines[line["type"]].append(line)
            match line["type"]:
                case "begin":
                    bar.begin(line["total"])
                case "link":
                    bar.advance(line["verdict"])
                case "wait":
                    _say_wait(line)
    if not lines["summary"]:
        return None
    [summary] = lines["summary"]
    if summary["status"] == "inconclusive":
        warn(f"This crawl is inconclusive: {summary['note']}")
        return summary
    put_seen(lines["link"])
    if summary["faults"]:
        _say_faults(summary)
    say_left(lines["left"])
    if lines["link"]:
        say_stored()
    return summary


def _say_begin(line: dict[str, Any]) -> None:
    if line["already_checked"]:
        say(
            f"Continuing the crawl that was cut off: {number(line['already_checked'], 'link')} "
            f"checked before, {line['total']:,} left."
        )


def _say_wait(line: dict[str, Any]) -> None:
    minutes = number(max(1, round(line["seconds"] / 60)), "minute")
    say(
        f"Many unrelated sites changed in the same way, which can be a fault of this machine's "
        f"network. Before anything is stored, {number(line['links'], 'link')} will be checked "
        f"again in {minutes}."
    )


def _worth_a_look() -> frozenset[str]:
    """Return the reasons of working links that staff should check when there is time."""
    return frozenset(
        {
            reasons.Reason.MAYBE_NOT_FOUND,
            reasons.Reason.MAYBE_PARKED,
            reasons.Reason.COMING_SOON,
            reasons.Reason.PAGE_RENEWED,
        }
        | {reasons.Reason.SUSPICIOUS_WORDS}
    )


def _as_line(line: dict[str, Any]) -> str:
    target = f" → {line['suggested_url']}" if line["suggested_url"] else ""
    evidence = f"  ({line['evidence']})" if line["evidence"] and not target else ""
    return f"{line['name']}: {line['url']}{target}{evidence}"


def _put_attention(attention: dict[str, list[str]]) -> None:
    """Print links that need attention by reason, the worst first, each reason with what to do."""
    by_severity = sorted(
        map(reasons.Reason, attention), key=lambda one: -reasons.REASONS[one].verdict.severity
    )
    for reason in by_severity:
        about = reasons.REASONS[reason]
        put(f"{'note' if about.verdict == 'ok' else about.verdict:<9} {about.summary}")
        put(f"          What to do: {about.next_step}")
        for text in sorted(attention[reason]):
            put(f"          {safe(text)}")
        put("")


def _say_faults(summary: dict[str, Any]) -> None:
    report = summary["fault_report"]
    warn(
        f"{number(summary['faults'], 'link')} could not be checked, because of a fault of this "
        "program. The next crawl tries again."
        + (f" The developers of the program need the file {report}." if report else "")
    )


def _say_summary(summary: dict[str, Any], attention: dict[str, list[str]]) -> None:
    if summary["status"] == "inconclusive":
        warn(f"This crawl is inconclusive: {summary['note']}")
        return
    if summary["faults"]:
        _say_faults(summary)
    if not summary["checked"] and not summary["left"]:
        say("There was nothing to check.")
        return
    _put_attention(attention)
    put(f"Checked {number(summary['checked'], 'link')}:")
    for verdict, words in MEANING.items():
        count = summary["counts"].get(verdict, 0)
        if count:
            put(f"{count:>8,} {verdict:<9} {words}")
    if summary["left"] > summary["faults"]:
        warn(
            f"{number(summary['left'], 'link')} left. "
            "Run “jobbank crawl” again: it continues from here."
        )
    say("The confirmed health of each link: jobbank links")
