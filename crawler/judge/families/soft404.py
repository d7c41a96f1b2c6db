"""Pages that say “not found” with a status of success (soft 404), recognised by their wording.

A title, a headline or, on a short page, a sentence says that this very page is missing. On a long
page one such sign is no proof, and neither is a number: 404 is also an area code. A page that staff
approved is correct whatever it says; one whose address names such errors must say so twice. What
the wording does not show, a probe may (`likeness.py`).
"""

import re
from dataclasses import dataclass

import ada_url

from crawler.judge.families.addresses import is_home
from crawler.judge.families.likeness import is_shell, named_like_link
from crawler.judge.input import Case, Findings, reasons_of
from crawler.judge.text.normalize import plain
from crawler.judge.text.statements import (
    Phrases,
    headings_of,
    headlines,
    length,
    lines_of,
    page_that_came,
    phrases_in,
    quoted,
    text_of,
    title_parts,
    unless_approved,
)
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

SHORT = 200  # words; below, a single sign is enough
VERY_LONG = 1500  # words; above, title and headline may be those of an article on such errors
RICH_WORDS = 100
LONGEST_HEADING = 20  # words of a headline that is one statement

#: A page is read closely only if it contains a phrase of one of these lists.
_TELLING = ("titles", "predicates", "statements", "vague_titles")

#: In the last part of an address, as whole words: the page may be about such errors.
_MEANT = re.compile(r"\b(?:404|410|not ?found|errors?|broken|missing)\b")
#: The end of the redirects already shows that the page is missing.
_FOUND_BY_REDIRECT = frozenset({Reason.REDIRECTED_TO_ERROR, Reason.REDIRECTED_TO_HOME})
_SHOWN_STATUSES = frozenset({404, 410})


def judge_soft_404(case: Case, findings: Findings) -> list[Finding]:
    """Return a finding if a page that answers 2xx is the site's “not found” page, or a note if it
    may be."""
    page = page_that_came(case.seen)
    if page is None or not _may_say_so(Phrases(case.signs, "soft404"), page):
        return []
    if not _FOUND_BY_REDIRECT.isdisjoint(reasons_of(findings)):
        return []
    signs = unless_approved(case, page, _says)
    if signs is None:
        return []
    in_words = bool(signs.headline) and "404" not in signs.headline
    if _meant(case) and not (signs.sure and signs.title and (signs.text or in_words)):
        return []
    reason = Reason.SOFT_404 if _enough(case, page, signs) else Reason.MAYBE_NOT_FOUND
    return [Finding(reason, signs.evidence)]


def judge_shown_with_error(case: Case, _findings: Findings) -> list[Finding]:
    """Return a note if a whole page came with a “not found” status.

    Many sites have a menu of hundreds of words on their error pages. So visitors may find a page in
    order only if it mentions no error, and has the approved title, or contains words of the link's
    address in its title and headline. The same applies to an application's frame, which fills
    itself in the browser.
    """
    seen = case.seen
    page = seen.page
    if seen.status not in _SHOWN_STATUSES or page is None or not page.is_html or not page.title:
        return []
    if _says(case, page) or phrases_in(text_of(page.text), case.signs["soft404.titles"]):
        return []
    if case.baseline is not None and plain(case.baseline.page.title) == plain(page.title):
        return [Finding(Reason.SHOWN_WITH_ERROR, "the title is that of the approved page")]
    if is_shell(page):
        return [Finding(Reason.SHOWN_WITH_ERROR, "an application's frame came with it")]
    if length(page) >= RICH_WORDS and named_like_link(case, page):
        return [Finding(Reason.SHOWN_WITH_ERROR, f"its title is {quoted(page.title)}")]
    return []


# --- by wording ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Signs:
    """The wording about a missing page, by its place. title, headline, text: the wording, or "".
    sure: the title alone would be proof on a short page; a “404” would not, nor a title with “how”
    or “why” in it."""

    title: str = ""
    headline: str = ""
    text: str = ""
    sure: bool = True

    def __bool__(self) -> bool:
        return bool(self.title or self.headline or self.text)

    @property
    def count(self) -> int:
        return bool(self.title) + bool(self.headline) + bool(self.text)

    @property
    def evidence(self) -> str:
        if self.title:
            return f"its title is {quoted(self.title)}"
        where = "its headline is" if self.headline else "it says"
        return f"{where} {quoted(self.headline or self.text)}"


_NONE = _Signs()


def _may_say_so(phrases: Phrases, page: Page) -> bool:
    """Return False if no word of an error is on the page: nearly always, within a few
    microseconds."""
    headings = headings_of(page)
    if "404" in headings.padded or phrases.may_be_in(headings, *_TELLING):
        return True
    return length(page) < SHORT and phrases.may_be_in(text_of(page.text), *_TELLING)


def _enough(case: Case, page: Page, signs: _Signs) -> bool:
    """Return True if the signs are proof. A home page needs two, and so does a long page, unless
    its title says nothing else."""
    words = length(page)
    if words >= VERY_LONG:
        return signs.count == 3
    if is_home(case.seen.url) or words >= SHORT:
        alone = bool(signs.title) and signs.sure and not page.headline
        return signs.count >= 2 or (alone and not is_home(case.seen.url))
    return signs.sure or signs.count >= 2


def _says(case: Case, page: Page) -> _Signs:
    phrases = Phrases(case.signs, "soft404")
    title, bare_number = _title_says(phrases, page.title)
    headline = _headline_says(phrases, page.headline)
    text = ""
    if title or headline or length(page) < SHORT:
        text = phrases.statement(page.text)
    if not (title or headline or text):
        return _vague_signs(phrases, page)
    if bare_number:
        text = text or _line_of_error(phrases, page.text)
        headline = "" if _is_number(headline) else headline
    about = any(phrases.found("about", said) for said in (page.title, page.headline) if said)
    return _Signs(title, headline, text, sure=not about and not bare_number)


def _vague_signs(phrases: Phrases, page: Page) -> _Signs:
    """Return both signs or none: a title such as “Whoops”, and a sentence such as “We can't find
    what you're looking for”. A search without results has only one of them."""
    if length(page) >= SHORT or not any(
        phrases.is_title(part, "vague_titles") for part in title_parts(page.title)
    ):
        return _NONE
    said = phrases.found("vague_statements", page.text)
    return _Signs(title=page.title, text=said[0].strip()) if said else _NONE


def _line_of_error(phrases: Phrases, text: str) -> str:
    """Return the first sentence that says only that something is missing; "" for none."""
    nothing = phrases["beside_number"].members
    for line in lines_of(text):
        if line != "404" and (line in nothing or _is_error(phrases, line)):
            return line
    return ""


def _is_number(headline: str) -> bool:
    return all(part == "404" for every in headlines(headline) for part in every)


def _title_says(phrases: Phrases, title: str) -> tuple[str, bool]:
    """Return (the title if it says that the page is missing, else "", whether only by the
    number)."""
    if not title:
        return "", False
    every = title_parts(title)
    if any(_is_error(phrases, part) for part in every) or _states(phrases, title):
        return title, False
    return (title, True) if "404" in every else ("", False)


def _headline_says(phrases: Phrases, headline: str) -> str:
    """Return the headline if one of the page's headlines says only that it is missing; else ""."""
    if not headline:
        return ""
    whole = any(
        every and all(part == "404" or _is_error(phrases, part) for part in every)
        for every in headlines(headline)
    )
    return headline if whole or _states(phrases, headline) else ""


def _is_error(phrases: Phrases, part: str) -> bool:
    # “Error 404” consists of words that prove nothing alone.
    return phrases.is_title(part) or ("404" in part and part != "404" and not phrases.bare(part))


def _states(phrases: Phrases, heading: str) -> bool:
    return bool(phrases.statement(heading)) and len(heading.split()) <= LONGEST_HEADING


def _meant(case: Case) -> bool:
    """Return True if the link's address mentions such errors: the page may be about them. The names
    prove nothing, since a list may have taken them from the page's title."""
    last = ada_url.URL(case.seen.url).pathname.rstrip("/").rpartition("/")[2]
    return bool(_MEANT.search(plain(last)))
