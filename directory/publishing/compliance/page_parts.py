"""Parts of a page that is complete in itself: no script, no request to any site.

Its own policy for browsers allows nothing else. All texts are escaped here and freed of hidden
characters: names come from strangers.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from html import escape
from typing import Final

from directory.model.text import tidy_line

_STYLE: Final = """
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 75rem; padding: 1rem; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 3px solid; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: start; font-weight: bold; padding-block: .5rem; }
th, td { border: 1px solid; padding: .25rem .5rem; text-align: start; vertical-align: top; }
th, td { overflow-wrap: anywhere; min-width: 6rem; }
tbody th { font-weight: normal; }
.gap { font-weight: bold; }
td ul { margin: 0; padding-inline-start: 1.25rem; }
@media print { .wide { overflow: visible; } thead { display: table-header-group; } }
"""
_STYLE_DIGEST: Final = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY: Final = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_DIGEST}'; base-uri 'none'; form-action 'none'"
)
END: Final = "</main>\n</body>\n</html>\n"


def beginning(title: str, agency: str) -> str:
    """Return the page up to its heading, with the agency's name below it; `END` ends the page."""
    title = escaped(title)
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8"/>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}"/>\n'
        '<meta name="referrer" content="no-referrer"/>\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1"/>\n'
        f"<title>{title}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{title}</h1>\n<p>{escaped(agency)}</p>\n"
    )


def framed(name: str, caption: str, headings: Iterable[str], rows: Iterable[str]) -> Iterator[str]:
    """Yield a table that scrolls by itself in a narrow window, also by keyboard."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in headings)
    yield (
        f'<div class="wide" role="region" aria-labelledby="{name}" tabindex="0">\n<table>\n'
        f'<caption id="{name}">{caption}</caption>\n<thead><tr>{head}</tr></thead>\n<tbody>\n'
    )
    yield from rows
    yield "</tbody>\n</table>\n</div>\n"


def row(cells: Iterable[str]) -> str:
    """Return a row whose first cell is its heading. All cells are plain text."""
    first, *others = map(escaped, cells)
    rest = "".join(f"<td>{cell}</td>" for cell in others)
    return f'<tr><th scope="row"><bdi>{first}</bdi></th>{rest}</tr>\n'


def escaped(plain: str) -> str:
    """Return the text as HTML."""
    return escape(one_line(plain))


def one_line(plain: str) -> str:
    """Return one line without hidden characters; most have none, and there are millions."""
    return plain if plain.isprintable() else tidy_line(plain)
