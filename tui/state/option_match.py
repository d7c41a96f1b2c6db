"""Picking from a list by typing: the options that match what was typed, and their order.

The user types beginnings of words, in any order (`vet fam`), or those of the label's first words
run together (`jfv` for “Jobs for veterans”, `sag` for “Staffing agencies”). Accents and case are
not needed.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Option:
    """One option. value: the result of choosing it; label: its name; hint: what it is part of, or
    what it means, shown beside it."""

    value: str
    label: str
    hint: str = ""


def matching(options: Sequence[Option], typed: str) -> list[Option]:
    """Return the options that match what was typed, the likeliest first; all if nothing was.

    First come labels that begin with it, then those whose words it runs together, then those
    with such words in the label, then those with such words in the hint; each in the order
    of the list.
    """
    if not typed.strip():
        return list(options)
    plain_typed = _folded(typed).strip()
    ranked = [(_rank(option, plain_typed), place) for place, option in enumerate(options)]
    return [options[place] for rank, place in sorted(ranked) if rank < _NO_MATCH]


def labels(options: Iterable[Option], values: Iterable[str]) -> list[str]:
    """Return the labels of these values, in the order of the options; a value that is not an
    option is its own label."""
    wanted = list(values)
    known = {option.value: option.label for option in options}
    in_order = [value for value in known if value in wanted]
    return [known[value] for value in in_order] + [v for v in wanted if v not in known]


_NO_MATCH = 4


def _rank(option: Option, typed: str) -> int:
    label = _words(option.label)
    wanted = _WORD.findall(typed)
    if not wanted:
        return _NO_MATCH
    if " ".join(label).startswith(" ".join(wanted)):
        return 0
    if len(wanted) == 1 and _runs_together(wanted[0], label):
        return 1
    if all(any(word.startswith(part) for word in label) for part in wanted):
        return 2
    every = (*label, *_words(option.hint), *_words(option.value))
    return 3 if all(any(word.startswith(part) for word in every) for part in wanted) else _NO_MATCH


def _runs_together(typed: str, words: Sequence[str]) -> bool:
    """Return True if `typed` is made of beginnings of the first words, one after the other."""
    if not typed:
        return True
    return bool(words) and any(
        words[0].startswith(typed[:size]) and _runs_together(typed[size:], words[1:])
        for size in range(1, len(typed) + 1)
    )


@lru_cache(maxsize=4096)
def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(_folded(text)))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
