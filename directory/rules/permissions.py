"""Rights: which role may do what, in one table.

Each role has the rights of those before it. The catalog stores who has which role
(`model/curation.py`, Person).
"""

from enum import StrEnum

from directory.model.vocab import EditorialState, Role


class Right(StrEnum):
    """What a person may do, besides reading, which everyone may."""

    EDIT = "edit"  # write links, send them to review, maintain them, save views
    PUBLISH = "publish"  # decide what visitors are shown: accept, retire, approve a page
    RELEASE = "release"  # put the directory on the website, or an earlier one back
    ADMINISTER = "administer"  # people, categories, notices


RIGHTS: dict[Role, frozenset[Right]] = {
    Role.VIEWER: frozenset(),
    Role.EDITOR: frozenset({Right.EDIT}),
    Role.PUBLISHER: frozenset({Right.EDIT, Right.PUBLISH, Right.RELEASE}),
    Role.ADMIN: frozenset(Right),
}

_ROLE_WORDS: dict[Role, str] = {
    Role.VIEWER: "a viewer",
    Role.EDITOR: "an editor",
    Role.PUBLISHER: "a publisher",
    Role.ADMIN: "an admin",
}
_RIGHT_WORDS: dict[Right, str] = {
    Right.EDIT: "change links",
    Right.PUBLISH: "decide what is published",
    Right.RELEASE: "put the directory on the website",
    Right.ADMINISTER: "change people, categories and notices",
}


class NotAllowed(ValueError):
    """The role does not have the right; the message says who has it."""


def may(role: Role, right: Right) -> bool:
    """Return True if this role has the right."""
    return right in RIGHTS[role]


def require(role: Role, right: Right) -> None:
    """Raise NotAllowed unless the role has the right."""
    if may(role, right):
        return
    others = [_ROLE_WORDS[other] for other in Role if may(other, right)]
    *first, last = others
    able = f"{', '.join(first)} or {last}" if first else last
    raise NotAllowed(
        f"you are {_ROLE_WORDS[role]} here and may not {_RIGHT_WORDS[right]}; {able} may. "
        "Ask one of them to do it, or an admin for another role."
    )


def right_to_move(current: EditorialState, wanted: EditorialState) -> Right:
    """Return the right that a move along the editorial flow needs: a higher one if visitors notice
    it."""
    shown = EditorialState.PUBLISHED in (current, wanted)
    return Right.PUBLISH if shown else Right.EDIT
