"""A release's folder on the disk: staged beside its place, then swapped in as a whole.

Readers of the folder see the old release or the new one, never a mix, even if the program is killed
at any moment: the new release is written under another name, made durable, and put in place in one
step (on Linux the two folders are exchanged). What a killed run leaves behind is removed by the
next one; a lock tells a dead run from a live one. The release that was replaced stays under a
hidden name until the next one is replaced, so that a reader who has begun it can finish.

A folder is replaced only if all its files came from a release of ours.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from directory.publishing.release.faults import ReleaseRefused, quoted
from directory.publishing.release.manifest import (
    GENERATOR,
    MANIFEST,
    MAX_MANIFEST,
    SIGNATURE,
    ReleaseFile,
    digest_of,
    parse_manifest,
)

_BUFFER = 1024 * 1024
#: A release is public, and a web server reads it as another user, regardless of the umask here.
#: The umask decides who may write it: a group may share it.
_READ_FILE, _READ_FOLDER = 0o444, 0o555
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNTOUCHED = "Nothing was changed there."


@dataclass(frozen=True, slots=True)
class Staging:
    """A release in the making. previous: the digest of the manifest that it will replace."""

    folder: Path
    previous: str | None

    def write(
        self,
        name: str,
        chunks: Iterable[bytes],
        count: int | None = None,
        digest: "hashlib._Hash | None" = None,
    ) -> ReleaseFile:
        """Write one file and return its description. Raise OSError.

        name: its path, with slashes; missing folders on it are made. The file is durable only once
        the whole release is (see `make_durable`). digest: a new SHA-256 that is updated with each
        chunk, for a caller whose later chunks depend on it.
        """
        digest, size = digest or hashlib.sha256(), 0
        path = self.folder / name
        if "/" in name:
            _make_folder(path.parent)
        with path.open("xb", buffering=_BUFFER) as file:
            os.fchmod(file.fileno(), os.fstat(file.fileno()).st_mode | _READ_FILE)
            for chunk in chunks:
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        return ReleaseFile(name, digest.hexdigest(), size, count)


def _make_folder(folder: Path) -> None:
    """Make the folder and its missing parents, readable by all."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir()
    folder.chmod(folder.stat().st_mode | _READ_FOLDER)


def _nothing_first(_target: Path) -> None:
    """Do nothing before the swap, the default."""


@contextmanager
def staged(target: Path, before_swap: Callable[[Path], None] = _nothing_first) -> Iterator[Staging]:
    """Provide a folder to write a release into; when the block ends without an error, it becomes
    `target`.

    before_swap: called with the place of the release, links resolved, under the lock and while the
    old release (or nothing) is still there.

    If the block raises, `target` stays as it was. Raise ReleaseRefused if the release cannot be put
    there, or another export is doing so.
    """
    with _in_plain_words(target):
        target = target.resolve()
        _refuse_working_folder(target)
        _make_folder(target.parent)
        with _locked(_beside(target, "lock")):
            _clear_leftovers(target)
            _refuse_foreign(target)
            staging = _beside(target, "staging")
            try:
                _make_folder(staging)
                yield Staging(staging, _manifest_digest(target))
                _refuse_foreign(target)
                before_swap(target)
                _put_in_place(staging, target)
            finally:
                shutil.rmtree(staging, ignore_errors=True)  # what was not finished


def swap_by_renames(staging: Path, target: Path) -> None:
    """Put `staging` in the place of `target` in two steps, where the system has no single step.

    A run that is killed between the two leaves the old release under another name; the next run
    puts it back.
    """
    target.rename(_room_for_previous(target))
    staging.rename(target)


def _room_for_previous(target: Path) -> Path:
    """Return where the replaced release goes, after removing the one before it, which readers have
    finished by now."""
    previous = _beside(target, "previous")
    if previous.exists():
        shutil.rmtree(previous)
    return previous


def _put_in_place(staging: Path, target: Path) -> None:
    make_durable(staging)
    if not target.exists():
        staging.rename(target)
    else:
        shutil.copymode(target, staging)
        if _exchange(staging, target):
            staging.rename(_room_for_previous(target))
        else:
            swap_by_renames(staging, target)
    keep_entry(target.parent)


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; return False where the system has no such step."""
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if sys.platform != "linux" or renameat2 is None:
        return False
    if renameat2(_AT_FDCWD, bytes(one), _AT_FDCWD, bytes(other), _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))


def _clear_leftovers(target: Path) -> None:
    """Remove what dead runs left; call it only under the lock."""
    previous, staging = _beside(target, "previous"), _beside(target, "staging")
    if previous.exists() and not target.exists():
        previous.rename(target)
    if staging.exists():
        shutil.rmtree(staging)


def _refuse_working_folder(target: Path) -> None:
    here = Path.cwd()
    if target == here or target in here.parents:
        raise ReleaseRefused(
            f"{target} is the folder you are working in, and a release replaces its folder. "
            f"{_UNTOUCHED} Name a folder to create, such as “release”."
        )


def _refuse_foreign(target: Path) -> None:
    if not target.exists():
        return
    if not target.is_dir():
        raise ReleaseRefused(
            f"{target} is a file, and a release is a folder. {_UNTOUCHED} Name another folder."
        )
    own = _own_names(target)
    foreign = sorted(files_in(target) - own)
    if foreign:
        raise ReleaseRefused(
            f"{target} contains {quoted(foreign[0])}, which no release has put there. "
            f"{_UNTOUCHED} Name a new or an empty folder, or one that contains only a release."
        )


def _own_names(target: Path) -> frozenset[str]:
    """Return the names of the files that the manifest in the folder lists."""
    try:
        with (target / MANIFEST).open("rb") as file:
            manifest = parse_manifest(file.read(MAX_MANIFEST))
    except (FileNotFoundError, ValueError):
        return frozenset()
    if manifest.generator.name != GENERATOR:
        return frozenset()
    return frozenset({MANIFEST, SIGNATURE, *(file.name for file in manifest.files)})


def files_in(folder: Path) -> frozenset[str]:
    """Return the paths of everything in the folder, relative to it, with slashes.

    These are files, and entries that are neither a file nor an ordinary folder with content. Links
    are not followed.
    """
    found, folders = set(), [""]
    while folders:
        prefix = folders.pop()
        with os.scandir(folder / prefix) as entries:
            inside = list(entries)
        if prefix and not inside:
            found.add(prefix.rstrip("/"))
        for entry in inside:
            if entry.is_dir(follow_symlinks=False):
                folders.append(f"{prefix}{entry.name}/")
            else:
                found.add(prefix + entry.name)
    return frozenset(found)


def _manifest_digest(target: Path) -> str | None:
    try:
        return digest_of((target / MANIFEST).read_bytes())
    except FileNotFoundError:
        return None


def _beside(target: Path, use: str) -> Path:
    return target.with_name(f".{target.name}.{use}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep the lock while the block runs; the system frees it if the program dies."""
    handle = _open_lock(path)
    while handle is None:
        handle = _open_lock(path)
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
        os.close(handle)


def _open_lock(path: Path) -> int | None:
    """Return the lock's handle; None if its owner removed the file while it was opened here."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_NOFOLLOW, 0o666)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.exists() and os.path.samestat(os.fstat(handle), path.stat()):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def make_durable(folder: Path) -> None:
    """Make the folder and all that is in it durable on the disk. Raise OSError.

    A release may have as many files as the directory has links: where the system can, all are
    written to the disk in one step.
    """
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not _sync_disk_of(handle):
            for path in folder.rglob("*"):
                _sync(path)
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_entry(folder: Path) -> None:
    """Make the folder's own list of files durable on the disk. Raise OSError."""
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _sync_disk_of(handle: int) -> bool:
    """Write all pending data of the disk of this handle; return False where the system has no such
    step."""
    syncfs = getattr(ctypes.CDLL(None, use_errno=True), "syncfs", None)
    if syncfs is None:
        return False
    if syncfs(handle) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
    return True


@contextmanager
def _in_plain_words(target: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ReleaseRefused(f"{_explained(error, target)} {_UNTOUCHED}") from error


def _explained(error: OSError, target: Path) -> str:
    match error.errno:
        case errno.EWOULDBLOCK:
            return f"another export is writing {target} just now. Wait until it is done."
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return (
                f"there is not enough room on the disk for the release {target}. Make room first."
            )
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return (
                f"you may not write where the release {target} should be ({error.strerror}). "
                "Name another folder, or ask the administrator of this machine."
            )
        case errno.EBUSY | errno.EXDEV:
            return (
                f"{target} is a separate disk (a mount point), which cannot be replaced in one "
                "step. Name a folder within it."
            )
        case _:
            return f"the release {target} could not be written: {error.strerror or error}."
