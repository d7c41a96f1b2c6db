"""Days begin and end in the agency's time zone."""

import json
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.notices import add_notice, announce
from directory.catalog.people import set_person
from directory.errors import ChangeRefused
from directory.model.reasons import Reason
from directory.model.vocab import NoticeKind, Role
from directory.publishing.export.publish import publish
from directory.rules.notice_schedule import Announcement
from directory.settings import Settings
from tests.clocks import HandClock
from tests.directory.publishing.asking import shown_on
from tests.directory.publishing.samples import look
from tests.directory.samples import add_links

pytestmark = pytest.mark.slow

#: Seven in the evening of October 9 in New York; in UTC the next day has begun at eight.
EVENING = datetime(2026, 10, 9, 23, 30, tzinfo=UTC)
LOCAL = date(2026, 10, 9)
TEXTS = {"en": "You leave.", "es": "Sale."}


@pytest.fixture
def evening(clock: HandClock) -> HandClock:
    clock.now = EVENING + timedelta(hours=1)
    return clock


@pytest.fixture
def catalog(database_url: str, evening: HandClock) -> Iterator[Catalog]:
    """A catalog of an agency in New York, late in the evening."""
    with closing(Catalog.open(database_url, evening)) as opened:
        with opened.change(who="ana") as change:
            set_time_zone(change, "America/New_York")
        yield opened


def test_today_is_the_day_at_the_agency(catalog: Catalog, evening: HandClock) -> None:
    assert catalog.today() == LOCAL
    evening.now += timedelta(hours=4)
    assert catalog.today() == LOCAL + timedelta(days=1)


def test_a_wording_is_announced_on_the_day_at_the_agency(catalog: Catalog) -> None:
    with catalog.change(who="ana") as change:
        add_notice(change, "exit", NoticeKind.EXIT, TEXTS, announced_on=LOCAL, effective_from=LOCAL)
    wanted = Announcement({"en": "Bye.", "es": "Adiós."}, LOCAL + timedelta(days=30))
    with catalog.change(who="ana") as change:
        assert announce(change, "exit", wanted)


def test_the_days_in_a_release_are_those_at_the_agency(
    catalog: Catalog, evening: HandClock, tmp_path: Path
) -> None:
    kept, withdrawn = (
        link.id or 0 for link in add_links(catalog, ["https://a.example/", "https://b.example/"])
    )
    look(catalog, {kept: Reason.NOT_FOUND}, evening.now)
    settings = Settings(languages=("en",), own_sites=("a.example", "b.example"))
    folder = tmp_path / "release"

    def published() -> dict[str, object]:
        publish(
            catalog, folder, who="ana", as_of=catalog.today(), now=evening.now,
            settings=settings, fewer=True, anyway=True,
        )  # fmt: skip
        whole: dict[str, object] = json.loads((folder / "directory.json").read_bytes())
        return whole

    first = published()
    with catalog.change(who="ana") as change:
        workflow.retire(change, withdrawn, 1)
    second = published()
    links = {one["id"]: one for one in first["links"]}  # type: ignore[attr-defined]
    assert first["updated_on"] == links[kept]["listed_on"] == "2026-10-09"
    assert links[kept]["health"]["since"] == "2026-10-09"
    assert second["withdrawn"] == [{"id": withdrawn, "on": "2026-10-09"}]
    (health,) = json.loads((folder / "health.json").read_bytes())["links"]
    assert health["health"]["since"] == "2026-10-09"
    with catalog.reading() as connection:
        assert shown_on(connection, LOCAL, withdrawn, str(folder.resolve())).absent


def test_only_an_admin_sets_a_zone_that_there_is(catalog: Catalog) -> None:
    for name in ("Mars/Olympus", "", "../../etc/passwd", "America"):
        with pytest.raises(ChangeRefused, match="no time zone"), catalog.change(who="ana") as tx:
            set_time_zone(tx, name)
    with catalog.change(who="ana") as change:
        set_person(change, "ana", Role.ADMIN)
        set_person(change, "pia", Role.PUBLISHER)
    with pytest.raises(ChangeRefused, match="admin"), catalog.change(who="pia") as change:
        set_time_zone(change, "UTC")
    assert str(catalog.zone) == "America/New_York"


def test_the_zone_stays_while_a_wording_is_to_come(catalog: Catalog, evening: HandClock) -> None:
    """Its day would begin earlier or later than was announced."""
    with catalog.change(who="ana") as change:
        add_notice(
            change, "exit", NoticeKind.EXIT, TEXTS,
            announced_on=LOCAL, effective_from=LOCAL + timedelta(days=3),
        )  # fmt: skip
    refused = pytest.raises(ChangeRefused, match="is announced for 2026-10-12")
    with refused, catalog.change(who="ana") as change:
        set_time_zone(change, "Pacific/Kiritimati")
    evening.now += timedelta(days=3)
    with catalog.change(who="ana") as change:
        set_time_zone(change, "Pacific/Kiritimati")
