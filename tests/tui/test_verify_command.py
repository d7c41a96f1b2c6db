"""`jobbank verify`: of a folder, and of a website as its visitors get it."""

import itertools
import json
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from directory.catalog.links import edit_link
from directory.clock import system_clock
from directory.publishing.export.publish import publish
from directory.publishing.release.manifest import SIGNATURE, digest_of
from directory.publishing.site.preview import previewing
from tests.directory.publishing.samples import SETTINGS, filled_catalog, release
from tests.tui.running import jobbank

pytestmark = pytest.mark.slow

LOOPBACK = {"JOBBANK_ALLOW_NETWORKS": "127.0.0.0/8"}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a signed release, the file that allows its signer, and one for another."""
    place = tmp_path_factory.mktemp("verify")
    for name in ("key", "other"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(place / name)]
        subprocess.run(command, check=True)
        public = (place / f"{name}.pub").read_text()
        (place / f"{name}.signers").write_text(f"releases@work.example {public}")
    catalog = filled_catalog(place)
    now = system_clock()
    release(
        catalog, place / "release", as_of=now.date(), now=now,
        settings=SETTINGS.model_copy(update={"signing_key": place / "key"}),
    )  # fmt: skip
    catalog.close()
    return place


@pytest.fixture
def place(made: Path, tmp_path: Path) -> Path:
    """The same, to be changed."""
    return Path(shutil.copytree(made, tmp_path / "place"))


@pytest.fixture
def website(place: Path) -> Iterator[str]:
    """The address at which the release is served."""
    with previewing(place / "release") as server:
        yield server.address


@contextmanager
def breaking_off(folder: Path, *, after: int = 10_000, at: str = "") -> Iterator[str]:
    """Where a website serves this folder, and closes the connection without a word after so many
    answers, or when it is asked for the file `at`."""
    answers = itertools.count()

    class Website(SimpleHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == f"/{at}" or next(answers) >= after:
                self.close_connection = True
            else:
                super().do_GET()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (inherited)
            """Nothing is written down."""

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Website, directory=str(folder))) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def test_a_release_is_proved_as_a_website_serves_it(place: Path, website: str) -> None:
    for address in (website, website.removesuffix("/")):
        done = jobbank(place, "verify", address, "--signers", "key.signers", settings=LOOPBACK)
        assert (done.returncode, done.stdout) == (0, ""), done.stderr
        assert "One of the allowed signers has signed it" in done.stderr


def test_what_a_website_serves_otherwise_is_named_with_its_link(place: Path, website: str) -> None:
    pages = place / "release" / "out" / "5"
    page = pages / "es" / "index.html"
    page.write_bytes(page.read_bytes().replace(b"https://", b"https:x/"))
    directory = place / "release" / "directory.json"
    directory.write_bytes(directory.read_bytes().replace(b'"cost":"free"', b'"cost":"fre!"'))
    (place / "release" / "directory.csv").unlink()
    (pages / "index.html").unlink()
    done = jobbank(place, "verify", website, "--json", settings=LOOPBACK)
    assert done.returncode == 1
    *faults, summary = [json.loads(line) for line in done.stdout.splitlines()]
    assert summary["summary"]["faults"] == len(faults)
    assert summary["summary"]["serial"] == 1
    told = {(fault["file"], fault["id"]) for fault in faults}
    assert told == {
        ("directory.csv", None), ("directory.json", None), ("directory.json", 1),
        ("out/5/index.html", None), ("out/5/es/index.html", None),
    }  # fmt: skip


def test_a_release_signed_by_somebody_else_is_not_trusted(place: Path) -> None:
    done = jobbank(place, "verify", "release", "--signers", "other.signers")
    assert done.returncode == 1
    assert "None of the allowed signers has signed the release." in done.stdout


def test_a_release_that_has_expired_is_whole_and_yet_reported(tmp_path: Path) -> None:
    catalog = filled_catalog(tmp_path)
    release(catalog, tmp_path / "release")
    catalog.close()
    done = jobbank(tmp_path, "verify", "release")
    assert done.returncode == 1
    assert done.stdout.startswith("manifest.json: The release has expired on 2026-10-23")
    assert done.stdout.count("\n") == 1


def test_of_a_release_of_a_later_version_it_says_what_was_not_checked(place: Path) -> None:
    """The pages of another version of the program may differ, so that is no fault."""
    folder = place / "release"
    page = "out/5/index.html"
    for name, old, new in (
        ("directory.json", b'"1.0"', b'"1.1"'),
        ("health.json", b'"1.0"', b'"1.1"'),
        (page, b"</html>", b"<!-- by a later version --></html>"),
    ):
        content = (folder / name).read_bytes().replace(old, new, 1)
        (folder / name).chmod(0o644)
        (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest |= {"schema_version": "1.1", "generator": {"name": "jobbank", "version": "99.0"}}
    for file in manifest["files"]:
        if file["name"] in ("directory.json", "health.json", page):
            content = (folder / file["name"]).read_bytes()
            file |= {"sha256": digest_of(content), "bytes": len(content)}
    (folder / "manifest.json").chmod(0o644)
    (folder / "manifest.json").write_text(json.dumps(manifest))
    done = jobbank(place, "verify", "release")
    assert (done.returncode, done.stdout) == (3, "")
    assert "It is of format 1.1, and this program supports 1.0" in done.stderr
    assert "1 file was made by jobbank 99.0" in done.stderr
    assert "not all of it could be proved" in done.stderr
    assert "is of format" not in jobbank(place, "verify", "nothing").stderr


def test_age_and_signature_are_always_reported(place: Path) -> None:
    done = jobbank(place, "verify", "release", "--at-least", "1", "--max-age", "1")
    assert (done.returncode, done.stdout) == (0, "")
    assert "Release 1, for " in done.stderr
    assert "(0 hours ago), expires on " in done.stderr
    assert "There is a signature, and it was not checked" in done.stderr
    done = jobbank(place, "verify", "release", "--at-least", "2")
    assert done.returncode == 1
    assert done.stdout.startswith("manifest.json: This is release 1, and 2 is the lowest")
    (place / "release" / SIGNATURE).unlink()
    assert "It is not signed" in jobbank(place, "verify", "release").stderr


def test_an_old_release_is_refused_by_its_age(tmp_path: Path) -> None:
    catalog = filled_catalog(tmp_path)
    made = system_clock() - timedelta(days=5)
    release(catalog, tmp_path / "release", as_of=made.date(), now=made)
    catalog.close()
    assert jobbank(tmp_path, "verify", "release", "--max-age", "6").returncode == 0
    done = jobbank(tmp_path, "verify", "release", "--max-age", "4")
    assert done.returncode == 1
    assert "The release is 5 days old, and 4 are accepted." in done.stdout


def test_the_highest_release_seen_is_kept_and_no_older_one_accepted(tmp_path: Path) -> None:
    catalog = filled_catalog(tmp_path)
    now = system_clock()
    for number in (1, 2, 3):
        publish(
            catalog, tmp_path / "release", who="maria", as_of=now.date(), now=now,
            settings=SETTINGS, anyway=True,
        )  # fmt: skip
        shutil.copytree(tmp_path / "release", tmp_path / str(number))
        with catalog.change(who="maria") as change:
            version = catalog.find(1).version
            edit_link(change, 1, version, {"names": {"en": f"Name {number}"}})
    catalog.close()

    def seen(folder: str) -> tuple[int, str]:
        done = jobbank(tmp_path, "verify", folder, "--known", "known.json")
        return done.returncode, done.stdout + done.stderr

    code, words = seen("1")
    assert (code, "the first one seen" in words) == (0, True)
    known = json.loads((tmp_path / "known.json").read_text())
    assert known["serial"] == 1
    code, words = seen("1")
    assert (code, "Release 1 was seen before." in words) == (0, True)
    code, words = seen("2")
    assert (code, "It follows from release 1" in words) == (0, True)
    code, words = seen("1")
    assert (code, "release 2 was seen before" in words) == (1, True)
    (tmp_path / "known.json").write_text(json.dumps(known))
    code, words = seen("3")
    assert (code, "was not checked, since the releases between" in words) == (0, True)
    (tmp_path / "known.json").write_text(json.dumps(known))
    code, words = seen("release")  # those between are kept beside it
    assert (code, "It follows from release 1" in words) == (0, True)
    other = {"serial": 3, "directory": "0" * 64, "manifest": "0" * 64}
    (tmp_path / "known.json").write_text(json.dumps(other))
    code, words = seen("3")
    assert (code, "Another directory was seen before" in words) == (1, True)
    assert json.loads((tmp_path / "known.json").read_text()) == other
    (tmp_path / "known.json").write_text("{")
    code, words = seen("3")
    assert (code, "known.json is not a file that verify --known has written" in words) == (2, True)


def test_where_no_release_is_it_says_so(place: Path, website: str) -> None:
    address = f"{website}elsewhere/"
    done = jobbank(place, "verify", address, settings=LOOPBACK)
    assert done.returncode == 2
    assert f"the release at {address} could not be read" in done.stderr


def test_of_a_website_that_does_not_answer_nothing_is_claimed(place: Path) -> None:
    done = jobbank(place, "verify", "http://127.0.0.1:1/", settings=LOOPBACK)
    assert (done.returncode, done.stdout) == (3, "")
    assert "http://127.0.0.1:1/ could not be checked" in done.stderr


def test_a_website_that_stops_answering_is_told_of_once(place: Path) -> None:
    """And not as a release of which files are missing."""
    with breaking_off(place / "release", after=8) as address:
        done = jobbank(place, "verify", address, settings=LOOPBACK)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert "it stopped answering before all files were here" in done.stderr


def test_whether_it_is_signed_is_not_known_when_the_website_breaks_off_there(place: Path) -> None:
    with breaking_off(place / "release", at=SIGNATURE) as address:
        done = jobbank(place, "verify", address, "--signers", "key.signers", settings=LOOPBACK)
    assert (done.returncode, done.stdout) == (3, "")
    assert f"{address} could not be checked" in done.stderr


def test_a_file_that_the_website_never_sends_is_named(place: Path) -> None:
    """One file, while the others come."""
    with breaking_off(place / "release", at="directory.csv") as address:
        done = jobbank(place, "verify", address, settings=LOOPBACK)
    assert done.returncode == 1
    assert done.stdout.startswith("directory.csv: It could not be fetched: the server")
    assert "1 fault found" in done.stderr


def test_an_address_that_may_not_be_dialled_is_not(place: Path, website: str) -> None:
    done = jobbank(place, "verify", website)
    assert done.returncode == 2
    assert "not an address on the public internet" in done.stderr


def test_no_catalog_and_no_settings_are_needed(place: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert jobbank(elsewhere, "verify", str(place / "release")).returncode == 0
    assert list(elsewhere.iterdir()) == []


def test_what_was_seen_is_not_kept_within_a_release(place: Path) -> None:
    done = jobbank(place, "verify", "release", "--known", "release/known.json")
    assert done.returncode == 2
    assert "belongs to the catalog, the settings or a release" in done.stderr
    assert not (place / "release" / "known.json").exists()
