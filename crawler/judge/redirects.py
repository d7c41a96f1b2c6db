"""What a chain of redirects says: moved, sent home, sent to an error or a sign-in page.

Permanent redirects (301, 308) at the beginning of the chain name the new
address; temporary ones are the site's own business. A change of nothing but a
slash or `www.` is no work for staff.
"""

from itertools import takewhile

import ada_url

from crawler.judge.addresses import is_home, page_key, same_site, segments
from crawler.judge.case import Case
from directory.model.observation import Finding, Observation
from directory.model.reasons import Reason

PERMANENT = frozenset({301, 308})
LONG_CHAIN = 5

_ERROR_WORDS = frozenset(
    {"error", "errors", "404", "notfound", "not-found", "not_found", "pagenotfound"}
    | {"page-not-found", "page_not_found", "errorpage", "error-page", "404error", "error404"}
)
_SIGN_IN_WORDS = frozenset(
    {"login", "log-in", "logon", "signin", "sign-in", "sign_in", "sso", "auth", "oauth", "oauth2"}
    | {"saml", "saml2", "adfs", "idp", "openid", "authorize", "authenticate", "signon", "wp-login"}
)
_SIGN_IN_HOSTS = ("login.microsoftonline.com", "accounts.google.com", "okta.com", "auth0.com")


def judge_redirects(case: Case) -> list[Finding]:
    """The findings of a chain that ended with a page; none when it did not, or had one hop."""
    observation = case.seen
    if len(observation.hops) < 2 or not _page_came(observation):
        return []
    first, final = observation.hops[0].url, observation.final_url
    findings = _destination(first, final) or _moved(observation)
    if len(observation.hops) - 1 > LONG_CHAIN:
        findings.append(Finding(Reason.LONG_CHAIN, f"{len(observation.hops) - 1} redirects"))
    return findings


def suggested_url(observation: Observation) -> str | None:
    """The address to which the site has moved the page for good; None when to none.

    That is where the permanent redirects at the chain's beginning end, when the
    chain as a whole came to the page and the difference is worth a change. A
    change for the worse, from https to http, is never suggested.
    """
    if len(observation.hops) < 2 or not _page_came(observation):
        return None
    first = observation.hops[0].url
    target = first
    for hop in takewhile(lambda hop: hop.status in PERMANENT, observation.hops):
        target = hop.leads_to or target
    if _destination(first, target) or _is_downgrade(first, target):
        return None
    same_page = page_key(target) == page_key(first)
    return None if same_page and _scheme(target) == _scheme(first) else target


def _page_came(observation: Observation) -> bool:
    status = observation.status
    return observation.stop is None and status is not None and 200 <= status < 300


def _destination(first: str, final: str) -> list[Finding]:
    """A destination that no visitor wanted, or an empty list."""
    before, after = segments(first), segments(final)
    if _new_words(before, after, _ERROR_WORDS):
        return [Finding(Reason.REDIRECTED_TO_ERROR, final)]
    if _asks_to_sign_in(before, after, final):
        return [Finding(Reason.SIGN_IN_REQUIRED, final)]
    if same_site(first, final) and is_home(final) and not is_home(first):
        return [Finding(Reason.REDIRECTED_TO_HOME, final)]
    return []


def _new_words(before: list[str], after: list[str], words: frozenset[str]) -> bool:
    return bool(words.intersection(after)) and not words.intersection(before)


def _asks_to_sign_in(before: list[str], after: list[str], final: str) -> bool:
    host = ada_url.URL(final).hostname
    known = any(host == name or host.endswith("." + name) for name in _SIGN_IN_HOSTS)
    return (known or _new_words(before, after, _SIGN_IN_WORDS)) and not _SIGN_IN_WORDS.intersection(
        before
    )


def _moved(observation: Observation) -> list[Finding]:
    first, final = observation.hops[0].url, observation.final_url
    if _is_downgrade(first, final):
        return [Finding(Reason.DOWNGRADED, final)]
    target = suggested_url(observation)
    if target is None:
        return []
    if page_key(target) == page_key(first):
        return [Finding(Reason.HTTPS_UPGRADE, target)]
    return [Finding(Reason.PERMANENT_REDIRECT, target)]


def _is_downgrade(before: str, after: str) -> bool:
    return _scheme(before) == "https" and _scheme(after) == "http"


def _scheme(href: str) -> str:
    return href.partition(":")[0]
