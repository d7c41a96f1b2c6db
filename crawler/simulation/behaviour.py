"""What a behaviour is, and the functions to compose one.

Each row of the table describes what a server does, what a correct check finds, and why. Tests, the
demo and the documentation read the same rows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from crawler.simulation.pages import message_reply, page_reply
from crawler.simulation.site import Answer, CertificateKind, Door, Handler, Reply, Request, Site
from directory.model.reasons import Reason, info
from directory.model.vocab import Verdict

Build = Callable[[str], dict[str, Site]]

NO_ROBOTS = message_reply(404, "Not Found", "There is no such page here.")
ROBOTS_PATH = "/robots.txt"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """One thing that a server does.

    name: lower-case words and hyphens; valid as a host label.

    does: what it does, in one sentence.

    reason: the reason that a correct check finds. why: why that is correct.

    build: the host → its site, and those of other hosts that it needs.

    link: the address to check, with {host} in it.

    suggests: the address to suggest to staff in its place, likewise; "" for none.

    by_content: True if only the words or scripts of the page show it, not the protocol: a judge
    that does not read pages cannot find it.

    notes: further reasons that a correct check finds, in order after the first.

    before: like build, for what the host served when staff approved the link; None if the link is
    new, so that there is no baseline.

    names: the names of the entry and of its operator, as staff wrote them.

    one_page: the page of `link` is the only one of its kind on the host; other paths return
    something else. If the link has another path, play `at` that path.
    """

    name: str
    does: str
    reason: Reason
    why: str
    build: Build
    link: str = "https://{host}/jobs"
    suggests: str = ""
    by_content: bool = False
    notes: tuple[Reason, ...] = ()
    before: Build | None = None
    names: tuple[str, ...] = ()
    one_page: bool = False

    @property
    def reasons(self) -> list[Reason]:
        """All reasons that a correct check finds, worst first."""
        return [self.reason, *self.notes]

    @property
    def as_approved(self) -> "Behaviour | None":
        """The host as it was when staff approved the link; None when the link is new."""
        return None if self.before is None else replace(self, build=self.before)

    @property
    def verdict(self) -> Verdict:
        """The verdict of a correct check."""
        return info(self.reason).verdict

    def at(self, path: str) -> "Behaviour":
        """Return the behaviour of a host whose link has this path: that path and the one of `link`
        are exchanged. Return the behaviour itself if all paths are alike."""
        own = urlsplit(self.link).path
        if not self.one_page or path == own:
            return self

        def build(host: str) -> dict[str, Site]:
            sites = self.build(host)
            moved = _with_paths_exchanged(sites[host].handler, own, path)
            return sites | {host: replace(sites[host], handler=moved)}

        return replace(self, build=build, link=self.link.replace(own, path))

    def url(self, host: str) -> str:
        """Return the address to check if this host behaves so."""
        return self.link.format(host=host)

    def suggested_url(self, host: str) -> str | None:
        """Return the address to suggest to staff in its place; None for none."""
        return self.suggests.format(host=host) or None


def _with_paths_exchanged(handler: Handler, one: str, other: str) -> Handler:
    there = {one: other, other: one}

    def answer(request: Request) -> Answer:
        path = there.get(request.path, request.path)
        return handler(replace(request, target=path + request.target[len(request.path) :]))

    return answer


def own_page(request: Request) -> Reply:
    """Return the host's page at the requested path."""
    return page_reply(request.host, request.path)


def with_robots(handler: Handler, robots: Handler | None = None) -> Handler:
    """Return the handler with a robots.txt added; by default there is none (404)."""

    def answer(request: Request) -> Answer:
        if request.path == ROBOTS_PATH:
            return NO_ROBOTS if robots is None else robots(request)
        return handler(request)

    return answer


def always(answer: Answer) -> Handler:
    """Return a handler that answers every request alike."""
    return lambda _request: answer


def everywhere(
    handler: Handler,
    *,
    robots: Handler | None = None,
    doors: Mapping[str, Door] | None = None,
    certificate: CertificateKind = CertificateKind.TRUSTED,
) -> Build:
    """Return the build of one host that answers every path but robots.txt by this handler."""
    return afresh(lambda: handler, robots=robots, doors=doors, certificate=certificate)


def afresh(
    make: Callable[[], Handler],
    *,
    robots: Handler | None = None,
    doors: Mapping[str, Door] | None = None,
    certificate: CertificateKind = CertificateKind.TRUSTED,
) -> Build:
    """Return the same with a new handler for each host: for handlers with state."""

    def build(host: str) -> dict[str, Site]:
        handler = with_robots(make(), robots)
        if doors is None:
            return {host: Site(handler, certificate=certificate)}
        return {host: Site(handler, doors=doors, certificate=certificate)}

    return build


def with_companions(build: Build, companions: Build) -> Build:
    """Return the build of a host with others that it leads to, which `companions` builds."""
    return lambda host: companions(host) | build(host)
