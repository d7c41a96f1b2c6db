"""Read the judge's signs: the files that come with the program, and the agency's.

The agency's file adds to the lists; it is TOML of the same shape, with the file's name as the outer
table:

    [soft404.titles]
    en = ["this job ad has left the building"]

    [parked]
    script_hosts = ["ads.example.net"]
"""

import tomllib
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crawler.judge.input import Case
from crawler.judge.judge import judge
from crawler.judge.patterns import Signs, make_list
from directory.model.baseline import Baseline
from directory.model.observation import Judgement, Observation

if TYPE_CHECKING:
    from directory.catalog.rejudging import Judge
    from directory.settings import Settings


class SignsError(Exception):
    """A file of signs cannot be used; the message says which and why."""


def load_signs(own: Path | None = None) -> Signs:
    """Return the signs that come with the program, and those of the agency's file.

    Raise SignsError if that file cannot be read, or names a list that does not exist.
    """
    return _loaded(own)


@lru_cache(maxsize=4)
def _loaded(own: Path | None) -> Signs:
    entries: dict[str, list[str]] = {}
    for file in files("crawler.judge").joinpath("patterns").iterdir():
        if file.name.endswith(".toml"):
            table = tomllib.loads(file.read_text("utf-8"))
            entries |= dict(_lists(file.name.removesuffix(".toml"), table))
    if own is not None:
        _add(entries, own)
    return Signs({name: make_list(name, words) for name, words in entries.items()})


def judge_by(settings: "Settings") -> "Judge":
    """Return the judge with the signs of these settings. Raise SignsError as `load_signs` does."""
    signs = load_signs(settings.signs)

    def by_these(seen: Observation, baseline: Baseline | None, names: tuple[str, ...]) -> Judgement:
        return judge(Case(seen, signs, baseline, names))

    return by_these


def _add(entries: dict[str, list[str]], own: Path) -> None:
    for family, table in _own_tables(own).items():
        if family == "source":
            continue
        if not isinstance(table, dict):
            raise SignsError(f"{own}: “{family}” is no table; write it as [{family}.…].")
        for name, words in _own_lists(own, family, table):
            if name not in entries:
                like = get_close_matches(name, entries, 3, 0.4) or sorted(entries)[:3]
                raise SignsError(
                    f"{own}: there is no list “{name}”. Did you mean {' or '.join(like)}? All "
                    "lists are in the program's folder crawler/judge/patterns."
                )
            entries[name] = entries[name] + words


def _own_lists(own: Path, family: str, table: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    try:
        return list(_lists(family, table))
    except SignsError as error:
        raise SignsError(f"{own}: {error}") from None


def _own_tables(own: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(own.read_text("utf-8-sig"))
    except OSError as error:
        raise SignsError(f"{own} cannot be read: {error.strerror}.") from None
    except ValueError as error:
        raise SignsError(f"{own} is not written as TOML: {error}.") from None


def _lists(family: str, table: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield the lists of one file: a table by language, or a plain list; `source` is skipped."""
    for name, value in table.items():
        if name == "source":
            continue
        groups = value.values() if isinstance(value, dict) else [value]
        words = [word for group in groups for word in _words(f"{family}.{name}", group)]
        yield f"{family}.{name}", words


def _words(name: str, group: object) -> list[str]:
    if isinstance(group, list) and all(isinstance(word, str) for word in group):
        return group
    raise SignsError(f"the list “{name}” must contain texts in quotes, as in [“not found”].")
