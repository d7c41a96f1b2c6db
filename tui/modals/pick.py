"""Picking one of a list, or several: typing filters at once, Enter takes the first."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen, Screen
from textual.widgets import Input, OptionList, Static

from tui.actions.registry import bindings
from tui.safe_content import joined, plain
from tui.state.option_match import Option, matching
from tui.widgets.fields import Choice, Line
from tui.widgets.key_footer import KeyLine

T = TypeVar("T")


class _Filter(Line):
    """The line of a list of which several are chosen: Space chooses there."""

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Return whether the line handles the key itself."""
        return key != "space" and super().check_consume_key(key, character)


class _Pick(ModalScreen[T]):
    """A box with a line to type in and the options that match."""

    CSS_PATH = "../style/forms.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("pick"),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
    ]

    def __init__(self, title: str, options: Sequence[Option], help_text: str, typed: str) -> None:
        super().__init__()
        self._title = title
        self._options = options
        self._help = help_text
        self._typed = typed
        self._shown: list[Option] = []

    def compose(self) -> ComposeResult:
        with Vertical(classes="box"):
            yield Static(plain(self._title), classes="title")
            yield self._line(self._typed)
            yield OptionList(compact=True)
            yield Static(plain(self._help), classes="help")
        yield KeyLine()

    def _line(self, typed: str) -> Line:
        return Line(typed, hint="type a few letters")

    def on_mount(self) -> None:
        """Show the options and focus the line."""
        self.query_one(OptionList).can_focus = False
        line = self.query_one(Line)
        line.cursor_position = len(self._typed)
        line.focus()
        self._filter(self._typed)

    @on(Input.Changed)
    def _typed_more(self, event: Input.Changed) -> None:
        event.stop()
        self._filter(event.value)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self._take()

    def action_move(self, step: int) -> None:
        """Move the highlight."""
        options = self.query_one(OptionList)
        if step > 0:
            options.action_cursor_down()
        else:
            options.action_cursor_up()

    @property
    def _highlighted(self) -> Option | None:
        place = self.query_one(OptionList).highlighted
        return None if place is None or place >= len(self._shown) else self._shown[place]

    def _filter(self, typed: str) -> None:
        self._shown = matching(self._options, typed)
        self._refill(self._first_highlight() if not typed else 0)

    def _refill(self, highlight: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        options.add_options([self._line_of(option) for option in self._shown])
        options.highlighted = min(highlight, len(self._shown) - 1) if self._shown else None
        nothing = "Nothing matches; press backspace to see more."
        self.query_one(".help", Static).update(plain(self._help if self._shown else nothing))

    def _first_highlight(self) -> int:
        return 0

    def _line_of(self, option: Option) -> Content:
        if not option.hint:
            return plain(option.label)
        return joined(plain(option.label), plain(f"  {option.hint}", "dim"))

    def _take(self) -> None:
        raise NotImplementedError


class PickOne(_Pick[str | None]):
    """One of a list. Its result: the value, or None when nothing was picked."""

    def __init__(
        self, title: str, options: Sequence[Option], chosen: str | None = None, typed: str = ""
    ) -> None:
        """chosen: the value at which the highlight begins. typed: letters typed already."""
        super().__init__(title, options, "Type to find; Enter takes the marked one.", typed)
        self._chosen = chosen

    def action_box_cancel(self) -> None:
        self.dismiss(None)

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._shown[event.option_index].value)

    def _first_highlight(self) -> int:
        places = (n for n, option in enumerate(self._shown) if option.value == self._chosen)
        return next(places, 0)

    def _line_of(self, option: Option) -> Content:
        sign = plain("● " if option.value == self._chosen else "  ")
        return joined(sign, super()._line_of(option))

    def _take(self) -> None:
        if self._highlighted is not None:
            self.dismiss(self._highlighted.value)


class PickSome(_Pick[list[str] | None]):
    """Any of a list. Its result: the values in the order of the list, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "choose", "Choose", priority=True)]

    def __init__(
        self, title: str, options: Sequence[Option], chosen: Iterable[str] = (), typed: str = ""
    ) -> None:
        """chosen: what is chosen already; a value that is not an option remains chosen."""
        super().__init__(
            title, options, "Type to find; blank chooses or drops; Enter is done.", typed
        )
        self._chosen = list(dict.fromkeys(chosen))

    def _line(self, typed: str) -> Line:
        return _Filter(typed, hint="type a few letters")

    def action_box_cancel(self) -> None:
        """Close without a change."""
        self.dismiss(None)

    def action_choose(self) -> None:
        """Choose the highlighted option, or drop it; show the whole list again."""
        option = self._highlighted
        if option is None:
            return
        if option.value in self._chosen:
            self._chosen.remove(option.value)
        else:
            self._chosen.append(option.value)
        line = self.query_one(Line)
        if line.value:
            line.value = ""
            self._shown = list(self._options)
        self._refill(self._shown.index(option))

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_choose()

    def _line_of(self, option: Option) -> Content:
        sign = plain("[x] " if option.value in self._chosen else "[ ] ")
        return joined(sign, super()._line_of(option))

    def _take(self) -> None:
        """Close with the chosen values; after typing, add the highlighted option, never drop it."""
        option = self._highlighted
        if self.query_one(Line).value:
            if option is None:
                return
            if option.value not in self._chosen:
                self._chosen.append(option.value)
        known = [option.value for option in self._options]
        in_order = [value for value in known if value in self._chosen]
        self.dismiss(in_order + [value for value in self._chosen if value not in known])


async def pick_for(screen: Screen[Any], event: Choice.Opened) -> None:
    """Open the list of a choice over the screen, and store what was picked."""
    choice = event.choice
    if choice.several:
        some = await screen.app.push_screen_wait(
            PickSome("Choose any", choice.options, choice.values, event.typed)
        )
        if some is not None:
            choice.text = ", ".join(some)
    else:
        one = await screen.app.push_screen_wait(
            PickOne("Choose one", choice.options, choice.text, event.typed)
        )
        if one is not None:
            choice.text = one
