"""What would change on the website is told as it then happens, field by field, in words."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, ExitOverride, NoticeKind, OperatorClass
from directory.publishing.diff.diff import Alteration, Kind, ReleaseDiff, alterations, difference
from directory.publishing.release.faults import ReleaseRefused
from tests.directory.publishing.samples import (
    DISCLAIMERS,
    EXITS,
    NOW,
    SETTINGS,
    TODAY,
    add_notice,
    link,
    look,
    many_links,
    new_catalog,
    release,
)
from tests.directory.samples import move as move_to

pytestmark = pytest.mark.slow

PUBLISHED = EditorialState.PUBLISHED
WHOLE = (Kind.NOTICE, Kind.CATEGORY)


def changes(catalog: Catalog, folder: Path | None, **changed: Any) -> ReleaseDiff:
    """What would change, as of TODAY unless said otherwise."""
    arguments: dict[str, Any] = {"as_of": TODAY, "settings": SETTINGS} | changed
    return difference(folder, catalog, **arguments)


def told(catalog: Catalog, folder: Path, **changed: Any) -> list[tuple[str, int | None, str]]:
    """The kind, the link and the words of each alteration."""
    found = changes(catalog, folder, **changed)
    return [(kind, one.link_id, one.words) for kind in Kind for one in found.shown[kind]]


def publish(catalog: Catalog, url: str = "https://one.example/", **fields: Any) -> int:
    """A new published link; returns its id."""
    with catalog.change(who="a test") as change:
        key = add_link(change, link(url, **fields), PUBLISHED).id
    assert key is not None
    return key


def edit(catalog: Catalog, key: int, patch: dict[str, object]) -> None:
    """Changes a link."""
    with catalog.change(who="a test") as change:
        edit_link(change, key, catalog.find(key).version, patch)


def move(catalog: Catalog, key: int, *states: EditorialState) -> None:
    """Moves a link from state to state."""
    with catalog.change(who="a test") as change:
        for version, state in enumerate(states, catalog.find(key).version):
            move_to(change, key, version, state)


def test_against_nothing_everything_is_new(catalog: Catalog, tmp_path: Path) -> None:
    for nothing in (None, tmp_path / "never"):
        found = changes(catalog, nothing)
        assert found.first
        assert [one.link_id for one in found.shown[Kind.ADDED]] == [1, 2, 3, 5]
        assert [one.link_id for one in found.shown[Kind.HELD_BACK]] == [4]
        assert found.totals[Kind.NOTICE] == len(DISCLAIMERS) + len(EXITS)
        assert found.totals[Kind.CATEGORY] == 3
        assert found.links == 4


def test_after_a_release_nothing_would_change_not_even_on_another_day(
    catalog: Catalog, folder: Path
) -> None:
    for days in (0, 1):
        found = changes(catalog, folder, as_of=TODAY + timedelta(days=days))
        assert found.changes == 0
        assert not found.first
        assert [one.link_id for one in found.shown[Kind.STILL_HELD]] == [4]


@pytest.mark.parametrize(
    ("patch", "words"),
    [
        ({"names": {"en": "B"}}, "name (en): A link → B"),
        (
            {"names": {"en": "A link", "es": "Un enlace"}},
            "name (es): nothing → Un enlace",
        ),
        ({"descriptions": {"en": "Text"}}, "description (en): nothing → Text"),
        (
            {"url": "https://two.example/"},
            "address: https://one.example/ → https://two.example/",
        ),
        ({"category": "job-banks/state"}, None),
        ({"operator": "Elm County"}, "operator: nothing → Elm County"),
        ({"service_areas": ["US-NY", "US-MA"]}, "service areas: nothing → US-MA, US-NY"),
        ({"account_needed": True}, "account needed: nothing → yes"),
        ({"account_needed": False}, "account needed: nothing → no"),
        ({"cost": "free"}, "cost: nothing → free"),
        ({"how_to_apply": "aggregator"}, "how to apply: nothing → aggregator"),
        ({"audiences": ["youth"]}, "audience: nothing → youth"),
        ({"languages": ["es"]}, "languages of the page: nothing → es"),
    ],
)
def test_a_change_of_a_field_is_told_in_words(
    bare_catalog: Catalog, tmp_path: Path, patch: dict[str, object], words: str | None
) -> None:
    key, folder = publish(bare_catalog), tmp_path / "release"
    release(bare_catalog, folder)
    edit(bare_catalog, key, patch)
    ((kind, found, said),) = told(bare_catalog, folder)
    assert (kind, found) == (Kind.CHANGED, key)
    if words is None:  # a job bank carries a disclaimer of its own
        assert said.startswith("category: nothing → job-banks/state; disclaimers: ")
    else:
        assert said == words
    release(bare_catalog, folder)
    assert told(bare_catalog, folder) == []


def test_notices_of_a_link_are_told_with_their_rule(bare_catalog: Catalog, tmp_path: Path) -> None:
    key, folder = publish(bare_catalog), tmp_path / "release"
    release(bare_catalog, folder)
    edit(
        bare_catalog,
        key,
        {
            "operator_class": OperatorClass.STATE,
            "exit_override": ExitOverride.FORCED_OFF,
            "exit_override_reason": "a partner",
            "disclaimers": ["fees"],
        },
    )
    (one,) = changes(bare_catalog, folder).shown[Kind.CHANGED]
    by_field = {change.field: change for change in one.changes}
    assert by_field["operator class"].before == "unknown"
    assert by_field["operator class"].after == "state"
    assert by_field["exit notice"].before.startswith("exit-unknown, on an exit page (")
    assert by_field["exit notice"].after.startswith("none (")
    assert "fees" in by_field["disclaimers"].after


@pytest.mark.parametrize(
    ("states", "why"),
    [
        ([EditorialState.RETIRED], "retired"),
        ([EditorialState.RETIRED, EditorialState.DRAFT], "made a draft again"),
        (
            [EditorialState.RETIRED, EditorialState.DRAFT, EditorialState.IN_REVIEW],
            "in review again",
        ),
    ],
)
def test_what_leaves_the_website_is_told_with_the_reason(
    bare_catalog: Catalog, tmp_path: Path, states: list[EditorialState], why: str
) -> None:
    keys = [publish(bare_catalog, f"https://{name}.example/") for name in ("a", "b", "c")]
    release(bare_catalog, tmp_path / "release")
    move(bare_catalog, keys[1], *states)
    assert told(bare_catalog, tmp_path / "release") == [(Kind.TAKEN_OFF, keys[1], why)]


def test_a_danger_is_held_back_and_comes_back_when_it_is_over(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    key, folder = publish(bare_catalog), tmp_path / "release"
    release(bare_catalog, folder)
    look(bare_catalog, {key: Reason.PARKED}, NOW)
    ((kind, found, words),) = told(bare_catalog, folder)
    assert (kind, found) == (Kind.HELD_BACK, key)
    assert "for sale" in words
    release(bare_catalog, folder)
    look(bare_catalog, {key: Reason.OK}, NOW + timedelta(days=1))
    assert told(bare_catalog, folder) == [(Kind.ADDED, key, "was held back, is released again")]


def test_what_was_held_back_and_is_retired_is_told_as_taken_off(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    key, folder = publish(bare_catalog), tmp_path / "release"
    look(bare_catalog, {key: Reason.PARKED}, NOW)
    release(bare_catalog, folder)
    move(bare_catalog, key, EditorialState.RETIRED)
    assert told(bare_catalog, folder) == [(Kind.TAKEN_OFF, key, "was held back; retired")]


def test_health_alone_is_kept_apart_from_what_staff_wrote(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    one, two = publish(bare_catalog), publish(bare_catalog, "https://two.example/")
    release(bare_catalog, tmp_path / "release")
    look(bare_catalog, {one: Reason.NOT_FOUND, two: Reason.NOT_FOUND}, NOW)
    edit(bare_catalog, two, {"names": {"en": "B"}})
    written, seen = told(bare_catalog, tmp_path / "release")
    assert (written[:2], seen[:2]) == ((Kind.CHANGED, two), (Kind.HEALTH, one))
    assert written[2].startswith("name (en): A link → B; health: never checked → gone")
    assert seen[2].startswith("health: never checked → gone, not confirmed yet, since 2026-10-09.")


def test_a_wording_is_told_when_it_is_announced_and_when_it_takes_effect(
    bare_catalog: Catalog, tmp_path: Path
) -> None:
    folder, day = tmp_path / "release", TODAY + timedelta(days=20)
    release(bare_catalog, folder)
    with bare_catalog.change(who="a test") as change:
        add_notice(change, "new", NoticeKind.DISCLAIMER, "Mind the gap.", effective_from=day)
    (one,) = changes(bare_catalog, folder).shown[Kind.NOTICE]
    assert (one.name, one.words) == ("new", "new")
    assert {change.field for change in one.changes} == {
        f"wording announced for {day} (en)",
        f"wording announced for {day} (es)",
    }
    release(bare_catalog, folder)
    (one,) = changes(bare_catalog, folder, as_of=day).shown[Kind.NOTICE]
    assert ("wording in force (en)", "nothing", "Mind the gap.") in [
        (change.field, change.before, change.after) for change in one.changes
    ]


def test_categories_and_what_holds_for_all_are_told(bare_catalog: Catalog, tmp_path: Path) -> None:
    release(bare_catalog, tmp_path / "release")
    with bare_catalog.change(who="a test") as change:
        add_category(change, "local-services", {"en": "Local", "es": "Local"}, position=3)
    settings = SETTINGS.model_copy(update={"agency": "Bureau", "contact": "x@work.example"})
    found = changes(bare_catalog, tmp_path / "release", settings=settings)
    assert [one.name for one in found.shown[Kind.CATEGORY]] == ["local-services"]
    assert [one.words for one in found.shown[Kind.HEADER]] == [
        "agency: Office of Work → Bureau",
        "contact: links@work.example → x@work.example",
    ]


def test_all_are_counted_and_the_first_are_kept(bare_catalog: Catalog, tmp_path: Path) -> None:
    with bare_catalog.change(who="a test") as change:
        many_links(change, range(30), length=10)
    found = changes(bare_catalog, tmp_path / "release", most=7)
    assert found.totals[Kind.ADDED] == 30
    assert [one.link_id for one in found.shown[Kind.ADDED]] == list(range(1, 8))
    walked = list(alterations(tmp_path / "release", bare_catalog, as_of=TODAY, settings=SETTINGS))
    assert len([one for one in walked if one.kind is Kind.ADDED]) == 30
    assert _first(walked) == list(found.shown[Kind.ADDED])


def _first(walked: list[Alteration]) -> list[Alteration]:
    return [one for one in walked if one.kind is Kind.ADDED][:7]


def test_a_catalog_that_cannot_be_released_is_refused(tmp_path: Path) -> None:
    catalog = new_catalog(tmp_path)
    publish(catalog)
    with pytest.raises(ReleaseRefused, match="must carry the notice"):
        changes(catalog, None)
    catalog.close()


BROKEN = (
    b"",
    b"not json\n",
    b"{}\n",
    b'{"categories":[\n',
    b'{"schema_version":5,"categories":[\n',
)


@pytest.mark.parametrize("content", BROKEN)
def test_a_release_that_cannot_be_read_is_told(
    catalog: Catalog, folder: Path, content: bytes
) -> None:
    (folder / "directory.json").write_bytes(content)
    with pytest.raises(ReleaseRefused, match=r"cannot be read .*You can publish nevertheless"):
        changes(catalog, folder)


def test_a_line_that_is_no_link_is_told(catalog: Catalog, folder: Path) -> None:
    file = folder / "directory.json"
    file.write_bytes(file.read_bytes().replace(b'{"id":3,', b'{"no":3,'))
    with pytest.raises(ReleaseRefused, match="cannot be read"):
        changes(catalog, folder)
