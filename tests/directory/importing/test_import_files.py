"""Importing files as a whole: read, planned, applied in one transaction."""

import json
import os
from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.people import set_person
from directory.importing.plan import Plan, RowOutcome
from directory.importing.records import FileFormat, ImportRefused
from directory.importing.service import MAX_FILE_SIZE, WAITS, import_files, read_file
from directory.model.link import Link, LinkFields
from directory.model.vocab import EditorialState, Role
from directory.settings import Settings
from tests.databases import new_sqlite

SAMPLES = {
    "links.csv": "url,name,name:es,category,state\nhttps://a.org,A,Á,Job banks,MA\nb.org,B,,New,\n",
    "links.json": '[{"url": "https://c.org", "name": "C", "cost": "free", "rank": 3}]',
    "bookmarks.html": (
        "<!DOCTYPE NETSCAPE-Bookmark-file-1><DL><p><DT><H3>Job banks</H3><DL><p>"
        '<DT><A HREF="https://d.org" TAGS="x">D</A><DD>Of D</DL></DL>'
    ),
    "feeds.opml": '<opml><body><outline text="E" xmlUrl="https://e.org/rss"/></body></opml>',
    "list.md": "## Job banks\n- [F](https://f.org) - Of F\n- no link\n- [top](#top)\n",
}


def write(folder: Path, *names: str) -> list[Path]:
    """The samples as files."""
    paths = [folder / name for name in names or SAMPLES]
    for path in paths:
        path.write_text(SAMPLES[path.name], encoding="utf-8")
    return paths


def links_in(catalog: Catalog, *urls: str) -> dict[str, Link]:
    """The links by their key."""
    return catalog.find_by_keys(urls)


def counts(plan: Plan) -> list[int]:
    """Added, updated, duplicate, rejected."""
    return [plan.count(outcome) for outcome in RowOutcome]


@pytest.mark.slow
def test_every_format_is_imported(catalog: Catalog, settings: Settings, tmp_path: Path) -> None:
    """Several files at once, each with its own plan."""
    plans = import_files(catalog, write(tmp_path), who="maria", settings=settings)
    assert [plan.format for plan in plans] == list(FileFormat)
    assert [counts(plan) for plan in plans] == [
        [2, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 0], [1, 0, 0, 1],
    ]  # fmt: skip
    found = links_in(catalog, "a.org", "b.org", "c.org", "d.org", "e.org/rss", "f.org")
    assert len(found) == 6
    assert found["a.org"].names == {"en": "A", "es": "Á"}
    assert found["a.org"].service_areas == ["US-MA"]
    assert found["a.org"].category == "job-banks"
    assert found["b.org"].category_suggestion == "New"
    assert found["c.org"].notes == "rank: 3"
    assert found["d.org"].descriptions == {"en": "Of D"}
    assert {link.state for link in found.values()} == {EditorialState.DRAFT}
    assert [row.link_id for row in plans[0].rows] == [found["a.org"].id, found["b.org"].id]


def test_what_an_import_changes_waits_for_approval_where_the_person_may_not_publish(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """The plan says so, and the link is as it was."""
    path = tmp_path / "links.csv"
    path.write_text("url,name,cost\nhttps://a.org,A,\n", "utf-8")
    import_files(catalog, [path], who="ada", settings=settings, publish=True)
    with catalog.change(who="ada") as change:
        set_person(change, "ada", Role.ADMIN)
        set_person(change, "maria", Role.EDITOR)
    path.write_text("url,name,cost\nhttps://a.org,A,free\n", "utf-8")
    (plan,) = import_files(catalog, [path], who="maria", settings=settings)
    (row,) = plan.rows
    assert row.outcome is RowOutcome.UPDATED
    assert row.reason.endswith(WAITS)
    assert links_in(catalog, "a.org")["a.org"].cost is None


def test_importing_the_same_files_twice_changes_nothing(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """Not even the audit trail."""
    paths = write(tmp_path)
    import_files(catalog, paths, who="maria", settings=settings)
    head = catalog.audit_head()
    plans = import_files(catalog, paths, who="maria", settings=settings)
    assert [counts(plan) for plan in plans] == [
        [0, 0, 2, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 1],
    ]  # fmt: skip
    assert catalog.audit_head() == head


def test_a_dry_run_plans_the_same_and_changes_nothing(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """Its plan differs from the real one only in that new links have no id yet."""
    paths = write(tmp_path)
    head = catalog.audit_head()
    dry = import_files(catalog, paths, who="maria", settings=settings, dry_run=True)
    assert catalog.audit_head() == head
    real = import_files(catalog, paths, who="maria", settings=settings)
    told = [[(row.line, row.outcome, row.url, row.reason) for row in plan.rows] for plan in dry]
    assert told == [
        [(row.line, row.outcome, row.url, row.reason) for row in plan.rows] for plan in real
    ]
    assert {row.link_id for plan in dry for row in plan.rows} == {None}


@pytest.mark.parametrize("dry_run", [True, False])
def test_files_imported_together_know_of_each_other(
    catalog: Catalog, settings: Settings, tmp_path: Path, *, dry_run: bool
) -> None:
    """A link of the first file is a duplicate in the second."""
    (first,) = write(tmp_path, "links.csv")
    second = tmp_path / "more.csv"
    second.write_text("url,name\nhttp://a.org/,A again\nhttps://g.org,G\n")
    plans = import_files(catalog, [first, second], who="maria", settings=settings, dry_run=dry_run)
    assert counts(plans[1]) == [1, 0, 1, 0]
    assert plans[1].rows[0].reason == f"the same address as line 2 of {first}"


def test_added_links_can_be_published_at_once(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """Those that were there before keep their state."""
    (path,) = write(tmp_path, "links.csv")
    import_files(catalog, [path], who="maria", settings=settings)
    path.write_text(path.read_text() + "https://g.org,G,,,\n")
    import_files(catalog, [path], who="maria", settings=settings, publish=True)
    found = links_in(catalog, "a.org", "g.org")
    assert found["a.org"].state is EditorialState.DRAFT
    assert found["g.org"].state is EditorialState.PUBLISHED


def test_an_update_is_applied_and_audited(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """With who, and from which file."""
    (path,) = write(tmp_path, "links.csv")
    import_files(catalog, [path], who="maria", settings=settings)
    path.write_text(path.read_text().replace(",A,Á,", ",Alpha,,"))
    (plan,) = import_files(catalog, [path], who="sam", settings=settings)
    assert [row.reason for row in plan.rows if row.outcome is RowOutcome.UPDATED] == [
        "changed: name (en)"
    ]
    link = links_in(catalog, "a.org")["a.org"]
    assert (link.names, link.version) == ({"en": "Alpha", "es": "Á"}, 2)
    assert catalog.verify_audit().entries == 6  # three categories, two links, one edit


def test_one_bad_row_never_stops_the_rest(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """Nor does a row of every kind of badness."""
    path = tmp_path / "links.csv"
    path.write_text(
        "url,name,cost,languages,description\n"
        "https://good.org/1,G1,,,\n"
        "https://bad.org/1,B,cheap,,\n"
        "https://bad.org/2,B,,elvish!,\n"
        f"https://bad.org/3,{'B' * 400},,,\n"
        f"https://bad.org/4,B,,,{'d' * 6000}\n"
        "http://10.0.0.1/,B,,,\n"
        "nonsense,B,,,\n"
        'https://bad.org/5,"B,,,\n'
        "https://bad.org/6,B,,,,,x\n"
        "https://good.org/2,G2,,,\n",
        encoding="utf-8",
    )
    (plan,) = import_files(catalog, [path], who="maria", settings=settings)
    assert counts(plan) == [2, 0, 0, 8]
    assert [row.line for row in plan.rows] == list(range(2, 12))
    assert len(links_in(catalog, "good.org/1", "good.org/2")) == 2


def test_a_row_that_the_catalog_refuses_after_all_stops_no_other(
    tmp_path: Path,
) -> None:
    """As when the catalog is stricter than the settings with which the plan was made."""
    catalog = Catalog.open(new_sqlite(tmp_path / "catalog.db"))
    path = tmp_path / "links.csv"
    path.write_text("url,name\nhttp://127.0.0.1/,A\nhttps://b.org,B\n")
    lenient = Settings(allow_networks="127.0.0.0/8")
    (plan,) = import_files(catalog, [path], who="maria", settings=lenient)
    assert counts(plan) == [1, 0, 0, 1]
    assert "not an address on the public internet" in plan.rows[0].reason
    catalog.close()


def test_progress_is_reported_after_each_transaction(
    catalog: Catalog, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the first to the last, over all files; of the rows that change something."""
    monkeypatch.setattr("directory.importing.service.BATCH", 2)
    told: list[tuple[int, int]] = []
    import_files(
        catalog,
        write(tmp_path),
        who="maria",
        settings=settings,
        on_progress=lambda done, total: told.append((done, total)),
    )
    assert told == [(2, 6), (4, 6), (6, 6)]


def test_others_write_while_an_import_is_under_way(
    catalog: Catalog, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What they change is not overwritten, and what they add is not added again."""
    path = tmp_path / "links.csv"
    path.write_text("url,name\nhttps://a.org/,A\nhttps://b.org/,B\n")
    import_files(catalog, [path], who="maria", settings=settings)
    path.write_text("url,name\nhttps://a.org/,A 2\nhttps://b.org/,B 2\nhttps://c.org/,C\n")
    monkeypatch.setattr("directory.importing.service.BATCH", 1)

    def meanwhile(done: int, _total: int) -> None:
        if done == 1:
            with catalog.change(who="joe") as change:
                edit_link(change, 2, 1, {"names": {"en": "Of Joe"}})
                add_link(change, LinkFields(url="https://c.org/", names={"en": "C of Joe"}))

    (plan,) = import_files(catalog, [path], who="maria", settings=settings, on_progress=meanwhile)
    assert [row.outcome for row in plan.rows] == ["updated", "rejected", "rejected"]
    assert "changed" in plan.rows[1].reason
    assert "is the address of link 3 already" in plan.rows[2].reason
    found = links_in(catalog, "a.org", "b.org", "c.org")
    assert [link.name for link in found.values()] == ["A 2", "Of Joe", "C of Joe"]


def test_a_file_that_cannot_be_read_stops_all_before_anything_is_changed(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """The other file is not imported either."""
    (path,) = write(tmp_path, "links.csv")
    with pytest.raises(ImportRefused, match=r"missing\.csv: there is no such file"):
        import_files(catalog, [path, tmp_path / "missing.csv"], who="maria", settings=settings)
    assert links_in(catalog, "a.org") == {}


def test_files_that_cannot_be_read_are_refused_in_plain_words(tmp_path: Path) -> None:
    """A folder, a pipe, a spreadsheet, a table without addresses, a file that is too large."""
    sheet = tmp_path / "sheet.xlsx"
    sheet.write_bytes(b"PK\x03\x04" + bytes(100))
    table = tmp_path / "table.csv"
    table.write_text("a,b\n1,2\n")
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(MAX_FILE_SIZE + 1)
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    for path, words in [
        (tmp_path, "not a file"),
        (pipe, "not a file"),
        (sheet, "save the table as CSV"),
        (table, "call that column “url”"),
        (large, "up to 64 MiB"),
    ]:
        with pytest.raises(ImportRefused, match=words) as refusal:
            read_file(path)
        assert str(refusal.value).startswith(f"{path}: ")


@pytest.mark.parametrize("content", ["", "\n", "\ufeff", " \r\n \r\n"])
@pytest.mark.parametrize("name", ["x.csv", "x.json", "x.html", "x.opml", "x.md", "x"])
def test_an_empty_file_has_no_rows(tmp_path: Path, name: str, content: str) -> None:
    """And is no mistake."""
    path = tmp_path / name
    path.write_bytes(content.encode())
    assert read_file(path).rows == ()


def test_the_format_that_is_said_overrides_the_one_that_shows(tmp_path: Path) -> None:
    """For a file that looks like another."""
    path = tmp_path / "list.txt"
    path.write_text("url\nhttps://a.org\n")
    assert read_file(path).format is FileFormat.CSV
    assert read_file(path, FileFormat.MARKDOWN).format is FileFormat.MARKDOWN


def test_a_file_in_windows_encoding_keeps_its_letters(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """And its plan tells by which encoding it was read."""
    path = tmp_path / "links.csv"
    path.write_bytes("url;name\nhttps://a.org;Búsqueda – “ya”\n".encode("cp1252"))
    (plan,) = import_files(catalog, [path], who="maria", settings=settings)
    assert plan.rows[0].name == "Búsqueda – “ya”"
    assert plan.encoding == "cp1252"
    assert "Windows-1252" in plan.remarks[0]


def test_what_is_imported_can_be_exported_as_json_and_imported_again(
    catalog: Catalog, settings: Settings, tmp_path: Path
) -> None:
    """The fields of a link survive the way through our own JSON."""
    import_files(catalog, write(tmp_path, "links.csv"), who="maria", settings=settings)
    found = links_in(catalog, "a.org", "b.org")
    listing = tmp_path / "listing.json"
    listing.write_text(
        "\n".join(json.dumps(link.model_dump(mode="json")) for link in found.values())
    )
    (plan,) = import_files(catalog, [listing], who="maria", settings=settings)
    assert counts(plan) == [0, 0, 2, 0]
