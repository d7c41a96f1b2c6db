"""Whatever fits its lines to its room is told of its size, also when Textual does not tell it."""

import pytest
from textual.app import App, ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from tests.tui.in_loop import in_loop
from tests.tui.waiting import until
from tui.resize import on_new_size
from tui.widgets.fields import Area

LONG = "Northern State JobLink: openings and advice, updated each week."


class Tall(App[None]):
    """More than fits, and room for something new."""

    CSS = "Area { width: 40; height: auto; }"

    def compose(self) -> ComposeResult:
        """Two boxes below each other."""
        yield VerticalScroll(*(Static(str(n)) for n in range(60)))
        yield VerticalScroll(id="new")


@pytest.mark.slow
@in_loop
async def test_a_field_that_comes_while_something_out_of_sight_is_painted_wraps_its_text() -> None:
    """Textual then measures all widgets, the new one too, and takes it for told of its size."""
    async with Tall().run_test() as pilot:
        await pilot.pause()
        list(pilot.app.query(Static))[-1].refresh()
        await pilot.pause()
        area = Area(LONG)
        await pilot.app.query_one("#new").mount(area)
        await until(pilot, lambda: area.size.height == 2)
        assert area.wrapped_document.lines == [
            ["Northern State JobLink: openings and ", "advice, updated each week."]
        ]


@pytest.mark.slow
@in_loop
async def test_each_new_size_is_told_once() -> None:
    async with Tall().run_test(size=(80, 24)) as pilot:
        box = pilot.app.query_one("#new")
        heights: list[int] = []
        on_new_size(box, lambda: heights.append(box.size.height))
        assert heights == [12], "it was laid out before anybody asked"
        await pilot.resize_terminal(80, 30)
        await until(pilot, lambda: heights == [12, 15])
        box.refresh(layout=True)
        await pilot.pause()
        assert heights == [12, 15]
