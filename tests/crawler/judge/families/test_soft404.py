"""“Not found” pages that say that all is well: by their wording, and by a probe."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.judge.families.soft404 import judge_shown_with_error, judge_soft_404
from crawler.judge.input import Case
from crawler.patterns import load_signs
from directory.model.baseline import Baseline
from directory.model.observation import Finding, Observation, Page, Probe
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import AT, JOBS, Row, chain, fine, hop, judged, prove, seen
from tests.rows import each

HOME = "https://jobs.elm.gov/"
POSTING = "https://jobs.elm.gov/listing/welder-4711"
RANDOM = "https://jobs.elm.gov/listing/qwhxkzjvbnmtrplsdfghjklqw"
MENU = "Home Services Residents Business Visitors Calendar Contact News Permits Parks " * 25


def page(title: str = "Elm County", text: str = "", headline: str = "", words: int = 0) -> Page:
    """An HTML page; of as many words as its text has, if nothing else is said."""
    return Page(title=title, headline=headline, language="en", text=text[:2000],
                words=words or len(text.split()), bytes=9000, content_type="text/html")  # fmt: skip


def shown(made: Page, url: str = POSTING, status: int = 200) -> Observation:
    return seen(hop(url, status), page=made)


def missing(says: str, made: Page, url: str = POSTING) -> Row:
    return Row(says, shown(made, url), Verdict.GONE, (Reason.SOFT_404,))


def well(says: str, made: Page, url: str = POSTING) -> Row:
    return fine(says, shown(made, url))


def perhaps(says: str, made: Page, url: str = POSTING) -> Row:
    return Row(says, shown(made, url), Verdict.OK, (Reason.MAYBE_NOT_FOUND,))


SHORT = "Use the menu above, or go back to the home page of our site."

TITLES = (
    "Page not found",
    "Page Not Found | Elm County",
    "404 Not Found",
    "Error 404",
    "HTTP Status 404 – Not Found",
    "Oops! That page can’t be found.",
    "404: Page not found",
    "Sorry, page not found",
    "Elm - 404 error",
    "File or directory not found",
    "Página no encontrada",
    "Error 404 – Página no encontrada",
    "¡Ups! Página no encontrada",
    "Página não encontrada | Condado",
    "Ops! Página não encontrada",
    "Page non trouvée",
    "Erreur 404 : page introuvable",
    "Paj la pa jwenn",
    "Nou pa jwenn paj sa a",
    "页面不存在",
    "抱歉，页面不存在",
    "404错误",
    "404页面未找到",
    "您访问的页面不存在 - 人力资源局",
    "找不到頁面",
    "錯誤 404：找不到網頁",
    "查無此頁",
    "Không tìm thấy trang",
    "Lỗi 404 - Trang không tồn tại",
    "الصفحة غير موجودة",
    "خطأ 404 | لم يتم العثور على الصفحة",
    "Страница не найдена",
    "Ошибка 404: такой страницы нет",
    "페이지를 찾을 수 없습니다",
    "404 오류 | 존재하지 않는 페이지입니다",
    "Seite nicht gefunden",
    "Pagina non trovata",
    "Nie znaleziono strony",
    "Hindi mahanap ang pahina",
    "Bogga lama helin",
    "ページが見つかりません",
    "404エラー | お探しのページは見つかりませんでした",
    "Nrhiav tsis tau nplooj ntawv",
)

STATEMENTS = (
    "Sorry, the page you requested could not be found.",
    "We’re sorry, but the page you are looking for no longer exists.",
    "The requested URL /jobs/4711 was not found on this server.",
    "We couldn’t find the page you were looking for.",
    "The resource you are looking for has been removed, had its name changed, or is "
    "temporarily unavailable.",
    "This page no longer exists.",
    "It looks like nothing was found at this location. Maybe try a search?",
    "Lo sentimos, la página que busca no existe.",
    "No encontramos la página que estás buscando.",
    "A página que você procura não foi encontrada.",
    "Não conseguimos encontrar a página que procurava.",
    "Désolé, la page que vous recherchez n’existe plus.",
    "La page demandée est introuvable.",
    "Padon, paj ou ap chèche a pa egziste ankò.",
    "Nou pa ka jwenn paj ou ap chèche a.",
    "抱歉，您访问的页面不存在或已被删除。",
    "很抱歉，找不到您要访问的页面！",
    "抱歉，您要尋找的頁面不存在。",
    "很抱歉，找不到您要瀏覽的頁面。",
    "Rất tiếc, trang bạn đang tìm kiếm không tồn tại.",
    "Chúng tôi không thể tìm thấy trang bạn yêu cầu.",
    "عذراً، الصفحة التي تبحث عنها غير موجودة.",
    "لم نتمكن من العثور على الصفحة التي طلبتها.",
    "К сожалению, запрашиваемая вами страница не найдена.",
    "Извините, такой страницы не существует.",
    "요청하신 페이지를 찾을 수 없습니다.",
    "죄송합니다. 찾으시는 페이지가 존재하지 않습니다.",
    "Die von Ihnen gesuchte Seite existiert nicht mehr.",
    "La pagina richiesta non esiste.",
    "Strona, której szukasz, nie istnieje.",
    "お探しのページは、移動または削除された可能性があります。",
    "申し訳ございません。お探しのページは見つかりませんでした。",
    "Looks like this page has gone missing.",
)

FINE_TITLES = (
    "Understanding 404 errors",
    "How we redesigned our “page not found” page",
    "Lost and found",
    "Job not found? Here is what to do",
    "What to do when a page is not found",
    "Area 404 jobs",
    "Room 404, Career center",
    "404 Main Street – Elm",
    "Found: a job for everybody",
    "The 404 Media guide",
    "No experience needed",
    "Page 404 of the county code",
    "Nothing found so far today",
    "Cómo arreglar una página no encontrada",
    "Trabajo encontrado",
    "Empleos no cubiertos",
    "Pages jaunes",
    "找不到工作怎么办",
    "找不到工作？",
    "Không tìm thấy việc làm?",
    "Не найдено работы по специальности?",
    "일자리를 찾을 수 없습니까",
)

FINE_STATEMENTS = (
    "0 jobs found.",
    "No results were found for your search.",
    "Sorry, no openings match today.",
    "If the page you requested could not be found, clear your browser’s memory.",
    "You may see “The page you requested could not be found” while we move.",
    "This page is not available in Spanish yet.",
    "Is this page no longer available?",
    "The form has been removed from the lobby.",
    "Report it when this page does not exist.",
    "Use the search to find the page you are looking for.",
    "Si la página que busca no existe, llámenos.",
    "没有找到符合条件的职位。",
    "如果您访问的页面不存在，请联系我们。",
    "Вакансий не найдено.",
    "검색 결과가 없습니다.",
    "Không tìm thấy kết quả nào.",
    "لا توجد وظائف اليوم.",
    "Aucune offre ne correspond à votre recherche.",
    "Nenhuma vaga encontrada.",
    "お探しのページが見つかりませんと表示されるときは、お電話ください。",
    "検索結果はありません。",
)

WORDING = (
    *(missing(f"a title: {title}", page(title, SHORT)) for title in TITLES),
    *(missing(f"a headline: {title}", page("Elm", SHORT, title))
      for title in TITLES if "Elm" not in title and "Condado" not in title and "局" not in title),
    *(missing(f"a sentence: {text}", page(text=text)) for text in STATEMENTS),
    *(missing(f"a sentence as a headline: {text}", page("Elm", SHORT, text))
      for text in STATEMENTS),
    *(well(f"a title: {title}", page(title, SHORT, title)) for title in FINE_TITLES),
    *(well(f"a sentence: {text}", page(text=text)) for text in FINE_STATEMENTS),
    missing("a long menu, and both title and headline", page("Page not found", MENU, "Not found")),
    missing("a long menu, title and a sentence",
            page("404 | Elm", STATEMENTS[0] + MENU, "Elm County")),
    missing("a long menu, a title, and no headline", page("Page not found", MENU)),
    missing("a Chinese error page", page("人力资源局", "抱歉，您访问的页面不存在。请返回首页。")),
    perhaps("a long page, of which only the title says so", page("Not found", MENU, "Elm County")),
    perhaps("a long page, of which only a headline says so", page("Elm", MENU, "Not found")),
    perhaps("an article that opens with it, as long as an encyclopedia's",
            page("404 not found", MENU, "404 not found", words=4000)),
    perhaps("a short article on how to mend it", page("404: how to fix it", SHORT)),
    perhaps("a number that may be a name", page("404 – Atlanta works", SHORT)),
    perhaps("a number alone", page("404", SHORT)),
    perhaps("an area code", page("404", "The area code of Atlanta since 1947.", "404")),
    missing("a number, and a line that says so", page("404", "404\nPage not found\nHome", "404")),
    missing("a number, and nothing", page("404", "404\nNothing here.\nHome", "404")),
    missing("a vague title, and a vague sentence",
            page("Nothing found – Elm", "It seems we can’t find what you’re looking for.")),
    missing("a vague title, and a sentence", page("Whoops", "Looks like this page went missing.")),
    well("a search that found nothing",
         page("Nothing found", "Sorry, but nothing matched your search.", "Nothing found")),
    well("an archive with nothing in it",
         page("Jobs | Elm", "It seems we can’t find what you’re looking for.", "Nothing found")),
    missing("a number, and a headline", page("404 – Atlanta works", SHORT, "Not found")),
    well("a long article with a sentence in it", page("Moving our site", STATEMENTS[0] + MENU)),
    well("a long Chinese article with a sentence in it",
         page("网站改版说明", STATEMENTS[14] + "本局网站近日改版，" * 60, words=2)),
    well("a headline of very many words",
         page(headline="The page you requested could not be found, said the clerk to the mayor, "
              "who then asked the council for a new site at once", words=300)),
    well("an article whose address says what it is about",
         page("404 Not Found", "All about it.", "404 Not Found"), "https://elm.gov/wiki/HTTP_404"),
    *(missing(f"an address that only happens to speak of errors: {path}",
              page("Page not found | Elm", SHORT, "Page not found"), f"https://elm.gov{path}")
      for path in ("/cases/soft404/x", "/soft-404/welder", "/about/counterterrorism.html",
                   "/errors/list/", "/404/a")),
    *(missing(f"an address that may be about errors, but title and text say so: {path}",
              page("Page not found | Elm", STATEMENTS[0]), f"https://elm.gov{path}")
      for path in ("/services/missing-children-help.html", "/services/payment-errors.html",
                   "/soft-404", "/not-found")),
    missing("an address with a number, but title and headline say so in words",
            page("找不到頁面", "請回到首頁。", "找不到頁面"), "https://elm.gov/big5-404"),
    perhaps("a home page with a sentence", page("Elm", STATEMENTS[0]), HOME),
    missing("a home page with title and sentence", page("Not found", STATEMENTS[0]), HOME),
    perhaps("a home page that is called so", page("Not found", SHORT), HOME),
    Row("a real 404 is called that and no more", shown(page("Page not found", SHORT), status=404),
        Verdict.GONE, (Reason.NOT_FOUND,)),
    Row("the way led to an error page already", chain((302, "https://jobs.elm.gov/error/404"),
        page=page("Page not found", SHORT)), Verdict.GONE, (Reason.REDIRECTED_TO_ERROR,)),
    Row("staff approved it with these words", shown(page("Not found | Elm", "A film by Elm.")),
        Verdict.OK, (Reason.OK,),
        baseline=Baseline(JOBS, Page(title="Not found | Elm", text="A film by Elm.", words=4))),
    Row("staff call it by that title, as a list of links did", shown(page("Page not found", SHORT)),
        Verdict.GONE, (Reason.SOFT_404,), names=("Page not found",)),
)  # fmt: skip


# --- by probe ------------------------------------------------------------------

ARTICLE = page("Welding jobs", MENU, "Welding jobs")
GENERIC = page("Elm County", MENU, "Welcome")
SHELL = msgspec.structs.replace(page("Jobs", ""), furniture=3)
LANDING = "https://jobs.elm.gov/search"


def probed(
    observation: Observation, *, status: int | None = 200, alike: float | None = None,
    title: str = "Elm County", hops: int = 1, final: str = RANDOM, home: float | None = None,
) -> Observation:  # fmt: skip
    """The same look, with a probe of the folder beside it."""
    probe = Probe(RANDOM, AT, status=status, final_url=final, hops=hops, title=title,
                  alike=alike, home_alike=home)  # fmt: skip
    return msgspec.structs.replace(observation, probe=probe)


def gone_by(says: str, observation: Observation) -> Row:
    return Row(says, observation, Verdict.GONE, (Reason.SOFT_404,))


def noted(says: str, observation: Observation, reason: Reason) -> Row:
    return Row(says, observation, Verdict.OK, (reason,))


def landed(made: Page, begins: str = POSTING, final: str = LANDING, **facts: object) -> Observation:
    """A link that is redirected to where the probe is redirected too."""
    look = chain((302, LANDING), begins=begins, page=made)
    return probed(look, hops=2, final=final, **facts)  # type: ignore[arg-type]


APPROVED = Baseline(POSTING, Page(title="Elm County", text=MENU[:2000], words=250))

PROBE = (
    gone_by("the same page for any address", probed(shown(GENERIC), alike=0.99)),
    gone_by("just as much alike as counts", probed(shown(GENERIC), alike=0.95)),
    gone_by("the same page, and the home page is another",
            probed(shown(GENERIC), alike=1.0, home=0.4)),
    gone_by("redirected to where everything is redirected", landed(GENERIC)),
    noted("alike, with a title of its own", probed(shown(ARTICLE), alike=0.97),
          Reason.MAYBE_NOT_FOUND),
    noted("much alike, with the same title", probed(shown(GENERIC), alike=0.85),
          Reason.MAYBE_NOT_FOUND),
    noted("the home page comes for everything", probed(shown(GENERIC), alike=1.0, home=0.99),
          Reason.CANNOT_TELL),
    noted("one frame of an application for everything",
          probed(shown(SHELL), alike=1.0, title="Jobs"), Reason.CANNOT_TELL),
    noted("everything is redirected to the frame of an application", landed(SHELL),
          Reason.CANNOT_TELL),
    noted("everything is redirected to a page that has the name of the link's",
          landed(page("Find a welder", MENU)), Reason.MAYBE_NOT_FOUND),
    noted("much alike, and a note for its title already",
          probed(shown(page("Not found", MENU, "Elm")), alike=0.97), Reason.MAYBE_NOT_FOUND),
    Row("everything is under maintenance: that says it all",
        probed(shown(page("Site under maintenance", SHORT)), alike=1.0, title="x"),
        Verdict.FAILING, (Reason.MAINTENANCE,)),
    Row("everything moved for good to one page: staff are asked about it",
        probed(chain((301, LANDING), begins=POSTING, page=GENERIC), hops=2, final=LANDING),
        Verdict.MOVED, (Reason.PERMANENT_REDIRECT, Reason.MAYBE_NOT_FOUND), LANDING),
    fine("everything goes through a chain of three", probed(
        chain((302, JOBS), (302, RANDOM), (302, LANDING), begins=POSTING, page=GENERIC),
        hops=4, final=LANDING)),
    fine("much alike, with a title of its own", probed(shown(ARTICLE), alike=0.9)),
    fine("not alike", probed(shown(GENERIC), alike=0.6)),
    fine("nothing to compare", probed(shown(GENERIC))),
    fine("the host is honest", probed(shown(GENERIC), status=404, alike=1.0)),
    fine("the probe failed", probed(shown(GENERIC), status=None, alike=1.0)),
    fine("the probe met a server error", probed(shown(GENERIC), status=503, alike=1.0)),
    fine("a home page", probed(shown(GENERIC, HOME), alike=1.0)),
    Row("every page moved to https", probed(
        chain((301, POSTING), begins=POSTING.replace("https", "http"), page=ARTICLE), hops=2),
        Verdict.MOVED, (Reason.HTTPS_UPGRADE,), POSTING),
    fine("link and probe were redirected to pages of their own",
         landed(ARTICLE, final="https://jobs.elm.gov/new/qwhx")),
    fine("the probe took one hop more",
         probed(chain((302, LANDING), begins=POSTING, page=GENERIC), hops=3, final=LANDING)),
    fine("redirected to the link's own address with a slash", probed(
        chain((302, POSTING + "/"), begins=POSTING, page=ARTICLE), hops=2, final=POSTING + "/")),
    fine("a page that asks everybody to sign in", probed(
        shown(msgspec.structs.replace(GENERIC, password_field=True)), alike=1.0)),
    Row("everything is redirected home: said once", probed(
        chain((302, HOME), begins=POSTING, page=GENERIC), hops=2, final=HOME),
        Verdict.GONE, (Reason.REDIRECTED_TO_HOME,)),
    Row("what staff approved", probed(shown(GENERIC), alike=1.0), Verdict.OK, (Reason.OK,),
        baseline=APPROVED),
    fine("a file", probed(seen(hop(POSTING), page=Page(is_html=False, bytes=9)), alike=1.0)),
)  # fmt: skip


# --- shown with an error -------------------------------------------------------


def with_error(
    says: str, made: Page | None, *more: Reason, status: int = 404,
    baseline: Baseline | None = None, url: str = POSTING,
) -> Row:  # fmt: skip
    first = {404: Reason.NOT_FOUND, 410: Reason.GONE}[status]
    look = seen(hop(url, status), page=made)
    return Row(says, look, Verdict.GONE, (first, *more), baseline=baseline)


NOTE = Reason.SHOWN_WITH_ERROR
SHOWN = (
    with_error("a page that has words of the address", page("Welder in Elm", MENU), NOTE),
    with_error("the same with 410", page("Welder in Elm", MENU), NOTE, status=410),
    with_error("the approved page", page("Elm County", MENU), NOTE, baseline=APPROVED),
    with_error("an application's frame", SHELL, NOTE),
    with_error("a menu of hundreds of words", page("Elm County", MENU)),
    with_error("a menu, and another title than approved", page("Oak County", MENU),
               baseline=APPROVED),
    with_error("a menu, and a sentence in it",
               page("Welder", f"{MENU[:300]} Page not found. {MENU}")),
    with_error("a title that says so", page("Not found: welder", MENU, "Not found")),
    with_error("few words", page("Welder in Elm", "Apply today.")),
    with_error("no title", page("", MENU)),
    with_error("no page", None),
    with_error("a file", Page(title="Welder", is_html=False, bytes=9, words=200)),
)  # fmt: skip

ROWS = (*WORDING, *PROBE, *SHOWN)


@each("row", WORDING, ids=str)
def test_wording_counts_where_a_page_speaks_of_itself(row: Row) -> None:
    prove(row)


@each("row", PROBE, ids=str)
def test_a_page_that_comes_for_everything_is_no_page(row: Row) -> None:
    prove(row)


@each("row", SHOWN, ids=str)
def test_a_whole_page_beside_an_error_is_noted(row: Row) -> None:
    prove(row)


def findings(observation: Observation, **known: object) -> list[Finding]:
    return judge_soft_404(Case(observation, load_signs(), **known), [])  # type: ignore[arg-type]


def test_the_evidence_quotes_the_page() -> None:
    [by_title] = findings(shown(page("Page not found | Elm", SHORT)))
    assert by_title.evidence == "its title is “Page not found | Elm”"
    [by_headline] = findings(shown(page("Elm", SHORT, "Page not found")))
    assert by_headline.evidence == "its headline is “Page not found”"
    [by_text] = findings(shown(page("Elm", "Hello. This page no longer exists. Bye.")))
    assert by_text.evidence == "it says “This page no longer exists.”"
    by_probe = judged(probed(shown(GENERIC), alike=1.0)).worst
    assert RANDOM in by_probe.evidence


def test_a_long_quotation_is_cut() -> None:
    long = "This page no longer exists " + "and neither does another one " * 20
    [finding] = findings(shown(page("Elm", long)))
    assert len(finding.evidence) <= 140
    assert finding.evidence.endswith("…”")


@pytest.mark.parametrize("status", [199, 301, 403, 500])
def test_only_a_page_that_came_is_looked_at(status: int) -> None:
    assert findings(shown(page("Page not found", SHORT), status=status)) == []


@pytest.mark.parametrize("name", ["titles", "statements"])
def test_each_phrase_of_the_lists_is_found_as_a_headline(name: str) -> None:
    for phrase in load_signs()[f"soft404.{name}"].members:
        assert findings(shown(page("Elm", SHORT, phrase))), phrase


_WORDS = st.lists(
    st.sampled_from(
        ["page", "not", "found", "404", "the", "you", "requested", "if", "?", ".", "—", "|", "页面",
         "不存在", "error", "", "could", "be", "exists", "no", "longer", "this", "é", "\0"]
    ),
    max_size=12,
).map(" ".join)  # fmt: skip


@pytest.mark.slow
@given(_WORDS, _WORDS, _WORDS, st.integers(0, 3000), st.none() | st.floats(0, 1))
def test_any_page_is_judged_the_same_twice(
    title: str, headline: str, text: str, words: int, alike: float | None
) -> None:
    look = probed(shown(page(title, text, headline, words)), alike=alike, title=title)
    case = Case(look, load_signs(), Baseline(JOBS, Page(title=text, text=title)), (headline,))
    assert judge_soft_404(case, []) == judge_soft_404(case, [])
    assert len(judge_soft_404(case, [])) <= 1
    assert judge_shown_with_error(case, []) == []
