"""Rows for the few links in sight."""

from datetime import timedelta

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.model.observation import Finding
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, ExitOverride, OperatorClass, Verdict
from directory.queries.link_rows import Row, rows
from directory.rules.queue import QueueKind
from tests.clocks import NOW
from tests.directory.queries.stock import LINKS, TODAY, held
from tests.directory.samples import add, add_links, crawl

pytestmark = pytest.mark.both_databases


def test_a_row_tells_what_a_table_shows(catalog: Catalog) -> None:
    add(catalog, "https://one.example/", name="One", exit_override=ExitOverride.FORCED_ON,
        exit_override_reason="by agreement")  # fmt: skip
    add_links(catalog, ["https://two.example/"])
    crawl(catalog, {2: Reason.PARKED}, NOW)
    with catalog.reading() as connection:
        found = rows(connection, [2, 1, 99], TODAY)
    assert found == {
        1: Row(
            1, 1, "One", "https://one.example/", "one.example", EditorialState.DRAFT, None,
            OperatorClass.UNKNOWN, None, None, False, None, None, None, None, ("exit forced",),
            QueueKind.DRAFT,
        ),
        2: Row(
            2, 1, "A link", "https://two.example/", "two.example", EditorialState.PUBLISHED, None,
            OperatorClass.UNKNOWN, Verdict.CHANGED, "parked", True, NOW, NOW, None,
            (Finding(Reason.PARKED),), ("held back",), QueueKind.HELD_BACK,
        ),
    }  # fmt: skip


@pytest.mark.slow
def test_flags_tell_of_snoozes_vouchers_and_proposals(stocked: Catalog) -> None:
    with stocked.reading() as connection:
        found = rows(connection, range(1, LINKS + 1), TODAY)
    assert len(found) == LINKS
    for link_id, row in held(stocked).items():
        flags = found[link_id].flags
        assert ("proposal" in flags) == (row.proposed is not None)
        assert ("vouched" in flags) == (str(row.vouched_until) >= str(TODAY))
        until = row.exit_override_until
        holds = until is None or str(until) >= str(TODAY)
        assert ("exit forced" in flags) == (row.exit_override != "by_rule" and holds)
        assert "snoozed" not in flags or str(row.snoozed_until) >= str(TODAY)
    assert any("snoozed" in row.flags for row in found.values())


def test_more_rows_than_one_question_holds_come_all_the_same(sqlite_catalog: Catalog) -> None:
    add_links(sqlite_catalog, (f"https://{place}.example/" for place in range(3)))
    with sqlite_catalog.reading() as connection:
        assert list(rows(connection, [*range(10, 2000), 3, 1], TODAY)) == [1, 3]
        assert rows(connection, [], TODAY) == {}


def test_a_snooze_that_the_health_has_outdated_is_no_flag(catalog: Catalog) -> None:
    (link,) = add_links(catalog, ["https://one.example/"])
    assert link.id is not None
    with catalog.change(who="maria") as change:
        workflow.snooze(change, link.id, link.version, TODAY + timedelta(days=9))
    with catalog.reading() as connection:
        assert rows(connection, [1], TODAY)[1].flags == ("snoozed",)
    crawl(catalog, {1: Reason.PARKED}, NOW + timedelta(hours=1))
    with catalog.reading() as connection:
        assert rows(connection, [1], TODAY)[1].flags == ("held back",)
