"""The standard library's HTML tokenizer, as bookmark files and Markdown use it.

It has three changes for files that are not valid HTML. Neither an element nor a comment swallows
what follows it: an unclosed `<script>` in a bookmark's description must not make the rest of the
file unreadable. A malformed `<![…` section is a comment, not an error. And an `&` that begins no
complete character reference remains as it is: in the address `?id=1&section=2` the tokenizer would
otherwise find a `§`.
"""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

Attributes = Sequence[tuple[str, str | None]]

_BARE_AMPERSAND = re.compile(r"&(?!(?:[A-Za-z][A-Za-z0-9]*|#[0-9]+|#[xX][0-9A-Fa-f]+);)")


def escape_bare_ampersands(markup: str) -> str:
    """Return the markup with `&amp;` for each `&` that begins no complete reference."""
    return _BARE_AMPERSAND.sub("&amp;", markup)


class HtmlReader(HTMLParser):
    """A tokenizer that calls the `handle_…` methods; `line` is where the present token begins."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def read(self, markup: str) -> None:
        """Read the whole text to its end."""
        self.feed(escape_bare_ampersands(markup))
        self.close()

    @property
    def line(self) -> int:
        """The line of the present token, from 1."""
        return self.getpos()[0]

    def parse_marked_section(self, i: int, report: bool = True) -> int:
        """Parse `<![…>` as browsers do, as a comment that ends at the next `>`."""
        return self.parse_bogus_comment(i, report)

    def parse_comment(self, i: int, report: bool = True) -> int:
        """Parse a comment; one that is never closed ends at the next `>`, not at the end of the
        file."""
        end = super().parse_comment(i, report)
        return end if end >= 0 else self.parse_bogus_comment(i, report)

    def set_cdata_mode(self, elem: str, **_: object) -> None:
        """Do nothing, so that no element's content is raw text."""


def attribute(attributes: Attributes, name: str) -> str:
    """Return the first attribute of this name; "" if there is none."""
    return next((value or "" for key, value in attributes if key == name), "")
