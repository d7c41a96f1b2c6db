"""Paths of the files in a release, addresses between its pages, and names (URN) of what it
publishes.

Addresses within a release are relative, so that it works under any path. A folder means the
`index.html` in it, as on every web server. A file has an absolute address only if the agency has
set the address at which it serves releases. What needs a name in any case (an entry of a feed, a
dataset) has a URN: it is computed from what it names and stays the same from release to release, as
long as the agency's website, or else its name, does.
"""

import re
from typing import Final
from uuid import UUID, uuid5

from directory.publishing.release.public_schema import Header

#: Where the ready-made site begins.
SITE: Final = "site/"
EXIT_STYLE: Final = "out/exit.css"
SITE_STYLE: Final = "site/site.css"
SITE_ICON: Final = "site/icon.svg"
SITE_SCRIPT: Final = "site/search.js"
#: The name for links in no category; no slug begins like that.
UNSORTED: Final = "_unsorted"

#: The namespace of all names: a random number, which must never change.
_NAMES: Final = UUID("7c0f6f3e-52a1-4d0b-9a53-6f1f6a0f0d27")
#: What catalogs of data accept as an e-mail address; they permit fewer characters than mail does.
_MAIL: Final = re.compile(r"[A-Za-z0-9_.-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+")
_ADDRESS: Final = re.compile(r"https?://[!-~]+")


def in_language(folder: str, language: str, header: Header) -> str:
    """Return the folder of the same page in another language: below it, except for the default
    one."""
    return folder if language == header.default_language else f"{folder}{language}/"


def site(language: str, header: Header) -> str:
    """Return the folder of the site's home page in a language."""
    return in_language(SITE, language, header)


def category(slug: str | None, home: str, page: int = 1) -> str:
    """Return the path of a page of a category of the site whose home page is in this folder."""
    folder = f"{home}category/{slug or UNSORTED}/"
    return folder if page == 1 else f"{folder}page-{page}.html"


def exit_folder(link_id: int) -> str:
    """Return the folder of the exit page of a link, or of the page shown in its place."""
    return f"out/{link_id}/"


def exit_files(link_id: int, header: Header) -> list[str]:
    """Return the files of the exit pages of a link, one in each language of the directory."""
    folder = exit_folder(link_id)
    return [file_of(in_language(folder, language, header)) for language in header.languages]


def file_of(place: str) -> str:
    """Return the file of a place: the `index.html` of a folder, or the file itself."""
    return f"{place}index.html" if place.endswith("/") else place


def way(start: str, end: str) -> str:
    """Return the relative address that leads from one page to another file or folder of the
    release."""
    folders, target = start.split("/")[:-1], end.split("/")
    shared = 0
    while shared < min(len(folders), len(target) - 1) and folders[shared] == target[shared]:
        shared += 1
    leads = "../" * (len(folders) - shared) + "/".join(target[shared:])
    return leads or "./"


def address(header: Header, path: str) -> str | None:
    """Return the absolute address of a file of the release; None where that is not known."""
    website = header.publisher.website
    return f"{website}{path}" if website else None


def urn(header: Header, what: str) -> str:
    """Return the URN of something of this agency's directory. what: such as
    `link/7/listed/2026-10-09`."""
    agency = uuid5(_NAMES, header.publisher.website or header.publisher.agency)
    return f"urn:uuid:{uuid5(agency, what)}"


def mail_of(header: Header) -> str | None:
    """Return the agency's e-mail address, if its contact is one."""
    contact = header.publisher.contact
    return contact if _MAIL.fullmatch(contact) else None


def page_of(header: Header) -> str | None:
    """Return the agency's page for questions, if its contact is one; else its website, if known."""
    contact = header.publisher.contact
    return contact if _ADDRESS.fullmatch(contact) else header.publisher.website or None
