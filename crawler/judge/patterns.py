"""The signs that the judge looks for: phrases, words and hosts, as plain data.

They stand in the TOML files of `crawler/judge/patterns/`, one for each family;
`crawler/patterns.py` reads them, and a file of the agency's own that adds to them.
Here they are given a shape, and looked for.

A list is known by its file and its table, as in `soft404.titles`. Lists whose
name ends in `hosts` hold host names, lists that end in `markup` hold pieces of
HTML in lower case; all others hold phrases as `words.plain` makes them. The
languages of a list are thrown together: in which one a page is, is often said
wrongly.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from crawler.judge.text.normalize import plain


@dataclass(frozen=True, slots=True)
class SignList:
    """One list. members: for looking one up. sought: for looking for each in a text,
    sorted; phrases of alphabetic scripts with a blank at each end, so that only whole
    words are found."""

    members: frozenset[str]
    sought: tuple[str, ...]

    def found_in(self, text: str) -> str | None:
        """The first member that the (plain) text contains as whole words; None for none."""
        padded = f" {text} "
        return next((phrase.strip() for phrase in self.sought if phrase in padded), None)

    def all_in(self, text: str) -> list[str]:
        """All members that the (plain) text contains as whole words."""
        padded = f" {text} "
        return [phrase.strip() for phrase in self.sought if phrase in padded]

    def markup_in(self, source: str) -> str | None:
        """The first piece of markup that the source, in lower case, contains; None for none."""
        return next((piece for piece in self.sought if piece in source), None)

    def host_of(self, host: str) -> str | None:
        """The listed host which this one is, or of which it is a part; None for none."""
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
    """A list of this name from its entries as they are written in a file."""
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
    """True for Latin, Cyrillic and Greek letters, and digits: scripts with blanks between words,
    to which nothing is stuck as it is in Arabic and Korean."""
    return char.isascii() or char.upper() != char
