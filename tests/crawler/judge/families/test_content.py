"""What the page itself says: whether there is anything on it, and how long it took."""

import msgspec

from directory.model.observation import Hop, Observation, Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import (
    ARTICLE,
    JOBS,
    PDF,
    SHELL,
    Row,
    chain,
    fine,
    hop,
    prove,
    seen,
)
from tests.rows import each

NEW = "https://jobs.elm.gov/new"
NOTHING = Page(content_type="text/html")


def page(**facts: object) -> Observation:
    return seen(hop(), page=Page(**({"content_type": "text/html", "bytes": 500} | facts)))  # type: ignore[arg-type]


def empty(says: str, observation: Observation, *more: Reason) -> Row:
    return Row(says, observation, Verdict.GONE, (Reason.EMPTY_PAGE, *more))


def unread(last: Hop) -> Observation:
    return msgspec.structs.replace(seen(last, page=None), unread="it took too long")


ROWS = (
    empty("200 without a byte", seen(hop(), page=NOTHING)),
    empty("HTML in which nothing is written", page(words=0)),
    empty("a title over nothing at all", page(title="Jobs", words=0)),
    empty("a text file without a byte", page(bytes=0, is_html=False, content_type="text/plain")),
    empty("a move to an empty page, which is not suggested",
          chain((301, NEW), page=NOTHING), Reason.PERMANENT_REDIRECT),
    fine("an article", seen(hop(), page=ARTICLE)),
    fine("one word", page(words=1)),
    fine("the shell of a JavaScript application", seen(hop(), page=SHELL)),
    fine("a frameset", page(words=0, furniture=2)),
    fine("a page that is one picture", page(words=0, furniture=1)),
    fine("a list of jobs that is empty today", page(words=24, text="0 vacancies today.")),
    fine("a page of which only blanks came before our limit", page(words=0, truncated=True)),
    fine("a body that broke off before its first byte", page(bytes=0, truncated=True)),
    fine("a PDF of which only the headers were read", seen(hop(), page=PDF)),
    fine("a picture", page(is_html=False, content_type="image/png")),
    fine("an answer whose body was not read", seen(hop(), page=None)),
    fine("ten seconds", seen(hop(), millis=10_000)),
    Row("more than ten seconds", seen(hop(), millis=10_001), Verdict.OK, (Reason.SLOW,)),
    Row("a page that cost too much to read", unread(hop()), Verdict.OK,
        (Reason.PAGE_TOO_COSTLY,)),
    Row("such a page that says that it is not there", unread(hop(status=404)), Verdict.GONE,
        (Reason.NOT_FOUND, Reason.PAGE_TOO_COSTLY)),
    Row("slow, after a move: the move comes first",
        seen(hop(JOBS, 301, NEW), hop(NEW), millis=12_000),
        Verdict.MOVED, (Reason.PERMANENT_REDIRECT, Reason.SLOW), NEW),
)  # fmt: skip


@each("row", ROWS, ids=str)
def test_a_page_is_empty_only_when_there_is_nothing_to_see(row: Row) -> None:
    prove(row)
