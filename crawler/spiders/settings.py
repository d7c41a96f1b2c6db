"""Scrapy's settings for a crawl: what we use, and nothing that listens or guesses.

Redirects, retries, cookies and robots.txt are decided in `crawler/check/check.py`, in one place; so
Scrapy's middlewares for them are left out. Nothing listens on a socket: the telnet console and the
remote control would let anyone who can connect to them execute Python.
"""

from typing import Any

_HANDLER = "crawler.fetch.handler.CurlDownloadHandler"


def engine_settings(event_loop: str | None) -> dict[str, Any]:
    """Return Scrapy's settings. event_loop: import path of the loop's class; None for asyncio's."""
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "ASYNCIO_EVENT_LOOP": event_loop,
        "DOWNLOAD_HANDLERS_BASE": {},
        "DOWNLOAD_HANDLERS": {"http": _HANDLER, "https": _HANDLER},
        # Emptied, not disabled one by one: disabled components are still imported.
        "DOWNLOADER_MIDDLEWARES_BASE": {},
        "SPIDER_MIDDLEWARES_BASE": {},
        "EXTENSIONS_BASE": {},
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # The lanes limit the rate per host; a global number would count requests that only wait.
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1_000_000,
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_STATS": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "ROBOTSTXT_OBEY": False,  # obeyed by crawler/check/robots.py
    }
