"""Stored looks judged anew by the lists of today: the real judge, and no request."""

from pathlib import Path

import msgspec
import pytest

from crawler.patterns import SignsError, judge_by
from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.model.baseline import baseline_of
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, Verdict
from directory.settings import Settings
from tests.clocks import NOW, HandClock
from tests.crawler.judge.building import ARTICLE, JOBS, hop, seen
from tests.directory.pages import crawl_pages, page_look
from tests.directory.samples import add_links, rows

LEFT = "This ad has left the building"


@pytest.fixture
def own(tmp_path: Path) -> Settings:
    """Settings with signs of the agency's own."""
    file = tmp_path / "signs.toml"
    file.write_text(f'[soft404.titles]\nen = ["{LEFT}"]\n', encoding="utf-8")
    return Settings(signs=file)


def test_words_of_the_agencys_own_decide(own: Settings) -> None:
    look = seen(hop(JOBS), page=msgspec.structs.replace(ARTICLE, title=LEFT, headline=LEFT))
    assert judge_by(Settings())(look, None, ()).reasons == ["ok"]
    assert judge_by(own)(look, None, ()).worst.reason is Reason.SOFT_404


def test_the_approved_page_is_the_measure(own: Settings) -> None:
    """What staff approved as it is, is fine when it is seen again."""
    look = seen(hop(JOBS))
    assert judge_by(own)(look, baseline_of(look), ("Elm County",)).verdict is Verdict.OK


def test_a_file_that_cannot_be_used_is_told_before_anything_is_judged(tmp_path: Path) -> None:
    with pytest.raises(SignsError, match="cannot be read"):
        judge_by(Settings(signs=tmp_path / "none.toml"))


def test_a_changed_list_changes_what_is_held_and_judging_again_changes_nothing(
    sqlite_catalog: Catalog, own: Settings, clock: HandClock
) -> None:
    links = add_links(sqlite_catalog, [JOBS, "https://jobs.oak.gov/"], EditorialState.DRAFT)
    left = msgspec.structs.replace(ARTICLE, title=LEFT, headline=LEFT)
    looks = [page_look(links[0], NOW, page=left), page_look(links[1], NOW, page=ARTICLE)]
    crawl_pages(sqlite_catalog, looks, NOW)
    now = clock.advance(hours=1)
    judging = sqlite_catalog.runs.rejudge
    assert list(judging(judge_by(Settings()), who="maria", now=now)) == []
    (changed,) = judging(judge_by(own), who="maria", now=now)
    assert (changed.url, changed.before, changed.after) == (JOBS, ("ok",), ("soft-404",))
    assert [row.verdict for row in rows(sqlite_catalog, "health")] == [Verdict.GONE, Verdict.OK]
    assert list(judging(judge_by(own), who="maria", now=now)) == []


def test_what_a_person_has_approved_stays_approved_when_it_is_judged_again(
    sqlite_catalog: Catalog, clock: HandClock
) -> None:
    links = add_links(sqlite_catalog, [JOBS])
    crawl_pages(sqlite_catalog, [page_look(links[0], NOW, page=ARTICLE)], NOW)
    later = clock.advance(days=1)
    other = msgspec.structs.replace(
        ARTICLE, title="Oak Street Bakery", text="Fresh bread every day. " * 40, words=160
    )
    crawl_pages(sqlite_catalog, [page_look(links[0], later, Reason.DRIFT, page=other)], later)
    now = clock.advance(hours=1)
    with sqlite_catalog.change(who="maria") as change:
        workflow.approve_page(change, 1, 1)
    assert list(sqlite_catalog.runs.rejudge(judge_by(Settings()), who="m", now=now)) == []
