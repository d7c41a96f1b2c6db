"""What the final status code says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.judge.families.status import status_reason
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import ARTICLE, PDF, Row, fine, hop, judged, prove, seen
from tests.rows import each

OK, GONE, FAILING, BLOCKED = Verdict.OK, Verdict.GONE, Verdict.FAILING, Verdict.BLOCKED


def answered(status: int, says: str, verdict: Verdict, reason: Reason) -> Row:
    return Row(f"{status}: {says}", seen(hop(status=status)), verdict, (reason,))


ROWS = (
    fine("200 with a page", seen(hop())),
    fine("200 with a file that was not read", seen(hop(), page=PDF)),
    fine("201 with a page", seen(hop(status=201))),
    fine("203 by a proxy, with a page", seen(hop(status=203))),
    fine("206 with a part of a page", seen(hop(status=206))),
    answered(204, "no content is a blank to visitors", GONE, Reason.EMPTY_PAGE),
    answered(205, "no content either", GONE, Reason.EMPTY_PAGE),
    answered(300, "a choice, with no page", FAILING, Reason.UNEXPECTED_STATUS),
    answered(304, "not modified, when nobody asked", FAILING, Reason.UNEXPECTED_STATUS),
    answered(400, "whose fault is not known", FAILING, Reason.UNEXPECTED_STATUS),
    answered(401, "a sign-in", BLOCKED, Reason.SIGN_IN_REQUIRED),
    answered(402, "payment", BLOCKED, Reason.ACCESS_DENIED),
    answered(403, "refused to a checker, perhaps not to people", BLOCKED, Reason.ACCESS_DENIED),
    answered(404, "not found", GONE, Reason.NOT_FOUND),
    answered(405, "the method", BLOCKED, Reason.METHOD_REFUSED),
    answered(406, "the Accept header", BLOCKED, Reason.METHOD_REFUSED),
    answered(407, "a proxy's sign-in", BLOCKED, Reason.SIGN_IN_REQUIRED),
    answered(408, "the server's own time-out", FAILING, Reason.TIMEOUT),
    answered(409, "a conflict", FAILING, Reason.UNEXPECTED_STATUS),
    answered(410, "gone for good", GONE, Reason.GONE),
    answered(412, "a precondition", BLOCKED, Reason.METHOD_REFUSED),
    answered(416, "a range, when none was asked for", BLOCKED, Reason.METHOD_REFUSED),
    answered(417, "an expectation", BLOCKED, Reason.METHOD_REFUSED),
    answered(418, "a joke", FAILING, Reason.UNEXPECTED_STATUS),
    answered(428, "a condition wanted", BLOCKED, Reason.METHOD_REFUSED),
    answered(429, "too many requests", BLOCKED, Reason.RATE_LIMITED),
    answered(451, "legal reasons", BLOCKED, Reason.LEGAL_REASONS),
    answered(500, "the server's error", FAILING, Reason.SERVER_ERROR),
    answered(502, "a bad gateway", FAILING, Reason.SERVER_ERROR),
    answered(503, "unavailable, and no wall", FAILING, Reason.SERVER_ERROR),
    answered(504, "a gateway's time-out", FAILING, Reason.SERVER_ERROR),
    answered(511, "a network's sign-in", BLOCKED, Reason.SIGN_IN_REQUIRED),
    answered(520, "a content network's word for the server's error", FAILING, Reason.SERVER_ERROR),
    answered(599, "the last of the hundred", FAILING, Reason.SERVER_ERROR),
    answered(600, "no status at all", FAILING, Reason.UNEXPECTED_STATUS),
    answered(999, "made up to send checkers away", BLOCKED, Reason.BOT_WALL),
    Row(
        "a short 404 page is judged by its status, not called empty as well",
        seen(hop(status=404), page=None),
        GONE,
        (Reason.NOT_FOUND,),
    ),
    Row(
        "a 404 that takes eleven seconds is slow besides",
        seen(hop(status=404), millis=11_000),
        GONE,
        (Reason.NOT_FOUND, Reason.SLOW),
    ),
)


@each("row", ROWS, ids=str)
def test_a_status_code_leads_to_its_reason(row: Row) -> None:
    prove(row)


@pytest.mark.slow
@given(st.integers(100, 999))
def test_only_a_2xx_with_content_is_a_page(status: int) -> None:
    page_came = 200 <= status < 300 and status not in {204, 205}
    assert (status_reason(status) is None) is page_came
    judged_ok = judged(seen(hop(status=status), page=ARTICLE)).verdict is OK
    assert judged_ok is page_came
