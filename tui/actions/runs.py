"""What can be done on the screen of runs."""

from tui.actions.model import Action

_RUNS = ("runs",)
_CRAWL, _SEE, _MOVE = "Crawls", "See", "Move"

RUNS: tuple[Action, ...] = (
    Action("crawl-due", ("n",), "Crawl due",
           "Start a crawl of the links whose next look is due. It goes on if you leave.",
           _RUNS, _CRAWL, shown=True, decides=True),
    Action("crawl-all", ("N",), "Crawl all",
           "Start a crawl of all links. It goes on if you leave.", _RUNS, _CRAWL, shown=True,
           decides=True),
    Action("stop-crawl", ("x",), "Stop crawl",
           "Stop the crawl that is under way; what it has looked at is kept.",
           _RUNS, _CRAWL, shown=True, decides=True),
    Action("health-over-time", ("h",), "Health",
           "Show how the links' health went over time, or the crawl at the cursor again.",
           _RUNS, _SEE, shown=True),
    Action("next-run", ("j",), "Down", "Go to the next crawl.", _RUNS, _MOVE),
    Action("previous-run", ("k",), "Up", "Go to the crawl before.", _RUNS, _MOVE),
    Action("first-run", ("g",), "First", "Go to the latest crawl.", _RUNS, _MOVE),
    Action("last-run", ("G",), "Last", "Go to the oldest crawl that is shown.", _RUNS, _MOVE),
)  # fmt: skip
