"""The audit trail, read entry by entry."""

import ast
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.catalog_settings import set_time_zone
from directory.catalog.links import add_link, edit_link
from directory.catalog.people import set_person
from directory.db import audit
from directory.db.engine import Database
from directory.model.vocab import Role
from directory.queries.audit_trail import KINDS, TrailEntry, TrailFilter, trail
from tests.clocks import NOW, HandClock
from tests.directory.samples import behind_its_back, fields

ROOT = Path(__file__).parents[3]
TODAY = NOW.date()

pytestmark = pytest.mark.both_databases


def found(catalog: Catalog, asked: TrailFilter | None = None, **how: bool) -> list[TrailEntry]:
    """The entries that are asked for."""
    with catalog.reading() as connection:
        return list(trail(connection, asked or TrailFilter(), **how))


def numbers(catalog: Catalog, **asked: object) -> list[int]:
    """The places of the entries that are asked for."""
    return [entry.number for entry in found(catalog, TrailFilter(**asked))]  # type: ignore[arg-type]


@pytest.fixture
def filled(catalog: Catalog, clock: HandClock) -> Catalog:
    """Entries: ana adds links 1 and 2; the next day ben edits link 1 and lists himself."""
    with catalog.change(who="ana", why="a start") as change:
        for name in ("one", "two"):
            add_link(change, fields(f"https://{name}.example/", name))
    clock.advance(days=1)
    with catalog.change(who="ben") as change:
        edit_link(change, 1, 1, {"notes": "later"})
        set_person(change, "ben", Role.ADMIN)
    return catalog


def test_entries_are_found_by_each_thing_that_may_be_asked_for(filled: Catalog) -> None:
    assert numbers(filled) == [1, 2, 3, 4]
    assert numbers(filled, who="ana") == [1, 2]
    assert numbers(filled, who="an") == []
    assert numbers(filled, link=1) == [1, 3]
    assert numbers(filled, kind="person") == [4]
    assert numbers(filled, link=1, kind="person") == []
    assert numbers(filled, link=1, who="ben", kind="link") == [3]
    assert numbers(filled, last=TODAY) == [1, 2]
    assert numbers(filled, first=TODAY + timedelta(days=1)) == [3, 4]
    assert numbers(filled, first=TODAY, last=TODAY + timedelta(days=1)) == [1, 2, 3, 4]
    assert numbers(filled, last=TODAY - timedelta(days=1)) == []


def test_an_entry_says_all_that_is_in_its_body(filled: Catalog) -> None:
    _, _, third, last = found(filled)
    assert (third.who, third.what, third.kind, third.key) == ("ben", "edit", "link", "1")
    assert (third.before, third.after) == ({"notes": ""}, {"notes": "later"})
    assert third.at == NOW + timedelta(days=1)
    assert last.prev == third.hash == audit.digest(third.prev, third.body)
    assert [one.number for one in found(filled, newest_first=True)] == [4, 3, 2, 1]


def test_days_are_those_of_the_agency(catalog: Catalog, clock: HandClock) -> None:
    with catalog.change(who="ana") as change:
        set_time_zone(change, "America/New_York")
    clock.now = datetime(2026, 11, 2, 4, 59, 59, 999999, UTC)  # still the 1st there, of 25 hours
    with catalog.change(who="ana") as change:
        add_link(change, fields("https://one.example/"))
    clock.now = datetime(2026, 11, 2, 5, tzinfo=UTC)
    with catalog.change(who="ana") as change:
        add_link(change, fields("https://two.example/"))
    first, second = date(2026, 11, 1), date(2026, 11, 2)
    assert numbers(catalog, first=first, last=first) == [2]
    assert numbers(catalog, first=second, last=second) == [3]


def test_an_entry_that_cannot_be_read_is_not_left_out(filled: Catalog, database_url: str) -> None:
    drop = (
        "DROP TRIGGER audit_no_update"
        if database_url.startswith("sqlite")
        else ("ALTER TABLE audit DISABLE TRIGGER ALL")
    )
    changed = "UPDATE audit SET body = :body WHERE seq = :seq"
    behind_its_back(
        database_url,
        (drop, {}),
        (changed, {"seq": 1, "body": '{"kind": "link"}'}),
        (changed, {"seq": 2, "body": '{"at": "2026-10-09T12:00:00+00:00", "who": ["ana"]}'}),
        (changed, {"seq": 3, "body": '["no", "object"]'}),
    )
    entries = found(filled, TrailFilter(who="ana", last=TODAY))
    assert [(entry.number, entry.at, entry.who) for entry in entries] == [
        (1, None, ""), (2, None, ""), (3, None, ""),
    ]  # fmt: skip
    assert entries[0].body == '{"kind": "link"}'


def test_an_entry_whose_columns_were_changed_is_not_left_out(
    filled: Catalog, database_url: str
) -> None:
    drop = (
        "DROP TRIGGER audit_no_update"
        if database_url.startswith("sqlite")
        else "ALTER TABLE audit DISABLE TRIGGER ALL"
    )
    hidden = "UPDATE audit SET who = 'mallory' WHERE seq = 3"
    behind_its_back(database_url, (drop, {}), (hidden, {}))
    entries = found(filled, TrailFilter(who="ben"))
    assert [(entry.number, entry.at, entry.who) for entry in entries] == [
        (3, None, ""), (4, NOW + timedelta(days=1), "ben"),
    ]  # fmt: skip


@pytest.mark.slow
def test_memory_does_not_grow_with_the_trail(database_url: str) -> None:
    body = {"at": NOW, "who": "ana", "why": "w" * 2000, "what": "edit", "kind": "link",
            "key": "1", "before": None, "after": None}  # fmt: skip
    with closing(Database(database_url)) as database:
        with database.write() as connection:
            for _ in range(10):
                audit.append(connection, [body] * 1000)
        with database.read() as connection:
            tracemalloc.start()
            with closing(trail(connection, TrailFilter())) as entries:
                assert sum(1 for _ in entries) == 10_000
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
    assert peak < 8 << 20  # of 20 MiB


def test_all_kinds_that_are_written_are_known() -> None:
    written = {kind for package in ("directory", "crawler", "tui") for kind in kinds_in(package)}
    assert written == set(KINDS)


def kinds_in(package: str) -> Iterator[str]:
    """The kinds of the entries that a package writes."""
    for file in ROOT.joinpath(package).rglob("*.py"):
        source = file.read_text("utf-8")
        if ".note(" not in source and '"before"' not in source:
            continue
        tree = ast.parse(source)
        for node in ast.walk(tree):
            match node:
                case ast.Call(func=ast.Attribute(attr="note"), args=[_, kind, _, _, *_]):
                    yield text_of(kind, file)
                case ast.Call(func=ast.Attribute(attr="note"), args=[_, kind, _, ast.Starred()]):
                    yield text_of(kind, file)
                case ast.Dict(keys=keys):
                    names = [key.value for key in keys if isinstance(key, ast.Constant)]
                    if {"at", "who", "what", "kind", "before"} <= set(names):
                        kind = node.values[names.index("kind")]
                        if isinstance(kind, ast.Constant):  # else it is passed on
                            yield text_of(kind, file)


def text_of(node: ast.expr, file: Path) -> str:
    """A text that is written there, or the constant that is named."""
    if isinstance(node, ast.Constant):
        return str(node.value)
    assert isinstance(node, ast.Name), f"{file}:{node.lineno}: name the kind of entry"
    module = ".".join(file.relative_to(ROOT).with_suffix("").parts)
    return str(getattr(__import__(module, fromlist=[node.id]), node.id))
