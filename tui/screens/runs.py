"""Runs: the past crawls and the one under way, what they found, and health over time.

The progress of a crawl under way comes from the app's `activity`, which is updated once a
second. The list is read again when a crawl begins or ends.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from tui.actions.registry import bindings
from tui.host import PaintedScreen
from tui.resize import on_new_size
from tui.safe_content import plain, stacked
from tui.services.later import runs
from tui.services.model import Refused
from tui.state.progress import Activity, in_order, links, sign_of
from tui.state.run_list import heading, run_line
from tui.state.run_story import MEANING, advice, how_long, looked_at, scope_words, status_sign, when
from tui.widgets.key_footer import KeyLine
from tui.widgets.mode_header import ModeBar
from tui.widgets.plot import HealthPlot
from tui.widgets.status_bar import CrawlPanel, Strip

if TYPE_CHECKING:
    from directory.queries.crawls import CrawlRow

#: The most crawls that are listed, and days that are plotted.
_MOST_RUNS = 200
_MOST_DAYS = 400


class RunsScreen(PaintedScreen[None]):
    """The list of crawls; beside or below it the one at the cursor, or the plot."""

    scope = "runs"
    BINDINGS = bindings("runs")
    CSS_PATH = "../style/runs.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012  as Textual has it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-tall")]  # noqa: RUF012
    AUTO_FOCUS = "#runs"

    def __init__(self) -> None:
        super().__init__()
        # Kept, not queried: a result may arrive when the screen is no longer laid out.
        self._heading = Static(id="runs-heading")
        self._table = OptionList(id="runs", markup=False)
        self._about = Static()
        self._plot = HealthPlot()
        self._rows: dict[int, CrawlRow] = {}
        self._run_under_way: int | None = None
        self._plotted: list[int] | None = None

    def compose(self) -> ComposeResult:
        yield ModeBar("runs")
        yield CrawlPanel()
        with Container(id="runs-body"):
            with Vertical(id="runs-list"):
                yield self._heading
                yield self._table
            with Vertical(id="runs-told"):
                with VerticalScroll(id="about"):
                    yield self._about
                yield self._plot
        yield Strip(crawl=False)
        yield KeyLine()

    def on_mount(self) -> None:
        """Read the list, and follow the crawl under way."""
        self.watch(self.app, "activity", self._follow, init=False)
        on_new_size(self._table, self._fit)
        self._load()

    def refresh_data(self) -> None:
        """Read the list again, and the plot if a crawl has ended since."""
        if self.is_mounted:
            self._load()

    @work(exclusive=True, group="runs")
    async def _load(self) -> None:
        try:
            rows = await self.app.ask(runs.history, _MOST_RUNS)
        except Refused:
            return
        self._rows = {row.id: row for row in rows}
        self._list()
        self._tell()
        self._load_plot()

    @work(exclusive=True, group="plot")
    async def _load_plot(self) -> None:
        """Read the plot if it is visible and outdated: that takes long."""
        ended = [row.id for row in self._rows.values() if row.ended_at is not None]
        if not self._plot.display or ended == self._plotted:
            return
        try:
            found = await self.app.ask(runs.health_over_time, _MOST_DAYS)
        except Refused:
            return
        self._plotted = ended
        counts = {verdict.value: row for verdict, row in found.counts.items()}
        self._plot.plotted = (found.days, counts)

    def _follow(self, activity: Activity) -> None:
        now = activity.crawl.run_id if activity.crawl else None
        if now != self._run_under_way:
            self._run_under_way = now
            self.refresh_data()
        self.refresh_bindings()

    # The list

    def _list(self) -> None:
        """Show the rows; the cursor stays with its crawl, or at the top with the latest."""
        table, chosen = self._table, self._chosen()
        follow = chosen is None or table.highlighted == 0
        width = max(1, table.content_size.width)
        self._heading.update(plain(heading(width)))
        places = {run_id: place for place, run_id in enumerate(self._rows)}
        table.clear_options()
        table.add_options(
            Option(plain(run_line(row, width)), id=str(row.id)) for row in self._rows.values()
        )
        if places:
            table.highlighted = 0 if chosen is None or follow else places.get(chosen.id, 0)

    def _chosen(self) -> "CrawlRow | None":
        place = self._table.highlighted
        if place is None or place >= self._table.option_count:
            return None
        return self._rows.get(int(self._table.get_option_at_index(place).id or 0))

    def _fit(self) -> None:
        """Fit the columns to the new width, and load the plot if it has become visible."""
        self._list()
        self._load_plot()

    # The crawl at the cursor

    @on(OptionList.OptionHighlighted, "#runs")
    def _tell(self) -> None:
        """Show the crawl at the cursor."""
        run = self._chosen()
        self._about.update(plain("No crawl has been made yet.") if run is None else about_run(run))

    # Keys

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Enable starting a crawl if none is under way, and stopping if one is."""
        del parameters
        if not self.is_mounted:
            return True
        busy = self.app.activity.crawl is not None
        if action in ("crawl_due", "crawl_all"):
            return not busy or None
        return busy or None if action == "stop_crawl" else True

    @work(group="start")
    async def action_crawl_due(self) -> None:
        """Start a crawl of the links that are due."""
        await self.app.crawls.start(due_only=True)

    @work(group="start")
    async def action_crawl_all(self) -> None:
        """Start a crawl of all links."""
        await self.app.crawls.start(due_only=False)

    @work(group="stop")
    async def action_stop_crawl(self) -> None:
        """Stop the crawl under way."""
        try:
            await self.app.crawls.stop()
        except Refused:
            return

    def action_health_over_time(self) -> None:
        """Show the plot in place of the crawl at the cursor, or the crawl again."""
        self.toggle_class("-plot")
        self.call_after_refresh(self._load_plot)

    def action_next_run(self) -> None:
        self._table.action_cursor_down()

    def action_previous_run(self) -> None:
        self._table.action_cursor_up()

    def action_first_run(self) -> None:
        self._table.action_first()

    def action_last_run(self) -> None:
        self._table.action_last()


def about_run(run: "CrawlRow") -> Content:
    """Return all that is known of a crawl."""
    sign = status_sign(run)
    passed = how_long(run)
    lines = [
        plain(f"{sign.glyph} Crawl {run.id}: {sign.word}", "bold"),
        plain(
            f"{scope_words(run)}, begun {when(run.started_at)}"
            + (f", took {passed}" if passed else "")
        ),
        *(plain(words, longest=4000) for words in advice(run)),
        *_counts(run),
    ]
    return stacked(lines)


def _counts(run: "CrawlRow") -> Sequence[Content]:
    if not run.counts:
        return ()
    return (
        plain(f"{links(looked_at(run))} checked:"),
        *(
            plain(f"  {sign_of(word).glyph} {number:>7,} {word:<9} {MEANING[word]}")
            for word, number in in_order(run.counts)
        ),
    )
