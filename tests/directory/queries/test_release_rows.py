"""What a release reads: the links that may be shown, and nothing that is internal."""

from datetime import date, timedelta

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.catalog.notices import add_notice
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, NoticeKind
from directory.queries.release_rows import (
    CategoryRow,
    LinkRow,
    NoticeRow,
    VersionRow,
    categories,
    notices,
    released_links,
    withheld_ids,
)
from tests.clocks import NOW
from tests.directory.samples import add_links, crawl, fields

pytestmark = pytest.mark.both_databases

INTERNAL = {"notes", "steward", "exit_override_reason", "review_by", "category_suggestion"}


def test_published_links_are_released_by_number_unless_they_are_a_danger(catalog: Catalog) -> None:
    add_links(catalog, (f"https://{name}.example/" for name in ("well", "gone", "parked", "new")))
    with catalog.change(who="maria") as change:
        for state in EditorialState:
            add_link(change, fields(f"https://{state.name}.example/"), state)
    crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND, 3: Reason.PARKED}, NOW)
    with catalog.reading() as connection:
        released = list(released_links(connection, NOW.date()))
        withheld = list(withheld_ids(connection, NOW.date()))
    assert [row.id for row in released] == [1, 2, 4, 7]
    assert [row.verdict for row in released] == ["ok", "gone", None, None]
    assert [row.confirmed for row in released] == [True, False, None, None]
    assert withheld == [3]


def test_no_internal_field_is_read() -> None:
    assert not INTERNAL & set(LinkRow.__struct_fields__)


def test_reading_may_end_before_the_last_link(catalog: Catalog) -> None:
    add_links(catalog, ["https://one.example/", "https://two.example/"])
    with catalog.reading() as connection:
        reading = released_links(connection, NOW.date())
        assert next(reading).url == "https://one.example/"
        reading.close()
        assert list(withheld_ids(connection, NOW.date())) == []


def test_categories_and_notices_come_with_their_texts(catalog: Catalog) -> None:
    today = NOW.date()
    with catalog.change(who="maria") as change:
        add_category(change, "job-banks", {"en": "Job banks"}, position=2)
        add_notice(
            change,
            "exit",
            NoticeKind.EXIT,
            {"en": "Bye", "es": "Adiós"},
            announced_on=today,
            effective_from=today + timedelta(days=30),
        )
    with catalog.reading() as connection:
        assert categories(connection) == [CategoryRow("job-banks", None, {"en": "Job banks"}, 2)]
        wording = VersionRow(1, {"en": "Bye", "es": "Adiós"}, today, date(2026, 11, 8))
        assert notices(connection) == [NoticeRow("exit", NoticeKind.EXIT, (wording,))]
