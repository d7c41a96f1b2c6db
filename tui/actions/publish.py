"""What can be done on the screen of what would change on the website."""

from tui.actions.model import Action

_HERE = ("publish",)
_GROUP, _MOVE = "Publish", "Move"

PUBLISH: tuple[Action, ...] = (
    Action("accept-waiting", ("a",), "Approve all",
           "Approve all that waits for approval, so that it goes out with the next release.",
           _HERE, _GROUP, shown=True, decides=True),
    Action("publish-now", ("P",), "Publish",
           "Put on the website what is shown here; it can be rolled back.",
           _HERE, _GROUP, shown=True, decides=True),
    Action("roll-back", ("R",), "Roll back",
           "Bring back what was on the website before; you are asked once.",
           _HERE, _GROUP, shown=True),
    Action("show-change", ("enter",), "Show", "Show the change in full: before and after.",
           _HERE, _GROUP, shown=True),
    Action("work-out", ("r", "f5"), "Work out again", "Work out again what would change.",
           _HERE, _GROUP),
    Action("change-down", ("j",), "Down", "Go to the next change.", _HERE, _MOVE),
    Action("change-up", ("k",), "Up", "Go to the change before.", _HERE, _MOVE),
    Action("change-first", ("g",), "First", "Go to the first change.", _HERE, _MOVE),
    Action("change-last", ("G",), "Last", "Go to the last change.", _HERE, _MOVE),
    Action("next-section", ("right_square_bracket",), "Next section",
           "Go to the next kind of change.", _HERE, _MOVE),
    Action("previous-section", ("left_square_bracket",), "Previous section",
           "Go to the kind of change before.", _HERE, _MOVE),
    Action("close-change", ("escape", "enter"), "Back", "Close the change.",
           ("change",), _MOVE, shown=True),
    Action("confirm-yes", ("y",), "Yes, do it", "Do what was asked.",
           ("confirm",), _GROUP, shown=True, decides=True),
    Action("confirm-no", ("escape", "n"), "No, leave it", "Leave everything as it is.",
           ("confirm",), _GROUP, shown=True),
)  # fmt: skip
