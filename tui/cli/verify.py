"""`jobbank verify`: prove a release, without a catalog."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from crawler.services import download, remote_release
from directory.publishing.release import faults as release_faults
from directory.publishing.release import manifest as release_manifest
from directory.publishing.release import public_schema
from directory.publishing.release import signature as release_signature
from directory.publishing.verify import freshness
from directory.publishing.verify import proof as verify_proof
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    INCONCLUSIVE,
    Failed,
    environment_here,
    number,
    put,
    put_json,
    refuse_to_overwrite,
    say,
    settings_here,
    warn,
    working,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from directory.publishing.release.faults import Fault
    from directory.publishing.release.manifest import Manifest
    from directory.publishing.verify.proof import ReleaseProof


_HOURS_SHOWN = 48


@click.command()
@click.argument("release")
@click.option(
    "--signers",
    type=click.Path(path_type=Path),
    help="A file of allowed signers (see ssh-keygen): one of them must have signed the release.",
)
@click.option(
    "--at-least", type=click.IntRange(min=1), metavar="N", help="The lowest serial to accept."
)
@click.option(
    "--max-age",
    type=click.IntRange(min=1),
    metavar="DAYS",
    help="The highest age to accept, in days since it was made.",
)
@click.option(
    "--known",
    type=click.Path(path_type=Path),
    help="A file that stores the highest release seen; an older one is refused.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per fault, and a summary.")
def verify(
    release: str,
    signers: Path | None,
    at_least: int | None,
    max_age: int | None,
    known: Path | None,
    as_json: bool,
) -> int:
    """Check that a release is complete and agrees with its directory.json, and check its age.

    RELEASE is a folder, or the address at which a website serves it. No catalog is
    needed. Every file that follows from directory.json is made again and compared.
    With --signers, one of the signers must have signed it.

    With --known, the first release seen is written to that file, and later ones must not be
    older. If the releases between are kept, it is reported whether the present one follows
    from the one seen before.

    Example: jobbank verify release; or: jobbank verify https://agency.example/links/

    Exit codes: 0 the release is whole; 1 faults were found, or it is expired or older than
    allowed; 2 there is none in that folder or at that address, or the signature could not be
    checked; 3 inconclusive: the website did not answer, or files were made by another version
    of this program and could not be compared.
    """
    if not release.strip():
        raise Failed("no release is named: give a folder or an address", BAD_INPUT)
    if known is not None:
        refuse_to_overwrite(known, settings_here())
    wanted = _Wanted(signers, at_least, max_age, known)
    if not release.startswith(("https://", "http://")):
        if not Path(release).is_dir():
            raise Failed(f"there is no release in {release}. Check the name.", BAD_INPUT)
        with working("Checking the release"):
            outcome = _checked(Path(release), wanted)
        return _report(release, outcome, as_json=as_json)
    with TemporaryDirectory() as place:
        folder = Path(place) / "release"
        with working("Fetching the release"):
            missing = _fetched(release, folder)
        with working("Checking the release"):
            outcome = _checked(folder, wanted, missing)
        return _report(release, outcome, as_json=as_json)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What the release must satisfy."""

    signers: Path | None
    at_least: int | None
    max_age: int | None
    known: Path | None


@dataclass(frozen=True, slots=True)
class _Outcome:
    """The result. notes: sentences on what was not checked, and on the known release. age:
    since the release was made; None if its manifest cannot be read."""

    proof: "ReleaseProof"
    faults: "list[Fault]"
    notes: list[str]
    signature: str
    age: timedelta | None


def _checked(folder: Path, wanted: _Wanted, missing: "Sequence[Fault]" = ()) -> _Outcome:
    """Prove the release. missing: files that could not be fetched."""
    proof = verify_proof.prove_release(folder)
    reported = {fault.file for fault in missing}
    faults = [*missing, *(fault for fault in proof.faults if fault.file not in reported)]
    manifest = proof.manifest
    signature, signed_faults = _signature(folder, wanted.signers)
    faults += signed_faults
    notes = [*proof.unproved, *proof.unchecked, *_later(manifest)]
    age = None
    if manifest is not None:
        now = environment_here(settings_here()).clock()
        age = now - datetime.fromisoformat(manifest.created_at)
        max_age = None if wanted.max_age is None else timedelta(days=wanted.max_age)
        faults += freshness.age_faults(manifest, now, wanted.at_least, max_age)
        if wanted.known is not None and not faults:
            found, note = _order(folder, manifest, wanted.known, keep=not proof.unproved)
            faults += found
            notes.append(note)
    return _Outcome(proof, faults, notes, signature, age)


def _order(
    folder: Path, manifest: "Manifest", file: Path, *, keep: bool
) -> "tuple[list[Fault], str]":
    """Compare with the release seen before, and keep the higher one. Return faults and a note."""
    try:
        known, seen = freshness.known_in(file), freshness.seen_in(folder, manifest)
        faults = [] if known is None else freshness.order_faults(known, seen)
        if faults or not keep:
            return faults, f"{file} was left as it is."
        freshness.keep_known(file, seen)
    except freshness.KnownUnusable as error:
        raise Failed(str(error), BAD_INPUT) from None
    if known is None:
        return [], f"Release {seen.serial} is the first one seen; it is kept in {file}."
    if known.manifest == seen.manifest:
        return [], f"Release {seen.serial} was seen before."
    if freshness.follows(folder, manifest, known, seen):
        return [], f"It follows from release {known.serial}, which was seen before."
    return [], (
        f"It is not older than release {known.serial}, which was seen before. Whether it follows "
        "from that one was not checked, since the releases between are not kept here."
    )


def _report(release: str, outcome: _Outcome, *, as_json: bool) -> int:
    for fault in outcome.faults:
        if as_json:
            put_json(
                {
                    "file": fault.file,
                    "line": fault.line,
                    "id": fault.link_id,
                    "message": fault.message,
                    "remedy": fault.remedy,
                }
            )
        else:
            put(str(fault))
    if as_json:
        put_json(_summary(outcome))
    manifest = outcome.proof.manifest
    if manifest is not None and outcome.age is not None:
        made, expires = _moment(manifest.created_at), _moment(manifest.expires)
        say(
            f"Release {manifest.serial}, for {manifest.as_of}, made on {made} "
            f"({_in_words(outcome.age)}), expires on {expires}."
        )
    for note in outcome.notes:
        say(note)
    say(_SIGNED[outcome.signature])
    if outcome.faults:
        warn(f"{number(len(outcome.faults), 'fault')} found in {release}.")
        return ATTENTION
    if outcome.proof.unproved:
        warn(f"No fault was found in {release}, and not all of it could be proved.")
        return INCONCLUSIVE
    rest = "each file" if not outcome.proof.unchecked else "each other file"
    say(f"{release} is whole: {rest} agrees with directory.json and the manifest.")
    return DONE


_SIGNED = {
    "signed": "One of the allowed signers has signed it.",
    "refused": "The signature was refused.",
    "unchecked": "There is a signature, and it was not checked: give the allowed signers, with "
    "--signers FILE. Until then the moments and the audit head in the manifest are not proved.",
    "none": "It is not signed: anyone who can write the folder could have made it, and the moments "
    "and the audit head in its manifest are not proved.",
}


def _in_words(age: timedelta) -> str:
    if age < timedelta(0):
        return "in the future"
    hours = age // timedelta(hours=1)
    words = number(hours, "hour") if hours < _HOURS_SHOWN else number(hours // 24, "day")
    return f"{words} ago"


def _moment(written: str) -> str:
    return f"{datetime.fromisoformat(written):%Y-%m-%d %H:%M} UTC"


def _summary(outcome: _Outcome) -> dict[str, object]:
    """Return the last line of --json."""
    manifest = outcome.proof.manifest
    return {
        "summary": {
            "serial": manifest and manifest.serial,
            "as_of": manifest and str(manifest.as_of),
            "created_at": manifest and manifest.created_at,
            "expires": manifest and manifest.expires,
            "age_seconds": outcome.age and int(outcome.age.total_seconds()),
            "signature": outcome.signature,
            "faults": len(outcome.faults),
            "proved": not outcome.faults and not outcome.proof.unproved,
            "notes": outcome.notes,
        }
    }


def _fetched(address: str, folder: Path) -> "list[Fault]":
    """Fetch the release at this address into this folder. Return what could not be fetched."""
    import asyncio

    settings = settings_here()
    try:
        return asyncio.run(
            remote_release.fetch_release(address, folder, settings, environment_here(settings))
        )
    except download.Unreachable as error:
        message = f"{address} could not be checked: {error}. Try again later."
        raise Failed(message, INCONCLUSIVE) from None
    except download.NotHere as error:
        raise Failed(f"the release at {address} could not be read: {error}.", BAD_INPUT) from None
    except OSError as error:
        raise Failed(
            f"the release could not be stored for the check: {error}.", BAD_INPUT
        ) from None


def _signature(folder: Path, signers: Path | None) -> "tuple[str, list[Fault]]":
    """Return the state of the signature, a key of `_SIGNED`, and its faults."""
    if signers is None:
        return "unchecked" if (folder / release_manifest.SIGNATURE).exists() else "none", []
    try:
        faults = release_signature.signature_faults(folder, signers)
    except release_faults.ReleaseRefused as error:
        raise Failed(str(error), BAD_INPUT) from None
    return "refused" if faults else "signed", faults


def _later(manifest: "Manifest | None") -> list[str]:
    """Return a sentence on what was not checked of a release of a later version, if it is one."""
    if manifest is None or not public_schema.is_later(manifest.schema_version):
        return []
    return [
        f"It is of format {manifest.schema_version}, and this program supports "
        f"{public_schema.SCHEMA_VERSION}: fields that were added since were not checked."
    ]
