"""The whole proof of a release: that each of its files says what `directory.json` says.

    proof = prove_release(Path("release"))
    for fault in proof.faults:
        print(fault)

After `verify_release`, every file that is made from `directory.json` is made again and compared
byte for byte, and so are the schemas; `health.json` is compared with the directory link by link;
`changes-N.json` is made again if release N−1 is kept, else compared with the directory. So a single
file has to be trusted, and the manifest's signature covers that.

Another version of this program may make other pages. Then what is equal is proved, and what differs
is listed as not compared: it is neither right nor wrong.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Final

from directory.program import program_version
from directory.publishing.derived import made_from
from directory.publishing.release.delta import changes_file
from directory.publishing.release.faults import Fault, inert
from directory.publishing.release.manifest import (
    DIRECTORY,
    GENERATOR,
    HEALTH,
    MANIFEST,
    Generator,
    Manifest,
    ReleaseFile,
    described,
    manifest_bytes,
)
from directory.publishing.release.public_schema import is_later
from directory.publishing.release.reader import Broken, Edition, read_edition
from directory.publishing.release.schemas import PUBLISHED_SCHEMAS, TYPES, schema_bytes
from directory.publishing.site.words import general_words, health_words
from directory.publishing.verify.change_proof import change_faults
from directory.publishing.verify.directory import REMEDY
from directory.publishing.verify.health_proof import health_faults
from directory.publishing.verify.verify import MOST_FAULTS, manifest_in, verify_release

_NAMES_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class ReleaseProof:
    """The outcome. manifest: None if it cannot be read. unproved: sentences on what could not be
    compared although it could be wrong; unchecked: on what had no counterpart to compare with."""

    manifest: Manifest | None
    faults: Sequence[Fault]
    unproved: Sequence[str] = ()
    unchecked: Sequence[str] = ()


def prove_release(folder: Path) -> ReleaseProof:
    """Prove the release in this folder; any content gives a list of faults."""
    faults = verify_release(folder)
    manifest = manifest_in(folder)
    if faults or manifest is None:
        return ReleaseProof(manifest, faults)
    comparison = _Comparison(manifest)
    if not _is_canonical(folder, manifest):
        message = "The manifest is not written in the one way in which a release writes it."
        comparison.faults.append(Fault(MANIFEST, message, REMEDY))
    try:
        edition = read_edition(folder / DIRECTORY)
        comparison.compare(edition)
        found = [*comparison.faults, *islice(_health(folder, edition, manifest), MOST_FAULTS)]
    except (OSError, ValueError, LookupError, AssertionError, Broken, RecursionError) as error:
        message = f"The other files cannot be made from it ({inert(error)})."
        return ReleaseProof(manifest, [Fault(DIRECTORY, message, REMEDY)])
    changed, unchecked = change_faults(folder, manifest)
    found += changed
    if len(found) > MOST_FAULTS:
        found[MOST_FAULTS:] = [Fault("", "There are more faults; they are not listed.", REMEDY)]
    return ReleaseProof(manifest, found, comparison.unproved(), unchecked)


@dataclass(slots=True)
class _Comparison:
    """The files that the manifest lists, compared with those made from the directory."""

    manifest: Manifest
    faults: list[Fault] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)

    def compare(self, edition: Edition) -> None:
        """Compare all files except the directory, its health and its changes."""
        rest = {file.name: file for file in self.manifest.files}
        for name in (DIRECTORY, changes_file(self.manifest.serial)):
            rest.pop(name, None)
        health = rest.pop(HEALTH, None)
        if health is not None and health.count != edition.total:
            self.faults.append(Fault(MANIFEST, f"The links of {HEALTH} are miscounted.", REMEDY))
        header = edition.header
        made = (health_words(header.languages), general_words(header.languages))
        if (header.health_words, header.general_words) != made:
            self._differs(DIRECTORY, "Its words for websites are not those of this program.")
        for expected in _expected(edition):
            found = rest.pop(expected.name, None)
            if found is None:
                self._differs(expected.name, "The directory gives this file, and it is missing.")
            elif found != expected:
                self._differs(expected.name, "The file does not say what the directory says.")
        for name in rest:
            self._differs(name, "The directory does not give this file.")

    def unproved(self) -> list[str]:
        """Return a sentence on files that another version of this program made, if there are
        any."""
        if not self.differing:
            return []
        shown = ", ".join(map(inert, self.differing[:_NAMES_SHOWN]))
        more = len(self.differing) - _NAMES_SHOWN
        made_by = self.manifest.generator
        count = len(self.differing)
        files = "1 file was" if count == 1 else f"{count:,} files were"
        return [
            f"{files} made by {inert(made_by.name)} {inert(made_by.version)}, and this is "
            f"{program_version()}, which makes other files from the directory: "
            f"{shown}{f' and {more:,} more' if more > 0 else ''}. "
            "Prove the release with the version that made it, or export it again."
        ]

    def _differs(self, name: str, message: str) -> None:
        if self.manifest.generator == Generator(GENERATOR, program_version()):
            self.faults.append(Fault(inert(name), message, REMEDY))
        else:
            self.differing.append(name)


def _expected(edition: Edition) -> Iterator[ReleaseFile]:
    """Yield the files that are made from the directory, as a manifest lists them."""
    for name in (*PUBLISHED_SCHEMAS, TYPES):
        yield described(name, [schema_bytes(name)])
    for made in made_from(edition):
        yield described(made.name, made.chunks, made.count)


def _is_canonical(folder: Path, manifest: Manifest) -> bool:
    """Return whether the manifest is written as this version writes it; True for a later one."""
    if is_later(manifest.schema_version):
        return True
    return (folder / MANIFEST).read_bytes() == manifest_bytes(manifest)


def _health(folder: Path, edition: Edition, manifest: Manifest) -> Iterable[Fault]:
    if all(file.name != HEALTH for file in manifest.files):
        return [Fault(HEALTH, "The file is missing.", REMEDY)]
    return health_faults(folder, edition, datetime.fromisoformat(manifest.created_at))
