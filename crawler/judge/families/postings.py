"""Postings that say of themselves that they are closed, filled or expired.

It must be the page of a single posting. A list of many, an archive of closed
ones, or a page that explains when postings are closed, works as it should, and
so does a search that finds nothing today. Courses and grants close for
applications in the same words, and their pages go on being of use.

On a short page the statement counts wherever it stands, on a longer one only
at the very beginning: there the whole description is often left below it. Other
postings that are named below (“Similar jobs”), and what stands below a call to
apply, are not this posting's.
"""

import re
from itertools import takewhile

import ada_url

from crawler.judge.input import Case, Findings
from crawler.judge.patterns import SignList
from crawler.judge.text.normalize import plain
from crawler.judge.text.statements import (
    Wording,
    headings_of,
    headlines,
    is_phrase,
    length,
    may_hold,
    page_that_came,
    phrases_in,
    quoted,
    statement,
    text_of,
    title_parts,
    wording,
)
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

SHORT = 250  # words; below, a statement counts wherever it stands
BEGINNING = 60  # words; on longer pages it must stand among the first
FEW = 60  # words; too few for a list, whatever the title
ENTRIES = 3  # times that a phrase occurs which each entry of a list has

#: The lists of which a page must hold something to be looked at closely.
_TELLING = (
    "postings.titles", "postings.predicates", "postings.statements", "postings.applications",
)  # fmt: skip

_FIRST_WORDS = re.compile(rf"(?:\S+\s*){{0,{BEGINNING}}}")
_NO_LETTERS = re.compile(r"[^a-z]+")
_EMPTY = SignList(frozenset(), ())


def judge_postings(case: Case, _findings: Findings) -> list[Finding]:
    """A finding for the page of one posting that is closed."""
    page = page_that_came(case.seen)
    if page is None or not _may_say_so(case, page):
        return []
    evidence = _heading_says(case, page) or _text_says(case, page)
    if not evidence or _is_list(case, page) or _approved_so(case):
        return []
    return [Finding(Reason.POSTING_CLOSED, evidence)]


def _may_say_so(case: Case, page: Page) -> bool:
    """False for most pages, in a few microseconds: no word of a closed posting is on them."""
    return any(
        may_hold(text, case.signs, _TELLING)
        for text in (headings_of(page), text_of(_looked_at(page)))
    )


def _heading_says(case: Case, page: Page) -> str:
    """What title or headline say of a closed posting; "" for nothing."""
    for heading, every in _headings(page):
        if any(_is_closed(case, part) for part in every) and not _is_about(case, heading):
            return f"its heading is {quoted(heading)}"
        if statement(heading, wording(case, "postings")) and not _is_about(case, heading):
            return f"its heading is {quoted(heading)}"
    return ""


def _headings(page: Page) -> list[tuple[str, tuple[str, ...]]]:
    """The title, and each headline: as written, and its parts."""
    title = [(page.title, title_parts(page.title))] if page.title else []
    return title + [(page.headline, every) for every in headlines(page.headline)]


def _is_closed(case: Case, part: str) -> bool:
    return is_phrase(part, case.signs["postings.titles"], case.signs["postings.around"])


def _text_says(case: Case, page: Page) -> str:
    """The sentence of the text that says that this posting is closed; "" for none."""
    if phrases_in(headings_of(page), case.signs["postings.explanations"]):
        return ""
    text = _own_text(case, _looked_at(page))
    said = statement(text, wording(case, "postings", answers=False))
    if said is None and phrases_in(text_of(text), case.signs["postings.applications"]):
        said = statement(text, _of_applications(case)) if _of_a_job(case, page) else None
    if said is None or phrases_in(text_of(said), case.signs["postings.others"]):
        return ""
    if phrases_in(text_of(text[: text.find(said)]), case.signs["postings.calls"]):
        return ""
    return f"it says {quoted(said)}"


def _own_text(case: Case, text: str) -> str:
    """The text as far as it is of this posting: down to a line such as “Similar jobs”."""
    if not phrases_in(text_of(text), case.signs["postings.further"]):
        return text
    further = case.signs["postings.further"].members
    return "\n".join(takewhile(lambda line: plain(line) not in further, text.split("\n")))


def _looked_at(page: Page) -> str:
    """All of a short text, the beginning of a longer one."""
    if length(page) < SHORT:
        return page.text
    beginning = _FIRST_WORDS.match(page.text[: BEGINNING * 8])
    return beginning[0] if beginning else ""


def _of_applications(case: Case) -> Wording:
    """Wording that counts only where the page is known to be of a job."""
    return Wording(
        statements=case.signs["postings.applications"],
        subjects=_EMPTY,
        predicates=_EMPTY,
        hedges=case.signs["postings.hedges"],
        answers=False,
    )


def _of_a_job(case: Case, page: Page) -> bool:
    """True if the address or the headings speak of a job."""
    path = _NO_LETTERS.sub(" ", ada_url.URL(case.seen.final_url).pathname.lower())
    speaks = text_of(f"{path} {page.title} {page.headline}")
    return bool(phrases_in(speaks, case.signs["postings.job_words"])) and not phrases_in(
        speaks, case.signs["postings.others"]
    )


def _is_list(case: Case, page: Page) -> bool:
    """True for a page of many postings, or about postings in general."""
    text = text_of(_own_text(case, page.text))
    entries = max(
        map(text.padded.count, phrases_in(text, case.signs["postings.entries"])), default=0
    )
    if entries >= ENTRIES and length(page) < SHORT:
        return True
    lists = case.signs["postings.lists"].members
    titled = any(part in lists for _heading, every in _headings(page) for part in every)
    return titled and (length(page) >= FEW or entries > 0)


def _is_about(case: Case, heading: str) -> bool:
    return bool(phrases_in(text_of(heading), case.signs["postings.about"]))


def _approved_so(case: Case) -> bool:
    """True if the approved page said the same of itself."""
    page = case.approved
    return page is not None and bool(_heading_says(case, page) or _text_says(case, page))
