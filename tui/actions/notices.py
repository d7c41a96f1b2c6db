"""What can be done on the screen of notices, and in the form of a wording."""

from tui.actions.model import Action

_HERE = ("notices",)
_FORM = ("notice-form",)
_GROUP, _SEE, _MOVE = "Notices", "See", "Move"

NOTICES: tuple[Action, ...] = (
    Action("new-wording", ("e",), "New wording",
           "Announce another wording of the notice; it begins with the words of the last one.",
           _HERE, _GROUP, shown=True),
    Action("approve-wording", ("a",), "Approve",
           "Approve the wording that waits, which somebody else wrote; you are asked once.",
           _HERE, _GROUP, shown=True),
    Action("withdraw-wording", ("x",), "Withdraw",
           "Drop the wording that waits for approval; you are asked once.",
           _HERE, _GROUP, shown=True),
    Action("new-notice", ("n",), "New notice", "Announce a notice that there was not before.",
           _HERE, _GROUP, shown=True),
    Action("notice-rules", ("r",), "Rules",
           "Show the rules by which links carry notices, or the notice at the cursor again.",
           _HERE, _SEE, shown=True),
    Action("read-notice", ("enter",), "Read",
           "Scroll what is told of the notice with the arrows; Escape goes back to the list.",
           _HERE, _SEE, shown=True),
    Action("leave-notice", ("escape",), "Back to the list", "Go back to the list of notices.",
           _HERE, _SEE),
    Action("next-notice", ("j",), "Down", "Go to the next notice, or a line on.", _HERE, _MOVE),
    Action("previous-notice", ("k",), "Up", "Go to the notice before, or a line back.",
           _HERE, _MOVE),
    Action("first-notice", ("g",), "First", "Go to the first notice.", _HERE, _MOVE),
    Action("last-notice", ("G",), "Last", "Go to the last notice.", _HERE, _MOVE),
    Action("announce-wording", ("ctrl+s",), "Announce",
           "Announce what stands in the form; you are asked once.",
           _FORM, "In a form", shown=True),
)  # fmt: skip
