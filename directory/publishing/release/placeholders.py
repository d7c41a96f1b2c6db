"""The texts of a link in a language: its name, and notices filled in for it.

A release leaves `{name}`, `{host}` and `{privacy_url}` in the texts of notices, since they differ
for each link. The site, the exit pages and the widget fill them in as done here.
"""

from collections.abc import Mapping
from typing import Final

from directory.publishing.release.public_schema import LinkEntry
from directory.rules.notices import fill
from directory.rules.urls import origin_of

#: What the texts of notices leave to be filled in for each link.
OF_A_LINK: Final = ("name", "host", "privacy_url")


def text_in(texts: Mapping[str, str], language: str, default: str) -> tuple[str, str]:
    """Return the text in that language, else in the default one, else in any; and the language that
    it is in. Both are empty if there is none."""
    for one in (language, default, *sorted(texts)):
        if texts.get(one):
            return texts[one], one
    return "", ""


def filled_in(text: str, link: LinkEntry, language: str, default: str) -> str:
    """Return the text of a notice with the values of this link filled in."""
    values = {
        "name": text_in(link.names, language, default)[0],
        "host": link.host_shown,
        "privacy_url": privacy_address(link),
    }
    return fill(text, values)


def privacy_address(link: LinkEntry) -> str:
    """Return the destination's privacy policy; if it is not known, the destination's front page,
    where visitors would search for it."""
    return link.privacy_url or origin_of(link.url)
