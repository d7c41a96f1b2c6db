"""The finding of the final status code: listed codes by name, the rest by their hundred."""

from crawler.judge.input import Case, Findings, reasons_of
from directory.model.observation import Finding
from directory.model.reasons import Reason

_FORBIDDEN = 403

_BY_STATUS: dict[int, Reason] = {
    204: Reason.EMPTY_PAGE,
    205: Reason.EMPTY_PAGE,
    401: Reason.SIGN_IN_REQUIRED,
    402: Reason.ACCESS_DENIED,
    403: Reason.ACCESS_DENIED,
    404: Reason.NOT_FOUND,
    405: Reason.METHOD_REFUSED,
    406: Reason.METHOD_REFUSED,
    407: Reason.SIGN_IN_REQUIRED,
    408: Reason.TIMEOUT,
    410: Reason.GONE,
    412: Reason.METHOD_REFUSED,
    416: Reason.METHOD_REFUSED,
    417: Reason.METHOD_REFUSED,
    428: Reason.METHOD_REFUSED,
    429: Reason.RATE_LIMITED,
    451: Reason.LEGAL_REASONS,
    511: Reason.SIGN_IN_REQUIRED,
    999: Reason.BOT_WALL,  # what LinkedIn answers to checkers
}


def judge_status(case: Case, findings: Findings) -> list[Finding]:
    """Return the finding of the last answer's status; none for a page that came."""
    observation = case.seen
    status = observation.status
    if status is None or observation.stop is not None or observation.unchanged:
        return []
    if status == _FORBIDDEN and Reason.SIGN_IN_REQUIRED in reasons_of(findings):
        return []  # the sign-in page is the more specific finding
    reason = status_reason(status)
    return [] if reason is None else [Finding(reason, f"the server answered {status}")]


def status_reason(status: int) -> Reason | None:
    """Return the reason for a final status code; None if a page came with it."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 200 <= status < 300:
        return None
    return Reason.SERVER_ERROR if 500 <= status < 600 else Reason.UNEXPECTED_STATUS
