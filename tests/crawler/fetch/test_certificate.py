"""What the certificates that a server showed say of themselves."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.certificate import lacks_intermediate, read_certificate, read_moment

LEAF = (
    ("Subject", "CN = jobs.elm.gov"),
    ("Issuer", "CN = Elm CA"),
    ("Start date", "Oct  1 00:00:00 2026 GMT"),
    ("Expire date", "Dec 30 23:59:59 2026 GMT"),
)
AIA = ("Authority Information Access", "CA Issuers - URI:http://ca.elm.gov/ca.der")
OCSP = ("Authority Information Access", "OCSP - URI:http://ocsp.elm.gov/")
ROOT = (("Subject", "CN = Elm CA"), ("Issuer", "CN = Elm CA"))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Oct  9 12:00:00 2026 GMT", datetime(2026, 10, 9, 12, tzinfo=UTC)),
        ("Dec 31 23:59:59 2049 GMT", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("2026-10-09 12:00:00 GMT", datetime(2026, 10, 9, 12, tzinfo=UTC)),
        ("Okt  9 12:00:00 2026 GMT", None),
        ("Feb 31 12:00:00 2026 GMT", None),
        ("Oct  9 99:00:00 2026 GMT", None),
        ("2026-13-09 12:00:00", None),
        ("", None),
    ],
)
def test_a_moment_is_read_as_openssl_prints_it(text: str, moment: datetime | None) -> None:
    assert read_moment(text) == moment


@pytest.mark.slow
@given(
    st.text(max_size=60) | st.from_regex(r"\w{3} +\d+ [\d:]+ \d{4}|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")
)
def test_whatever_stands_in_place_of_a_moment_is_borne(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment.tzinfo is UTC


def test_the_leaf_is_what_is_kept_of_a_chain() -> None:
    certificate = read_certificate([LEAF, ROOT])
    assert certificate is not None
    assert certificate.subject == "CN = jobs.elm.gov"
    assert certificate.issuer == "CN = Elm CA"
    assert certificate.ends_at == datetime(2026, 12, 30, 23, 59, 59, tzinfo=UTC)
    assert certificate.chain_length == 2


def test_no_chain_is_no_certificate() -> None:
    assert read_certificate([]) is None


@pytest.mark.parametrize(
    ("chain", "lacks"),
    [
        ([(*LEAF, AIA)], True),
        ([LEAF, (*LEAF, AIA)], True),
        ([(*LEAF, OCSP)], False),
        ([LEAF], False),
        ([(*LEAF, AIA), ROOT], False),
        ([(*ROOT, AIA)], False),
        ([], False),
    ],
)
def test_a_missing_intermediate_is_known_by_the_word_where_to_get_it(
    chain: list[tuple[tuple[str, str], ...]], lacks: bool
) -> None:
    assert lacks_intermediate(chain) is lacks
