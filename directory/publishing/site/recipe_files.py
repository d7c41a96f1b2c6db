"""The recipes for web servers and content systems as files: what `jobbank recipes` writes.

An existing file with other content may be someone's work: then nothing is written.
"""

import os
from collections.abc import Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from uuid import uuid4


class RecipesRefused(Exception):
    """The recipes were not written; says why and what to do."""


def recipes() -> dict[str, bytes]:
    """Return all recipes, sorted by their paths with slashes."""
    return dict(sorted(_files(files(__package__) / "recipes", "")))


def write_recipes(folder: Path) -> list[str]:
    """Write the recipes below this folder, which is made if needed; return their paths.

    Existing files with the same content are left as they are. Raise RecipesRefused, before anything
    is written, if one has other content, and if the folder cannot be written.
    """
    content = recipes()
    foreign = [name for name in content if _is_foreign(folder, name, content[name])]
    if foreign:
        raise RecipesRefused(
            f"{folder} already has other files of these names: {', '.join(foreign)}. Nothing was "
            "written. Choose another folder and compare, or move these away."
        )
    try:
        for name, data in content.items():
            _write(folder / name, data)
    except OSError as error:
        why = error.strerror or str(error)
        raise RecipesRefused(
            f"{folder} cannot be written ({why}). Choose another folder."
        ) from None
    return list(content)


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, bytes]]:
    for one in folder.iterdir():
        if one.is_dir():
            yield from _files(one, f"{above}{one.name}/")
        else:
            yield above + one.name, one.read_bytes()


def _is_foreign(folder: Path, name: str, data: bytes) -> bool:
    path = folder / name
    if any(above.exists() and not above.is_dir() for above in path.parents):
        return True
    if not os.path.lexists(path):
        return False
    try:
        return path.is_symlink() or not path.is_file() or path.read_bytes() != data
    except OSError:
        return True


def _write(path: Path, data: bytes) -> None:
    """Make the file in one step. An existing file is left as it is."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        new.write_bytes(data)
        os.link(new, path)  # unlike a rename, it never replaces a file
    finally:
        new.unlink(missing_ok=True)
