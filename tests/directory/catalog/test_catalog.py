"""Links through the one door for writes: what it lets through, what it refuses and how."""

import os
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.categories import add_category
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused, StaleEdit
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState as State
from directory.model.vocab import OperatorClass
from directory.rules.addresses import parse_networks
from tests.clocks import NOW, HandClock
from tests.directory.samples import (
    ALL_TABLES,
    add,
    add_links,
    crawl,
    edit,
    fields,
    move,
    picture,
    refusal,
    rows,
)


@pytest.mark.both_databases
def test_a_new_link_is_kept_as_it_was_checked(catalog: Catalog) -> None:
    with catalog.change(who="maria") as change:
        add_category(change, "job-banks", {"en": "Job banks"})
        added = add_link(
            change,
            fields(
                "HTTPS://Example.com:443/Jobs/../a",
                " Mass \n JobQuest ",
                category="job-banks",
                operator_class="state",
                service_areas=["us-ma"],
                notes=" call \r\n them ",
                review_by=date(2027, 1, 31),
            ),
        )
    assert added.id is not None
    found = catalog.find(added.id)
    assert found == added
    assert (found.url, found.url_key) == ("https://example.com/a", "example.com/a")
    assert (found.host, found.lane) == ("example.com", "example.com")
    assert (found.name, found.names) == ("Mass JobQuest", {"en": "Mass JobQuest"})
    assert (found.category, found.operator_class) == ("job-banks", OperatorClass.STATE)
    assert (found.service_areas, found.review_by) == (["US-MA"], date(2027, 1, 31))
    assert found.notes == "call\n them"
    assert (found.state, found.version, found.published_at) == (State.DRAFT, 1, None)
    assert (found.created_at, found.updated_at) == (NOW, NOW)


def test_a_link_may_be_added_as_published(sqlite_catalog: Catalog) -> None:
    assert add_links(sqlite_catalog, ["https://example.com/"])[0].published_at == NOW


def test_the_name_for_sorting_is_that_of_the_default_language(sqlite_url: str) -> None:
    with closing(Catalog.open(sqlite_url, default_language="es")) as catalog:
        both = edit(catalog, add(catalog), {"names": {"en": "Jobs", "es": "Empleos"}})
        assert both.name == "Empleos"
        assert edit(catalog, both, {"names": {"zh": "工作", "fr": "Emplois"}}).name == "Emplois"


def test_an_edit_raises_the_version_and_changes_what_it_names_alone(
    catalog: Catalog, clock: HandClock
) -> None:
    link = add(catalog, notes="keep me", languages=["en"])
    clock.advance(days=1)
    edited = edit(catalog, link, {"names": {"en": "New"}, "languages": ["es", "EN"]})
    assert edited == catalog.find(1)
    assert edited.model_dump() == link.model_dump() | {
        "name": "New",
        "names": {"en": "New"},
        "languages": ["en", "es"],
        "version": 2,
        "updated_at": NOW + timedelta(days=1),
    }


def test_an_edit_of_an_older_version_is_refused_with_both_versions(catalog: Catalog) -> None:
    link = add(catalog)
    theirs = edit(catalog, link, {"steward": "Theirs"})
    before = picture(catalog, ALL_TABLES)
    with pytest.raises(StaleEdit) as stale:
        edit(catalog, link, {"steward": "Mine"})
    assert "it was at version 1 then, and is at 2 now" in str(stale.value)
    assert (stale.value.based_on, stale.value.current) == (1, theirs)
    assert picture(catalog, ALL_TABLES) == before


def test_a_move_of_an_older_version_is_refused_too(sqlite_catalog: Catalog) -> None:
    edit(sqlite_catalog, add(sqlite_catalog), {"steward": "Theirs"})
    said = refusal(sqlite_catalog, lambda change: workflow.submit(change, 1, 1))
    assert "it was at version 1 then, and is at 2 now" in said


@pytest.mark.parametrize(
    "patch",
    [
        {},
        {"names": {"EN": " A  link "}},
        {"url": "HTTPS://EXAMPLE.com"},
        {"audiences": ["youth", "veterans"], "notes": "\n", "cost": None},
    ],
)
def test_an_edit_that_changes_nothing_leaves_no_trace(
    sqlite_catalog: Catalog, clock: HandClock, patch: dict[str, object]
) -> None:
    link = add(sqlite_catalog, audiences=["veterans", "youth"])
    before = picture(sqlite_catalog, ALL_TABLES)
    clock.advance(days=1)
    assert edit(sqlite_catalog, link, patch) == link
    assert picture(sqlite_catalog, ALL_TABLES) == before


@pytest.mark.both_databases
def test_a_new_address_keeps_the_old_one_and_forgets_its_health(catalog: Catalog) -> None:
    one, other = add_links(catalog, ["https://one.example/", "https://other.example/"])
    crawl(catalog, {1: Reason.NOT_FOUND, 2: Reason.OK}, NOW)
    moved = edit(catalog, one, {"url": "http://New.example:8080/jobs"})
    again = edit(catalog, moved, {"url": "https://new.example/jobs"})
    assert again.previous_urls == ["https://one.example/", "http://new.example:8080/jobs"]
    assert (moved.url_key, moved.lane) == ("new.example:8080/jobs", "new.example:8080")
    assert (again.url_key, again.host, again.lane) == (
        "new.example/jobs",
        "new.example",
        "new.example",
    )
    assert [row.link_id for row in rows(catalog, "health")] == [other.id]
    assert len(rows(catalog, "health_span")) == 2, "history stays"
    assert catalog.find_by_keys(["one.example"]) == {}


def test_a_link_may_take_another_spelling_of_its_own_page(sqlite_catalog: Catalog) -> None:
    edited = edit(sqlite_catalog, add(sqlite_catalog), {"url": "http://example.com/#jobs"})
    assert edited.previous_urls == ["https://example.com/"]


@pytest.mark.parametrize(
    "url", ["https://example.com", "http://EXAMPLE.com/?utm_source=x", "https://example.com/#a"]
)
def test_no_two_links_lead_to_the_same_page(catalog: Catalog, url: str) -> None:
    add(catalog, name="JobQuest")
    add(catalog, "https://other.example/")
    said = "is the address of link 1 already (“JobQuest”)"
    assert said in refusal(catalog, lambda change: add_link(change, fields(url)))
    assert said in refusal(catalog, lambda change: edit_link(change, 2, 1, {"url": url}))


def test_two_links_to_one_page_within_one_change_are_refused(sqlite_catalog: Catalog) -> None:
    def twice(change: Transaction) -> None:
        add_link(change, fields("https://example.com/"))
        add_link(change, fields("http://example.com/#again"))

    assert "is the address of link 1 already" in refusal(sqlite_catalog, twice)


@pytest.mark.parametrize(
    ("patch", "said"),
    [
        ({"colour": "red", "id": 7}, "a link has no field “colour”, “id”"),
        ({"version": 9}, "a link has no field “version”"),
        ({"state": "published"}, "a link has no field “state”"),
        ({"category": "no-such"}, "there is no category “no-such”"),
        ({"url": "ftp://example.com/"}, "only http and https addresses can be linked"),
        ({"url": "http://127.0.0.1/"}, "is not an address on the public internet"),
        ({"url": None}, "the address must begin with https:// or http://"),
        ({"url": "https://example.com/" + "é" * 400}, "url: this is longer than 2048 characters"),
        ({"names": {}}, "names: a link needs a name"),
        ({"notes": None}, "notes: write a text"),
        ({"cost": "cheap"}, "cost: “cheap” is not one of 'free', 'free_and_paid' or 'paid'"),
        ({"audiences": ["wizards"]}, "audiences: “wizards” is not one of 'everyone', "),
        ({"service_areas": ["US-ZZ"]}, "service areas: “US-ZZ” is not an ISO 3166 code"),
        ({"review_by": "soon"}, "review by: write a day, such as 2027-01-31"),
        ({"exit_override": "forced_on"}, "to force the exit notice on or off, give a reason"),
        (
            {"languages": ["klingonish"], "operator": 5},
            "operator: write a text; languages: “klingonish” is not a language",
        ),
    ],
)
def test_a_field_that_cannot_be_kept_is_named_in_plain_words(
    sqlite_catalog: Catalog, patch: dict[str, object], said: str
) -> None:
    add(sqlite_catalog)
    assert said in refusal(sqlite_catalog, lambda change: edit_link(change, 1, 1, patch))


@pytest.mark.parametrize(
    ("url", "given", "said"),
    [
        ("https://example.com/", {"category": "no-such"}, "there is no category “no-such”"),
        ("https://me:secret@example.com/", {}, "a user name or password"),
        ("example.com", {}, "must begin with https://"),
    ],
)
def test_a_new_link_is_checked_in_the_same_way(
    sqlite_catalog: Catalog, url: str, given: dict[str, str], said: str
) -> None:
    wanted = fields(url, **given)
    assert said in refusal(sqlite_catalog, lambda change: add_link(change, wanted))


def test_an_address_in_an_allowed_network_may_be_linked(sqlite_url: str) -> None:
    with closing(Catalog.open(sqlite_url, allowed=parse_networks("127.0.0.0/8"))) as catalog:
        assert add(catalog, "http://127.1:8080/").url == "http://127.0.0.1:8080/"


@pytest.mark.parametrize(
    "act",
    [
        lambda change: edit_link(change, 7, 1, {}),
        lambda change: workflow.submit(change, 7, 1),
    ],
)
def test_a_link_that_is_not_there_is_named(
    sqlite_catalog: Catalog, act: Callable[[Transaction], object]
) -> None:
    assert refusal(sqlite_catalog, act) == "there is no link 7"
    with pytest.raises(ChangeRefused, match="there is no link 7"):
        sqlite_catalog.find(7)


def test_a_link_moves_along_the_editorial_flow(catalog: Catalog, clock: HandClock) -> None:
    link = add(catalog)
    moments = []
    for version, state in enumerate([State.IN_REVIEW, State.PUBLISHED, State.RETIRED], start=1):
        clock.advance(days=1)
        with catalog.change(who="maria") as change:
            link = move(change, 1, version, state)
        assert (link.state, link.version, link.updated_at) == (state, version + 1, clock.now)
        assert link == catalog.find(1)
        moments.append(link.published_at)
    assert moments == [None, NOW + timedelta(days=2), NOW + timedelta(days=2)]


def test_a_move_that_the_flow_does_not_have_is_refused(sqlite_catalog: Catalog) -> None:
    add(sqlite_catalog)
    said = refusal(sqlite_catalog, lambda change: workflow.send_back(change, 1, 1))
    assert said == (
        "link 1 (“A link”) cannot be sent back: it is a draft, and only links in review and "
        "published links can be. Send it on for approval first."
    )


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_a_catalog_is_for_its_user_and_its_group_whatever_the_umask(
    tmp_path: Path, umask: int
) -> None:
    before = os.umask(umask)
    try:
        with closing(Catalog.create(f"sqlite:///{tmp_path / 'catalog.db'}")) as catalog:
            add(catalog)
            modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == dict.fromkeys(("catalog.db", "catalog.db-wal", "catalog.db-shm"), 0o660)
