"""`dcat-us.json`: the fields that DCAT-US 1.1 asks for, in the form it asks for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from directory.publishing.entries import Header
from directory.publishing.formats.dcat import NAME
from tests.directory.publishing.formats.editions import HEADER, WEBSITE, edition, header, link, made

#: What the specification requires of every dataset; two codes more are for federal agencies.
REQUIRED = {
    "title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier",
    "accessLevel",
}  # fmt: skip


def dataset(folder: Path, head: Header = HEADER) -> Any:
    """The entry."""
    return json.loads(made(edition(folder, [link(1)], head=head))[NAME])


def test_every_required_field_is_there_and_says_something(tmp_path: Path) -> None:
    found = dataset(tmp_path)
    assert {field for field in REQUIRED if not found.get(field)} == set()
    assert found["title"] == "Directory of links: Office of Work"
    assert found["modified"] == "2026-10-09"
    assert found["accessLevel"] == "public"
    assert found["publisher"] == {"@type": "org:Organization", "name": "Office of Work"}
    assert found["keyword"][-2:] == ["Job banks", "Careers"]
    assert found["language"] == ["en", "es"]
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["identifier"])


@pytest.mark.parametrize(
    ("contact", "website", "reached"),
    [
        ("links@work.example", WEBSITE, {"hasEmail": "mailto:links@work.example"}),
        ("https://work.example/ask", WEBSITE, {"hasURL": "https://work.example/ask"}),
        ("call 617 555 0100", WEBSITE, {"hasURL": WEBSITE}),
        ("Write to links@work.example", "", {}),
        ("javascript:alert(1)", "", {}),
        ("links@work.example?subject=x", "", {}),
        ("", "", {}),
    ],
)
def test_the_contact_is_reached_by_mail_or_by_a_page_whichever_is_known(
    tmp_path: Path, contact: str, website: str, reached: dict[str, str]
) -> None:
    found = dataset(tmp_path, header("Office of Work", contact, website))["contactPoint"]
    assert found == {"@type": "vcard:Contact", "fn": "Office of Work"} | reached


@pytest.mark.parametrize("website", ["", WEBSITE])
def test_each_file_has_its_media_type_and_an_address_only_where_the_website_is_known(
    tmp_path: Path, website: str
) -> None:
    found = dataset(tmp_path, header(website=website))
    files = {one["title"]: one for one in found["distribution"]}
    assert {name: one["mediaType"] for name, one in files.items()} == {
        "directory.json": "application/json",
        "links.jsonl": "application/jsonl",
        "directory.csv": "text/csv",
        "directory.jsonld": "application/ld+json",
        "directory.opml": "text/x-opml",
        "bookmarks.html": "text/html",
        "changes.atom": "application/atom+xml",
    }
    addresses = {name: one.get("downloadURL") for name, one in files.items()}
    assert addresses == {name: f"{website}{name}" if website else None for name in files}
    schema = f"{website}directory.schema.json" if website else None
    assert files["directory.json"].get("describedBy") == schema
    assert found.get("landingPage") == (f"{website}site/" if website else None)


def test_the_dataset_keeps_its_identifier_from_release_to_release(tmp_path: Path) -> None:
    one = dataset(tmp_path)["identifier"]
    two = json.loads(made(edition(tmp_path, []))[NAME])["identifier"]
    other = dataset(tmp_path, header("Another office"))["identifier"]
    assert one == two != other
