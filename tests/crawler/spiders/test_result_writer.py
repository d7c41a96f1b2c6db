"""What is noted of a look beside its verdict."""

from dataclasses import dataclass
from datetime import timedelta

import msgspec
import pytest

from crawler.spiders.result_writer import key_of, metadata_of
from directory.model.baseline import page_key
from directory.model.observation import Certificate, Hop, NetworkFault, Observation, Page, Stop
from directory.model.run import PageMetadata
from tests.crawler.judge.building import ARTICLE, AT, JOBS, PDF, broken, hop, seen, stopped

TAG = '"abc-1"'
DATE = "Fri, 09 Oct 2026 08:00:00 GMT"
CERTIFICATE = Certificate(ends_at=AT + timedelta(days=60))
POLICY = "https://jobs.elm.gov/privacy"


def test_of_a_page_its_title_language_policy_and_validators_are_noted() -> None:
    page = msgspec.structs.replace(ARTICLE, privacy_url=POLICY)
    look = seen(hop(etag=TAG, last_modified=DATE), page=page, certificate=CERTIFICATE)
    assert metadata_of(look) == PageMetadata(
        title=ARTICLE.title,
        language=ARTICLE.language,
        privacy_url=POLICY,
        certificate_ends_at=CERTIFICATE.ends_at,
        etag=TAG,
        last_modified=DATE,
    )


def test_of_a_chain_the_last_answer_counts() -> None:
    look = seen(hop(status=302, etag='"other"', retry_after="60"), hop(etag=TAG))
    assert metadata_of(look) == PageMetadata(
        title=ARTICLE.title, language=ARTICLE.language, etag=TAG
    )


def test_of_an_unchanged_page_only_the_certificate_is_new() -> None:
    same = Hop(JOBS, status=304, unchanged=True, headers={"etag": TAG})
    look = seen(same, page=Page(), certificate=CERTIFICATE)
    assert metadata_of(look) == PageMetadata(
        unchanged=True, certificate_ends_at=CERTIFICATE.ends_at
    )


@pytest.mark.parametrize("status", [304, 201, 203, 206, 404, 500])
def test_other_answers_are_no_page_to_ask_after_again(status: int) -> None:
    """A 304 that was not asked for is one of them."""
    look = seen(hop(status=status, etag=TAG, last_modified=DATE), certificate=CERTIFICATE)
    assert metadata_of(look) == PageMetadata(certificate_ends_at=CERTIFICATE.ends_at)


@pytest.mark.parametrize("look", [stopped(Stop.ROBOTS), broken(NetworkFault.TIMEOUT)])
def test_where_no_answer_came_nothing_is_noted(look: Observation) -> None:
    assert metadata_of(look) == PageMetadata()


@pytest.mark.parametrize(
    ("wish", "wait"),
    [
        ("3600", timedelta(hours=1)),
        ("Fri, 09 Oct 2026 10:00:00 GMT", timedelta(hours=1)),
        ("999999999", timedelta(days=7)),
        ("0", None),
        ("soon", None),
        ("Fri, 09 Oct 99999999999999999999 10:00:00 GMT", None),
    ],
)
def test_a_wish_to_be_left_alone_is_noted_with_its_end(wish: str, wait: timedelta | None) -> None:
    noted = metadata_of(seen(hop(status=429, retry_after=wish), page=None))
    assert noted.not_before == (AT + wait if wait else None)


def test_a_tag_that_may_have_been_cut_is_not_asked_with() -> None:
    """Of a header 300 characters are kept; a tag that is cut would never match."""
    assert metadata_of(seen(hop(etag="x" * 300))).etag == ""
    assert metadata_of(seen(hop(etag="x" * 200))).etag == "x" * 200


def test_a_file_that_is_no_page_can_be_asked_after_as_well() -> None:
    assert metadata_of(seen(hop(etag=TAG), page=PDF)).etag == TAG


# --- the page's digest ---------------------------------------------------------------


@dataclass(frozen=True)
class Keyed:
    """A look, and whether it saw a page that can be told by its text."""

    says: str
    look: Observation
    came: bool

    def __str__(self) -> str:
        return self.says


@pytest.mark.parametrize(
    "row",
    [
        Keyed("a page", seen(hop()), True),
        Keyed("a page with an unusual status", seen(hop(status=203)), True),
        Keyed("an error page", seen(hop(status=404)), False),
        Keyed("an unchanged page", seen(hop(status=304), page=Page()), False),
        Keyed("a file", seen(hop(), page=PDF), False),
        Keyed("nothing", broken(NetworkFault.RESET), False),
        Keyed("closed", stopped(Stop.ROBOTS), False),
    ],
    ids=str,
)
def test_a_page_that_came_has_a_digest(row: Keyed) -> None:
    assert key_of(row.look) == (page_key(ARTICLE) if row.came else None)
