"""Certificates that hold today: some of them not for long."""

from datetime import UTC, datetime, timedelta

import pytest

from directory.model.observation import Certificate, Hop, NetworkFault, Observation
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import AT, JOBS, Row, fine, hop, judged, prove, seen

SOON = (Reason.CERTIFICATE_ENDS_SOON,)


def ends_in(**length: float) -> Certificate:
    return Certificate(subject="CN=jobs.elm.gov", ends_at=AT + timedelta(**length))


def shown(certificate: Certificate, status: int = 200) -> Observation:
    return seen(hop(status=status), certificate=certificate)


ROWS = (
    fine("ends in three months", shown(ends_in(days=90))),
    fine("ends in 14 days and a second", shown(ends_in(days=14, seconds=1))),
    Row("ends in 14 days", shown(ends_in(days=14)), Verdict.OK, SOON),
    Row("ends tonight", shown(ends_in(hours=8)), Verdict.OK, SOON),
    Row("ends this very moment", shown(ends_in()), Verdict.OK, SOON),
    fine("ended an hour ago by our clock, yet was taken as valid", shown(ends_in(hours=-1))),
    fine("does not say when it ends", shown(Certificate(subject="CN=jobs.elm.gov"))),
    fine("there is none, on plain HTTP", seen(hop("http://jobs.elm.gov/"))),
    Row("ends soon, on a page that is gone besides: the worse comes first",
        shown(ends_in(days=3), 404), Verdict.GONE, (Reason.NOT_FOUND, *SOON)),
    Row("was refused: what is wrong with it is said by the fault",
        seen(Hop(JOBS, fault=NetworkFault.CERT_WRONG_HOST), page=None,
             certificate=ends_in(days=3)),
        Verdict.INSECURE, (Reason.CERTIFICATE_WRONG_HOST,)),
)  # fmt: skip


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_certificate_is_spoken_of_when_it_ends_within_14_days(row: Row) -> None:
    prove(row)


def test_the_evidence_names_the_day() -> None:
    certificate = Certificate(ends_at=datetime(2026, 10, 12, 23, 59, tzinfo=UTC))
    assert judged(shown(certificate)).worst.evidence == "it ends on 2026-10-12"
