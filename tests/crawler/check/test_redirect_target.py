"""Where an answer sends the visitor on to, as browsers read it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.check.redirect_target import Onward, leads_to
from crawler.fetch.request import FetchResponse
from crawler.page.parse import read_page
from directory.model.observation import Via
from tests.crawler.scripted import answer

HERE = "https://a.example/jobs"
NEW = "https://a.example/new"


def onward(given: FetchResponse, here: str = HERE) -> Onward | None:
    return leads_to(given, read_page(given), here)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_where_its_location_says(status: int) -> None:
    assert onward(answer(status, location="/new")) == Onward(NEW, Via.LOCATION, "/new")


@pytest.mark.parametrize("status", [200, 201, 300, 304, 305, 306, 404, 500])
def test_with_any_other_status_a_location_says_nothing(status: int) -> None:
    assert onward(answer(status, "<p>Here.", location="/new")) is None


@pytest.mark.parametrize(
    "location",
    ["", "javascript:alert(1)", "ftp://a.example/", "mailto:x@a.example", "http://[bad/",
     "data:text/html,x", "file:///etc/passwd", "https://a.example:99999/"],
)  # fmt: skip
def test_a_location_that_no_browser_opens_leaves_nothing_to_see(location: str) -> None:
    assert onward(answer(302, location=location)) == Onward(None, Via.LOCATION, location)


@pytest.mark.parametrize(
    ("given", "via"),
    [
        (answer(200, "<p>Moved.", refresh="0; url=/new"), Via.REFRESH),
        (answer(200, '<meta http-equiv="refresh" content="0;url=/new">'), Via.META),
        (answer(503, '<meta http-equiv="refresh" content="0;url=/new">'), Via.META),
    ],
)
def test_a_refresh_leads_on_like_a_redirect(given: FetchResponse, via: Via) -> None:
    assert onward(given) == Onward(NEW, via, "/new")


@pytest.mark.parametrize("target", ["/jobs", HERE, "", "javascript:alert(1)", "http://[bad"])
def test_a_refresh_to_itself_or_to_nowhere_leads_nowhere(target: str) -> None:
    assert onward(answer(200, f'<meta http-equiv="refresh" content="0;url={target}">')) is None
    assert onward(answer(200, "<p>Here.", refresh=f"0; url={target}")) is None


def test_a_location_goes_before_a_refresh_and_a_header_before_the_page() -> None:
    page = '<meta http-equiv="refresh" content="0;url=/other">'
    by_location = onward(answer(302, page, location="/new", refresh="0; url=/another"))
    by_header = onward(answer(200, page, refresh="0; url=/new"))
    assert by_location == Onward(NEW, Via.LOCATION, "/new")
    assert by_header == Onward(NEW, Via.REFRESH, "/new")


@pytest.mark.parametrize(
    ("location", "href"),
    [("/new", f"{NEW}#open"), ("/new#top", f"{NEW}#top"), ("/new#", f"{NEW}#")],
)
def test_a_fragment_is_kept_unless_the_target_has_its_own(location: str, href: str) -> None:
    led = onward(answer(301, location=location), f"{HERE}#open")
    assert led is not None
    assert led.href == href


@pytest.mark.slow
@given(
    st.sampled_from([200, 301, 302, 404]),
    st.text(st.characters(exclude_characters="\r\n\0"), max_size=60),
    st.text(max_size=60),
)
def test_whatever_stands_there_it_leads_to_a_web_address_or_nowhere(
    status: int, header: str, refresh: str
) -> None:
    led = onward(answer(status, "<p>x", location=header, refresh=f"0;url={refresh}"))
    assert led is None or led.href is None or led.href.startswith(("http://", "https://"))
