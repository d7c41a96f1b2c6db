"""Site and exit pages in a real browser: for everybody, private, and closed to what is hostile."""

import re
from typing import Final, Literal
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from directory.publishing.site.preview import Preview
from tests.web.browsing import BREACH, Destination, Watched, axe, overflow
from tests.web.conftest import Opening
from tests.web.offered import (
    DOWN,
    DUE,
    HELD_BACK,
    HOSTILE,
    HOSTILE_FIRST,
    PRIVACY,
    TARGET,
    WITHDRAWN,
)

pytestmark = pytest.mark.slow

PAGES = (
    "site/",
    "site/category/job-banks/",
    "site/es/category/career-resources/",
    "site/notices/",
    "site/ar/",
    f"out/{DUE}/",
    f"out/{DUE}/ar/",
    f"out/{DOWN}/es/",
    f"out/{HELD_BACK}/",
    f"out/{WITHDRAWN}/es/",
    "404.html",
)
#: Windows in which every page is examined: both widths, both schemes.
WINDOWS: Final[tuple[tuple[int, Literal["dark", "light"]], ...]] = ((320, "dark"), (1280, "light"))
#: Pages with hostile names, and the names that are on them.
HOSTILE_PAGES = {
    "site/category/career-resources/": HOSTILE,
    "site/ar/category/career-resources/": HOSTILE,
    **{f"out/{number}/": (name,) for number, name in enumerate(HOSTILE, HOSTILE_FIRST)},
}
#: What a hostile name would bring into a page if it were taken for markup.
ALIVE = ":is(script, img, svg, style, b, [onload])"


def test_every_page_is_accessible_fits_a_small_window_and_keeps_its_policy(
    opening: Opening, served: Preview, subtests: pytest.Subtests
) -> None:
    """At each width and in each scheme; nothing is stored, nothing asked of others."""
    watched = opening()
    for place in PAGES:
        with subtests.test(place):
            watched.show(served.address + place)
            for width, scheme in WINDOWS:
                watched.fit(width, scheme)
                assert axe(watched.page) == [], (width, scheme)
                assert overflow(watched.page) == 0, (width, scheme)
            assert watched.complaints == []
            assert watched.stored() == {}
            assert all(url.startswith(served.address) for url in watched.requests)


def test_every_page_is_whole_without_javascript(
    opening: Opening, served: Preview, subtests: pytest.Subtests
) -> None:
    """It says what it is, leads on, fits its window, and shows no search that could not work."""
    watched = opening(java_script_enabled=False)
    page = watched.page
    for place in PAGES:
        with subtests.test(place):
            watched.show(served.address + place)
            for width, _scheme in WINDOWS:
                watched.fit(width)
                assert page.locator("h1:visible").count() == 1, width
                assert page.locator("main a[href]:visible, footer:visible").count() > 0, width
                assert overflow(page) == 0, width
                assert not page.locator("#search").is_visible(), width
            assert watched.complaints == []


def test_a_page_whose_script_never_came_is_accessible(
    opening: Opening, served: Preview, subtests: pytest.Subtests
) -> None:
    """As for those who let no script run."""
    page = opening(320).page
    page.route("**/search.js", lambda route: route.abort())
    for place in ("site/", "site/es/category/job-banks/"):
        with subtests.test(place):
            page.goto(served.address + place)
            assert not page.locator("#search").is_visible()
            assert axe(page) == []


FAULTY = """<meta http-equiv=Content-Security-Policy content="script-src 'none'">
<style>
  p { inline-size: 300px }
  @media (width < 400px) { p { inline-size: 2000px } }
  @media (prefers-color-scheme: dark) { p { background: #000; color: #222 } }
</style>
<img src=data:,><p>wide and dark</p><script>1</script>"""


def test_faults_are_found_also_those_of_one_window_only(opening: Opening, served: Preview) -> None:
    """A picture without words, a page without a language, a policy that is broken; text that is
    hardly seen in one scheme, and too wide in one window."""
    watched = opening()
    watched.page.route("**/*", lambda route: route.fulfill(body=FAULTY, content_type="text/html"))
    watched.show(served.address)
    always = {"image-alt", "html-has-lang"}
    for width, scheme in WINDOWS:
        watched.fit(width, scheme)
        found = {one.split(":")[0] for one in axe(watched.page)}
        assert found >= always
        assert ("color-contrast" in found) == (scheme == "dark")
        assert (overflow(watched.page) > 1000) == (width == 320)
    assert any(BREACH in one for one in watched.complaints)
    watched.page.evaluate("localStorage.setItem('kept', 1)")
    assert watched.stored() == {"local": ["kept"]}


def test_by_keyboard_alone_a_visitor_finds_a_link_and_goes_on_to_it(
    watched: Watched, served: Preview, destination: Destination
) -> None:
    """Skip link, search, a link, its exit page, the destination, which learns nothing."""
    page = watched.page
    watched.show(served.address + "site/")
    tab_to(page, ".skip")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    tab_to(page, "#search-words")
    page.keyboard.type("destination")
    page.locator("#search-list a").first.wait_for()
    tab_to(page, "#search-list a")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/out/{DUE}/")
    tab_to(page, ".go")
    before = len(destination.visits)
    page.keyboard.press("Enter")
    page.wait_for_url(TARGET)
    visit = next(one for one in destination.visits[before:] if one.path == "/jobs?from=us")
    assert visit.host == "destination.example"
    assert "referer" not in visit.headers
    assert "cookie" not in visit.headers
    assert page.evaluate("document.referrer") == ""


def test_without_javascript_too_the_way_leads_through_the_exit_page(
    opening: Opening, served: Preview, destination: Destination
) -> None:
    """From the home page by its links, and back again when one would rather stay."""
    page = opening(java_script_enabled=False).page
    page.goto(served.address + "site/es/")
    page.get_by_role("link", name="Estatales").click()
    page.get_by_role("link", name="Empleos Destino").click()
    assert page.url == f"{served.address}out/{DUE}/es/"
    page.locator(".stay").click()
    assert page.url == f"{served.address}site/es/category/job-banks/state/#link-{DUE}"
    page.go_back()
    before = len(destination.visits)
    page.locator(".go").click()
    page.wait_for_url(TARGET)
    visit = next(one for one in destination.visits[before:] if one.path == "/jobs?from=us")
    assert "referer" not in visit.headers


def test_an_exit_page_leads_to_the_privacy_policy_of_the_destination(
    watched: Watched, served: Preview, destination: Destination
) -> None:
    """Where that is known; it learns no more than the destination itself."""
    page = watched.page
    watched.show(f"{served.address}out/{DUE}/")
    before = len(destination.visits)
    page.get_by_role("link", name="Privacy policy of destination.example").click()
    page.wait_for_url(PRIVACY)
    visit = next(one for one in destination.visits[before:] if one.path == "/privacy")
    assert "referer" not in visit.headers


def test_an_exit_page_asks_for_nothing_but_its_style(watched: Watched, served: Preview) -> None:
    """No script, no picture, nothing of other websites."""
    watched.show(f"{served.address}out/{DUE}/")
    asked = {url.removeprefix(served.address) for url in watched.requests}
    assert asked == {f"out/{DUE}/", "out/exit.css"}
    assert watched.page.locator("script, img, iframe, form, [style], [onclick]").count() == 0


def test_the_search_finds_narrows_tells_how_many_and_is_taken_back(
    opening: Opening, served: Preview
) -> None:
    """The index is asked for when a visitor searches, and not before."""
    watched = opening()
    page = watched.page
    index = f"{served.address}site/search.json"
    page.goto(served.address + "site/")
    assert index not in watched.requests
    status = page.get_by_role("status")
    page.get_by_label("Search the directory").fill("BUCHER")
    page.locator("#search-list .entry").first.wait_for()
    assert status.inner_text() == "1 link found."
    assert index in watched.requests
    assert not page.locator("#browse").is_visible()
    assert "was not reachable" in page.locator("#search-list").inner_text()
    page.get_by_label("Search the directory").fill("no such thing")
    status.get_by_text("No link found.").wait_for()
    page.get_by_role("button", name="Clear the search").click()
    assert page.locator("#browse").is_visible()
    page.get_by_text("Narrow the results").click()
    for label, choice, count in (
        ("For whom", "Veterans", "1 link found."),
        ("Area", "New York", "1 link found."),
        ("Cost", "Costs money", "No link found."),
    ):
        page.get_by_label(label).select_option(choice)
        status.get_by_text(count).wait_for()
    for label in ("For whom", "Area", "Cost"):
        page.get_by_label(label).select_option("")
    page.get_by_label("Category").select_option("– State job banks")
    status.get_by_text("1 link found.").wait_for()
    assert axe(page) == []
    assert watched.complaints == []
    assert watched.stored() == {}


def test_a_search_says_the_same_of_a_link_as_its_page(watched: Watched, served: Preview) -> None:
    """Word for word, also where it leads."""
    page = watched.page
    watched.show(served.address + "site/es/category/job-banks/state/")
    entry = page.locator(f"#link-{DUE}")
    shown = entry.inner_text()
    leads = entry.locator("h3 a").evaluate("one => one.href")
    details = "details => details.replaceChildren()"
    page.locator("#search-words").fill("destino")
    found = page.locator("#search-list .entry").first
    found.wait_for()
    assert found.locator("h3 a").evaluate("one => one.href") == leads
    found.locator("details").evaluate_all(f"all => all.forEach({details})")
    assert re.sub(r"\s+", " ", found.inner_text()).strip() in re.sub(r"\s+", " ", shown)


def test_when_the_index_cannot_be_had_the_page_says_so_and_stays_of_use(
    opening: Opening, served: Preview
) -> None:
    """The categories are still there."""
    page = opening().page
    page.route("**/search.json", lambda route: route.abort())
    page.goto(served.address + "site/")
    page.get_by_label("Search the directory").fill("jobs")
    page.get_by_role("status").get_by_text("not working").wait_for()
    assert page.get_by_role("link", name="Job banks", exact=True).is_visible()


def test_hostile_names_are_text_and_nothing_runs(
    watched: Watched, served: Preview, subtests: pytest.Subtests
) -> None:
    """Each is shown as it was written."""
    for place, names in HOSTILE_PAGES.items():
        with subtests.test(place):
            watched.show(served.address + place)
            text = watched.page.locator("main").inner_text()
            assert [name for name in names if name.strip("\u200f ") not in text] == []
            assert watched.page.locator(f"main {ALIVE}").count() == 0
            assert (watched.dialogs, watched.complaints) == ([], [])


def test_hostile_names_are_text_in_search_results_too(watched: Watched, served: Preview) -> None:
    """All of them at once."""
    page = watched.page
    watched.show(served.address + "site/")
    page.locator("#search-words").fill("hostile")
    page.locator("#search-list .entry").first.wait_for()
    text = page.locator("#search-list").inner_text()
    assert all(name.strip("\u200f ") in text for name in HOSTILE)
    assert page.locator(f"#search-list {ALIVE}").count() == 0
    hrefs = page.locator("#search-list a").evaluate_all("all => all.map(one => one.href)")
    assert {urlsplit(href).netloc for href in hrefs} == {urlsplit(served.address).netloc}
    assert (watched.dialogs, watched.complaints) == ([], [])


def test_a_page_in_arabic_is_written_from_right_to_left(watched: Watched, served: Preview) -> None:
    """Sentences of which there is no Arabic text say that they are English."""
    page = watched.page
    watched.show(served.address + "site/ar/category/job-banks/")
    assert page.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    heading = page.get_by_role("heading", level=1)
    assert heading.inner_text() == "بنوك الوظائف"
    box = heading.locator("bdi").bounding_box()
    assert box is not None
    assert box["x"] > 640  # it begins at the right-hand side
    skip = page.locator(".skip [lang=en]")
    assert skip.get_attribute("dir") == "ltr"


def tab_to(page: Page, selector: str) -> None:
    """Presses Tab until the element has the focus, which must be visible on it."""
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
            assert outline != "none"
            return
    pytest.fail(f"The Tab key never leads to {selector}.")
