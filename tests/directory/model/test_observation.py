"""Observations: facts that can be stored and read again years later."""

import zlib
from datetime import UTC, datetime
from typing import TypeVar

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.observation import (
    CERTIFICATE_FAULTS,
    Certificate,
    Finding,
    Hop,
    Judgement,
    NetworkFault,
    Observation,
    Page,
    Stop,
    Via,
    pack,
    unpack,
)
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.rows import each

AT = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
URL, HOME = "https://example.com/jobs", "https://example.com/"
Value = TypeVar("Value")


def _seen(*hops: Hop, stop: Stop | None = None) -> Observation:
    return Observation(URL, AT, hops, stop)


def _optional(values: st.SearchStrategy[Value]) -> st.SearchStrategy[Value | None]:
    return st.one_of(st.none(), values)


numbers = st.integers(0, 2**40)
moments = st.datetimes(timezones=st.just(UTC))
hops = st.builds(
    Hop,
    url=st.text(),
    status=_optional(st.integers(100, 999)),
    leads_to=_optional(st.text()),
    via=_optional(st.sampled_from(Via)),
    location=st.text(),
    fault=_optional(st.sampled_from(NetworkFault)),
    fault_detail=st.text(),
    headers=st.dictionaries(st.text(), st.text(), max_size=3),
    address=st.text(),
    millis=numbers,
)
pages = st.builds(
    Page,
    title=st.text(),
    language=st.text(),
    text=st.text(),
    words=numbers,
    bytes=numbers,
    truncated=st.booleans(),
    is_html=st.booleans(),
    content_type=st.text(),
    furniture=numbers,
    source=st.text(),
)
certificates = st.builds(
    Certificate,
    subject=st.text(),
    issuer=st.text(),
    starts_at=_optional(moments),
    ends_at=_optional(moments),
    chain_length=numbers,
)
observations = st.builds(
    Observation,
    url=st.text(),
    at=moments,
    hops=st.lists(hops, max_size=3).map(tuple),
    stop=_optional(st.sampled_from(Stop)),
    page=_optional(pages),
    certificate=_optional(certificates),
    millis=numbers,
)


@pytest.mark.slow
@given(observations)
def test_an_observation_comes_back_from_the_catalog_as_it_was(observation: Observation) -> None:
    assert unpack(pack(observation)) == observation


@pytest.mark.parametrize(
    "stored", [b"", b"nonsense", zlib.compress(b"nonsense"), zlib.compress(b'{"url":"x"}')]
)
def test_what_is_no_observation_is_not_taken_for_one(stored: bytes) -> None:
    with pytest.raises((zlib.error, msgspec.DecodeError)):
        unpack(stored)


def test_the_last_hop_is_where_the_check_ended() -> None:
    seen = _seen(Hop(URL, 301, leads_to=HOME), Hop(HOME, 200))
    assert (seen.last, seen.final_url, seen.status) == (Hop(HOME, 200), HOME, 200)


def test_a_check_that_robots_stopped_at_once_ended_where_it_began() -> None:
    seen = _seen(stop=Stop.ROBOTS)
    assert (seen.last, seen.final_url, seen.status) == (None, URL, None)


def _fault(fault: NetworkFault) -> Observation:
    return _seen(Hop(URL, fault=fault))


@each(
    ("seen", "reached", "lost"),
    [
        (_seen(Hop(URL, 200)), True, False),
        (_seen(Hop(URL, 503)), True, False),
        (_seen(stop=Stop.ROBOTS), True, False),
        (_seen(stop=Stop.ROBOTS_UNREACHABLE), True, False),
        (_seen(Hop(URL, 301, leads_to=HOME), Hop(HOME, fault=NetworkFault.TIMEOUT)), True, True),
        (_seen(Hop(URL, 301, leads_to=URL), stop=Stop.LOOP), True, False),
        *((_fault(fault), True, True) for fault in sorted(CERTIFICATE_FAULTS)),
        *((_fault(fault), False, True) for fault in set(NetworkFault) - CERTIFICATE_FAULTS),
        (_seen(), False, False),
    ],
)
def test_it_tells_whether_a_server_spoke_and_whether_our_network_could_be_at_fault(
    seen: Observation, reached: bool, lost: bool
) -> None:
    assert (seen.reached, seen.lost) == (reached, lost)


def test_the_first_finding_decides_and_all_are_kept() -> None:
    judged = Judgement((Finding(Reason.CERTIFICATE_EXPIRED), Finding(Reason.NOT_FOUND)))
    assert judged.worst is judged.findings[0]
    assert judged.verdict is Verdict.INSECURE
    assert judged.reasons == ["certificate-expired", "not-found"]
    assert [finding.verdict for finding in judged.findings] == [Verdict.INSECURE, Verdict.GONE]
