"""Half-done forms are kept for each person, and what is known of a site is found."""

import pytest

from directory.catalog.catalog import Catalog
from directory.catalog.form_drafts import LARGEST_DRAFT
from directory.errors import ChangeRefused
from directory.queries.form_drafts import draft_of
from directory.queries.same_site import neighbours_of
from tests.clocks import HandClock
from tests.directory.samples import add, rows


def test_the_latest_of_a_draft_is_kept_and_no_audit_entry_made(
    catalog: Catalog, clock: HandClock
) -> None:
    before = catalog.audit_head()
    for text in ("one", "two"):
        clock.advance(seconds=1)
        catalog.put_draft("maria", 0, 0, {"url": ["", text]})
    with catalog.reading() as connection:
        draft = draft_of(connection, "maria", 0)
        assert draft is not None
        assert (draft.fields, draft.saved_at) == ({"url": ["", "two"]}, clock.now)
    assert catalog.audit_head() == before


@pytest.mark.both_databases
def test_drafts_are_of_one_person_and_one_link(catalog: Catalog) -> None:
    for who, link_id in (("maria", 1), ("jo", 1), ("maria", 2)):
        catalog.put_draft(who, link_id, 1, {"notes": ["", who]})
    with catalog.reading() as connection:
        draft = draft_of(connection, "jo", 1)
        assert draft is not None
        assert draft.fields == {"notes": ["", "jo"]}
        assert draft_of(connection, "jo", 2) is None
    assert [(one.who, one.link_id) for one in rows(catalog, "form_draft")] == [
        ("jo", 1), ("maria", 1), ("maria", 2),
    ]  # fmt: skip


@pytest.mark.both_databases
def test_a_draft_without_fields_is_deleted(catalog: Catalog) -> None:
    catalog.put_draft("maria", 1, 1, {"notes": ["", "x"]})
    for _ in range(2):
        catalog.put_draft("maria", 1, 1, {})
        assert rows(catalog, "form_draft") == []


def test_too_much_text_is_refused_and_the_draft_before_it_stays(catalog: Catalog) -> None:
    catalog.put_draft("maria", 1, 1, {"notes": ["", "x"]})
    with pytest.raises(ChangeRefused, match="too much text"):
        catalog.put_draft("maria", 1, 1, {"notes": "x" * (LARGEST_DRAFT + 1)})
    assert [draft.fields for draft in rows(catalog, "form_draft")] == [{"notes": ["", "x"]}]


@pytest.mark.both_databases
def test_the_links_to_a_domain_are_those_of_its_hosts(catalog: Catalog) -> None:
    for host in ("a.example", "www.a.example", "nota.example", "a.example.org", "a_example"):
        add(catalog, f"https://{host}/")
    with catalog.reading() as connection:
        assert [one.host for one in neighbours_of(connection, "a.example")] == [
            "a.example",
            "www.a.example",
        ]
