"""Undo: what `u` and `U` do, and the list of what was done."""

from collections.abc import Callable
from functools import partial

from tui.host import AppHost
from tui.modals.acts import ActList
from tui.modals.confirm import Confirm
from tui.screens.acts import MANY, LinkActs
from tui.services.later import acts
from tui.services.model import Refused, TakenBack
from tui.state.progress import ActProgress


async def undo(app: AppHost) -> None:
    """Undo the user's last act; ask if the last thing they did cannot be undone."""
    try:
        found = await app.ask(acts.to_undo)
    except Refused:
        return
    if found.final:
        said = f"The last thing you did cannot be taken back: {found.final}."
        if not found.act:
            app.tell(f"{said} There is nothing before it.", "warning")
            return
        sentence = f"{said} Take back this instead? {found.act}"
        if not await app.box(Confirm("Take back something older?", sentence)):
            return
    if found.act:
        app.tell(f"Taking back: {found.act}…")
    if found.links >= MANY:
        app.show_act(ActProgress("Taking back", 0, found.links))
    app.run_worker(_take_back(app, "Taking back", partial(acts.undo, past=found.past)))


async def redo(app: AppHost) -> None:
    """Redo what was undone."""
    app.run_worker(_take_back(app, "Doing again", acts.redo))


async def list_acts(app: AppHost) -> None:
    """Show what was done, by whom, and what undo would undo."""
    try:
        done = await app.ask(acts.acts_done, ActList.MOST)
        next_undo = await app.ask(acts.to_undo)
    except Refused:
        return
    await app.box(ActList(done, next_undo))


async def _take_back(app: AppHost, words: str, question: Callable[..., TakenBack]) -> None:
    def progress(done: int, total: int) -> None:
        if done < total:  # more than one step
            app.call_from_thread(app.show_act, ActProgress(words, done, total))

    try:
        async with app.one_act_at_a_time:
            done = await app.ask(question, progress=progress, stop=app.stopping)
    except Refused:
        return
    finally:
        app.end_progress()
    app.tell(done.words)
    if done.link_id is not None and isinstance(app.screen, LinkActs):
        app.screen.stay(done.link_id)
    app.refresh_screens()
