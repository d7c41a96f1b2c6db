"""What is left out of a redacted record: names of people, and what people wrote."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from directory.model.curation import Person, Proposal, SavedView
from directory.model.link import Link
from directory.model.notice import NoticePeriod, NoticeVersion
from directory.model.registry import Registry
from directory.publishing.compliance.audit_files import as_data
from directory.publishing.compliance.audit_records import (
    LEFT_OUT,
    LINK_LEFT_OUT,
    LINK_SHOWN,
    SHOWN,
    record_of,
    redacted,
)
from directory.queries.audit_trail import KINDS, TrailFilter, trail
from tests.clocks import HandClock
from tests.directory.publishing.compliance.histories import PERSON, entry, make_history

HASH = "0f" * 32


def test_of_each_field_of_a_link_it_is_decided_whether_it_is_shown() -> None:
    columns = {column.name for column in Link.__table__.columns}  # type: ignore[attr-defined]
    assert columns | {"approved"} == LINK_SHOWN | LINK_LEFT_OUT
    assert not LINK_SHOWN & LINK_LEFT_OUT


@pytest.mark.parametrize(
    ("kind", "model", "left_out"),
    [
        ("notice", NoticeVersion, {"author", "approver", "exception"}),
        ("notice_period", NoticePeriod, {"author"}),
        ("person", Person, {"name"}),
        ("proposal", Proposal, {"who", "why", "patch"}),
        ("registry", Registry, {"source", "name", "loaded_at"}),
        ("view", SavedView, {"name", "query", "who"}),
    ],
)
def test_of_each_column_of_other_tables_too(kind: str, model: Any, left_out: set[str]) -> None:
    columns = {column.name for column in model.__table__.columns}
    assert columns - SHOWN[kind] == left_out


def test_each_kind_has_its_list() -> None:
    assert set(SHOWN) == set(KINDS)


def shown(**given: Any) -> tuple[str, Any]:
    """What a redacted entry tells to people, and to programs, as one text each."""
    record = redacted(record_of(entry(hash=HASH, **given)))
    assert record.entry.hash == HASH
    return str(record.changed), json.dumps(as_data(record))


values = st.recursive(
    st.sampled_from((PERSON, f"{PERSON} 2", "", None, 7)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from((PERSON, "en", "patch")), inner, max_size=3),
    ),
    max_leaves=6,
)
names = st.sampled_from(
    sorted({"who", "author", "approver", "people", "patch", *LINK_LEFT_OUT, "folder", "source"})
)
contents = st.one_of(st.none(), st.dictionaries(names, values, max_size=5))


@pytest.mark.slow
@given(st.sampled_from([*KINDS, "something-new"]), contents, contents)
def test_no_field_that_is_not_listed_shows_a_name(kind: str, before: Any, after: Any) -> None:
    key = PERSON if kind in ("person", "view", "something-new") else "1"
    told, data = shown(kind=kind, key=key, why=PERSON, before=before, after=after)
    assert PERSON not in told
    assert PERSON not in data


def test_that_something_was_changed_is_told_without_the_names() -> None:
    edit = entry(
        before={"steward": "", "notes": "Ask Ana", "cost": None},
        after={"steward": "Ana", "notes": "Ask Ben", "cost": "free"},
    )
    record = redacted(record_of(edit))
    assert set(record.changed) == {
        (("steward",), None, LEFT_OUT), (("notes",), LEFT_OUT, LEFT_OUT), (("cost",), None, "free"),
    }  # fmt: skip
    data = as_data(record)
    assert data["before"] == {"steward": "", "notes": LEFT_OUT, "cost": None}
    assert data["after"] == {"steward": LEFT_OUT, "notes": LEFT_OUT, "cost": "free"}
    assert (data["who"], data["key"], data["why"]) == (LEFT_OUT, "1", "")


def test_an_entry_that_cannot_be_read_shows_nothing_of_its_body() -> None:
    record = redacted(record_of(entry(at=None, who="", body=PERSON, prev="x")))
    assert (record.entry.body, record.entry.prev) == ("", "")


def test_no_name_is_left_of_a_real_history(
    sqlite_catalog: Catalog, clock: HandClock, tmp_path: Path
) -> None:
    make_history(sqlite_catalog, clock, tmp_path)
    with sqlite_catalog.reading() as connection:
        records = [record_of(one) for one in trail(connection, TrailFilter())]
    assert {record.entry.kind for record in records} == set(KINDS) - {"notice-rules", "catalog"}
    whole = "".join(json.dumps(as_data(record)) for record in records)
    assert whole.count(PERSON) > 50
    for record in map(redacted, records):
        assert PERSON not in f"{record}{json.dumps(as_data(record))}"
        assert record.entry.number
