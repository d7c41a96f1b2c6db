"""The audit trail: one spelling of each entry, and a chain in which every change shows."""

import hashlib
import json
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from directory.catalog.notices import add_notice
from directory.db.audit import GENESIS, append, canonical, digest, head, walk
from directory.db.engine import Database, sqlite_module
from directory.errors import CatalogUnavailable
from directory.model.vocab import EditorialState, NoticeKind
from tests.clocks import NOW
from tests.directory.samples import add_hosts, behind_its_back, rows

pytestmark = pytest.mark.both_databases

scalars = st.one_of(st.none(), st.booleans(), st.integers(), st.text())
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)
    ),
    max_leaves=4,
)
bodies = st.dictionaries(st.text(), values, max_size=4)


@pytest.mark.slow
@given(bodies)
def test_a_body_is_read_back_from_its_spelling(body: dict[str, object]) -> None:
    assert json.loads(canonical(body)) == body


@pytest.mark.slow
@given(bodies, st.randoms())
def test_a_body_has_one_spelling_whatever_the_order_of_its_fields(
    body: dict[str, object], chance: object
) -> None:
    shuffled = list(body.items())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical(dict(shuffled)) == canonical(body)


@pytest.mark.slow
@given(bodies, bodies)
def test_different_bodies_have_different_spellings(
    one: dict[str, object], other: dict[str, object]
) -> None:
    assert (canonical(one) == canonical(other)) == (one == other and repr(one) == repr(other))


def test_the_spelling_is_without_blanks_and_in_plain_unicode() -> None:
    body = {
        "who": "María",
        "at": datetime(2026, 10, 9, 12, tzinfo=UTC),
        "after": {"state": EditorialState.DRAFT, "review_by": date(2027, 1, 31), "n": [1, None]},
    }
    assert canonical(body) == (
        '{"after":{"n":[1,null],"review_by":"2027-01-31","state":"draft"},'
        '"at":"2026-10-09T12:00:00+00:00","who":"María"}'
    )


@pytest.mark.parametrize("value", [{1, 2}, b"bytes", object()])
def test_what_has_no_one_spelling_cannot_stand_in_the_trail(value: object) -> None:
    with pytest.raises(TypeError, match="cannot be written to the audit trail"):
        canonical({"x": value})


def test_a_hash_covers_the_entry_before_and_the_body() -> None:
    wanted = hashlib.sha256(b"before\n{}").hexdigest()
    assert digest("before", "{}") == wanted
    assert len({digest("a", "b"), digest("b", "b"), digest("a", "a"), digest("", "a\nb")}) == 4


def test_an_empty_trail_holds(catalog: Catalog) -> None:
    report = catalog.verify_audit()
    assert (report.entries, report.head, report.fault) == (0, GENESIS, None)
    assert catalog.audit_head() == GENESIS == "0" * 64


def test_a_long_trail_holds_and_its_head_stands_for_it(database_url: str) -> None:
    heads = []
    entry = {"at": NOW, "who": "ana", "kind": "link", "what": "edit"}
    with closing(Database(database_url)) as database:
        for part in range(3):
            with database.write() as connection:
                append(connection, (entry | {"key": f"{part}/{place}"} for place in range(700)))
            with database.read() as connection:
                heads.append(head(connection))
                *_, last = walk(connection)
            assert (last.seq, last.hash) == heads[-1]
    assert [seq for seq, _ in heads] == [700, 1400, 2100]
    assert len({hash_ for _, hash_ in heads}) == 3


def test_a_change_that_has_nothing_to_note_appends_nothing(catalog: Catalog) -> None:
    with catalog.change(who="maria"):
        pass
    assert rows(catalog, "audit") == []


DROP_TRIGGERS = {
    "sqlite": ["DROP TRIGGER audit_no_update", "DROP TRIGGER audit_no_delete"],
    "postgresql": ["DROP TRIGGER audit_no_change ON audit"],
}


def _unguarded(url: str) -> None:
    """Writes five audit entries, and drops the triggers that guard them."""
    with closing(Catalog.open(url)) as catalog:
        add_hosts(catalog, 5)
    drops = DROP_TRIGGERS[sa.make_url(url).get_backend_name()]
    behind_its_back(url, *((drop, {}) for drop in drops))


FORGED_BODY = "UPDATE audit SET body = '{}' WHERE seq = 3"
SLIPPED_IN = (
    "INSERT INTO audit VALUES (:seq, '2026-10-09', 'ana', 'link', '1', 'edit', 'a stranger', "
    "'no hash', '{}')"
)
DELETED = "DELETE FROM audit WHERE seq = :seq"
MOVED = "UPDATE audit SET seq = :to WHERE seq = :seq"

NOT_NEXT = "entry {} does not follow the entry before it"
MISSING = "entry {} is missing (the next one found is {})"
CHANGED = "entry 3 has been changed: its contents do not match its hash"


@pytest.mark.parametrize(
    ("acts", "held", "fault"),
    [
        ([(FORGED_BODY, {})], 2, CHANGED),
        ([("UPDATE audit SET hash = 'another' WHERE seq = 3", {})], 2, CHANGED),
        ([(DELETED, {"seq": 1})], 0, MISSING.format(1, 2)),
        ([(DELETED, {"seq": 3})], 2, MISSING.format(3, 4)),
        (
            # One is dropped and the others move up.
            [(DELETED, {"seq": 3}), (MOVED, {"seq": 4, "to": 3}), (MOVED, {"seq": 5, "to": 4})],
            2,
            NOT_NEXT.format(3),
        ),
        ([(SLIPPED_IN, {"seq": 6})], 5, NOT_NEXT.format(6)),
        ([(SLIPPED_IN, {"seq": 0})], 0, MISSING.format(1, 0)),
        ([(MOVED, {"seq": 5, "to": 6}), (SLIPPED_IN, {"seq": 5})], 4, NOT_NEXT.format(5)),
        (
            # Two change places.
            [
                (MOVED, {"seq": 2, "to": 9}),
                (MOVED, {"seq": 4, "to": 2}),
                (MOVED, {"seq": 9, "to": 4}),
            ],
            1,
            NOT_NEXT.format(2),
        ),
    ],
)
def test_tampering_is_found_and_the_first_bad_entry_named(
    sqlite_url: str, acts: list[tuple[str, dict[str, object]]], held: int, fault: str
) -> None:
    _unguarded(sqlite_url)
    behind_its_back(sqlite_url, *acts)
    with closing(Catalog.open(sqlite_url)) as catalog:
        report = catalog.verify_audit()
    assert (report.entries, report.fault) == (held, fault)


def test_an_entry_forged_with_a_fitting_hash_breaks_the_one_after_it(database_url: str) -> None:
    _unguarded(database_url)
    with closing(Catalog.open(database_url)) as catalog:
        forged = digest(rows(catalog, "audit")[1].hash, "{}")
        behind_its_back(
            database_url,
            (FORGED_BODY, {}),
            ("UPDATE audit SET hash = :hash WHERE seq = 3", {"hash": forged}),
        )
        assert catalog.verify_audit().fault == NOT_NEXT.format(4)


def test_a_trail_that_was_cut_short_lacks_what_is_in_the_tables(database_url: str) -> None:
    """The chain that is left is whole."""
    _unguarded(database_url)
    with closing(Catalog.open(database_url)) as catalog:
        noted = catalog.audit_head()
        behind_its_back(database_url, (DELETED, {"seq": 5}))
        report = catalog.verify_audit([noted])
    assert report.fault == "link 5: it is in the catalog, but not in the trail"
    assert (report.entries, report.heads) == (4, {})


FORBIDDEN = {
    "audit": [
        "UPDATE audit SET body = 'x'",
        "UPDATE audit SET body = body WHERE seq = 1",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
    ],
    "notice_version": [
        "UPDATE notice_version SET texts = '{}'",
        "UPDATE notice_version SET author = author",
        "DELETE FROM notice_version WHERE notice = 'exit'",
    ],
}


@pytest.mark.parametrize("table", FORBIDDEN)
def test_the_database_itself_refuses_to_change_what_is_proven(
    catalog: Catalog, database_url: str, table: str
) -> None:
    today = date(2026, 10, 9)
    with catalog.change(who="maria") as change:
        add_notice(
            change, "exit", NoticeKind.EXIT, {"en": "Bye"}, announced_on=today, effective_from=today
        )
    before = rows(catalog, table)
    truncates = [f"TRUNCATE {table} CASCADE"] if database_url.startswith("postgresql") else []
    for act in FORBIDDEN[table] + truncates:
        with pytest.raises((sa.exc.IntegrityError, CatalogUnavailable)) as refusal:
            behind_its_back(database_url, (act, {}))
        assert f"rows of {table} are never changed" in str(refusal.value)
    assert rows(catalog, table) == before != []


REPLACEMENTS = {
    "audit": [
        "REPLACE INTO audit SELECT seq, at, 1, 1, 1, 1, prev, hash, 1 FROM audit WHERE seq = 1",
        "REPLACE INTO audit SELECT 99, at, 1, 1, 1, 1, prev, 'h', 1 FROM audit WHERE seq = 1",
        "REPLACE INTO audit SELECT 99, at, 1, 1, 1, 1, 'p', hash, 1 FROM audit WHERE seq = 1",
        "INSERT OR REPLACE INTO audit SELECT 1, at, 1, 1, 1, 1, 2, 3, 4 FROM audit WHERE seq = 1",
        "INSERT OR IGNORE INTO audit SELECT 1, at, 1, 1, 1, 1, 2, 3, 4 FROM audit WHERE seq = 1",
    ],
    "notice_version": [
        "REPLACE INTO notice_version SELECT * FROM notice_version",
        "REPLACE INTO notice_version (rowid, notice, number, texts, announced_on, "
        "effective_from, author, digest, created_at) SELECT rowid, notice, 2, '{}', "
        "announced_on, effective_from, author, digest, created_at FROM notice_version",
    ],
}


@pytest.mark.parametrize(
    ("table", "act"), [(table, act) for table, acts in REPLACEMENTS.items() for act in acts]
)
def test_another_program_cannot_put_a_row_in_the_place_of_one(
    sqlite_catalog: Catalog, tmp_path: Path, table: str, act: str
) -> None:
    """SQLite does not ask a trigger on DELETE about REPLACE, unless the connection wants it."""
    today = date(2026, 10, 9)
    with sqlite_catalog.change(who="maria") as change:
        add_notice(
            change, "exit", NoticeKind.EXIT, {"en": "Bye"}, announced_on=today, effective_from=today
        )
    before = rows(sqlite_catalog, table)
    with closing(sqlite_module().connect(str(tmp_path / "catalog.db"))) as other:
        with pytest.raises(sqlite_module().IntegrityError, match=f"rows of {table} are never"):
            other.execute(act)
        other.rollback()
    assert rows(sqlite_catalog, table) == before != []
