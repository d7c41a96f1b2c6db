"""The registries of government domains that come with the package, for new catalogs.

They are compact, dated, without e-mail addresses. `jobbank registries update` loads newer ones.

`registries.toml` names each registry with its day, source, licence, and the SHA-256 of the file
from which it was made; `registries.csv` has a line for each domain. To make new ones, run

    python -m directory.registry_snapshot FOLDER YYYY-MM-DD NAME=FILE…

with a table in the FOLDER's registries.toml for each NAME.
"""

import csv
import sys
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

from directory.model.vocab import OperatorClass
from directory.rules.registries import RegistryListing
from directory.starter import (
    REGISTRIES_FILE,
    REGISTRY_SOURCES_FILE,
    StarterDataError,
    starter_path,
)

_HEADINGS = ("registry", "domain", "class", "operator")


@dataclass(frozen=True, slots=True)
class RegistrySnapshot:
    """A registry on a day. source: where it is published; digest: SHA-256 of that file, in hex."""

    name: str
    day: date
    source: str
    licence: str
    digest: str
    listings: tuple[RegistryListing, ...]

    @property
    def origin(self) -> str:
        """The source of the catalog's registry, for staff."""
        return f"the snapshot of {self.day} that comes with jobbank ({self.source})"


def snapshots(folder: Path | None = None) -> list[RegistrySnapshot]:
    """Return the registries of `folder` (default: the starter files), by name.

    Raise StarterDataError if a file cannot be read.
    """
    folder = folder or starter_path()
    path = folder / REGISTRIES_FILE
    try:
        about = tomllib.loads((folder / REGISTRY_SOURCES_FILE).read_text(encoding="utf-8"))
        listings = list(_listings(path.read_text(encoding="utf-8")))
        return [
            RegistrySnapshot(
                name,
                its["day"],
                its["source"],
                its["licence"],
                its["sha256"],
                tuple(one for one in listings if one.registry == name),
            )
            for name, its in sorted(about.items())
        ]
    except (OSError, ValueError, KeyError, csv.Error) as error:
        raise StarterDataError(
            f"the registries in {folder} cannot be read: {error}. Install the package again."
        ) from None


def _listings(text: str) -> Iterator[RegistryListing]:
    rows = csv.reader(StringIO(text, newline=""), strict=True)
    if tuple(next(rows, ())) != _HEADINGS:
        raise ValueError(f"the first line is not {','.join(_HEADINGS)}")
    classes = {word.value: word for word in OperatorClass}
    for registry, domain, operator_class, operator in rows:
        yield RegistryListing(domain, classes[operator_class], operator, registry)


def as_csv(listings: Iterable[RegistryListing]) -> str:
    """Return the contents of `registries.csv`, in a fixed order."""
    file = StringIO(newline="")
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(_HEADINGS)
    rows = sorted((one.registry, one.domain, one.operator_class, one.operator) for one in listings)
    writer.writerows(rows)
    return file.getvalue()


def _renew(folder: Path, day: date, files: dict[str, Path]) -> None:
    from directory.importing.registry_file import read_registry_file

    path = folder / REGISTRY_SOURCES_FILE
    about: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    listings: list[RegistryListing] = []
    lines: list[str] = []
    for name, its in about.items():
        read = read_registry_file(files[name], name)
        listings += read.listings
        lines += [f"[{name}]", f"day = {day}"]
        lines += [f'{key} = "{its[key]}"' for key in ("source", "licence")]
        lines += [f'sha256 = "{read.digest}"', ""]
    path.write_text("\n".join(lines), encoding="utf-8")
    (folder / REGISTRIES_FILE).write_text(as_csv(listings), encoding="utf-8")


if __name__ == "__main__":
    _folder, _day, *_files = sys.argv[1:]
    _pairs = (one.partition("=") for one in _files)
    _renew(Path(_folder), date.fromisoformat(_day), {name: Path(file) for name, _, file in _pairs})
