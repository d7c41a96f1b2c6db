"""The registry: all actions, screen by screen, and the bindings that are made from them.

An action is one thing that a user can do, and the keys for it.
"""

from dataclasses import dataclass

from textual.binding import Binding, BindingType

from tui.operations import OPERATIONS, Operation


@dataclass(frozen=True, slots=True)
class Action:
    """One entry of the registry.

    id: stable, lower-case terms joined by dashes. `jobbank.toml` remaps keys by it; a screen
    handles it in `action_<id>`, with underscores.
    keys: Textual's names of keys; the first is the one that is shown.
    label: one or two terms for the footer. words: a sentence for help and palette.
    scopes: the screens on which it works (`queue`, `catalog`, `runs`, `publish`, …).
    group: the heading under which help lists it. shown: it is in the footer. decides: it acts at
    once, so a key meant for something else must not trigger it. runs: the action for Textual, if
    it is not called by its id.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    words: str
    scopes: tuple[str, ...]
    group: str
    shown: bool = False
    decides: bool = False
    runs: str = ""

    @property
    def method(self) -> str:
        """Return the action for Textual."""
        return self.runs or self.id.replace("-", "_")


#: Groups of several screens.
_SEE, _MOVE = "See", "Move"

# What works on every screen.

_APP = ("app",)
_EVERYWHERE = "Everywhere"

_OF_EVERYWHERE = (
    Action("queue", ("1",), "Queue", "Go to the links that need a person, worst first.", _APP,
           _EVERYWHERE),
    Action("catalog", ("2",), "Catalog", "Go to all links.", _APP, _EVERYWHERE),
    Action("runs", ("3",), "Runs", "Go to the crawls: results, and the one under way.",
           _APP, _EVERYWHERE),
    Action("publish", ("4",), "Publish", "Go to the changes for the website; publish them.",
           _APP, _EVERYWHERE),
    Action("notices", ("5",), "Notices",
           "Go to the notices: what visitors read, and from when.", _APP, _EVERYWHERE),
    Action("undo", ("u", "ctrl+z"), "Undo", "Take back the last thing you did.",
           _APP, _EVERYWHERE, shown=True, decides=True),
    Action("redo", ("U", "ctrl+y"), "Redo", "Do again what you took back.", _APP, _EVERYWHERE,
           decides=True),
    Action("acts", ("H",), "What was done",
           "List what was done, by whom and when, and what can be taken back.", _APP, _EVERYWHERE),
    Action("help", ("question_mark", "f1"), "Help", "Show and search all keys; run one with Enter.",
           _APP, _EVERYWHERE, shown=True),
    Action("commands", ("ctrl+p",), "Commands", "Find any command by its name.", _APP, _EVERYWHERE),
    Action("theme", ("T",), "Light or dark",
           "Switch between dark on light and light on dark.", _APP, _EVERYWHERE),
    Action("quit", ("q", "ctrl+q"), "Quit", "Leave. A crawl under way goes on.",
           _APP, _EVERYWHERE, shown=True),
)  # fmt: skip


# What can be done with links, in the queue, in the catalog and on one link.

_LISTS = ("queue", "catalog")
_LINKS = ("queue", "catalog", "link")
_MARK, _FIND, _WRITE = "Mark", "Find", "Write"


def _action(row: Operation) -> Action:
    """Return the key of an operation."""
    return Action(
        row.id,
        (row.key,),
        row.label,
        row.help,
        _LINKS,
        "Decide" if row.decides else _WRITE,
        row.shown,
        row.decides,
        f"operate('{row.id}')" if row.decides else "",
    )


_OF_LINKS: tuple[Action, ...] = (
    *(_action(row) for row in OPERATIONS if row.key and row.decides),
    Action("new", ("n",), "New", "Add a link; its address may be in the clipboard.",
           _LISTS, _WRITE, shown=True),
    *(_action(row) for row in OPERATIONS if row.key and not row.decides),
    Action("open", ("o",), "Open", "Open the page in a browser.", _LINKS, _SEE, shown=True),
    Action("copy", ("c",), "Copy", "Copy the address to the clipboard.", _LINKS, _SEE),
    Action("check", ("r",), "Check now",
           "Check the link, or all marked ones, now, and store the result.", _LINKS, _SEE),
    Action("find-address", ("F",), "Find address",
           "Find where a lost page may be now; choose from what is found.",
           _LINKS, _SEE),
    Action("preview", ("p",), "Preview", "Show the exit notice as visitors will read it.",
           _LINKS, _SEE),
    Action("next-tab", ("right", "l"), "Next tab", "Show the next page of details.", _LINKS, _SEE,
           shown=True),
    Action("previous-tab", ("left", "h"), "Previous tab", "Show the previous page of details.",
           _LINKS, _SEE),
    Action("show", ("enter",), "Show", "Show the link's details.", _LISTS, _SEE),
    Action("mark", ("space",), "Mark", "Mark or unmark the link.", _LISTS, _MARK),
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
    Action("save-view", ("W",), "Save view", "Save this search as a view with a name.",
           ("catalog",), _FIND),
    Action("sort", ("S",), "Sort", "Sort by name, host, or when it was added.",
           ("catalog",), _FIND),
    Action("cursor-down", ("j",), "Down", "Go to the next link.", _LISTS, _MOVE),
    Action("cursor-up", ("k",), "Up", "Go to the previous link.", _LISTS, _MOVE),
    Action("first", ("g",), "First", "Go to the first link.", _LISTS, _MOVE),
    Action("last", ("G",), "Last", "Go to the last link.", _LISTS, _MOVE),
    Action("next-group", ("right_square_bracket",), "Next group", "Go to the next group.",
           ("queue",), _MOVE),
    Action("previous-group", ("left_square_bracket",), "Previous group",
           "Go to the previous group.", ("queue",), _MOVE),
    Action("back", ("escape",), "Back",
           "Remove the marks, end the search, or go back, one at a time.", _LINKS, _MOVE,
           shown=True),
)  # fmt: skip


# What can be done on the screen of runs.

_RUNS = ("runs",)
_CRAWL = "Crawls"

_OF_RUNS: tuple[Action, ...] = (
    Action("crawl-due", ("n",), "Crawl due",
           "Start a crawl of the links that are due for a check. It goes on if you leave.",
           _RUNS, _CRAWL, shown=True, decides=True),
    Action("crawl-all", ("N",), "Crawl all",
           "Start a crawl of all links. It goes on if you leave.", _RUNS, _CRAWL, shown=True,
           decides=True),
    Action("stop-crawl", ("x",), "Stop crawl",
           "Stop the crawl under way; the results so far are kept.",
           _RUNS, _CRAWL, shown=True, decides=True),
    Action("health-over-time", ("h",), "Health",
           "Show the links' health over time, or the crawl at the cursor again.",
           _RUNS, _SEE, shown=True),
    Action("next-run", ("j",), "Down", "Go to the next crawl.", _RUNS, _MOVE),
    Action("previous-run", ("k",), "Up", "Go to the previous crawl.", _RUNS, _MOVE),
    Action("first-run", ("g",), "First", "Go to the latest crawl.", _RUNS, _MOVE),
    Action("last-run", ("G",), "Last", "Go to the oldest crawl in the list.", _RUNS, _MOVE),
)  # fmt: skip


# What can be done on the screen Publish.

_PUBLISH = ("publish",)
_PUBLISHING = "Publish"

_OF_PUBLISH: tuple[Action, ...] = (
    Action("accept-waiting", ("a",), "Approve all",
           "Approve all that waits for approval; the next release includes it.",
           _PUBLISH, _PUBLISHING, shown=True, decides=True),
    Action("publish-now", ("P",), "Publish",
           "Publish the changes shown here; this can be rolled back.",
           _PUBLISH, _PUBLISHING, shown=True, decides=True),
    Action("roll-back", ("R",), "Roll back",
           "Bring back the release before; you confirm first.",
           _PUBLISH, _PUBLISHING, shown=True),
    Action("show-change", ("enter",), "Show", "Show the full change: before and after.",
           _PUBLISH, _PUBLISHING, shown=True),
    Action("work-out", ("r", "f5"), "Work out again", "Work out the changes again.",
           _PUBLISH, _PUBLISHING),
    Action("change-down", ("j",), "Down", "Go to the next change.", _PUBLISH, _MOVE),
    Action("change-up", ("k",), "Up", "Go to the previous change.", _PUBLISH, _MOVE),
    Action("change-first", ("g",), "First", "Go to the first change.", _PUBLISH, _MOVE),
    Action("change-last", ("G",), "Last", "Go to the last change.", _PUBLISH, _MOVE),
    Action("next-section", ("right_square_bracket",), "Next section",
           "Go to the next kind of change.", _PUBLISH, _MOVE),
    Action("previous-section", ("left_square_bracket",), "Previous section",
           "Go to the previous kind of change.", _PUBLISH, _MOVE),
    Action("close-change", ("escape", "enter"), "Back", "Close the change.",
           ("change",), _MOVE, shown=True),
    Action("confirm-yes", ("y",), "Yes, do it", "Confirm.",
           ("confirm",), _PUBLISHING, shown=True, decides=True),
    Action("confirm-no", ("escape", "n"), "No, leave it", "Change nothing.",
           ("confirm",), _PUBLISHING, shown=True),
)  # fmt: skip


# What can be done on the screen of notices, and in the form of a wording.

_NOTICES = ("notices",)
_WORDING = ("notice-form",)
_NOTICE = "Notices"

_OF_NOTICES: tuple[Action, ...] = (
    Action("new-wording", ("e",), "New wording",
           "Announce a new wording of the notice; it begins with the text of the last one.",
           _NOTICES, _NOTICE, shown=True),
    Action("approve-wording", ("a",), "Approve",
           "Approve the waiting wording, which another person wrote; you confirm first.",
           _NOTICES, _NOTICE, shown=True),
    Action("withdraw-wording", ("x",), "Withdraw",
           "Withdraw the wording that waits for approval; you confirm first.",
           _NOTICES, _NOTICE, shown=True),
    Action("new-notice", ("n",), "New notice", "Announce a new notice.",
           _NOTICES, _NOTICE, shown=True),
    Action("notice-rules", ("r",), "Rules",
           "Show the rules for notices on links, or the notice at the cursor again.",
           _NOTICES, _SEE, shown=True),
    Action("read-notice", ("enter",), "Read",
           "Scroll the notice's details with the arrows; Escape goes back to the list.",
           _NOTICES, _SEE, shown=True),
    Action("leave-notice", ("escape",), "Back to the list", "Go back to the list of notices.",
           _NOTICES, _SEE),
    Action("next-notice", ("j",), "Down", "Go to the next notice or line.", _NOTICES, _MOVE),
    Action("previous-notice", ("k",), "Up", "Go to the previous notice or line.",
           _NOTICES, _MOVE),
    Action("first-notice", ("g",), "First", "Go to the first notice.", _NOTICES, _MOVE),
    Action("last-notice", ("G",), "Last", "Go to the last notice.", _NOTICES, _MOVE),
    Action("announce-wording", ("ctrl+s",), "Announce",
           "Announce what is in the form; you confirm first.",
           _WORDING, "In a form", shown=True),
)  # fmt: skip


# What can be done in forms and in boxes with one question.

_FORM = ("form",)
_FORMS = ("form", "notice-form")
_IN_FORM = "In a form"
_THREE = ("three-way",)
_MERGE = "When two people edited one link"
_BOX = ("pick", "prompt")

_OF_FORMS: tuple[Action, ...] = (
    Action("form-save", ("ctrl+s",), "Save", "Save what is in the form.",
           _FORM, _IN_FORM, shown=True),
    Action("form-leave", ("escape",), "Leave", "Leave; what you typed is kept for later.",
           _FORMS, _IN_FORM, shown=True),
    Action("form-editor", ("ctrl+e",), "Editor", "Write this field in your own editor.",
           _FORMS, _IN_FORM, shown=True),
    Action("form-discard", ("ctrl+r",), "Start over", "Discard what you typed.",
           _FORMS, _IN_FORM, shown=True),
    Action("form-open-known", ("ctrl+o",), "Open that link",
           "Open the link that has this address already.", _FORM, _IN_FORM),
    Action("merge-save", ("ctrl+s",), "Save", "Save the merged link.",
           _THREE, _MERGE, shown=True),
    Action("merge-mine", ("m",), "Mine", "Use what you wrote.", _THREE, _MERGE, shown=True),
    Action("merge-theirs", ("t",), "Theirs", "Use what the other person wrote.",
           _THREE, _MERGE, shown=True),
    Action("merge-edit", ("e",), "Edit", "Rewrite this field.",
           _THREE, _MERGE, shown=True),
    Action("merge-leave", ("escape",), "Back", "Go back to the form; nothing is lost.",
           _THREE, _MERGE, shown=True),
    Action("rewrite-done", ("ctrl+s",), "Done", "Use what is in the field.",
           ("rewrite",), _MERGE, shown=True),
    Action("rewrite-cancel", ("escape",), "Cancel", "Close without changing the field.",
           ("rewrite",), _MERGE, shown=True),
    Action("acts-close", ("escape",), "Back", "Close the list.", ("acts",), "In a box", shown=True),
    Action("box-cancel", ("escape",), "Cancel", "Close without choosing.",
           _BOX, "In a box", shown=True),
)  # fmt: skip


ACTIONS: tuple[Action, ...] = (
    *_OF_EVERYWHERE, *_OF_LINKS, *_OF_RUNS, *_OF_PUBLISH, *_OF_NOTICES, *_OF_FORMS,
)  # fmt: skip


def actions_of(scope: str) -> tuple[Action, ...]:
    """Return the actions that work on the screen of this scope."""
    return tuple(action for action in ACTIONS if scope in action.scopes)


def bindings(scope: str) -> list[BindingType]:
    """Return Textual's bindings for a screen, a modal or the app."""
    return [
        Binding(
            ",".join(action.keys),
            action.method,
            action.label,
            show=action.shown and (scope != "app" or action.scopes == ("app",)),
            tooltip=action.words,
            id=action.id,
        )
        for action in actions_of(scope)
    ]
