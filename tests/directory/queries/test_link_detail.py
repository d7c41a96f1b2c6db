"""All of one link: fields, health, the last look, history, baseline, proposal, changes."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import edit_link
from directory.model.findings import words_of
from directory.model.link import Link, LinkFields
from directory.model.reasons import Reason
from directory.model.vocab import Verdict
from directory.queries.change_token import stamp
from directory.queries.link_detail import LinkDetail, Span, detail
from directory.queries.link_history import FieldEdit, changes
from tests.clocks import NOW
from tests.directory.queries.stock import TODAY
from tests.directory.samples import add, add_links, behind_its_back, crawl, edit

pytestmark = pytest.mark.both_databases

LATER = NOW + timedelta(days=2)


def _detail(connection: sa.Connection, link_id: int) -> LinkDetail | None:
    return detail(connection, link_id, now=NOW, today=TODAY)


def read(catalog: Catalog, link_id: int = 1) -> LinkDetail:
    """The detail of a link that is there."""
    with catalog.reading() as connection:
        found = _detail(connection, link_id)
    assert found is not None
    return found


def test_there_is_no_detail_of_a_link_that_is_not_there(catalog: Catalog) -> None:
    with catalog.reading() as connection:
        assert _detail(connection, 1) is None


def test_every_field_of_a_link_is_told(catalog: Catalog) -> None:
    link = add(catalog, name="One", notes="a note", audiences=["veterans"], review_by=TODAY)
    found = read(catalog)
    for name in Link.model_fields:
        assert getattr(found.link, name) == getattr(link, name), name
    assert set(found.fields) == set(LinkFields.model_fields)
    assert (found.fields["review_by"], found.fields["audiences"]) == (str(TODAY), ["veterans"])
    assert (found.health, found.approved, found.proposal, found.spans) == (None, None, None, ())
    assert not (found.held_back or found.released or found.snoozed or found.vouched)


def test_the_last_look_is_told_with_its_hops_and_the_history_newest_first(
    catalog: Catalog,
) -> None:
    add_links(catalog, ["https://one.example/"])
    crawl(catalog, {1: Reason.OK}, NOW)
    crawl(catalog, {1: Reason.NOT_FOUND}, LATER)
    found = read(catalog)
    assert found.health is not None
    assert (found.health.verdict, words_of(found.health.findings)) == (Verdict.GONE, ["not-found"])
    assert found.check is not None
    assert [hop.url for hop in found.check.hops] == ["https://one.example/"]
    assert found.spans == (
        Span(LATER, LATER, Verdict.GONE, "not-found", 1),
        Span(NOW, NOW, Verdict.OK, "ok", 1),
    )


@pytest.mark.slow
def test_what_was_approved_is_told_even_if_its_record_is_damaged(
    own_stock: Catalog, database_url: str
) -> None:
    with own_stock.reading() as connection:
        found = [_detail(connection, link_id) for link_id in range(1, 60)]
    approved = next(each for each in found if each is not None and each.approved is not None)
    assert approved.approved is not None
    assert approved.approved.who == "maria"
    assert approved.approved.title.startswith("Page of")
    assert approved.approved.as_seen
    no = {"no": b"no"}
    behind_its_back(
        database_url,
        ("UPDATE health SET observation = :no", no),
        ("UPDATE link_baseline SET observation = :no", no),
    )
    assert approved.link.id is not None
    damaged = read(own_stock, approved.link.id)
    assert damaged.health is not None
    assert damaged.approved is not None
    assert (damaged.check, damaged.approved.title, damaged.approved.url) == (None, "", "")


@pytest.mark.slow
def test_a_proposal_is_told(stocked: Catalog) -> None:
    with stocked.reading() as connection:
        found = [_detail(connection, link_id) for link_id in range(10, 300, 10)]
    (first, *_) = [each for each in found if each is not None and each.proposal is not None]
    assert first.proposal is not None
    assert first.proposal.patch == {"names": {"en": "Better"}}
    assert first.proposal.at == NOW
    assert first.proposed == (FieldEdit("names", first.link.names, {"en": "Better"}),)
    assert first.is_outdated == (first.link.version != 1)


def test_the_changes_of_a_link_are_told_newest_first_and_page_by_page(catalog: Catalog) -> None:
    link = add(catalog, name="One")
    add(catalog, "https://other.example/")
    with catalog.change(who="sam", why="typo") as change:
        assert link.id is not None
        edit_link(change, link.id, link.version, {"names": {"en": "Two"}})
    with catalog.reading() as connection:
        edited, added = changes(connection, 1)
        assert (edited.who, edited.why, edited.what, edited.at) == ("sam", "typo", "edit", NOW)
        assert edited.fields == (FieldEdit("names", {"en": "One"}, {"en": "Two"}),)
        assert (added.what, added.seq) == ("add", 1)
        assert {field.before for field in added.fields} == {None}
        assert changes(connection, 1, limit=1) == [edited]
        assert changes(connection, 1, before=edited.seq) == [added]
        assert changes(connection, 99) == []


def test_the_stamp_moves_with_every_change_and_stands_still_without(
    catalog: Catalog, database_url: str
) -> None:
    def now() -> str:
        with catalog.reading() as connection:
            return stamp(connection)

    stamps = [now()]
    link = add(catalog)
    stamps.append(now())
    edit(catalog, link, {"notes": "a note"})
    stamps.append(now())
    behind_its_back(database_url, ("UPDATE link SET operator = 'Somebody'", {}))
    stamps.append(now())
    with catalog.change(who="maria") as change:
        workflow.submit(change, 1, 2)
    crawl(catalog, {1: Reason.OK}, NOW)
    stamps.append(now())
    assert len(set(stamps)) == len(stamps)
    assert now() == now() == stamps[-1]
