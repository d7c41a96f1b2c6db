"""The values of the form of a link: the contents of each field, as text, and their meaning.

What a user types is kept as text, valid or not, and only parsed when it is checked or saved;
so nothing typed is lost for being wrong. A field has a key: the name of the link's field, with
the language after a colon where a text has one (`names:es`).

A field that was not touched is never saved. So characters of an old value that the screen cannot
show (invisible ones) remain in the catalog until a user edits that field.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from directory.model.fields import BY_NAME, FIELDS, FieldKind, LinkField
from directory.model.vocab import ExitOverride, OperatorBasis, OperatorClass
from directory.rules.field_values import as_text, day, typed
from tui.safe_text import safe

#: A link's fields as plain data: values of vocabularies as words, days as ISO days.
Fields = Mapping[str, Any]
#: The contents of the form, by key.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field of the form.

    hint: what to write, for an empty field. wide: it has the whole width.
    """

    key: str
    label: str
    kind: FieldKind
    hint: str = ""
    wide: bool = False

    @property
    def name(self) -> str:
        """The name of the link's field."""
        return self.key.partition(":")[0]

    @property
    def language(self) -> str:
        """The language of the text; empty for a field without one."""
        return self.key.partition(":")[2]


#: These come first in the form; the others follow in the order of `FIELDS`.
_FIRST: Final = ("url", "names", "descriptions", "category", "audiences")
_IN_ORDER: Final = (
    *(BY_NAME[name] for name in _FIRST),
    *(field for field in FIELDS if field.in_form and field.name not in _FIRST),
)


def form_fields(languages: Sequence[str], link: Fields) -> tuple[FormField, ...]:
    """Return the fields of the form, top to bottom; a text has one for each of the agency's
    languages, and for others in which the link has a text already."""
    return tuple(one for field in _IN_ORDER for one in _form_fields(field, languages, link))


def _form_fields(field: LinkField, languages: Sequence[str], link: Fields) -> Iterator[FormField]:
    if not field.each:
        wide = field.name == "url" or field.kind is FieldKind.TEXT
        yield FormField(field.name, field.label, field.kind, field.hint, wide)
        return
    others = (tag for tag in link.get(field.name) or () if tag not in languages)
    for tag in (*languages, *others):
        yield FormField(f"{field.name}:{tag}", f"{field.label} ({tag})", field.kind, wide=True)


def empty_link() -> dict[str, Any]:
    """Return the fields of a new link."""
    return {
        "url": "",
        "names": {},
        "descriptions": {},
        "operator_class": OperatorClass.UNKNOWN.value,
        "operator_basis": OperatorBasis.DEFAULT.value,
        "exit_override": ExitOverride.BY_RULE.value,
    }


def texts_of(fields: Sequence[FormField], link: Fields) -> dict[str, str]:
    """Return what the form shows of a link."""
    return {field.key: shown(_text(field, link.get(field.name))) for field in fields}


def shown(text: str) -> str:
    """Return the text in the form allowed in a field: composed, without invisible characters.

    Controls, marks that reorder, and invisible characters must not reach the terminal, and a
    field has no room for signs in their place.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\t", " "))
    if text.isascii() and text.isprintable():
        return text
    seen = "".join(char for char in text if char == "\n" or safe(char) == char)
    return unicodedata.normalize("NFC", seen)


def hides(fields: Sequence[FormField], link: Fields) -> frozenset[str]:
    """Return the keys of the fields whose texts have characters that the form does not show."""
    found = set()
    for field in fields:
        text = _text(field, link.get(field.name))
        if shown(text) != unicodedata.normalize("NFC", text.replace("\r\n", "\n")):
            found.add(field.key)
    return frozenset(found)


def touched(before: Texts, now: Texts) -> frozenset[str]:
    """Return the keys of the fields whose text differs from before."""
    return frozenset(key for key, text in now.items() if text != before.get(key, ""))


def patch_of(link: Fields, changed: Texts) -> dict[str, Any]:
    """Return the fields of the link, by name, that these texts, by key, change; not yet checked.

    A class of operator chosen by a user has the basis `curator`, unless another one is given with
    it.
    """
    patch: dict[str, Any] = {}
    for key, text in sorted(changed.items()):
        name, _, language = key.partition(":")
        if BY_NAME[name].each:
            texts = patch.setdefault(name, dict(link.get(name) or {}))
            texts[language] = text
            if not text.strip():
                del texts[language]
        else:
            patch[name] = typed(BY_NAME[name], text)
    if "operator_class" in patch:
        patch.setdefault("operator_basis", OperatorBasis.CURATOR.value)
    return patch


def day_problem(text: str) -> str:
    """Return what is wrong with a day as it was typed; empty if nothing is."""
    if not text.strip():
        return ""
    try:
        day(text)
    except ValueError:
        return "Write the day as year-month-day, such as 2027-01-31."
    return ""


def key_of_problem(name: str, message: str, fields: Sequence[FormField]) -> str:
    """Return the key of the field below which a problem with the link's field `name` is shown.

    For a text by language, this is the field of the language in the message, or else the first.
    Problems of the whole link belong to the exit notice's reason, the only such rule.
    """
    if not name:
        return "exit_override_reason"
    own = [field for field in fields if field.name == name]
    named = [field for field in own if field.language and f" {field.language} " in message]
    return next((field.key for field in (*named, *own)), name)


def _text(field: FormField, value: Any) -> str:
    return as_text((value or {}).get(field.language) if field.language else value)
