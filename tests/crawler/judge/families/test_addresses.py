"""What two addresses have to do with each other."""

import pytest

from crawler.judge.families.addresses import is_home, page_key, same_site, segments, without_www
from tests.rows import each

HOMES = (
    "https://elm.gov/",
    "https://elm.gov/index.html",
    "https://elm.gov/index.php",
    "https://elm.gov/Default.aspx",
    "https://elm.gov/home",
    "https://elm.gov/home/",
    "https://elm.gov/home.jsp",
    "https://elm.gov/en",
    "https://elm.gov/en/",
    "https://elm.gov/es-MX/",
    "https://elm.gov/zh_TW",
    "https://elm.gov/?utm_source=letter",
    "https://elm.gov/?gclid=7&fbclid=9",
    "https://elm.gov/#top",
)
PAGES = (
    "https://elm.gov/jobs",
    "https://elm.gov/home/jobs",
    "https://elm.gov/homeless-services",
    "https://elm.gov/index-of-jobs.html",
    "https://elm.gov/eng/",
    "https://elm.gov/en/jobs",
    "https://elm.gov/?page_id=12",
    "https://elm.gov/index.php?id=12",
    "https://elm.gov/?utm_source=letter&id=12",
)


@each("href", HOMES)
def test_a_home_page_is_known_by_its_address(href: str) -> None:
    assert is_home(href)


@pytest.mark.parametrize("href", PAGES)
def test_a_page_inside_a_site_is_no_home_page(href: str) -> None:
    assert not is_home(href)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://elm.gov/a", "http://www.elm.gov/b", True),
        ("https://elm.gov:8443/a", "https://elm.gov/b", True),
        ("https://jobs.elm.gov/", "https://elm.gov/", False),
        ("https://wwwelm.gov/", "https://elm.gov/", False),
    ],
)
def test_a_site_is_a_host_without_www(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://elm.gov/Jobs/", "https://www.elm.gov/jobs", True),
        ("https://elm.gov/jobs#a", "https://elm.gov/jobs#b", True),
        ("https://elm.gov/jobs?id=1", "https://elm.gov/jobs?id=2", False),
        ("https://elm.gov/jobs?id=a", "https://elm.gov/jobs?id=A", False),
        ("https://elm.gov:8080/jobs", "https://elm.gov/jobs", False),
    ],
)
def test_one_page_has_one_key_whatever_the_noise(one: str, other: str, same: bool) -> None:
    assert (page_key(one) == page_key(other)) is same


def test_www_is_taken_off_only_as_a_label() -> None:
    assert without_www("www.elm.gov") == "elm.gov"
    assert without_www("www2.elm.gov") == "www2.elm.gov"


def test_an_address_falls_into_words_without_file_endings() -> None:
    assert segments("https://SSO.elm.gov/Error/404.html?x=login") == (
        "sso", "elm", "gov", "error", "404"
    )  # fmt: skip
