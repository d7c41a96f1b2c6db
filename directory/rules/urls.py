"""Addresses of links: read once, by the WHATWG rules, as a browser reads them.

Every other part of the product uses the `href` that this module returns.
Different parsers read `https://evil.com\\.agency.gov/` as different hosts; with
one parser, what staff approve, what the guard checks, what is fetched and what
visitors click are the same place.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import ada_url

from directory.rules.addresses import Network, may_dial

#: Query parameters that say where a visitor came from, not what is shown.
TRACKING_PARAMETERS = frozenset(
    {"fbclid", "gclid", "gclsrc", "dclid", "gbraid", "wbraid", "msclkid", "yclid", "twclid"}
    | {"ttclid", "igshid", "mc_cid", "mc_eid", "_hsenc", "_hsmi", "mkt_tok", "oly_anon_id"}
    | {"oly_enc_id", "vero_id", "wickedid", "_openstat", "ref_src"}
)
TRACKING_PREFIXES = ("utm_", "pk_", "mtm_", "piwik_")

MAX_LENGTH = 2048

# Cf also contains zero-width and soft-hyphen characters; none belongs in an address.
_FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Zl", "Zp", "Cs"})
_SCHEME = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*:")
_HOSTLESS = re.compile(r"^https?:[/\\]*([:?#]|$)", re.IGNORECASE)
_WEB = ("http://", "https://")
_DEFAULT_PORTS = {"http:": "80", "https:": "443"}


class UrlRefused(ValueError):
    """The text is not an address that the directory accepts; the message says why, for staff."""


@dataclass(frozen=True, slots=True)
class WebAddress:
    """An address as the catalog stores it.

    href: the WHATWG serialisation, always http or https, never with credentials.
    key: equal for addresses that lead to the same page; for finding duplicates.
    host: the host in ASCII (IDNs in punycode, IPv6 in brackets), without a port.
    lane: host, with the port if it is not the scheme's own: one server for politeness.
    """

    href: str
    key: str
    host: str
    lane: str


def parse_address(text: str, *, allowed: Sequence[Network] = ()) -> WebAddress:
    """Return the address in a text that was typed or read from a file.

    Leading and trailing blanks are dropped. An address literal outside the public internet is
    refused unless it is in `allowed`.

    Raise UrlRefused with a reason for staff.
    """
    text = text.strip()
    _refuse_unreadable(text)
    try:
        url = ada_url.URL(text)
    except ValueError:
        raise UrlRefused(_why_unparsable(text)) from None
    if url.protocol not in _DEFAULT_PORTS:
        raise UrlRefused(f"only http and https addresses can be linked, not “{url.protocol}”")
    if url.username or url.password:
        raise UrlRefused("the address contains a user name or password")
    if url.host_type != ada_url.HostType.DEFAULT:
        literal = url.hostname.strip("[]")
        if not may_dial(literal, allowed):
            raise UrlRefused(f"{literal} is not an address on the public internet")
    lane = url.host  # ada leaves the scheme's own port out of it
    return WebAddress(href=url.href, key=duplicate_key(url.href), host=url.hostname, lane=lane)


def resolve(base: str, reference: str) -> str | None:
    """Return the href to which `reference` leads from the page at `base`; None if it leads nowhere.

    As in browsers, blanks around it are dropped, backslashes are slashes, anything else is
    percent-encoded. The scheme of the result may be any; the caller decides which it follows.
    """
    try:
        return ada_url.URL(reference.strip(), base=base).href
    except ValueError:
        return None


def is_href(text: str) -> bool:
    """Return True for an http(s) address without credentials, written as browsers write it.

    In such an address, the text between `//` and the next slash is the host, with a port at most:
    credentials would show as an `@`.
    """
    try:
        return (
            ada_url.normalize_url(text) == text
            and text.startswith(_WEB)
            and ("@" not in text.split("/", 3)[2])
        )
    except ValueError:
        return False


def lane_of(href: str) -> str:
    """Return the host (with a port that is not the scheme's own) of an http(s) href.

    An href is in WHATWG form, so splitting it is enough.
    """
    return href.split("/", 3)[2].rpartition("@")[2]


def origin_of(href: str) -> str:
    """Return the front page of the site to which an http(s) href leads."""
    return "/".join([*href.split("/", 3)[:3], ""])


def duplicate_key(href: str) -> str:
    """Return the part of an href that distinguishes pages.

    Left out: the scheme, its own port, the fragment, tracking parameters, a trailing slash, and the
    case of the path. `www.` is not left out: some sites serve different things with and without it.
    """
    url = ada_url.URL(href)
    path = url.pathname.rstrip("/").lower()
    query = "&".join(
        part for part in url.search.removeprefix("?").split("&") if part and not _is_tracking(part)
    )
    return url.host + path + ("?" + query if query else "")


def shown_host(host: str) -> str:
    """Return a host (in ASCII, as `WebAddress.host`) in readable form.

    A name in other letters is shown in them only if each is a letter of a to z, with marks such as
    accents: a name that may be confused with another one is shown as it is written in addresses.
    """
    if "xn--" not in host:
        return host
    shown = ada_url.idna.decode(host.encode())
    plain = unicodedata.normalize("NFD", shown)
    marked = (sign for sign in plain if not unicodedata.combining(sign))
    return shown if all(sign.isascii() for sign in marked) else host


def _is_tracking(parameter: str) -> bool:
    name = parameter.partition("=")[0].lower()
    return name in TRACKING_PARAMETERS or name.startswith(TRACKING_PREFIXES)


def _refuse_unreadable(text: str) -> None:
    if not text:
        raise UrlRefused("there is no address")
    if len(text) > MAX_LENGTH:
        raise UrlRefused(f"the address is longer than {MAX_LENGTH} characters")
    for character in text:
        if unicodedata.category(character) in _FORBIDDEN_CATEGORIES:
            raise UrlRefused(
                f"the address contains an invisible character (U+{ord(character):04X})"
            )


def _why_unparsable(text: str) -> str:
    if not _SCHEME.match(text):
        return "the address must begin with https:// or http://"
    if text.split(":", 1)[0].lower() not in {"http", "https"}:
        return f"only http and https addresses can be linked, not “{text.split(':', 1)[0]}:”"
    if _HOSTLESS.match(text):
        return "the address has no host name"
    return "the address cannot be read: its host name or port is not valid"
