"""Loading registries: what becomes of links that are there, that are added, and that move."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link, edit_link
from directory.catalog.registries import Loaded, RegistryOutcome, load_registry, plan
from directory.model.link import Link
from directory.model.vocab import EditorialState as State
from directory.model.vocab import OperatorBasis as Basis
from directory.model.vocab import OperatorClass as Class
from directory.queries import registries as stored
from directory.rules.registries import RegistryListing
from tests.clocks import HandClock
from tests.directory.samples import add, add_links, edit, fields, picture, rows
from tests.directory.staff import by, hire, refused, trail

DIGEST = "d" * 64
FEDERAL = [("dol.gov", Class.FEDERAL, "Department of Labor")]
STATE = [("dol.gov", Class.STATE, "State of Elm")]
NONE = [("elsewhere.gov", Class.LOCAL, "")]
TABLES = ("link", "proposal", "registry", "registry_entry", "audit")

Listed = Sequence[tuple[str, Class, str]]


def listings(listed: Listed, name: str = "dotgov") -> list[RegistryListing]:
    """Entries of this registry."""
    return [RegistryListing(domain, kind, operator, name) for domain, kind, operator in listed]


def load(
    catalog: Catalog, listed: Listed, name: str = "dotgov", who: str = "ada", why: str = "loaded"
) -> Loaded:
    """Loads a registry, in a change of its own."""
    with catalog.change(who=who, why=why) as change:
        return load_registry(change, name, "a file", DIGEST, listings(listed, name))


def held(catalog: Catalog, link_id: int) -> tuple[Class, Basis, str]:
    """What is held of who runs the link's destination."""
    link = catalog.find(link_id)
    return link.operator_class, link.operator_basis, link.operator


def proposed(catalog: Catalog, link_id: int) -> dict[str, Any] | None:
    """What is proposed of the link."""
    waiting = catalog.proposal(link_id)
    return waiting.patch if waiting else None


def outcomes(loaded: Loaded) -> dict[int, RegistryOutcome]:
    """What became of the links concerned."""
    return {one.link_id: one.outcome for one in loaded.links}


NOT_LISTED = (Class.GOVERNMENT, Basis.DOMAIN, "")
OF_REGISTRY = (Class.FEDERAL, Basis.REGISTRY, "Department of Labor")
FEDERAL_PATCH = {
    "operator_class": "federal",
    "operator_basis": "registry",
    "operator": "Department of Labor",
}


@pytest.fixture(name="drafts")
def _drafts(catalog: Catalog) -> Catalog:
    """Links to a page of dol.gov and to one of nobody's: 1 and 2, drafts."""
    add_links(catalog, ["https://www.dol.gov/jobs", "https://notdol.gov/"], State.DRAFT)
    return catalog


@pytest.fixture(name="shown")
def _shown(catalog: Catalog) -> Catalog:
    """The same, published."""
    add_links(catalog, ["https://www.dol.gov/jobs", "https://notdol.gov/"])
    return catalog


@pytest.mark.both_databases
def test_a_registry_replaces_what_was_loaded_under_its_name(
    catalog: Catalog, clock: HandClock
) -> None:
    first = load(catalog, [*FEDERAL, *NONE])
    load(catalog, STATE, "another")
    then = clock.advance(days=30)
    second = load(catalog, STATE)
    assert (first.listed, first.before, second.listed, second.before) == (2, None, 1, 2)
    with catalog.reading() as connection:
        one, two = stored.registries(connection)
        assert stored.listing_for(connection, "elsewhere.gov") is None
    assert (one.name, two.name) == ("another", "dotgov")
    assert (two.source, two.digest, two.loaded_at, two.listed) == ("a file", DIGEST, then, 1)
    assert [(row.domain, row.registry_name) for row in rows(catalog, "registry_entry")] == [
        ("dol.gov", "another"),
        ("dol.gov", "dotgov"),
    ]


def test_the_trail_tells_of_a_load_by_name_digest_and_counts_alone(drafts: Catalog) -> None:
    load(drafts, FEDERAL)
    load(drafts, [*FEDERAL, *NONE])
    first, changed, second = trail(drafts)[-3:]
    assert (first["what"], first["kind"], first["key"]) == ("load", "registry", "dotgov")
    assert (first["who"], first["why"], first["before"]) == ("ada", "loaded", None)
    assert first["after"]["digest"] == DIGEST
    assert first["after"]["listed"] == 1
    assert first["after"]["links"]["changed"] == 1
    assert (changed["what"], changed["kind"], changed["key"]) == ("edit", "link", "1")
    assert changed["after"] == FEDERAL_PATCH
    assert second["before"] == {"source": "a file", "digest": DIGEST, "listed": 1}
    assert drafts.verify_audit().fault is None


@pytest.mark.parametrize("state", [State.DRAFT, State.IN_REVIEW, State.RETIRED])
def test_what_is_not_published_changes_at_once(catalog: Catalog, state: State) -> None:
    add_links(catalog, ["https://www.dol.gov/jobs", "https://notdol.gov/"], state)
    loaded = load(catalog, FEDERAL)
    assert outcomes(loaded) == {1: RegistryOutcome.CHANGED}
    assert (held(catalog, 1), held(catalog, 2)) == (OF_REGISTRY, NOT_LISTED)
    assert (catalog.find(1).version, catalog.find(2).version) == (2, 1)
    assert loaded.links[0].listing == listings(FEDERAL)[0]
    assert loaded.waits == 0
    assert outcomes(load(catalog, FEDERAL)) == {}
    assert outcomes(load(catalog, STATE)) == {1: RegistryOutcome.CHANGED}
    assert held(catalog, 1) == (Class.STATE, Basis.REGISTRY, "State of Elm")
    assert outcomes(load(catalog, NONE)) == {1: RegistryOutcome.CHANGED}
    assert held(catalog, 1) == NOT_LISTED


def test_the_name_of_an_operator_that_staff_wrote_stays(drafts: Catalog) -> None:
    edit(drafts, drafts.find(1), {"operator": "DOL"})
    load(drafts, FEDERAL)
    assert held(drafts, 1) == (Class.FEDERAL, Basis.REGISTRY, "DOL")
    load(drafts, NONE)
    assert held(drafts, 1) == (Class.GOVERNMENT, Basis.DOMAIN, "DOL")


def test_whoever_loads_a_registry_does_not_become_the_author_of_drafts(drafts: Catalog) -> None:
    before = drafts.find(1).written_by
    load(drafts, FEDERAL, who="pat")
    assert drafts.find(1).written_by == before


@pytest.mark.parametrize("basis", [Basis.CURATOR, Basis.IMPORTED])
def test_what_a_curator_or_a_file_said_stands(catalog: Catalog, basis: Basis) -> None:
    add(catalog, "https://dol.gov/", operator_class=Class.NONPROFIT, operator_basis=basis)
    assert outcomes(load(catalog, FEDERAL)) == {}
    assert held(catalog, 1) == (Class.NONPROFIT, basis, "")


@pytest.mark.both_databases
def test_of_a_published_link_the_change_waits_for_a_person(shown: Catalog) -> None:
    loaded = load(shown, FEDERAL, why="the registry dotgov")
    assert outcomes(loaded) == {1: RegistryOutcome.PROPOSED}
    assert (loaded.waits, loaded.count(RegistryOutcome.PROPOSED)) == (1, 1)
    assert held(shown, 1) == NOT_LISTED
    waiting = shown.proposal(1)
    assert waiting is not None
    assert waiting.patch == FEDERAL_PATCH
    assert (waiting.who, waiting.why, waiting.based_on) == ("ada", "the registry dotgov", 2)
    by(shown, "pat", lambda change: workflow.accept(change, 1, 2))
    assert held(shown, 1) == OF_REGISTRY
    assert outcomes(load(shown, FEDERAL)) == {}


def test_the_same_change_is_not_proposed_twice(shown: Catalog) -> None:
    load(shown, FEDERAL)
    before = picture(shown, ["link", "proposal"])
    again = load(shown, FEDERAL)
    assert (outcomes(again), again.waits) == ({1: RegistryOutcome.WAITING}, 1)
    assert picture(shown, ["link", "proposal"]) == before


@pytest.mark.both_databases
def test_a_proposal_of_an_earlier_load_is_brought_up_to_date_and_withdrawn(shown: Catalog) -> None:
    load(shown, FEDERAL)
    assert outcomes(load(shown, STATE)) == {1: RegistryOutcome.PROPOSED}
    assert proposed(shown, 1) == {
        "operator_class": "state", "operator_basis": "registry", "operator": "State of Elm",
    }  # fmt: skip
    gone = load(shown, NONE)
    assert (outcomes(gone), gone.waits) == ({1: RegistryOutcome.WITHDRAWN}, 0)
    assert proposed(shown, 1) is None
    last = trail(shown)[-1]
    assert (last["what"], last["kind"], last["key"]) == ("withdraw", "proposal", "1")
    assert [entry["what"] for entry in trail(shown) if entry["kind"] == "proposal"] == [
        "propose", "propose", "withdraw",
    ]  # fmt: skip


def test_a_published_link_that_is_listed_no_more_goes_back_by_way_of_the_queue(
    shown: Catalog,
) -> None:
    load(shown, FEDERAL)
    by(shown, "pat", lambda change: workflow.accept(change, 1, shown.find(1).version))
    assert outcomes(load(shown, NONE)) == {1: RegistryOutcome.PROPOSED}
    assert held(shown, 1) == OF_REGISTRY
    assert proposed(shown, 1) == {
        "operator_class": "government", "operator_basis": "domain", "operator": "",
    }  # fmt: skip
    by(shown, "pat", lambda change: workflow.accept(change, 1, shown.find(1).version))
    assert held(shown, 1) == NOT_LISTED


def test_somebody_elses_proposal_is_left_as_it_is_and_the_link_told(shown: Catalog) -> None:
    hire(shown)
    by(shown, "eve", lambda change: edit_link(change, 1, 1, {"names": {"en": "Jobs at DOL"}}))
    before = picture(shown, ["link", "proposal"])
    loaded = load(shown, FEDERAL)
    assert (outcomes(loaded), loaded.waits) == ({1: RegistryOutcome.HELD}, 1)
    assert picture(shown, ["link", "proposal"]) == before
    by(shown, "pat", lambda change: workflow.accept(change, 1, shown.find(1).version))
    assert outcomes(load(shown, FEDERAL)) == {1: RegistryOutcome.PROPOSED}


def test_a_registrys_proposal_into_which_somebody_wrote_is_not_touched_any_more(
    shown: Catalog,
) -> None:
    hire(shown)
    load(shown, FEDERAL)
    version = shown.find(1).version
    by(shown, "eve", lambda change: edit_link(change, 1, version, {"names": {"en": "Jobs"}}))
    before = picture(shown, ["link", "proposal"])
    assert outcomes(load(shown, FEDERAL)) == {1: RegistryOutcome.WAITING}
    assert outcomes(load(shown, STATE)) == {1: RegistryOutcome.HELD}
    assert outcomes(load(shown, NONE)) == {}
    assert picture(shown, ["link", "proposal"]) == before


def test_a_class_that_a_curator_proposes_is_somebody_elses(shown: Catalog) -> None:
    hire(shown)
    patch = {"operator_class": "tribal", "operator_basis": "curator"}
    by(shown, "eve", lambda change: edit_link(change, 1, 1, patch))
    assert outcomes(load(shown, FEDERAL)) == {1: RegistryOutcome.HELD}
    assert outcomes(load(shown, NONE)) == {}
    assert proposed(shown, 1) == patch


@pytest.fixture(name="strict")
def _strict(sqlite_url: str, clock: HandClock) -> Iterator[Catalog]:
    """A published link, in an agency that asks for four eyes."""
    with closing(Catalog.open(sqlite_url, clock)) as catalog:
        add_links(catalog, ["https://dol.gov/"])
    with closing(Catalog.open(sqlite_url, clock, four_eyes=True)) as catalog:
        yield catalog


def test_where_four_eyes_are_asked_for_whoever_loaded_it_cannot_accept_it(strict: Catalog) -> None:
    load(strict, FEDERAL, who="pat")
    said = refused(strict, "pat", lambda change: workflow.accept(change, 1, 2))
    assert "another person must accept it" in said
    by(strict, "ada", lambda change: workflow.accept(change, 1, 2))
    assert held(strict, 1) == OF_REGISTRY


def test_of_two_registries_the_longer_entry_decides_then_the_first_by_name(
    drafts: Catalog,
) -> None:
    load(drafts, STATE, "b")
    load(drafts, FEDERAL, "a")
    assert held(drafts, 1) == OF_REGISTRY
    load(drafts, [("www.dol.gov", Class.LOCAL, "Town")], "c")
    assert held(drafts, 1)[0] is Class.LOCAL
    load(drafts, NONE, "c")
    assert held(drafts, 1)[0] is Class.FEDERAL
    load(drafts, NONE, "a")
    assert held(drafts, 1) == (Class.STATE, Basis.REGISTRY, "State of Elm")


def test_what_waits_on_the_word_of_another_registry_is_not_told_again(shown: Catalog) -> None:
    load(shown, FEDERAL)
    other = load(shown, NONE, "other")
    assert (outcomes(other), other.waits) == ({}, 0)
    assert outcomes(load(shown, FEDERAL)) == {1: RegistryOutcome.WAITING}


@pytest.mark.both_databases
def test_a_plan_says_what_a_load_would_do_and_changes_nothing(shown: Catalog) -> None:
    add_links(shown, ["https://dol.gov/draft"], State.DRAFT)
    before = picture(shown, TABLES)
    with shown.reading() as connection:
        planned = plan(connection, "dotgov", listings(FEDERAL))
    assert picture(shown, TABLES) == before
    assert outcomes(planned) == {1: RegistryOutcome.PROPOSED, 3: RegistryOutcome.CHANGED}
    assert load(shown, FEDERAL) == planned


@pytest.mark.slow
def test_more_links_than_a_batch_holds_are_all_dealt_with(catalog: Catalog) -> None:
    number = 450
    pages = [f"https://dol.gov/{place}" for place in range(number)]
    add_links(catalog, pages[::2])
    add_links(catalog, pages[1::2], State.DRAFT)
    loaded = load(catalog, FEDERAL)
    assert (loaded.count(RegistryOutcome.PROPOSED), loaded.count(RegistryOutcome.CHANGED)) == (
        225,
        225,
    )
    assert len(rows(catalog, "proposal")) == 225
    assert load(catalog, STATE).count(RegistryOutcome.PROPOSED) == 225
    assert load(catalog, NONE).count(RegistryOutcome.WITHDRAWN) == 225
    assert rows(catalog, "proposal") == []
    assert {held(catalog, link_id) for link_id in range(1, number + 1)} == {NOT_LISTED}
    assert catalog.verify_audit().fault is None


@pytest.mark.parametrize(
    ("name", "listed", "said"),
    [
        ("", FEDERAL, "no name for a registry"),
        ("Two words", FEDERAL, "no name for a registry"),
        ("a" * 61, FEDERAL, "no name for a registry"),
        ("dotgov", [], "there is no domain to load"),
    ],
)
def test_a_registry_without_a_name_or_without_domains_is_refused(
    sqlite_catalog: Catalog, name: str, listed: Listed, said: str
) -> None:
    load(sqlite_catalog, FEDERAL)
    before = picture(sqlite_catalog, TABLES)
    assert said in refused(
        sqlite_catalog,
        "ada",
        lambda change: load_registry(change, name, "a file", DIGEST, listings(listed)),
    )
    assert picture(sqlite_catalog, TABLES) == before


# Links that are added, and that move


@pytest.mark.both_databases
def test_a_new_link_of_which_nobody_said_more_is_classed_at_once(catalog: Catalog) -> None:
    load(catalog, FEDERAL)
    link = add(catalog, "https://jobs.dol.gov/")
    assert link == catalog.find(1)
    assert held(catalog, 1) == OF_REGISTRY
    assert trail(catalog)[-1]["after"]["operator_basis"] == "registry"
    add(catalog, "https://notdol.gov/")
    assert held(catalog, 2) == NOT_LISTED
    add(catalog, "https://dol.gov/named", operator="DOL")
    assert held(catalog, 3) == (Class.FEDERAL, Basis.REGISTRY, "DOL")


def test_a_new_link_of_which_somebody_said_the_class_keeps_it(catalog: Catalog) -> None:
    load(catalog, FEDERAL)
    add(catalog, "https://dol.gov/", operator_class=Class.PRIVATE, operator_basis=Basis.CURATOR)
    assert held(catalog, 1) == (Class.PRIVATE, Basis.CURATOR, "")


def moved(catalog: Catalog, link: Link, url: str, **more: Any) -> tuple[Class, Basis, str]:
    """What is held of the link after it was led elsewhere."""
    assert link.id is not None
    edit(catalog, link, {"url": url} | more)
    return held(catalog, link.id)


def test_a_link_that_is_led_to_another_host_is_classed_anew(catalog: Catalog) -> None:
    load(catalog, [*FEDERAL, *NONE])
    link = add(catalog, "https://notdol.gov/")
    assert moved(catalog, link, "https://dol.gov/") == OF_REGISTRY
    local = (Class.LOCAL, Basis.REGISTRY, "")
    assert moved(catalog, catalog.find(1), "https://elsewhere.gov/") == local
    assert moved(catalog, catalog.find(1), "https://notdol.gov/x") == NOT_LISTED
    after = trail(catalog)[-1]["after"]
    assert (after["operator_class"], after["operator_basis"]) == ("government", "domain")


def test_a_link_that_moves_within_its_host_is_not_classed_anew(catalog: Catalog) -> None:
    link = add(catalog, "https://dol.gov/old")
    load(catalog, NONE)
    with catalog.change(who="ada") as change:
        add_link(change, fields("https://dol.gov/other"))
    assert moved(catalog, link, "https://dol.gov/new") == NOT_LISTED
    assert "operator_class" not in trail(catalog)[-1]["after"]


def test_an_edit_that_says_the_class_along_with_the_address_has_the_last_word(
    catalog: Catalog,
) -> None:
    load(catalog, FEDERAL)
    link = add(catalog, "https://notdol.gov/")
    said = {"operator_class": Class.NONPROFIT, "operator_basis": Basis.CURATOR}
    wanted = (Class.NONPROFIT, Basis.CURATOR, "")
    assert moved(catalog, link, "https://dol.gov/", **said) == wanted


def test_an_address_that_was_proposed_is_classed_when_it_is_accepted(catalog: Catalog) -> None:
    load(catalog, FEDERAL)
    add_links(catalog, ["https://notdol.gov/"])
    hire(catalog)
    by(catalog, "eve", lambda change: edit_link(change, 1, 1, {"url": "https://dol.gov/"}))
    assert held(catalog, 1) == NOT_LISTED
    by(catalog, "pat", lambda change: workflow.accept(change, 1, 2))
    assert held(catalog, 1) == OF_REGISTRY


def test_what_a_load_could_not_finish_leaves_no_trace(shown: Catalog) -> None:
    before = picture(shown, TABLES)
    with pytest.raises(RuntimeError), shown.change(who="ada") as change:
        load_registry(change, "dotgov", "a file", DIGEST, listings(FEDERAL))
        raise RuntimeError
    assert picture(shown, TABLES) == before
