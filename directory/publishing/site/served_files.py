"""A release's folder, opened to be served: the files that its manifest names, and no others.

An export can put a new folder in the place of the old one at any moment. So each request opens the
folder again and reads everything from that one: it sees the old release or the new one, never the
manifest of one and a file of the other. The manifest is read again only if it has changed.
"""

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import BinaryIO, Final, TypeVar

from directory.publishing.release.manifest import (
    MANIFEST,
    MAX_MANIFEST,
    SIGNATURE,
    digest_of,
    parse_manifest,
)

#: The names that a file of a release may have, as in `manifest.schema.json`.
_NAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*")
_FOLDER: Final = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
_FILE: Final = os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC | os.O_NONBLOCK
#: A folder may be replaced and removed while a file of it is searched for.
_TRIES: Final = 3

T = TypeVar("T")


class NoRelease(Exception):
    """There is no release in the folder; says so for staff."""


class _NoManifest(NoRelease):
    """The folder has no manifest: another one may have replaced it meanwhile."""


class NotInRelease(Exception):
    """The release has no such file."""


class Damaged(Exception):
    """A file is not as the manifest says."""


@dataclass(frozen=True, slots=True)
class ServedFile:
    """A file of a release, open. digest: its SHA-256 by the manifest, "" if no manifest lists it;
    size: in bytes."""

    name: str
    file: BinaryIO
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class _Listed:
    """A manifest as it was read. mark: differs for another manifest; files: the digest and the size
    of each, by name."""

    mark: tuple[int, ...]
    digest: str
    files: Mapping[str, tuple[str, int]]


class ReleaseFolder:
    """The release that is in this folder at the moment.

    Its methods raise NoRelease if there is none, or its manifest cannot be read.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._listed: _Listed | None = None

    def check(self) -> None:
        """Raise NoRelease if there is no release."""
        self._ask(lambda _, listed: listed)

    def holds(self, name: str) -> bool:
        """Return whether the release has a file of that name."""
        return self._ask(lambda _, listed: name in listed.files)

    @contextmanager
    def opened(self, name: str) -> Iterator[ServedFile]:
        """Provide the file of that name, open. Raise NotInRelease, Damaged."""
        found = self._ask(lambda place, listed: _opened_in(place, listed, name))
        with found.file:
            yield found

    def _ask(self, question: Callable[[int, _Listed], T]) -> T:
        """Return the result of `question` for the release as it is now.

        If the folder is removed meanwhile, the one in its place is used.
        """
        for left in reversed(range(_TRIES)):
            place = self._place()
            try:
                return question(place, self._list(place))
            except _NoManifest:
                if not left:
                    raise
            except FileNotFoundError as error:
                if not left:
                    raise Damaged(f"the file {error.filename} is missing.") from None
            finally:
                os.close(place)
        raise AssertionError("the last try returns or raises")

    def _place(self) -> int:
        try:
            return os.open(self.folder, _FOLDER)
        except OSError as error:
            raise NoRelease(self._told(error.strerror)) from None

    def _list(self, place: int) -> _Listed:
        try:
            with _regular(place, MANIFEST) as file, self._lock:
                about = os.fstat(file.fileno())
                mark = (about.st_dev, about.st_ino, about.st_mtime_ns, about.st_size)
                if self._listed is None or self._listed.mark != mark:
                    content = file.read(MAX_MANIFEST)
                    self._listed = _Listed(mark, digest_of(content), _files(content))
                return self._listed
        except FileNotFoundError:
            raise _NoManifest(self._told(f"no {MANIFEST} is in it")) from None
        except (OSError, ValueError):
            raise NoRelease(self._told(f"its {MANIFEST} cannot be read")) from None

    def _told(self, what: str | None) -> str:
        return (
            f"there is no release in {self.folder} ({what}). Make one with: jobbank export, "
            "or name the folder of one."
        )


def _files(content: bytes) -> dict[str, tuple[str, int]]:
    named = parse_manifest(content).files
    return {one.name: (one.sha256, one.bytes) for one in named if _NAME.fullmatch(one.name)}


def _opened_in(place: int, listed: _Listed, name: str) -> ServedFile:
    """Open a file of the release. Raise NotInRelease, Damaged; FileNotFoundError if a listed file
    is missing."""
    if name not in (MANIFEST, SIGNATURE) and name not in listed.files:
        raise NotInRelease(name)
    digest, size = listed.files.get(name, (listed.digest if name == MANIFEST else "", None))
    try:
        file = _regular(place, name)
    except FileNotFoundError:
        if name == SIGNATURE:
            raise NotInRelease(name) from None
        raise
    except OSError as error:
        raise Damaged(f"the file {name} cannot be read ({error.strerror}).") from None
    found = os.fstat(file.fileno()).st_size
    if size is not None and size != found:
        file.close()
        raise Damaged(f"the file {name} has {found} bytes; the manifest says {size}.")
    return ServedFile(name, file, found, digest)


def _regular(place: int, name: str) -> BinaryIO:
    """Open an ordinary file below a folder, without following any link of the file system.

    Raise OSError.
    """
    *folders, last = name.split("/")
    here = os.dup(place)
    try:
        for folder in folders:
            below = os.open(folder, _FOLDER | os.O_NOFOLLOW, dir_fd=here)
            os.close(here)
            here = below
        file = os.fdopen(os.open(last, _FILE, dir_fd=here), "rb")
    finally:
        os.close(here)
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(0, "it is not an ordinary file")
    return file
