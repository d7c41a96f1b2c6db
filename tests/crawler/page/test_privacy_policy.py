"""The address of a site's privacy policy, found in the page's source."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.page.privacy_policy import SEARCHED_HEAD, SEARCHED_TAIL, privacy_address
from tests.cpu import within_cpu_seconds
from tests.rows import each

URL = "https://jobs.elm.gov/list"
OWN = "https://jobs.elm.gov/p"


def link(text: str, href: str = "/p") -> str:
    return f'<a href="{href}">{text}</a>'


@each(
    ("text", "href"),
    [
        ("Privacy Policy", "/p"),
        ("PRIVACY NOTICE", "/privacy.html"),
        ("Privacy", "/privacy"),
        ("Our Privacy Policy", "/about/our-privacy-policy"),
        ("Privacy&nbsp;&amp; <b>Security</b>", "/p"),
        ("Política de privacidad", "/p"),
        ("Aviso de Privacidad", "/p"),
        ("Privacidad", "/p"),
        ("Política de Privacidade", "/p"),
        ("Politique de confidentialité", "/p"),
        ("Confidentialité", "/p"),
        ("Vie privée", "/vie-privee"),
        ("Politik sou vi prive", "/p"),
        ("隐私政策", "/p"),
        ("隱私權政策", "/p"),
        ("私隱政策聲明", "/p"),
        ("Chính sách bảo mật", "/p"),
        ("سياسة الخصوصية", "/p"),
        ("Политика конфиденциальности", "/p"),
        ("Обработка персональных данных", "/p"),
        ("개인정보처리방침", "/p"),
        ("개인정보 처리방침", "/p"),
        ("Datenschutzerklärung", "/p"),
        ("<img src=lock.png>", "/legal/privacy-policy.aspx"),
        ("Read it", "/politica-de-privacidad/"),
    ],
)
def test_a_link_is_known_by_its_text_or_path(text: str, href: str) -> None:
    html = f"<p>Find work.</p><footer>{link('Home', '/')} {link(text, href)}</footer>"
    assert privacy_address(html.encode(), URL) == f"https://jobs.elm.gov{href}"


@each(
    "html",
    [
        "",
        "<p>We respect your privacy.</p>",
        link("Privacy settings", "#"),
        link("Privacy settings", "javascript:show()"),
        link("Privacy policy", "mailto:privacy@elm.gov"),
        link("Privacy policy", "#privacy"),
        link("Privacy policy", URL),
        "<a>Privacy policy</a>",
        "<abbr href=/p>Privacy policy</abbr>",
        link("Jobs in privacy law", "/jobs/privacy-law"),
        link("How to protect your privacy at work", "/advice/protect-your-privacy-at-work"),
        link("Privacy Policy", "https://policies.google.com/privacy"),
        link("an article", "https://oak.example/privacy"),
        '<script>var footer = "<a href=\\"/p\\">Privacy policy</a>";</script>',
        link("Privacy policy", "http://[bad/privacy"),
        link("Home", "/") + " Privacy",
    ],
)
def test_what_is_no_link_to_a_policy_of_the_site_is_passed_over(html: str) -> None:
    assert privacy_address(html.encode(), URL) == ""


@pytest.mark.parametrize(
    ("html", "address"),
    [
        # What the site marks itself goes before all.
        (link("Privacy policy") + '<a rel="nofollow privacy-policy" href="/marked">Data</a>',
         "https://jobs.elm.gov/marked"),
        ('<link rel="privacy-policy" href="https://oak.example/q">' + link("Privacy policy"),
         "https://oak.example/q"),
        # A policy before a mere word, a word before a path.
        (link("Privacy", "/privacy") + link("Privacy policy") + link("Privacy", "/privacy"), OWN),
        (link("x", "/privacy") + link("Privacy") + link("x", "/privacy"), OWN),
        # Own pages before those of others, of the same domain too.
        (link("Privacy", "https://www.elm.gov/q")
         + link("Privacy policy", "https://oak.example/privacy"), "https://www.elm.gov/q"),
        (link("Privacy policy", "https://oak.example/privacy"), "https://oak.example/privacy"),
        # Of two alike, the one in the footer.
        (link("Privacy policy", "/a") + "<p>words</p>" + link("Privacy policy", "/b"),
         "https://jobs.elm.gov/b"),
        # As browsers read an href.
        (link("Privacy policy", " ../p?a=1&amp;b=2 "), "https://jobs.elm.gov/p?a=1&b=2"),
        ("<A class=x HREF=/p >Privacy policy</A>", OWN),
        ("<a data-href='/no' href = '/p'>Privacy policy", OWN),
        ("<a\nhref='/p'>\n Privacy\n policy</a>", OWN),
    ],
)  # fmt: skip
def test_the_likeliest_link_is_taken(html: str, address: str) -> None:
    assert privacy_address(html.encode(), URL) == address


def test_of_a_long_page_the_beginning_and_the_end_are_searched() -> None:
    filler = "<p>work</p>" * ((SEARCHED_HEAD + SEARCHED_TAIL) // 5)
    foot = filler + link("Privacy policy")
    assert privacy_address(foot.encode(), URL) == OWN
    head = '<link rel="privacy-policy" href="/p">' + filler
    assert privacy_address(head.encode(), URL) == OWN
    middle = filler + link("Privacy policy") + filler
    assert privacy_address(middle.encode(), URL) == ""


@pytest.mark.parametrize(
    "piece",
    ["privacy ", "<a privacy", "<a href=privacy ", "<a href='/privacy'>", "<a href='privacy",
     "<link privacy ", "<a href=/p>" + "<" * 300 + "privacy", "隐私", "<a " + "href= " * 99],
)  # fmt: skip
def test_no_source_takes_long(piece: str) -> None:
    html = (piece * (256 * 1024 // len(piece)) + "privacy").encode()
    with within_cpu_seconds():
        privacy_address(html, URL)


_PIECES = st.sampled_from(
    ["<a ", "<A\n", "href=", "'", '"', "/p", ">", "</a>", "Privacy policy", "rel=privacy-policy ",
     "<link ", "&amp;", "隐私政策", "\x00", "http://[", "javascript:", "<", " "]
)  # fmt: skip


@pytest.mark.slow
@given(st.lists(_PIECES | st.text(max_size=5)).map("".join) | st.binary(max_size=300))
def test_any_source_is_read_and_what_is_found_is_an_address(html: str | bytes) -> None:
    source = html.encode("utf-8", "replace") if isinstance(html, str) else html
    found = privacy_address(source, URL)
    assert found == "" or found.startswith(("http://", "https://"))
