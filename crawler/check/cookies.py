"""Cookies within one redirect chain: some sites redirect endlessly without them.

They are dropped with the chain. The standard library's cookie jar decides which site may set and
receive which cookie.
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
        """Store the cookies that the answer sets."""
        values = answer.all_headers("set-cookie")
        if not values:
            return
        if self._jar is None:
            self._jar = CookieJar()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what a site sets, some the jar cannot read
            self._jar.extract_cookies(_Headers(values), Request(answer.url))  # type: ignore[arg-type]  # noqa: S310

    def header(self, url: str) -> str:
        """Return the Cookie header for this href; "" for none."""
        if self._jar is None:
            return ""
        request = Request(url)  # noqa: S310  (never opened; the jar needs one as an argument)
        self._jar.add_cookie_header(request)
        return request.get_header("Cookie") or ""


class _Headers:
    """The part of a response that the jar uses."""

    def __init__(self, set_cookie: list[str]) -> None:
        self._message = Message()
        for value in set_cookie:
            self._message["Set-Cookie"] = value

    def info(self) -> Message:
        return self._message
