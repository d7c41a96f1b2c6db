"""The widget in a page of another site, under a strict policy, in a real browser."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from threading import Thread
from typing import Any, Final

import pytest
from playwright.sync_api import Locator, expect

from directory.publishing.site.preview import Preview
from tests.web.browsing import Destination, Watched, axe, overflow
from tests.web.conftest import Opening
from tests.web.offered import HOSTILE, HOSTILE_FIRST

pytestmark = pytest.mark.slow

SCRIPT = files("directory.publishing.site") / "assets" / "widget" / "job-bank-directory.js"
FALLBACK = '<a href="/elsewhere">Our list of links</a>'


@dataclass
class Host:
    """The agency's own site. pages: what it serves, by path: the type and the content; policy: of
    its pages, with `RELEASE` for the release's origin."""

    release: str
    pages: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    policy: str = (
        "default-src 'none'; style-src 'self'; script-src RELEASE; connect-src 'self' RELEASE; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    address: str = ""

    def put(self, path: str, content: Any) -> str:
        """JSON at this path; its address."""
        self.pages[path] = ("application/json", json.dumps(content).encode())
        return self.address + path

    def page(self, *widgets: str, language: str = "en") -> str:
        """The address of a page with these widgets."""
        script = (
            f'<script type="module" src="{self.release}/widget/job-bank-directory.js"></script>'
        )
        content = (
            f'<!DOCTYPE html><html lang="{language}"><head><title>Host</title>'
            f'<meta name="viewport" content="width=device-width">{script}</head>'
            f"<body><main><h1>Host</h1>{''.join(widgets)}</main></body></html>"
        )
        self.pages["/"] = ("text/html; charset=utf-8", content.encode())
        return self.address + "/"

    def widget(self, **attributes: str) -> str:
        """The element, by default with the directory of the release."""
        given = {"src": f"{self.release}/directory.json"} | attributes
        text = " ".join(f'{name}="{value}"' for name, value in given.items())
        return f"<job-bank-directory {text}>{FALLBACK}</job-bank-directory>"


class _Handler(BaseHTTPRequestHandler):
    host: Host

    def do_GET(self) -> None:
        kind, content = self.host.pages.get(self.path, ("text/plain", b""))
        found = self.path in self.host.pages or self.path == "/favicon.ico"
        self.send_response(200 if found else 404)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        policy = self.host.policy.replace("RELEASE", self.host.release)
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (the name is inherited)
        """Nothing is written down."""


@pytest.fixture
def host(served: Preview) -> Iterator[Host]:
    """The agency's own site, of another origin than the release."""
    host = Host(served.address.rstrip("/"))
    handler = type("Handler", (_Handler,), {"host": host})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        host.address = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield host
        server.shutdown()
        thread.join()


Showing = Callable[..., Watched]


@pytest.fixture
def showing(watched: Watched, host: Host) -> Showing:
    """Shows the host's page, which is in the language `page`, with one widget of these attributes,
    and waits for its links. It takes the place of what was shown before."""

    def shown(page: str = "en", **attributes: str) -> Watched:
        watched.show(host.page(host.widget(**attributes), language=page))
        expect(part(watched, "count")).to_be_visible()
        return watched

    return shown


def part(watched: Watched, name: str) -> Locator:
    """What a page may style by this name."""
    return watched.page.locator(f"job-bank-directory [part={name}]")


def link_named(watched: Watched, name: str) -> Locator:
    """The link of this name."""
    return watched.page.get_by_role("link", name=name, exact=True)


def focused(watched: Watched) -> str:
    """The text of what has the focus, inside the widget."""
    script = "document.activeElement.shadowRoot.activeElement.textContent"
    text: str = watched.page.evaluate(script)
    return text


def released(offered: Path) -> Any:
    """The directory of the release, to be altered."""
    return json.loads((offered / "directory.json").read_bytes())


def beside(offered: Path, host: Host, *ids: int) -> str:
    """The address of the same directory with the exit notices of these links, or of all, shown
    beside them."""
    directory = released(offered)
    for link in directory["links"]:
        if link["exit_notice"]["due"] and (not ids or link["id"] in ids):
            link["exit_notice"] |= {"show": "inline", "page": None}
    return host.put("/beside.json", directory)


def test_the_script_has_less_than_20_kilobytes_and_names_no_other_place() -> None:
    script = SCRIPT.read_bytes()
    assert len(script) < 20_000
    for word in (b"innerHTML", b"import ", b"http://", b"https://", b"eval", b"Storage", b"cookie"):
        assert word not in script


WIDTHS = (320, 1280)


def test_it_is_accessible_narrow_and_wide_and_asks_for_nothing_but_the_release(
    opening: Opening, host: Host, subtests: pytest.Subtests
) -> None:
    # axe puts markup into the page itself, which trusted types refuse.
    host.policy = host.policy.partition("; require")[0]
    script, data = (f"{host.release}/{name}" for name in SOURCES)
    watched = opening()
    for leaving in ("page", "dialog"):
        with subtests.test(leaving):
            watched.show(host.page(host.widget(exit=leaving)))
            expect(part(watched, "count")).to_be_visible()
            assert faults(watched) == []
            if leaving == "dialog":
                link_named(watched, "Destination Jobs").click()
                expect(part(watched, "dialog")).to_be_visible()
                assert faults(watched) == []
            assert sorted(watched.requests) == sorted([f"{host.address}/", script, data])
            assert watched.complaints == []
            assert watched.stored() == {}


def faults(watched: Watched) -> list[str]:
    """What is wrong with the page at either width."""
    found = []
    for width in WIDTHS:
        watched.fit(width)
        found += [f"{width}: {fault}" for fault in axe(watched.page)]
        if (wider := overflow(watched.page)) != 0:
            found.append(f"{width}: the page is {wider} pixels wider than its window")
    return found


SOURCES = ("widget/job-bank-directory.js", "directory.json")


def test_it_uses_nothing_that_could_run_data_as_code(showing: Showing) -> None:
    """The host's policy asks for trusted types; the widget has no need of any."""
    watched = showing(exit="dialog")
    link_named(watched, "Destination Jobs").click()
    expect(part(watched, "dialog")).to_be_visible()
    assert watched.complaints == []


def test_the_notice_is_beside_the_link_which_leads_straight_on(
    showing: Showing, destination: Destination, host: Host, offered: Path
) -> None:
    watched = showing(category="job-banks", src=beside(offered, host))
    link = link_named(watched, "Destination Jobs")
    notice = (
        "You leave Office of Work & Training for Destination Jobs (destination.example). "
        "Privacy: http://destination.example/privacy"
    )
    expect(link).to_have_accessible_description(notice)
    item = part(watched, "link").filter(has=link)
    expect(item.locator("[part=notice]")).to_have_text(notice)
    expect(link).to_have_attribute("rel", "external noopener noreferrer")
    expect(link).to_have_attribute("referrerpolicy", "no-referrer")
    privacy = link_named(watched, "Privacy policy of destination.example")
    expect(privacy).to_have_attribute("href", "http://destination.example/privacy")
    visits = len(destination.visits)
    link.click()
    watched.page.wait_for_url("http://destination.example/**")
    visit = destination.visits[visits]
    assert (visit.host, visit.path) == ("destination.example", "/jobs?from=us")
    assert "referer" not in visit.headers
    assert "cookie" not in visit.headers


def test_a_notice_that_several_links_show_is_said_once_for_them(
    showing: Showing, host: Host, offered: Path
) -> None:
    # axe puts markup into the page itself, which trusted types refuse.
    host.policy = host.policy.partition("; require")[0]
    watched = showing(category="career-resources", src=beside(offered, host))
    notices = part(watched, "notice")
    expect(notices).to_have_count(1)
    expect(notices).to_contain_text(
        "You leave Office of Work & Training for the website that you choose (the address beside "
        "the link). Privacy: the address of its privacy policy (exit-unknown, version 1)"
    )
    anchors = part(watched, "anchor")
    expect(anchors).to_have_count(len(HOSTILE))
    for number in range(len(HOSTILE)):
        expect(anchors.nth(number)).to_have_accessible_description(
            re.compile("You leave Office of Work & Training for the website that you choose")
        )
    assert faults(watched) == []


def test_where_no_privacy_policy_is_known_the_notice_names_the_front_page(
    showing: Showing, host: Host, offered: Path
) -> None:
    watched = showing(category="job-banks", src=beside(offered, host))
    expect(part(watched, "notice").filter(has_text="Bücher")).to_contain_text(
        "Privacy: http://xn--bcher-kva.example/"
    )


def test_notices_are_shown_as_the_directory_says(showing: Showing, host: Host) -> None:
    """Beside the link, or on the exit page of the release to which the link then leads."""
    watched = showing()
    item = part(watched, "link").filter(has_text="County Jobs")
    expect(item.locator("[part=notice]")).to_contain_text("You leave Office of Work & Training")
    expect(item.locator("[part=anchor]")).to_have_attribute("href", "http://county.example/jobs")
    item = part(watched, "link").filter(has_text="Destination Jobs")
    expect(item.locator("[part=notice]")).to_have_count(0)
    link = item.locator("[part=anchor]")
    expect(link).to_have_attribute("href", f"{host.release}/out/1/")
    link.click()
    watched.page.wait_for_url(f"{host.release}/out/1/")


def test_a_link_that_is_not_well_says_so_as_the_site_does(showing: Showing) -> None:
    for language, said in (
        ("en", "The website was not reachable when we last checked. Since October 5, 2026."),
        ("es", "No se pudo llegar al sitio web cuando lo revisamos por última vez. "
               "Desde el 5 de octubre de 2026."),
        ("ar", "The website was not reachable when we last checked. Since October 5, 2026."),
    ):  # fmt: skip
        watched = showing(category="job-banks", language=language)
        item = part(watched, "link").filter(has_text="Bücher")
        expect(item.locator("[part=health]")).to_have_text([said])
        expect(part(watched, "health")).to_have_count(1)


def test_a_link_without_an_exit_notice_has_none_in_either_way(showing: Showing) -> None:
    for leaving in ("page", "dialog"):
        watched = showing(exit=leaving)
        item = part(watched, "link").filter(has_text="Own page")
        expect(item.locator("[part=notice]")).to_have_count(0)
        expect(item.locator("a")).to_have_attribute("href", "http://www.work.example/own")
        expect(item.locator("[aria-haspopup]")).to_have_count(0)


def test_the_dialog_is_used_by_keyboard_alone(showing: Showing, destination: Destination) -> None:
    watched = showing(category="job-banks/state", exit="dialog")
    keyboard, dialog = watched.page.keyboard, part(watched, "dialog")
    for _ in ("the filter", "the first citation", "the second", "the link"):
        keyboard.press("Tab")
    assert focused(watched) == "Destination Jobs"
    keyboard.press("Enter")
    expect(watched.page.get_by_role("dialog", name="You are leaving our website")).to_be_visible()
    expect(dialog).to_have_accessible_description(
        "You leave Office of Work & Training for Destination Jobs (destination.example). "
        "Privacy: http://destination.example/privacy"
    )
    keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    assert focused(watched) == "Destination Jobs"
    keyboard.press("Enter")
    assert focused(watched) == "Go on to Destination Jobs"
    keyboard.press("Shift+Tab")
    assert focused(watched) == "Privacy policy of Office of Work & Training"
    for _ in ("onward", "stay"):
        keyboard.press("Tab")
    assert focused(watched) == "Stay here"
    keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    assert focused(watched) == "Destination Jobs"
    keyboard.press("Enter")
    visits = len(destination.visits)
    keyboard.press("Enter")
    watched.page.wait_for_url("http://destination.example/**")
    assert destination.visits[visits].path == "/jobs?from=us"
    assert "referer" not in destination.visits[visits].headers


def test_behind_the_dialog_nothing_can_be_reached(showing: Showing) -> None:
    watched = showing(exit="dialog")
    link_named(watched, "Destination Jobs").click()
    expect(part(watched, "dialog")).to_be_visible()
    assert part(watched, "dialog").evaluate("dialog => dialog.matches(':modal')")


def test_opened_in_a_new_tab_a_link_with_a_dialog_leads_to_its_exit_page(
    showing: Showing, host: Host, subtests: pytest.Subtests
) -> None:
    for language, place in (("en", "out/1/"), ("es", "out/1/es/")):
        with subtests.test(language):
            watched = showing(category="job-banks/state", exit="dialog", language=language)
            with watched.context.expect_page() as opened:
                part(watched, "anchor").click(modifiers=["Control"])
            assert opened.value.url == f"{host.release}/{place}"
            opened.value.wait_for_load_state()
            assert "destination.example" in opened.value.inner_text("main")
            expect(part(watched, "dialog")).to_be_hidden()
            opened.value.close()


#: What is typed, the count that is announced, the links that are shown. Each differs from the one
#: before it, so that no outcome can be taken for the next.
FILTERED: Final[tuple[tuple[str, str, list[str]], ...]] = (
    ("EXAMPLE  dest", "1 of 2 links", ["Destination Jobs"]),
    ("", "2 of 2 links", ["Bücher", "Destination Jobs"]),
    ("state of example", "1 of 2 links", ["Destination Jobs"]),
    ("bucher", "1 of 2 links", ["Bücher"]),
    ("openings", "1 of 2 links", ["Destination Jobs"]),
    ("nothing-like-it", "0 of 2 links", []),
)


def test_the_filter_shows_what_has_all_words_and_tells_how_many(
    showing: Showing, subtests: pytest.Subtests
) -> None:
    watched = showing(category="job-banks")
    expect(watched.page.get_by_role("status")).to_have_text("2 of 2 links")
    for typed, count, shown in FILTERED:
        with subtests.test(typed):
            watched.page.get_by_label("Filter these links").fill(typed)
            expect(watched.page.get_by_role("status")).to_have_text(count)
            expect(part(watched, "anchor").filter(visible=True)).to_have_text(shown)
            expect(part(watched, "category").filter(visible=True)).to_have_count(
                {0: 0, 1: 1 + (shown == ["Destination Jobs"]), 2: 2}[len(shown)]
            )


def test_categories_come_in_order_under_headings_of_the_asked_level(showing: Showing) -> None:
    watched = showing(heading="3")
    headings = watched.page.locator("job-bank-directory :is(h2, h3, h4)")
    expect(headings).to_have_text(
        ["Job banks", "State job banks", "<i>Careers</i> & more", "Other links"]
    )
    levels = headings.evaluate_all("all => all.map((one) => one.tagName)")
    assert levels == ["H3", "H4", "H3", "H3"]


def test_within_a_category_links_are_sorted_by_name_as_readers_would(
    watched: Watched, host: Host, offered: Path
) -> None:
    directory = released(offered)
    names = ["zeta", "Éclair", "alpha", "Eagle"]
    template = directory["links"][0]
    directory["links"] = [
        template | {"id": number, "names": {"en": name}} for number, name in enumerate(names, 1)
    ]
    watched.show(host.page(host.widget(src=host.put("/directory.json", directory))))
    expect(part(watched, "anchor")).to_have_text(["alpha", "Eagle", "Éclair", "zeta"])


def test_a_disclaimer_that_is_the_same_for_all_is_shown_once_and_others_at_their_links(
    showing: Showing,
) -> None:
    watched = showing(category="job-banks")
    disclaimers = part(watched, "disclaimer").all_inner_texts()
    assert sorted(disclaimers) == [
        "<i>Accuracy</i>. Office of Work & Training may be wrong. (accuracy, version 1)",
        "No endorsement. Office of Work & Training does not endorse them. "
        "(no-endorsement, version 1)",
        "The openings at Bücher are not ours.",
        "The openings at Destination Jobs are not ours.",
    ]
    cite = part(watched, "cite").filter(has_text="no-endorsement")
    assert (cite.get_attribute("href") or "").endswith("/site/notices/#notice-no-endorsement")
    item = part(watched, "link").filter(has_text="Destination Jobs")
    expect(item.locator("[part=disclaimer]")).to_have_text(
        ["The openings at Destination Jobs are not ours."]
    )


#: The language of the page, the attributes of the widget, a name and the start of a notice in it.
SPOKEN: Final[tuple[tuple[str, dict[str, str], str, str], ...]] = (
    ("en", {"language": "es"}, "Empleos Destino", "(es) You leave"),
    ("es", {}, "Empleos Destino", "(es) You leave"),
    ("es-MX", {}, "Empleos Destino", "(es) You leave"),
    ("es", {"language": "en"}, "Destination Jobs", "You leave"),
    ("fr", {}, "Destination Jobs", "You leave"),
    ("ar", {}, "وظائف الوجهة", "إشعار"),
)


def test_it_speaks_the_language_of_the_page_unless_it_has_another(
    showing: Showing, host: Host, offered: Path, subtests: pytest.Subtests
) -> None:
    source = beside(offered, host)
    for page, attributes, name, notice in SPOKEN:
        with subtests.test(page=page, **attributes):
            watched = showing(page=page, category="job-banks/state", src=source, **attributes)
            expect(part(watched, "anchor")).to_have_text(name)
            expect(part(watched, "notice")).to_contain_text(notice)


def test_what_is_in_another_language_is_marked_as_such(showing: Showing) -> None:
    watched = showing(category="job-banks", language="es")
    expect(part(watched, "filter")).to_have_attribute("lang", "es")
    expect(watched.page.get_by_label("Filtrar estos enlaces")).to_be_visible()
    expect(part(watched, "count")).to_have_text("2 de 2 enlaces")
    expect(link_named(watched, "Empleos Destino")).to_have_attribute("lang", "es")
    expect(link_named(watched, "Bücher")).to_have_attribute("lang", "en")
    arabic = showing(category="job-banks", language="ar")
    expect(part(arabic, "filter")).to_have_attribute("lang", "en")
    expect(link_named(arabic, "وظائف الوجهة")).to_have_attribute("lang", "ar")
    expect(link_named(arabic, "وظائف الوجهة")).to_have_attribute("dir", "auto")
    expect(part(arabic, "directory")).to_have_css("direction", "rtl")


def test_hostile_names_are_shown_and_do_nothing(
    showing: Showing, subtests: pytest.Subtests
) -> None:
    for leaving in ("page", "dialog"):
        with subtests.test(leaving):
            watched = showing(category="career-resources", exit=leaving)
            expect(part(watched, "anchor")).to_have_count(len(HOSTILE))
            texts = part(watched, "anchor").evaluate_all("all => all.map((one) => one.textContent)")
            assert sorted(texts) == sorted(HOSTILE)
            if leaving == "dialog":
                open_the_dialog_of_each(watched)
            assert not {"IMG", "SCRIPT", "STYLE", "SVG", "svg", "B", "I", "IFRAME"} & made(watched)
            assert watched.dialogs == []
            assert watched.complaints == []


def open_the_dialog_of_each(watched: Watched) -> None:
    """Opens the dialog of each hostile link, which names it, and closes it."""
    for name in HOSTILE:
        part(watched, "anchor").filter(has_text=name).click()
        expect(part(watched, "go")).to_have_text(f"Go on to {name}")
        watched.page.keyboard.press("Escape")


def made(watched: Watched) -> set[str]:
    """The names of all elements inside the widget."""
    script = "one => [...one.shadowRoot.querySelectorAll('*')].map((it) => it.tagName)"
    return set(watched.page.locator("job-bank-directory").evaluate(script))


def test_braces_within_a_name_are_not_filled_in(
    showing: Showing, host: Host, offered: Path
) -> None:
    with_braces = HOSTILE_FIRST + 3
    watched = showing(category="career-resources", src=beside(offered, host, with_braces))
    expect(part(watched, "notice").filter(has_text="{{ 7*7 }}")).to_contain_text(HOSTILE[3])


def test_an_address_that_is_not_http_is_no_link(
    watched: Watched, host: Host, offered: Path, subtests: pytest.Subtests
) -> None:
    for url in ("javascript:alert('ran')", "data:text/html,x", "no address"):
        with subtests.test(url):
            directory = released(offered)
            directory["links"][0] |= {"url": url, "privacy_url": url}
            source = host.put("/directory.json", directory)
            watched.show(host.page(host.widget(src=source, category="job-banks/state")))
            expect(part(watched, "anchor")).to_have_text("Destination Jobs")
            for one in watched.page.locator("job-bank-directory a:not([part=cite])").all():
                assert one.get_attribute("href") in (None, "/elsewhere")


UNKNOWN = "The list of links is of a kind that this page does not know."
UNREACHABLE = "The list of links cannot be shown just now."


#: Where the directory should come from, what is said of it, and where the link to the whole leads.
NOT_SHOWN = (
    ("/nothing.json", UNREACHABLE, "/site/"),
    ("http://127.0.0.1:1/directory.json", UNREACHABLE, "http://127.0.0.1:1/site/"),
    ("/broken.json", UNREACHABLE, "/site/"),
    ("javascript:alert(1)", UNREACHABLE, None),
    ("", UNREACHABLE, None),
    ("/next.json", UNKNOWN, "/site/"),
    ("/empty.json", UNKNOWN, "/site/"),
    ("/category.json", UNKNOWN, "/site/"),
)


def test_what_cannot_be_shown_is_explained_with_a_way_to_the_directory(
    watched: Watched, host: Host, offered: Path, subtests: pytest.Subtests
) -> None:
    host.put("/next.json", released(offered) | {"schema_version": "2.0"})
    host.put("/empty.json", {})
    category = (offered / "by-category" / "job-banks.json").read_bytes()
    host.pages["/category.json"] = ("application/json", category)
    host.pages["/broken.json"] = ("application/json", b'{"links":[')
    for source, said, leads in NOT_SHOWN:
        with subtests.test(source):
            watched.show(host.page(host.widget(src=source)))
            expect(watched.page.get_by_role("alert")).to_contain_text(said)
            expect(link_named(watched, "Our list of links")).to_be_visible()
            way = watched.page.get_by_role("alert").locator("a")
            if leads is None:
                expect(way).to_have_count(0)
            else:
                whole = leads if leads.startswith("http") else host.address + leads
                expect(way).to_have_attribute("href", whole)


def test_an_error_is_in_the_language_of_the_page(watched: Watched, host: Host) -> None:
    watched.show(host.page(host.widget(src="/nothing.json"), language="es"))
    alert = watched.page.get_by_role("alert")
    expect(alert).to_contain_text("La lista de enlaces no se puede mostrar en este momento.")
    expect(alert).to_have_attribute("lang", "es")


def test_a_category_without_links_says_so_and_shows_what_is_inside_the_element(
    watched: Watched, host: Host
) -> None:
    watched.show(host.page(host.widget(category="no-such")))
    expect(part(watched, "empty")).to_have_text("There are no links here.")
    expect(link_named(watched, "Our list of links")).to_be_visible()


def test_without_javascript_what_is_inside_the_element_is_shown(
    opening: Opening, host: Host
) -> None:
    watched = opening(java_script_enabled=False)
    watched.page.goto(host.page(host.widget()))
    expect(link_named(watched, "Our list of links")).to_be_visible()


def test_several_on_a_page_ask_for_the_directory_once(watched: Watched, host: Host) -> None:
    watched.show(host.page(host.widget(category="job-banks"), host.widget(language="es")))
    expect(part(watched, "count")).to_have_count(2)
    assert watched.requests.count(f"{host.release}/directory.json") == 1


def test_a_changed_attribute_changes_what_is_shown(showing: Showing) -> None:
    watched = showing(category="job-banks")
    watched.page.locator("job-bank-directory").evaluate(
        "one => { one.setAttribute('language', 'es'); one.setAttribute('exit', 'dialog'); }"
    )
    expect(part(watched, "count")).to_have_text("2 de 2 enlaces")
    expect(part(watched, "notice")).to_have_count(0)


def test_a_page_colors_it_by_custom_properties_and_parts(showing: Showing) -> None:
    watched = showing(category="job-banks")
    watched.page.locator("job-bank-directory").evaluate(
        """() => {
            const sheet = new CSSStyleSheet();
            sheet.replaceSync(
              "job-bank-directory { --job-bank-link: rgb(1, 2, 3) }" +
              "job-bank-directory::part(host) { color: rgb(4, 5, 6) }");
            document.adoptedStyleSheets = [sheet];
        }"""
    )
    expect(part(watched, "anchor").first).to_have_css("color", "rgb(1, 2, 3)")
    expect(part(watched, "host").first).to_have_css("color", "rgb(4, 5, 6)")


def test_the_page_that_shows_it_is_accessible_under_its_own_policy(
    opening: Opening, served: Preview
) -> None:
    watched = opening()
    watched.show(f"{served.address}widget/")
    expect(part(watched, "count")).to_have_count(3)
    assert faults(watched) == []
    assert watched.complaints == []
    assert watched.stored() == {}
    assert all(address.startswith(served.address) for address in watched.requests)
