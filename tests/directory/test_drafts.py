"""Half-done forms are kept for each person, and what is known of a site is found."""

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.form_drafts import (
    LARGEST_DRAFT,
    draft_of,
    drafts_of,
    drop_draft,
    save_draft,
)
from directory.errors import ChangeRefused
from directory.queries.same_site import neighbours_of
from tests.clocks import HandClock
from tests.directory.samples import add


def test_the_latest_of_a_draft_is_kept_and_no_audit_entry_made(
    catalog: Catalog, clock: HandClock
) -> None:
    before = catalog.audit_head()
    for text in ("one", "two"):
        with catalog.jotting() as notes:
            save_draft(notes, "maria", 0, 0, {"url": ["", text]}, clock.advance(seconds=1))
    with catalog.reading() as connection:
        draft = draft_of(connection, "maria", 0)
        assert draft is not None
        assert (draft.fields, draft.saved_at) == ({"url": ["", "two"]}, clock.now)
    assert catalog.audit_head() == before


@pytest.mark.both_databases
def test_drafts_are_of_one_person_and_the_latest_comes_first(
    catalog: Catalog, clock: HandClock
) -> None:
    with catalog.jotting() as notes:
        for who, link_id in (("maria", 1), ("jo", 1), ("maria", 2)):
            save_draft(notes, who, link_id, 1, {"notes": ["", who]}, clock.advance(seconds=1))
    with catalog.reading() as connection:
        assert [draft.link_id for draft in drafts_of(connection, "maria")] == [2, 1]
        assert [draft.link_id for draft in drafts_of(connection, "jo")] == [1]


@pytest.mark.both_databases
def test_a_draft_that_was_dropped_is_gone(catalog: Catalog) -> None:
    with catalog.jotting() as notes:
        save_draft(notes, "maria", 1, 1, {"notes": ["", "x"]}, catalog.now())
        drop_draft(notes, "maria", 1)
        drop_draft(notes, "maria", 1)
        assert draft_of(notes, "maria", 1) is None


def test_too_much_text_is_refused_and_the_draft_before_it_stays(catalog: Catalog) -> None:
    with catalog.jotting() as notes:
        save_draft(notes, "maria", 1, 1, {"notes": ["", "x"]}, catalog.now())
    with pytest.raises(ChangeRefused, match="too much text"), catalog.jotting() as notes:
        save_draft(notes, "maria", 1, 1, {"notes": "x" * (LARGEST_DRAFT + 1)}, catalog.now())
    with catalog.reading() as connection:
        assert [draft.fields for draft in drafts_of(connection, "maria")] == [{"notes": ["", "x"]}]


@pytest.mark.both_databases
def test_the_links_to_a_domain_are_those_of_its_hosts(catalog: Catalog) -> None:
    for host in ("a.example", "www.a.example", "nota.example", "a.example.org", "a_example"):
        add(catalog, f"https://{host}/")
    with catalog.reading() as connection:
        assert [one.host for one in neighbours_of(connection, "a.example")] == [
            "a.example",
            "www.a.example",
        ]
