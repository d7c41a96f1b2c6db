"""`jobbank preview` as a shell runs it: its address, its talk, its end."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.directory.publishing.samples import filled_catalog, release
from tests.tui.running import environment, jobbank


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a release in `release`."""
    place = tmp_path_factory.mktemp("preview")
    catalog = filled_catalog(place)
    release(catalog, place / "release")
    catalog.close()
    return place


@contextmanager
def preview(place: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The command while it serves, and the address that it said; it is ended at the latest here."""
    with subprocess.Popen(
        [sys.executable, "-m", "tui.cli.main", "preview", *arguments],
        cwd=place,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout
            yield process, process.stdout.readline().strip()
        finally:
            process.kill()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("how", "arguments"), [(signal.SIGINT, ()), (signal.SIGTERM, ("release",))]
)
def test_it_says_its_address_serves_and_ends_cleanly(
    place: Path, how: signal.Signals, arguments: tuple[str, ...]
) -> None:
    with preview(place, *arguments, "--port", "0") as (process, address):
        with urlopen(f"{address}directory.json", timeout=10) as answer:
            assert answer.read() == (place / "release" / "directory.json").read_bytes()
        process.send_signal(how)
        rest, talk = process.communicate(timeout=30)
    assert process.returncode == 0
    assert rest == ""
    assert "Stop with Ctrl+C" in talk
    assert talk.endswith("Stopped.\n")


@pytest.mark.slow
def test_a_port_that_is_taken_is_refused(place: Path) -> None:
    with preview(place, "--port", "0") as (_, address):
        port = address.rstrip("/").rpartition(":")[2]
        done = jobbank(place, "preview", "--port", port)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"Error: port {port} of this machine is not available" in done.stderr
    assert "--port" in done.stderr


@pytest.mark.parametrize("folder", ["nowhere", "empty"])
def test_where_there_is_no_release_that_is_said(tmp_path: Path, folder: str) -> None:
    (tmp_path / "empty").mkdir()
    done = jobbank(tmp_path, "preview", folder)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"Error: there is no release in {folder}" in done.stderr
    assert "Make one with: jobbank export" in done.stderr
