"""Pages held against the approved ones: whose they are now, and what is no drift at all."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from crawler.judge.families.drift import cosine, explained
from crawler.judge.text.language import written_in
from crawler.judge.text.name_match import bears, bears_host, hints_at, own_label, telling_words
from directory.model.baseline import Baseline, baseline_of
from directory.model.observation import Finding, Observation, Page
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from tests.crawler.judge.building import Row, chain, hop, judged, prove, seen
from tests.rows import each

ELM = "https://jobs.elm.example/"
OAK = "https://www.oak.example/"
NAMES = ("Elm County Workforce Center", "Elm County")
CHANGED = Verdict.CHANGED

CENTER = (
    "The Elm County Workforce Center helps residents find work, from the first résumé to the "
    "first day on the job. Counsellors meet visitors without an appointment on weekdays. "
    "Employers post openings at no cost; welders, nurses and electricians are wanted most."
)
GARDEN = (
    "Verdant Living ships teak benches, parasols and wicker sofas to every doorstep. Cushions "
    "come in sage, terracotta and navy, with washable covers. Read how to oil hardwood before "
    "winter, which lanterns survive storms, and why steel outlasts iron near salt water. "
    "Spring sale: hammocks, fire pits and raised beds while stocks last."
)
SPANISH = (
    "Vendemos muebles de jardín para toda la familia, y los precios son muy bajos. Las mesas de "
    "madera y las sillas se entregan en tres días por todo el país. Para más información sobre "
    "los colores de la temporada, llame a nuestra tienda o visite el catálogo del año."
)
RUSSIAN = "Мы продаём садовую мебель: скамейки, столы и качели из тикового дерева. " * 6
CASINO = (
    "Spin to win with 200 free spins and a no deposit bonus. Live dealer tables offer blackjack "
    "and roulette; the sportsbook has the best odds. Every jackpot is paid in real money."
)
NEWS = (
    "Snow closes both branches until noon. A grant lets machinists retrain. Nominations for "
    "mentor of the year are due in December, and the cannery hires forty packers."
)

#: A few of the approved words, and much that is new.
SOMEWHAT_LIKE = (
    "Residents find a pool here, from May to the first cool evening. Swimmers like lifeguards "
    "at noon; towels, lockers and lemonade cost little. Slides begin at one, and mothers rest."
)


def page(title: str, text: str, *, headline: str = "", **more: int | bool) -> Page:
    count = len(text.split())
    made = Page(
        title=title, headline=headline, text=text[:2000], words=count, bytes=900 + 6 * count,
        content_type="text/html", furniture=3,
    )  # fmt: skip
    return structs.replace(made, **more)


def approved(there: Page, href: str = ELM) -> Baseline:
    baseline = baseline_of(seen(hop(href), page=there))
    assert baseline is not None
    return baseline


APPROVED = approved(page("Elm County Workforce Center", CENTER))


def row(
    says: str,
    now: Page | Observation,
    *reasons: Reason,
    before: Baseline | None = APPROVED,
    names: tuple[str, ...] = (),
) -> Row:
    observation = now if isinstance(now, Observation) else seen(hop(ELM), page=now)
    reasons = reasons or (Reason.OK,)
    return Row(
        says, observation, Finding(reasons[0]).verdict, reasons, baseline=before, names=names
    )  # fmt: skip


GARDEN_PAGE = page("Teak benches | Verdant Living", GARDEN)
CASINO_PAGE = page("Best online casino bonus", CASINO)
MOVED_TO_OAK = chain((302, OAK), begins=ELM, page=GARDEN_PAGE)

CHANGES: tuple[Row, ...] = (
    row("another subject", GARDEN_PAGE, Reason.DRIFT),
    row("and the operator's name is gone", GARDEN_PAGE, Reason.HIJACKED, names=NAMES),
    row("on another domain", MOVED_TO_OAK, Reason.HIJACKED),
    row("in another language", page("Muebles de jardín", SPANISH), Reason.HIJACKED),
    row("in another script", page("Садовая мебель", RUSSIAN), Reason.HIJACKED),
    row("a casino's", CASINO_PAGE, Reason.HIJACKED),
    row("a casino's under the old title",
        page("Elm County Workforce Center", CASINO), Reason.HIJACKED, names=NAMES),
    row("a casino's behind a sign-in, the danger not masked",
        structs.replace(CASINO_PAGE, password_field=True), Reason.HIJACKED),
    row("promises in the text alone", page("Welcome", CASINO), Reason.HIJACKED),
    row("few words about something else: no danger",
        page("Garden furniture", GARDEN[:220]), Reason.DRIFT, names=NAMES),
    row("much shorter, with a word in common",
        page("Notice", "Today residents are asked to wait: the pumps failed, the pool is shut, "
             "and swimmers go elsewhere.", bytes=500), Reason.DRIFT),
    row("somewhat like, and most of it is gone",
        page("Summer pool", SOMEWHAT_LIKE, bytes=2000), Reason.DRIFT,
        before=approved(structs.replace(APPROVED.page, words=400, bytes=18_000))),
    row("promises beside the text that was there",
        page("Online casino bonus", f"{CENTER} Free spins and a welcome bonus."),
        Reason.SUSPICIOUS_WORDS),
    row("a name that staff gave, but that was not on the page",
        GARDEN_PAGE, Reason.DRIFT, names=("Quarry Road Office",)),
)  # fmt: skip

RENEWALS: tuple[Row, ...] = (
    row("the operator's name on a page with another text",
        page("New pathways", f"{NEWS} Elm County"), Reason.PAGE_RENEWED, names=NAMES),
    row("the host's own name in the title", page("Elm: new pathways", NEWS), Reason.PAGE_RENEWED),
    row("half of the title", page("Elm County works for you", NEWS), Reason.PAGE_RENEWED),
    row("somewhat like, and as long as it was",
        page("Summer pool", SOMEWHAT_LIKE), Reason.PAGE_RENEWED),
    row("a notice over the page", page("Your choices", "We use cookies. Accept all?"),
        Reason.PAGE_RENEWED),
    row("a page of few words on which nothing is its operator's",
        page("Verdant Living", "Teak benches and patio sets"), Reason.PAGE_RENEWED, names=NAMES),
    row("another title over the same text", page("Pathways", CENTER), Reason.PAGE_RENEWED),
)  # fmt: skip

NOTHING: tuple[Row, ...] = (
    row("word for word", page("Elm County Workforce Center", CENTER)),
    row("a new year", page("Elm County Workforce Center 2027", CENTER),
        before=approved(page("Elm County Workforce Center 2026", CENTER))),
    row("some words more", page("Elm County Workforce Center", f"{NEWS[:60]} {CENTER}")),
    row("different news each day", page("Elm County Workforce Center", NEWS), names=NAMES),
    row("the title as it was in part", page("Home – Elm County Workforce Center", CENTER)),
    row("a notice of few words by its operator",
        page("Elm County: your choices", "We use cookies. Accept all?"), names=NAMES),
    row("nothing but a word or two", page("Wait", "Please wait")),
    row("a title that was not there", page("", CENTER), before=approved(page("", CENTER))),
    row("a headline of the same page", page("", NEWS, headline="Elm County Workforce Center"),
        Reason.PAGE_RENEWED, before=approved(page("", CENTER, headline="Elm County Workforce"))),
    row("a shell that says nothing was approved", GARDEN_PAGE, before=approved(page("Elm", ""))),
    row("a shell came", structs.replace(page("Jobs", ""), furniture=4)),
    row("a file came", Page(is_html=False, bytes=9000, content_type="application/pdf")),
    row("the same page at the operator's other domain",
        chain((302, OAK), begins=ELM, page=page("Elm County Workforce Center", CENTER))),
    row("its title changed on the way to the other domain",
        chain((302, OAK), begins=ELM, page=page("Oak", CENTER))),
    row("a casino that staff approved",
        page("Online casino bonus", f"{CASINO} New tables."),
        before=approved(page("Online casino bonuses", CASINO))),
    row("no page, since the server failed", seen(hop(ELM, 500), page=GARDEN_PAGE),
        Reason.SERVER_ERROR),
)  # fmt: skip

EXPLAINED: tuple[Row, ...] = (
    row("an account was suspended", page("Account Suspended", "Contact your hosting provider for "
        "more information about this and other matters of the account, please."),
        Reason.ACCOUNT_SUSPENDED, names=NAMES),
    row("it is being rebuilt", page("Coming soon", "A new home for gardens and benches comes to "
        "this place; teak, wicker and hardwood in spring."), Reason.COMING_SOON),
    row("it leads home", chain((302, "https://jobs.elm.example/"), begins=f"{ELM}welding",
        page=GARDEN_PAGE), Reason.REDIRECTED_TO_HOME, names=NAMES),
    row("explained, with the same text",
        chain((302, "https://jobs.elm.example/"), begins=f"{ELM}welding",
              page=page("Gardens", CENTER)), Reason.REDIRECTED_TO_HOME),
    row("it asks visitors to sign in elsewhere",
        chain((302, "https://login.microsoftonline.com/"), begins=ELM,
              page=page("Sign in to your account", GARDEN)), Reason.SIGN_IN_REQUIRED, names=NAMES),
    row("it leads home, and home is a casino's: the danger not masked",
        chain((302, "https://jobs.elm.example/"), begins=f"{ELM}welding", page=CASINO_PAGE),
        Reason.HIJACKED, Reason.REDIRECTED_TO_HOME),
)  # fmt: skip


def first(
    says: str, title: str, text: str, *reasons: Reason, names: tuple[str, ...] = NAMES
) -> Row:
    return row(says, page(title, text), *reasons, before=None, names=names)


FIRST_LOOKS: tuple[Row, ...] = (
    first("a casino's", "Best online casino bonus", CASINO, Reason.HIJACKED),
    row("a casino's on another domain", chain((302, OAK), begins=ELM, page=page(
        "Oak online casino bonus", CASINO)), Reason.HIJACKED, before=None),
    first("Indonesian slots", "Situs Slot Gacor", "Daftar judi online dengan deposit pulsa, maxwin "
          "dan bonus new member", Reason.HIJACKED),
    first("Korean betting", "토토사이트 먹튀검증", "카지노사이트 바카라 안전놀이터 꽁머니",
          Reason.HIJACKED),
    first("pills", "Buy cheap viagra", "Generic cialis and levitra without prescription, no rx.",
          Reason.HIJACKED),
    first("coins", "Crypto presale", "Connect wallet, claim your airdrop, 100x gains.",
          Reason.HIJACKED),
    first("adult pages", "Free porn", "Xxx videos, sex cams, hot milf.", Reason.HIJACKED),
    first("a casino that bears the entry's name", "Lucky Palms online casino", CASINO,
          Reason.SUSPICIOUS_WORDS, names=("Lucky Palms",)),
    first("a casino that bears a common name", "Online casino", f"{CASINO} Job Board",
          Reason.SUSPICIOUS_WORDS, names=("Job Board",)),
    row("a casino that bears its host's name",
        seen(hop("https://luckypalms.example/"), page=page("Lucky Palms online casino", CASINO)),
        Reason.SUSPICIOUS_WORDS, before=None),
    row("a casino whose host is named for the trade",
        seen(hop("https://casino-bonus.example/"), page=CASINO_PAGE), Reason.HIJACKED, before=None),
    first("a shell was approved", "Best online casino bonus", CASINO, Reason.HIJACKED),
    first("a regulator", "Online casino licences | Gaming Control Board",
          "The board licenses casinos and sportsbooks and hears complaints of players."),
    first("work in a casino", "Casino dealer jobs", "Blackjack and roulette dealers are trained."),
    first("help with gambling", "Problem gambling", "Online betting and slot machines cost lives."),
    first("a school of pharmacy", "Pharmacy technician", "Fill a prescription of sildenafil."),
    first("work with chains of blocks", "Blockchain developer", "Crypto trading desks hire."),
    first("one promise in the title, no more", "Jackpot! A new job", "Find work close to home."),
)  # fmt: skip

ROWS = CHANGES + RENEWALS + NOTHING + EXPLAINED + FIRST_LOOKS


@each("case", ROWS, ids=str)
def test_danger_takes_two_signs_and_renewal_is_none(case: Row) -> None:
    prove(case)


def test_the_evidence_tells_how_unlike_the_page_is_and_the_second_sign() -> None:
    seen_now = seen(hop(ELM), page=GARDEN_PAGE)
    evidence = judged(seen_now, APPROVED, NAMES).worst.evidence
    assert evidence.endswith(
        "% like the approved one; “Elm County Workforce Center” is gone from it"
    )


@pytest.mark.parametrize(
    ("reason", "does"),
    [(Reason.SOFT_404, True), (Reason.BOT_WALL, True), (Reason.MAINTENANCE, True),
     (Reason.PARKED, True), (Reason.COMING_SOON, True), (Reason.PERMANENT_REDIRECT, False),
     (Reason.MAYBE_NOT_FOUND, False), (Reason.CERTIFICATE_CHAIN_INCOMPLETE, False)],
)  # fmt: skip
def test_what_explains_another_page(reason: Reason, does: bool) -> None:
    assert explained([Finding(Reason.SLOW), Finding(reason)]) is does


_WORDS = st.lists(
    st.sampled_from(
        ["Elm", "county", "online casino", "free spins", "jackpot", "域名", "работа", "|"]
    ),
    max_size=30,
).map(" ".join)


@pytest.mark.slow
@given(_WORDS, _WORDS, _WORDS, _WORDS, st.sampled_from([ELM, OAK, "https://[2606:4700::1]/"]))
def test_any_page_can_be_held_against_any_other(
    title: str, text: str, old_title: str, old_text: str, href: str
) -> None:
    before = approved(page(old_title, old_text))
    judgement = judged(seen(hop(href), page=page(title, text)), before, NAMES)
    same = (title, text) == (old_title, old_text)
    assert not (same and Reason.DRIFT in judgement.reasons)


_COUNTS = st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 9)).map(Counter)


@given(_COUNTS, _COUNTS)
def test_a_cosine_is_a_share_and_has_no_direction(one: Counter[str], other: Counter[str]) -> None:
    assert 0 <= cosine(one, other) <= 1 + 1e-9
    assert cosine(one, other) == pytest.approx(cosine(other, one))
    assert cosine(one, one) == pytest.approx(1)


# --- names --------------------------------------------------------------------


def test_common_words_do_not_tell_a_name() -> None:
    assert telling_words("Elm County Workforce Center, Inc. 2026") == {"elm"}
    assert telling_words("Job Board") == frozenset()


@pytest.mark.parametrize(
    ("name", "text", "whole", "hint"),
    [
        ("Elm County", "jobs in elm county", True, True),
        ("Elm County", "elm street", True, True),
        ("Elm Ridge County", "elm street", False, True),
        ("Elm Ridge Quarry County", "elm street", False, False),
        ("Job Board", "the job board of elm", True, True),
        ("Job Board", "a board for jobs", False, False),
        ("榆树县", "欢迎来到榆树县", True, True),
        ("…", "anything", False, False),
    ],
)
def test_a_page_bears_a_name_by_its_telling_words(
    name: str, text: str, whole: bool, hint: bool
) -> None:
    assert bears(name, text) is whole
    assert hints_at(name, text) is hint


@pytest.mark.parametrize(
    ("host", "text", "does"),
    [
        ("jobs.pine-county.example", "pine county jobs", True),
        ("www.pinecounty.example", "jobs in pine county", True),
        ("elm.example", "elm works", True),
        ("elm.example", "elmira works", False),
        ("ncpg.example", "national council on problem gambling", True),
        ("ab.example", "a better life", False),
        ("pinecounty.example", "garden furniture", False),
    ],
)
def test_a_page_bears_its_hosts_name(host: str, text: str, does: bool) -> None:
    assert bears_host(host, text) is does


def test_a_hosts_own_label_is_the_one_that_its_owner_chose() -> None:
    assert own_label("jobs.elm.k12.ca.us") == "elm"
    assert own_label("localhost") == "localhost"


# --- languages ----------------------------------------------------------------


@each(
    ("language", "text"),
    [
        ("en", CENTER),
        ("en", GARDEN),
        ("es", SPANISH),
        ("cyrillic", RUSSIAN),
        ("fr", "Nous livrons des bancs et des tables pour votre jardin dans toute la région, et "
         "les coussins sont offerts avec chaque commande passée au magasin sur la place."),
        ("vi", "Chúng tôi là trung tâm việc làm của quận, nơi các nhà tuyển dụng và người lao "
         "động được gặp nhau. Bạn không phải trả tiền cho những dịch vụ này, khi đến tại đây."),
        ("id", "Kami adalah toko yang menjual bangku dan meja untuk taman anda. Semua barang ini "
         "bisa dikirim dengan cepat, dan pada akhir pekan akan ada potongan harga di toko."),
        ("han", "榆树县就业中心帮助居民寻找工作。" * 5),
        ("kana", "エルム郡の就労センターは、住民の仕事探しをお手伝いします。" * 3),
        ("hangul", "엘름 카운티 일자리 센터는 주민의 구직을 돕습니다. " * 3),
        ("thai", "ศูนย์จัดหางานช่วยให้ผู้อยู่อาศัยหางานทำ " * 3),
        ("arabic", "يساعد مركز العمل في المقاطعة السكان في العثور على عمل. " * 3),
        ("", "Elm, Oak, Ash"),
        ("", ""),
        ("", "lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor"),
        ("", "ⴰⴱⴳⴷⴹⴻⴼⴽⵀⵃⵄⵅⵇⵉⵊⵍⵎⵏⵓⵔⵕⵖⵙⵚⵛⵜⵟⵡⵢⵣ" * 3),
        ("", "Jobs и вакансии in Elm и в округе Oak и ещё Ash for all и для всех that work"),
    ],
)  # fmt: skip
def test_only_a_clear_answer_names_the_language_of_a_text(language: str, text: str) -> None:
    assert written_in(text) == language


@given(st.text(max_size=300))
def test_any_text_can_be_asked_for_its_language(text: str) -> None:
    assert isinstance(written_in(text), str)
