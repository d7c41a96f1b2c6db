"""What is put on the website is on record, and only who may puts it there."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.notices import set_notice_period
from directory.catalog.people import set_person
from directory.model.tables import metadata
from directory.model.vocab import Role
from directory.publishing.export.publish import bring_back, drops, publish
from directory.publishing.export.write import ReleaseSummary
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.history import past_releases, present_release
from tests.directory.publishing.samples import NOW, SETTINGS, TODAY, filled_catalog, release


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    """A catalog with links to be published."""
    with closing(filled_catalog(tmp_path)) as made:
        yield made


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Where the release goes."""
    return tmp_path / "release"


def published(catalog: Catalog, site: Path, who: str = "pia", day: int = 0) -> ReleaseSummary:
    """A release of so many days after TODAY."""
    return publish(
        catalog, site, who=who, as_of=TODAY + timedelta(days=day), now=NOW, settings=SETTINGS
    )


def records(catalog: Catalog) -> list[dict[str, Any]]:
    """What the audit trail says of releases, in order."""
    trail = metadata.tables["audit"]
    with catalog.reading() as connection:
        bodies = connection.execute(sa.select(trail.c.body).order_by(trail.c.seq)).scalars()
        return [body for body in map(json.loads, bodies) if body["kind"] == "release"]


def test_who_published_what_is_on_record(catalog: Catalog, site: Path) -> None:
    made = published(catalog, site)
    (record,) = records(catalog)
    assert (record["what"], record["key"], record["who"]) == ("publish", made.digest, "pia")
    assert record["after"]["as_of"] == TODAY.isoformat()
    assert record["after"]["links"] == made.links
    assert catalog.verify_audit().fault is None


def brought_back(catalog: Catalog, site: Path, *, who: str) -> ReleaseSummary:
    """The release before the one that is there, brought back."""
    return bring_back(catalog, site, who=who, now=NOW, settings=SETTINGS).made


@pytest.mark.slow
def test_who_brought_a_release_back_is_on_record(catalog: Catalog, site: Path) -> None:
    first = published(catalog, site)
    with catalog.change(who="ana") as change:
        workflow.retire(change, 1, catalog.find(1).version)
    published(catalog, site, day=1)
    back = brought_back(catalog, site, who="olga")
    record = records(catalog)[-1]
    assert (record["what"], record["key"], record["who"]) == ("bring back", back.digest, "olga")
    assert (record["after"]["restores"], record["after"]["serial"]) == (first.digest, 3)


@pytest.mark.parametrize("act", [published, brought_back])
def test_who_may_not_publish_changes_nothing(
    catalog: Catalog, site: Path, act: Callable[..., object]
) -> None:
    published(catalog, site)
    there = published(catalog, site, day=1).digest
    with catalog.change(who="ada") as change:
        set_person(change, "ada", Role.ADMIN)
        set_person(change, "eva", Role.EDITOR)
    before = catalog.audit_head()
    with pytest.raises(ReleaseRefused, match="you are an editor here"):
        act(catalog, site, who="eva")
    now_there = present_release(site)
    assert now_there is not None
    assert now_there.digest == there
    assert catalog.audit_head() == before


def test_far_fewer_links_must_be_confirmed(catalog: Catalog, site: Path) -> None:
    """The website is not emptied by a slip."""
    first = published(catalog, site)
    with catalog.change(who="ana") as change:
        for link_id in (1, 2):
            workflow.retire(change, link_id, catalog.find(link_id).version)
    with pytest.raises(ReleaseRefused, match=r"contain 2 links, and .* contains 4"):
        published(catalog, site, day=1)
    now_there = present_release(site)
    assert now_there is not None
    assert (now_there.digest, past_releases(site)) == (first.digest, ())
    made = publish(catalog, site, who="pia", as_of=TODAY, now=NOW, settings=SETTINGS, fewer=True)
    assert made.links == 2


@pytest.mark.parametrize(
    ("before", "after", "is_far"),
    [(10, 8, False), (10, 7, True), (0, 0, False), (3, 5, False), (1, 0, False), (2, 0, True)],
)
def test_a_fifth_fewer_is_let_pass(before: int, after: int, is_far: bool) -> None:
    assert drops(before, after, SETTINGS) is is_far


def test_what_cannot_be_put_on_record_is_not_shown(catalog: Catalog, site: Path) -> None:
    """The release before stays on the website."""
    first = published(catalog, site)

    def refused(_made: ReleaseSummary) -> None:
        raise ReleaseRefused("the record cannot be written")

    with pytest.raises(ReleaseRefused, match="the record cannot"):
        release(catalog, site, as_of=TODAY + timedelta(days=1), before_swap=refused)
    now_there = present_release(site)
    assert now_there is not None
    assert now_there.digest == first.digest


def test_the_folder_of_the_website_gets_no_release_of_a_day_to_come(
    catalog: Catalog, site: Path
) -> None:
    settings = SETTINGS.model_copy(update={"release": site})
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(ReleaseRefused, match=f"{tomorrow} has not come yet"):
        publish(catalog, site, who="pia", as_of=tomorrow, now=NOW, settings=settings)
    assert not site.exists()
    other = site.with_name("preview")
    made = publish(catalog, other, who="pia", as_of=tomorrow, now=NOW, settings=settings)
    assert made.as_of == tomorrow


def test_a_shorter_period_of_notice_is_in_releases_before_it_applies(
    catalog: Catalog, site: Path
) -> None:
    with catalog.change(who="pia") as change:
        first_day = set_notice_period(change, 7)
    published(catalog, site)
    head = json.loads((site / "directory.json").read_bytes())
    assert head["notice_period"] == {
        "days": 30, "next": {"days": 7, "effective_from": str(first_day)},
    }  # fmt: skip
    assert head["next_change"] == str(first_day) == str(TODAY + timedelta(days=30))
    page = (site / "site" / "notices" / "index.html").read_text()
    assert "announced 30 days before it takes effect" in page
    assert "it will be 7 days" in page
    assert "A new wording takes effect on" not in page
