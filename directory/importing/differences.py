"""What a row tells that the catalog does not hold yet.

Only what a row gives can differ; an empty cell never empties a field. Texts are
merged by language. Notes are added to and never replaced: staff write there
too. The address stays as the catalog has it: it is the same page, and the
catalog's spelling may have been mended since the file was made.
"""

from collections.abc import Mapping
from typing import Any

from directory.model.fields import BY_NAME, FIELDS
from directory.model.link import Link, LinkFields
from directory.model.text import tidy_text
from directory.model.vocab import OperatorBasis

_BY_LANGUAGE = tuple(field.name for field in FIELDS if field.each)


def changes_to(existing: Link, given: Mapping[str, Any]) -> dict[str, object]:
    """The new values, by field name; empty when the row tells nothing new.

    Raises pydantic's ValidationError when a value does not fit its field.
    """
    held = {name: getattr(existing, name) for name in LinkFields.model_fields}
    wanted = held | _merged(existing, given)
    checked = LinkFields.model_validate(wanted)
    return {
        name: value
        for name in LinkFields.model_fields
        if (value := getattr(checked, name)) != held[name]
    }


def in_words(existing: Link, changes: Mapping[str, Any]) -> str:
    """The names of what changes, for staff: `description (es), cost`."""
    words = []
    for field, value in changes.items():
        if field in _BY_LANGUAGE:
            held = getattr(existing, field)
            tags = ", ".join(tag for tag, text in value.items() if held.get(tag) != text)
            words.append(f"{BY_NAME[field].words} ({tags})")
        elif field != "operator_basis" or "operator_class" not in changes:
            words.append(field.replace("_", " "))
    return ", ".join(words)


def _merged(existing: Link, given: Mapping[str, Any]) -> dict[str, Any]:
    merged = {name: value for name, value in given.items() if value not in (None, "", [], {})}
    for field in _BY_LANGUAGE:
        if field in merged:
            merged[field] = getattr(existing, field) | merged[field]
    if "notes" in merged:
        merged["notes"] = _notes(existing.notes, str(merged["notes"]))
    if "category" in merged:
        merged["category_suggestion"] = ""
    elif existing.category is not None:
        merged.pop("category_suggestion", None)
    if _class_is_known_better(existing, merged):
        del merged["operator_basis"]
    return merged


def _notes(held: str, given: str) -> str:
    given = tidy_text(given)
    if given in held:
        return held
    lines = held.split("\n")
    return "\n".join([*filter(None, lines), *(x for x in given.split("\n") if x not in lines)])


def _class_is_known_better(existing: Link, merged: Mapping[str, Any]) -> bool:
    """The file confirms what a person or a registry has said: theirs is the better ground."""
    same = merged.get("operator_class") == existing.operator_class
    return same and "operator_basis" in merged and existing.operator_basis != OperatorBasis.DEFAULT
