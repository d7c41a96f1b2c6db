"""What the app asks of the web beside the work: a check of one link, a lost page's new address."""

from contextlib import aclosing
from typing import TYPE_CHECKING, Any

from tui.state.picking import Option
from tui.state.progress import Checking
from tui.state.row import Row

if TYPE_CHECKING:
    from tui.app import CurateApp


class LiveChecks:
    """Begun by keys; the answers come as messages, and what they change is shown."""

    def __init__(self, app: "CurateApp") -> None:
        self._app = app
        #: Where lost pages may be now, as far as that was asked, by id and address of a link.
        self.addresses: dict[tuple[int, str], tuple[Option, ...]] = {}

    def check(self, row: Row) -> None:
        """Check a link, and store what was seen."""
        self._app.run_worker(self._check(row), group="check", exclusive=True)

    def find_address(self, row: Row) -> None:
        """Find where the page of a link may be now, and keep what was found."""
        self._app.run_worker(self._find_address(row), group="find-address", exclusive=True)

    async def _check(self, row: Row) -> None:
        from tui.children.look import CheckFailed
        from tui.children.stored_check import check_and_store

        app = self._app
        app.activity = app.activity.with_check(Checking(f"Checking {row.url}…"))
        try:
            async with aclosing(check_and_store([row.id])) as answers:
                async for answer in answers:
                    well = answer["verdict"] == "ok"
                    said = f"Checked “{row.name}”: {_seen(answer)}"
                    app.tell(said, "information" if well else "warning")
        except CheckFailed as failed:
            app.tell(f"“{row.name}” was not checked: {failed}", "warning")
        finally:
            app.activity = app.activity.with_check(None)
        app.refresh_screens()

    async def _find_address(self, row: Row) -> None:
        from tui.children.look import CheckFailed
        from tui.children.suggestions import suggested_addresses

        app = self._app
        words = f"Searching for the new address of “{row.name}”…"
        app.activity = app.activity.with_check(Checking(words))
        try:
            found = await suggested_addresses(row.id)
        except CheckFailed as failed:
            app.tell(f"No new address of “{row.name}” could be found: {failed}", "warning")
            return
        finally:
            app.activity = app.activity.with_check(None)
        options = tuple(
            Option(one["address"], one["address"], one["why"]) for one in found["suggestions"]
        )
        if not options:
            remarks = " ".join(found["remarks"])
            app.tell(f"No new address of “{row.name}” was found. {remarks}".strip(), "warning")
            return
        self.addresses[row.id, row.url] = options
        app.tell(f"Found where “{row.name}” may be now ({len(options)}): press . or F there.")


def _seen(answer: dict[str, Any]) -> str:
    from directory.model.reasons import REASONS, Reason

    about = REASONS[Reason(answer["reasons"][0])]
    alone = answer["status"] is None and about.verdict != "ok"
    doubt = " If others fail too, this machine may be offline." if alone else ""
    return f"{about.verdict}: {about.summary}{doubt}"
