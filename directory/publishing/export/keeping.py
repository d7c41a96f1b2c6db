"""Keep the release that is about to be replaced; `release/history.py` lists what is kept.

It is copied under the lock of `atomic_folder.py`, so that a killed run never loses a release. A
copy has another name until it is complete.
"""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Final

from directory.publishing.release.atomic_folder import Staging, files_in, keep_entry, make_durable
from directory.publishing.release.history import past_folder, past_releases, present_release
from directory.publishing.verify.verify import verify_release

_CHUNK: Final = 1024 * 1024
#: Folders of these names are half-made or half-removed.
_MAKING, _REMOVING = ".making", ".removing"


def keeping(most: int) -> Callable[[Path], None]:
    """Return the step that `staged` runs before the swap: it keeps the old release.

    most: how many earlier releases are kept; with 0, nothing is done.
    """

    def before_swap(target: Path) -> None:
        if most < 1:
            return
        _keep(target)
        for one in past_releases(target)[most:]:
            _remove(one.folder)

    return before_swap


def _keep(target: Path) -> None:
    """Copy the release in the folder to the earlier ones. Raise OSError."""
    past = past_folder(target)
    _clear_leftovers(past)
    present = present_release(target)
    if present is None:
        return
    known = past_releases(target)
    end = past / f"{max((one.number for one in known), default=0) + 1:04d}-{present.id}"
    already = next((one for one in known if one.present), None)
    if already is not None and not verify_release(already.folder):
        if already is not known[0]:
            already.folder.rename(end)
        return
    past.mkdir(exist_ok=True)
    making = past / _MAKING
    making.mkdir()
    _copy_files(target, Staging(making, None))
    make_durable(making)
    making.rename(end)
    keep_entry(past)
    if already is not None:  # its copy had been damaged
        _remove(already.folder)


def _copy_files(source: Path, staging: Staging) -> None:
    for name in sorted(files_in(source)):
        path = source / name
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                staging.write(name, iter(lambda file=file: file.read(_CHUNK), b""))  # type: ignore[misc]


def _clear_leftovers(past: Path) -> None:
    for name in (_MAKING, _REMOVING):
        if (past / name).exists():
            shutil.rmtree(past / name)


def _remove(folder: Path) -> None:
    """Remove a kept release, renamed first so that a half-removed one is never taken for a
    release."""
    removing = folder.with_name(_REMOVING)
    folder.rename(removing)
    shutil.rmtree(removing)
