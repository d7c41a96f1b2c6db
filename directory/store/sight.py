"""What a run saw, counted: the SQL by which a run is judged before it is believed.

All of it is grouped by lane or domain in the database, or read once as a stream
in the order of time, so memory does not grow with the number of links.

Of links to which the run has been applied already, the health of before is not
known any more; so of these only counts that their host answered.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from directory.model.vocab import Verdict
from directory.rules.domains import domain_of_lane, is_name
from directory.rules.network_fault import FEWEST_HOSTS, RunSight, Stretch
from directory.rules.urls import lane_of
from directory.store.results import health, results

_ROWS_AT_ONCE = 1000
#: "Network Authentication Required": a network says so in place of the site (RFC 6585).
_SIGN_IN_TO_NETWORK = 511

_new = results.c.applied.is_(False)
# A robots.txt that closes a page may be remembered from earlier, and then nothing was
# asked today. Such a look brings neither an answer nor a fault, and says nothing here.
_asked = sa.or_(
    results.c.lost,
    sa.and_(
        results.c.reached,
        sa.or_(results.c.status.is_not(None), results.c.verdict != Verdict.BLOCKED),
    ),
)
# At the end of its redirects too: a sign-in page often lies inside the private network,
# where we do not go, and one port may be closed while another is open.
_answered = sa.func.coalesce(results.c.status, _SIGN_IN_TO_NETWORK) != _SIGN_IN_TO_NETWORK
_warned = sa.and_(results.c.verdict == Verdict.INSECURE, results.c.lost)
_well = sa.and_(_new, sa.func.coalesce(health.c.verdict == Verdict.OK, sa.false()))
_new_page = sa.and_(_new, results.c.page_key != health.c.page_key)
_new_end = sa.and_(_new, results.c.reached, results.c.final_url != health.c.final_url)
_with_health = sa.join(results, health, results.c.link_id == health.c.link_id, isouter=True)


def silent(connection: sa.Connection, run_id: int) -> bool:
    """True if the run asked hosts, and none of them answered."""
    query = (
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(_one_if(results.c.reached)), 0))
        .where(results.c.run_id == run_id, _asked)
        .select_from(results)
    )
    asked, reached = connection.execute(query).one()
    return bool(asked and not reached)


def sight_of(connection: sa.Connection, run_id: int) -> RunSight:
    """All that the run is judged by."""
    sight, ever_lost = _hosts(connection, run_id)
    domains, with_page, names = _domains(connection, run_id)
    sight = replace(sight, domains=domains, with_page=with_page, names=names)
    pages = _common_pages(connection, run_id)
    sight = replace(sight, same_page=max(pages.values(), default=0))
    same_end, same_end_at = _common_end(connection, run_id)
    sight = replace(sight, same_end=same_end, same_end_at=same_end_at)
    if max(ever_lost, sight.same_page) < FEWEST_HOSTS:
        return sight  # too few for any stretch
    stretch, page_stretch = _stretches(connection, run_id, pages)
    return replace(sight, stretch=stretch, page_stretch=page_stretch)


def _one_if(condition: sa.ColumnElement[bool]) -> sa.Case[int]:
    return sa.case((condition, 1), else_=0)


def _hosts(connection: sa.Connection, run_id: int) -> tuple[RunSight, int]:
    """The counts of hosts; and how many that were well were lost at any time of the run."""

    def whether(*conditions: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.max(_one_if(sa.and_(*conditions)))

    lanes = (
        sa.select(
            results.c.lane,
            whether(results.c.reached).label("reached"),
            whether(_answered, _new).label("answered"),
            whether(_warned, _new).label("warned"),
            whether(_well).label("well"),
            whether(_well, sa.not_(_answered)).label("ever_lost"),
        )
        .select_from(_with_health)
        .where(results.c.run_id == run_id, _asked)
        .group_by(results.c.lane)
        .subquery()
    )
    lost = sa.and_(lanes.c.well == 1, lanes.c.answered == 0)
    sums = [
        sa.func.coalesce(sa.func.sum(number), 0)
        for number in (
            lanes.c.reached,
            lanes.c.well,
            _one_if(lost),
            _one_if(sa.and_(lost, lanes.c.warned == 1)),
            lanes.c.ever_lost,
        )
    ]
    row = connection.execute(sa.select(sa.func.count(), *sums).select_from(lanes)).one()
    asked, reached, well, well_lost, well_warned, ever_lost = (int(number) for number in row)
    return RunSight(asked, reached, well, well_lost, well_warned), ever_lost


def _domains(connection: sa.Connection, run_id: int) -> tuple[int, int, int]:
    """How many domains were asked, how many of them gave a page, and how many have names."""
    query = (
        sa.select(results.c.domain, sa.func.max(_one_if(results.c.page_key.is_not(None))))
        .where(results.c.run_id == run_id, _asked)
        .group_by(results.c.domain)
    )
    asked = with_page = names = 0
    for domain, page in _stream(connection, query):
        asked += 1
        with_page += page
        names += ":" not in domain and is_name(domain)  # an address keeps its port
    return asked, with_page, names


def _common_pages(connection: sa.Connection, run_id: int) -> dict[int, int]:
    """Pages that at least FEWEST_HOSTS unrelated domains give now and did not give before, and
    how many do.

    Sites of one family that showed one page together, and now show another one
    together, count as one.
    """
    pages = (
        sa.select(results.c.page_key)
        .join_from(results, health, results.c.link_id == health.c.link_id)
        .where(results.c.run_id == run_id, _new_page)
        .group_by(results.c.page_key)
        .having(sa.func.count(results.c.domain.distinct()) >= FEWEST_HOSTS)
        .having(sa.func.count(health.c.page_key.distinct()) >= FEWEST_HOSTS)
    )
    query = (
        sa.select(results.c.page_key, results.c.domain, health.c.page_key)
        .join_from(results, health, results.c.link_id == health.c.link_id)
        .where(results.c.run_id == run_id, _new_page, results.c.page_key.in_(pages))
    )
    found: dict[int, _Shared] = {}
    for page, domain, before in _stream(connection, query):
        found.setdefault(page, _Shared(set(), set())).add(domain, before)
    return {page: shared.number for page, shared in found.items() if shared.number >= FEWEST_HOSTS}


def _common_end(connection: sa.Connection, run_id: int) -> tuple[int, str]:
    """The most domains that lead to one foreign domain now and did not before, and to which.

    Those that led to one place together before, as to a platform that has a new
    name, count as one.
    """
    query = (
        sa.select(results.c.domain, results.c.final_url, health.c.final_url)
        .join_from(results, health, results.c.link_id == health.c.link_id)
        .where(results.c.run_id == run_id, _new_end)
    )
    found: dict[str, _Shared] = {}
    for domain, end, before in _stream(connection, query):
        to, earlier = _domain_of(end), _domain_of(before)
        if to not in (domain, earlier):
            found.setdefault(to, _Shared(set(), set())).add(domain, earlier)
    return max(((shared.number, to) for to, shared in found.items()), default=(0, ""))


@dataclass(frozen=True, slots=True)
class _Shared:
    """Which domains share something, and what they had in its place before."""

    domains: set[str]
    before: set[object]

    def add(self, domain: str, before: object) -> None:
        self.domains.add(domain)
        self.before.add(before)

    @property
    def number(self) -> int:
        return min(len(self.domains), len(self.before))


def _stretches(connection: sa.Connection, run_id: int, pages: Iterable[int]) -> tuple[int, int]:
    """The longest stretch of lost domains, and that of domains with one of these pages.

    A look is placed at the moment at which it began: what begins within an
    outage is lost, however long it takes to find out, and however many lanes run
    side by side. Looks of one moment count together.
    """
    common = sa.func.coalesce(results.c.page_key.in_(list(pages)), sa.false())
    kind = sa.case(
        (sa.and_(common, _new_page), "page"),
        (common, "nothing"),  # never seen before: it may be theirs, and proves no network
        (_answered, "answer"),
        (_well, "lost"),
        else_="nothing",
    ).label("kind")
    query = (
        sa.select(results.c.at, results.c.domain, kind)
        .select_from(_with_health)
        .where(results.c.run_id == run_id, _asked)
        .order_by(results.c.at)
    )
    lost, same_page = Stretch(), Stretch()
    for _, looks in groupby(_stream(connection, query), lambda row: row[0]):
        seen: dict[str, set[str]] = {"page": set(), "answer": set(), "lost": set()}
        for _, domain, what in looks:
            if what in seen:
                seen[what].add(domain)
        lost.pass_by(seen["lost"], seen["answer"])
        same_page.pass_by(seen["page"], seen["answer"])
    return lost.most, same_page.most


def _domain_of(href: str | None) -> str:
    return domain_of_lane(lane_of(href)) if href else ""


def _stream(connection: sa.Connection, query: sa.Select[Any]) -> Iterator[Any]:
    return iter(connection.execute(query, execution_options={"yield_per": _ROWS_AT_ONCE}))
