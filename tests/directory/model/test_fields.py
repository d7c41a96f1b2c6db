"""The rows of the fields agree with the columns of a link and with the entries of a release."""

import re
from enum import StrEnum
from typing import Any, get_args

import pytest

from directory.model.fields import BY_NAME, FIELDS, PLAIN_FIELDS, FieldKind, Reach
from directory.model.link import LinkFields
from directory.publishing.release.public_schema import LinkEntry, Operator

#: What of an operator's field is called in an entry.
IN_OPERATOR = {"operator": "name", "operator_class": "class", "operator_basis": "basis"}


def types_of(name: str) -> set[Any]:
    """The types within the annotation of a field: `list[Audience] | None` has three."""
    found = [LinkFields.model_fields[name].annotation]
    for one in found:
        found += get_args(one)
    return set(found)


def test_each_field_of_a_link_has_one_row_and_a_label_that_is_no_other_s() -> None:
    assert sorted(BY_NAME) == sorted(LinkFields.model_fields)
    assert len({field.label for field in FIELDS}) == len(BY_NAME) == len(FIELDS)


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_row_is_of_the_type_of_its_column(field: Any) -> None:
    types = types_of(field.name)
    words = {one for one in types if isinstance(one, type) and issubclass(one, StrEnum)}
    assert words == ({field.vocabulary} if field.vocabulary else set())
    assert (type(None) in types) is field.nullable
    assert any("dict[" in str(one) for one in types) is bool(field.each)
    is_list = any("list[" in str(one) for one in types)
    lists = {FieldKind.SOME, FieldKind.AREAS, FieldKind.LANGUAGES}
    assert is_list is (field.kind in lists)
    assert (bool in types) is (field.kind is FieldKind.YES_NO)
    assert any("date" in str(one) for one in types) is (field.kind is FieldKind.DAY)


def test_the_public_fields_are_those_of_an_entry() -> None:
    entry, operator = LinkEntry.__struct_fields__, Operator.__struct_encode_fields__
    public = [field.name for field in FIELDS if field.reach is Reach.PUBLIC]
    assert [name for name in public if name in entry and name not in IN_OPERATOR] == [
        name for name in entry if name in public and name not in IN_OPERATOR
    ]
    assert {IN_OPERATOR.get(name, name) for name in public} <= {*entry, *operator}
    inside = {field.name for field in FIELDS if field.reach is not Reach.PUBLIC}
    assert inside & {*entry} == {"disclaimers"}  # those that are due, not those that were added
    assert {field.name for field in PLAIN_FIELDS} <= {*entry}


def test_no_heading_is_of_two_fields_and_each_is_written_as_headings_are_compared() -> None:
    headings = [heading for field in FIELDS for heading in field.columns]
    assert len(headings) == len(set(headings))
    assert all(re.fullmatch("[a-z]+( [a-z]+)*", heading) for heading in headings)
