"""Addresses of links: one reading, the browser's; a refusal says why."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.addresses import parse_networks
from directory.rules.urls import (
    MAX_LENGTH,
    TRACKING_PARAMETERS,
    UrlRefused,
    WebAddress,
    duplicate_key,
    lane_of,
    parse_address,
    resolve,
)
from tests.rows import each


@each(
    ("text", "href"),
    [
        ("https://example.com", "https://example.com/"),
        ("  https://example.com/jobs\n", "https://example.com/jobs"),
        ("\u3000https://example.com/\u00a0", "https://example.com/"),
        ("HTTPS://EXAMPLE.com:443/Jobs", "https://example.com/Jobs"),
        ("http://example.com:80/a/../b/./c", "http://example.com/b/c"),
        ("https://example.com:/", "https://example.com/"),
        ("https://example.com:8443/", "https://example.com:8443/"),
        ("https:example.com", "https://example.com/"),
        ("https:/example.com", "https://example.com/"),
        ("https:///example.com", "https://example.com/"),
        (r"https:\\example.com\jobs", "https://example.com/jobs"),
        ("https://@example.com/", "https://example.com/"),
        ("https://:@example.com/", "https://example.com/"),
        ("https://exa%6Dple.com/", "https://example.com/"),
        ("https://ⓔxample.com/", "https://example.com/"),
        ("https://example。com/", "https://example.com/"),
        ("https://Bücher.example/", "https://xn--bcher-kva.example/"),
        ("https://faß.example/", "https://xn--fa-hia.example/"),
        ("https://ex_ample.com/", "https://ex_ample.com/"),
        ("https://example.com/%7Ea b", "https://example.com/%7Ea%20b"),
        ("https://example.com/é?q=ü#ñ", "https://example.com/%C3%A9?q=%C3%BC#%C3%B1"),
        ("https://example.com/?", "https://example.com/?"),
        ("https://8.8.8.8/", "https://8.8.8.8/"),
        ("https://134744072/", "https://8.8.8.8/"),
        ("https://[2606:4700:4700:0::1111]/", "https://[2606:4700:4700::1111]/"),
    ],
)
def test_an_address_is_spelled_as_browsers_spell_it(text: str, href: str) -> None:
    assert parse_address(text).href == href


@pytest.mark.parametrize(
    ("text", "host"),
    [
        (r"https://evil.com\.agency.gov/", "evil.com"),
        (r"https://evil.com\@agency.gov/", "evil.com"),
        ("https://evil.com#@agency.gov/", "evil.com"),
        ("https://evil.com?@agency.gov/", "evil.com"),
        ("https://evil.com/@agency.gov/", "evil.com"),
        ("https://evil.com;.agency.gov/", "evil.com;.agency.gov"),
        ("https://agency.gov.evil.com/", "agency.gov.evil.com"),
    ],
)
def test_a_disguised_host_is_read_as_the_place_to_which_browsers_go(text: str, host: str) -> None:
    assert parse_address(text).host == host


def test_the_lane_is_the_host_with_a_port_that_is_not_the_schemes_own() -> None:
    assert parse_address("https://Example.com:8443/a") == WebAddress(
        href="https://example.com:8443/a",
        key="example.com:8443/a",
        host="example.com",
        lane="example.com:8443",
    )
    assert parse_address("http://example.com:80/a").lane == "example.com"
    assert parse_address("http://example.com:443/a").lane == "example.com:443"
    assert lane_of("https://example.com:8443/a") == "example.com:8443"
    assert lane_of("https://example.com/a") == "example.com"


@each(
    ("text", "why"),
    [
        ("", "there is no address"),
        (" \t\n", "there is no address"),
        ("https://example.com/" + "a" * MAX_LENGTH, "longer than 2048 characters"),
        ("example.com", "must begin with https:// or http://"),
        ("www.example.com/jobs", "must begin with https:// or http://"),
        ("//example.com/", "must begin with https:// or http://"),
        ("/jobs", "must begin with https:// or http://"),
        ("ftp://example.com/", "only http and https addresses can be linked, not “ftp:”"),
        ("ftp://", "not “ftp:”"),
        ("mailto:jobs@example.com", "not “mailto:”"),
        ("javascript:alert(1)", "not “javascript:”"),
        ("JavaScript:alert(1)", "not “javascript:”"),
        ("data:text/html,hello", "not “data:”"),
        ("file:///etc/passwd", "not “file:”"),
        ("blob:https://example.com/x", "not “blob:”"),
        ("view-source:https://example.com/", "not “view-source:”"),
        ("wss://example.com/", "not “wss:”"),
        ("https://maria@example.com/", "user name or password"),
        ("https://maria:secret@example.com/", "user name or password"),
        ("https://:secret@example.com/", "user name or password"),
        ("https://agency.gov@evil.com/", "user name or password"),
        ("https://", "no host name"),
        ("HTTP:", "no host name"),
        ("http://?q=1", "no host name"),
        ("http://#top", "no host name"),
        ("https://:443/", "no host name"),
        ("https://exa mple.com/", "host name or port is not valid"),
        ("https://exam<ple.com/", "host name or port is not valid"),
        ("https://exam%2Fple.com/", "host name or port is not valid"),
        ("https://example.com:99999/", "host name or port is not valid"),
        ("https://example.com:80:80/", "host name or port is not valid"),
        ("https://example.com:http/", "host name or port is not valid"),
        ("https://256.1.1.1/", "host name or port is not valid"),
        ("https://1.2.3.4.5/", "host name or port is not valid"),
        ("https://[::1/", "host name or port is not valid"),
        ("https://[fe80::1%25eth0]/", "host name or port is not valid"),
        ("https://example.com/\u202egpj.exe", "an invisible character (U+202E)"),
        ("https://example.com/\u2066x\u2069", "an invisible character (U+2066)"),
        ("https://exa\u200bmple.com/", "an invisible character (U+200B)"),
        ("https://exa\u00admple.com/", "an invisible character (U+00AD)"),
        ("https://exa\tmple.com/", "an invisible character (U+0009)"),
        ("https://example.com/a\r\nHost: evil.com", "an invisible character (U+000D)"),
        ("https://example.com/\x00", "an invisible character (U+0000)"),
        ("https://example.com/\x1b]52;c;AAAA\x07", "an invisible character (U+001B)"),
        ("https://example.com/\u2028x", "an invisible character (U+2028)"),
        ("https://example.com/\ud800", "an invisible character (U+D800)"),
        ("https://example.com/\U000e0041", "an invisible character (U+E0041)"),
    ],
)
def test_what_may_not_stand_in_the_directory_is_refused_with_the_reason(
    text: str, why: str
) -> None:
    with pytest.raises(UrlRefused, match=re.escape(why)):
        parse_address(text)


@each(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "127.0.0.1.",
        "2130706433",
        "0x7f.1",
        "017700000001",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "%31%32%37.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::127.0.0.1]",
    ],
)
def test_every_spelling_of_a_private_address_is_refused_unless_its_network_is_allowed(
    host: str,
) -> None:
    allowed = parse_networks("127.0.0.0/8, ::/96")
    with pytest.raises(UrlRefused, match="is not an address on the public internet"):
        parse_address(f"https://{host}/")
    assert parse_address(f"https://{host}/", allowed=allowed).host in {
        "127.0.0.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "[::7f00:1]",
    }


@pytest.mark.parametrize(
    "host", ["0", "10.1.2.3", "169.254.169.254", "[64:ff9b::7f00:1]", "[fec0::1]", "[fe80::1]"]
)
def test_a_literal_outside_the_allowed_networks_is_refused_all_the_same(host: str) -> None:
    with pytest.raises(UrlRefused, match="public internet"):
        parse_address(f"http://{host}/", allowed=parse_networks("127.0.0.0/8, ::1/128"))


def test_a_name_is_not_refused_for_what_it_might_resolve_to() -> None:
    """That is decided when it is dialled."""
    assert parse_address("https://localhost/").host == "localhost"


# The duplicate key

CANONICAL = "https://example.com/jobs/list?page=2&q=Nurse"


@pytest.mark.parametrize(
    "same",
    [
        "http://example.com/jobs/list?page=2&q=Nurse",
        "https://example.com:443/jobs/list?page=2&q=Nurse",
        "https://EXAMPLE.com/jobs/list?page=2&q=Nurse",
        "https://example.com/Jobs/LIST?page=2&q=Nurse",
        "https://example.com/jobs/list/?page=2&q=Nurse",
        "https://example.com/jobs/list//?page=2&q=Nurse",
        "https://example.com/jobs/list?page=2&q=Nurse#results",
        "https://example.com/jobs/list?page=2&&q=Nurse&",
        "https://example.com/jobs/list?utm_source=mail&page=2&q=Nurse",
        "https://example.com/jobs/list?page=2&UTM_Medium=x&q=Nurse&fbclid",
        "https://example.com/x/../jobs/./list?page=2&q=Nurse",
    ],
)
def test_noise_does_not_make_an_address_another(same: str) -> None:
    assert parse_address(same).key == parse_address(CANONICAL).key


@pytest.mark.parametrize(
    "other",
    [
        "https://www.example.com/jobs/list?page=2&q=Nurse",
        "https://example.org/jobs/list?page=2&q=Nurse",
        "https://example.com:8443/jobs/list?page=2&q=Nurse",
        "http://example.com:443/jobs/list?page=2&q=Nurse",
        "https://example.com/jobs?page=2&q=Nurse",
        "https://example.com/jobs/list?page=3&q=Nurse",
        "https://example.com/jobs/list?q=Nurse&page=2",
        "https://example.com/jobs/list?page=2&q=nurse",
        "https://example.com/jobs/list?page=2&q=Nurse&utmost=1",
        "https://example.com/jobs/list",
        "https://example.com/jobs/list%3Fpage=2&q=Nurse",
    ],
)
def test_what_may_show_another_page_is_another_address(other: str) -> None:
    assert parse_address(other).key != parse_address(CANONICAL).key


@each("name", [*sorted(TRACKING_PARAMETERS), "utm_x", "pk_x", "mtm_x"])
def test_each_known_tracking_parameter_is_noise(name: str) -> None:
    assert duplicate_key(f"https://example.com/?{name}=1&a=2") == "example.com?a=2"
    assert duplicate_key(f"https://example.com/?{name}") == "example.com"


words = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-_~", min_size=1, max_size=8)
hosts = st.lists(st.text("abcxyz0189", min_size=1, max_size=6), min_size=1, max_size=3).map(
    lambda labels: ".".join(labels) + ".example"
)
paths = st.lists(words, max_size=4).map(lambda parts: "".join(f"/{part}" for part in parts))
parameters = st.lists(words.map("x{}=1".format), max_size=3)
tracking = st.sampled_from(["utm_source=x", "UTM_CAMPAIGN=y", "fbclid=z", "gclid", "pk_kwd=1"])


@pytest.mark.slow
@given(hosts, paths, parameters, st.lists(st.tuples(st.integers(0, 3), tracking)), st.data())
def test_any_mix_of_noise_leaves_the_key_as_it_is(
    host: str,
    path: str,
    query: list[str],
    noise: list[tuple[int, str]],
    data: st.DataObject,
) -> None:
    plain = f"https://{host}{path}" + ("?" + "&".join(query) if query else "")
    noisy_query = list(query)
    for place, parameter in noise:
        noisy_query.insert(place, parameter)
    scheme = data.draw(
        st.sampled_from(["https://{}", "http://{}", "https://{}:443", "http://{}:80"])
    )
    noisy = (
        scheme.format(data.draw(st.sampled_from([host, host.upper()])))
        + data.draw(st.sampled_from([path, path.upper(), path.swapcase()]))
        + data.draw(st.sampled_from(["", "/", "//"]))
        + ("?" + "&".join(noisy_query) if noisy_query else "")
        + data.draw(st.sampled_from(["", "#", "#part", "#?utm_source=x"]))
    )
    assert parse_address(noisy).key == parse_address(plain).key


# Text from outside is mostly noise; these pieces make it look like an address.
PIECES = r"https: http: // \ / @ : ? # [ ] % %2e . .. & utm_source=x example .com 127 0x7f é ① xn--"
pieces = st.sampled_from([*PIECES.split(), " ", "\t", "\u202e"])
address_like = st.one_of(
    st.text(),
    st.lists(st.one_of(pieces, st.text(max_size=3)), max_size=12).map("".join),
    st.lists(pieces, max_size=10).map(lambda parts: "https://" + "".join(parts)),
)


@given(address_like)
def test_any_text_is_refused_in_words_or_read_once_and_for_all(text: str) -> None:
    try:
        address = parse_address(text)
    except UrlRefused as refusal:
        assert str(refusal)
        return
    assert address.href.isascii()
    assert address.href.startswith((f"https://{address.lane}/", f"http://{address.lane}/"))
    assert re.fullmatch(re.escape(address.host) + r"(:\d+)?", address.lane)
    assert address.host == address.host.lower() != ""
    assert address.key.startswith(address.lane)
    assert parse_address(address.href) == address


def test_an_address_that_grows_too_long_by_its_spelling_can_still_be_told_apart() -> None:
    """The limit is on what was typed; the catalog checks the href once more."""
    address = parse_address("https://example.com/" + "é" * 1000)
    assert len(address.href) == 20 + 6 * 1000


@each(
    ("base", "reference", "href"),
    [
        ("https://a.example/x/y", "../z", "https://a.example/z"),
        ("https://a.example/x/y", "?q", "https://a.example/x/y?q"),
        ("https://a.example/x", "", "https://a.example/x"),
        ("https://a.example/x", "//b.example", "https://b.example/"),
        ("https://a.example/", r"\\b.example\p", "https://b.example/p"),
        ("https://a.example/", " /p \n", "https://a.example/p"),
        ("https://a.example/", "/a\nb", "https://a.example/ab"),
        ("https://a.example/", "/café", "https://a.example/caf%C3%A9"),
        ("https://a.example/", "javascript:alert(1)", "javascript:alert(1)"),
        ("https://a.example/", "http://[bad", None),
        ("https://a.example/", "https://b.example:99999/", None),
        ("https://a.example/", "https://", None),
        ("no base", "/p", None),
        ("https://a.example/", "\ud800", None),
    ],
)
def test_a_reference_leads_where_browsers_go(base: str, reference: str, href: str | None) -> None:
    assert resolve(base, reference) == href
