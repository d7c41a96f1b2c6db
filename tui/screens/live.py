"""Requests to the web in the background: checks of links, a lost page's new address.

Keys start them; the results are shown as messages, and what they change is refreshed.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, Any

from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict
from tui.host import AppHost
from tui.processes.child import CheckFailed
from tui.processes.stored_check import check_and_store
from tui.processes.suggestions import suggested_addresses
from tui.state.option_match import Option

if TYPE_CHECKING:
    from directory.queries.link_rows import Row


def check(app: AppHost, ids: Sequence[int], about: str) -> None:
    """Check these links, and store the results. about: the links, for messages."""
    app.run_worker(_check(app, list(ids), about))


def find_address(app: AppHost, row: "Row") -> None:
    """Find where the page of a link may be now, and keep what was found."""
    app.run_worker(_find_address(app, row))


async def _check(app: AppHost, ids: Sequence[int], about: str) -> None:
    seen: list[dict[str, Any]] = []
    problem = ""
    with _asking(app, f"Checking {about}…"):
        try:
            async with aclosing(check_and_store(ids)) as answers:
                seen += [answer async for answer in answers]
        except CheckFailed as failed:
            problem = str(failed)
    if seen:
        well = not problem and all(answer["verdict"] == "ok" for answer in seen)
        said = f"Checked {about}: {_sentence(seen)} {problem}".strip()
        app.tell(said, "information" if well else "warning")
    else:
        app.tell(f"{about} could not be checked: {problem}", "warning")
    app.refresh_screens()


async def _find_address(app: AppHost, row: "Row") -> None:
    try:
        with _asking(app, f"Searching for the new address of “{row.name}”…"):
            found = await suggested_addresses(row.id)
    except CheckFailed as failed:
        app.tell(f"No new address of “{row.name}” could be found: {failed}", "warning")
        return
    options = tuple(
        Option(one["address"], one["address"], one["why"]) for one in found["suggestions"]
    )
    if not options:
        remarks = " ".join(found["remarks"])
        app.tell(f"No new address of “{row.name}” was found. {remarks}".strip(), "warning")
        return
    app.addresses[row.id, row.url] = options
    app.tell(f"Found where “{row.name}” may be now ({len(options)}): press . or F there.")


@contextmanager
def _asking(app: AppHost, words: str) -> Iterator[None]:
    """Show this text while a request is under way."""
    app.activity = app.activity.with_asking(words)
    try:
        yield
    finally:
        app.activity = app.activity.without_asking(words)


def _sentence(seen: Sequence[dict[str, Any]]) -> str:
    """Return what was seen of one link, or the number of each verdict for several."""
    if len(seen) == 1:
        return _of_one(seen[0])
    counts = Counter(Verdict(answer["verdict"]) for answer in seen)
    worst_first = sorted(counts, key=lambda verdict: -verdict.severity)
    return ", ".join(f"{counts[verdict]:,} {verdict}" for verdict in worst_first) + "."


def _of_one(answer: dict[str, Any]) -> str:
    about = REASONS[Reason(answer["reasons"][0])]
    alone = answer["status"] is None and about.verdict != "ok"
    doubt = " If others fail too, this machine may be offline." if alone else ""
    return f"{about.verdict}: {about.summary}{doubt}"
