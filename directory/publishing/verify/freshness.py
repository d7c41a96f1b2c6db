"""Whether a release is recent enough, and follows the one that was seen before.

An old release is as whole as it was then, so a website that is served one shows no fault. It is
recognized by the serial, the age, and a record that the reader keeps: the highest serial seen, with
the digests that belong to it (trust on first use).
"""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from directory.publishing.release.faults import Fault
from directory.publishing.release.history import past_releases
from directory.publishing.release.manifest import DIRECTORY, MANIFEST, Manifest, digest_of
from directory.publishing.release.text_file import CannotWrite, replaced
from directory.rules.clock_faults import in_future

_MAX_KNOWN: Final = 4096
_LONGEST_VALID: Final = timedelta(days=366)  # the setting release_valid_days allows no more
_ASK: Final = "Ask who runs the website why it does not serve the latest release."
_EXPORT: Final = "Make and publish a new release with “jobbank export”."


class KnownRelease(msgspec.Struct, frozen=True):
    """The highest release that was seen. directory: the SHA-256 of `directory.json`; manifest: of
    the manifest."""

    serial: int
    directory: str
    manifest: str


class KnownUnusable(Exception):
    """The file of the known release cannot be used; says why."""


def age_faults(
    manifest: Manifest, now: datetime, at_least: int | None, max_age: timedelta | None
) -> list[Fault]:
    """Return a fault for each way in which a release is too old at the moment `now` (aware).

    at_least: the lowest serial that is accepted; max_age: since it was made. None: any.
    """
    made_at, expires = map(datetime.fromisoformat, (manifest.created_at, manifest.expires))
    found: list[Fault] = []

    def fault(message: str, remedy: str) -> None:
        found.append(Fault(MANIFEST, message, remedy))

    if now > expires:
        day = manifest.expires[:10]
        fault(
            f"The release has expired on {day}: it may miss what changed since {manifest.as_of}.",
            _EXPORT,
        )
    if expires - made_at > _LONGEST_VALID:
        fault(
            f"The release says that it is valid until {manifest.expires[:10]}, longer than a year.",
            "Do not trust it; ask the agency.",
        )
    if in_future(made_at, now):
        fault(
            f"The release says that it was made on {made_at:%Y-%m-%d %H:%M} UTC, which is to come.",
            "Set the clock of this machine, or do not trust this release.",
        )
    if at_least is not None and manifest.serial < at_least:
        fault(f"This is release {manifest.serial}, and {at_least} is the lowest accepted.", _ASK)
    if max_age is not None and now - made_at > max_age:
        days = (now - made_at) // timedelta(days=1)
        fault(f"The release is {days:,} days old, and {max_age.days:,} are accepted.", _ASK)
    return found


def known_in(file: Path) -> KnownRelease | None:
    """Return the release in this file; None if there is no such file. Raise KnownUnusable."""
    try:
        with file.open("rb") as opened:
            return msgspec.json.decode(opened.read(_MAX_KNOWN), type=KnownRelease)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is none"
        raise KnownUnusable(
            f"{file} is not a file that verify --known has written ({why}). Give another file; one "
            "that is not there yet is made"
        ) from None


def keep_known(file: Path, release: KnownRelease) -> None:
    """Write the file in one step. Raise KnownUnusable."""
    try:
        with replaced(file) as opened:
            opened.write(f"{msgspec.json.encode(release).decode()}\n")
    except CannotWrite as error:
        raise KnownUnusable(str(error)) from None


def seen_in(folder: Path, manifest: Manifest) -> KnownRelease:
    """Return what is kept of the release in this folder, which is proved."""
    directory = next(file.sha256 for file in manifest.files if file.name == DIRECTORY)
    return KnownRelease(manifest.serial, directory, digest_of((folder / MANIFEST).read_bytes()))


def order_faults(known: KnownRelease, seen: KnownRelease) -> list[Fault]:
    """Return a fault if the release seen is older than the known one, or differs under the same
    serial."""
    if seen.serial < known.serial:
        message = f"This is release {seen.serial}, and release {known.serial} was seen before."
        return [Fault(MANIFEST, message, _ASK)]
    if seen.serial == known.serial and seen.directory != known.directory:
        message = f"Another directory was seen before under the same number {known.serial}."
        return [Fault(DIRECTORY, message, "Do not trust it; ask the agency which one is right.")]
    return []


def follows(folder: Path, manifest: Manifest, known: KnownRelease, seen: KnownRelease) -> bool:
    """Return whether the manifests lead from the release in the folder back to the known one,
    through those that are kept beside it."""
    before = {one.digest: one.previous for one in past_releases(folder)}
    digest, previous = seen.manifest, manifest.previous
    for _ in range(len(before) + 1):
        if known.manifest in (digest, previous):
            return True
        if previous is None or previous not in before:
            return False
        digest, previous = previous, before[previous]
    return False
