"""Signed releases, with real keys and OpenSSH's own program."""

import json
import subprocess
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.publishing.export.publish import bring_back
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.signature import NAMESPACE, signature_faults
from directory.publishing.verify.verify import verify_release
from tests.directory.publishing.samples import NOW, SETTINGS, TODAY, contents, release

pytestmark = pytest.mark.slow


def new_key(path: Path, passphrase: str = "") -> Path:
    """A new key in this file."""
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-C", "a test", "-f", str(path)],
        check=True,
    )
    return path


def signers_of(key: Path, namespace: str = NAMESPACE) -> Path:
    """A file that allows this key alone."""
    public = key.with_suffix(".pub").read_text()
    file = key.with_name(f"{key.name}.signers")
    file.write_text(f'releases@work.example namespaces="{namespace}" {public}')
    return file


def signed(catalog: Catalog, folder: Path, key: Path) -> Path:
    """A release that is signed with the key."""
    release(catalog, folder, settings=SETTINGS.model_copy(update={"signing_key": key}))
    return folder


def told(folder: Path, signers: Path) -> list[str]:
    """What is said of the signature."""
    return [fault.message for fault in signature_faults(folder, signers)]


def test_a_signed_release_proves_who_made_it(catalog: Catalog, tmp_path: Path) -> None:
    key = new_key(tmp_path / "key")
    folder = signed(catalog, tmp_path / "release", key)
    assert verify_release(folder) == []
    assert told(folder, signers_of(key)) == []
    assert "manifest.json.sig" not in json.dumps(json.loads(contents(folder)["manifest.json"]))


def test_a_release_that_is_not_signed_or_by_another_or_changed_since_does_not(
    catalog: Catalog, tmp_path: Path
) -> None:
    key, other = new_key(tmp_path / "key"), new_key(tmp_path / "other")
    folder = signed(catalog, tmp_path / "release", key)
    assert told(folder, signers_of(other)) == [
        "None of the allowed signers has signed the release."
    ]
    assert told(folder, signers_of(key, "git")) != []
    assert "no file of allowed signers" in told(folder, tmp_path / "nowhere")[0]
    manifest = folder / "manifest.json"
    manifest.write_bytes(manifest.read_bytes().replace(b"2026-10-09T", b"2026-10-08T"))
    assert "does not fit the manifest" in told(folder, signers_of(key))[0]
    release(catalog, tmp_path / "plain")
    assert told(tmp_path / "plain", signers_of(key)) == ["The release is not signed."]


def test_what_stands_in_the_place_of_a_signature_is_told(catalog: Catalog, tmp_path: Path) -> None:
    key = new_key(tmp_path / "key")
    folder = signed(catalog, tmp_path / "release", key)
    signature = folder / "manifest.json.sig"
    signature.write_bytes(b"\x00" * 100)
    assert told(folder, signers_of(key)) == ["None of the allowed signers has signed the release."]
    signature.write_bytes(b"x" * 100_000)
    assert told(folder, signers_of(key)) == ["The signature cannot be read."]
    signature.unlink()
    signature.symlink_to(tmp_path / "key")
    assert told(folder, signers_of(key)) == ["The release is not signed."]


@pytest.mark.parametrize("passphrase", ["", "locked away"])
def test_a_key_that_cannot_sign_leaves_everything_as_it_was(
    catalog: Catalog, tmp_path: Path, passphrase: str
) -> None:
    key = new_key(tmp_path / "key", passphrase) if passphrase else tmp_path / "none"
    release(catalog, tmp_path / "release")
    before = contents(tmp_path / "release")
    settings = SETTINGS.model_copy(update={"signing_key": key})
    with pytest.raises(ReleaseRefused, match=f"{key}.*Nothing was changed"):
        release(catalog, tmp_path / "release", as_of=TODAY.replace(day=11), settings=settings)
    assert contents(tmp_path / "release") == before


def test_what_is_brought_back_is_signed_anew(catalog: Catalog, tmp_path: Path) -> None:
    key = new_key(tmp_path / "key")
    settings = SETTINGS.model_copy(update={"signing_key": key})
    folder = tmp_path / "release"
    release(catalog, folder, keep=3)
    with catalog.change(who="maria") as change:
        workflow.retire(change, 1, catalog.find(1).version)
    release(catalog, folder, keep=3)
    bring_back(catalog, folder, who="maria", now=NOW, settings=settings)
    assert told(folder, signers_of(key)) == []
