"""The record of releases that were put on the website."""

from collections.abc import Mapping
from typing import Any

from directory.catalog.transaction import Transaction
from directory.rules.permissions import Right


def note_release(tx: Transaction, what: str, digest: str, about: Mapping[str, Any]) -> None:
    """Record that a release is put on the website.

    what: `publish` or `bring back`; digest: of the release's manifest. Raise ChangeRefused if the
    person may not publish.
    """
    tx.require(Right.RELEASE)
    tx.note(what, "release", digest, None, about)
