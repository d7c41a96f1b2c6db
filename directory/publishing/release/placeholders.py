"""What a link says in a language: its name, and notices filled in for it.

A release leaves `{name}`, `{host}` and `{privacy_url}` in the texts of notices, since they differ
for each link. Here is how a website fills them in; the site, the exit pages and the widget do so.
"""

from collections.abc import Mapping
from typing import Final

from directory.publishing.release.public_schema import LinkEntry
from directory.rules.notices import fill
from directory.rules.urls import origin_of

#: What the texts of notices leave to be filled in for each link.
OF_A_LINK: Final = ("name", "host", "privacy_url")


def text_in(texts: Mapping[str, str], language: str, default: str) -> tuple[str, str]:
    """The text in that language, else in the default one, else in any; and the language that it
    is in. Both are empty when there is none."""
    for one in (language, default, *sorted(texts)):
        if texts.get(one):
            return texts[one], one
    return "", ""


def filled_in(text: str, link: LinkEntry, language: str, default: str) -> str:
    """The text of a notice, as visitors of this link read it."""
    values = {
        "name": text_in(link.names, language, default)[0],
        "host": link.host_shown,
        "privacy_url": privacy_address(link),
    }
    return fill(text, values)


def privacy_address(link: LinkEntry) -> str:
    """The destination's privacy policy; where it is not known, the front page of the destination:
    that is where one would look for it."""
    return link.privacy_url or origin_of(link.url)
