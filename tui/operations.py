"""The operations on links: one row per verb.

Keys, footer, help, palette, commands, questions, titles of acts and the labels of the audit trail
are made of these rows. Which states a link must be in, and which right a person needs, is in
`directory/rules/workflow.py`, by the verb that the row names; the catalog enforces it.

A new operation is a rule there, a function in `directory/catalog` and a row here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from typing import Any, Final

from directory.model.vocab import EditorialState
from directory.rules.permissions import Right
from directory.rules.suggested_actions import RELEASED_FOR, VOUCHED_FOR, WAIT, Fix
from directory.rules.workflow import RULES, Verb


@dataclass(frozen=True, slots=True)
class Operation:
    """One verb.

    id: stable; `jobbank.toml` gives keys by it. label: one or two terms for the footer. help: a
    sentence for staff. title, past: of what is done, with `{what}` for the links ("Retire
    {what}", "Retired {what}"); they may name more arguments. does: its function, as
    `module.name` in `directory.catalog`, which takes a transaction, the id and version of a
    link, and the operation's arguments. verb: the rule of the catalog, and its name in the audit
    trail; None if it depends on the link. key: Textual's name, "" for none. command: of
    `jobbank`, "" for none; more: further text of its help. decides: the key acts at once.
    until: days from today to the default of its last day; None if it has none. asks: the
    question for its reason; "" if it needs none. shown: it is in the footer.
    """

    id: str
    label: str
    help: str
    title: str
    past: str
    does: str
    verb: Verb | None = None
    key: str = ""
    command: str = ""
    more: str = ""
    decides: bool = True
    until: timedelta | None = None
    asks: str = ""
    shown: bool = False

    @property
    def rights(self) -> Mapping[EditorialState, Right]:
        """Return the states of a link that it accepts, each with the right that it needs."""
        return _FIXABLE if self.verb is None else RULES[self.verb].rights

    @property
    def publishes(self) -> bool:
        """Return whether links that are not published may be so afterwards."""
        return self.verb is None or RULES[self.verb].leads_to is EditorialState.PUBLISHED

    @property
    def function(self) -> Callable[..., Any]:
        """Return the function of the catalog, imported on first use."""
        module, _, name = self.does.partition(".")
        found: Callable[..., Any] = getattr(import_module(f"directory.catalog.{module}"), name)
        return found


_FIXABLE: Final[Mapping[EditorialState, Right]] = {
    state: Right.EDIT for state in EditorialState if state is not EditorialState.RETIRED
}

FIX: Final = Operation(
    "fix", "Fix", "Take the suggested fix of the link.",
    "Fix {what}", "Fixed {what}", "suggested.take_fix", key="full_stop", command="fix", shown=True,
    more="""The suggested fix is what `jobbank queue` shows with each link: a new address is
taken, a site that is down is snoozed for a week, a draft is sent on for approval, and so on.

Example: jobbank fix --where "verdict:moved" """,
)  # fmt: skip
RETIRE: Final = Operation(
    "retire", "Retire", "Take the link off the directory.",
    "Retire {what}", "Retired {what}", "workflow.retire", Verb.RETIRE, "d", "retire", shown=True,
    more="""The next release is without it.

Example: jobbank retire 12 --why "closed for good" """,
)  # fmt: skip
SNOOZE: Final = Operation(
    "snooze", "Snooze", "Leave the link out of the queue for a week; worse news ends that.",
    "Snooze {what}", "Snoozed {what}", "workflow.snooze", Verb.SNOOZE, "s", "snooze",
    until=WAIT, shown=True,
    more="""Until that day the link is not in the queue, unless its health gets worse.

Example: jobbank snooze 12 --until 2027-01-31""",
)  # fmt: skip
WAKE: Final = Operation(
    "wake", "Wake", "End the snooze of the link.",
    "Wake {what}", "Woke {what}", "workflow.wake", Verb.WAKE, command="wake",
    more="Example: jobbank wake 12",
)  # fmt: skip
VOUCH: Final = Operation(
    "vouch", "Vouch", "Record that you have seen the page today and that it is fine.",
    "Vouch for {what}", "Vouched for {what}", "workflow.vouch", Verb.VOUCH, "v", "vouch",
    until=VOUCHED_FOR, shown=True,
    more="""For links that a site does not let our checker see: until that day they count as
checked by a person.

Example: jobbank vouch 12 40 --until 2027-01-31""",
)  # fmt: skip
APPROVE_PAGE: Final = Operation(
    "approve-page", "Page is fine", "Approve the page as the last check saw it.",
    "Approve the page of {what}", "Approved the page of {what}", "workflow.approve_page",
    Verb.APPROVE_PAGE, "b", "approve", shown=True,
    more="""Later checks compare with what you approve here.

Example: jobbank approve 12 --why "new design, same agency" """,
)  # fmt: skip
ACCEPT: Final = Operation(
    "accept", "Accept", "Accept what waits for approval: publish it.",
    "Accept {what}", "Accepted {what}", "workflow.accept", Verb.ACCEPT, "a", "accept", shown=True,
    more="""A link in review is published, a proposed change is made, a draft is sent on first.
If four_eyes is set, another person than the author must accept.

Example: jobbank accept --where "state:in_review" """,
)  # fmt: skip
SUBMIT: Final = Operation(
    "submit", "Send on", "Send a draft on for approval.",
    "Send {what} on", "Sent {what} on for approval", "workflow.submit", Verb.SUBMIT,
    "greater_than_sign", "submit",
    more="Example: jobbank submit 12 40",
)  # fmt: skip
SEND_BACK: Final = Operation(
    "send-back", "Send back", "Send what waits for approval back to its author.",
    "Send {what} back", "Sent {what} back", "workflow.send_back", Verb.SEND_BACK,
    "less_than_sign", "send-back", asks="Send back: what is to be done?",
    more="""A link in review becomes a draft; a proposed change is dropped.

Example: jobbank send-back 12 --why "the Spanish name is missing" """,
)  # fmt: skip
RESTORE: Final = Operation(
    "restore", "Restore", "Make a retired link a draft again.",
    "Restore {what}", "Restored {what}", "workflow.restore", Verb.RESTORE, "R", "restore",
    more="Example: jobbank restore 12",
)  # fmt: skip
RELEASE: Final = Operation(
    "release", "Release", "Release a link that is held back as dangerous, until a day.",
    "Release {what}", "Released {what}", "workflow.release", Verb.RELEASE, "L", "release",
    until=RELEASED_FOR, asks="Release: why is this page safe for visitors?",
    more="""The link is published again until that day, at most a year from now, whatever the
checks say of the same danger; another danger ends it. Give the reason with --why.

Example: jobbank release 12 --until 2027-01-31 --why "false alarm: our county's own page" """,
)  # fmt: skip
EDIT: Final = Operation(
    "edit", "Edit", "Change what is written about the link.",
    "Edit {what}", "Edited {what}", "links.edit_link", Verb.EDIT, "e", decides=False, shown=True,
)  # fmt: skip
CATEGORY: Final = Operation(
    "category", "Category", "Put the link, or all marked ones, under a category.",
    "Move {what} to “{name}”", "Moved {what} to “{name}”", "links.edit_link", Verb.EDIT, "t",
    decides=False,
)  # fmt: skip
AUDIENCE: Final = Operation(
    "audience", "Audience", "Say for whom the link, or all marked ones, are meant.",
    "Set the audience of {what}", "Set the audience of {what}", "links.edit_link", Verb.EDIT,
    "number_sign", decides=False,
)  # fmt: skip
TAKE_ADDRESS: Final = Operation(
    "take-address", "Take address", "Take the new address that the last check found.",
    "Take the new address of {what}", "Took the new address of {what}", "suggested.take_address",
    Verb.EDIT,
)  # fmt: skip
REVIEWED: Final = Operation(
    "reviewed", "Reviewed", "Set the next review a year from today.",
    "Note the review of {what}", "Noted the review of {what}", "suggested.note_review", Verb.EDIT,
)  # fmt: skip

OPERATIONS: Final = (
    FIX, RETIRE, SNOOZE, WAKE, VOUCH, APPROVE_PAGE, ACCEPT, SUBMIT, SEND_BACK, RESTORE, RELEASE,
    EDIT, CATEGORY, AUDIENCE, TAKE_ADDRESS, REVIEWED,
)  # fmt: skip

BY_ID: Final[Mapping[str, Operation]] = {row.id: row for row in OPERATIONS}

#: The operation for each suggested fix.
FIXES: Final[Mapping[Fix, Operation]] = {
    Fix.TAKE_ADDRESS: TAKE_ADDRESS,
    Fix.RETIRE: RETIRE,
    Fix.WAIT: SNOOZE,
    Fix.SUBMIT: SUBMIT,
    Fix.ACCEPT: ACCEPT,
    Fix.REVIEWED: REVIEWED,
}

_BY_VERB: Final = {row.verb: row for row in reversed(OPERATIONS) if row.verb is not None}

#: What was done, by the word of the audit trail; the first row of a verb names it.
AUDIT_WORDS: Final[Mapping[str, str]] = {
    verb: row.past.format(what="it") for verb, row in _BY_VERB.items()
}
