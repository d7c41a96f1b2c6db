"""What leads from one release to the next, applied as a website would: with a JSON reader alone."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.publishing.export.publish import bring_back, publish
from directory.publishing.export.write import ReleaseSummary
from directory.publishing.release.manifest import digest_of
from directory.publishing.release.schemas import PUBLISHED_SCHEMAS, schema_bytes
from directory.publishing.verify.freshness import age_faults
from directory.publishing.verify.verify import manifest_in
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    contents,
    link,
    look,
    many_links,
)

pytestmark = pytest.mark.slow

LISTS = ("categories", "notices", "withheld", "withdrawn", "links")


def published(catalog: Catalog, folder: Path, day: int = 0) -> ReleaseSummary:
    """A release of so many days after TODAY, on record."""
    as_of = TODAY + timedelta(days=day)
    now = NOW + timedelta(hours=1)
    return publish(catalog, folder, who="pia", as_of=as_of, now=now, settings=SETTINGS, fewer=True)


def key(entry: Any) -> Any:
    """By what an entry is told from others."""
    return entry if isinstance(entry, int) else entry.get("slug") or entry["id"]


def line(value: Any) -> str:
    """A value as a release writes it."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text


def applied(old: bytes, changes: Any) -> bytes:
    """The next directory, put together as the schema of changes tells to."""
    before = json.loads(old)
    text = line(changes["header"])[:-1]
    for name in LISTS:
        kept = {key(entry): entry for entry in before[name]}
        for gone in changes[name]["remove"]:
            del kept[gone]
        kept |= {key(entry): entry for entry in changes[name]["put"]}
        lines = ",".join("\n" + line(kept[one]) for one in sorted(kept))
        text += f',"{name}":[{lines}\n]'
    to = changes["to"]
    return f'{text},"serial":{to["serial"]},"updated_on":"{to["updated_on"]}"}}\n'.encode()


def retire_one(change: Transaction) -> None:
    """One link less, one that is other than before, and one more."""
    workflow.retire(change, 2, 1)
    edit_link(change, 3, 1, {"names": {"en": "</script> & \u2028 =1+1"}})
    add_link(change, link("https://new.example/"), EditorialState.PUBLISHED)


def many(change: Transaction) -> None:
    """More links than fit on one read of the file."""
    many_links(change, range(700))


@pytest.mark.parametrize("alter", [retire_one, many])
def test_a_website_makes_the_next_release_out_of_the_last_one_byte_for_byte(
    catalog: Catalog, tmp_path: Path, alter: Callable[[Transaction], None]
) -> None:
    folder = tmp_path / "release"
    published(catalog, folder)
    old = (folder / "directory.json").read_bytes()
    with catalog.change(who="eva") as change:
        alter(change)
    look(catalog, {4: Reason.OK, 5: Reason.PARKED}, NOW + timedelta(days=1))
    made = published(catalog, folder, day=1)
    new = (folder / "directory.json").read_bytes()
    assert made.serial == 2
    changes = json.loads((folder / "changes-2.json").read_bytes())
    assert changes["from"] == {"serial": 1, "sha256": digest_of(old)}
    assert changes["to"] == {"serial": 2, "sha256": digest_of(new), "updated_on": "2026-10-10"}
    assert applied(old, changes) == new != old


def test_changes_are_as_their_schema_says(catalog: Catalog, tmp_path: Path) -> None:
    schemas = {name: json.loads(schema_bytes(name)) for name in PUBLISHED_SCHEMAS}
    registry = jsonschema_rs.Registry([(one["$id"], one) for one in schemas.values()])
    folder = tmp_path / "release"
    published(catalog, folder)
    with catalog.change(who="eva") as change:
        retire_one(change)
    published(catalog, folder)
    for name in ("changes", "health"):
        shape = jsonschema_rs.Draft202012Validator(
            schemas[f"{name}.schema.json"], registry=registry, validate_formats=True
        )
        file = folder / ("changes-2.json" if name == "changes" else "health.json")
        held = json.loads(file.read_bytes())
        shape.validate(held)
        held["links"] = [{"notes": "x"}]
        assert not shape.is_valid(held)


def test_a_release_that_says_the_same_is_the_same_release(catalog: Catalog, tmp_path: Path) -> None:
    """The same catalog and day give the same bytes, on record or not, here or there."""
    here, there = tmp_path / "here", tmp_path / "there"
    assert published(catalog, here).serial == 1
    first = contents(here)
    assert published(catalog, here).serial == 1
    assert published(catalog, there).serial == 1
    for folder in (here, there):
        held = contents(folder)
        assert {name for name in held if held[name] != first[name]} == {"manifest.json"}


def test_the_same_content_on_a_later_day_is_the_same_release_with_no_news_and_no_changes(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    published(catalog, folder)
    first = contents(folder)
    made = published(catalog, folder, day=3)
    assert (made.serial, made.updated_on) == (1, TODAY)
    later = contents(folder)
    assert {name for name in later if later[name] != first.get(name)} == {"manifest.json"}
    assert json.loads(later["manifest.json"])["as_of"] == "2026-10-12"
    with catalog.change(who="eva") as change:
        retire_one(change)
    published(catalog, folder, day=4)
    changed = contents(folder)
    assert published(catalog, folder, day=5).updated_on == TODAY + timedelta(days=4)
    again = contents(folder)
    assert again == changed | {"manifest.json": again["manifest.json"]}
    assert "changes-2.json" in again


def test_the_same_content_for_an_earlier_day_is_the_same_release(
    catalog: Catalog, tmp_path: Path
) -> None:
    """As after a change of the time zone to the west."""
    published(catalog, tmp_path / "release", day=1)
    made = published(catalog, tmp_path / "release", day=0)
    assert (made.serial, made.updated_on) == (1, TODAY + timedelta(days=1))


def test_a_manifest_says_when_its_release_expires(catalog: Catalog, tmp_path: Path) -> None:
    published(catalog, tmp_path / "release")
    manifest = json.loads(contents(tmp_path / "release")["manifest.json"])
    assert manifest["created_at"] == "2026-10-09T13:00:00Z"
    assert manifest["expires"] == "2026-10-23T13:00:00Z"
    at = NOW + timedelta(days=14, hours=1)
    read = manifest_in(tmp_path / "release")
    assert read is not None
    assert age_faults(read, at, None, None) == []
    (fault,) = age_faults(read, at + timedelta(seconds=1), None, None)
    assert "The release has expired on 2026-10-23" in fault.message


def test_what_a_check_changes_alone_is_not_a_new_directory(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    published(catalog, folder)
    first = contents(folder)
    look(catalog, {1: Reason.OK}, NOW + timedelta(hours=1))
    assert published(catalog, folder).serial == 1
    held = contents(folder)
    assert {name for name in held if held[name] != first[name]} == {"manifest.json", "health.json"}
    (seen,) = [one for one in json.loads(held["health.json"])["links"] if one["id"] == 1]
    assert seen["checked_at"] == "2026-10-09T13:00:00Z"


def test_a_check_later_than_the_release_is_released_without_its_moment(
    catalog: Catalog, tmp_path: Path
) -> None:
    """The clock was ahead when it was made."""
    folder = tmp_path / "release"
    look(catalog, {1: Reason.OK}, NOW + timedelta(days=365))
    published(catalog, folder)
    (seen,) = [
        one for one in json.loads(contents(folder)["health.json"])["links"] if one["id"] == 1
    ]
    assert (seen["health"]["verdict"], seen["checked_at"]) == ("ok", None)


def test_after_one_came_back_the_next_release_follows_the_last_on_record(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    published(catalog, folder)
    with catalog.change(who="eva") as change:
        workflow.retire(change, 2, 1)
    published(catalog, folder, day=1)
    second = (folder / "directory.json").read_bytes()
    back = bring_back(catalog, folder, who="pia", now=NOW, settings=SETTINGS)
    assert back.made.serial == 3
    third = (folder / "directory.json").read_bytes()
    changes = json.loads((folder / "changes-3.json").read_bytes())
    assert applied(second, changes) == third
    with catalog.change(who="eva") as change:
        workflow.retire(change, 3, 1)
    assert published(catalog, folder, day=2).serial == 4
    changes = json.loads((folder / "changes-4.json").read_bytes())
    assert applied(third, changes) == (folder / "directory.json").read_bytes()


def test_without_the_release_before_there_are_no_changes_to_tell(
    catalog: Catalog, tmp_path: Path
) -> None:
    published(catalog, tmp_path / "one")
    with catalog.change(who="eva") as change:
        workflow.retire(change, 2, 1)
    assert published(catalog, tmp_path / "other", day=1).serial == 2
    assert not [name for name in contents(tmp_path / "other") if name.startswith("changes-")]


def test_a_damaged_release_before_is_no_reason_not_to_publish(
    catalog: Catalog, tmp_path: Path
) -> None:
    folder = tmp_path / "release"
    published(catalog, folder)
    file = folder / "directory.json"
    file.write_bytes(file.read_bytes()[:-20])
    with catalog.change(who="eva") as change:
        workflow.retire(change, 2, 1)
    assert published(catalog, folder, day=1).serial == 2
    assert "changes-2.json" not in contents(folder)


def test_a_link_that_was_withdrawn_leaves_a_tombstone(catalog: Catalog, tmp_path: Path) -> None:
    published(catalog, tmp_path / "release")
    with catalog.change(who="eva") as change:
        retire_one(change)
    published(catalog, tmp_path / "release")
    released = json.loads((tmp_path / "release" / "directory.json").read_bytes())
    assert released["withdrawn"] == [{"id": 2, "on": "2026-10-09"}]
    with catalog.change(who="eva") as change:
        workflow.restore(change, 2, 2)
        workflow.submit(change, 2, 3)
        workflow.accept(change, 2, 4)
    published(catalog, tmp_path / "release")
    released = json.loads((tmp_path / "release" / "directory.json").read_bytes())
    assert released["withdrawn"] == []


def test_a_publication_that_is_undone_leaves_a_tombstone_if_it_was_released(
    catalog: Catalog, tmp_path: Path
) -> None:
    """Visitors may have kept the address of its exit page, whichever way it was withdrawn."""

    def withdrawn() -> object:
        published(catalog, tmp_path / "release")
        return json.loads((tmp_path / "release" / "directory.json").read_bytes())["withdrawn"]

    with catalog.change(who="eva") as change:
        kept, dropped = (
            add_link(change, link(f"https://{name}.example/")).id for name in ("kept", "dropped")
        )
    assert kept and dropped
    for key in (kept, dropped):
        with catalog.act(who="joe", title="Publish") as one, one.change() as change:
            workflow.submit(change, key, 1)
            workflow.accept(change, key, 2)
    catalog.undo("joe")
    assert withdrawn() == []
    catalog.undo("joe")
    assert withdrawn() == [{"id": kept, "on": "2026-10-09"}]
    catalog.redo("joe")
    assert withdrawn() == []
