"""How a release, and what is in it, is named to the world.

A file of a release has an absolute address only where the agency has said at which
address it serves releases. What must have a name in any case (an entry of a feed,
a dataset) has a URN: made from what it is, it stays the same from release to
release, as long as the agency's website, or else its name, does.
"""

import re
from typing import Final
from uuid import UUID, uuid5

from directory.publishing.release.public_schema import Header

#: Where all names begin; a random number, which must never change.
_NAMES: Final = UUID("7c0f6f3e-52a1-4d0b-9a53-6f1f6a0f0d27")
#: What catalogs of data accept as an address of mail; they know fewer signs than mail does.
_MAIL: Final = re.compile(r"[A-Za-z0-9_.-]++@[A-Za-z0-9_-]++(?:\.[A-Za-z0-9_-]++)+")
_ADDRESS: Final = re.compile(r"https?://[!-~]+")

#: Where in a release the ready-made site begins.
SITE: Final = "site/"


def address(header: Header, path: str) -> str | None:
    """The absolute address of a file of the release; None where that is not known."""
    website = header.publisher.website
    return f"{website}{path}" if website else None


def urn(header: Header, what: str) -> str:
    """The name of something of this agency's directory, as `link/7/listed/2026-10-09`."""
    agency = uuid5(_NAMES, header.publisher.website or header.publisher.agency)
    return f"urn:uuid:{uuid5(agency, what)}"


def mail_of(header: Header) -> str | None:
    """The agency's address of mail, if its contact is one."""
    contact = header.publisher.contact
    return contact if _MAIL.fullmatch(contact) else None


def page_of(header: Header) -> str | None:
    """The agency's page for questions, if its contact is one; else its website, if known."""
    contact = header.publisher.contact
    return contact if _ADDRESS.fullmatch(contact) else header.publisher.website or None
