"""From the title of a page to the name of a link, and from a clipboard to an address.

Titles contain the name of the site, `Find a job | Mass.gov`, and words without information, such
as `Home`. Both are cut as long as something is left.
"""

import re
import unicodedata

from tui.state.form import shown

_BREAK = re.compile(r"(?<!\s)\s++[|–—·•»›:~-]++\s++|(?:(?<!\s)\s++)?(?:\||::)\s*+")
_SAYS_NOTHING = frozenset(
    {"home", "homepage", "home page", "welcome", "official site", "official website", "website"}
    | {"main", "main page", "index", "default", "start", "inicio", "untitled", "document"}
    | {"untitled document", "untitled page", "new tab", "log in", "login", "sign in"}
)
_WORD = re.compile(r"[^\W_]+")
_SMALL = frozenset({"of", "the", "and", "for", "a", "an", "in", "on", "at", "to"})
_COUNTRY = frozenset({"the", "us", "u", "s"})
_LONGEST_ADDRESS = 2048
_LONGEST_NAME = 300
_ADDRESS = re.compile(r"https?://[^\s<>\"“”]{3,}", re.IGNORECASE)
_BARE = re.compile(r"(?:[a-z0-9-]++\.)+[a-z]{2,24}(?:/\S*)?", re.IGNORECASE)
_LETTERS = re.compile(r"[a-z0-9]+")
_TRAILING = ".,;:!?)]}>’'\""


def name_from_title(title: str, host: str) -> str:
    """Return a name for a link, from the title of its page; empty if the title says nothing."""
    title = " ".join(shown(title).split())
    parts = [part.strip() for part in _BREAK.split(title) if part.strip()]
    telling = [part for part in parts if part.casefold() not in _SAYS_NOTHING]
    if not telling:
        return ""
    own = [part for part in telling if not _names_site(part, host)]
    if len(own) == len(telling) == len(parts):
        return title[:_LONGEST_NAME]
    kept = own or telling[:1]
    return " – ".join(kept)[:_LONGEST_NAME]


def clipboard_address(text: str) -> str:
    """Return the address in a copied text; empty if it contains none, or several.

    A bare host (`www.example.org/jobs`) counts if there is nothing else in the text.
    """
    text = text.strip()
    if len(text) > _LONGEST_ADDRESS * 2:
        return ""
    found = {address.rstrip(_TRAILING) for address in _ADDRESS.findall(text)}
    if len(found) == 1:
        address = found.pop()
        return address if len(address) <= _LONGEST_ADDRESS and shown(address) == address else ""
    if not found and _BARE.fullmatch(text) and shown(text) == text:
        return f"https://{text}"
    return ""


def _names_site(part: str, host: str) -> bool:
    """Return True if the part names the host: its letters, or initials, are a label of it."""
    words = _WORD.findall(_folded(part))
    if not words:
        return False
    labels = set(_folded(host).split(".")) - {"www"}
    joined, host_joined = "".join(words), "".join(_LETTERS.findall(_folded(host)))
    if joined in labels or (len(joined) > 3 and joined in host_joined):
        return True
    named = [word for word in words if word not in _COUNTRY]
    initials = {"".join(word[0] for word in some) for some in (words, named, _big(named))}
    initials |= {f"us{short}" for short in initials}
    return any(len(short) > 1 for short in labels & initials)


def _big(words: list[str]) -> list[str]:
    return [word for word in words if word not in _SMALL]


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
