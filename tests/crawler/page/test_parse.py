"""Reading a page: its title, language and words, and where it sends the visitor."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.request import FetchResponse
from crawler.page.parse import SOURCE_KEPT, TEXT_KEPT, Reading, read_page, refresh_target
from directory.model.observation import Observation, pack, unpack
from tests.cpu import within_cpu_seconds
from tests.crawler.judge.building import AT, JOBS
from tests.crawler.scripted import answer
from tests.rows import each

LONG = "<p>" + "Find work close to home. " * 60 + "</p>"


def read(body: str | bytes, content_type: str = "text/html; charset=utf-8") -> Reading:
    return read_page(answer(200, body, content_type=content_type))


# --- what it says ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>Jobs</title>", "Jobs"),
        ("<title>\n Jobs \t in&nbsp;Elm &amp; Oak </title>", "Jobs in Elm & Oak"),
        ("<TITLE>Jobs</TITLE><title>Second</title>", "Jobs"),
        ("<body><svg><title>Logo</title></svg>", "Logo"),
        ("<title>Empleo – búsqueda</title>", "Empleo – búsqueda"),
        ("<title></title>", ""),
        ("<p>no title", ""),
        ("", ""),
        (f"<title>{'x' * 5000}</title>", "x" * 300),
    ],
)
def test_the_title_is_one_line(html: str, title: str) -> None:
    assert read(html).page.title == title


@each(
    ("html", "text"),
    [
        ("<p>Find</p><p>work</p>", "Find\nwork"),
        ("<P>Find</P><DIV>work</DIV>here", "Find\nwork\nhere"),
        ("<p>Find <b>work</b> <a href=/>here</a></p>", "Find work here"),
        ("<ul><li>Welder</li><li>Nurse</li></ul>", "Welder\nNurse"),
        ("<table><tr><td>Welder</td><td>Elm</td></tr></table>", "Welder\nElm"),
        ("<ul><li>Welder<li>Nurse</ul>", "Welder Nurse"),
        ("<p>one<script>two</script><style>three</style> four</p>", "one four"),
        ("<p>one<noscript>two</noscript><template>three</template></p>", "one"),
        ("<p>one<SCRIPT>two</SCRIPT><NoScript>three</NoScript></p>", "one"),
        ("<p>one<!-- two --> three", "one three"),
        ("<p>caf&eacute; &lt;b&gt;", "café <b>"),
        ("<body>   \n\t </body>", ""),
    ],
)
def test_the_text_is_what_a_visitor_can_read(html: str, text: str) -> None:
    page = read(html).page
    assert page.text == text
    assert page.words == len(text.split())


@pytest.mark.parametrize(
    "hidden",
    [
        "<div hidden>{}</div>",
        "<div hidden><div hidden>{}</div></div>",
        '<div style="display:none">{}</div>',
        '<div style="color:red; DISPLAY: none">{}</div>'.replace("DISPLAY", "display"),
        '<div style="visibility: hidden;">{}</div>',
        '<div class="d-none">{}</div>',
        '<div class="alert hidden">{}</div>',
        '<div class="modal fade" aria-hidden="true">{}</div>',
        '<div class="modal fade">{}</div>',
        "<dialog>{}</dialog>",
    ],
)
def test_what_a_browser_hides_is_no_text_and_no_headline(hidden: str) -> None:
    page = read(f"<h1>Welder</h1>{hidden.format('<h1>Not found</h1><p>Gone</p>')}<p>Elm").page
    assert page.text == "Welder\nElm"
    assert page.headline == "Welder"
    assert page.words == 5


@pytest.mark.parametrize(
    "shown",
    [
        "<dialog open>{}</dialog>",
        '<div class="hidden md:block">{}</div>',
        '<div class="d-none d-md-block">{}</div>',
        '<div class="modal show">{}</div>',
        '<div style="list-style:none">{}</div>',
        '<div class="nonetheless-hidden-gems">{}</div>',
        '<div aria-hidden="false">{}</div>',
        "<i aria-hidden=true></i>{}",
    ],
)
def test_what_a_browser_shows_is_text(shown: str) -> None:
    assert read(f"<h1>Welder</h1>{shown.format('<p>Elm</p>')}").page.text == "Welder\nElm"


@pytest.mark.parametrize("body", ['<body style="display:none">', "<body><main hidden>"])
def test_a_page_that_hides_all_it_has_is_read_nevertheless(body: str) -> None:
    page = read(f"{body}<h1>Welder</h1><p>Elm</p>").page
    assert (page.headline, page.text) == ("Welder", "Welder\nElm")


@pytest.mark.parametrize(
    ("html", "language"),
    [
        ('<html lang="en">', "en"),
        ("<html lang=es-MX>", "es-MX"),
        ("<html>", ""),
        ("<html lang>", ""),
        (f"<html lang={'x' * 90}>", "x" * 35),
    ],
)
def test_the_language_is_the_one_that_the_page_names(html: str, language: str) -> None:
    assert read(html + "<p>x").page.language == language


@each(
    ("body", "content_type", "text"),
    [
        ("<p>größer</p>".encode(), "text/html; charset=utf-8", "größer"),
        ("<p>größer</p>".encode("latin-1"), "text/html; charset=iso-8859-1", "größer"),
        ("<p>größer</p>".encode("latin-1"), "text/html", "größer"),
        ("<p>größer</p>".encode(), "text/html", "größer"),
        ("<p>größer</p>".encode(), "text/html; charset=klingon-8", "größer"),
        ("<p>größer</p>".encode("utf-16"), "text/html", "größer"),
        ("<p>größer</p>".encode("utf-16"), "text/html; charset=utf-8", "größer"),
        ("<meta charset=windows-1251><p>работа".encode("cp1251"), "text/html", "работа"),
        ("<meta charset=utf-8><p>仕事".encode(), "text/html", "仕事"),
        ("<p>仕事</p>".encode("shift_jis"), "text/html; charset=shift_jis", "仕事"),
        ("<p>x größ".encode()[:-1], "text/html", "x grö\ufffd"),
        ("<p>größer</p>".encode(), "", "größer"),
        ("\ufeff<p>größer</p>".encode(), "text/html", "größer"),
        ("\ufeff<p>größer</p>".encode(), "text/html; charset=iso-8859-1", "größer"),
        ("<meta charset=utf-16><p>größer".encode(), "text/html", "größer"),
        ("<p>größer</p>".encode(), "text/html; charset=zlib", "größer"),
        ("<p>größer</p>".encode(), "text/html; charset=idna", "größer"),
        ("<meta charset=punycode><p>größer".encode(), "text/html", "größer"),
    ],
)
def test_a_page_is_read_in_the_encoding_in_which_browsers_read_it(
    body: bytes, content_type: str, text: str
) -> None:
    assert read(body, content_type).page.text == text


def test_of_a_long_text_the_beginning_is_kept_and_the_words_are_about_right() -> None:
    page = read("<title>Long</title>" + LONG * 40).page
    assert len(page.text) <= TEXT_KEPT
    assert page.words == pytest.approx(60 * 5 * 40, rel=0.05)
    assert page.source == ""


def test_a_page_that_begins_with_thousands_of_blanks_is_not_empty() -> None:
    page = read("<body>" + "\n" * 9000 + "<p>Find work close to home." + " " * 9000).page
    assert (page.words, page.text) == (5, "Find work close to home.")


def test_of_a_page_of_few_words_the_source_is_kept_and_what_it_shows_is_counted() -> None:
    html = (
        "<script src=a></script><IMG src=b><form><input></form><iframe></iframe><p>Hi" + "x" * 9999
    )
    page = read(html).page
    assert page.furniture == 5
    assert page.source == html[:SOURCE_KEPT]


@pytest.mark.parametrize(
    ("body", "content_type", "is_html", "text"),
    [
        (b"%PDF-1.7", "application/pdf", False, ""),
        (b"<rss><title>x", "application/rss+xml", False, ""),
        (b"  Jobs:\n welder ", "text/plain; charset=us-ascii", False, "Jobs: welder"),
        (b"\xff\xfe\xfd", "text/plain", False, "\ufffd\ufffd\ufffd"),
        (b"<p>Jobs", "TEXT/HTML", True, "Jobs"),
        (b"<p>Jobs", "application/xhtml+xml", True, "Jobs"),
        (b"<p>Jobs", "", True, "Jobs"),
        (b"plain words", "", False, ""),
    ],
)
def test_only_what_is_html_is_read_as_html(
    body: bytes, content_type: str, is_html: bool, text: str
) -> None:
    page = read(body, content_type).page
    assert (page.is_html, page.text, page.bytes) == (is_html, text, len(body))


def test_the_privacy_policy_is_named_by_its_address_though_it_stands_at_the_end() -> None:
    body = f"<title>Jobs</title>{LONG * 9}<a href='../about/privacy'>Privacy</a>".encode()
    reading = read_page(
        FetchResponse(JOBS, status=200, headers=(("content-type", "text/html"),), body=body)
    )
    assert reading.page.privacy_url == "https://jobs.elm.gov/about/privacy"


@pytest.mark.parametrize(
    "more",
    ["<div " + " ".join(f"a{n}={n}" for n in range(40_000)) + ">", "<div>" * 500_000,
     "<script src=" * 20_000, "<script src" + " " * 250_000, "<input type " * 20_000,
     "<iframe " + "src " * 60_000, "\0" * 250_000, "<!--" * 60_000,
     "<a href='/privacy'>Privacy" * 9000],
    ids=lambda more: more[:20].replace("\0", "NUL"),
)  # fmt: skip
def test_a_page_that_is_made_to_keep_a_parser_busy_is_read_in_good_time(more: str) -> None:
    with within_cpu_seconds():
        page = read(f"<title>Jobs</title>{LONG}{more}"[: 256 * 1024]).page
    assert (page.title, page.text[:9]) == ("Jobs", "Find work")


# --- where it leads ----------------------------------------------------------------


@each(
    ("value", "target"),
    [
        ("0; url=/new", "/new"),
        ("0;URL=/new", "/new"),
        ("0,url=/new", "/new"),
        ("0 url=/new", "/new"),
        (" 5 ; url = /new ", "/new"),
        ("0.5; url=/new", "/new"),
        ("0; /new", "/new"),
        ("0;url='/new'", "/new"),
        ('0;url="/new" and more', "/new"),
        ("0;url='/new", "/new"),
        ("0;url=https://b.example/a?url=b", "https://b.example/a?url=b"),
        ("30;url=/new", "/new"),
        ("31;url=/new", ""),
        ("600;url=/new", ""),
        ("99999999;url=/new", ""),
        ("5", ""),
        ("0;", ""),
        ("0;url=", ""),
        ("", ""),
        ("soon; url=/new", ""),
    ],
)
def test_a_refresh_is_read_as_browsers_read_it(value: str, target: str) -> None:
    assert refresh_target(value) == target


@pytest.mark.parametrize(
    ("html", "target"),
    [
        ('<meta http-equiv="refresh" content="0;url=/new">', "/new"),
        ('<META HTTP-EQUIV="Refresh" CONTENT="0;URL=/new">', "/new"),
        ('<body><meta http-equiv=" refresh " content="0;url=/new">', "/new"),
        ('<meta http-equiv="refresh" content="9"><meta http-equiv=refresh content="0;/b">', "/b"),
        ('<noscript><meta http-equiv="refresh" content="0;url=/plain"></noscript>', ""),
        ('<template><meta http-equiv="refresh" content="0;url=/x"></template>', ""),
        ('<!-- <meta http-equiv="refresh" content="0;url=/x"> -->', ""),
        ('<meta http-equiv="content-type" content="0;url=/x">', ""),
        ('<meta name="refresh" content="0;url=/x">', ""),
        ('<meta http-equiv="refresh">', ""),
        ("<meta http-equiv content='refresh'>", ""),
    ],
)
def test_a_meta_refresh_counts_where_browsers_with_scripts_obey_it(html: str, target: str) -> None:
    assert read(f"<title>x</title>{html}<p>refresh").refresh == target


# --- any input -----------------------------------------------------------------------

_PIECES = st.sampled_from(
    ["<html lang=", "<title>", "</title>", "<meta http-equiv=refresh content='0;url=", "<p>",
     "</p>", "<meta charset=", "zlib>", "punycode>", "utf-16>", "\ufeff", "<table>",
     "<svg>", "<![CDATA[", "<!--", "-->", "<script>", "</script>", "<noscript>", "&#x0;",
     "&#xD800;", "&amp;", "\x00", "\ud83d".encode("utf-8", "surrogatepass").decode("latin-1"), "é",
     "<template>", "</template>", "<plaintext>", "<select><option>", "<math>", "\x1b]52;c;x\x07"]
)  # fmt: skip
_BODIES = st.binary(max_size=500) | st.lists(_PIECES | st.text(max_size=9)).map(
    lambda pieces: "".join(pieces).encode("utf-8", "replace")
)
_TYPES = st.sampled_from(
    ["text/html", "", "text/html; charset=utf-16", "text/html; charset=\x00", "text/plain",
     "text/html; charset=utf-7", "application/xhtml+xml; charset=idna", "text/html; charset=zlib"]
) | st.text(max_size=20)  # fmt: skip


@pytest.mark.slow
@given(_BODIES, _TYPES)
def test_any_bytes_of_any_type_are_read_and_can_be_stored(body: bytes, content_type: str) -> None:
    reading = read(body, content_type)
    assert reading.page.bytes == len(body)
    assert len(reading.page.text) <= TEXT_KEPT
    observation = Observation(JOBS, AT, page=reading.page)
    assert unpack(pack(observation)) == observation


@pytest.mark.parametrize("charset", ["punycode", "unicode-escape", "utf-7", "gb18030", "utf-16"])
def test_no_encoding_takes_long(charset: str) -> None:
    with within_cpu_seconds():
        read(b"x-" + b"a9" * 130_000, f"text/html; charset={charset}")


@given(st.text(max_size=60))
def test_any_refresh_is_read(value: str) -> None:
    assert isinstance(refresh_target(value), str)


@pytest.mark.parametrize("value", ["5." + "1" * 200_000 + "x", " " * 200_000 + "x", "0;" * 100_000])
def test_a_long_refresh_is_read_in_no_time(value: str) -> None:
    with within_cpu_seconds():
        refresh_target(value)


def test_an_answer_cut_short_says_so() -> None:
    short = FetchResponse("", status=200, body=b"<p>Find", truncated=True)
    assert read_page(short).page.truncated
