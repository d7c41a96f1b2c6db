"""The record of what was put on the website."""

from collections.abc import Mapping
from typing import Any

from directory.catalog.transaction import Transaction
from directory.rules.permissions import Right


def note_release(tx: Transaction, what: str, digest: str, about: Mapping[str, Any]) -> None:
    """Keeps on record that a release takes its place on the website.

    what: `publish` or `bring back`; digest: of the release's manifest. Raises
    ChangeRefused when the person may not publish.
    """
    tx.require(Right.RELEASE)
    tx.note(what, "release", digest, None, about)
