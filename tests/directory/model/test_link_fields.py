"""The editorial fields of a link: what staff may write in them, and what is said otherwise."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from directory.model.link import MAX_NAME, MAX_TEXT, LinkFields
from directory.model.vocab import Audience, Cost, ExitOverride, HowToApply, OperatorClass
from tests.rows import each

LEAST: dict[str, Any] = {"url": "https://example.com/", "names": {"en": "JobQuest"}}


def _fields(**given: object) -> LinkFields:
    return LinkFields.model_validate(LEAST | given)


def _refusal(**given: object) -> str:
    with pytest.raises(ValidationError) as refusal:
        _fields(**given)
    return "; ".join(item["msg"] for item in refusal.value.errors())


def test_a_link_needs_no_more_than_an_address_and_a_name() -> None:
    fields = _fields()
    assert fields.category is None
    assert fields.operator_class is OperatorClass.UNKNOWN
    assert fields.exit_override is ExitOverride.BY_RULE
    assert fields.account_needed is None


@each(
    ("field", "given", "kept"),
    [
        ("names", {"EN-us": " Mass \n JobQuest "}, {"en-US": "Mass JobQuest"}),
        ("names", {"es": "b", "en": "a", "fr": " "}, {"en": "a", "es": "b"}),
        ("descriptions", {"en": " one\r\ntwo \n", "es": "\u202e"}, {"en": "one\ntwo"}),
        ("operator", " Office\nof  Work ", "Office of Work"),
        ("steward", "Maria\t(jobs)", "Maria (jobs)"),
        ("category_suggestion", "Jobs \u202e", "Jobs"),
        ("notes", " call\r\nthem \n", "call\nthem"),
        ("service_areas", ["us-ma", "US-CT", "US-MA"], ["US-CT", "US-MA"]),
        ("languages", ["ES", "en", "es"], ["en", "es"]),
        ("audiences", ["youth", "veterans", "youth"], [Audience.VETERANS, Audience.YOUTH]),
        ("disclaimers", ["fees", "accuracy", "fees"], ["accuracy", "fees"]),
        ("cost", "free", Cost.FREE),
        ("how_to_apply", "aggregator", HowToApply.AGGREGATOR),
        ("operator_class", "tribal", OperatorClass.TRIBAL),
        ("review_by", "2027-01-31", date(2027, 1, 31)),
        ("account_needed", False, False),
    ],
)
def test_what_is_written_is_kept_tidied(field: str, given: object, kept: object) -> None:
    assert getattr(_fields(**{field: given}), field) == kept


@each(
    ("given", "said"),
    [
        ({"names": {}}, "a link needs a name"),
        ({"names": {"en": " \u202e\x00 "}}, "a link needs a name"),
        ({"names": {"en": "x" * (MAX_NAME + 1)}}, "the name is longer than 300 characters"),
        ({"names": {"english!": "x"}}, "“english!” is not a language tag"),
        ({"names": {"en": 5}}, "valid string"),
        ({"names": None}, "valid dictionary"),
        ({"descriptions": {"es": "x" * (MAX_TEXT + 1)}}, "the es text is longer than 5000"),
        ({"url": "https://example.com/" + "x" * 2048}, "at most 2048 characters"),
        ({"operator": "x" * 301}, "at most 300 characters"),
        ({"operator": None}, "valid string"),
        ({"steward": 7}, "valid string"),
        ({"notes": None}, "valid string"),
        ({"notes": "x" * 5001}, "at most 5000 characters"),
        ({"exit_override_reason": ["because"]}, "valid string"),
        ({"service_areas": ["US-ZZ"]}, "“US-ZZ” is not an ISO 3166 code"),
        ({"languages": ["klingonish"]}, "“klingonish” is not a language tag"),
        ({"audiences": ["wizards"]}, "'veterans'"),
        ({"cost": "cheap"}, "'free', 'free_and_paid' or 'paid'"),
        ({"review_by": "soon"}, "valid date"),
        ({"exit_override": "forced_on"}, "give a reason"),
        ({"exit_override": "forced_off", "exit_override_reason": " \n"}, "give a reason"),
        ({"exit_override_until": "2027-01-31"}, "only an exit notice that is forced on or off"),
    ],
)
def test_what_cannot_be_kept_is_refused(given: dict[str, object], said: str) -> None:
    assert said in _refusal(**given)


def test_an_exit_notice_may_be_forced_with_a_reason() -> None:
    fields = _fields(exit_override="forced_off", exit_override_reason="our own campaign site")
    assert fields.exit_override is ExitOverride.FORCED_OFF


anything = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(), st.floats()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner)),
    max_leaves=5,
)


@pytest.mark.slow
@given(st.sampled_from(sorted(LinkFields.model_fields)), anything)
def test_whatever_stands_in_a_field_is_refused_or_kept_for_good(field: str, given: object) -> None:
    """Checking what was kept once more changes nothing."""
    try:
        fields = _fields(**{field: given})
    except ValidationError as refusal:
        assert refusal.error_count() > 0
        return
    assert LinkFields.model_validate(fields.model_dump()) == fields
