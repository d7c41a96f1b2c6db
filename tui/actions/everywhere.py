"""What works wherever one is."""

from tui.actions.model import Action

_ALL = ("app",)
_GROUP = "Everywhere"

EVERYWHERE = (
    Action("queue", ("1",), "Queue", "Go to what needs a person, the worst first.", _ALL, _GROUP),
    Action("catalog", ("2",), "Catalog", "Go to all links.", _ALL, _GROUP),
    Action("runs", ("3",), "Runs", "Go to the crawls: how they went, and one under way.",
           _ALL, _GROUP),
    Action("publish", ("4",), "Publish", "Go to what would change on the website; publish it.",
           _ALL, _GROUP),
    Action("notices", ("5",), "Notices",
           "Go to the notices: what visitors read, and from when on.", _ALL, _GROUP),
    Action("undo", ("u", "ctrl+z"), "Undo", "Take back the last thing you did.",
           _ALL, _GROUP, shown=True, decides=True),
    Action("redo", ("U", "ctrl+y"), "Redo", "Do again what you took back.", _ALL, _GROUP,
           decides=True),
    Action("acts", ("H",), "What was done",
           "List what was done, by whom and when, and what can be taken back.", _ALL, _GROUP),
    Action("help", ("question_mark", "f1"), "Help", "Show and search all keys; run one with Enter.",
           _ALL, _GROUP, shown=True),
    Action("commands", ("ctrl+p",), "Commands", "Find any command by its name.", _ALL, _GROUP),
    Action("theme", ("T",), "Light or dark",
           "Show everything dark on light, or light on dark again.", _ALL, _GROUP),
    Action("quit", ("q", "ctrl+q"), "Quit", "Leave. A crawl that is under way goes on.",
           _ALL, _GROUP, shown=True),
)  # fmt: skip
