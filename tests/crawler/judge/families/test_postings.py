"""Closed postings, and the lists and explanations that speak of them."""

import pytest

from crawler.judge.families.postings import judge_postings
from crawler.judge.input import Case
from crawler.patterns import load_signs
from directory.model.baseline import Baseline
from directory.model.observation import Observation, Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import Row, fine, hop, prove, seen
from tests.rows import each

POSTING = "https://elm.gov/jobs/4711"
COURSE = "https://elm.gov/learn/welding"
DUTIES = "You join plates by arc and torch, read drawings, and keep the shop in order. " * 25
ENTRY = "Line cook, Ashford. Full time. Apply by Friday. "


def page(title: str = "Elm County", text: str = "", headline: str = "") -> Page:
    return Page(title=title, headline=headline, language="en", text=text[:2000],
                words=len(text.split()), bytes=9000, content_type="text/html")  # fmt: skip


def shown(made: Page, url: str = POSTING, status: int = 200) -> Observation:
    return seen(hop(url, status), page=made)


def closed(says: str, made: Page, url: str = POSTING) -> Row:
    return Row(says, shown(made, url), Verdict.GONE, (Reason.POSTING_CLOSED,))


def well(says: str, made: Page, url: str = POSTING) -> Row:
    return fine(says, shown(made, url))


HEADINGS = (
    "Job closed",
    "This job has expired | Elm County",
    "Position filled - Elm",
    "Oferta cerrada",
    "Sorry, this job is no longer available",
    "Vaga encerrada",
    "Offre pourvue",
    "Djòb sa a fèmen",
    "该职位已关闭",
    "此職缺已關閉",
    "Tin tuyển dụng đã hết hạn",
    "تم شغل هذه الوظيفة",
    "Вакансия в архиве",
    "마감된 채용공고입니다",
    "Stelle besetzt",
    "Annuncio scaduto",
    "Oferta wygasła",
    "We’re sorry, the job you are looking for is no longer available",
)

STATEMENTS = (
    "This position has been filled.",
    "This job is no longer accepting applications.",
    "Sorry, this job posting has expired.",
    "The job you are looking for is no longer open.",
    "This vacancy is now closed.",
    "We are no longer accepting applications for this position.",
    "Esta vacante ya no está disponible.",
    "Este puesto ya ha sido cubierto.",
    "Esta vaga já foi encerrada.",
    "Cette offre n’est plus disponible.",
    "Ce poste est déjà pourvu.",
    "Pòs sa a pa disponib ankò.",
    "抱歉，该职位已停止招聘。",
    "很抱歉，此職缺已關閉。",
    "Việc làm này đã hết hạn nộp hồ sơ.",
    "هذه الوظيفة لم تعد متاحة.",
    "Эта вакансия закрыта.",
    "이 채용공고는 마감되었습니다.",
    "Diese Stelle ist leider nicht mehr verfügbar.",
    "Questa offerta è scaduta.",
    "Ta oferta pracy jest już nieaktualna.",
)

FINE_HEADINGS = (
    "Closed positions archive", "How to tell that a position has been filled", "Open positions",
    "Position filled: a letter to those who were not chosen – how to write it", "Job closing",
    "No longer accepting applications? Here is what it means", "Jobs filled last year",
    "Filled positions", "Closing date: Friday", "Vacantes", "职位列表", "Вакансии",
)  # fmt: skip

FINE_STATEMENTS = (
    "0 jobs found.", "No vacancies today; come back each week.",
    "Postings stay here until the position has been filled.",
    "If this job is no longer available, tell us.", "Is this job no longer available?",
    "We take a posting down once this position has been filled.",
    "The office is closed on Sundays.", "Applications for the position are welcome.",
    "Si esta vacante ya no está disponible, avísenos.", "如果该职位已关闭，请联系我们。",
    "Если вакансия закрыта, напишите нам.", "The position is open until filled.",
    "This position in the welding course is closed; this course has been filled.",
)  # fmt: skip

ROWS = (
    *(closed(f"a title: {heading}", page(heading, "See our other jobs.")) for heading in HEADINGS),
    *(closed(f"a headline: {heading}", page("Elm", "See our other jobs.", heading))
      for heading in HEADINGS),
    *(closed(f"a sentence: {text}", page("Welder", text)) for text in STATEMENTS),
    *(closed(f"a sentence above all the duties: {text}", page("Welder", f"{text} {DUTIES}"))
      for text in STATEMENTS),
    *(well(f"a heading: {heading}", page(heading, "Hello.", heading)) for heading in FINE_HEADINGS),
    *(well(f"a sentence: {text}", page("Welder", text)) for text in FINE_STATEMENTS),
    closed("a job that takes no more applications",
           page("Welder", "No longer accepting applications.")),
    closed("a headline over all the duties", page("Welder", DUTIES, "This job is closed")),
    closed("few words under the title of a list",
           page("Careers | Job openings", "This position has been filled.")),
    well("a course that takes no more applications",
         page("Welding for beginners", "No longer accepting applications."), COURSE),
    well("a course whose address speaks of jobs",
         page("A course for your next job", "No longer accepting applications."), POSTING),
    well("duties, and at the very end a sentence",
         page("Welder", f"{DUTIES} This position has been filled.")),
    well("a list of postings of which one is closed",
         page("Work in Elm", f"Nurse. This position has been filled. {ENTRY * 3}")),
    well("a list by its title, of which one is closed",
         page("Open positions", f"This position has been filled. {ENTRY}")),
    well("a long list by its title, of which the first is closed",
         page("Job openings", f"This position has been filled. {DUTIES}")),
    well("a page on how we post", page("Posting policy", "This posting has expired means that the "
         "closing date is over. " * 6)),
    Row("the approved page said so", shown(page("Welder", STATEMENTS[0])), Verdict.OK,
        (Reason.OK,),
        baseline=Baseline(POSTING, Page(title="Welder", text=STATEMENTS[0], words=5))),
    Row("the approved page had a title that said so", shown(page("Job closed", "Hello.")),
        Verdict.OK, (Reason.OK,), baseline=Baseline(POSTING, Page(title="Job closed", words=50))),
    Row("the approved page did not say so", shown(page("Welder", STATEMENTS[0])), Verdict.GONE,
        (Reason.POSTING_CLOSED,),
        baseline=Baseline(POSTING, Page(title="Welder", text=DUTIES[:300], words=60))),
    closed("a line below a menu of courses",
           page("Electrician", "Home\nTraining\nWorkshop\nThis position has been filled.\nElm")),
    closed("a posting with its hours, pay and date",
           page("Electrician", "This position has been filled.\nFull time. Salary: $48,000. "
                "Posted: Jan 3.")),
    closed("above a list of similar ones",
           page("Welder", f"This position has been filled.\nSimilar jobs\n{ENTRY * 4}")),
    closed("one of two cases, in one sentence",
           page("Welder", "This position has been filled or is no longer available.")),
    well("an open one, and a similar one that is filled",
         page("Clerk I", "Clerk I. City hall.\nSimilar jobs\nClerk II – this position has been "
              "filled.")),
    well("an open one with others below that are closed",
         page("Clerk I", "City hall.\nApply now\nClerk II – no longer accepting applications")),
    well("an answer to a question", page("Applying", "What does “closed” mean? The position has "
         "been filled.")),
    well("one of several cases", page("Applying", "The position has been filled or the closing "
         "date has passed.")),
    well("a condition behind it",
         page("Applying", "This position has been filled if it is not listed.")),
    *(well(f"a page of answers: {title}", page(title, STATEMENTS[0]))
      for title in ("FAQ | Elm", "Frequently asked questions about applying",
                    "How we fill positions")),
    well("no words at all in the heading", page("", ENTRY * 2)),
)  # fmt: skip


@each("row", ROWS, ids=str)
def test_a_posting_is_closed_when_its_own_page_says_so(row: Row) -> None:
    prove(row)


def test_the_evidence_quotes_the_page() -> None:
    signs = load_signs()
    [by_title] = judge_postings(Case(shown(page("Job closed", "Hello.")), signs), [])
    assert by_title.evidence == "its heading is “Job closed”"
    [by_text] = judge_postings(Case(shown(page("Welder", f"Hello. {STATEMENTS[0]}")), signs), [])
    assert by_text.evidence == "it says “This position has been filled.”"


@pytest.mark.parametrize("status", [404, 410, 500, 301])
def test_only_a_page_that_came_is_looked_at(status: int) -> None:
    look = shown(page("Job closed", "Hello."), status=status)
    assert judge_postings(Case(look, load_signs()), []) == []


@pytest.mark.parametrize("name", ["titles", "statements"])
def test_each_phrase_of_the_lists_is_found_as_a_headline(name: str) -> None:
    for phrase in load_signs()[f"postings.{name}"].members:
        case = Case(shown(page("Elm", "Hello.", phrase)), load_signs())
        assert judge_postings(case, []), phrase
