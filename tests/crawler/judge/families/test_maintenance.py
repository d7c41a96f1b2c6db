"""Sites under maintenance, and pages that merely speak of maintenance."""

import pytest

from crawler.judge.families.maintenance import judge_maintenance
from crawler.judge.input import Case
from crawler.patterns import load_signs
from directory.model.baseline import Baseline
from directory.model.observation import Observation, Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import JOBS, Row, fine, hop, prove, seen
from tests.rows import each

NEWS = "The fair opens its doors on the first of May, with forty employers and free coffee. " * 16
SORRY = "Thank you for your patience."


def page(title: str = "Elm County", text: str = SORRY, headline: str = "") -> Page:
    return Page(title=title, headline=headline, language="en", text=text[:2000],
                words=len(text.split()), bytes=9000, content_type="text/html")  # fmt: skip


def shown(made: Page | None, status: int = 200) -> Observation:
    return seen(hop(JOBS, status), page=made)


def down(says: str, made: Page) -> Row:
    return Row(says, shown(made), Verdict.FAILING, (Reason.MAINTENANCE,))


def well(says: str, made: Page) -> Row:
    return fine(says, shown(made))


HEADINGS = (
    "Under maintenance", "Site under maintenance | Elm County", "We’ll be right back!",
    "We’ll be back soon", "Scheduled maintenance", "Sorry, we’re down for maintenance",
    "Service temporarily unavailable", "Temporarily unavailable", "Maintenance mode",
    "Sitio en mantenimiento", "Estamos en mantenimiento", "Site em manutenção",
    "Site en maintenance", "Sit la an antretyen", "网站维护中", "系统正在维护", "系統維護中",
    "Website đang bảo trì", "الموقع تحت الصيانة", "На сайте ведутся технические работы",
    "시스템 점검 중입니다", "Wir sind gleich zurück", "Sito in manutenzione", "Przerwa techniczna",
)  # fmt: skip

STATEMENTS = (
    "Our site is currently undergoing scheduled maintenance.",
    "Briefly unavailable for scheduled maintenance. Check back in a minute.",
    "We are currently performing scheduled maintenance. We should be back shortly.",
    "The system is down for maintenance.",
    "We’ll be back online shortly.",
    "Nuestro sitio está en mantenimiento.",
    "O portal está temporariamente indisponível.",
    "Le site est temporairement indisponible.",
    "Sit entènèt la pa disponib pou kounye a.",
    "本网站正在维护，请稍后再访问。",
    "本網站正在維護，請稍後再試。",
    "Hệ thống đang được bảo trì.",
    "الموقع تحت الصيانة حالياً.",
    "Сайт временно недоступен.",
    "현재 시스템 점검 중입니다.",
    "Unsere Website befindet sich derzeit im Wartungsmodus.",
)

FINE_HEADINGS = (
    "Maintenance worker", "Maintenance technician | Jobs", "Road maintenance", "Site maintenance",
    "Building maintenance mechanic II", "Auxiliar de mantenimiento", "Agent de maintenance",
    "How to mend a site under maintenance", "Aircraft maintenance programme", "系统维护工程师",
    "Техник по обслуживанию", "Maintenance",
)  # fmt: skip

FINE_STATEMENTS = (
    "The site will be down for maintenance on Sunday from 8 to 10.",
    "If the site is down for maintenance, call us.",
    "The pool is under maintenance until May.",
    "The lift was down for maintenance.",
    "No openings today. Please check back soon.",
    "We need a worker for buildings under maintenance.",
    "Is this site under maintenance?",
)

ROWS = (
    *(down(f"a title: {heading}", page(heading)) for heading in HEADINGS),
    *(down(f"a headline: {heading}", page(headline=heading)) for heading in HEADINGS),
    *(down(f"a sentence: {text}", page(text=text)) for text in STATEMENTS),
    *(down(f"a sentence as a headline: {text}", page(headline=text)) for text in STATEMENTS),
    *(well(f"a heading: {text}", page(text, SORRY, text)) for text in FINE_HEADINGS),
    *(well(f"a sentence: {text}", page(text=text)) for text in FINE_STATEMENTS),
    well("a notice for Sunday", page("Scheduled maintenance",
         "On Sunday our online services will be unavailable for two hours.")),
    well("a page of news with a notice above them", page(text=f"{STATEMENTS[0]} {NEWS}")),
    well("a notice among a hundred words", page(text=f"{STATEMENTS[0]} {NEWS[:700]}")),
    well("a long page under such a title", page("Scheduled maintenance", NEWS)),
    Row("with 503 the status comes first", shown(page("Site under maintenance"), 503),
        Verdict.FAILING, (Reason.SERVER_ERROR, Reason.MAINTENANCE)),
    Row("a 503 that says no more than its number", shown(page("503 Service Unavailable"), 503),
        Verdict.FAILING, (Reason.SERVER_ERROR,)),
    Row("another error", shown(page("Site under maintenance"), 404),
        Verdict.GONE, (Reason.NOT_FOUND,)),
    Row("the approved page said so", shown(page("Maintenance mode")), Verdict.OK, (Reason.OK,),
        baseline=Baseline(JOBS, Page(title="Maintenance mode", text=SORRY, words=5))),
    Row("the approved page said so in its text", shown(page(text=STATEMENTS[0])), Verdict.OK,
        (Reason.OK,),
        baseline=Baseline(JOBS, Page(title="Elm County", text=STATEMENTS[0], words=7))),
    fine("a file", seen(hop(), page=Page(title="Maintenance mode", is_html=False, bytes=9))),
    fine("no page", shown(None)),
)  # fmt: skip


@each("row", ROWS, ids=str)
def test_a_site_is_down_when_there_is_nothing_but_the_notice(row: Row) -> None:
    prove(row)


def test_the_evidence_quotes_the_page() -> None:
    [by_title] = judge_maintenance(Case(shown(page("Site under maintenance")), load_signs()), [])
    assert by_title.evidence == "its heading is “site under maintenance”"
    [by_text] = judge_maintenance(Case(shown(page(text=STATEMENTS[3])), load_signs()), [])
    assert by_text.evidence == "it says “The system is down for maintenance.”"


@pytest.mark.parametrize("name", ["titles", "unavailable", "statements"])
def test_each_phrase_of_the_lists_is_found_as_a_headline(name: str) -> None:
    for phrase in load_signs()[f"maintenance.{name}"].members:
        assert judge_maintenance(Case(shown(page(headline=phrase)), load_signs()), []), phrase
