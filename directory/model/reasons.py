"""The closed list of reasons: what a finding can report about a link.

One table: each reason with its verdict, a one-line summary, and the next step that we suggest to
staff. A reason that is only a warning has the verdict `ok`: the link works, and there is something
worth knowing.

The texts are for people who are not programmers: what a visitor would meet and what a member of
staff can do about it.
"""

from enum import StrEnum
from typing import NamedTuple

from directory.model.vocab import Verdict


class Reason(StrEnum):
    """The reason of one finding. The value is the word in JSON and in the catalog."""

    OK = "ok"
    # It works, with something worth knowing.
    CERTIFICATE_ENDS_SOON = "certificate-ends-soon"
    DOWNGRADED = "downgraded"
    LONG_CHAIN = "long-chain"
    SLOW = "slow"
    CANNOT_TELL = "cannot-tell"
    PAGE_TOO_COSTLY = "page-too-costly"
    MAYBE_NOT_FOUND = "maybe-not-found"
    MAYBE_PARKED = "maybe-parked"
    COMING_SOON = "coming-soon"
    PAGE_RENEWED = "page-renewed"
    SUSPICIOUS_WORDS = "suspicious-words"
    SHOWN_WITH_ERROR = "shown-with-error"
    IPV6_UNREACHABLE = "ipv6-unreachable"
    # It lives at a new address.
    PERMANENT_REDIRECT = "permanent-redirect"
    HTTPS_UPGRADE = "https-upgrade"
    # The site did not let us in.
    SIGN_IN_REQUIRED = "sign-in-required"
    ACCESS_DENIED = "access-denied"
    RATE_LIMITED = "rate-limited"
    LEGAL_REASONS = "legal-reasons"
    BOT_WALL = "bot-wall"
    ROBOTS_DISALLOWED = "robots"
    ROBOTS_UNREACHABLE = "robots-unreachable"
    METHOD_REFUSED = "method-refused"
    # It is down at present.
    SERVER_ERROR = "server-error"
    CONNECTION_REFUSED = "connection-refused"
    CONNECTION_RESET = "connection-reset"
    CONNECTION_FAILED = "connection-failed"
    TIMEOUT = "timeout"
    EMPTY_REPLY = "empty-reply"
    NOT_HTTP = "not-http"
    NOT_TLS = "not-tls"
    TLS_FAILED = "tls-failed"
    HEADERS_TOO_LARGE = "headers-too-large"
    DNS_FAILURE = "dns-failure"
    REDIRECT_LOOP = "redirect-loop"
    TOO_MANY_REDIRECTS = "too-many-redirects"
    BAD_REDIRECT = "bad-redirect"
    REFUSED_ADDRESS = "refused-address"
    UNEXPECTED_STATUS = "unexpected-status"
    MAINTENANCE = "maintenance"
    # It is no longer there.
    NOT_FOUND = "not-found"
    GONE = "gone"
    NO_SUCH_DOMAIN = "no-such-domain"
    REDIRECTED_TO_HOME = "redirected-to-home"
    REDIRECTED_TO_ERROR = "redirected-to-error"
    EMPTY_PAGE = "empty-page"
    SOFT_404 = "soft-404"
    POSTING_CLOSED = "posting-closed"
    # Visitors get a browser warning.
    CERTIFICATE_EXPIRED = "certificate-expired"
    CERTIFICATE_NOT_YET_VALID = "certificate-not-yet-valid"
    CERTIFICATE_WRONG_HOST = "certificate-wrong-host"
    CERTIFICATE_SELF_SIGNED = "certificate-self-signed"
    CERTIFICATE_UNTRUSTED = "certificate-untrusted"
    CERTIFICATE_CHAIN_INCOMPLETE = "certificate-chain-incomplete"
    TLS_OBSOLETE = "tls-obsolete"
    # It answers, but it is not the page that staff approved.
    PARKED = "parked"
    HIJACKED = "hijacked"
    ACCOUNT_SUSPENDED = "account-suspended"
    DEFAULT_PAGE = "default-page"
    DRIFT = "drift"


class ReasonInfo(NamedTuple):
    """One row of the table: the verdict, the summary and the suggested next step.

    danger: visitors could come to harm; a published link is held back at once.
    """

    verdict: Verdict
    summary: str
    next_step: str
    danger: bool = False


_RETRY = "Wait: the next crawls check it again, and report it as broken only if it stays so."
_DOWN_FOR_DAYS = "Tell the site's owner; retire the link if it does not come back."
_ASK_OWNER = "Tell the site's owner; take the link off the site if it is not fixed soon."
_TAKE_OFF = "Take the link off the site now; find the operator's new site, or retire the link."
_HAVE_A_LOOK = "Open it in a browser to be sure; the link still counts as working."
_BY_HAND = "Open it in a browser. If it is fine, vouch for it with today's date."

REASONS: dict[Reason, ReasonInfo] = {
    Reason.OK: ReasonInfo(Verdict.OK, "The page answers as it should.", "Nothing to do."),
    Reason.CERTIFICATE_ENDS_SOON: ReasonInfo(
        Verdict.OK,
        "It works; the site's security certificate ends within 14 days.",
        "Nothing yet: most sites renew in time. The next crawls will show it.",
    ),
    Reason.DOWNGRADED: ReasonInfo(
        Verdict.MOVED,
        "The secure address leads on to one that is not secure.",
        "Check whether the site has a secure page, and link to that.",
    ),
    Reason.LONG_CHAIN: ReasonInfo(
        Verdict.OK,
        "It works, after more than five redirects.",
        "Consider linking to the last address directly.",
    ),
    Reason.SLOW: ReasonInfo(
        Verdict.OK, "It works, but took more than ten seconds.", "Nothing to do."
    ),
    Reason.CANNOT_TELL: ReasonInfo(
        Verdict.OK,
        "The site sends the same frame for every address and fills it in the browser, so "
        "whether this page still exists cannot be seen from outside.",
        "Open it in a browser now and then.",
    ),
    Reason.PAGE_TOO_COSTLY: ReasonInfo(
        Verdict.OK,
        "It answers, but its page is made in such a way that we stopped reading it; what is on "
        "it was not checked.",
        "Open it in a browser to see whether it is the right page.",
    ),
    Reason.MAYBE_NOT_FOUND: ReasonInfo(
        Verdict.OK, "It answers, but it looks much like the site's “not found” page.", _HAVE_A_LOOK
    ),
    Reason.MAYBE_PARKED: ReasonInfo(
        Verdict.OK, "It answers, but the page has one sign of a parked name.", _HAVE_A_LOOK
    ),
    Reason.COMING_SOON: ReasonInfo(
        Verdict.OK,
        "The page says that it is still to come.",
        "Open it in a browser, and decide whether visitors are served by it now.",
    ),
    Reason.PAGE_RENEWED: ReasonInfo(
        Verdict.OK,
        "The page reads differently from the one that was approved, though nothing about it "
        "looks dangerous.",
        "Check it when there is time, and approve the page as it is now.",
    ),
    Reason.SUSPICIOUS_WORDS: ReasonInfo(
        Verdict.OK,
        "The page contains words of gambling, adult or similar trades.",
        _HAVE_A_LOOK,
    ),
    Reason.SHOWN_WITH_ERROR: ReasonInfo(
        Verdict.OK,
        "A whole page came along with the error; in a browser it may look fine.",
        "Open it in a browser. If it is fine, vouch for it with today's date.",
    ),
    Reason.IPV6_UNREACHABLE: ReasonInfo(
        Verdict.OK,
        "It works by the older internet protocol only; its IPv6 address does not answer.",
        "Nothing to do; the site's owner may like to know.",
    ),
    Reason.PERMANENT_REDIRECT: ReasonInfo(
        Verdict.MOVED,
        "The page has moved for good; the old address still leads there.",
        "Accept the suggested new address.",
    ),
    Reason.HTTPS_UPGRADE: ReasonInfo(
        Verdict.MOVED,
        "The same page is served at a secure address now.",
        "Accept the suggested https address.",
    ),
    Reason.SIGN_IN_REQUIRED: ReasonInfo(
        Verdict.BLOCKED,
        "The page asks visitors to sign in first.",
        "Open it in a browser: link to a page open to all, or say that an account is needed.",
    ),
    Reason.ACCESS_DENIED: ReasonInfo(
        Verdict.BLOCKED, "The site refused to show the page to our checker.", _BY_HAND
    ),
    Reason.RATE_LIMITED: ReasonInfo(
        Verdict.BLOCKED,
        "The site asked our checker to come back later.",
        "Nothing yet: we wait as long as the site asks. " + _BY_HAND,
    ),
    Reason.LEGAL_REASONS: ReasonInfo(
        Verdict.BLOCKED, "The site withholds the page for legal reasons where we are.", _BY_HAND
    ),
    Reason.BOT_WALL: ReasonInfo(
        Verdict.BLOCKED,
        "The site shows automatic checkers a wall instead of the page.",
        _BY_HAND,
    ),
    Reason.ROBOTS_DISALLOWED: ReasonInfo(
        Verdict.BLOCKED,
        "The site's robots.txt asks automatic checkers to stay out, and we obey.",
        _BY_HAND,
    ),
    Reason.ROBOTS_UNREACHABLE: ReasonInfo(
        Verdict.BLOCKED,
        "The site failed to say whether checkers are welcome (robots.txt), so we stayed out.",
        "Wait for the next crawls. " + _BY_HAND,
    ),
    Reason.METHOD_REFUSED: ReasonInfo(
        Verdict.BLOCKED, "The site refused the way in which our checker asked.", _BY_HAND
    ),
    Reason.SERVER_ERROR: ReasonInfo(Verdict.FAILING, "The site answers with an error.", _RETRY),
    Reason.CONNECTION_REFUSED: ReasonInfo(
        Verdict.FAILING, "The site's server refuses connections.", _RETRY
    ),
    Reason.CONNECTION_RESET: ReasonInfo(
        Verdict.FAILING, "The site's server broke off the connection.", _RETRY
    ),
    Reason.CONNECTION_FAILED: ReasonInfo(
        Verdict.FAILING, "The site's server could not be reached.", _RETRY
    ),
    Reason.TIMEOUT: ReasonInfo(Verdict.FAILING, "The site did not answer in time.", _RETRY),
    Reason.EMPTY_REPLY: ReasonInfo(
        Verdict.FAILING, "The site took the request and answered nothing.", _RETRY
    ),
    Reason.NOT_HTTP: ReasonInfo(Verdict.FAILING, "What answers there is not a web server.", _RETRY),
    Reason.NOT_TLS: ReasonInfo(
        Verdict.FAILING,
        "The secure address is not served securely; browsers cannot open it.",
        _RETRY,
    ),
    Reason.TLS_FAILED: ReasonInfo(
        Verdict.FAILING, "A secure connection could not be set up.", _RETRY
    ),
    Reason.HEADERS_TOO_LARGE: ReasonInfo(
        Verdict.FAILING, "The site's answer began with more than browsers accept.", _RETRY
    ),
    Reason.DNS_FAILURE: ReasonInfo(
        Verdict.FAILING, "The site's name could not be looked up just now.", _RETRY
    ),
    Reason.REDIRECT_LOOP: ReasonInfo(
        Verdict.FAILING, "The page redirects in a circle.", _ASK_OWNER
    ),
    Reason.TOO_MANY_REDIRECTS: ReasonInfo(
        Verdict.FAILING, "The page redirects more than twenty times.", _ASK_OWNER
    ),
    Reason.BAD_REDIRECT: ReasonInfo(
        Verdict.FAILING, "The page redirects to nowhere that a browser could open.", _ASK_OWNER
    ),
    Reason.REFUSED_ADDRESS: ReasonInfo(
        Verdict.FAILING,
        "The address leads inside a private network, so we did not go there.",
        "Check the address; it cannot be opened from outside that network.",
    ),
    Reason.UNEXPECTED_STATUS: ReasonInfo(
        Verdict.FAILING, "The site answered with an unusual error code.", _RETRY
    ),
    Reason.MAINTENANCE: ReasonInfo(
        Verdict.FAILING, "The site says that it is under maintenance.", _RETRY
    ),
    Reason.NOT_FOUND: ReasonInfo(
        Verdict.GONE,
        "The page was not found.",
        "Find where it went and change the address, or retire the link.",
    ),
    Reason.GONE: ReasonInfo(
        Verdict.GONE, "The site says that the page was removed for good.", "Retire the link."
    ),
    Reason.NO_SUCH_DOMAIN: ReasonInfo(
        Verdict.GONE,
        "The site's name no longer exists.",
        "Find the operator's new site and change the address, or retire the link.",
    ),
    Reason.REDIRECTED_TO_HOME: ReasonInfo(
        Verdict.GONE,
        "Instead of the page, the site's home page comes.",
        "Find the page on the site and change the address, or link to the home page on purpose.",
    ),
    Reason.REDIRECTED_TO_ERROR: ReasonInfo(
        Verdict.GONE,
        "The site leads on to its error page.",
        "Find where the page went and change the address, or retire the link.",
    ),
    Reason.EMPTY_PAGE: ReasonInfo(
        Verdict.GONE, "The page is empty.", "Open it in a browser; retire the link if it is blank."
    ),
    Reason.SOFT_404: ReasonInfo(
        Verdict.GONE,
        "The site shows its “not found” page, though it does not say so to machines.",
        "Find where it went and change the address, or retire the link.",
    ),
    Reason.POSTING_CLOSED: ReasonInfo(
        Verdict.GONE,
        "The posting is closed or was taken down.",
        "Retire the link, or link to the employer's list of openings.",
    ),
    Reason.CERTIFICATE_EXPIRED: ReasonInfo(
        Verdict.INSECURE,
        "The site's security certificate has expired; browsers warn visitors.",
        _ASK_OWNER,
    ),
    Reason.CERTIFICATE_NOT_YET_VALID: ReasonInfo(
        Verdict.INSECURE,
        "The site's security certificate is not valid yet; browsers warn visitors.",
        _ASK_OWNER,
    ),
    Reason.CERTIFICATE_WRONG_HOST: ReasonInfo(
        Verdict.INSECURE,
        "The security certificate is for another site's name; browsers warn visitors.",
        "Check the address for a missing or needless “www.”; else tell the site's owner.",
    ),
    Reason.CERTIFICATE_SELF_SIGNED: ReasonInfo(
        Verdict.INSECURE,
        "The site vouches for itself (self-signed certificate); browsers warn visitors.",
        _ASK_OWNER,
    ),
    Reason.CERTIFICATE_UNTRUSTED: ReasonInfo(
        Verdict.INSECURE,
        "The security certificate does not come from an authority that browsers trust.",
        _ASK_OWNER,
    ),
    Reason.CERTIFICATE_CHAIN_INCOMPLETE: ReasonInfo(
        Verdict.INSECURE,
        "The site leaves out part of its certificate; most browsers cope, some warn.",
        "Tell the site's owner; the link can stay.",
    ),
    Reason.TLS_OBSOLETE: ReasonInfo(
        Verdict.INSECURE,
        "The site offers only outdated encryption that browsers refuse.",
        _ASK_OWNER,
    ),
    Reason.PARKED: ReasonInfo(
        Verdict.CHANGED,
        "The site's name is up for sale or shows only advertising.",
        _TAKE_OFF,
        danger=True,
    ),
    Reason.HIJACKED: ReasonInfo(
        Verdict.CHANGED,
        "The address now shows something quite different from the page that was approved.",
        _TAKE_OFF,
        danger=True,
    ),
    Reason.ACCOUNT_SUSPENDED: ReasonInfo(
        Verdict.CHANGED,
        "The site's host shows that the account is suspended.",
        "Tell the site's owner; retire the link if the page does not come back.",
    ),
    Reason.DEFAULT_PAGE: ReasonInfo(
        Verdict.CHANGED,
        "A web server's start page comes instead of the site.",
        "Tell the site's owner; retire the link if the page does not come back.",
    ),
    Reason.DRIFT: ReasonInfo(
        Verdict.CHANGED,
        "The page says something else than the one that was approved.",
        "Read it. If visitors are still served well, approve the page as it is now; "
        "else change the address or retire the link.",
    ),
}


#: Reasons for which a published link is held back from publication at once.
DANGERS = frozenset(reason for reason, about in REASONS.items() if about.danger)


def info(reason: Reason) -> ReasonInfo:
    """Return the row of the table for this reason."""
    return REASONS[reason]


def next_step(reason: Reason, *, confirmed: bool) -> str:
    """Return the step that we suggest to staff. What has been down for days will not recover by
    waiting."""
    about = REASONS[reason]
    if confirmed and about.verdict is Verdict.FAILING:
        return _DOWN_FOR_DAYS
    return about.next_step
