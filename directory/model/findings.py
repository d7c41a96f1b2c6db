"""Findings as a column: what a check found, with its evidence at that time.

Stored as compact JSON, a list of [reason, verdict, evidence], worst first. The usual result, that
nothing was found on a page that works, takes no space.
"""

from collections.abc import Iterable
from typing import Any

import msgspec
import sqlalchemy as sa

from directory.model.observation import Finding
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import Verdict

#: The finding for a page that works and needs no remark.
NOTHING_FOUND = Finding(Reason.OK)
_NOTHING = (NOTHING_FOUND,)
_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(list[tuple[Reason, Verdict, str]])


class FindingsColumn(sa.TypeDecorator[tuple[Finding, ...]]):
    """The findings of one check. NULL only where an outer join has no row."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(
        self, value: tuple[Finding, ...] | None, dialect: sa.Dialect
    ) -> str | None:
        """Return the findings as the database stores them."""
        del dialect
        return None if value is None else packed_findings(value)

    def process_result_value(
        self, value: str | None, dialect: sa.Dialect
    ) -> tuple[Finding, ...] | None:
        """Return the findings from the database. Raise msgspec.DecodeError for anything else."""
        del dialect
        return None if value is None else unpacked_findings(value)


def packed_findings(findings: tuple[Finding, ...]) -> str:
    """Return the findings as the catalog stores them."""
    if findings == _NOTHING:
        return ""
    rows = [(finding.reason, finding.verdict, finding.evidence) for finding in findings]
    return _encoder.encode(rows).decode()


def unpacked_findings(stored: str) -> tuple[Finding, ...]:
    """Return the findings from the catalog. Raise msgspec.DecodeError, also if there is none."""
    if not stored:
        return _NOTHING
    findings = tuple(_finding(*row) for row in _decoder.decode(stored))
    if not findings:
        raise msgspec.DecodeError("no findings")
    return findings


def _finding(reason: Reason, verdict: Verdict, evidence: str) -> Finding:
    then = None if REASONS[reason].verdict is verdict else verdict
    return Finding(reason, evidence, then)


def words_of(findings: Iterable[Finding] | None) -> list[str]:
    """Return the words of the reasons, worst first; none for a link that was never checked."""
    return [finding.reason.value for finding in findings or ()]


def findings_as_json(findings: Iterable[Finding] | None) -> list[dict[str, Any]]:
    """Return findings as all commands print them; none for a link that was never checked."""
    return [finding.as_json() for finding in findings or ()]
