"""What the app advises has keys, and what plain commands advise has commands."""

from directory.rules.queue import QueueKind
from directory.rules.suggested_actions import advice
from tests.rows import each
from tui.actions.registry import ACTIONS
from tui.cli.queue import with_command
from tui.services.advice import with_keys


@each(
    ("kind", "in_app", "in_command"),
    [
        (QueueKind.MOVED, "Open it (o), and change its address (e).",
         "Open it, and change its address: jobbank edit 12 --set url=…"),
        (QueueKind.BLOCKED, "Open it (o); if it is fine, vouch for it (v).",
         "Open it; if it is fine, vouch for it: jobbank vouch 12"),
        (QueueKind.CHANGED, "Open it (o); if it is fine, approve the page (b).",
         "Open it; if it is fine, approve the page: jobbank approve 12"),
        (QueueKind.NEVER_CHECKED, "Check it now (r), or start a crawl (3).",
         "Check it now, or start a crawl: jobbank crawl 12"),
        (QueueKind.DRAFT, "Send it on for approval.", "Send it on for approval."),
    ],
)  # fmt: skip
def test_advice_says_how_it_is_done(kind: QueueKind, in_app: str, in_command: str) -> None:
    assert with_keys(advice(kind, None), {}) == in_app
    assert with_command(advice(kind, None), 12) == in_command


def test_the_keys_are_those_of_the_agency() -> None:
    keymap = {"edit": "ctrl+x,e", "open": "x"}
    words = with_keys(advice(QueueKind.MOVED, None), keymap)
    assert words == "Open it (x), and change its address (ctrl+x)."


def test_each_action_that_is_advised_is_there() -> None:
    known = {action.id for action in ACTIONS}
    advised = [advice(kind, None).actions for kind in QueueKind]
    assert {action for actions in advised for _, action in actions} <= known
