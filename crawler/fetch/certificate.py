"""Read the certificates that a server showed, as libcurl's CERTINFO gives them."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime

from directory.model.observation import Certificate

_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)|(\w{3}) +(\d+) ([\d:]+) (\d{4})")
_MONTHS = {
    month: number
    for number, month in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"), 1
    )
}


def read_certificate(chain: Sequence[Sequence[tuple[str, str]]]) -> Certificate | None:
    """Return the leaf of a chain as CERTINFO gives it; None if no certificate was shown."""
    if not chain:
        return None
    leaf = dict(chain[0])
    return Certificate(
        subject=leaf.get("Subject", ""),
        issuer=leaf.get("Issuer", ""),
        starts_at=read_moment(leaf.get("Start date", "")),
        ends_at=read_moment(leaf.get("Expire date", "")),
        chain_length=len(chain),
    )


def lacks_intermediate(chain: Sequence[Sequence[tuple[str, str]]]) -> bool:
    """Return True if the last certificate shown names the place of its missing issuer.

    Browsers fetch it from there (Authority Information Access), so most visitors see no warning.
    """
    if not chain:
        return False
    last = dict(chain[-1])
    return last.get("Subject") != last.get("Issuer") and "CA Issuers" in last.get(
        "Authority Information Access", ""
    )


def read_moment(text: str) -> datetime | None:
    """Return a moment as OpenSSL prints it (`Oct  9 12:00:00 2026 GMT`) or in ISO form; None for
    any other text."""
    match = _MOMENT.search(text)
    if match is None:
        return None
    iso = f"{match[1]}T{match[2]}"
    if not match[1]:
        iso = f"{match[6]}-{_MONTHS.get(match[3], 0):02d}-{int(match[4]):02d}T{match[5]}"
    try:
        return datetime.fromisoformat(iso).replace(tzinfo=UTC)
    except ValueError:  # a certificate may claim the 31st of February
        return None
