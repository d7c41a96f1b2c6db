"""Cookies within one redirect chain: kept as browsers keep them, and then dropped."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.check.cookies import ChainCookies
from crawler.fetch.request import FetchResponse
from tests.rows import each

HERE = "https://www.elm.example/jobs/list"


def after(*set_cookie: str, url: str = HERE) -> ChainCookies:
    cookies = ChainCookies()
    headers = tuple(("set-cookie", value) for value in set_cookie)
    cookies.take(FetchResponse(url, status=302, headers=headers))
    return cookies


def test_there_are_none_to_begin_with() -> None:
    assert ChainCookies().header(HERE) == ""
    assert after().header(HERE) == ""


@each(
    ("set_cookie", "url", "sent"),
    [
        ("seen=yes", HERE, "seen=yes"),
        ("seen=yes; Path=/; HttpOnly", "https://www.elm.example/", "seen=yes"),
        ("seen=yes; Secure", "http://www.elm.example/jobs/list", ""),
        ("seen=yes; Secure", HERE, "seen=yes"),
        ("seen=yes; Path=/jobs", "https://www.elm.example/jobs/open", "seen=yes"),
        ("seen=yes; Path=/jobs", "https://www.elm.example/news", ""),
        ("seen=yes", "https://oak.example/jobs/list", ""),
        ("seen=yes", "https://elm.example/jobs/list", ""),
        ("seen=yes; Domain=elm.example; Path=/", "https://jobs.elm.example/", "seen=yes"),
        ("seen=yes; Domain=.elm.example; Path=/", "https://jobs.elm.example/", "seen=yes"),
        ("seen=yes; Domain=oak.example; Path=/", "https://oak.example/", ""),
        ("seen=yes; Domain=.example; Path=/", "https://oak.example/", ""),
        ("seen=yes; Domain=elm.example; Path=/", "https://notelm.example/", ""),
        ("seen=yes; Max-Age=0", HERE, ""),
        ("seen=yes; Expires=Thu, 01 Jan 1970 00:00:00 GMT", HERE, ""),
        ("seen=größer", HERE, "seen=größer"),
        ("", HERE, ""),
        (";;;=;", HERE, ""),
    ],
)
def test_a_cookie_goes_where_browsers_would_send_it(set_cookie: str, url: str, sent: str) -> None:
    assert after(set_cookie).header(url) == sent


def test_a_later_cookie_takes_an_earlier_ones_place() -> None:
    cookies = after("step=1; Path=/", "other=x; Path=/")
    cookies.take(FetchResponse(HERE, status=302, headers=(("set-cookie", "step=2; Path=/"),)))
    assert sorted(cookies.header(HERE).split("; ")) == ["other=x", "step=2"]


def test_each_chain_has_cookies_of_its_own() -> None:
    after("seen=yes; Path=/")
    assert ChainCookies().header(HERE) == ""


_PARTS = st.sampled_from(
    ["a=b", "Path=/", "Domain=", "Domain=elm.example", "Expires=Thu, 01 Jan 1970 00:00:00 GMT",
     "Expires=Thu, 99 Foo 99999", "Max-Age=-1", "Max-Age=9e99", "Max-Age=" + "9" * 400, "Version=x",
     "Port=\"80\"", "Secure", "=", "\x00", "é", "\"", ","]
)  # fmt: skip


@pytest.mark.slow
@given(
    st.lists(st.text(max_size=80) | st.lists(_PARTS).map("; ".join)),
    st.sampled_from([HERE, "http://[::1]:8080/a", "https://xn--bcher-kva.example/?a=[b]#c"]),
)
def test_whatever_a_site_sets_is_borne(set_cookie: list[str], url: str) -> None:
    assert isinstance(after(*set_cookie, url=url).header(url), str)
