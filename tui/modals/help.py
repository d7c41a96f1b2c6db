"""Help: all actions of a screen, found by typing, run by Enter.

It lists what works on the screen below and what works everywhere, by groups.
The chosen action is returned; the app runs it on the screen below.
"""

from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from tui.actions.registry import Action, actions_of
from tui.actions.words import key_words
from tui.safe_content import indented, joined, plain, stacked, wrapped
from tui.widgets.fields import Line

_KEYS: Final = 14
_LABEL: Final = 16
_FOOT: Final = "Enter does it   ↑ ↓ choose   Esc closes"


def found(
    actions: Sequence[Action], typed: str, keymap: Mapping[str, str] | None = None
) -> list[Action]:
    """Return the actions whose label, sentence, group or keys contain each of the words typed.

    Actions with a key equal to the text typed come first: a single letter or sign is usually a
    search for its key.
    """
    words = typed.casefold().split()
    fitting = [a for a in actions if all(word in _text(a, keymap) for word in words)]
    by_key = [a for a in fitting if typed.strip() in key_words(a, keymap).split(", ")]
    return [*by_key, *(action for action in fitting if action not in by_key)]


def offered(scope: str) -> tuple[Action, ...]:
    """Return the actions on the screen of this scope, then those that work everywhere."""
    here = actions_of(scope) if scope else ()
    everywhere = tuple(action for action in actions_of("app") if action not in here)
    return (*here, *everywhere)


class HelpScreen(ModalScreen[Action | None]):
    """All keys of the screen below. Its result: the chosen action, or None."""

    CSS_PATH: ClassVar = ["../style/help.tcss"]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,f1", "close", show=False, priority=True),
        Binding("down", "move(1)", show=False, priority=True),
        Binding("up", "move(-1)", show=False, priority=True),
        Binding("pagedown", "page(1)", show=False, priority=True),
        Binding("pageup", "page(-1)", show=False, priority=True),
    ]

    def __init__(self, scope: str, keymap: Mapping[str, str] | None = None) -> None:
        """scope: of the screen below. keymap: the keys set by the agency, by action id."""
        super().__init__()
        self._actions = offered(scope)
        self._keymap = keymap
        self._shown: dict[str, Action] = {}

    def compose(self) -> ComposeResult:
        with Vertical(id="help"):
            yield Static("All keys of this screen", id="help-title")
            yield Line(hint="type to search", id="help-search")
            yield OptionList(id="help-list", compact=True)
            yield Static(id="help-foot")

    def on_mount(self) -> None:
        """Focus the line."""
        self._list.can_focus = False
        self.query_one(Line).focus()

    def on_resize(self, _event: events.Resize) -> None:
        """Wrap the lines again."""
        self.call_after_refresh(self._fill)

    @property
    def _list(self) -> OptionList:
        return self.query_one(OptionList)

    def _fill(self) -> None:
        before = self._list.highlighted_option
        actions = found(self._actions, self.query_one(Line).value, self._keymap)
        self._shown = {action.id: action for action in actions}
        self._list.clear_options()
        self._list.add_options(self._options(actions))
        places = [place for place, o in enumerate(self._list.options) if o.id is not None]
        kept = [p for p in places if before and self._list.options[p].id == before.id]
        self._list.highlighted = next(iter([*kept, *places]), None)
        nothing = "Nothing matches; press Backspace to see more."
        self.query_one("#help-foot", Static).update(plain(_FOOT if actions else nothing))

    def _options(self, actions: Sequence[Action]) -> list[Option]:
        width = self._list.scrollable_content_region.width
        options: list[Option] = []
        for group in dict.fromkeys(action.group for action in actions):
            options.append(Option(plain(group, "bold $text-accent"), disabled=True))
            options += [
                Option(action_line(action, width, self._keymap), id=action.id)
                for action in actions
                if action.group == group
            ]
        return options

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._list.highlighted = None
        self._fill()
        self._list.scroll_home(animate=False)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        option = self._list.highlighted_option
        if option is not None and option.id is not None:
            self.dismiss(self._shown[option.id])

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option.id is not None:
            self.dismiss(self._shown[event.option.id])

    def action_move(self, step: int) -> None:
        """Move the highlight to the next action, or the previous one."""
        if step > 0:
            self._list.action_cursor_down()
        else:
            self._list.action_cursor_up()

    def action_page(self, step: int) -> None:
        """Move the highlight by a page."""
        if step > 0:
            self._list.action_page_down()  # type: ignore[no-untyped-call]  # Textual
        else:
            self._list.action_page_up()  # type: ignore[no-untyped-call]  # Textual

    def action_close(self) -> None:
        """Close without running anything."""
        self.dismiss(None)


def action_line(action: Action, width: int, keymap: Mapping[str, str] | None = None) -> Content:
    """Return the keys, the label and the sentence of an action, the sentence in its column."""
    keys, label = plain(key_words(action, keymap), "bold"), plain(action.label)
    head = joined(
        keys.pad_right(max(1, _KEYS - keys.cell_length)),
        label.pad_right(max(1, _LABEL - label.cell_length)),
    )
    left = _KEYS + _LABEL
    first, *rest = wrapped(plain(action.words, "$foreground-muted"), max(20, width - left))
    return stacked([joined(head, first), *indented(rest, left)])


def _text(action: Action, keymap: Mapping[str, str] | None) -> str:
    texts = (action.label, action.words, action.group, key_words(action, keymap))
    return " ".join(texts).casefold()
