"""The editorial workflow: which verb a link accepts in which state, and what needs approval.

    draft ⇄ in_review → published → retired → draft

One table of verbs; a verb that the table does not allow in a state raises. The right that a verb
needs is in the same table; `permissions.py` says which role has which right.

If approval by a second person is required, the author of a change cannot approve it. So the catalog
stores who has written a link since it was last approved: names, one a line. Fields that visitors
never see need no approval.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from directory.model.fields import STAFF_FIELDS
from directory.model.vocab import EditorialState as State
from directory.rules.permissions import Right

#: Fields that are for staff alone; a change of any other field needs approval.
INTERNAL_FIELDS: Final = frozenset(field.name for field in STAFF_FIELDS)


class Verb(StrEnum):
    """What a person does to a link; the audit trail names it by these."""

    EDIT = "edit"
    SUBMIT = "submit"
    ACCEPT = "accept"
    SEND_BACK = "send_back"
    RETIRE = "retire"
    RESTORE = "restore"
    APPROVE_PAGE = "approve"
    VOUCH = "vouch"
    SNOOZE = "snooze"
    WAKE = "wake"
    RELEASE = "release"


class VerbRule(NamedTuple):
    """done: the participle for messages ("retired"). rights: the states in which a link accepts
    the verb, each with the right that it needs. leads_to: the state of the link afterwards, None
    for the same."""

    done: str
    rights: Mapping[State, Right]
    leads_to: State | None = None


_IN_USE: Final = (State.DRAFT, State.IN_REVIEW, State.PUBLISHED)

RULES: Final[Mapping[Verb, VerbRule]] = {
    Verb.EDIT: VerbRule("edited", dict.fromkeys(State, Right.EDIT)),
    Verb.SUBMIT: VerbRule("sent on for approval", {State.DRAFT: Right.EDIT}, State.IN_REVIEW),
    Verb.ACCEPT: VerbRule("accepted", dict.fromkeys(_IN_USE, Right.PUBLISH), State.PUBLISHED),
    Verb.SEND_BACK: VerbRule(
        "sent back", {State.IN_REVIEW: Right.EDIT, State.PUBLISHED: Right.EDIT}
    ),
    Verb.RETIRE: VerbRule(
        "retired",
        {State.DRAFT: Right.EDIT, State.IN_REVIEW: Right.EDIT, State.PUBLISHED: Right.PUBLISH},
        State.RETIRED,
    ),
    Verb.RESTORE: VerbRule("restored", {State.RETIRED: Right.EDIT}, State.DRAFT),
    Verb.APPROVE_PAGE: VerbRule(
        "given an approved page", dict.fromkeys(_IN_USE, Right.PUBLISH)
    ),
    Verb.VOUCH: VerbRule("vouched for", dict.fromkeys(_IN_USE, Right.EDIT)),
    Verb.SNOOZE: VerbRule("snoozed", dict.fromkeys(_IN_USE, Right.EDIT)),
    Verb.WAKE: VerbRule("woken", dict.fromkeys(_IN_USE, Right.EDIT)),
    Verb.RELEASE: VerbRule("released", {State.PUBLISHED: Right.PUBLISH}),
}  # fmt: skip

_STATES: Final = {
    State.DRAFT: ("a draft", "drafts"),
    State.IN_REVIEW: ("in review", "links in review"),
    State.PUBLISHED: ("published", "published links"),
    State.RETIRED: ("retired", "retired links"),
}
_INSTEAD: Final = {
    State.DRAFT: "Send it on for approval first.",
    State.IN_REVIEW: "Accept it or send it back.",
    State.PUBLISHED: "To change it, edit it; to take it off the website, retire it.",
    State.RETIRED: "Restore it first.",
}


class VerbRefused(ValueError):
    """A link in this state does not accept the verb; the message says why and what to do
    instead."""


def right_for(verb: Verb, state: State) -> Right:
    """Return the right that the verb needs for a link in this state.

    Raise VerbRefused, with words that follow the link's name, if the link does not accept it.
    """
    rule = RULES[verb]
    if state in rule.rights:
        return rule.rights[state]
    is_now, _ = _STATES[state]
    if state is rule.leads_to:
        raise VerbRefused(f"is {is_now} already")
    *first, last = [_STATES[one][1] for one in State if one in rule.rights]
    accepted = f"{', '.join(first)} and {last}" if first else last
    raise VerbRefused(
        f"cannot be {rule.done}: it is {is_now}, and only {accepted} can be. {_INSTEAD[state]}"
    )


def writes_public(fields: Iterable[str]) -> bool:
    """Return True if one of these fields is one that visitors may see."""
    return not INTERNAL_FIELDS.issuperset(fields)


def authors(names: str) -> list[str]:
    """Return the names in a text that has one a line."""
    return names.split("\n") if names else []


def with_author(names: str, who: str) -> str:
    """Return the names with this one as the newest, at the end."""
    who = " ".join(who.split())
    return "\n".join([*(name for name in authors(names) if name != who), who])


def is_author(names: str, who: str) -> bool:
    """Return True if this person is one of them."""
    return " ".join(who.split()) in authors(names)
