"""A real browser for tests: Debian's Chromium, driven by Playwright, with axe-core for
accessibility.

    apt-get install chromium
    npm install --no-package-lock --prefix tests/web

What is missing makes a test fail and say what to install: a browser test that is left out silently
would prove nothing.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Playwright

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

#: Told to the console, so that it is heard wherever it happens, and does not need the page again.
BREACH = "a breach of the policy:"
LISTEN = f"""
document.addEventListener("securitypolicyviolation", (event) => {{
  console.error("{BREACH}", event.violatedDirective, event.blockedURI);
}});
"""


def chromium() -> str:
    """Where Chromium is."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.fail("There is no Chromium. Install it: apt-get install chromium")
    return found


def axe_source() -> str:
    """The text of axe-core."""
    if not AXE.exists():
        pytest.fail(
            "There is no axe-core. Install it: npm install --no-package-lock --prefix tests/web"
        )
    return AXE.read_text("utf-8")


def launched(playwright: Playwright, elsewhere: int | None = None) -> Browser:
    """A browser without a window. elsewhere: the port of this machine at which it finds every
    host but this machine."""
    switches = ["--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable"]
    if os.geteuid() == 0:  # Chromium's sandbox refuses to work for root
        switches.append("--no-sandbox")
    if elsewhere is not None:
        switches.append(f"--host-resolver-rules=MAP * 127.0.0.1:{elsewhere}, EXCLUDE 127.0.0.1")
    return playwright.chromium.launch(executable_path=chromium(), args=switches)


@dataclass
class Watched:
    """A page, and what is heard of it: requests (addresses), complaints (what it says to the
    console as errors or warnings, errors of scripts), dialogs."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    @property
    def context(self) -> BrowserContext:
        """The session of the browser that the page is in."""
        return self.page.context

    def listen(self) -> None:
        """From now on, hears."""
        self.context.add_init_script(LISTEN)
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._console)
        self.page.on("dialog", self._dialog)

    def _console(self, said: ConsoleMessage) -> None:
        if said.type in {"error", "warning"}:
            self.complaints.append(said.text)

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()

    def stored(self) -> dict[str, Any]:
        """What the page has put into the browser: everything here should be empty."""
        script = "[Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]"
        local, session, cookie = self.page.evaluate(script)
        databases = self.page.evaluate("async () => (await indexedDB.databases()).length")
        caches = self.page.evaluate("async () => (await caches.keys()).length")
        found = {
            "cookies": self.context.cookies(),
            "cookie": cookie,
            "local": local,
            "session": session,
            "databases": databases,
            "caches": caches,
        }
        return {name: value for name, value in found.items() if value}


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with the page, by its rules for WCAG 2.2 AA and good practice:
    the rule, and the elements. Scripts must be allowed on the page."""
    page.evaluate(axe_source())  # not as an element of the page, which its policy would refuse
    result = page.evaluate(
        """axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                               "best-practice"],
                     resultTypes: ["violations"] })"""
    )
    return [
        f"{one['id']}: {one['help']}: {[node['target'] for node in one['nodes']]}"
        for one in result["violations"]
    ]


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    script = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    found: int = page.evaluate(script)
    return found


@dataclass
class Visit:
    """A request that reached the destination. headers: by their names in small letters."""

    host: str
    path: str
    headers: dict[str, str]


class Destination(ThreadingHTTPServer):
    """Stands for all other websites: answers every request with a small page, and remembers it."""

    daemon_threads = True

    def __init__(self) -> None:
        self.visits: list[Visit] = []
        super().__init__(("127.0.0.1", 0), _Elsewhere)


class _Elsewhere(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        server = self.server
        assert isinstance(server, Destination)
        headers = {name.lower(): value for name, value in self.headers.items()}
        server.visits.append(Visit(headers.get("host", ""), self.path, headers))
        page = b"<!DOCTYPE html><html lang=en><title>Elsewhere</title><h1>Elsewhere</h1></html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is inherited)
        """Nothing is written down."""


@contextmanager
def elsewhere() -> Iterator[Destination]:
    """Other websites, for as long as the block lasts."""
    with Destination() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
