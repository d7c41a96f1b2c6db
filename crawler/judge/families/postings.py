"""Postings that say that they are closed, filled or expired.

It must be the page of a single posting. A list of many, an archive of closed ones, or a page that
explains when postings are closed, works as it should, and so does a search without results today.
Courses and grants close for applications with the same wording, and their pages remain useful.

On a short page the statement counts anywhere, on a longer one only at the very beginning: there the
whole description is often left below it. Other postings named below (“Similar jobs”), and text
below a call to apply, do not belong to this posting.
"""

import re
from itertools import takewhile

import ada_url

from crawler.judge.input import Case, Findings
from crawler.judge.text.normalize import plain
from crawler.judge.text.statements import (
    Phrases,
    headings_of,
    headings_with_parts,
    length,
    page_that_came,
    quoted,
    text_of,
    unless_approved,
)
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

SHORT = 250  # words; below, a statement counts anywhere on the page
BEGINNING = 60  # words; on longer pages it must be among the first
FEW = 60  # words; too few for a list, whatever the title
ENTRIES = 3  # occurrences of a phrase that each entry of a list has

#: A page is read closely only if it contains a phrase of one of these lists.
_TELLING = ("titles", "predicates", "statements", "applications")

_FIRST_WORDS = re.compile(rf"(?:\S+\s*){{0,{BEGINNING}}}")
_NO_LETTERS = re.compile(r"[^a-z]+")


def judge_postings(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding for the page of one posting that is closed."""
    page = page_that_came(case.seen)
    if page is None:
        return []
    phrases = Phrases(case.signs, "postings")
    if not any(
        phrases.may_be_in(text, *_TELLING) for text in (headings_of(page), text_of(_begins(page)))
    ):
        return []
    evidence = unless_approved(case, page, _says)
    if evidence is None or _is_list(phrases, page):
        return []
    return [Finding(Reason.POSTING_CLOSED, evidence)]


def _says(case: Case, page: Page) -> str:
    """Return the evidence of a closed posting in title, headline or text; "" for none."""
    phrases = Phrases(case.signs, "postings")
    for heading, parts in headings_with_parts(page):
        closed = any(map(phrases.is_title, parts)) or phrases.statement(heading)
        if closed and not phrases.found("about", heading):
            return f"its heading is {quoted(heading)}"
    return _text_says(case, phrases, page)


def _text_says(case: Case, phrases: Phrases, page: Page) -> str:
    """Return the sentence of the text that says that this posting is closed; "" for none."""
    if phrases.found("explanations", f"{page.title} {page.headline}"):
        return ""
    text = _own_text(phrases, _begins(page))
    said = phrases.statement(text, answers=False)
    if not said and phrases.found("applications", text) and _of_a_job(case, phrases, page):
        said = phrases.statement(text, "applications", predicated=False, answers=False)
    if not said or phrases.found("others", said):
        return ""
    if phrases.found("calls", text[: text.find(said)]):
        return ""
    return f"it says {quoted(said)}"


def _own_text(phrases: Phrases, text: str) -> str:
    """Return the part of the text about this posting: down to a line such as “Similar jobs”."""
    if not phrases.found("further", text):
        return text
    further = phrases["further"].members
    return "\n".join(takewhile(lambda line: plain(line) not in further, text.split("\n")))


def _begins(page: Page) -> str:
    """Return all of a short text, or the beginning of a longer one."""
    if length(page) < SHORT:
        return page.text
    beginning = _FIRST_WORDS.match(page.text[: BEGINNING * 8])
    return beginning[0] if beginning else ""


def _of_a_job(case: Case, phrases: Phrases, page: Page) -> bool:
    """Return True if the address or the headings mention a job."""
    path = _NO_LETTERS.sub(" ", ada_url.URL(case.seen.final_url).pathname.lower())
    speaks = f"{path} {page.title} {page.headline}"
    return bool(phrases.found("job_words", speaks)) and not phrases.found("others", speaks)


def _is_list(phrases: Phrases, page: Page) -> bool:
    """Return True for a page of many postings, or about postings in general."""
    text = _own_text(phrases, page.text)
    padded = text_of(text).padded
    entries = max(map(padded.count, phrases.found("entries", text)), default=0)
    if entries >= ENTRIES and length(page) < SHORT:
        return True
    lists = phrases["lists"].members
    titled = any(part in lists for _, parts in headings_with_parts(page) for part in parts)
    return titled and (length(page) >= FEW or entries > 0)
