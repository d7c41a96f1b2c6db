"""Closed postings, sites under maintenance, and pages that merely speak of either."""

from crawler.simulation.behaviour import Behaviour, everywhere
from crawler.simulation.demo_behaviours import CLOSED_POSTING, a_page, for_all, said
from crawler.simulation.pages import html
from crawler.simulation.site import Reply, reply
from directory.model.reasons import Reason

_STAYS = "One posting is closed; the page as a whole works as it should."
_DOWN = "There is nothing on the page but the notice; it will be back."
_ABOUT = "The words stand on a page that works; they do not speak of the site."
_DUTIES = (
    "You join plates by arc and torch, read drawings, keep the shop in order and teach two "
    "apprentices what you know. The work is by day, in Ashford, with tools and boots provided. "
)


def _closed(name: str, title: str, text: str, tongue: str, language: str) -> Behaviour:
    return Behaviour(
        f"posting-closed-{name}", f"Says in {tongue} that the posting is closed.",
        Reason.POSTING_CLOSED, CLOSED_POSTING,
        everywhere(a_page(said(title, title, text, language=language))), by_content=True,
        one_page=True,
    )  # fmt: skip


def _down(name: str, does: str, answer: Reply) -> Behaviour:
    return Behaviour(
        name, does, Reason.MAINTENANCE, _DOWN, everywhere(for_all(answer)), by_content=True
    )


def _fine(name: str, does: str, answer: Reply, why: str) -> Behaviour:
    return Behaviour(name, does, Reason.OK, why, everywhere(a_page(answer)), one_page=True)


def _list_with_one_closed() -> Reply:
    entries = ("Welder, Ashford", "Nurse, Dunmore", "Bus driver, Ironton", "Line cook, Juniper")
    listed = "".join(f"<li>{entry}. Full time. <a href='#'>Apply now</a></li>" for entry in entries)
    closed = "<li>Librarian, Kingsley. This position has been filled.</li>"
    return reply(200, html("Work in Elm", f"<h1>Work in Elm</h1><ul>{closed}{listed}</ul>"))


def _under_menu() -> Reply:
    menu = "".join(f"<li><a href='#'>{entry}</a></li>" for entry in ("Jobs", "Training", "Courses"))
    said_so = (
        "<p>This position has been filled.</p><p>Full time. Salary: $48,000. Posted: May 2</p>"
    )
    return reply(200, html("Electrician | Elm", f"<ul>{menu}</ul><h1>Electrician</h1>{said_so}"))


def _beside_a_closed_one() -> Reply:
    similar = "<h3>Similar jobs</h3><ul><li>Clerk II – this position has been filled.</li></ul>"
    return reply(200, html("Clerk I", f"<h1>Clerk I</h1><a href='#'>Apply now</a>{similar}"))


ROWS = (
    _closed("filled", "Job posting | Welder", "This position has been filled. Thank you for your "
            "interest.", "other words of English", "en"),
    _closed("spanish", "Soldador", "Esta vacante ya no está disponible.", "Spanish", "es"),
    _closed("portuguese", "Soldador", "Esta vaga já foi encerrada.", "Portuguese", "pt"),
    _closed("french", "Soudeur", "Cette offre n’est plus disponible.", "French", "fr"),
    _closed("haitian", "Soudè", "Pòs sa a pa disponib ankò.", "Haitian Creole", "ht"),
    _closed("chinese", "焊工", "抱歉，该职位已停止招聘。", "Chinese", "zh-Hans"),
    _closed("vietnamese", "Thợ hàn", "Việc làm này đã hết hạn nộp hồ sơ.", "Vietnamese", "vi"),
    _closed("arabic", "لحام", "هذه الوظيفة لم تعد متاحة.", "Arabic", "ar"),
    _closed("russian", "Сварщик", "Эта вакансия закрыта.", "Russian", "ru"),
    _closed("korean", "용접공", "이 채용공고는 마감되었습니다.", "Korean", "ko"),
    _closed("above-duties", "Welder", f"This job posting has expired. {_DUTIES * 8}",
            "a line above all the duties,", "en"),
    Behaviour(
        "posting-closed-under-menu", "Says below a menu with “Training” that the job is filled.",
        Reason.POSTING_CLOSED, CLOSED_POSTING, everywhere(a_page(_under_menu())), by_content=True,
        one_page=True,
    ),
    _fine("open-beside-a-closed-one", "Is an open posting; a similar one has been filled.",
          _beside_a_closed_one(), "The posting itself is open."),
    _fine("questions-of-applicants", "Answers what “no longer accepting applications” means.",
          said("Questions of applicants", "Questions of applicants",
               "What does “no longer accepting applications” mean? The position has been filled or "
               "the closing date has passed."), _STAYS),
    _fine("list-with-one-closed", "Lists five postings, of which one has been filled.",
          _list_with_one_closed(), _STAYS),
    _fine("closed-postings-archive", "Is the archive of closed postings.",
          said("Closed positions archive", "Closed positions archive",
               "Each line is a posting that is closed. Welder, Ashford, 2025. Nurse, Dunmore, "
               "2024."), _STAYS),
    _fine("posting-policy", "Explains when a posting is taken down.",
          said("How long postings stay", "How long postings stay",
               "A posting stays until the position has been filled. If this job is no longer "
               "available, its page says so."), _STAYS),
    _fine("course-closed", "Is a course that takes no more applications this spring.",
          said("Welding for beginners", "Welding for beginners",
               "This course is no longer accepting applications. The next one begins in May."),
          "The course will open again, and its page tells when."),
    _down("maintenance-200", "Says “under maintenance” with 200, whatever is asked for.",
          said("Site under maintenance", "We’ll be right back", "Thank you for your patience.")),
    _down("maintenance-sentence", "Says in a sentence that it is under maintenance, with 200.",
          said("Elm County", "Elm County", "Our site is currently undergoing scheduled "
               "maintenance.")),
    _down("maintenance-spanish", "Says “en mantenimiento” with 200.",
          said("Sitio en mantenimiento", "Volvemos pronto", "Gracias por su paciencia.",
               language="es")),
    _fine("maintenance-announced", "Announces a maintenance next Sunday above its real contents.",
          said("Elm works", "Elm works", "The site will be down for maintenance on Sunday from 8 "
               "to 10.", _DUTIES * 6), _ABOUT),
    _fine("maintenance-worker", "Is a posting for a maintenance worker.",
          said("Maintenance worker", "Maintenance worker", "You keep buildings under repair in "
               "order. " + _DUTIES), _ABOUT),
)  # fmt: skip
