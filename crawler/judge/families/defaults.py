"""Whether the server or the hosting company shows its page in place of the site's.

Three kinds: the page that a server shows until a site is installed, the notice that the site is
suspended, and the announcement that it comes soon. Such a page contains nothing else: the wording
must *be* its title or headline, not merely occur in it, and the page must be short. So a handbook
that shows how to reach “Welcome to nginx!” is an ordinary page.
"""

from crawler.judge.input import Case, Findings
from crawler.judge.patterns import SignList
from crawler.judge.text.name_match import without_numbers
from crawler.judge.text.spam_words import phrases_of
from crawler.judge.text.statements import headings_of, length, text_of
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

#: The longest of these pages, Debian's for Apache, has some 400 words.
MOST_WORDS = 600
#: A page of at most this many words with such a title needs no more proof.
FEW_WORDS = 100
#: With a title that any page might have, at most this many: hardly more than the title.
EVERYDAY_WORDS = 12
#: Notices have at most this many words.
NOTICE_WORDS = 150
#: With at most this many words, a page consists of its notice.
NOTICE_ALONE_WORDS = 40


def judge_defaults(case: Case, _findings: Findings) -> list[Finding]:
    """Return at most one finding: a default page, a suspended account, or a site that comes
    soon."""
    sent = _sent_to(case)
    if sent:
        return sent
    page = case.seen.page
    if page is None or not page.is_html or length(page) > MOST_WORDS:
        return []
    return _default_page(case, page) or _notice(case, page)


def _sent_to(case: Case) -> list[Finding]:
    """Return a finding if a redirect led to the address at which control panels keep such pages."""
    if len(case.seen.hops) < 2:
        return []
    final = case.seen.final_url.lower()
    if case.signs["defaults.suspended_address_markup"].markup_in(final):
        return [Finding(Reason.ACCOUNT_SUSPENDED, f"it leads to {final}")]
    if case.signs["defaults.default_address_markup"].markup_in(final):
        return [Finding(Reason.DEFAULT_PAGE, f"it leads to {final}")]
    return []


def _default_page(case: Case, page: Page) -> list[Finding]:
    titles = case.signs["defaults.titles"]
    headings = headings_of(page)
    for wording in (page.title, page.headline) if phrases_of(titles, headings) else ():
        title = without_numbers(text_of(wording).padded)
        if title in titles.members and _is_whole_page(case, page, title):
            return [Finding(Reason.DEFAULT_PAGE, f"“{wording[:80]}”")]
    if length(page) > FEW_WORDS:
        return []
    phrases = case.signs["defaults.phrases"]
    found = phrases_of(phrases, headings) | phrases_of(phrases, text_of(page.text))
    return [Finding(Reason.DEFAULT_PAGE, f"it says “{min(found)}”")] if found else []


def _is_whole_page(case: Case, page: Page, title: str) -> bool:
    """Return True if there is little besides the title, or if the text says the same."""
    everyday = title in case.signs["defaults.everyday_titles"].members
    if length(page) <= (EVERYDAY_WORDS if everyday else FEW_WORDS):
        return True
    return bool(phrases_of(case.signs["defaults.phrases"], text_of(page.text)))


def _notice(case: Case, page: Page) -> list[Finding]:
    if length(page) > NOTICE_WORDS:
        return []
    for name, reason in (
        ("defaults.suspended", Reason.ACCOUNT_SUSPENDED),
        ("defaults.soon", Reason.COMING_SOON),
    ):
        wording = _notice_said(case.signs[name], page)
        if wording:
            return [Finding(reason, f"“{wording}”")]
    return []


def _notice_said(notices: SignList, page: Page) -> str | None:
    """Return the notice that is the title or the headline; on a page of hardly anything else, one
    that occurs anywhere in them."""
    found = phrases_of(notices, headings_of(page))
    if not found:
        return None
    for wording in (page.title, page.headline):
        said = text_of(wording).padded.strip()
        if said in notices.members:
            return said
    return min(found) if length(page) <= NOTICE_ALONE_WORDS else None
