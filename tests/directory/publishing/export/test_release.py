"""What a release says, and what it keeps to itself."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.db.engine import Database
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, ExitOverride, NoticeKind, OperatorClass
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.manifest import digest_of
from directory.publishing.verify.verify import verify_release
from tests.directory.publishing.samples import (
    CANARY,
    DISCLAIMERS,
    EXITS,
    NOW,
    SETTINGS,
    TODAY,
    add_notice,
    contents,
    link,
    look,
    many_links,
    new_catalog,
    release,
)

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[4]
PUBLISHED = EditorialState.PUBLISHED


def directory(folder: Path) -> Any:
    """The released directory, as any JSON reader sees it."""
    return json.loads((folder / "directory.json").read_text(encoding="utf-8"))


def manifest(folder: Path) -> Any:
    """The released manifest."""
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def test_a_release_holds_its_files_and_proves(folder: Path) -> None:
    names = set(contents(folder))
    assert {"directory.json", "health.json", "links.jsonl", "manifest.json"} <= names
    assert {"directory.schema.json", "health.schema.json", "manifest.schema.json"} <= names
    assert {"by-category/job-banks.json", "by-category/job-banks/state.json"} <= names
    assert verify_release(folder) == []


def test_a_link_is_released_with_all_that_visitors_may_know(folder: Path) -> None:
    assert directory(folder)["links"][0] == {
        "id": 1,
        "url": "https://jobs.example.com/?q=%3Ca&b%3E",
        "host": "jobs.example.com",
        "host_shown": "jobs.example.com",
        "anchor": {"rel": "external noopener noreferrer", "referrerpolicy": "no-referrer"},
        "privacy_url": None,
        "listed_on": "2026-10-09",
        "names": {"en": "Job Bank & <more>", "es": "Banco de empleos"},
        "descriptions": {"en": "Two\nlines"},
        "category": "job-banks/state",
        "operator": {"name": "State of Example", "class": "state", "basis": "curator"},
        "service_areas": ["US-MA", "US-NY"],
        "languages": ["en", "es"],
        "audiences": ["veterans"],
        "cost": "free",
        "account_needed": False,
        "how_to_apply": "aggregator",
        "exit_notice": {
            "due": True,
            "notice": "exit-government",
            "rule": "Another government body runs the destination.",
            "show": "inline",
            "page": None,
        },
        "disclaimers": ["no-endorsement", "accuracy", "job-listings", "fees"],
        "health": {"verdict": "ok", "reason": "ok", "since": "2026-10-09", "confirmed": True},
        "released_until": None,
    }


def test_only_published_links_are_released_and_a_danger_is_told_by_its_id_alone(
    folder: Path,
) -> None:
    released = directory(folder)
    assert [entry["id"] for entry in released["links"]] == [1, 2, 3, 5]
    assert released["withheld"] == [4]
    assert b"parked.example" not in (folder / "directory.json").read_bytes()


def test_a_broken_link_is_released_with_its_health_and_an_unchecked_one_without(
    folder: Path,
) -> None:
    health = {entry["id"]: entry["health"] for entry in directory(folder)["links"]}
    assert health[5] == {
        "verdict": "gone",
        "reason": "not-found",
        "since": "2026-10-09",
        "confirmed": False,
    }
    assert health[2] is None


def test_a_danger_that_has_passed_is_released_again(catalog: Catalog, tmp_path: Path) -> None:
    look(catalog, {4: Reason.OK}, NOW + timedelta(days=1))
    summary = release(catalog, tmp_path / "out")
    assert (summary.links, summary.withheld) == (5, ())


def test_the_summary_counts_what_was_released(catalog: Catalog, tmp_path: Path) -> None:
    out = tmp_path / "out"
    summary = release(catalog, out)
    assert (summary.folder, summary.as_of) == (out, TODAY)
    assert (summary.links, summary.exit_notices, summary.withheld) == (4, 2, (4,))
    assert (summary.categories, summary.notices) == (3, len(DISCLAIMERS + EXITS))
    assert summary.bytes == sum(map(len, contents(out).values()))
    assert summary.files == len(contents(out))
    assert summary.serial == 1
    assert summary.digest == digest_of((out / "manifest.json").read_bytes())


def test_notices_are_released_with_the_agency_filled_in_and_the_link_left_open(
    folder: Path,
) -> None:
    notices = {notice["slug"]: notice for notice in directory(folder)["notices"]}
    assert list(notices) == sorted(DISCLAIMERS + EXITS)
    assert notices["fees"]["current"]["texts"]["en"] == "Office of Work: {name}."
    text = notices["exit-government"]["current"]["texts"]["es"]
    assert text == "(You leave Office of Work for {host}; ask links@work.example.)"


def test_nothing_internal_stands_in_any_file(folder: Path) -> None:
    for name, content in contents(folder).items():
        assert CANARY.encode() not in content, name
        assert b"2031-03-17" not in content, name


def test_the_same_catalog_and_date_give_the_same_bytes_whatever_the_clock(
    catalog: Catalog, tmp_path: Path
) -> None:
    release(catalog, tmp_path / "one")
    release(catalog, tmp_path / "two", now=NOW + timedelta(days=90))
    release(catalog, tmp_path / "two", now=NOW + timedelta(days=91))
    one, two = contents(tmp_path / "one"), contents(tmp_path / "two")
    assert one.pop("manifest.json") != two.pop("manifest.json")
    assert one == two


def test_another_process_writes_the_same_bytes(catalog: Catalog, tmp_path: Path) -> None:
    release(catalog, tmp_path / "here")
    program = (sys.executable, "-m", "tests.directory.publishing.exporting")
    arguments = (str(tmp_path / "jobbank.db"), str(tmp_path / "there"), TODAY.isoformat(), "1")
    subprocess.run(
        [*program, *arguments], cwd=ROOT, check=True, env=os.environ | {"PYTHONHASHSEED": "7"}
    )
    here = (tmp_path / "here" / "manifest.json").read_bytes()
    assert here == (tmp_path / "there" / "manifest.json").read_bytes()


def test_the_manifest_says_when_from_what_state_and_after_which_release(
    catalog: Catalog, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    release(catalog, out)
    first = manifest(out)
    assert first["created_at"] == "2026-10-09T12:00:00Z"
    assert first["as_of"] == "2026-10-09"
    assert first["previous"] is None
    assert first["audit_head"] == catalog.audit_head()
    counts = {file["name"]: file.get("count") for file in first["files"]}
    assert counts.keys() == contents(out).keys() - {"manifest.json"}
    assert (counts["directory.json"], counts["links.jsonl"], counts["health.json"]) == (4, 4, 4)
    assert counts["directory.schema.json"] is None
    digest = digest_of((out / "manifest.json").read_bytes())
    release(catalog, out)
    assert manifest(out)["previous"] == digest


def test_a_catalog_without_links_is_released_as_an_empty_directory(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    summary = release(bare_catalog, tmp_path / "out")
    assert (summary.links, directory(tmp_path / "out")["links"]) == (0, [])


@pytest.mark.parametrize(
    "name",
    [
        "</script><script>alert(1)</script>",
        "<!--",
        "]]>&lt;",
        "=HYPERLINK(0)",
        "a\u2028b\u2029c",
        "\u202egnp.exe",
        "\u2066isolated\u2069",
        "\x1b]52;c;aGk=\x07",
        "nul \x00 bell \x07",
        'quote " backslash \\ slash /',
        "\U000e0041tag",
    ],
)
def test_a_hostile_name_cannot_act_where_the_file_is_shown_or_embedded(
    bare_catalog: Catalog, tmp_path: Path, name: str
) -> None:
    with bare_catalog.change(who="a test") as change:
        fields = link("https://a.example/", names={"en": "x" + name}, operator=name)
        add_link(change, fields, PUBLISHED)
    release(bare_catalog, tmp_path / "out")
    content = (tmp_path / "out" / "directory.json").read_text(encoding="utf-8")
    assert not set("<>&\u2028\u2029\u202e\u2066\u2069\x1b\x07\x00\U000e0041") & set(content)
    assert directory(tmp_path / "out")["links"][0]["names"]["en"].startswith("x")


def test_a_wording_counts_from_its_day_and_is_told_while_it_is_announced(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    later = TODAY + timedelta(days=20)
    with bare_catalog.change(who="a test") as change:
        add_notice(change, "soon", NoticeKind.DISCLAIMER, "Soon.", effective_from=later)
        add_link(change, link("https://a.example/", disclaimers=["soon"]), PUBLISHED)

    def seen(day_offset: int) -> tuple[bool, bool, int, bool]:
        release(bare_catalog, tmp_path / "out", as_of=TODAY + timedelta(days=day_offset))
        released = directory(tmp_path / "out")
        notices = {notice["slug"]: notice for notice in released["notices"]}
        soon = notices.get("soon", {"current": None, "upcoming": []})
        carried = "soon" in released["links"][0]["disclaimers"]
        return "soon" in notices, soon["current"] is not None, len(soon["upcoming"]), carried

    assert seen(0) == (True, False, 1, False)
    assert seen(19) == (True, False, 1, False)
    assert seen(20) == (True, True, 0, True)


def test_a_wording_that_is_not_announced_yet_is_not_told(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    with bare_catalog.change(who="a test") as change:
        far = TODAY + timedelta(days=31)
        add_notice(change, "far", NoticeKind.DISCLAIMER, "Far.", effective_from=far)
    release(bare_catalog, tmp_path / "out")
    assert "far" not in [notice["slug"] for notice in directory(tmp_path / "out")["notices"]]


def test_without_a_contact_the_publisher_has_none(bare_catalog: Catalog, tmp_path: Path) -> None:
    catalog = new_catalog(tmp_path, "plain")
    settings = SETTINGS.model_copy(update={"contact": ""})
    release(catalog, tmp_path / "out", settings=settings)
    catalog.close()
    assert directory(tmp_path / "out")["publisher"] == {"agency": "Office of Work"}
    with pytest.raises(ReleaseRefused, match=r"has the placeholder \{contact\}"):
        release(bare_catalog, tmp_path / "bare", settings=settings)


@pytest.mark.parametrize(
    ("texts", "words"),
    [
        ({"en": "Only English."}, ["“new”", "version 1", "no text in es", "languages"]),
        ({"en": "{agancy}", "es": "x"}, ["“new”", "{agancy}", "Use one of"]),
    ],
)
def test_a_notice_that_cannot_be_shown_is_refused_with_its_name(
    bare_catalog: Catalog, tmp_path: Path, texts: dict[str, str], words: list[str]
) -> None:
    with bare_catalog.change(who="a test") as change:
        add_notice(change, "new", NoticeKind.DISCLAIMER, "", texts=texts)
    with pytest.raises(ReleaseRefused) as refusal:
        release(bare_catalog, tmp_path / "out")
    assert [word for word in words if word not in str(refusal.value)] == []
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"disclaimers": ["nowhere"]}, ["Link 1", "“nowhere”", "none of that name"]),
        ({"disclaimers": ["exit-government"]}, ["Link 1", "“exit-government”", "of kind “exit”"]),
        ({"operator_class": OperatorClass.STATE}, ["Link 1", "“exit-government”", "no wording"]),
        (
            {"exit_override": ExitOverride.FORCED_ON, "exit_override_reason": "?"},
            ["Link 1", "“exit-unknown”", "none of that name"],
        ),
    ],
)
def test_a_link_whose_notice_is_not_there_is_refused_with_its_id(
    tmp_path: Path, fields: dict[str, Any], words: list[str]
) -> None:
    catalog = new_catalog(tmp_path)
    with catalog.change(who="a test") as change:
        for slug in ("no-endorsement", "accuracy"):
            add_notice(change, slug, NoticeKind.DISCLAIMER, "Text.")
        later = TODAY + timedelta(days=1)
        add_notice(change, "exit-government", NoticeKind.EXIT, "Text.", effective_from=later)
        override = {"exit_override": ExitOverride.FORCED_OFF, "exit_override_reason": "?"}
        if "disclaimers" in fields:
            fields = fields | override
        add_link(change, link("https://a.example/", **fields), PUBLISHED)
    with pytest.raises(ReleaseRefused) as refusal:
        release(catalog, tmp_path / "out")
    catalog.close()
    assert [word for word in words if word not in str(refusal.value)] == []


def test_what_is_refused_leaves_the_release_before_it(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    release(bare_catalog, tmp_path / "out")
    before = (tmp_path / "out" / "manifest.json").read_bytes()
    with bare_catalog.change(who="a test") as change:
        add_link(change, link("https://a.example/", disclaimers=["nowhere"]), PUBLISHED)
    with pytest.raises(ReleaseRefused):
        release(bare_catalog, tmp_path / "out")
    assert (tmp_path / "out" / "manifest.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == ["out"]


def test_an_own_site_that_is_no_host_is_refused_with_its_setting(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    settings = SETTINGS.model_copy(update={"own_sites": ("not a host",)})
    with pytest.raises(ReleaseRefused, match="own_sites cannot be used: “not a host”"):
        release(bare_catalog, tmp_path / "out", settings=settings)


def test_rows_that_were_spoilt_behind_our_back_are_refused_with_their_ids(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    with bare_catalog.change(who="a test") as change:
        many_links(change, range(1, 10))
    database = Database(f"sqlite:///{tmp_path / 'bare.db'}")
    with database.write() as connection:
        connection.exec_driver_sql('UPDATE link SET names = \'{"en": "\\u001b[2J"}\'')
    database.close()
    with pytest.raises(ReleaseRefused) as refusal:
        release(bare_catalog, tmp_path / "out")
    told = str(refusal.value)
    assert "link 1: “names.en” is not in the right form, or contains hidden characters" in told
    assert "And 4 more." in told
    assert "\x1b" not in told
