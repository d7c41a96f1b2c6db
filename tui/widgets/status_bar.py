"""The line above the keys that shows what is under way; hidden if nothing is.

Each screen has one, and all of them show the app's `activity`.
"""

from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from tui.safe_content import plain, plain_lines
from tui.state.progress import Activity, Crawling, crawl_lines


class Strip(Widget):
    """What is under way, in one line: a bulk act, a live check, or a crawl."""

    DEFAULT_CSS = """
    Strip { height: 1; padding: 0 1; background: $panel; color: $text; display: none; }
    Strip.-busy { display: block; }
    """

    activity: reactive[Activity] = reactive(Activity())

    def __init__(self, *, crawl: bool = True) -> None:
        """crawl: show crawls too; False beside a panel that shows more about them."""
        super().__init__()
        self._crawl = crawl

    def on_mount(self) -> None:
        """Follow the app's activity."""
        self.watch(self.app, "activity", self._follow)

    def _follow(self, activity: Activity) -> None:
        self.activity = activity if self._crawl else activity.with_crawl(None)

    def watch_activity(self, activity: Activity) -> None:
        """Show the line only if there is something to show."""
        self.set_class(activity != Activity(), "-busy")

    def render(self) -> Content:
        """Return the line, as wide as there is room."""
        return plain(self.activity.line(max(1, self.content_size.width)))


class CrawlPanel(Widget):
    """The crawl under way, in four lines; hidden if there is none."""

    DEFAULT_CSS = """
    CrawlPanel { height: auto; padding: 0 1; background: $boost; display: none; }
    CrawlPanel.-busy { display: block; }
    """

    crawl: reactive[Crawling | None] = reactive(None, layout=True)

    def on_mount(self) -> None:
        """Follow the app's activity."""
        self.watch(self.app, "activity", self._follow)

    def _follow(self, activity: Activity) -> None:
        self.crawl = activity.crawl

    def watch_crawl(self, crawl: Crawling | None) -> None:
        """Show the panel only if there is a crawl."""
        self.set_class(crawl is not None, "-busy")

    def render(self) -> Content:
        """Return its progress, its pace, what it has found, and the latest links."""
        if self.crawl is None:
            return plain("")
        return plain_lines("\n".join(crawl_lines(self.crawl, max(1, self.content_size.width))))
