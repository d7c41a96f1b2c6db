"""The judge as a whole: nothing masked, nothing left out, the same each time."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.observation import (
    Certificate,
    Hop,
    NetworkFault,
    Observation,
    Page,
    Stop,
    pack,
    unpack,
)
from directory.model.reasons import REASONS, Reason
from tests.crawler.judge.building import AT, Row, judged
from tests.crawler.judge.families import (
    test_botwall,
    test_content,
    test_defaults,
    test_drift,
    test_maintenance,
    test_network,
    test_parked,
    test_postings,
    test_redirects,
    test_signin,
    test_soft404,
    test_status,
    test_tls,
)
from tests.rows import each

ALL_ROWS: tuple[Row, ...] = sum(
    (
        module.ROWS
        for module in (
            test_botwall,
            test_content,
            test_defaults,
            test_drift,
            test_maintenance,
            test_network,
            test_parked,
            test_postings,
            test_redirects,
            test_signin,
            test_soft404,
            test_status,
            test_tls,
        )
    ),
    (),
)


@each("reason", Reason)
def test_each_reason_is_reached_by_a_row(reason: Reason) -> None:
    assert any(reason in row.reasons for row in ALL_ROWS)


def test_many_rows_say_that_all_is_well() -> None:
    well = [row for row in ALL_ROWS if row.reasons == (Reason.OK,)]
    assert len(well) >= 60, "a checker that cries wolf is worse than none"


@pytest.mark.slow
@each("row", ALL_ROWS, ids=str)
def test_a_stored_observation_is_judged_as_it_was_when_fresh(row: Row) -> None:
    stored = judged(unpack(pack(row.seen)), row.baseline, row.names)
    assert stored == judged(row.seen, row.baseline, row.names)


_HREFS = st.sampled_from(
    ["https://elm.gov/", "https://elm.gov/jobs", "http://www.elm.gov/login", "https://sedo.com/",
     "https://[2606:4700::1]/a?b#c", "https://xn--bcher-kva.example/error"]
)  # fmt: skip
_HOPS = st.builds(
    Hop,
    url=_HREFS,
    status=st.none() | st.integers(100, 999),
    leads_to=st.none() | _HREFS,
    fault=st.none() | st.sampled_from(NetworkFault),
    headers=st.dictionaries(
        st.sampled_from(["cf-mitigated", "x-amzn-waf-action", "server"]), st.text(max_size=9)
    ),
)
_PAGES = st.builds(
    Page,
    words=st.integers(0, 500),
    bytes=st.integers(0, 9999),
    truncated=st.booleans(),
    is_html=st.booleans(),
    furniture=st.integers(0, 3),
    source=st.text(max_size=60),
)
_CERTIFICATES = st.builds(
    Certificate,
    ends_at=st.none() | st.integers(-30, 90).map(lambda days: AT + timedelta(days=days)),
)
_OBSERVATIONS = st.builds(
    Observation,
    url=_HREFS,
    at=st.just(AT),
    hops=st.lists(_HOPS, max_size=4).map(tuple),
    stop=st.none() | st.sampled_from([Stop.ROBOTS, Stop.ROBOTS_UNREACHABLE, Stop.LOOP]),
    page=st.none() | _PAGES,
    certificate=st.none() | _CERTIFICATES,
    millis=st.integers(0, 90_000),
)


@pytest.mark.slow
@given(_OBSERVATIONS)
def test_any_observation_is_judged_and_its_worst_finding_comes_first(seen: Observation) -> None:
    judgement = judged(seen)
    assert judgement.findings, "there is always something to say"
    severities = [finding.verdict.severity for finding in judgement.findings]
    assert severities == sorted(severities, reverse=True)
    assert judgement.verdict is REASONS[judgement.worst.reason].verdict
    assert Reason.OK not in judgement.reasons[1:], "“ok” is said only when nothing else is"
