"""Cookies within one redirect chain: some sites redirect for ever without them.

They are dropped with the chain. The standard library's cookie jar decides who
may set and see which cookie.
"""

import warnings
from email.message import Message
from http.cookiejar import CookieJar
from urllib.request import Request

from crawler.fetch.request import FetchResponse


class ChainCookies:
    """The cookies of one check. Costs nothing until a site sets one."""

    def __init__(self) -> None:
        self._jar: CookieJar | None = None

    def take(self, answer: FetchResponse) -> None:
        """Keeps what the answer sets."""
        values = answer.all_headers("set-cookie")
        if not values:
            return
        if self._jar is None:
            self._jar = CookieJar()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a site sets, some the jar cannot read
            self._jar.extract_cookies(_Headers(values), Request(answer.url))  # type: ignore[arg-type]  # noqa: S310

    def header(self, url: str) -> str:
        """The Cookie header for this href; "" for none."""
        if self._jar is None:
            return ""
        request = Request(url)  # noqa: S310  (never opened; the jar wants one to ask about)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""


class _Headers:
    """The little of a response that the jar asks for."""

    def __init__(self, set_cookie: list[str]) -> None:
        self._message = Message()
        for value in set_cookie:
            self._message["Set-Cookie"] = value

    def info(self) -> Message:
        return self._message
