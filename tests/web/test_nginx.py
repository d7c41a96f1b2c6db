"""The nginx recipe in a real nginx (Debian: apt-get install nginx-light), with a real release.

Changed in it are what it says is to be changed: certificate, folder and, here, the port.
"""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from importlib.resources import files
from pathlib import Path

import httpx
import pytest
import trustme

from directory.catalog.links import add_link
from directory.model.vocab import EditorialState
from directory.publishing.export.publish import publish
from directory.publishing.site.headers import headers_for
from tests.directory.publishing.samples import NOW, SETTINGS, TODAY, filled_catalog, link

pytestmark = pytest.mark.slow

RECIPE = (files("directory.publishing.site") / "recipes" / "nginx.conf").read_text("utf-8")
AROUND = """{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/recipe.conf;
}}
"""


def program() -> str:
    """Where nginx is."""
    found = shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    assert found, "nginx is missing: install it, on Debian with “apt-get install nginx-light”"
    return found


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def configured(folder: Path, release: Path, port: int, authority: trustme.CA) -> Path:
    """The configuration: the recipe with its places to change filled in, in an `http` block."""
    certificate = authority.issue_cert("127.0.0.1")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    for blob in certificate.cert_chain_pems:
        blob.write_to_path(folder / "cert.pem", append=True)
    recipe = RECIPE
    for pattern, value in (
        (r"listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        (r"ssl_certificate \S+;", f"ssl_certificate {folder}/cert.pem;"),
        (r"ssl_certificate_key \S+;", f"ssl_certificate_key {folder}/key.pem;"),
        (r"root \S+;", f"root {release};"),
    ):
        recipe, count = re.subn(pattern, value, recipe)
        assert count == 1, pattern
    (folder / "recipe.conf").write_text(recipe)
    around = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""  # the folders of tests are for us alone
    around.write_text(AROUND.format(folder=folder, user=user))
    return around


@contextmanager
def serving(configuration: Path, port: int) -> Iterator[None]:
    """A running nginx."""
    command = [program(), "-c", str(configuration), "-e", str(configuration.parent / "error.log")]
    checked = subprocess.run([*command, "-t"], check=False, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr
    with subprocess.Popen(command) as process:
        try:
            while process.poll() is None:
                with closing(socket.socket()) as one:
                    if one.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.02)
            assert process.poll() is None, (configuration.parent / "error.log").read_text()
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second of two releases."""
    folder = tmp_path_factory.mktemp("nginx-release")
    with closing(filled_catalog(folder)) as catalog:
        for day in range(2):
            publish(
                catalog, folder / "release", who="pia", as_of=TODAY + timedelta(days=day), now=NOW,
                settings=SETTINGS, fewer=True,
            )  # fmt: skip
            with catalog.change(who="eva") as change:
                add_link(change, link(f"https://more{day}.example/"), EditorialState.PUBLISHED)
    return folder / "release"


@pytest.fixture(scope="module")
def visitor(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """Asks an nginx for files of the release."""
    folder, port, authority = tmp_path_factory.mktemp("nginx"), free_port(), trustme.CA()
    context = ssl.create_default_context()
    authority.configure_trust(context)
    with (
        serving(configured(folder, release, port, authority), port),
        httpx.Client(
            base_url=f"https://127.0.0.1:{port}", verify=context, trust_env=False,
            headers={"Accept-Encoding": "identity"},
        ) as client,
    ):  # fmt: skip
        yield client


def test_every_file_comes_as_it_is_with_the_headers_that_are_due(
    visitor: httpx.Client, release: Path
) -> None:
    names = [path.relative_to(release).as_posix() for path in release.rglob("*") if path.is_file()]
    assert {"directory.json", "changes-2.json", "README.txt"} <= set(names)
    for name in set(names) - {"404.html"}:
        answer = visitor.get(f"/{name.removesuffix('index.html')}")
        assert answer.status_code == 200, name
        assert answer.content == (release / name).read_bytes(), name
        for header, value in headers_for(name).items():
            assert answer.headers.get(header) == value, (name, header)
        assert "set-cookie" not in answer.headers


def test_texts_are_compressed_for_those_who_take_it(visitor: httpx.Client, release: Path) -> None:
    for name in ("directory.json", "directory.jsonld", "site/icon.svg", "changes.atom", "site/"):
        answer = visitor.get(f"/{name}", headers={"Accept-Encoding": "gzip"})
        small = (release / name).is_file() and (release / name).stat().st_size < 1000
        assert answer.headers.get("Content-Encoding") == (None if small else "gzip"), name
        if not small:
            assert answer.headers["Vary"] == "Accept-Encoding"


def test_the_directory_is_kept_for_five_minutes_and_then_asked_for_by_its_tag(
    visitor: httpx.Client,
) -> None:
    for encoding in ("identity", "gzip"):
        first = visitor.get("/directory.json", headers={"Accept-Encoding": encoding})
        found = re.search(r"max-age=(\d+)", first.headers["Cache-Control"])
        assert found and int(found[1]) <= 300
        tag = {"If-None-Match": first.headers["ETag"], "Accept-Encoding": encoding}
        assert visitor.get("/directory.json", headers=tag).status_code == 304


@pytest.mark.parametrize(
    "path", ["/nothing", "/site/no/such/page/", "/out/999/", "/404.html", "/changes-9.json"]
)
def test_a_wrong_address_gets_the_page_of_the_release(
    visitor: httpx.Client, release: Path, path: str
) -> None:
    answer = visitor.get(path)
    assert answer.status_code == 404
    assert answer.content == (release / "404.html").read_bytes()
    expected = headers_for("404.html")["Content-Security-Policy"]
    assert answer.headers["Content-Security-Policy"] == expected
    assert "Cache-Control" not in answer.headers


def test_the_top_leads_to_the_site_and_nothing_can_be_sent(visitor: httpx.Client) -> None:
    top = visitor.get("/")
    assert (top.status_code, top.headers["Location"]) == (302, "site/")
    assert visitor.post("/directory.json", content=b"x").status_code == 403
