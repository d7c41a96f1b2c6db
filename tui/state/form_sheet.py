"""The state of one open form: its initial contents, its fields now, and the services' results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tui.state.form import Fields, FormField, Texts, form_fields, patch_of, texts_of, touched
from tui.state.form_merge import taken_up, to_keep
from tui.state.option_match import Option

#: The number of a new link.
NEW = 0


@dataclass(frozen=True, slots=True)
class Kept:
    """A draft of a form. at: when it was last stored, as `14:32`. based_on: the version of the link
    that its author saw. texts: by key of each touched field, its text before and its last
    text."""

    at: str
    based_on: int
    texts: Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class FormStart:
    """The initial data of the form. link: the link's fields as plain data; version and state are
    0 and draft for a new one. proposed_by: the author of the edit that waits for approval and
    that the fields show; empty if none waits."""

    link_id: int
    version: int
    state: str
    name: str
    link: Mapping[str, Any]
    languages: tuple[str, ...]
    categories: tuple[Option, ...]
    disclaimers: tuple[Option, ...]
    kept: Kept | None
    proposed_by: str


@dataclass(frozen=True, slots=True)
class Known:
    """The link that has this address already."""

    link_id: int
    name: str


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """The result of a check. problems: by key, sentences. href: the address as it will be stored,
    empty if it cannot be read. exit_rule: whether visitors see an exit notice, and why."""

    problems: Mapping[str, str]
    href: str = ""
    host: str = ""
    known: Known | None = None
    exit_rule: str = ""


@dataclass(frozen=True, slots=True)
class FilledForm:
    """What a new link is likely to be: texts by key of a field, and why, by key."""

    texts: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """The form was saved. new: the link was not there before. proposed: the link is published, and
    unchanged until another person approves the edit."""

    link_id: int
    new: bool
    proposed: bool = False


@dataclass(frozen=True, slots=True)
class Stale:
    """Another user changed the link first; this is its present state."""

    version: int
    state: str
    link: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sheet:
    """link: its fields; version: the one that the user saw, 0 for a new link. before: the texts of
    the form at first; now: its texts now."""

    fields: tuple[FormField, ...]
    link: Fields
    version: int
    before: Texts
    now: Texts

    @classmethod
    def of(cls, languages: Sequence[str], link: Fields, version: int) -> "Sheet":
        """Return a form in which nothing is touched."""
        fields = form_fields(languages, link)
        texts = texts_of(fields, link)
        return cls(fields, link, version, texts, texts)

    @property
    def touched(self) -> frozenset[str]:
        """The keys of the fields that the user has changed."""
        return touched(self.before, self.now)

    @property
    def patch(self) -> dict[str, Any]:
        """The fields to save: all of a new link, or those that were touched."""
        changed = patch_of(self.link, {key: self.now[key] for key in self.touched})
        return changed if self.version else {**self.link, **changed}

    @property
    def to_keep(self) -> dict[str, list[str]]:
        """The fields to store in a draft."""
        return to_keep(self.before, self.now)

    def typed(self, key: str, text: str) -> "Sheet":
        """Return the sheet with another text in a field."""
        return replace(self, now={**self.now, key: text})

    def filled(self, texts: Mapping[str, str]) -> "Sheet":
        """Return the sheet with these texts filled in where the user has touched nothing.

        They were not typed by the user: a draft does not store them. `operator_basis` belongs to
        the class of the operator.
        """
        free = {key: text for key, text in texts.items() if key in self.now}
        free = {key: text for key, text in free.items() if key not in self.touched}
        link = {**self.link, **patch_of(self.link, free)}
        if "operator_class" in free:
            link["operator_basis"] = texts.get("operator_basis", "default")
        return replace(self, link=link, before={**self.before, **free}, now={**self.now, **free})

    def taken_up(self, kept: Mapping[str, Sequence[str]], based_on: int) -> "Sheet":
        """Return the sheet with a draft applied, based on the version that its author saw."""
        before, now = taken_up(self.before, kept)
        return replace(self, before=before, now=now, version=based_on if self.version else 0)

    def onto(self, languages: Sequence[str], theirs: Fields, version: int) -> "Sheet":
        """Return the other user's version, in a form with fields for the languages of both."""
        both = {
            name: {**(self.link.get(name) or {}), **(theirs.get(name) or {})}
            for name in ("names", "descriptions")
        }
        fields = form_fields(languages, both)
        texts = texts_of(fields, theirs)
        return Sheet(fields, theirs, version, texts, texts)
