"""The values of the form of a link: what stands in each field, as text, and what it means.

Whatever a person types is kept as text, fit or not, and only read when it is checked or
saved; so nothing typed is ever lost for being wrong. A field has a key: the name of the
link's field, with the language after a colon where a text has one (`names:es`).

A field that was not touched is never saved. So what the screen cannot show of an old
value (invisible characters) stays in the catalog until somebody edits that very field.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from directory.model.fields import BY_NAME, FIELDS, FieldKind, LinkField
from directory.model.vocab import ExitOverride, OperatorBasis, OperatorClass
from directory.rules.field_values import as_text, day, typed
from tui.safe_text import safe

#: A link's fields as plain data: words for words of a vocabulary, ISO days for days.
Fields = Mapping[str, Any]
#: What stands in the form, by key.
Texts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FormField:
    """One field. name: that of the link's field; language: of a text by language.

    hint: what to write, for an empty field. wide: it takes the whole width.
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
        """The language of the text; empty where a field has none."""
        return self.key.partition(":")[2]


#: The form has these first; the others follow as `FIELDS` has them.
_FIRST: Final = ("url", "names", "descriptions", "category", "audiences")
_IN_ORDER: Final = (
    *(BY_NAME[name] for name in _FIRST),
    *(field for field in FIELDS if field.in_form and field.name not in _FIRST),
)


def form_fields(languages: Sequence[str], link: Fields) -> tuple[FormField, ...]:
    """The fields of the form, top to bottom; a text has one for each of the agency's languages,
    and for others in which the link has a text already."""
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


def patch_of(link: Fields, changed: Texts) -> dict[str, Any]:
    """The fields of the link, by name, that these texts, by key, change; raw, still to be checked.

    A class of operator that somebody chose rests on a curator's word, unless another basis is
    given with it.
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
    """What is wrong with a day as it was typed; empty when nothing is."""
    if not text.strip():
        return ""
    try:
        day(text)
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
    return as_text((value or {}).get(field.language) if field.language else value)
