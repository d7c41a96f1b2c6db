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
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Dialog, Page, Playwright

#: Of every window, in pixels.
HEIGHT = 900
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

#: What Chromium does without. Names that it does not know have no effect. It obeys this list in
#: place of Playwright's, which comes first on its command line.
DISABLED = (
    # They would ask for https first, which no server of these tests speaks.
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    # Each starts further renderers for every page: one in reserve, and those of the lists below the
    # address bar. They took more CPU than all pages of ours.
    "SpareRendererForSitePerProcess",
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)

#: Written to the console, where it is noticed at once and without a further question to the page.
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
    switches = [f"--disable-features={','.join(DISABLED)}"]
    if os.geteuid() == 0:  # Chromium's sandbox refuses to work for root
        switches.append("--no-sandbox")
    if elsewhere is not None:
        switches.append(f"--host-resolver-rules=MAP * 127.0.0.1:{elsewhere}, EXCLUDE 127.0.0.1")
    return playwright.chromium.launch(executable_path=chromium(), args=switches)


@dataclass
class Watched:
    """A page, and what is noticed of it: requests (addresses), complaints (what it says to the
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
        """From now on, notices."""
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

    def show(self, address: str) -> None:
        """Forgets what was noticed, and goes to the page at this address."""
        self.forget()
        self.page.goto(address)

    def leave(self) -> None:
        """Goes to a blank page, and forgets whatever the page before has said until then."""
        self.page.goto("about:blank")
        self.forget()

    def forget(self) -> None:
        """Forgets all that was noticed."""
        for noticed in (self.requests, self.complaints, self.dialogs):
            noticed.clear()

    def fit(self, width: int, scheme: Literal["dark", "light"] | None = None) -> None:
        """Makes the window this wide, in pixels, and asks for this scheme of colors."""
        self.page.set_viewport_size({"width": width, "height": HEIGHT})
        if scheme:
            self.page.emulate_media(color_scheme=scheme)

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


def session(browser: Browser, width: int = 1280, **settings: Any) -> Watched:
    """A blank page in a new session, with settings as of `Browser.new_context`."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, **settings)
    context.set_default_timeout(10_000)
    watched = Watched(context.new_page())
    watched.listen()
    return watched


def axe(page: Page) -> list[str]:
    """What axe-core finds wrong with the page, by its rules for WCAG 2.2 AA and good practice:
    the rule, and the elements. Scripts must be allowed on the page."""
    if not page.evaluate("Boolean(window.axe?.run)"):  # it is large: once for each page
        page.evaluate(axe_source())  # not as an element of the page, which its policy would refuse
    # Its reports have all violations and nothing else, which would take as long again to collect.
    result = page.evaluate(
        """axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
                               "best-practice"],
                     reporter: "no-passes" })"""
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
    """Takes the place of all other websites: answers every request with a small page, and
    remembers it."""

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
