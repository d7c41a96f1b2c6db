"""FIELD=VALUE, as staff write it on the command line, made values of a link's fields.

Here it is only read; what a field may hold is checked by the catalog.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import click

from directory.model import link as model_link
from tui.cli.common import BAD_INPUT, Failed

#: A field and what it is to be, as written.
Pair = tuple[str, str]

_TEXTS: Final = {"name": "names", "description": "descriptions"}
_LISTS: Final = frozenset({"service_areas", "languages", "audiences", "disclaimers"})
_MAY_BE_UNKNOWN: Final = frozenset(
    {
        "category",
        "cost",
        "account_needed",
        "how_to_apply",
        "exit_override_until",
        "review_by",
    }
)


def option_set(*, required: bool) -> Callable[[Any], Any]:
    """The option `--set FIELD=VALUE`, as often as needed."""
    return click.option(
        "--set", "assignments", multiple=True, required=required, metavar="FIELD=VALUE",
        help="A field and its value, as often as needed.",
    )  # fmt: skip


def pairs(assignments: Iterable[str], default_language: str) -> list[Pair]:
    """What was written, taken apart; a text without a language is in the default one.

    Raises Failed, in plain words, for what is no FIELD=VALUE and for a field that there is not.
    """
    return [_pair(text, default_language) for text in assignments]


def patch_of(wanted: Iterable[Pair], link: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of this link that change, by name, as `Change.edit_link` takes them.

    link: its texts by language, `names` and `descriptions`. A class of operator that somebody
    names rests on a curator's word, unless another basis is named with it.
    """
    patch: dict[str, Any] = {}
    for field, value in wanted:
        _put(patch, link, field, value)
    if "operator_class" in patch:
        patch.setdefault("operator_basis", "curator")
    return patch


def _pair(text: str, default_language: str) -> Pair:
    field, equals, value = text.partition("=")
    field = field.strip()
    if not equals:
        raise Failed(f"“{text}” is no FIELD=VALUE, as category=job-banks", BAD_INPUT)
    base, dot, language = field.partition(".")
    if base in _TEXTS:
        if dot and not language.strip():
            raise Failed(f"“{field}” names no language; write it as {base}.es", BAD_INPUT)
        return f"{base}.{language.strip() or default_language}", value
    known = [
        *_TEXTS,
        *(name for name in model_link.LinkFields.model_fields if name not in _TEXTS.values()),
    ]
    if field not in known:
        raise Failed(_no_such(field, known), BAD_INPUT)
    return field, value


def _no_such(field: str, known: list[str]) -> str:
    from difflib import get_close_matches

    plural = {column: base for base, column in _TEXTS.items()}
    if field in plural:
        return f"set {field} one language at a time, as {plural[field]}.es"
    if field == "state":
        return "the state of a link is changed by submit, accept, send-back, retire and restore"
    near = get_close_matches(field, known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"it can be {', '.join(known)}"
    return f"a link has no field “{field}”; {hint}"


def _put(patch: dict[str, Any], link: Mapping[str, Any], field: str, value: str) -> None:
    base, _, language = field.partition(".")
    if base in _TEXTS:
        column = _TEXTS[base]
        texts = dict(patch.get(column, link.get(column) or {}))
        texts.pop(language, None)
        patch[column] = texts | ({language: value} if value.strip() else {})
    elif field in _LISTS:
        parts = value.replace(";", ",").split(",")
        patch[field] = [part.strip() for part in parts if part.strip()]
    elif field in _MAY_BE_UNKNOWN and not value.strip():
        patch[field] = None
    else:
        patch[field] = value.strip()
