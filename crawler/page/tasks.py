"""What a worker process does with a page: read it, compare it, judge it. Pure.

Tasks and replies are MessagePack, each of a fixed type. There is no pickle: the reply of a parser
that was taken over is only data.
"""

from collections.abc import Callable

import msgspec

from crawler.fetch.request import FetchResponse
from crawler.judge.input import Case
from crawler.judge.judge import judge
from crawler.judge.patterns import Signs
from crawler.page.parse import Reading, page_links, read_page
from crawler.page.similarity import fingerprint_of, likeness
from crawler.page.sitemap import Sitemap, read_sitemap
from directory.model.baseline import Baseline
from directory.model.host import PageFingerprint
from directory.model.observation import Judgement, Observation


class ReadPage(msgspec.Struct, tag=True):
    """Read the page of an answer."""

    answer: FetchResponse

    def run(self, _signs: Signs) -> Reading:
        return read_page(self.answer)


class JudgeLink(msgspec.Struct, tag=True):
    """Judge the link of an observation; see Case."""

    seen: Observation
    baseline: Baseline | None
    names: tuple[str, ...]

    def run(self, signs: Signs) -> Judgement:
        return judge(Case(self.seen, signs, self.baseline, self.names))


class MakeFingerprint(msgspec.Struct, tag=True):
    """Make the fingerprint of a page, to compare others with it; url: the requested address."""

    answer: FetchResponse
    reading: Reading
    url: str

    def run(self, _signs: Signs) -> PageFingerprint:
        return fingerprint_of(self.answer, self.reading, self.url)


class ComparePage(msgspec.Struct, tag=True):
    """Compare a page with another: 0 to 1; url: the requested address."""

    answer: FetchResponse
    reading: Reading
    url: str
    other: PageFingerprint

    def run(self, _signs: Signs) -> float:
        return likeness(self.answer, self.reading, self.url, self.other)


class FindLinks(msgspec.Struct, tag=True):
    """Find the links of a page within its site: hrefs, with the text of the link."""

    html: bytes
    base: str

    def run(self, _signs: Signs) -> dict[str, str]:
        return page_links(self.html, self.base)


class ReadSitemap(msgspec.Struct, tag=True):
    """Read what a sitemap lists; base: the href at which it was found."""

    body: bytes
    base: str

    def run(self, _signs: Signs) -> Sitemap:
        return read_sitemap(self.body, self.base)


Task = ReadPage | JudgeLink | MakeFingerprint | ComparePage | FindLinks | ReadSitemap

encode = msgspec.msgpack.Encoder().encode
_decode_task = msgspec.msgpack.Decoder(Task).decode


def task_handler(signs: Signs) -> Callable[[bytes], bytes]:
    """Return a function that does one task: it takes an encoded task and returns its encoded
    result."""

    def handle(request: bytes) -> bytes:
        return encode(_decode_task(request).run(signs))

    return handle
