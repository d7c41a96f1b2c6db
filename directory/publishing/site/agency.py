"""What pages link to of the agency itself: its home page, its own privacy policy, its accessibility
statement, and how to reach it."""

from dataclasses import dataclass

from markupsafe import Markup

from directory.publishing.release.paths import mail_of
from directory.publishing.release.public_schema import Header
from directory.publishing.site.rendering import fact
from directory.publishing.site.words import Words
from directory.rules.urls import is_href


@dataclass(frozen=True, slots=True)
class Own:
    """A page of the agency: its address, and what the link to it says."""

    href: str
    label: Markup


def own_pages(header: Header, words: Words) -> list[Own]:
    """The agency's home page, privacy policy and accessibility statement, where they are known."""
    publisher = header.publisher
    agency = fact(publisher.agency)
    found = (
        (publisher.home_url, "own_home"),
        (publisher.privacy_url, "own_privacy"),
        (publisher.accessibility_url, "own_accessibility"),
    )
    return [Own(href, words.say(key, agency=agency)) for href, key in found if href]


def contact_of(header: Header) -> Markup | None:
    """How to reach the agency, as a link where it is a mail or web address; None when not known."""
    contact = header.publisher.contact
    mail = mail_of(header)
    href = f"mailto:{mail}" if mail else contact if is_href(contact) else ""
    if not href:
        return fact(contact) if contact else None
    return Markup('<a href="{}">{}</a>').format(href, fact(contact))
