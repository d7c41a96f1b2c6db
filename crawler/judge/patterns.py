"""The signs that the judge searches for: phrases, words and hosts, as plain data.

They are in the TOML files of `crawler/judge/patterns/`, one for each family; `crawler/patterns.py`
reads them, and the agency's file that adds to them. This module defines their shape and the
searches.

A list is named by its file and its table, as in `soft404.titles`. Lists whose name ends in `hosts`
contain host names, lists that end in `markup` contain pieces of HTML in lower case; all others
contain phrases as `normalize.plain` makes them. The languages of a list are merged, since pages
often declare the wrong language.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.judge.text.normalize import plain


@dataclass(frozen=True, slots=True)
class SignList:
    """One list. members: for exact lookup. sought: for searching in a text, sorted; phrases of
    alphabetic scripts have a blank at each end, so that only whole words match."""

    members: frozenset[str]
    sought: tuple[str, ...]

    def found_in(self, text: str) -> str | None:
        """Return the first member that the (plain) text contains as whole words; None if there is
        none."""
        padded = f" {text} "
        return next((phrase.strip() for phrase in self.sought if phrase in padded), None)

    def all_in(self, text: str) -> list[str]:
        """Return all members that the (plain) text contains as whole words."""
        padded = f" {text} "
        return [phrase.strip() for phrase in self.sought if phrase in padded]

    def markup_in(self, source: str) -> str | None:
        """Return the first piece of markup that the source (in lower case) contains, or None."""
        return next((piece for piece in self.sought if piece in source), None)

    def host_of(self, host: str) -> str | None:
        """Return the listed host that equals this host or is a parent domain of it, or None."""
        while host:
            if host in self.members:
                return host
            host = host.partition(".")[2]
        return None


@dataclass(frozen=True, slots=True)
class Signs:
    """All lists, by `file.table`."""

    lists: Mapping[str, SignList]

    def __getitem__(self, name: str) -> SignList:
        return self.lists[name]


def make_list(name: str, entries: Iterable[str]) -> SignList:
    """Return a list of this name from its entries as they are written in a file."""
    if name.endswith(("hosts", "markup")):
        members = frozenset(filter(None, (entry.strip().lower() for entry in entries)))
        return SignList(members, tuple(sorted(members)))
    members = frozenset(filter(None, map(plain, entries)))
    return SignList(members, tuple(sorted(map(_whole_words, members))))


def _whole_words(phrase: str) -> str:
    before = " " if _is_alphabetic(phrase[0]) else ""
    after = " " if _is_alphabetic(phrase[-1]) else ""
    return f"{before}{phrase}{after}"


def _is_alphabetic(char: str) -> bool:
    """Return True for Latin, Cyrillic and Greek letters, and digits: scripts with blanks between
    words, and without the joined prefixes and endings of Arabic and Korean."""
    return char.isascii() or char.upper() != char
