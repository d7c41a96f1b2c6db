"""“Not found” pages with a status that says all is well, and pages that are none.

Each of these hosts answers an address that cannot exist as the row says: the
missing page's host answers it likewise, an honest one with 404.
"""

from crawler.simulation.behaviour import Behaviour, Build, everywhere, own_page
from crawler.simulation.demo_behaviours import LINK_PATH, SAYS_SO, a_page, for_all, onward, said
from crawler.simulation.pages import html, page_reply
from crawler.simulation.site import Answer, Request, reply
from directory.model.reasons import Reason

_WORKS = "The words stand on a page that works; they do not speak of it."
_SPANISH = "Use el menú para volver a la página de inicio."
_MENU = (
    "Residents", "Business", "Visitors", "Government", "Departments", "Permits and licences",
    "Parks and recreation", "Roads and bridges", "Water and sewers", "Public safety", "Library",
    "Property taxes", "Marriage licences", "Meetings and minutes", "Bids and tenders", "Calendar",
    "News and notices", "Contact us", "Site map", "Privacy", "Languages", "Emergency alerts",
    "Animal services", "Building inspection", "Records requests", "Elections", "Courts", "Juries",
    "Health clinics", "Senior centres", "Youth programmes", "Bus routes", "Recycling", "Snow roads",
    "Volunteer boards", "Ordinances", "Budget and audits", "Maps and data", "Farmers market",
    "Boat launches", "Camp sites", "Street lights", "Tree planting", "Noise complaints",
)  # fmt: skip
_DUTIES = (
    "You will greet visitors, answer the telephone and keep the calendar of three departments. ",
    "You write letters in plain words and file them where others find them again. ",
    "Two years in an office are asked for, and a driving licence is of use. ",
    "The post is paid by the hour, with health insurance and four weeks of leave. ",
)


def menu(times: int = 3) -> str:
    """A menu as the sites of counties have it, of some 80 words each time."""
    return f"<ul>{''.join(f'<li>{entry}</li>' for entry in _MENU * times)}</ul>"


def _missing(
    name: str, language: str, title: str, text: str, *, tongue: str, headline: str = ""
) -> Behaviour:
    return Behaviour(
        f"soft-404-{name}", f"Shows “{title}” in {tongue} with 200.", Reason.SOFT_404, SAYS_SO,
        everywhere(for_all(said(title, headline or title, text, language=language))),
        by_content=True,
    )  # fmt: skip


def _fine(name: str, does: str, answer: Answer, *, path: str = LINK_PATH) -> Behaviour:
    build = everywhere(a_page(answer, path))
    link = "https://{host}" + path
    return Behaviour(name, does, Reason.OK, _WORKS, build, link=link, one_page=True)


def _probed(name: str, does: str, reason: Reason, why: str, build: Build) -> Behaviour:
    return Behaviour(name, does, reason, why, build, by_content=True)


def _all_redirected(request: Request) -> Answer:
    if request.path in ("/", "/welcome"):
        return own_page(request)
    return onward(302, "/welcome")


def _all_home(request: Request) -> Answer:
    return page_reply(request.host)


_WITH_MENU = reply(200, html("Page not found | Elm County", (
    f"{menu()}<h1>Page not found</h1><p>We could not find what you asked for.</p>")))  # fmt: skip
_SERVER_WORDS = said(
    "Elm County", "Elm County", "The requested URL /jobs was not found on this server."
)
_GENERIC = reply(200, html("Elm County", f"<h1>Welcome</h1>{menu()}<p>Choose from the menu.</p>"))
_SHELL = reply(200, html("Elm works", '<div id="app"></div>', head=(
    '<script type="module" src="/app.js"></script>')))  # fmt: skip
_SHELL_404 = reply(404, html("Elm works", '<div id="app"></div>', head=(
    '<script type="module" src="/app.js"></script>')))  # fmt: skip
_REMOVED = said(
    "Office clerk, Elm County", "Office clerk", "".join(_DUTIES * 6),
    "A sentence on overtime has been removed. The page you requested could not be found is what "
    "the old system said to many applicants.",
)  # fmt: skip

_NO_PAYMENTS = said(
    "Page not found | Elm", "Page not found", "Sorry, the page you requested does not exist."
)
_HOURS = "<h1>Service center</h1><p>Walk in from 9 to 5, without an appointment.</p>"
_HIDDEN = reply(200, html("Service center | Elm", (
    f"{_HOURS}<div style='display:none'><h1>Page not found</h1><p>Sorry, the page you requested "
    "does not exist.</p></div>")))  # fmt: skip
_DIALOG = reply(200, html("Service center | Elm", (
    f"{_HOURS}<dialog><h1>Access denied</h1></dialog>")))  # fmt: skip

ROWS = (
    _missing("spanish", "es", "Página no encontrada", _SPANISH, tongue="Spanish"),
    _missing("portuguese", "pt", "Página não encontrada", "Volte à página inicial.",
             tongue="Portuguese"),
    _missing("french", "fr", "Page introuvable", "Retournez à l’accueil.", tongue="French"),
    _missing("haitian", "ht", "Nou pa jwenn paj la", "Tounen nan paj akèy la.",
             tongue="Haitian Creole"),
    _missing("chinese-simplified", "zh-Hans", "人力资源局",
             "请检查网址，或返回首页。", headline="抱歉，您访问的页面不存在",
             tongue="simplified Chinese"),
    _missing("chinese-traditional", "zh-Hant", "找不到網頁", "請檢查網址，或回到首頁。",
             tongue="traditional Chinese"),
    _missing("vietnamese", "vi", "Không tìm thấy trang", "Hãy quay lại trang chủ.",
             tongue="Vietnamese"),
    _missing("arabic", "ar", "الصفحة غير موجودة", "يرجى العودة إلى الصفحة الرئيسية.",
             tongue="Arabic"),
    _missing("russian", "ru", "Страница не найдена", "Вернитесь на главную страницу.",
             tongue="Russian"),
    _missing("korean", "ko", "페이지를 찾을 수 없습니다", "처음 화면으로 돌아가 주십시오.",
             tongue="Korean"),
    _missing("sentence", "en", "Elm County", "Sorry, the page you requested could not be found.",
             headline="Elm County", tongue="a sentence of English"),
    _probed("soft-404-server-words", "Shows a server's own words for 404, with 200.",
            Reason.SOFT_404, SAYS_SO, everywhere(for_all(_SERVER_WORDS))),
    _probed("soft-404-under-menu", "Shows “Page not found” below a menu of 200 words, with 200.",
            Reason.SOFT_404, SAYS_SO, everywhere(for_all(_WITH_MENU))),
    _probed("soft-404-generic", "Answers every path but the home page by one page of menus.",
            Reason.SOFT_404, "An address that cannot exist brings the very same page.",
            everywhere(for_all(_GENERIC))),
    _probed("soft-404-landing", "Redirects every path but the home page to one landing page.",
            Reason.SOFT_404, "An address that cannot exist leads to the very same page.",
            everywhere(_all_redirected)),
    _probed("frame-for-all", "Sends the frame of a JavaScript application for every path.",
            Reason.CANNOT_TELL, "Only the browser that fills the frame knows whether the page "
            "exists.", everywhere(lambda _request: _SHELL)),
    _probed("home-for-all", "Sends its home page for every path.", Reason.CANNOT_TELL,
            "It may be a site of one page, which is found under any address.",
            everywhere(_all_home)),
    Behaviour(
        "home-where-all-answer", "Is the home page of a host that sends it for every path.",
        Reason.OK, "A home page is what it is, whatever other addresses bring.",
        everywhere(_all_home), link="https://{host}/",
    ),
    Behaviour(
        "frame-with-404", "Sends the frame of an application for every path, with 404.",
        Reason.NOT_FOUND, "The status counts; but a browser may well show the page.",
        everywhere(lambda _request: _SHELL_404), notes=(Reason.SHOWN_WITH_ERROR,),
    ),
    _missing("japanese", "ja", "お探しのページは見つかりませんでした",
             "トップページへお戻りください。", tongue="Japanese"),
    _missing("whoops", "en", "Whoops", "Looks like this page has gone missing.",
             tongue="a light-hearted tone"),
    _missing("nothing-found", "en", "Nothing found", "It seems we can’t find what you’re looking "
             "for. Perhaps searching can help.", tongue="WordPress’s words"),
    _fine("hidden-message", "Has a “page not found” message that a browser does not show.",
          _HIDDEN),
    _fine("hidden-dialog", "Has a dialog “Access denied” that waits for its button.", _DIALOG),
    _fine("article-on-404", "Is an article on what to do about errors called 404.",
          said("Understanding 404 errors | Elm library", "Understanding 404 errors",
               "A page not found is a page that moved. " * 12)),
    _fine("article-on-error-pages", "Is a short article on a new “page not found” page.",
          said("How we redesigned our “page not found” page", "How we redesigned our page",
               "Visitors who saw “The page you requested could not be found” went away. Now we "
               "offer them a search.")),
    _fine("lost-and-found", "Is the lost-property office.",
          said("Lost and found", "Lost and found", "Umbrellas not found here are at the depot.")),
    _fine("long-page-with-removed", "Is a long posting in which “has been removed” occurs.",
          _REMOVED),
    _fine("no-jobs-found", "Is a search that finds nothing today.",
          said("Job search", "Job search", "0 jobs found.", "No results were found for your "
               "search. Try other words, or come back tomorrow.")),
    _fine("help-on-missing-pages", "Tells visitors what to do if a page is missing.",
          said("Using our site", "Using our site", "If the page you requested could not be found, "
               "look for it in the site map.")),
    _fine("wiki-on-404", "Is an encyclopedia's page on the error itself.",
          said("HTTP 404", "HTTP 404", "The error 404 says that a page was not found. " * 12),
          path="/wiki/HTTP_404"),
    Behaviour(
        "soft-404-payment-errors", "Shows “Page not found” at an address that has “errors” in it.",
        Reason.SOFT_404, SAYS_SO, everywhere(for_all(_NO_PAYMENTS)),
        link="https://{host}/services/payment-errors.html", by_content=True,
    ),
)  # fmt: skip
