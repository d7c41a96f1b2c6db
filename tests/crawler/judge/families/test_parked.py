"""Names that are parked or for sale, and pages that merely speak of such."""

from crawler.patterns import load_signs
from directory.model.observation import NetworkFault, Observation, Page, Probe, Stop
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import (
    ARTICLE,
    AT,
    JOBS,
    Row,
    broken,
    chain,
    fine,
    hop,
    judged,
    prove,
    seen,
    stopped,
)
from tests.rows import each

CHANGED = Verdict.CHANGED
MARKET = "https://www.hugedomains.com/domain_profile.cfm?d=elm"


def parked(says: str, target: str, *more: Reason, status: int = 302) -> Row:
    return Row(says, chain((status, target)), CHANGED, (Reason.PARKED, *more))


WAY_ROWS = (
    parked("a redirect to a market for names", MARKET),
    parked("a redirect to the market's bare domain", "https://sedo.com/search"),
    parked("a redirect to a host deep inside the market", "https://a.b.lander.dan.com/"),
    parked("in capitals", "https://WWW.Sedo.COM/search"),
    Row(
        "a permanent one: parked before moved, and the market's address is not suggested",
        chain((301, "https://sedo.com/x")), CHANGED,
        (Reason.PARKED, Reason.PERMANENT_REDIRECT),
    ),
    Row(
        "by way of a market to somewhere else",
        chain((302, MARKET), (302, "https://casino.example/")), CHANGED, (Reason.PARKED,),
    ),
    Row(
        "to a market that refuses us: the danger is not masked",
        chain((302, MARKET), then=403), CHANGED, (Reason.PARKED, Reason.ACCESS_DENIED),
    ),
    Row(
        "to a market whose robots.txt closes the page to us",
        stopped(Stop.ROBOTS, hop(JOBS, 302, MARKET)), CHANGED,
        (Reason.PARKED, Reason.ROBOTS_DISALLOWED),
    ),
    Row(
        "to a market that does not answer",
        broken(NetworkFault.TIMEOUT, "", hop(JOBS, 302, MARKET), url=MARKET), CHANGED,
        (Reason.PARKED, Reason.TIMEOUT),
    ),
    fine("a host whose name merely ends like a market's", chain((302, "https://notsedo.com/"))),
    fine("a host with a market's name in front", chain((302, "https://sedo.com.elm.gov/"))),
    fine("an address with a market's name in its path", chain((302, "https://elm.gov/sedo.com"))),
    fine("an article about names for sale", seen(hop("https://elm.gov/selling-your-domain"))),
    fine("a link to a market, set by staff on purpose", seen(hop("https://sedo.com/about"))),
    fine(
        "a link to a market that redirects within it",
        chain((302, "https://www.sedo.com/us/"), begins="https://sedo.com/"),
    ),
)  # fmt: skip


def page(title: str, text: str = "", *, words: int | None = None, **more: object) -> Page:
    """A page of HTML, with as many words as its text has unless said otherwise."""
    count = len(text.split()) if words is None else words
    return Page(
        title=title, text=text, words=count, bytes=6 * count + 900, furniture=2, **more  # type: ignore[arg-type]
    )  # fmt: skip


def script(body: str) -> Page:
    """A page without words, and with this script."""
    source = f"<html><head><script>{body}</script></head><body></body></html>"
    return page("", source=source)


def at(there: Page, probe: Probe | None = None, href: str = "https://elm.example/") -> Observation:
    observation = seen(hop(href), page=there)
    return Observation(observation.url, AT, observation.hops, page=there, probe=probe)


def offered(says: str, there: Page, probe: Probe | None = None) -> Row:
    return Row(says, at(there, probe), CHANGED, (Reason.PARKED,))


def maybe(says: str, there: Page, probe: Probe | None = None) -> Row:
    return Row(says, at(there, probe), Verdict.OK, (Reason.MAYBE_PARKED,))


def probed(alike: float | None, final: str = "https://elm.example/qxzw") -> Probe:
    return Probe("https://elm.example/qxzw", AT, status=200, final_url=final, alike=alike)


THIN = page("Welcome", "A word or two")
ODD = "https://ww25.elm.example/"
CAF = '<script src="https://www.google.com/adsense/domains/caf.js"></script>'
LONG = "Some words on the market for names and those who sell them. " * 40

PAGE_ROWS = (
    offered("its own name for sale", page("elm.example is for sale", LONG, words=500)),
    offered("its own name, bare", page("Elm.example for sale", "Ask us.")),
    offered("its own domain", page("elm.example domain for sale", "Ask us.")),
    offered("in a headline", page("Elm", "Ask us.", headline="elm.example may be for sale")),
    offered("to the face, and its name", page("This domain is for sale: elm.example", LONG)),
    offered("to the face, and nothing else", page("Buy this domain", "Make an offer today.")),
    offered("in the text alone", page("", "This domain may be for sale. Ask for its price.")),
    offered("in German", page("Diese Domain steht zum Verkauf", "Hier mehr.")),
    offered("in Chinese", page("此域名出售", "请联系我们")),
    offered("in Russian", page("Этот домен продаётся", "Пишите нам")),
    offered("parked, as it says", page("", "This web page is parked free, courtesy of us.")),
    offered("run out", page("Notice", "This domain name has expired. Renew it now.")),
    offered("a parking script alone", page("elm", embeds=("img.sedoparking.com",))),
    offered("a parking script in the HTML", page("elm", source=CAF)),
    offered(
        "a parking script and searches",
        page("elm", "Related searches " + "jobs " * 80, embeds=("cdn.bodis.com",)),
    ),
    offered("a script to a lander", script('window.location.href = "/lander"')),
    offered("a script to a market", script("location.replace('https://sedo.com/elm.example')")),
    offered("a script to the odd host", script('document.location="http://ww1.elm.example/"')),
    offered("a service's object", script('window.park = "eyJ1dWlkIjoi"')),
    offered("searches, and the same for all", page("elm", "Related searches"), probed(0.97)),
    offered(
        "searches, and all addresses end here", page("elm", "Sponsored listings"),
        probed(None, "https://elm.example/"),
    ),
    offered("names, the same for all", page("Domain for sale", "Nice."), probed(1.0)),
    Row(
        "to an odd host with little to read", chain((302, ODD), page=THIN, begins="https://elm.example/"),
        CHANGED, (Reason.PARKED,),
    ),
    Row(
        "to an odd host that lists searches",
        chain(
            (302, ODD), begins="https://elm.example/",
            page=page("elm", "Related searches " + "jobs " * 90),
        ),
        CHANGED, (Reason.PARKED,),
    ),
    Row(
        "to a registrar's page of offers",
        chain((302, "https://www.godaddy.com/forsale/elm.example?utm=parked")), CHANGED,
        (Reason.PARKED,),
    ),
    Row(
        "to an odd host with a page like others",
        chain((302, ODD), begins="https://elm.example/"), Verdict.OK, (Reason.MAYBE_PARKED,),
    ),
    offered(
        "another host's name, and an offer",
        page("The domain name workbank.org is for sale | Dan.com", "Submit offer. Buyer Protection "
             "program. Fast & easy transfers."),
    ),
    offered(
        "the same in the text",
        page("workbank.org", "The domain workbank.org is for sale! Make an offer."),
    ),
    offered(
        "another host's name in French",
        page("Le domaine orme.fr est à vendre", "Faire une offre dès aujourd'hui."),
    ),
    offered(
        "what a service says beneath a name",
        page("jobharbor.com - jobharbor Resources and Information.", "jobharbor.com is your first "
             "and best source for all of the information you’re looking for."),
    ),
    offered("a service, and searches", page("jobs", "Related searches. Powered by Sedo")),
    offered("a boat, and a parking script", page("Boat for sale", "It floats. " * 45,
            embeds=("cdn.bodis.com",))),
    maybe("a service alone", page("Elm", "A page of names. Powered by Dan.com")),
    maybe("another host's name, and no offer",
          page("The domain name workbank.org is for sale", "The council met.")),
    maybe("houses, on a page with searches",
          page("Homes for sale in Springfield | Elm Homes",
               "Find yours. " * 20 + "Related searches: condos")),
    maybe("lots, with searches", page("Land bank: lots for sale", "Related searches: rentals.")),
    maybe("buses, with listings", page("Used buses for sale | Transit", "Make an offer. Sponsored "
          "listings: Acme buses.")),
    maybe("houses, with searches, and the same for all",
          page("Homes for sale", "Related searches"), probed(1.0)),
    maybe("something is for sale", page("A boat is for sale", "It floats. " * 20)),
    maybe("a short piece on names", page("Selling a domain: domain for sale?", "Read on. " * 30)),
    maybe("to the face, on a longer page", page("Buy this domain", LONG, words=300)),
    maybe("searches alone", page("elm", "Related searches: jobs, more jobs")),
    maybe("a parking script, and much to read", page("elm", LONG, embeds=("cdn.bodis.com",))),
    maybe("a shop that is the same for all", page("Boat for sale", "Nice."), probed(1.0)),
    maybe("not alike enough for any address", page("elm", "Related searches"), probed(0.9)),
    maybe(
        "no answer to the probe", page("elm", "Related searches"),
        Probe("https://elm.example/qxzw", AT),
    ),
    fine("an article on names for sale", at(page("When a domain is for sale", LONG, words=480))),
    fine(
        "an article by a site with its name in the title",
        at(page("What to do when a domain is for sale | elm.example", LONG, words=480)),
    ),
    fine(
        "an article on another name",
        at(page("The domain name workbank.org is for sale", LONG + "Make an offer.", words=480)),
    ),
    fine("a page about a domain of knowledge",
         at(page("Domain experts for elm.org", "The domain elm.org serves is work. Buy now."))),
    fine("an article that quotes", at(page("Names", LONG + "“Buy this domain”", words=480))),
    fine("a shell that sends browsers on", at(script('location.href = "/home.html"'))),
    fine("a shell that sends browsers far", at(script('location = "https://app.elm.example/"'))),
    fine("a host with an odd name, linked as it is", at(THIN, href="https://ww2.courts.example/")),
    fine(
        "an odd host of somebody else",
        chain((302, "https://ww1.oak.example/x"), begins="https://elm.example/x", page=THIN),
    ),
    fine("a market's own page, linked on purpose", at(page("Buy this domain"), href=MARKET)),
    fine("a site at a bare address", at(page("Jobs for all", LONG), href="https://192.0.2.7/")),
    fine("a file", at(Page(title="", is_html=False, bytes=900, content_type="image/png"))),
)  # fmt: skip
ROWS: tuple[Row, ...] = WAY_ROWS + PAGE_ROWS


@each("row", ROWS, ids=str)
def test_only_a_way_to_a_market_for_names_is_parked(row: Row) -> None:
    prove(row)


def test_the_evidence_names_every_sign() -> None:
    judgement = judged(at(page("elm", "Related searches"), probed(0.97)))
    evidence = judgement.worst.evidence
    assert evidence == "it lists “related searches”; the same page comes for any address"


@each("name", sorted(load_signs()["parked.marketplace_hosts"].members))
def test_each_market_is_known_by_whole_labels(name: str) -> None:
    prove(parked("there", f"https://www.{name}/"))
    prove(fine("not there", chain((302, f"https://my{name}/"), page=ARTICLE)))
