"""libcurl as Scrapy's download handler.

A request carries its FetchRequest and a response its FetchResponse as typed attributes; `meta` is
not used for them. The client belongs to the spider, so that the http and https handlers share one
pool of connections.
"""

from typing import TYPE_CHECKING, Self

from scrapy import Request
from scrapy.http import Response

from crawler.fetch.request import FetchRequest, FetchResponse

if TYPE_CHECKING:
    from scrapy.crawler import Crawler

    from crawler.fetch.client import Client

# The href is final: Scrapy must not re-encode it. All requests share one download slot, since the
# lanes limit the rate per host, and finding a slot by host costs time.
_META = {"verbatim_url": True, "download_slot": "lanes"}


class CurlRequest(Request):
    """Scrapy's request for a FetchRequest."""

    def __init__(self, ask: FetchRequest) -> None:
        super().__init__(ask.url, dont_filter=True, meta=_META)
        self.ask = ask


class CurlResponse(Response):
    """Scrapy's response with a FetchResponse; its status is 0 if none came."""

    def __init__(self, request: CurlRequest, answer: FetchResponse) -> None:
        super().__init__(answer.url, status=answer.status or 0, request=request)
        self.answer = answer


class CurlDownloadHandler:
    """Scrapy's access to the client of the running spider."""

    lazy = False

    def __init__(self, crawler: "Crawler") -> None:
        self._crawler = crawler

    @classmethod
    def from_crawler(cls, crawler: "Crawler") -> Self:
        """Return a new handler. Scrapy calls this."""
        return cls(crawler)

    async def download_request(self, request: Request) -> Response:
        """Fetch the FetchRequest of a CurlRequest."""
        assert isinstance(request, CurlRequest)
        client: Client = self._crawler.spider.client  # type: ignore[union-attr]
        return CurlResponse(request, await client.fetch(request.ask))

    async def close(self) -> None:
        """Do nothing: the spider closes its client."""
