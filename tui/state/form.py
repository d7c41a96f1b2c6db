"""The values of the form of a link: what stands in each field, as text, and what it means.

Whatever a person types is kept as text, fit or not, and only read when it is checked or
saved; so nothing typed is ever lost for being wrong. A field has a key: the name of the
link's field, with the language after a colon where a text has one (`names:es`).

A field that was not touched is never saved. So what the screen cannot show of an old
value (invisible characters) stays in the catalog until somebody edits that very field.
"""

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final

from directory.model.vocab import ExitOverride, OperatorBasis, OperatorClass
from tui.safe_text import safe

#: A link's fields as plain data: words for words of a vocabulary, ISO days for days.
Fields = Mapping[str, Any]
#: What stands in the form, by key.
Texts = Mapping[str, str]


class Kind(StrEnum):
    """How a field is filled in."""

    LINE = "line"
    TEXT = "text"
    ONE = "one"  # one of a list
    SOME = "some"  # any of a list


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. name: that of the link's field; language: of a text by language.

    hint: what to write, for an empty field. wide: it takes the whole width.
    """

    key: str
    label: str
    kind: Kind
    hint: str = ""
    wide: bool = False

    @property
    def name(self) -> str:
        """The name of the link's field."""
        return self.key.partition(":")[0]

    @property
    def language(self) -> str:
        """The language of the text; empty where a field has none."""
        return self.key.partition(":")[2]


_TEXTS_BY_LANGUAGE: Final = {"names": "Name", "descriptions": "Description"}
_LISTS: Final = frozenset({"service_areas", "languages", "audiences", "disclaimers"})
#: Fields that hold a day.
DAYS: Final = ("exit_override_until", "review_by")
_MAY_BE_NONE: Final = frozenset({"category", "cost", "how_to_apply", *DAYS})
_YES_NO: Final = {"": None, "yes": True, "no": False}
_REST: Final = (
    FormField("category", "Category", Kind.ONE),
    FormField("audiences", "Audiences", Kind.SOME),
    FormField("operator", "Operator", Kind.LINE, "who runs the site"),
    FormField("operator_class", "Kind of operator", Kind.ONE),
    FormField("service_areas", "Service areas", Kind.LINE, "US, US-MA; empty: everywhere"),
    FormField("languages", "Languages of the site", Kind.LINE, "en, es; empty: not known"),
    FormField("cost", "Cost", Kind.ONE),
    FormField("account_needed", "Account needed", Kind.ONE),
    FormField("how_to_apply", "How to apply", Kind.ONE),
    FormField("disclaimers", "Added disclaimers", Kind.SOME),
    FormField("exit_override", "Exit notice", Kind.ONE),
    FormField("exit_override_reason", "Reason for that", Kind.LINE, "needed for on or off"),
    FormField("exit_override_until", "Last day of that", Kind.LINE, "2027-01-31; empty: no end"),
    FormField("review_by", "Review by", Kind.LINE, "a day, as 2027-01-31"),
    FormField("steward", "Steward", Kind.LINE, "who answers for this link"),
    FormField("notes", "Notes for staff", Kind.TEXT, "never published", wide=True),
)


def form_fields(languages: Sequence[str], link: Fields) -> tuple[FormField, ...]:
    """The fields of the form, top to bottom; a text has one for each of the agency's languages,
    and for others in which the link has a text already."""
    texts = []
    for name, label in _TEXTS_BY_LANGUAGE.items():
        kind = Kind.LINE if name == "names" else Kind.TEXT
        others = [tag for tag in link.get(name) or () if tag not in languages]
        texts += [
            FormField(f"{name}:{tag}", f"{label} ({tag})", kind, wide=True)
            for tag in (*languages, *others)
        ]
    return (FormField("url", "Address", Kind.LINE, "https://…", wide=True), *texts, *_REST)


def empty_link() -> dict[str, Any]:
    """The fields of a link that is not there yet."""
    return {
        "url": "",
        "names": {},
        "descriptions": {},
        "operator_class": OperatorClass.UNKNOWN.value,
        "operator_basis": OperatorBasis.DEFAULT.value,
        "exit_override": ExitOverride.BY_RULE.value,
    }


def texts_of(fields: Sequence[FormField], link: Fields) -> dict[str, str]:
    """What the form shows of a link."""
    return {field.key: shown(_text(field, link.get(field.name))) for field in fields}


def shown(text: str) -> str:
    """The text as a field for typing may hold it: composed, and without what is not to be seen.

    Controls, marks that reorder, and invisible characters must not reach the terminal, and a
    field for typing has no room for signs in their place.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    if text.isascii() and text.isprintable():
        return text
    seen = "".join(char for char in text if char == "\n" or safe(char) == char)
    return unicodedata.normalize("NFC", seen)


def hides(fields: Sequence[FormField], link: Fields) -> frozenset[str]:
    """The keys of the fields whose texts hold characters that the form does not show."""
    found = set()
    for field in fields:
        text = _text(field, link.get(field.name))
        if shown(text) != unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
            found.add(field.key)
    return frozenset(found)


def touched(before: Texts, now: Texts) -> frozenset[str]:
    """The keys of the fields that hold something else than before."""
    return frozenset(key for key, text in now.items() if text != before.get(key, ""))


def patch_of(link: Fields, keys: Collection[str], now: Texts) -> dict[str, Any]:
    """The fields of the link, by name, that these keys change; raw, still to be checked.

    A class of operator that somebody chose rests on a curator's word.
    """
    patch: dict[str, Any] = {}
    for key in sorted(keys):
        name, _, language = key.partition(":")
        if name in _TEXTS_BY_LANGUAGE:
            texts = patch.setdefault(name, dict(link.get(name) or {}))
            texts[language] = now[key]
            if not now[key].strip():
                del texts[language]
        else:
            patch[name] = _value(name, now[key])
    if "operator_class" in patch:
        patch["operator_basis"] = OperatorBasis.CURATOR.value
    return patch


def list_of(text: str) -> list[str]:
    """The parts of a field that lists several things: `US-MA, US-RI`."""
    return [part for part in (p.strip() for p in text.replace(";", ",").split(",")) if part]


def day_problem(text: str) -> str:
    """What is wrong with a day as it was typed; empty when nothing is."""
    if not text.strip():
        return ""
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return "Write the day as year-month-day, such as 2027-01-31."
    return ""


def key_of_problem(name: str, message: str, fields: Sequence[FormField]) -> str:
    """The key of the field below which a problem with the link's field `name` is shown.

    For a text by language, the field of the language that the message names, or else the
    first. Problems of the whole belong to the exit notice's reason, the only such rule.
    """
    if not name:
        return "exit_override_reason"
    own = [field for field in fields if field.name == name]
    named = [field for field in own if field.language and f" {field.language} " in message]
    return next((field.key for field in (*named, *own)), name)


def _text(field: FormField, value: Any) -> str:
    if field.language:
        return str((value or {}).get(field.language, ""))
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


def _value(name: str, text: str) -> Any:
    if name in _LISTS:
        return list_of(text)
    if name == "account_needed":
        return _YES_NO[text]
    stripped = text.strip()
    return None if name in _MAY_BE_NONE and not stripped else stripped
