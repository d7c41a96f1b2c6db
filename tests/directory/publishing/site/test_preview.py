"""A release over real sockets: only its files, with their headers, and always one whole release."""

import http.client
import json
import os
import shutil
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.publishing.release.manifest import digest_of, parse_manifest
from directory.publishing.site.headers import headers_for
from directory.publishing.site.preview import NoRelease, Preview, PreviewRefused, previewing
from tests.directory.publishing.samples import filled_catalog, link, release

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release that no test changes."""
    place = tmp_path_factory.mktemp("made")
    catalog = filled_catalog(place)
    release(catalog, place / "release")
    catalog.close()
    return place / "release"


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A release to do with as one likes."""
    return Path(shutil.copytree(made, tmp_path / "release"))


@pytest.fixture
def server(folder: Path) -> Iterator[Preview]:
    """A server of the release in `folder`."""
    with previewing(folder) as server:
        yield server


class Answer:
    """What came back. headers: by name; body: all of it."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = dict(response.getheaders())
        self.body = response.read()


def ask(server: Preview, target: str, method: str = "GET", **headers: str) -> Answer:
    """One request; the target goes out as it is."""
    place = urlsplit(server.address)
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=10)
    try:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, target, headers=named)
        return Answer(connection.getresponse())
    finally:
        connection.close()


def test_every_file_of_the_release_is_served_as_it_is_with_its_headers(
    server: Preview, folder: Path
) -> None:
    files = parse_manifest((folder / "manifest.json").read_bytes()).files
    assert len(files) > 10
    for file in files:
        place = file.name.removesuffix("index.html")
        answer = ask(server, f"/{place}")
        assert answer.status == 200, file.name
        assert digest_of(answer.body) == file.sha256
        expected = headers_for(file.name)
        if file.name == "directory.json":  # staff see an export at once
            expected["Cache-Control"] = "no-cache"
        assert expected.items() <= answer.headers.items()
        assert answer.headers["ETag"] == f'"{file.sha256}"'
        assert "Set-Cookie" not in answer.headers


def test_the_manifest_is_served_and_its_signature_when_there_is_one(
    server: Preview, folder: Path
) -> None:
    answer = ask(server, "/manifest.json")
    assert answer.body == (folder / "manifest.json").read_bytes()
    assert answer.headers["ETag"] == f'"{digest_of(answer.body)}"'
    assert ask(server, "/manifest.json.sig").status == 404
    (folder / "manifest.json.sig").write_bytes(b"signed")
    assert ask(server, "/manifest.json.sig").body == b"signed"


def test_head_says_the_same_and_sends_nothing(server: Preview) -> None:
    full, head = ask(server, "/directory.json"), ask(server, "/directory.json", "HEAD")
    assert head.body == b""
    assert {**head.headers, "Date": ""} == {**full.headers, "Date": ""}
    assert int(head.headers["Content-Length"]) == len(full.body)


@pytest.mark.parametrize("shape", ['"{0}"', 'W/"{0}"', '"other", "{0}"', "*"])
def test_who_holds_these_bytes_is_told_so(server: Preview, shape: str) -> None:
    first = ask(server, "/directory.json")
    tag = first.headers["ETag"].strip('"')
    again = ask(server, "/directory.json", If_None_Match=shape.format(tag))
    assert (again.status, again.body) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("tag", ['"other"', "", '"'])
def test_who_holds_other_bytes_gets_these(server: Preview, tag: str) -> None:
    assert ask(server, "/directory.json", If_None_Match=tag).status == 200


def test_the_top_leads_to_the_site(server: Preview) -> None:
    answer = ask(server, "/")
    assert (answer.status, answer.headers["Location"]) == (302, "site/")


@pytest.mark.parametrize(("target", "place"), [("/widget", "widget/"), ("/widget?x=1", "widget/")])
def test_a_folder_without_its_slash_leads_to_the_folder(
    server: Preview, target: str, place: str
) -> None:
    answer = ask(server, target)
    assert (answer.status, answer.headers["Location"]) == (302, place)


@pytest.mark.parametrize(
    "target",
    [
        "/../jobbank.db",
        "/%2e%2e/jobbank.db",
        "/..%2fjobbank.db",
        "/site/../../jobbank.db",
        "//etc/passwd",
        "/etc/passwd",
        "/%00",
        "/directory.json%00.html",
        "/directory.json/",
        "/DIRECTORY.JSON",
        "/beside.txt",
        "/.hidden",
        "/by-category",
        "/by-category/",
        "//evil.example/widget",
        "/widget/index.html/index.html",
        "/nothing",
    ],
)
def test_what_the_manifest_does_not_name_is_not_there(
    server: Preview, folder: Path, target: str
) -> None:
    for place in (folder / "beside.txt", folder / ".hidden", folder.parent / "jobbank.db"):
        place.write_bytes(b"secret")
    answer = ask(server, target)
    assert answer.status == 404
    assert b"secret" not in answer.body
    assert answer.body == (folder / "404.html").read_bytes()
    policy = headers_for("404.html")["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"] == policy
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=126), max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=100)
def test_whatever_is_asked_for_gets_a_file_of_the_release_or_a_plain_refusal(
    server: Preview, target: str
) -> None:
    answer = ask(server, "/" + target)
    assert answer.status in (200, 302, 404)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PROPFIND"])
def test_nothing_can_be_changed(server: Preview, method: str) -> None:
    answer = ask(server, "/directory.json", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET /" + b"x" * 70_000 + b"\r\n\r\n"])
def test_what_is_no_request_is_refused_and_the_server_goes_on(server: Preview, sent: bytes) -> None:
    with socket.create_connection(("127.0.0.1", server.server_port), timeout=10) as peer:
        peer.sendall(sent)
        assert b"Bad Request" in (told := peer.recv(1000)) or b"URI Too Long" in told
    assert ask(server, "/directory.json").status == 200


def test_it_listens_on_this_machine_alone(server: Preview) -> None:
    assert server.socket.getsockname()[0] == "127.0.0.1"
    assert server.address == f"http://127.0.0.1:{server.server_port}/"


def test_a_link_of_the_file_system_leads_nowhere(server: Preview, folder: Path) -> None:
    secret = folder.parent / "secret.txt"
    secret.write_bytes((folder / "links.jsonl").read_bytes())
    (folder / "links.jsonl").unlink()
    (folder / "links.jsonl").symlink_to(secret)
    answer = ask(server, "/links.jsonl")
    assert answer.status == 500
    assert b"jobs.example.com" not in answer.body


def test_a_name_in_the_manifest_that_leads_out_of_the_folder_is_no_name(
    server: Preview, folder: Path
) -> None:
    (folder.parent / "secret.txt").write_bytes(b"secret")
    manifest = json.loads((folder / "manifest.json").read_bytes())
    manifest["files"][0] |= {"name": "../secret.txt", "bytes": 6}
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert ask(server, "/../secret.txt").status == 404


@pytest.mark.parametrize("damage", ["cut", "gone", "folder"])
def test_a_damaged_file_is_not_served_but_told(server: Preview, folder: Path, damage: str) -> None:
    file = folder / "links.jsonl"
    if damage == "cut":
        os.truncate(file, 10)
    else:
        file.unlink()
        if damage == "folder":
            file.mkdir()
    answer = ask(server, "/links.jsonl")
    assert answer.status == 500
    assert b"The release is damaged: the file links.jsonl" in answer.body
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_while_there_is_no_release_that_is_said(server: Preview, folder: Path) -> None:
    shutil.rmtree(folder)
    answer = ask(server, "/directory.json")
    assert answer.status == 503
    assert b"Make one with: jobbank export" in answer.body


def test_a_new_release_is_served_from_then_on(
    server: Preview, catalog: Catalog, folder: Path
) -> None:
    before = ask(server, "/directory.json")
    with catalog.change(who="a test") as change:
        edit_link(change, 1, version=2, patch={"names": {"en": "Renamed since"}})
    release(catalog, folder)
    after = ask(server, "/directory.json", If_None_Match=before.headers["ETag"])
    assert after.status == 200
    assert b"Renamed since" in after.body


def test_readers_get_whole_answers_while_releases_are_exchanged(
    server: Preview, catalog: Catalog, folder: Path
) -> None:
    """Each answer is 200, and its content is what its own ETag says."""
    readers, running = ThreadPoolExecutor(2), [True]

    def read() -> int:
        count = 0
        while running or not count:
            answer = ask(server, "/directory.json")
            assert answer.status == 200
            assert answer.headers["ETag"] == f'"{digest_of(answer.body)}"'
            count += 1
        return count

    with readers:
        reading = [readers.submit(read) for _ in range(2)]
        for number in range(8):
            with catalog.change(who="a test") as change:
                add_link(change, link(f"https://new{number}.example/"))
                edit_link(change, 1, version=2 + number, patch={"names": {"en": f"Name {number}"}})
            release(catalog, folder)
        running.clear()
        assert all(done.result() > 0 for done in reading)


def test_without_a_release_there_is_no_server(tmp_path: Path) -> None:
    with pytest.raises(NoRelease, match=r"there is no release in .*jobbank export"):
        Preview(tmp_path)
    (tmp_path / "manifest.json").write_bytes(b"[]")
    with pytest.raises(NoRelease, match="cannot be read"):
        Preview(tmp_path)
    with pytest.raises(NoRelease, match="No such file"):
        Preview(tmp_path / "nowhere")


def test_a_port_that_is_taken_is_refused_in_plain_words(server: Preview, folder: Path) -> None:
    with pytest.raises(PreviewRefused, match=r"is not available .* --port"):
        Preview(folder, server.server_port)
