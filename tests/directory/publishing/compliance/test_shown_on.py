"""What visitors were shown on a day of the past, on each kind of database."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.notices import add_notice
from directory.model.vocab import EditorialState, NoticeKind
from directory.publishing.compliance.shown_on import Shown
from directory.publishing.compliance.spans import NotKnown
from directory.publishing.export.publish import publish
from tests.clocks import HandClock
from tests.directory.publishing.asking import shown_on
from tests.directory.publishing.samples import SETTINGS, add_shelves, link

pytestmark = pytest.mark.both_databases


@pytest.fixture
def catalog(database_url: str, clock: HandClock) -> Iterator[Catalog]:
    """An empty catalog."""
    with closing(Catalog.open(database_url, clock)) as opened:
        yield opened


def on(catalog: Catalog, site: Path, days: int, link_id: int = 1) -> Shown:
    """What was shown so many days from today on."""
    day = catalog.now().date() + timedelta(days=days)
    with catalog.reading() as connection:
        return shown_on(connection, day, link_id, str(site.resolve()))


@pytest.mark.slow
def test_the_link_is_shown_as_it_was_when_the_release_was_made(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    with catalog.change(who="ana") as change:
        add_shelves(change)
        jobs = link("https://jobs.example/", names={"en": "Jobs"}, category="job-banks")
        add_link(change, jobs, EditorialState.PUBLISHED)
        add_link(change, link("https://draft.example/"))
    site = tmp_path / "release"
    now = clock.now
    publish(catalog, site, who="pia", as_of=now.date(), now=now, settings=SETTINGS, anyway=True)
    clock.advance(days=1)
    with catalog.change(who="ana") as change:
        edit_link(change, 1, 1, {"names": {"en": "Renamed"}})
    seen = on(catalog, site, 0)
    assert (seen.absent, seen.name, seen.overdue) == ("", "Jobs", None)
    assert seen.exit_notice is not None
    assert seen.exit_notice.slug == "exit-unknown"
    assert "job-listings" in [text.slug for text in seen.disclaimers]
    assert "not published" in on(catalog, site, 0, link_id=2).absent
    assert "not in the catalog" in on(catalog, site, 0, link_id=3).absent
    with pytest.raises(NotKnown, match="no release"):
        on(catalog, site, -2)


def test_what_the_trail_does_not_keep_is_said_to_be_missing(
    catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    """The address of a privacy policy comes from crawls; no placeholder is left in the text."""
    now = clock.now
    with catalog.change(who="ana") as change:
        add_shelves(change)
        add_notice(
            change,
            "policy",
            NoticeKind.DISCLAIMER,
            {"en": "Read {privacy_url}.", "es": "Lea {privacy_url}."},
            announced_on=now.date() - timedelta(days=60),
            effective_from=now.date() - timedelta(days=30),
        )
        jobs = link("https://jobs.example/", disclaimers=["policy"])
        add_link(change, jobs, EditorialState.PUBLISHED)
    site = tmp_path / "release"
    publish(catalog, site, who="pia", as_of=now.date(), now=now, settings=SETTINGS, anyway=True)
    texts = {text.slug: text.texts for text in on(catalog, site, 0).disclaimers}
    assert texts["policy"]["en"] == "Read [address of its privacy policy, not on record]."
