"""`directory.jsonld`, as any JSON reader sees it."""

import json
from pathlib import Path
from typing import Any

import pytest

from directory.model.vocab import Audience, Cost, OperatorBasis, OperatorClass
from directory.publishing.formats.json_ld import NAME
from directory.publishing.release.public_schema import LinkEntry, Operator
from tests.directory.publishing.formats.editions import (
    HEADER,
    WEBSITE,
    edition,
    header,
    link,
    made,
    own,
)


def page(folder: Path, *links: LinkEntry, head: Any = HEADER) -> Any:
    """The page of these links."""
    return json.loads(made(edition(folder, links, head=head))[NAME])


def item(folder: Path, **changed: Any) -> Any:
    """What is said of a destination."""
    return page(folder, link(1, **changed))["mainEntity"]["itemListElement"][0]["item"]


def test_the_directory_is_a_collection_page_whose_main_entity_is_the_list(tmp_path: Path) -> None:
    head = header("Office of Work", "links@work.example", WEBSITE)
    found = page(tmp_path, link(3), own(5), head=head)
    description = found.pop("description")
    assert (description["@language"], "Office of Work" in description["@value"]) == ("en", True)
    places = found["mainEntity"].pop("itemListElement")
    assert found == {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": f"{WEBSITE}site/",
        "url": f"{WEBSITE}site/",
        "name": {"@language": "en", "@value": "Directory of links: Office of Work"},
        "inLanguage": ["en", "es"],
        "isAccessibleForFree": True,
        "dateModified": "2026-10-09",
        "publisher": {
            "@type": "Organization",
            "name": "Office of Work",
            "email": "links@work.example",
            "url": WEBSITE,
        },
        "mainEntity": {"@type": "ItemList", "numberOfItems": 2},
    }
    assert [(one["@type"], one["position"], one.get("url")) for one in places] == [
        ("ListItem", 1, f"{WEBSITE}out/3/"),
        ("ListItem", 2, None),
    ]
    assert [one["item"]["url"] for one in places] == [
        "https://host3.example/",
        "https://host5.example/",
    ]


def test_without_a_website_no_file_has_an_address(tmp_path: Path) -> None:
    found = page(tmp_path, link(3))
    assert found["@id"].startswith("urn:uuid:")
    assert "url" not in found
    assert "url" not in found["mainEntity"]["itemListElement"][0]


def test_an_item_says_what_is_known_of_the_destination(tmp_path: Path) -> None:
    assert item(
        tmp_path,
        url="https://jobs.example.com/find?q=1",
        names={"es": "Banco", "en": "Bank"},
        descriptions={"en": "Two\nlines"},
        category="job-banks/state",
        operator=Operator("State of Example", OperatorClass.STATE, OperatorBasis.REGISTRY),
        service_areas=("US", "US-MA"),
        languages=("en",),
        audiences=(Audience.OLDER_WORKERS,),
        cost=Cost.FREE,
    ) == {
        "@type": "WebPage",
        "identifier": "1",
        "name": [
            {"@language": "en", "@value": "Bank"},
            {"@language": "es", "@value": "Banco"},
        ],
        "description": [{"@language": "en", "@value": "Two\nlines"}],
        "url": "https://jobs.example.com/find?q=1",
        "about": {
            "@type": "DefinedTerm",
            "termCode": "job-banks/state",
            "name": [
                {"@language": "en", "@value": "States"},
                {"@language": "es", "@value": "Estados"},
            ],
        },
        "provider": {"@type": "GovernmentOrganization", "name": "State of Example"},
        "spatialCoverage": [
            {"@type": "Country", "identifier": "US"},
            {"@type": "AdministrativeArea", "identifier": "US-MA"},
        ],
        "inLanguage": ["en"],
        "audience": [{"@type": "Audience", "audienceType": "older workers"}],
        "isAccessibleForFree": True,
    }


def test_nothing_is_claimed_that_the_directory_does_not_say(tmp_path: Path) -> None:
    assert item(tmp_path) == {
        "@type": "WebSite",
        "identifier": "1",
        "name": [{"@language": "en", "@value": "Link 1"}],
        "url": "https://host1.example/",
    }


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        (OperatorClass.FEDERAL, "GovernmentOrganization"),
        (OperatorClass.STATE, "GovernmentOrganization"),
        (OperatorClass.LOCAL, "GovernmentOrganization"),
        (OperatorClass.TRIBAL, "GovernmentOrganization"),
        (OperatorClass.EDUCATION, "EducationalOrganization"),
        (OperatorClass.NONPROFIT, "NGO"),
        (OperatorClass.PRIVATE, "Organization"),
    ],
)
def test_a_provider_is_of_the_type_of_its_class(
    tmp_path: Path, kind: OperatorClass, type_: str
) -> None:
    operator = Operator("Somebody", kind, OperatorBasis.CURATOR)
    assert item(tmp_path, operator=operator)["provider"]["@type"] == type_


@pytest.mark.parametrize(
    ("cost", "free"),
    [(Cost.FREE, True), (Cost.PAID, False), (Cost.FREE_AND_PAID, None), (None, None)],
)
def test_a_destination_is_called_free_only_where_all_of_it_is(
    tmp_path: Path, cost: Cost | None, free: bool | None
) -> None:
    assert item(tmp_path, cost=cost).get("isAccessibleForFree") is free
