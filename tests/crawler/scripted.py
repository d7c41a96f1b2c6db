"""A web that consists of a few written-down answers: for tests of what is made of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crawler.fetch.request import FetchRequest, FetchResponse
from directory.model.observation import NetworkFault

NOT_THERE = FetchResponse("", status=404)


def answer(status: int = 200, body: bytes | str = b"", **headers: str) -> FetchResponse:
    """An answer. Underscores in names of headers stand for hyphens."""
    kept = {name.replace("_", "-"): value for name, value in headers.items()}
    kept.setdefault("content-type", "text/html")
    return FetchResponse(
        "",
        status=status,
        headers=tuple(kept.items()),
        body=body.encode() if isinstance(body, str) else body,
    )


def to(location: str, status: int = 302, **headers: str) -> FetchResponse:
    """A redirect."""
    return answer(status, location=location, **headers)


def fault(kind: NetworkFault) -> FetchResponse:
    """No answer."""
    return FetchResponse("", fault=kind, fault_detail=kind.value)


class ScriptedWeb:
    """Answers by address, each in turn where there are several; 404 for all else.

    asked: the questions, in order.
    """

    def __init__(self, answers: Mapping[str, FetchResponse | Sequence[FetchResponse]]) -> None:
        self._answers = {
            url: [given] if isinstance(given, FetchResponse) else list(given)
            for url, given in answers.items()
        }
        self.asked: list[FetchRequest] = []

    async def fetch(self, ask: FetchRequest) -> FetchResponse:
        """The next answer at this address."""
        self.asked.append(ask)
        left = self._answers.get(ask.url.partition("#")[0], [NOT_THERE])
        given = left.pop(0) if len(left) > 1 else left[0]
        return replace(given, url=ask.url, millis=given.millis or 10)

    @property
    def urls(self) -> list[str]:
        """What was asked for, in order."""
        return [ask.url for ask in self.asked]
