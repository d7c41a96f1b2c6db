"""How Scrapy is set up for a crawl: what we use, and nothing that listens or guesses.

Redirects, retries, cookies and robots.txt are decided in `crawler/check.py`,
where they can be read in one place; so Scrapy's own middlewares for them are
off. Nothing listens on a socket: the telnet console and the remote control
would let whoever reaches them execute Python.
"""

from typing import Any

_HANDLER = "crawler.fetch.handler.CurlDownloadHandler"
_MIDDLEWARES_OFF = (
    "scrapy.downloadermiddlewares.offsite.OffsiteMiddleware",
    "scrapy.downloadermiddlewares.robotstxt.RobotsTxtMiddleware",
    "scrapy.downloadermiddlewares.httpauth.HttpAuthMiddleware",
    "scrapy.downloadermiddlewares.downloadtimeout.DownloadTimeoutMiddleware",
    "scrapy.downloadermiddlewares.defaultheaders.DefaultHeadersMiddleware",
    "scrapy.downloadermiddlewares.useragent.UserAgentMiddleware",
    "scrapy.downloadermiddlewares.retry.RetryMiddleware",
    "scrapy.downloadermiddlewares.redirect.MetaRefreshMiddleware",
    "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware",
    "scrapy.downloadermiddlewares.redirect.RedirectMiddleware",
    "scrapy.downloadermiddlewares.cookies.CookiesMiddleware",
    "scrapy.downloadermiddlewares.httpproxy.HttpProxyMiddleware",
    "scrapy.downloadermiddlewares.stats.DownloaderStats",
    "scrapy.downloadermiddlewares.httpcache.HttpCacheMiddleware",
)
_EXTENSIONS_OFF = (
    "scrapy.extensions.corestats.CoreStats",
    "scrapy.extensions.logcount.LogCount",
    "scrapy.extensions.telnet.TelnetConsole",
    "scrapy.extensions.memusage.MemoryUsage",
    "scrapy.extensions.memdebug.MemoryDebugger",
    "scrapy.extensions.closespider.CloseSpider",
    "scrapy.extensions.feedexport.FeedExporter",
    "scrapy.extensions.logstats.LogStats",
    "scrapy.extensions.spiderstate.SpiderState",
    "scrapy.extensions.throttle.AutoThrottle",
    "scrapy.extensions.remote_control.RemoteControl",
)


def engine_settings(event_loop: str | None) -> dict[str, Any]:
    """Scrapy's settings. event_loop: import path of the loop's class; None for asyncio's."""
    return {
        "TWISTED_REACTOR_ENABLED": False,
        "ASYNCIO_EVENT_LOOP": event_loop,
        "DOWNLOAD_HANDLERS": {
            "http": _HANDLER,
            "https": _HANDLER,
            "data": None,
            "file": None,
            "ftp": None,
            "s3": None,
        },
        "DOWNLOADER_MIDDLEWARES": dict.fromkeys(_MIDDLEWARES_OFF),
        "EXTENSIONS": dict.fromkeys(_EXTENSIONS_OFF),
        "TELNETCONSOLE_ENABLED": False,
        "REMOTE_CONTROL_ENABLED": False,
        # The lanes keep the hosts' pace; a global number would count those that merely wait.
        "CONCURRENT_REQUESTS": 0,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1_000_000,
        "CONCURRENT_ITEMS": 1,
        "DOWNLOAD_DELAY": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "DOWNLOADER_STATS": False,
        "LOG_ENABLED": False,
        "LOG_INSTALL_ROOT_HANDLER": False,
        "ROBOTSTXT_OBEY": False,  # obeyed by crawler/robots.py
    }
