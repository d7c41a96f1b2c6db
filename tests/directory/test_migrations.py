"""The schema over the years: older catalogs are backed up and migrated, newer ones left alone."""

import re
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from io import StringIO
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link
from directory.db import schema
from directory.db.engine import Database, sqlite_module
from directory.db.schema import MIGRATIONS, Migrations
from directory.errors import CatalogUnavailable, ChangeRefused
from directory.model.reasons import Reason
from directory.model.tables import metadata
from tests.clocks import NOW, HandClock
from tests.directory.cut_off import assert_whole, cut_off_everywhere, opened
from tests.directory.next_release import NEXT, next_release
from tests.directory.samples import add_hosts, behind_its_back, crawl, picture, refusal
from tests.tui.in_process import Shell
from tui.cli.common import UNAVAILABLE

# An index over an expression is the database's own affair; SQLAlchemy cannot read it back.
pytestmark = [
    pytest.mark.slow,
    pytest.mark.both_databases,
    pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index"),
]

HEAD = MIGRATIONS.head
BACKUP = f"old.db.before-{NEXT}-was-{HEAD}-20261009T120000Z.bak"
LINKS = 5


def _make_old(url: str) -> None:
    """A catalog of today with links, health and an audit trail in it."""
    with closing(Catalog.create(url, HandClock())) as catalog:
        links = add_hosts(catalog, LINKS)
        crawl(catalog, {1: Reason.OK, 2: Reason.NOT_FOUND}, NOW)
        assert len(links) == LINKS


def _rows(url: str) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, whatever columns those have there."""
    found = sa.MetaData()
    with closing(Database(url)) as database, database.read() as connection:
        found.reflect(connection)
        return {
            table.name: [
                dict(row)
                for row in connection.execute(
                    sa.select(table).order_by(*table.primary_key.columns)
                ).mappings()
            ]
            for table in found.sorted_tables
            if table.name != "alembic_version"
        }


def _as_before(
    after: dict[str, list[dict[str, object]]], before: dict[str, list[dict[str, object]]]
) -> bool:
    """True if nothing is lost: every table, row and value of before is there."""
    return all(
        [{name: row[name] for name in old} for row, old in zip(after[table], rows, strict=False)]
        == rows
        for table, rows in before.items()
    )


def _revision(url: str) -> str | None:
    with closing(Database(url)) as database:
        return schema.current_revision(database)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """The file of a catalog of today."""
    file = tmp_path / "old.db"
    _make_old(f"sqlite:///{file}")
    return file


@pytest.fixture
def old_url(bare_database_url: str) -> str:
    """A catalog of today, on each kind of database in turn."""
    _make_old(bare_database_url)
    return bare_database_url


@pytest.fixture(scope="module")
def newer(tmp_path_factory: pytest.TempPathFactory) -> Migrations:
    """The migrations of a newer program."""
    return next_release(tmp_path_factory.mktemp("newer") / "migrations")


def _opened_by(newer: Migrations, file: Path) -> Catalog:
    return Catalog.open(f"sqlite:///{file}", HandClock(), migrations=newer)


def _scripts() -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS.folder))
    return ScriptDirectory.from_config(config)


def test_the_newest_revision_is_the_one_that_the_program_knows() -> None:
    assert _scripts().get_heads() == [MIGRATIONS.head]


def test_revisions_are_numbered_so_that_they_can_be_compared() -> None:
    """Newer or older is told by comparing the words."""
    numbers = [script.revision[:4] for script in _scripts().walk_revisions()]
    assert numbers == [f"{number:04}" for number in range(len(numbers), 0, -1)]


def test_a_schema_that_is_not_released_is_named_after_its_sql() -> None:
    """A change of it changes its name, so that catalogs of both are never taken for each other."""
    wanted = f"0001_{_digest_of_the_sql()}"
    assert MIGRATIONS.head == wanted, "call the revision so, in schema.py and in 0001"


def _digest_of_the_sql() -> str:
    """Of all that the revisions run, on both kinds of database."""
    sql = StringIO()
    for dialect in ("sqlite", "postgresql"):
        options = {"as_sql": True, "output_buffer": sql, "target_metadata": metadata}
        context = MigrationContext.configure(dialect_name=dialect, opts=options)
        with Operations.context(context):
            for script in _scripts().walk_revisions():
                script.module.upgrade()
    assert sql.getvalue().count("CREATE TABLE") > 40
    return sha256(sql.getvalue().encode()).hexdigest()[:8]


def test_the_migrations_make_the_tables_that_the_program_uses(catalog: Catalog) -> None:
    with catalog.reading() as connection:
        options = {"compare_server_default": True, "include_name": _is_a_table_of_ours}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


#: Made for searching, by statements of the database's own kind.
INDEXES_OF_EXPRESSIONS = ("link_search", "ix_link_search")


def _is_a_table_of_ours(name: str | None, _kind: str, _parents: object) -> bool:
    """False for the full-text index (of SQLite: tables of its own), and for what is like it."""
    return name is None or not name.startswith(INDEXES_OF_EXPRESSIONS)


def test_the_migrations_make_the_vocabularies_that_the_program_uses(
    catalog: Catalog, database_url: str
) -> None:
    """Comparing the tables does not see the CHECK constraints."""
    found = {}
    with catalog.reading() as connection:
        inspector = sa.inspect(connection)
        for name in metadata.tables:
            for check in inspector.get_check_constraints(name):
                found[name, check["name"]] = sorted(_words(check["sqltext"]))
    wanted = {
        (table.name, f"ck_{table.name}_{column.type.name}"): sorted(column.type.enums)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, sa.Enum)
    }
    assert wanted
    assert {key: found.get(key) for key in wanted} == wanted, database_url


def _words(condition: str) -> list[str]:
    """The quoted words of a CHECK."""
    return condition.split("'")[1::2]


def test_an_old_catalog_is_migrated_with_all_its_rows(old_url: str, newer: Migrations) -> None:
    before = _rows(old_url)
    with closing(Catalog.open(old_url, HandClock(), migrations=newer)) as catalog:
        with catalog.change(who="maria") as change:
            add_category(change, "new", {"en": "New"})
        assert catalog.verify_audit().fault is None
        assert [row.first_at for row in picture(catalog)["health"]] == [NOW, NOW]
    after = _rows(old_url)
    assert len(before["link"]) == LINKS
    assert [row["mark"] for row in after["link"]] == [row["id"] for row in before["link"]]
    assert _as_before(after, before)
    assert _revision(old_url) == NEXT


def test_an_old_file_is_backed_up_first(old: Path, newer: Migrations) -> None:
    with closing(_opened_by(newer, old)) as catalog:
        assert catalog.backup == old.with_name(BACKUP)
        assert catalog.backup.stat().st_mode & 0o777 == 0o660
    after = _rows(f"sqlite:///{old}")
    assert _revision(f"sqlite:///{old}") == NEXT
    assert _revision(f"sqlite:///{catalog.backup}") == HEAD
    assert_whole(catalog.backup)
    assert _as_before(after, _rows(f"sqlite:///{catalog.backup}"))


def test_the_backup_holds_what_still_stood_in_the_write_ahead_log(
    old: Path, newer: Migrations
) -> None:
    """A catalog that was not closed properly has its last changes there."""
    writer = sqlite_module().connect(str(old))
    writer.execute("INSERT INTO category (slug, names, position) VALUES ('late', '{}', 7)")
    writer.commit()
    assert old.with_name("old.db-wal").stat().st_size > 0
    with closing(_opened_by(newer, old)) as catalog:
        backup = catalog.backup
    writer.close()
    with closing(Database(f"sqlite:///{backup}")) as database:
        assert [row.position for row in picture(Catalog(database), ["category"])["category"]] == [7]


def test_a_backup_that_was_cut_off_does_not_pass_for_one(old: Path, newer: Migrations) -> None:
    old.with_name("old.db.bak-unfinished").write_bytes(b"half a catalog")
    _opened_by(newer, old).close()
    assert sorted(path.name for path in old.parent.iterdir()) == ["old.db", BACKUP]
    assert_whole(old.with_name(BACKUP))


def test_of_several_programs_that_open_an_old_catalog_one_migrates_it(
    old_url: str, newer: Migrations
) -> None:
    """The others wait, and find it done."""
    together = Barrier(4)

    def backed_up(_: int) -> bool:
        together.wait()
        with closing(Catalog.open(old_url, HandClock(), migrations=newer)) as catalog:
            assert len(picture(catalog, ["link"])["link"]) == LINKS
            return catalog.backup is not None

    with ThreadPoolExecutor(4) as threads:
        backups = sum(threads.map(backed_up, range(4)))
    assert backups == (1 if old_url.startswith("sqlite") else 0)
    assert _revision(old_url) == NEXT


def test_a_catalog_that_is_up_to_date_is_left_as_it_is(old: Path) -> None:
    before = sorted(path.name for path in old.parent.iterdir())
    with closing(opened(old)) as catalog:
        assert catalog.backup is None
    assert sorted(path.name for path in old.parent.iterdir()) == before


def test_without_a_backup_nothing_is_migrated(old: Path, newer: Migrations) -> None:
    """Here a folder stands where the backup would go."""
    old.with_name(BACKUP).mkdir()
    with pytest.raises(CatalogUnavailable) as refusal:
        _opened_by(newer, old)
    assert "could not be backed up" in str(refusal.value)
    assert "so it was not migrated. Check the space on the disk." in str(refusal.value)
    assert _revision(f"sqlite:///{old}") == HEAD


@pytest.mark.parametrize("revision", ["0008", "0001", "0001_0a1b2c3d", "a word"])
def test_a_catalog_of_another_development_schema_is_refused_and_not_touched(
    sqlite_url: str, tmp_path: Path, revision: str
) -> None:
    _call_revision(sqlite_url, revision)
    before = (tmp_path / "catalog.db").read_bytes()
    with pytest.raises(CatalogUnavailable) as refusal:
        Catalog.open(sqlite_url)
    said = str(refusal.value)
    assert "was made by another development version of this program" in said
    assert f"(its schema is {revision}, this program knows {HEAD})" in said
    assert "Nothing was changed." in said
    assert (tmp_path / "catalog.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


def test_the_links_of_such_a_catalog_are_brought_over_as_the_refusal_says(tmp_path: Path) -> None:
    """By the commands that it names, in their order."""
    old, new = (Shell(tmp_path, f"sqlite:///{tmp_path / name}.db") for name in ("old", "new"))
    assert old.run("init").code == 0
    _call_revision(old.url, "0008")
    refused = old.run("links")
    assert refused.code == UNAVAILABLE
    steps = re.findall("“jobbank (.+?)”", refused.said)
    assert [step.split()[0] for step in steps] == ["export", "init", "import"]
    _call_revision(old.url, HEAD)  # as the version that made it sees it
    steps[0] += " --anyway"  # nothing was released from it before
    for shell, step in zip((old, new, new), steps, strict=True):
        done = shell.run(*step.replace("DIR", str(tmp_path / "release")).split())
        assert done.code == 0, done.said
    assert len(_published(old)) > 200
    assert _published(old) == _published(new)


def _published(shell: Shell) -> list[dict[str, object]]:
    """What a release brings over of each published link."""
    kept = ("url", "names", "category", "operator", "operator_class", "exit_notice")
    links = shell.run("links", "--json", "--state", "published").lines
    return [{key: link[key] for key in kept} for link in links]


@pytest.mark.parametrize("revision", ["9999"])
def test_a_newer_catalog_is_refused_in_plain_words_and_not_touched(
    sqlite_url: str, tmp_path: Path, revision: str, newer: Migrations
) -> None:
    _call_revision(sqlite_url, revision)
    before = (tmp_path / "catalog.db").read_bytes()
    with pytest.raises(CatalogUnavailable) as refusal:
        Catalog.open(sqlite_url, migrations=newer)
    said = str(refusal.value)
    assert "was made by a newer version of this program" in said
    assert f"(its schema is {revision}, this program knows {NEXT})" in said
    assert "Install that version or a later one; nothing was changed." in said
    assert (tmp_path / "catalog.db").read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == ["catalog.db"]


def test_an_unknown_schema_in_postgresql_is_refused_too(database_url: str) -> None:
    _call_revision(database_url, "0999")
    with pytest.raises(CatalogUnavailable, match="another development version"):
        Catalog.open(database_url)


def _call_revision(url: str, revision: str) -> None:
    named = {"revision": revision}
    behind_its_back(url, ("UPDATE alembic_version SET version_num = :revision", named))


# No catalog, and damaged ones


def test_where_there_is_no_catalog_it_is_said_how_to_make_one(bare_database_url: str) -> None:
    with pytest.raises(CatalogUnavailable) as refusal:
        Catalog.open(bare_database_url)
    said = str(refusal.value)
    assert said.startswith("there is no catalog at ")
    assert "Run “jobbank init” to create one, or set JOBBANK_DATABASE to where it is." in said


def test_looking_for_a_catalog_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnavailable):
        Catalog.open(f"sqlite:///{tmp_path / 'none.db'}")
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_program_is_no_catalog(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE link (id INTEGER)")
        other.commit()
    with pytest.raises(CatalogUnavailable, match="there is no catalog at"):
        Catalog.open(f"sqlite:///{tmp_path / 'other.db'}")


def test_a_catalog_is_created_once(bare_database_url: str) -> None:
    with closing(Catalog.create(bare_database_url, HandClock())) as catalog:
        add_hosts(catalog, 1)
    with pytest.raises(ChangeRefused, match="already; it was left as it is"):
        Catalog.create(bare_database_url)
    with closing(Catalog.open(bare_database_url)) as catalog:
        assert catalog.find(1).url == "https://host-0.example/"
        assert "already" in refusal(catalog, lambda c: add_link(c, catalog.find(1)))


def test_a_catalog_that_cannot_be_created_says_why(tmp_path: Path) -> None:
    with pytest.raises(CatalogUnavailable, match="Check the folder, its permissions and the space"):
        Catalog.create(f"sqlite:///{tmp_path / 'no-such-folder' / 'new.db'}")


def _cut_off(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def _first_page_overwritten(whole: bytes) -> bytes:
    return whole[:100] + b"\xa5" * 3996 + whole[4096:]


def _never_a_database(_: bytes) -> bytes:
    return b"Whatever its name says, this is a text. " * 400


@pytest.mark.parametrize("damage", [_cut_off, _first_page_overwritten, _never_a_database])
def test_a_damaged_catalog_is_told_in_plain_words_and_not_touched(
    sqlite_url: str, tmp_path: Path, damage: Callable[[bytes], bytes]
) -> None:
    file = tmp_path / "catalog.db"
    file.write_bytes(damage(file.read_bytes()))
    left = file.read_bytes()
    for opening in (Catalog.open, Catalog.create):
        with pytest.raises(CatalogUnavailable) as told:
            opening(sqlite_url)
        assert f"the catalog {sqlite_url} is damaged (" in str(told.value)
        assert "Restore it from a backup; nothing was changed now." in str(told.value)
    assert file.read_bytes() == left


def test_a_folder_is_no_catalog(tmp_path: Path) -> None:
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(CatalogUnavailable, match="cannot be read or written"):
        Catalog.open(f"sqlite:///{tmp_path / 'folder.db'}")


def test_a_migration_can_be_cut_off_anywhere_and_done_again(old: Path, tmp_path: Path) -> None:
    newer = next_release(tmp_path / "migrations")
    before = shutil.copyfile(old, tmp_path / "before.db")
    wanted = _rows(f"sqlite:///{before}")
    cut_off = cut_off_everywhere("migrate", tmp_path)
    assert len(cut_off) > 4
    for file in cut_off:
        assert_whole(file)
        assert _revision(f"sqlite:///{file}") == HEAD, "all of a migration, or nothing"
    for file in cut_off:
        with closing(_opened_by(newer, file)) as catalog:
            assert _as_before(_rows(f"sqlite:///{file}"), wanted)
            assert catalog.verify_audit().fault is None
        assert _revision(f"sqlite:///{file}") == NEXT
        (backup,) = tmp_path.glob(f"{file.name}.*")
        assert_whole(backup)
        assert _revision(f"sqlite:///{backup}") == HEAD
