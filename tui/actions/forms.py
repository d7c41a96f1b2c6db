"""What can be done in forms and in the boxes that ask for one thing."""

from tui.actions.model import Action

_FORM = ("form",)
_FORMS = ("form", "notice-form")
_GROUP = "In a form"
_THREE = ("three-way",)
_THREE_GROUP = "When two people edited one link"
_BOX = ("pick", "prompt")

FORMS: tuple[Action, ...] = (
    Action("form-save", ("ctrl+s",), "Save", "Save what stands in the form.",
           _FORM, _GROUP, shown=True),
    Action("form-leave", ("escape",), "Leave", "Leave; what you typed is kept for later.",
           _FORMS, _GROUP, shown=True),
    Action("form-editor", ("ctrl+e",), "Editor", "Write this field in your own editor.",
           _FORMS, _GROUP, shown=True),
    Action("form-discard", ("ctrl+r",), "Start over", "Throw away what you typed.",
           _FORMS, _GROUP, shown=True),
    Action("form-open-known", ("ctrl+o",), "Open that link",
           "Open the link that has this address already.", _FORM, _GROUP),
    Action("merge-save", ("ctrl+s",), "Save", "Save what comes of both.",
           _THREE, _THREE_GROUP, shown=True),
    Action("merge-mine", ("m",), "Mine", "Take what you wrote.", _THREE, _THREE_GROUP, shown=True),
    Action("merge-theirs", ("t",), "Theirs", "Take what the other person wrote.",
           _THREE, _THREE_GROUP, shown=True),
    Action("merge-edit", ("e",), "Edit", "Write this field anew.",
           _THREE, _THREE_GROUP, shown=True),
    Action("merge-leave", ("escape",), "Back", "Go back to the form; nothing is lost.",
           _THREE, _THREE_GROUP, shown=True),
    Action("rewrite-done", ("ctrl+s",), "Done", "Take what stands in the field.",
           ("rewrite",), _THREE_GROUP, shown=True),
    Action("rewrite-cancel", ("escape",), "Cancel", "Close without changing the field.",
           ("rewrite",), _THREE_GROUP, shown=True),
    Action("acts-close", ("escape",), "Back", "Close the list.", ("acts",), "In a box", shown=True),
    Action("box-cancel", ("escape",), "Cancel", "Close without choosing.",
           _BOX, "In a box", shown=True),
)  # fmt: skip
