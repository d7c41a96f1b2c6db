"""Forgeries of a catalog by those who can write its file: each is named by table and row."""

import json
import os
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.db.audit import digest
from directory.errors import CatalogUnavailable
from directory.model.tables import metadata
from directory.queries.replay import TrailProof
from directory.rules.replay import NOT_COVERED
from tests.databases import filled_sqlite
from tests.directory.forging import FREE, PROVED, fill, forge, rebuild, unguarded

#: How many are tried at random.
NUMBER = int(os.environ.get("FORGERIES", "300"))

Bodies = list[dict[str, Any]]


@pytest.fixture
def url(tmp_path: Path) -> str:
    """A catalog with something of everything."""
    return filled_sqlite(tmp_path / "catalog.db", fill)


def proof(url: str) -> TrailProof:
    """What the proof says."""
    with closing(Catalog.open(url)) as catalog:
        return catalog.verify_audit()


def faults(url: str) -> list[str]:
    """All that is wrong."""
    return [str(one) for one in proof(url).differences]


def do(url: str, *statements: str) -> None:
    """These statements, without triggers."""
    with unguarded(url) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def rewrite(url: str, change: Callable[[Bodies], Bodies]) -> None:
    """Another trail, all of whose hashes fit."""
    with unguarded(url) as connection:
        query = sa.text("SELECT body FROM audit ORDER BY seq")
        rebuild(
            connection, change([json.loads(one) for one in connection.execute(query).scalars()])
        )


def test_what_is_forged_here_is_whole_to_begin_with(url: str) -> None:
    assert faults(url) == []
    with closing(Catalog.open(url)) as catalog, catalog.reading() as connection:
        for table in PROVED:
            assert connection.execute(sa.select(metadata.tables[table])).first(), table


def test_the_address_of_a_link(url: str) -> None:
    do(url, "UPDATE link SET url = 'https://evil.example/' WHERE id = 4")
    assert faults(url) == [
        'link 4: url is "https://evil.example/" in the catalog, '
        'and the trail has "https://host-3.example/"'
    ]


def test_a_wording(url: str) -> None:
    do(url, """UPDATE notice_version SET texts = '{"en":"Trust it."}' WHERE notice = 'exit'""")
    assert faults(url) == [
        'notice_version exit/1: texts is {"en": "Trust it."} in the catalog, '
        'and the trail has {"en": "You leave."}'
    ]


def test_of_a_long_text_the_place_is_shown(url: str) -> None:
    text = {"en": "You leave." + " word" * 100 + " forged"}
    with unguarded(url) as connection:
        connection.execute(sa.update(metadata.tables["notice_version"]).values(texts=text))
    found = faults(url)
    assert "…" in found[0]
    assert len(found[0]) < 300


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8])
def test_the_newest_entries_are_gone(url: str, number: int) -> None:
    """The chain that is left is whole; of the entry of a release, the newest, the act knows."""
    with closing(Catalog.open(url)) as catalog:
        noted = catalog.audit_head()
    trail = metadata.tables["audit"]
    with unguarded(url) as connection:
        last = connection.execute(sa.select(sa.func.max(trail.c.seq))).scalar_one()
        connection.execute(sa.delete(trail).where(trail.c.seq > last - number))
    with closing(Catalog.open(url)) as catalog:
        found = catalog.verify_audit([noted])
    assert found.heads == {}
    assert found.broken is None
    assert str(found.differences[-1]).startswith("act 6: its entries go up to ")
    assert (len(found.differences) > 1) == (number > 1)


def test_all_entries_are_gone(url: str) -> None:
    do(url, "DELETE FROM audit")
    found = proof(url)
    assert found.entries == 0
    assert found.fault == "category jobs: it is in the catalog, but not in the trail"
    assert {one.table for one in found.differences} == {*PROVED, "act"}


def test_the_chain_is_rebuilt_without_a_retirement(url: str) -> None:
    """Though the link was restored since, so that its state is the same."""
    rewrite(url, lambda bodies: [one for one in bodies if one["what"] != "retire"])
    found = faults(url)
    assert any('it says that state was "retired" before' in one for one in found)
    assert "retirement 1/2026-10-10: it is in the catalog, but not in the trail" in found


def test_the_chain_is_rebuilt_under_another_name(url: str) -> None:
    """Where the name is in a table, too; else a witness is needed."""
    rewrite(url, lambda bodies: [one | {"who": "mallory"} for one in bodies])
    found = faults(url)
    assert found[0] == "act 1: it is of “ada”, and the trail has its entry 1 by “mallory”"
    named = [one.split(":")[0] for one in found]
    assert named == [*(f"act {number}" for number in range(1, 7)), "notice_rules 1"]


def test_an_entry_that_is_made_up_must_fit_the_tables(url: str) -> None:
    def add(bodies: Bodies) -> Bodies:
        return [*bodies, bodies[-1] | {"kind": "link", "key": "4", "before": {"notes": ""},
                                       "after": {"notes": "I was here"}}]  # fmt: skip

    rewrite(url, add)
    assert faults(url)[0] == ('link 4: notes is "" in the catalog, and the trail has "I was here"')


@pytest.mark.parametrize(
    ("made_up", "fault"),
    [
        ({"kind": "spell"}, "it is about “spell”, which this program does not know"),
        ({"kind": "link", "key": "07"}, "there is no link “07”"),
        ({"kind": "link", "key": "99", "before": {"name": "x"}}, "it says that there was one"),
        ({"kind": "link", "key": "4", "before": None}, "it says that there was none before"),
        ({"kind": "notice", "what": "withdraw", "key": "no", "after": None}, "be understood"),
        ({"kind": "time-zone", "after": {"name": "../../etc/passwd"}}, "be understood"),
        ({"kind": "time-zone", "after": {"name": "Mars/Olympus"}}, "be understood"),
        ({"kind": "category", "after": [1]}, "be understood"),
        ({"kind": "catalog", "what": "set-clock-right", "after": {"of_links": 1}}, "be understood"),
        ({"at": 7}, "be understood"),
    ],
)
def test_an_entry_that_makes_no_sense(url: str, made_up: dict[str, Any], fault: str) -> None:
    rewrite(url, lambda bodies: [*bodies, bodies[-1] | made_up])
    found = [str(one) for one in proof(url).differences if one.table == "audit"]
    assert fault in found[0]


def test_a_body_that_is_no_json_is_named(url: str) -> None:
    with unguarded(url) as connection:
        last = connection.exec_driver_sql("SELECT max(seq), hash FROM audit").one()
        values = (last[1], digest(last[1], "{nothing"), "{nothing")
        connection.exec_driver_sql(
            "INSERT INTO audit SELECT seq + 1, at, who, kind, key, what, ?, ?, ? FROM audit "
            "ORDER BY seq DESC LIMIT 1",
            values,
        )
    (fault,) = faults(url)
    assert fault.startswith(f"audit {last[0] + 1}: it cannot be understood")


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (
            "at",
            datetime(2026, 1, 31, tzinfo=UTC),
            'at is "2026-01-31T00:00:00+00:00" in',
        ),
        ("who", "mallory", 'who is "mallory" in the catalog, and the trail has "ada"'),
        ("kind", "view", 'kind is "view" in the catalog, and the trail has "time-zone"'),
        ("key", "other", 'key is "other" in the catalog, and the trail has "all"'),
        ("what", "edit", 'what is "edit" in the catalog, and the trail has "set"'),
    ],
)
def test_a_column_that_is_not_what_the_body_says(
    url: str, column: str, value: Any, words: str
) -> None:
    with unguarded(url) as connection:
        trail = metadata.tables["audit"]
        connection.execute(sa.update(trail).where(trail.c.seq == 1).values({column: value}))
    (fault,) = faults(url)
    assert fault.startswith(f"audit 1: {words}")


@pytest.mark.parametrize("how", ["update", "delete", "insert"])
@pytest.mark.parametrize("table", PROVED)
def test_each_table(url: str, table: str, how: str) -> None:
    assert _forged(url, table, how, Random(f"{table} {how}"))


@pytest.mark.parametrize(
    "column",
    [
        column.name
        for column in metadata.tables["link"].c
        if column.name != "id" and ("link", column.name) not in FREE
    ],
)
def test_each_column_of_a_link(url: str, column: str) -> None:
    links = sa.table("link", sa.column("id"), sa.column(column))  # without types
    with unguarded(url) as connection:
        connection.execute(sa.update(links).where(links.c.id == 3).values(_value_for(column)))
    assert _named(url, "link", (3,), column)


def _value_for(column: str) -> dict[str, Any]:
    kind = metadata.tables["link"].c[column].type
    if isinstance(kind, sa.JSON):
        return {column: '{"en":"forged"}'}
    if isinstance(kind, sa.Enum):
        return {column: kind.enums[1]}
    if isinstance(kind, sa.Boolean):
        return {column: 1}
    if isinstance(kind, sa.String):
        return {column: "training"}
    day = "2030-01-01"
    return {column: day if isinstance(kind, sa.Date) else f"{day} 00:00:00.000000"}


@pytest.mark.both_databases
def test_on_either_database(database_url: str) -> None:
    fill(database_url)
    assert faults(database_url) == []
    do(
        database_url,
        "UPDATE link SET url = 'https://evil.example/' WHERE id = 4",
        "UPDATE notice_version SET author = 'eve' WHERE notice = 'exit'",
        "DELETE FROM person WHERE name = 'pat'",
        "INSERT INTO retirement VALUES (2, '2026-10-01', NULL)",
    )
    assert [one.split(":")[0] for one in faults(database_url)] == [
        "notice_version exit/1", "person pat", "retirement 2/2026-10-01", "link 4",
    ]  # fmt: skip


@pytest.mark.slow
def test_many_at_random(tmp_path: Path) -> None:
    """One forgery each, of any table; the number of the one that passed is its seed."""
    passed = []
    for number in range(NUMBER):
        chance = Random(number)
        file = tmp_path / "catalog.db"
        for left in tmp_path.iterdir():
            left.unlink()
        url = filled_sqlite(file, fill)
        table, how = chance.choice(PROVED), chance.choice(("update", "delete", "insert"))
        if not _forged(url, table, how, chance):
            passed.append((number, table, how))
    assert passed == []


def test_the_columns_that_are_free_are_those_that_the_proof_names() -> None:
    assert {(table, one) for table, names in NOT_COVERED.items() for one in names} == FREE


def _forged(url: str, table: str, how: str, chance: Random) -> bool:
    """Whether a forgery is named by table and row."""
    with unguarded(url) as connection:
        key = forge(connection, table, how, chance)
    return _named(url, table, key, "")


def _named(url: str, table: str, key: tuple[Any, ...], field: str) -> bool:
    try:
        found = proof(url)
    except CatalogUnavailable as error:
        return f"{table} {key[0]}" in str(error)
    if table == "registry_entry":
        return any(one.table == table for one in found.differences)
    name = "/".join(map(str, key))
    return any(
        (one.table, one.key) == (table, name) and field in ("", one.field)
        for one in found.differences
    )
