"""Whether the visitor must sign in before the page is shown.

Recognised by an address to which only visitors who have not signed in are redirected (where only
its folder has such a name, a page of the same site needs further proof), or by the page itself: it
has a password field, its title is that of a sign-in page, and it has little other content. A page
with a sign-in box at its side has another title. If staff linked to a sign-in page on purpose, or
approved one, there is no finding.
"""

from functools import lru_cache

from crawler.judge.families.addresses import parsed, same_site, words_of
from crawler.judge.input import Case, Findings
from crawler.judge.patterns import Signs
from crawler.judge.text.normalize import parts, plain
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason

#: A sign-in page has at most this many words: some contain a long warning or terms of use.
MOST_WORDS = 250
#: A page for the user name alone, with the password on the next page, has at most this many.
FEW_WORDS = 60

_FORBIDDEN = 403


def judge_sign_in(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding if a sign-in page came in place of the requested one."""
    status = case.seen.status
    if status is None or case.seen.stop is not None:
        return []
    if not (200 <= status < 300 or status == _FORBIDDEN):
        return []
    if _led_to_sign_in(case):
        evidence = case.seen.final_url
    elif title := shown_as(case):
        evidence = f"the page is titled “{title}”"
    else:
        return []
    return [] if on_purpose(case) else [Finding(Reason.SIGN_IN_REQUIRED, evidence)]


def on_purpose(case: Case) -> bool:
    """Return True if staff linked to a sign-in page, or approved this very page."""
    page, approved = case.seen.page, case.approved
    if page is not None and approved is not None and page.title == approved.title != "":
        return True
    return is_sign_in(case.signs, case.seen.url)


def _led_to_sign_in(case: Case) -> bool:
    """Return True if the redirects ended at an address for signing in. If only a folder of the same
    site has such a name, as in `/sso/senior-service-office`, the page or its query must confirm
    it."""
    first, final = case.seen.hops[0].url, case.seen.final_url
    if not leads_to_sign_in(case.signs, first, final):
        return False
    if is_sign_in(case.signs, final) or not same_site(first, final):
        return True
    page = case.seen.page
    if page is not None and (page.password_field or _calls_itself_so(case, page)):
        return True
    given = {plain(part.partition("=")[0]) for part in parsed(final).search[1:].split("&")}
    return not given.isdisjoint(case.signs["signin.parameters"].members)


def shown_as(case: Case) -> str:
    """Return the title by which the page received is a sign-in page; "" if it is none."""
    page = case.seen.page
    if page is None or not page.is_html or page.words > MOST_WORDS:
        return ""
    if not page.password_field and not (page.words <= FEW_WORDS and "<input" in page.source):
        return ""
    return _calls_itself_so(case, page)


def leads_to_sign_in(signs: Signs, first: str, final: str) -> bool:
    """Return True if a redirect from one href to the other ends at an address for signing in."""
    if first == final or is_sign_in(signs, first):
        return False
    providers = signs["signin.provider_hosts"]
    provider = providers.host_of(_host(final))
    if provider is not None and provider != providers.host_of(_host(first)):
        return True
    if is_sign_in(signs, final):
        return True
    return names_sign_in(signs, final) and not names_sign_in(signs, first)


def is_sign_in(signs: Signs, href: str) -> bool:
    """Return True if the host, or the last part of the path that is not an index file, is a word
    for signing in; names of folders may be chance."""
    hostname = _host(href)
    if not signs["signin.label_hosts"].members.isdisjoint(hostname.split(".")[:-2]):
        return True
    words = signs["signin.address_words"].members
    if not words.isdisjoint(map(plain, hostname.split("."))):
        return True
    return last_part(signs, href) in words


def last_part(signs: Signs, href: str) -> str:
    """Return the last part of the path, plain and without its file ending; "" for none. Index files
    and languages are skipped, since they are only other names of their folder."""
    names = signs["redirects.folder_files"].members
    return next((stem for stem in _stems_backwards(href) if stem not in names), "")


@lru_cache(maxsize=256)
def _stems_backwards(href: str) -> tuple[str, ...]:
    parts = reversed(parsed(href).pathname.lower().split("/"))
    return tuple(filter(None, (plain(part.rsplit(".", 1)[0]) for part in parts)))


def names_sign_in(signs: Signs, href: str) -> bool:
    """Return True if a part of this href is a word for signing in."""
    words = signs["signin.address_words"].members
    labels = signs["signin.label_hosts"].members
    in_host = not labels.isdisjoint(_host(href).split(".")[:-2])
    return in_host or not words.isdisjoint(words_of(href))


def _calls_itself_so(case: Case, page: Page) -> str:
    """Return the part of the title or, on a short page, of its first heading that names a sign-in
    page; "" for none."""
    headings = parts(page.title)
    if page.words <= FEW_WORDS:
        headings += parts(page.headline)[:1]
    titles = case.signs["signin.titles"].members
    beginnings = tuple(words.lstrip() for words in case.signs["signin.beginnings"].sought)
    return next((part for part in headings if part in titles or part.startswith(beginnings)), "")


def _host(href: str) -> str:
    return parsed(href).hostname
