"""Whether a page still contains a name: the entry's, its operator's, or the host's.

An operator who redesigns a site, or renames it, leaves the name somewhere on the page; someone who
took the address over has no reason to. Words such as “jobs” or “county” are on half of all pages
and prove nothing, so a name is recognised by its other words.
"""

from functools import lru_cache

from crawler.judge.text.normalize import plain
from directory.rules.hosts import registrable_domain

#: Shorter words are articles, prepositions and the like, or occur by chance.
_SHORTEST = 3
#: A label shorter than this occurs by chance within the words of any text.
_SHORTEST_LABEL = 5

#: Words of many names in this field, and of many pages in any field.
_COMMON = frozenset(
    {"about", "agency", "all", "american", "and", "application", "apply", "area", "best",
     "board", "business", "career", "careers", "center", "centers", "central", "centre", "city",
     "college", "community", "company", "connect", "contact", "council", "county", "department",
     "dept", "development", "district", "division", "employer", "employers", "employment",
     "find", "first", "for", "free", "from", "general", "get", "global", "go", "gov",
     "government", "group", "hall", "health", "help", "home", "hub", "inc", "index", "info",
     "information", "institute", "international", "job", "jobs", "labor", "labour", "library",
     "life", "link", "list", "listing", "listings", "llc", "local", "main", "map", "million",
     "my", "national", "net", "network", "new", "news", "now", "office", "official", "one",
     "online", "open", "opening", "openings", "opportunities", "org", "our", "page", "pages",
     "people", "plus", "portal", "program", "programs", "project", "public", "region",
     "regional", "resource", "resources", "school", "search", "service", "services", "site",
     "society", "solutions", "start", "state", "states", "support", "team", "the", "time",
     "today", "town", "training", "united", "university", "vacancies", "village", "web",
     "website", "welcome", "with", "work", "worker", "workers", "workforce", "works", "world",
     "www", "you", "your"}
)  # fmt: skip


@lru_cache(maxsize=1024)
def telling_words(name: str) -> frozenset[str]:
    """Return the words of a name that distinguish it; none if all are common words."""
    return frozenset(
        word
        for word in plain(name).split()
        if (len(word) >= _SHORTEST or not word.isascii()) and word not in _COMMON
        if not word.isdigit()
    )


def bears(name: str, text: str) -> bool:
    """Return True if the (plain) text contains the name as it is, or all its distinguishing
    words."""
    whole = plain(name)
    if not whole:
        return False
    if f" {whole} " in f" {text} " or (not whole.isascii() and whole in text):
        return True
    words = telling_words(name)
    return bool(words) and words.issubset(text.split())


def hints_at(name: str, text: str) -> bool:
    """Return True if the (plain) text contains the name, or at least half of its distinguishing
    words."""
    words = telling_words(name)
    found = words.intersection(text.split())
    return bears(name, text) or (bool(found) and 2 * len(found) >= len(words))


def own_label(host: str) -> str:
    """Return the label that the host's owner chose: `pine-county` of `jobs.pine-county.example`."""
    return registrable_domain(host).partition(".")[0]


def bears_host(host: str, text: str) -> bool:
    """Return True if the (plain) text contains the label that the host's owner chose: as one word
    or as several, or as the first letters of a name."""
    label = own_label(host)
    squeezed = plain(label).replace(" ", "")
    if len(squeezed) >= _SHORTEST_LABEL and squeezed in text.replace(" ", ""):
        return True
    words = text.split()
    if squeezed in words:
        return True
    small = frozenset(("of", "the", "for", "and", "on", "in"))
    initials = "".join(word[0] for word in words if word not in small)
    return len(squeezed) >= _SHORTEST and squeezed in initials


def without_numbers(text: str) -> str:
    """Return the (plain) text without its numbers, since years and versions change."""
    return " ".join(word for word in text.split() if not word.isdigit())
