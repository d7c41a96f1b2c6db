"""Suggestions for a new link, from its title, its host, and the links in the catalog.

A suggestion always comes with its reason, which staff read before they save. A category is read
from the words of the title, or taken from the links to the same site. The operator is what a
curator decided for links to the site, else what a registry or the host's name says, else what other
links to it say; a person who saves the suggestion has decided it. The end of any other name proves
nothing, so it is only a hint.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from directory.model.vocab import OperatorBasis, OperatorClass
from directory.rules.domain_names import domain_rule
from directory.rules.hosts import registrable_domain
from directory.rules.registries import OperatorAssignment
from directory.rules.urls import lane_of


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A link to the same registrable domain."""

    host: str
    category: str | None
    operator: str
    operator_class: OperatorClass
    operator_basis: OperatorBasis


@dataclass(frozen=True, slots=True)
class FieldSuggestion:
    """A value for a field, and why."""

    value: str
    because: str


@dataclass(frozen=True, slots=True)
class OperatorSuggestion:
    """The operator of a site. operator: a name, perhaps empty. basis: the one to save it with."""

    operator: str
    operator_class: OperatorClass
    basis: OperatorBasis
    because: str


_WORD = re.compile(r"[^\W\d_]{3,}")
_WITHIN_A_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")
_COMMON: Final = frozenset(
    _WORD.findall(
        "the and for from with your you our are more about find search home page site "
        "website official welcome online state states united county city "
        "department office www com org net gov edu mil https http html htm aspx php index default "
        "help services service general other getting after"
    )
)
_LEAST_SCORE = 1.0
_MOST_SHARED = 0.75  # of the neighbours must agree

_ENDINGS: Final = (
    ((".edu",), "Colleges run the sites under .edu: consider “education”."),
    ((".org",), "Many sites under .org are run by nonprofits; some are not."),
)
_SCHOOL_HOST = re.compile(r"\.k12\.[a-z]{2}\.us$")


def suggest_category(
    title: str,
    href: str,
    categories: Mapping[str, Sequence[str]],
    neighbours: Iterable[Neighbour] = (),
) -> FieldSuggestion | None:
    """Return the likeliest category of a link; None if nothing suggests one.

    href: its address, as `WebAddress` has it. categories: names by slug, in every language. Links
    to the same host, or to the same registrable domain, count if most of them are in one category;
    else the words that the title and the address share with a category's name.
    """
    host = lane_of(href).partition(":")[0]
    return _from_neighbours(host, list(neighbours)) or _from_words(title, href, categories)


def suggest_operator(
    host: str, neighbours: Collection[Neighbour], found: OperatorAssignment
) -> OperatorSuggestion | None:
    """Return the operator of the site; None if nothing is known of it, or the other links disagree.

    neighbours: the other links to its registrable domain. found: what a registry or the host's name
    says.
    """
    by_curators = [one for one in neighbours if one.operator_basis is OperatorBasis.CURATOR]
    others = [one for one in neighbours if one.operator_basis in _KNOWN]
    return _agreed(host, by_curators) or _as_found(host, found) or _agreed(host, others)


def _as_found(host: str, found: OperatorAssignment) -> OperatorSuggestion | None:
    if found.basis is OperatorBasis.DEFAULT:
        return None
    because = "as a registry of government domains lists it"
    if found.basis is OperatorBasis.DOMAIN:
        rule = domain_rule(host)
        because = f"for its domain name, {rule.ending if rule is not None else host}"
    return OperatorSuggestion(found.operator, found.operator_class, found.basis, because)


def _agreed(host: str, known: Sequence[Neighbour]) -> OperatorSuggestion | None:
    classes = {one.operator_class for one in known}
    if len(classes) != 1:
        return None
    names = {one.operator for one in known if one.operator}
    return OperatorSuggestion(
        operator=names.pop() if len(names) == 1 else "",
        operator_class=classes.pop(),
        basis=OperatorBasis.CURATOR,
        because=f"as for {_count(len(known))} to {registrable_domain(host)}",
    )


def ending_hint(host: str) -> str:
    """Return what the end of the host's name suggests about its operator, a sentence; "" for
    nothing."""
    if _SCHOOL_HOST.search(host):
        return "Schools run the sites under k12: consider “education” or “local”."
    return next((hint for endings, hint in _ENDINGS if host.endswith(endings)), "")


_KNOWN: Final = (OperatorBasis.CURATOR, OperatorBasis.REGISTRY, OperatorBasis.IMPORTED)


def _from_neighbours(host: str, neighbours: list[Neighbour]) -> FieldSuggestion | None:
    domain = registrable_domain(host)
    same_host = [one for one in neighbours if one.host == host]
    for near, where in ((same_host, host), (neighbours, domain)):
        placed = Counter(one.category for one in near if one.category)
        if not placed:
            continue
        category, number = placed.most_common(1)[0]
        if category and number >= _MOST_SHARED * placed.total():
            return FieldSuggestion(category, f"as for {_count(number)} to {where}")
    return None


def _from_words(
    title: str, href: str, categories: Mapping[str, Sequence[str]]
) -> FieldSuggestion | None:
    said = _stems(title) | _stems(_address_words(href))
    words = {slug: _stems(" ".join((*names, slug))) for slug, names in categories.items()}
    spread = Counter(word for own in words.values() for word in own)
    best: tuple[float, int, str, frozenset[str]] | None = None
    for place, (slug, own) in enumerate(words.items()):
        shared = own & said
        score = sum(2.0 / (1 + spread[word]) for word in shared)
        if score >= _LEAST_SCORE and (best is None or score > best[0]):
            best = (score, place, slug, frozenset(shared))
    if best is None:
        return None
    told = ", ".join(
        sorted(_as_written(stem, f"{title} {_address_words(href)}") for stem in best[3])
    )
    return FieldSuggestion(best[2], f"for the words: {told}")


def _address_words(href: str) -> str:
    """Return host and path, without the query, which seldom contains words; `JobSearch` becomes
    two."""
    bare = href.partition("?")[0].partition("#")[0].partition("://")[2]
    return _WITHIN_A_WORD.sub(" ", bare)


def _stems(text: str) -> set[str]:
    return {_stem(word) for word in _WORD.findall(_folded(text)) if word not in _COMMON}


def _stem(word: str) -> str:
    """Return the same stem for singular and plural: `veterans` and `veteran`, `agencies` and
    `agency`."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def _as_written(stem: str, text: str) -> str:
    words: list[str] = _WORD.findall(_folded(text))
    return next(word for word in words if _stem(word) == stem)


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _count(number: int) -> str:
    return f"{number} other link{'' if number == 1 else 's'}"
