"""Whether the name is parked or for sale.

Parked names are made to be mistaken for other sites, so no sign alone is proof; two independent
signs are. A redirect to a market for names gives both at once: it left its domain, and went there.
A link that staff themselves set to a market is intended.

Signs are where the visitor is redirected, wording about the name itself, the scripts and frames of
the trade, and a page of advertising. An article about names for sale has at most one of them, and
is long. That something is for sale proves little: pages with advertising also sell houses, lots and
buses.
"""

import re

import ada_url

from crawler.judge.input import Case, Findings, reasons_of
from crawler.judge.patterns import SignList
from crawler.judge.text.normalize import plain
from crawler.judge.text.spam_words import phrases_of
from crawler.judge.text.statements import PlainText, headings_of, length, text_of
from directory.model.observation import Finding, Page
from directory.model.reasons import Reason
from directory.rules.hosts import registrable_domain
from directory.rules.urls import lane_of

#: A page with at most the first number of words has little content; the pages of parking
#: services have at most the second, and the longest offers at most the third.
THIN_WORDS = 60
SHORT_WORDS = 150
OFFER_WORDS = 400
SAME_PAGE = 0.95

#: `ww1.`, `ww25.`: where owners of parked names redirect visitors. Some ordinary sites have
#: such a host as well, but do not redirect visitors to it from their plain one.
_ODD_HOST = re.compile(r"^ww\d{1,3}\.")
#: The words between a name and the wording that offers it.
_LINKS = ("", "domain ", "domain name ", "premium ")
#: A script that sends the visitor on: `window.location.href = "…"`, `location.replace("…")`.
_SENDS_ON = re.compile(
    r"\blocation(?:\.href|\.replace|\.assign)?\s{0,5}[=(]\s{0,5}[\"']([^\"']{1,400})"
)
#: `domain name elm.example`, before the wording that offers it: used by pages that offer a name
#: under another host.
_NAMED = re.compile(
    r"\b(?:domain|domain name|domaine|dominio|domínio|domein|домен)\s{1,3}[“\"']?"
    r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,3}[”\"']?\s(.{1,40})",
    re.IGNORECASE,
)
_BEGINS_WITH_HOST = re.compile(r"\s{0,9}[a-z0-9-]{1,63}(?:\.[a-z0-9-]{2,63}){1,3}(?:\s|$)", re.I)


def judge_parked(case: Case, _findings: Findings) -> list[Finding]:
    """Return a finding if a link to another kind of page redirects to a market for names, even if
    the market's page was not fetched: some markets exclude us by robots.txt."""
    observation = case.seen
    for hop in observation.hops:
        name = _market(case, hop.leads_to) if hop.leads_to else None
        if name and not _market(case, observation.url):
            return [Finding(Reason.PARKED, f"it leads to {name}")]
    return []


def judge_parked_page(case: Case, findings: Findings) -> list[Finding]:
    """Return a finding if the page received seems parked: a danger with two signs, a note with
    one."""
    page = case.seen.page
    if page is None or not page.is_html or Reason.PARKED in reasons_of(findings):
        return []
    wording = _wording(case, page)
    signs = [*wording, *_sent_about(case, page), *_trade(case, page), *_services(case, page)]
    listed = _listings(case, page)
    if not [*signs, *listed] or _market(case, case.seen.url):
        return []
    merely_for_sale = _merely_for_sale(case, wording)
    count = len(signs) if merely_for_sale else len(signs) + len(listed)
    signs += listed
    if count == 1 and not merely_for_sale:
        same = _same_for_all(case)
        signs, count = signs + same, count + len(same)
    reason = Reason.MAYBE_PARKED if count == 1 else Reason.PARKED
    return [Finding(reason, "; ".join(signs))]


def _wording(case: Case, page: Page) -> list[str]:
    """Return the signs in the page's wording, none to two: that a name is for sale, and that it is
    the site's name or that there is little else on the page."""
    front = headings_of(page)
    said = _said(case, front)
    if said and _offers_itself(case, front, said):
        return [f"“{page.title or page.headline}”", "it is its own name that it speaks of"]
    many = length(page)
    to_the_face = case.signs["parked.wording"]
    own = min(phrases_of(to_the_face, front), default=None) if many <= OFFER_WORDS else None
    if own is None and many <= SHORT_WORDS:
        own = min(phrases_of(to_the_face, text_of(page.text)), default=None)
    if own:
        return [f"“{own}”", *(["it has little else to say"] if many <= THIN_WORDS else [])]
    if many > SHORT_WORDS:
        return []
    offered = _name_offered(case, page)
    if offered:
        offers = phrases_of(case.signs["parked.offers"], text_of(page.text))
        return [f"“{offered}”", *([f"“{min(offers)}”"] if offers else [])]
    return [f"“{said[0]}”"] if said else []


def _name_offered(case: Case, page: Page) -> str:
    """Return the words that offer any name: `The domain elm.example is for sale`; "" for none. They
    are in title or headline, or anywhere on a page of few words."""
    texts = [page.title, page.headline, *([page.text] if length(page) <= THIN_WORDS else [])]
    for found in (found for text in texts for found in _NAMED.finditer(text)):
        after = f" {plain(found[1])} "
        if any(
            after.startswith(f" {phrase.strip()} ") for phrase in case.signs["parked.sale"].sought
        ):
            return found[0]
    return ""


def _merely_for_sale(case: Case, wording: list[str]) -> bool:
    """Return True if the page only says that something is for sale: so does a shop, and a shop that
    renders in the browser returns the same page for any address."""
    return bool(wording) and wording[0].strip("“”") in case.signs["parked.sale"].members


def _said(case: Case, front: PlainText) -> list[str]:
    """Return all that title and headline say of a sale or of parking."""
    return [
        phrase
        for name in ("parked.wording", "parked.topic", "parked.sale")
        for phrase in sorted(phrases_of(case.signs[name], front))
    ]


def _offers_itself(case: Case, front: PlainText, said: list[str]) -> bool:
    """Return True if title and headline offer the site's name: `elm.example is for sale`."""
    name = plain(registrable_domain(ada_url.URL(case.seen.final_url).hostname))
    if " " not in name or f" {name} " not in front.padded:
        return False
    to_the_face = case.signs["parked.wording"].members
    return any(
        phrase in to_the_face or any(f" {name} {link}{phrase} " in front.padded for link in _LINKS)
        for phrase in said
    )


def _sent_about(case: Case, page: Page) -> list[str]:
    """Return the signs in redirects: to an odd host, or by the page's only script."""
    hops = case.seen.hops
    signs = []
    if len(hops) > 1:
        first, final = (_host(hop.url) for hop in (hops[0], hops[-1]))
        odd = _ODD_HOST.match(final) and not _ODD_HOST.match(first)
        if odd and registrable_domain(first) == registrable_domain(final):
            signs.append(f"it leads to {final}")
            if length(page) <= THIN_WORDS:
                signs.append("there is little to read there")
    if page.words == 0 and page.source:
        target = _stub_target(case, page)
        if target:
            signs += ["a page without words", f"its script sends the visitor to {target}"]
    return signs


def _stub_target(case: Case, page: Page) -> str | None:
    """Return where the script of an empty page redirects, if parked names redirect there; else
    None."""
    for target in _SENDS_ON.findall(page.source)[:5]:
        if case.signs["parked.stub_markup"].markup_in(target.lower()):
            return str(target)
        if target.startswith(("http:", "https:", "//")) and _trade_host(case, target):
            return str(target)
    return None


def _trade_host(case: Case, target: str) -> bool:
    host = target.partition("//")[2].partition("/")[0].lower()
    return any(
        case.signs[name].host_of(host) is not None
        for name in ("parked.marketplace_hosts", "parked.script_hosts")
    )


def _trade(case: Case, page: Page) -> list[str]:
    """Return the signs in the scripts and frames of the parking trade on the page."""
    signs = []
    tool = _first_host(case.signs["parked.script_hosts"], page.embeds)
    tool = tool or case.signs["parked.page_markup"].markup_in(page.source.lower())
    if tool:
        signs.append(f"it is made with {tool}")
        if length(page) <= THIN_WORDS:
            signs.append("there is little to read on it")
    return signs


def _services(case: Case, page: Page) -> list[str]:
    """Return the sign of wording that only parking services use, and a second one if the title is
    only a host's name."""
    if length(page) > SHORT_WORDS:
        return []
    said = phrases_of(case.signs["parked.services"], text_of(page.text))
    if not said:
        return []
    bare = length(page) <= THIN_WORDS and _BEGINS_WITH_HOST.match(page.title)
    return [f"it says “{min(said)}”", *(["its title is a name"] if bare else [])]


def _listings(case: Case, page: Page) -> list[str]:
    """Return a sign if the page has the heading of such advertising; at most one."""
    if length(page) > SHORT_WORDS:
        return []
    listings = phrases_of(case.signs["parked.listings"], text_of(page.text))
    return [f"it lists “{min(listings)}”"] if listings else []


def _first_host(hosts: SignList, embeds: tuple[str, ...]) -> str | None:
    return next((name for name in map(hosts.host_of, embeds) if name), None)


def _same_for_all(case: Case) -> list[str]:
    """Return a sign if the site returns this page for any address."""
    probe = case.seen.probe
    if probe is None or probe.status is None:
        return []
    alike = probe.final_url == case.seen.final_url or (probe.alike or 0) >= SAME_PAGE
    return ["the same page comes for any address"] if alike else []


def _market(case: Case, href: str) -> str | None:
    market = case.signs["parked.marketplace_hosts"].host_of(_host(href))
    return market or case.signs["parked.marketplace_address_markup"].markup_in(href.lower())


def _host(href: str) -> str:
    return lane_of(href).partition(":")[0].lower()
