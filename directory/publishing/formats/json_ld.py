"""`directory.jsonld`: the directory in the vocabulary of schema.org, for search engines.

A CollectionPage whose main entity is a list of websites and pages. It is escaped as
`directory.json` is, so that it can be put into a `<script type="application/ld+json">`. What is not
known is left out: nothing is claimed of a destination that the directory does not say. An item has
the address of the destination; its place in the list has that of the exit page, where one is due.
"""

from collections.abc import Iterator, Mapping
from typing import Final, assert_never

from directory.model.vocab import Audience, Cost, OperatorClass
from directory.publishing.formats.words import words_in
from directory.publishing.release.directory_file import canonical
from directory.publishing.release.paths import SITE, address, mail_of, page_of, urn
from directory.publishing.release.public_schema import LinkEntry, Operator
from directory.publishing.release.reader import Edition, MadeFile
from directory.rules.urls import origin_of

NAME: Final = "directory.jsonld"

Thing = dict[str, object]


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the list."""
    yield MadeFile(NAME, _chunks(edition), edition.total)


def _chunks(edition: Edition) -> Iterator[bytes]:
    items = canonical({"@type": "ItemList", "numberOfItems": edition.total})
    yield canonical(_page(edition)).removesuffix(b"}") + b',"mainEntity":'
    yield items.removesuffix(b"}") + b',"itemListElement":['
    separator = b"\n"
    for position, link in enumerate(edition.links(), start=1):
        yield separator + canonical(_place(edition, position, link))
        separator = b",\n"
    yield b"\n]}}\n"


def _page(edition: Edition) -> Thing:
    header = edition.header
    words = words_in(header.default_language)
    agency = header.publisher.agency
    return _known(
        {
            "@context": "https://schema.org",
            "@type": "CollectionPage",
            "@id": address(header, SITE) or urn(header, "directory"),
            "name": _in_language(words.title.format(agency=agency), words.language),
            "description": _in_language(words.description.format(agency=agency), words.language),
            "url": address(header, SITE),
            "inLanguage": header.languages,
            "isAccessibleForFree": True,
            "dateModified": str(edition.updated_on),
            "publisher": _known(
                {
                    "@type": "Organization",
                    "name": agency,
                    "email": mail_of(header),
                    "url": page_of(header),
                }
            ),
        }
    )


def _place(edition: Edition, position: int, link: LinkEntry) -> Thing:
    page = link.exit_notice.page
    return _known(
        {
            "@type": "ListItem",
            "position": position,
            "url": page and address(edition.header, page),
            "item": _item(edition, link),
        }
    )


def _item(edition: Edition, link: LinkEntry) -> Thing:
    return _known(
        {
            "@type": "WebSite" if link.url == origin_of(link.url) else "WebPage",
            "identifier": str(link.id),
            "name": _texts(link.names),
            "description": _texts(link.descriptions),
            "url": link.url,
            "provider": _provider(link.operator),
            "inLanguage": link.languages,
            "isAccessibleForFree": _free(link.cost),
            "audience": [_audience(one) for one in link.audiences],
            "spatialCoverage": [_area(code) for code in link.service_areas],
            "about": _category(edition, link.category),
        }
    )


def _provider(operator: Operator) -> Thing | None:
    """Return who runs the destination; None if no name is known."""
    if not operator.name:
        return None
    return {"@type": _kind(operator.class_), "name": operator.name}


def _kind(operator: OperatorClass) -> str:
    match operator:
        case (
            OperatorClass.FEDERAL
            | OperatorClass.STATE
            | OperatorClass.LOCAL
            | OperatorClass.TRIBAL
            | OperatorClass.GOVERNMENT
        ):
            return "GovernmentOrganization"
        case OperatorClass.EDUCATION:
            return "EducationalOrganization"
        case OperatorClass.NONPROFIT:
            return "NGO"
        case OperatorClass.PRIVATE | OperatorClass.UNKNOWN:
            return "Organization"
        case _:
            assert_never(operator)


def _free(cost: Cost | None) -> bool | None:
    match cost:
        case Cost.FREE:
            return True
        case Cost.PAID:
            return False
        case Cost.FREE_AND_PAID | None:  # neither is true of all of it
            return None
        case _:
            assert_never(cost)


def _audience(audience: Audience) -> Thing:
    return {"@type": "Audience", "audienceType": audience.replace("_", " ")}


def _area(code: str) -> Thing:
    kind = "AdministrativeArea" if "-" in code else "Country"
    return {"@type": kind, "identifier": code}


def _category(edition: Edition, slug: str | None) -> Thing | None:
    if slug is None:
        return None
    category = edition.categories.get(slug)
    names = {} if category is None else category.names
    return _known({"@type": "DefinedTerm", "termCode": slug, "name": _texts(names)})


def _texts(texts: Mapping[str, str]) -> list[Thing]:
    return [_in_language(text, tag) for tag, text in sorted(texts.items())]


def _in_language(text: str, tag: str) -> Thing:
    return {"@language": tag, "@value": text}


def _known(fields: Thing) -> Thing:
    """Return the fields without unknown values: None, empty texts and lists."""
    return {name: value for name, value in fields.items() if value not in (None, "", [], ())}
