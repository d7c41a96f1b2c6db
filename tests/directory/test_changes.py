"""One change of the catalog: all or nothing, with an entry in the audit trail for each act."""

import json
from contextlib import closing
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.notices import add_notice
from directory.catalog.transaction import Transaction
from directory.db.audit import canonical, digest
from directory.db.engine import Database
from directory.model.link import Link
from directory.model.vocab import NoticeKind
from directory.queries.links import find_by_keys
from tests.clocks import NOW, HandClock
from tests.directory.samples import ALL_TABLES, add, fields, picture, refusal, rows


def _trail(catalog: Catalog) -> list[dict[str, Any]]:
    """The bodies of all audit entries, first one first."""
    return [json.loads(entry.body) for entry in rows(catalog, "audit")]


def test_categories_stand_under_a_parent_that_is_there(catalog: Catalog) -> None:
    with catalog.change(who="maria") as change:
        add_category(change, "a", {"EN": " A "})
        add_category(change, "a/b", {"en": "B"}, parent="a")
        add_link(change, fields("https://example.com/", category="a/b"))
    assert [category.names for category in catalog.categories()] == [{"en": "A"}, {"en": "B"}]


@pytest.mark.parametrize(
    ("slug", "names", "parent", "said"),
    [
        ("a", {"en": "A"}, None, "there is a category “a” already"),
        ("c/d", {"en": "D"}, "c", "there is no category “c” to put “c/d” under"),
        ("d", {"en": "D"}, "a", "the slug “d” does not fit under “a”"),
        ("a/d", {"en": "D"}, None, "the slug “a/d” does not fit under “”"),
        ("ab/d", {"en": "D"}, "a", "the slug “ab/d” does not fit under “a”"),
        ("a/b/c", {"en": "C"}, "a/b", "“a/b/c” is not a slug"),
        ("Job banks", {"en": "C"}, None, "“Job banks” is not a slug"),
        ("e", {}, None, "“e” has no text in any language"),
        ("e", {"en": " "}, None, "“e” has no text in any language"),
        ("e", {"klingonish": "E"}, None, "“klingonish” is not a language tag"),
    ],
)
def test_a_category_that_does_not_fit_is_refused(
    sqlite_catalog: Catalog, slug: str, names: dict[str, str], parent: str | None, said: str
) -> None:
    with sqlite_catalog.change(who="maria") as change:
        add_category(change, "a", {"en": "A"})
        add_category(change, "a/b", {"en": "B"}, parent="a")
    told = refusal(sqlite_catalog, lambda change: add_category(change, slug, names, parent))
    assert said in told


TODAY = NOW.date()
TEXTS = {"en": "You leave {agency}.", "es": "Sale de {agency}."}


def _add_notice(change: Transaction, texts: dict[str, str]) -> None:
    later = TODAY + timedelta(days=30)
    add_notice(change, "exit", NoticeKind.EXIT, texts, announced_on=TODAY, effective_from=later)


def test_a_notice_gets_its_first_wording(catalog: Catalog) -> None:
    with catalog.change(who="maria") as change:
        _add_notice(change, TEXTS)
    (version,) = rows(catalog, "notice_version")
    assert (version.notice, version.number, version.texts) == ("exit", 1, TEXTS)
    assert (version.announced_on, version.effective_from) == (TODAY, date(2026, 11, 8))
    assert (version.author, version.created_at) == ("maria", NOW)
    assert version.digest == digest("", canonical(TEXTS))
    again = refusal(catalog, lambda change: _add_notice(change, TEXTS))
    assert again == "there is a notice “exit” already"


@pytest.mark.parametrize("texts", [{}, {"en": " \u202e"}])
def test_a_notice_that_says_nothing_is_refused(
    sqlite_catalog: Catalog, texts: dict[str, str]
) -> None:
    said = refusal(sqlite_catalog, lambda change: _add_notice(change, texts))
    assert said == "“exit” has no text in any language"


def test_a_change_is_all_or_nothing(catalog: Catalog) -> None:
    """Also when what fails is not the catalog but whoever uses it."""
    add(catalog)
    before = picture(catalog, ALL_TABLES)
    with pytest.raises(ZeroDivisionError), catalog.change(who="maria") as change:
        add_category(change, "job-banks", {"en": "Job banks"})
        add_link(change, fields("https://other.example/", category="job-banks"))
        edit_link(change, 1, 1, {"url": "https://moved.example/"})
        workflow.submit(change, 1, 2)
        raise ZeroDivisionError
    assert picture(catalog, ALL_TABLES) == before
    assert catalog.verify_audit().entries == 1


def test_a_refusal_in_the_midst_takes_back_what_came_before(sqlite_catalog: Catalog) -> None:
    def act(change: Transaction) -> None:
        add_link(change, fields("https://good.example/"))
        add_link(change, fields("ftp://bad.example/"))

    refusal(sqlite_catalog, act)


def test_a_change_sees_what_it_has_done(sqlite_catalog: Catalog) -> None:
    with sqlite_catalog.change(who="maria") as change:
        link = add_link(change, fields("https://example.com/"))
        found = find_by_keys(change.connection, ["example.com", "other"])
        assert found == {"example.com": link}
        add_category(change, "a", {"en": "A"})
        edit_link(change, 1, 1, {"category": "a"})
        assert sqlite_catalog.find_by_keys(["example.com"]) == {}
    assert sqlite_catalog.find(1).category == "a"


def test_who_did_what_when_why_before_and_after_is_written_down(
    catalog: Catalog, clock: HandClock
) -> None:
    with catalog.change(who="maria", why="new bank") as change:
        add_link(change, fields("https://example.com/", "Jobs", notes="n"))
    clock.advance(hours=1)
    with catalog.change(who="josé", why="typo") as change:
        edit_link(change, 1, 1, {"names": {"en": "Job Quest"}, "review_by": "2027-01-31"})
        workflow.retire(change, 1, 2)
    added, edited, moved = _trail(catalog)
    assert (added["who"], added["why"], added["what"]) == ("maria", "new bank", "add")
    assert (added["kind"], added["key"], added["before"]) == ("link", "1", None)
    assert added["at"] == "2026-10-09T12:00:00+00:00"
    assert added["after"]["url"] == "https://example.com/"
    assert added["after"]["state"] == "draft"
    assert edited == {
        "at": "2026-10-09T13:00:00+00:00",
        "who": "josé",
        "why": "typo",
        "what": "edit",
        "kind": "link",
        "key": "1",
        "before": {
            "name": "Jobs",
            "names": {"en": "Jobs"},
            "review_by": None,
            "written_by": "maria",
        },
        "after": {
            "name": "Job Quest",
            "names": {"en": "Job Quest"},
            "review_by": "2027-01-31",
            "written_by": "maria\njosé",
        },
    }
    assert (moved["what"], moved["before"], moved["after"]) == (
        "retire",
        {"state": "draft"},
        {"state": "retired"},
    )
    report = catalog.verify_audit()
    assert (report.entries, report.head, report.fault) == (3, catalog.audit_head(), None)


def test_categories_and_notices_are_written_down_too(sqlite_catalog: Catalog) -> None:
    with sqlite_catalog.change(who="maria") as change:
        add_category(change, "a", {"en": "A"}, position=3)
        _add_notice(change, TEXTS)
    category, notice = _trail(sqlite_catalog)
    assert category["after"] == {"slug": "a", "parent": None, "names": {"en": "A"}, "position": 3}
    assert notice["after"]["texts"] == TEXTS
    assert notice["after"]["effective_from"] == "2026-11-08"
    assert (notice["kind"], notice["key"]) == ("notice", "exit")


@pytest.mark.both_databases
def test_the_database_holds_its_own_against_a_duplicate(
    catalog: Catalog, database_url: str
) -> None:
    """Whoever came past the use cases would be stopped all the same."""
    twin = add(catalog).model_dump(exclude={"id"})
    table: sa.Table = Link.__table__  # type: ignore[attr-defined]
    with (
        closing(Database(database_url)) as database,
        pytest.raises(sa.exc.IntegrityError),
        database.write() as connection,
    ):
        connection.execute(sa.insert(table).values(twin))
