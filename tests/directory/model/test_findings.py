"""Findings as the catalog stores them: as they were found, compact, and read back alike."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.findings import (
    NOTHING_FOUND,
    findings_as_json,
    packed_findings,
    unpacked_findings,
    words_of,
)
from directory.model.observation import MOST_EVIDENCE, Finding
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict

FOUND = st.builds(Finding, st.sampled_from(Reason), st.text())


@given(st.lists(FOUND, min_size=1).map(tuple))
def test_findings_are_read_back_as_they_were_stored(findings: tuple[Finding, ...]) -> None:
    """Whatever their evidence quotes of a page."""
    stored = packed_findings(findings)
    assert unpacked_findings(stored) == findings
    assert "\x00" not in stored


def test_the_stored_form_is_plain_json_with_the_verdict_of_then() -> None:
    findings = (Finding(Reason.NOT_FOUND, "the server answered 404"), Finding(Reason.SLOW))
    assert json.loads(packed_findings(findings)) == [
        ["not-found", "gone", "the server answered 404"],
        ["slow", "ok", ""],
    ]


def test_that_nothing_was_found_takes_no_space() -> None:
    assert packed_findings((NOTHING_FOUND,)) == ""
    assert unpacked_findings("") == (NOTHING_FOUND,)
    unchanged = (Finding(Reason.OK, "the site says so"),)
    assert unpacked_findings(packed_findings(unchanged)) == unchanged


def test_a_verdict_stays_when_its_reason_leads_to_another_one_now() -> None:
    stored = '[["slow","failing","12 seconds"]]'
    assert REASONS[Reason.SLOW].verdict is Verdict.OK
    (finding,) = unpacked_findings(stored)
    assert finding.verdict is Verdict.FAILING
    assert packed_findings((finding,)) == stored


@pytest.mark.parametrize("length", [MOST_EVIDENCE, MOST_EVIDENCE + 1, 1_000_000])
def test_evidence_is_shortened(length: int) -> None:
    evidence = Finding(Reason.PARKED, "x" * length).evidence
    assert len(evidence) == MOST_EVIDENCE
    assert evidence.endswith("…") is (length > MOST_EVIDENCE)


@pytest.mark.parametrize(
    "stored", ["[]", "{}", "[[]]", '[["slow"]]', '[["no-such","ok",""]]', '[["slow","no",""]]', "x"]
)
def test_what_is_not_findings_is_refused(stored: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        unpacked_findings(stored)


def test_programs_receive_reason_verdict_and_evidence() -> None:
    findings = (Finding(Reason.NOT_FOUND, "the server answered 404"), Finding(Reason.SLOW))
    assert findings_as_json(findings) == [
        {"reason": "not-found", "verdict": "gone", "evidence": "the server answered 404"},
        {"reason": "slow", "verdict": "ok", "evidence": ""},
    ]
    assert words_of(findings) == ["not-found", "slow"]
    assert findings_as_json(None) == []
    assert words_of(None) == []
