"""The signature of a release, which proves that it was made with the agency's key.

The manifest names every other file by its digest, so a signature of the manifest covers the whole
release. It is made with keys and a program that administrators have already (`ssh-keygen -Y` of
OpenSSH), and written beside the manifest, as `manifest.json.sig`. An allowed-signers file lists who
may sign, a line each, in the form that `ssh-keygen` documents:

    releases@agency.example namespaces="jobbank-release" ssh-ed25519 AAAA…
"""

import os
import subprocess
from pathlib import Path
from typing import Final

from directory.publishing.release.faults import Fault, ReleaseRefused, inert
from directory.publishing.release.manifest import MANIFEST, SIGNATURE

#: A signature for one purpose is not valid for another.
NAMESPACE: Final = "jobbank-release"

_REMEDY = "Do not trust this release; ask the agency for it, or for the key with which it signs."
_PATIENCE = 60
#: Far above any signature.
MAX_SIGNATURE: Final = 64 * 1024


def sign(manifest: Path, key: Path) -> None:
    """Write the signature of this manifest beside it.

    key: a file with a private key, or with the public key of one in the agent; no prompt for a
    passphrase is shown. Raise ReleaseRefused if the manifest cannot be signed with it.
    """
    if not key.is_file():
        raise ReleaseRefused(f"no release was made: there is no key in {key}. Nothing was changed.")
    done = _ssh_keygen("sign", "-f", str(key), "-n", NAMESPACE, str(manifest))
    if done.returncode != 0 or not manifest.with_name(SIGNATURE).is_file():
        raise ReleaseRefused(
            f"no release was made: it could not be signed with {key} ({_said(done)}). "
            "Nothing was changed. Is it a private SSH key, and unlocked?"
        )


def signature_faults(folder: Path, signers: Path) -> list[Fault]:
    """Return what is wrong with the signature of the release in this folder: an empty list if one
    of the signers in the file has signed it."""
    signature, manifest = folder / SIGNATURE, folder / MANIFEST
    if not signers.is_file():
        return [_fault(f"There is no file of allowed signers: {inert(signers)}.")]
    if not signature.is_file() or signature.is_symlink():
        return [_fault("The release is not signed.")]
    if signature.stat().st_size > MAX_SIGNATURE or not manifest.is_file():
        return [_fault("The signature cannot be read.")]
    named = _ssh_keygen("find-principals", "-s", str(signature), "-f", str(signers))
    signer = named.stdout.decode(errors="replace").partition("\n")[0].strip()
    if named.returncode != 0 or not signer:
        return [_fault("None of the allowed signers has signed the release.")]
    with manifest.open("rb") as file:
        proof = _ssh_keygen(
            "verify", "-f", str(signers), "-I", signer, "-n", NAMESPACE, "-s", str(signature),
            stdin=file.fileno(),
        )  # fmt: skip
    if proof.returncode != 0:
        return [_fault(f"The signature does not fit the manifest ({inert(_said(proof))}).")]
    return []


def _fault(message: str) -> Fault:
    return Fault(SIGNATURE, message, _REMEDY)


def _ssh_keygen(
    action: str, *arguments: str, stdin: int = subprocess.DEVNULL
) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(
            ["ssh-keygen", "-Y", action, *arguments],
            stdin=stdin,
            capture_output=True,
            start_new_session=True,  # without a terminal it reports an error and does not prompt
            env=os.environ | {"SSH_ASKPASS": "/bin/false", "SSH_ASKPASS_REQUIRE": "force"},
            timeout=_PATIENCE,
            check=False,
        )
    except FileNotFoundError:
        raise ReleaseRefused(
            "the program ssh-keygen, which signs releases and checks signatures, is not installed. "
            "Install OpenSSH (openssh-client)."
        ) from None
    except subprocess.TimeoutExpired:
        raise ReleaseRefused("ssh-keygen did not answer. Is the key locked?") from None


def _said(done: subprocess.CompletedProcess[bytes]) -> str:
    said = (done.stderr + done.stdout).decode(errors="replace").strip()
    return said.splitlines()[-1] if said else "no reason was given"
