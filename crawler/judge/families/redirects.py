"""What a chain of redirects shows: moved, sent to the home page, sent to an error page.

Permanent redirects (301, 308) at the beginning of the chain name the new address, unless that is
only the folder in which the page was: then it may be gone. Temporary ones need no action. Neither
does a change of only a slash or `www.`. A redirect to a sign-in page is found by `signin.py`, and
is worse than any of these.
"""

from itertools import takewhile

from crawler.judge.families.addresses import is_home, page_key, parsed, same_site, words_of
from crawler.judge.families.signin import last_part, leads_to_sign_in
from crawler.judge.input import Case, Findings, reasons_of
from crawler.judge.patterns import Signs
from crawler.judge.text.normalize import plain
from directory.model.observation import Finding, Observation
from directory.model.reasons import Reason

PERMANENT = frozenset({301, 308})
LONG_CHAIN = 5


def judge_redirects(case: Case, findings: Findings) -> list[Finding]:
    """Return the findings of a chain that ended with a page; none for another end, or for one
    hop."""
    observation = case.seen
    if len(observation.hops) < 2 or not _page_came(observation):
        return []
    found: list[Finding] = []
    if Reason.SIGN_IN_REQUIRED not in reasons_of(findings):
        first, final = observation.hops[0].url, observation.final_url
        found = _dead_end(case.signs, first, final) or [*_moved(case), *_folder(case, final)]
    if len(observation.hops) - 1 > LONG_CHAIN:
        found.append(Finding(Reason.LONG_CHAIN, f"{len(observation.hops) - 1} redirects"))
    return found


def suggested_url(case: Case) -> str | None:
    """Return the address to which the site has moved the page permanently, or None.

    It is the end of the permanent redirects at the beginning of the chain, provided that the whole
    chain ended with the page and the difference is worth a change. A change from https to http is
    never suggested.
    """
    observation = case.seen
    if len(observation.hops) < 2 or not _page_came(observation):
        return None
    first = observation.hops[0].url
    target = first
    for hop in takewhile(lambda hop: hop.status in PERMANENT, observation.hops):
        target = hop.leads_to or target
    if target == first:
        return None
    unwanted = _dead_end(case.signs, first, target) or leads_to_sign_in(case.signs, first, target)
    if unwanted or _folder(case, target) or _folder(case, observation.final_url):
        return None
    if _is_downgrade(first, target):
        return None
    same_page = page_key(target) == page_key(first)
    return None if same_page and _scheme(target) == _scheme(first) else target


def _page_came(observation: Observation) -> bool:
    status = observation.status
    came = status is not None and 200 <= status < 300
    return observation.stop is None and (came or observation.unchanged)


def _dead_end(signs: Signs, first: str, final: str) -> list[Finding]:
    """Return the finding for a destination that is no page for visitors, or an empty list."""
    if _names_error(signs, final) and not _is_about_errors(signs, first, final):
        return [Finding(Reason.REDIRECTED_TO_ERROR, final)]
    if is_home(final) and same_site(first, final) and not _is_root(signs, first):
        return [Finding(Reason.REDIRECTED_TO_HOME, final)]
    return []


def _names_error(signs: Signs, href: str) -> bool:
    """Return True if a part of the href is a word for an error."""
    return _any_error(signs, href, words_of(href)) or _reports_error(signs, href)


def _is_error_page(signs: Signs, href: str) -> bool:
    """Return True if the host, the last part of the path or the query names an error; a folder of
    such a name may contain pages of any kind."""
    own = frozenset((*parsed(href).hostname.lower().split("."), last_part(signs, href)))
    return _any_error(signs, href, own) or _reports_error(signs, href)


def _any_error(signs: Signs, href: str, parts: frozenset[str]) -> bool:
    for word in signs["redirects.error_words"].members & parts:
        # A number may also be that of a posting.
        if not word.isdigit() or _is_page_of_its_own(href):
            return True
    return False


def _reports_error(signs: Signs, href: str) -> bool:
    parameters = signs["redirects.error_parameters"].members
    query = parsed(href).search
    return bool(query) and any(plain(part) in parameters for part in query.split("&"))


def _is_about_errors(signs: Signs, first: str, final: str) -> bool:
    """Return True if the link itself was about errors: it names one, or it redirects from one page
    in a folder of that name to another, or to the folder itself. The folder alone does not excuse a
    redirect from a page in it to an error page."""
    if _is_error_page(signs, first):
        return True
    after = _path(final)
    if after and same_site(first, final) and _path(first)[: len(after)] == after:
        return not parsed(final).search
    return not _is_error_page(signs, final) and _names_error(signs, first)


def _is_page_of_its_own(href: str) -> bool:
    """Return True for `/404`, `/en/404` and `/pages/404.html`; False for `/jobs/404`."""
    path = _path(href)
    return len(path) == 1 or len(path[0]) == 2 or "." in path[-1]


def _is_root(signs: Signs, href: str) -> bool:
    """Return True for a home page, also with a query that names none of the site's pages, such as
    its language or a choice made on it."""
    if not is_home(href.partition("#")[0].partition("?")[0]):
        return False
    names = signs["redirects.page_parameters"].members
    parameters = parsed(href).search.removeprefix("?").split("&")
    return not any(plain(part.partition("=")[0]) in names for part in parameters)


def _folder(case: Case, final: str) -> list[Finding]:
    """Return a note if a page redirects to its folder, or to the first page of that folder: it may
    be gone."""
    first = case.seen.hops[0].url
    names = case.signs["redirects.folder_files"].members
    before, after = _path(first), _path(final)
    while after and plain(after[-1].partition(".")[0]) in names:
        after.pop()
    if not after or not same_site(first, final) or before[: len(after)] != after:
        return []
    below = before[len(after) :]
    if parsed(final).search or all(plain(part.partition(".")[0]) in names for part in below):
        return []
    return [Finding(Reason.MAYBE_NOT_FOUND, f"it leads to the folder above, {final}")]


def _path(href: str) -> list[str]:
    return [part for part in parsed(href).pathname.lower().split("/") if part]


def _moved(case: Case) -> list[Finding]:
    observation = case.seen
    first, final = observation.hops[0].url, observation.final_url
    if _is_downgrade(first, final):
        return [Finding(Reason.DOWNGRADED, final)]
    target = suggested_url(case)
    if target is None:
        return []
    if page_key(target) == page_key(first):
        return [Finding(Reason.HTTPS_UPGRADE, target)]
    return [Finding(Reason.PERMANENT_REDIRECT, target)]


def _is_downgrade(before: str, after: str) -> bool:
    return _scheme(before) == "https" and _scheme(after) == "http"


def _scheme(href: str) -> str:
    return href.partition(":")[0]
