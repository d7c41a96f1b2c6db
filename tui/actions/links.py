"""What can be done with links, in the queue, in the catalog and on one link."""

from tui.actions.model import Action
from tui.operations import OPERATIONS, Operation

_LISTS = ("queue", "catalog")
_ALL = ("queue", "catalog", "link")
_MOVE, _MARK, _FIND = "Move", "Mark", "Find"
_WRITE, _SEE = "Write", "See"


def _action(row: Operation) -> Action:
    """Return the key of an operation."""
    return Action(
        row.id,
        (row.key,),
        row.label,
        row.help,
        _ALL,
        "Decide" if row.decides else _WRITE,
        row.shown,
        row.decides,
        f"operate('{row.id}')" if row.decides else "",
    )


LINKS: tuple[Action, ...] = (
    *(_action(row) for row in OPERATIONS if row.key and row.decides),
    Action("new", ("n",), "New", "Add a link; its address may be in the clipboard.",
           _LISTS, _WRITE, shown=True),
    *(_action(row) for row in OPERATIONS if row.key and not row.decides),
    Action("open", ("o",), "Open", "Open the page in a browser.", _ALL, _SEE, shown=True),
    Action("copy", ("c",), "Copy", "Copy the address to the clipboard.", _ALL, _SEE),
    Action("check", ("r",), "Check now",
           "Check the link, or all marked ones, now, and store what was seen.", _ALL, _SEE),
    Action("find-address", ("F",), "Find address",
           "Find where a lost page may be now; what is found is offered to choose from.",
           _ALL, _SEE),
    Action("preview", ("p",), "Preview", "Show the exit notice as visitors will read it.",
           _ALL, _SEE),
    Action("next-tab", ("right", "l"), "Next tab", "Show the next page of details.", _ALL, _SEE,
           shown=True),
    Action("previous-tab", ("left", "h"), "Previous tab", "Show the page of details before.",
           _ALL, _SEE),
    Action("show", ("enter",), "Show", "Show the link's details.", _LISTS, _SEE),
    Action("mark", ("space",), "Mark", "Mark the link, or take the mark off.", _LISTS, _MARK),
    Action("mark-range", ("m",), "Mark to here", "Mark all links from the last mark to here.",
           _LISTS, _MARK),
    Action("mark-group", ("asterisk",), "Mark group",
           "Mark all links of this group; again: of all groups.", ("queue",), _MARK, shown=True),
    Action("mark-all", ("asterisk",), "Mark all", "Mark all links of the list.",
           ("catalog",), _MARK, shown=True),
    Action("search", ("slash",), "Search", "Search all links as you type; Escape shows all again.",
           (*_LISTS, "app"), _FIND, shown=True),
    Action("facets", ("f",), "Filter", "Choose by group, state, health, category or operator.",
           _LISTS, _FIND, shown=True),
    Action("views", ("w",), "Views", "Open a saved view.", _LISTS, _FIND),
    Action("save-view", ("W",), "Save view", "Keep this search as a view with a name.",
           ("catalog",), _FIND),
    Action("sort", ("S",), "Sort", "Sort by name, host, or when it was added.",
           ("catalog",), _FIND),
    Action("cursor-down", ("j",), "Down", "Go to the next link.", _LISTS, _MOVE),
    Action("cursor-up", ("k",), "Up", "Go to the link before.", _LISTS, _MOVE),
    Action("first", ("g",), "First", "Go to the first link.", _LISTS, _MOVE),
    Action("last", ("G",), "Last", "Go to the last link.", _LISTS, _MOVE),
    Action("next-group", ("right_square_bracket",), "Next group", "Go to the next group.",
           ("queue",), _MOVE),
    Action("previous-group", ("left_square_bracket",), "Previous group", "Go to the group before.",
           ("queue",), _MOVE),
    Action("back", ("escape",), "Back",
           "Take off the marks, end the search, or go back, one at a time.", _ALL, _MOVE,
           shown=True),
)  # fmt: skip
