"""`dcat-us.json`: the fields that DCAT-US 1.1 asks for, in the form it asks for."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from directory.publishing import derived
from directory.publishing.formats.dcat import NAME
from directory.publishing.release.public_schema import Header
from tests.directory.publishing.formats.editions import WEBSITE, edition, header, link, made

MAIL = "links@work.example"
HEAD = header(contact=MAIL)

#: What the specification requires of every dataset; two codes more are for federal agencies.
REQUIRED = {
    "title", "description", "keyword", "modified", "publisher", "contactPoint", "identifier",
    "accessLevel",
}  # fmt: skip


def dataset(folder: Path, head: Header = HEAD) -> Any:
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


def test_the_contact_is_an_address_of_mail_as_the_specification_requires(tmp_path: Path) -> None:
    found = dataset(tmp_path)["contactPoint"]
    mail = f"mailto:{MAIL}"
    assert found == {"@type": "vcard:Contact", "fn": "Office of Work", "hasEmail": mail}
    # The pattern of hasEmail in the schemas of DCAT-US 1.1, without its rarer signs.
    assert re.fullmatch(r"mailto:[\w_~!$&'()*+,;=:.-]+@[\w.-]+\.[\w.-]+", mail)


@pytest.mark.parametrize(
    "contact",
    [
        "",
        "https://work.example/ask",
        "call 617 555 0100",
        "Write to links@work.example",
        "javascript:alert(1)",
        "links@work.example?subject=x",
    ],
)
def test_without_an_address_of_mail_there_is_no_entry_and_the_release_says_why(
    tmp_path: Path, contact: str
) -> None:
    head = header("Office of Work", contact, WEBSITE)
    assert NAME not in made(edition(tmp_path, [link(1)], head=head))
    (sentence,) = derived.left_out(head).values()
    assert "hasEmail" in sentence
    assert "“contact”" in sentence


@pytest.mark.parametrize("website", ["", WEBSITE])
def test_each_file_has_its_media_type_and_an_address_only_where_the_website_is_known(
    tmp_path: Path, website: str
) -> None:
    found = dataset(tmp_path, header(contact=MAIL, website=website))
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
    two = json.loads(made(edition(tmp_path, [], head=HEAD))[NAME])["identifier"]
    other = dataset(tmp_path, header("Another office", MAIL))["identifier"]
    assert one == two != other
