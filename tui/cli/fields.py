"""`--set FIELD=VALUE`: the names of fields on the command line."""

from collections.abc import Callable, Iterable
from typing import Any, Final

import click

from directory.model.fields import FIELDS
from tui.cli.common import BAD_INPUT, Failed

#: Fields that are set one language at a time, by the name of one text.
_TEXTS: Final = {field.each: field.name for field in FIELDS if field.each}
_KNOWN: Final = (*_TEXTS, *(field.name for field in FIELDS if not field.each))


def option_set(*, required: bool) -> Callable[[Any], Any]:
    """Return the option `--set FIELD=VALUE`, which may be repeated."""
    return click.option(
        "--set", "assignments", multiple=True, required=required, metavar="FIELD=VALUE",
        help="A field and its value; may be repeated.",
    )  # fmt: skip


def texts_set(assignments: Iterable[str], default_language: str) -> dict[str, str]:
    """Return the text of each key of the form: `names:es` for `name.es`. A text without a language
    is in the default one.

    Raise Failed for what is not FIELD=VALUE, and for an unknown field.
    """
    return dict(_key_and_text(written, default_language) for written in assignments)


def _key_and_text(written: str, default_language: str) -> tuple[str, str]:
    field, equals, text = written.partition("=")
    field = field.strip()
    if not equals:
        raise Failed(
            f"“{written}” is not of the form FIELD=VALUE, such as category=job-banks", BAD_INPUT
        )
    base, dot, language = field.partition(".")
    if base in _TEXTS:
        if dot and not language.strip():
            raise Failed(f"“{field}” names no language; write it as {base}.es", BAD_INPUT)
        return f"{_TEXTS[base]}:{language.strip() or default_language}", text
    if field not in _KNOWN:
        raise Failed(_no_such(field), BAD_INPUT)
    return field, text


def _no_such(field: str) -> str:
    from difflib import get_close_matches

    plural = {column: base for base, column in _TEXTS.items()}
    if field in plural:
        return f"set {field} one language at a time, as {plural[field]}.es"
    if field == "state":
        return "the state of a link is changed by submit, accept, send-back, retire and restore"
    near = get_close_matches(field, _KNOWN, n=1)
    hint = f"did you mean {near[0]}?" if near else f"it can be {', '.join(_KNOWN)}"
    return f"a link has no field “{field}”; {hint}"
