"""The notice rules: which notices a link carries, and which wording holds on a day."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model.vocab import ExitOverride, OperatorClass
from directory.rules.notices import (
    ACCURACY,
    EXIT_GOVERNMENT,
    EXIT_NONGOVERNMENT,
    JOB_LISTINGS,
    NO_ENDORSEMENT,
    PLACEHOLDERS,
    ExitPolicy,
    UnknownPlaceholder,
    announced_versions,
    disclaimers_for,
    exit_decision,
    exit_steps,
    fill,
    missing_languages,
    placeholders,
    version_in_force,
    why_disclaimer,
)

OWN = ExitPolicy.of(["example.gov"])
BY_RULE, ON, OFF = ExitOverride.BY_RULE, ExitOverride.FORCED_ON, ExitOverride.FORCED_OFF
STATE, PRIVATE = OperatorClass.STATE, OperatorClass.PRIVATE


@dataclass(frozen=True)
class Wording:
    """A wording as the rules see it."""

    number: int
    announced_on: date
    effective_from: date


@pytest.mark.parametrize(
    ("host", "operator_class", "override", "notice", "word"),
    [
        ("jobs.example.com", OperatorClass.FEDERAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.STATE, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.LOCAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.TRIBAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("college.example", OperatorClass.EDUCATION, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("charity.example", OperatorClass.NONPROFIT, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("www.other.gov", OperatorClass.PRIVATE, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("example.gov", STATE, BY_RULE, None, "own sites"),
        ("www.example.gov", STATE, BY_RULE, None, "own sites"),
        ("notexample.gov", STATE, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("example.gov.evil.example", PRIVATE, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("www.example.gov", STATE, ON, EXIT_GOVERNMENT, "Staff"),
        ("www.example.gov", PRIVATE, ON, EXIT_NONGOVERNMENT, "Staff"),
        ("jobs.example.com", PRIVATE, OFF, None, "Staff"),
        ("jobs.example.com", STATE, OFF, None, "Staff"),
    ],
)
def test_the_first_rule_that_matches_decides_on_the_exit_notice(
    host: str,
    operator_class: OperatorClass,
    override: ExitOverride,
    notice: str | None,
    word: str,
) -> None:
    decision = exit_decision(host, operator_class, override, OWN)
    assert (decision.due, decision.notice) == (notice is not None, notice)
    assert word in decision.rule


@pytest.mark.parametrize(
    "written",
    [
        "example.gov",
        " Example.GOV ",
        "*.example.gov",
        ".example.gov.",
        "https://example.gov/about",
        "http://example.gov:8080",
    ],
)
def test_an_own_site_may_be_written_in_many_ways(written: str) -> None:
    assert ExitPolicy.of([written]) == OWN


def test_an_own_site_in_another_script_is_compared_in_punycode() -> None:
    assert ExitPolicy.of(["bücher.example"]).owns("www.xn--bcher-kva.example")


@pytest.mark.parametrize("written", ["", "  ", "exa mple.gov", "https://", "[::1", "mailto://"])
def test_an_own_site_that_is_no_host_is_named(written: str) -> None:
    with pytest.raises(ValueError, match="is not a host name") as caught:
        ExitPolicy.of(["good.example", written])
    assert f"“{written}”" in str(caught.value)


def test_without_own_sites_nothing_is_our_own() -> None:
    assert not ExitPolicy().owns("example.gov")


labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8)
hosts = st.lists(labels, min_size=1, max_size=4).map(".".join)


@settings(deadline=None)
@given(hosts, hosts)
def test_a_host_is_our_own_exactly_when_its_last_labels_are_an_own_site(
    host: str, own: str
) -> None:
    policy = ExitPolicy((f".{own}",))
    theirs, ours = host.split("."), own.split(".")
    assert policy.owns(host) == (theirs[-len(ours) :] == ours)
    assert policy.owns(f"{host}.{own}")
    assert policy.owns(f"{own}.")


@pytest.mark.parametrize(
    ("host", "category", "added", "expected"),
    [
        ("a.example", None, [], [NO_ENDORSEMENT, ACCURACY]),
        ("a.example", "career-resources", [], [NO_ENDORSEMENT, ACCURACY]),
        ("a.example", "job-banks", [], [NO_ENDORSEMENT, ACCURACY, JOB_LISTINGS]),
        ("a.example", "job-banks/state", [], [NO_ENDORSEMENT, ACCURACY, JOB_LISTINGS]),
        ("a.example", "job-banks-of-old", [], [NO_ENDORSEMENT, ACCURACY]),
        ("www.example.gov", "local-services", [], []),
        ("www.example.gov", "job-banks/state", [], [JOB_LISTINGS]),
        ("a.example", None, ["zeal", "fees", "fees"], [NO_ENDORSEMENT, ACCURACY, "fees", "zeal"]),
        ("a.example", None, [ACCURACY, "fees"], [NO_ENDORSEMENT, ACCURACY, "fees"]),
        ("www.example.gov", None, [JOB_LISTINGS, ACCURACY], [ACCURACY, JOB_LISTINGS]),
    ],
)
def test_disclaimers_come_by_rule_first_and_then_those_that_staff_added(
    host: str, category: str | None, added: list[str], expected: list[str]
) -> None:
    assert disclaimers_for(host, category, added, OWN) == tuple(expected)


TODAY = date(2026, 10, 9)


def wording(number: int, announced: int, effective: int) -> Wording:
    """A wording announced and effective so many days from today."""
    return Wording(number, TODAY + timedelta(announced), TODAY + timedelta(effective))


@pytest.mark.parametrize(
    ("versions", "current", "coming"),
    [
        ([], None, []),
        ([wording(1, -30, 0)], 1, []),
        ([wording(1, 0, 1)], None, [1]),
        ([wording(1, -90, -60), wording(2, -40, -10)], 2, []),
        ([wording(2, -40, -10), wording(1, -90, -60)], 2, []),
        ([wording(1, -90, -60), wording(2, -1, 29)], 1, [2]),
        ([wording(1, -90, -60), wording(3, -1, 60), wording(2, -1, 29)], 1, [2, 3]),
        ([wording(1, -90, -60), wording(2, 1, 31)], 1, []),
        ([wording(1, -30, -5), wording(2, -30, -5)], 2, []),
    ],
)
def test_the_wording_that_took_effect_last_holds_and_announced_ones_are_told(
    versions: list[Wording], current: int | None, coming: list[int]
) -> None:
    held = version_in_force(versions, TODAY)
    assert (held and held.number) == current
    assert [version.number for version in announced_versions(versions, TODAY)] == coming


days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
wordings = st.builds(Wording, st.integers(1, 9), days, days)


@settings(deadline=None)
@given(st.lists(wordings), days)
def test_no_wording_holds_before_its_day_and_none_that_holds_is_announced(
    versions: list[Wording], day: date
) -> None:
    held = version_in_force(versions, day)
    begun = [version for version in versions if version.effective_from <= day]
    assert (held is None) == (not begun)
    if held is not None:
        assert held in begun
        assert all(version.effective_from <= held.effective_from for version in begun)
    coming = announced_versions(versions, day)
    assert all(v.announced_on <= day < v.effective_from for v in coming)
    assert [v.effective_from for v in coming] == sorted(v.effective_from for v in coming)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{agency} is not {host}.", "The {name} Office is not {host}."),
        ("{agency}{agency}", "The {name} OfficeThe {name} Office"),
        ("{{agency}}", "{The {name} Office}"),
        ("{} { } {a b} {agency", "{} { } {a b} {agency"),
        ("}{ {name} }{", "}{ {name} }{"),
        ("{1}", "{1}"),
        ("", ""),
    ],
)
def test_placeholders_with_a_value_are_filled_and_all_else_stays(text: str, expected: str) -> None:
    assert fill(text, {"agency": "The {name} Office"}) == expected


@pytest.mark.parametrize("word", ["agancy", "Agency", "__class__", "url"])
def test_a_placeholder_that_nobody_can_fill_is_named(word: str) -> None:
    with pytest.raises(UnknownPlaceholder, match="nobody can fill in") as caught:
        fill("Write to {" + word + "}.", dict.fromkeys(PLACEHOLDERS, "x"))
    assert "{" + word + "}" in str(caught.value)


@settings(deadline=None)
@given(st.text(), st.dictionaries(st.sampled_from(sorted(PLACEHOLDERS)), st.text()))
def test_filling_any_text_either_names_what_it_does_not_know_or_leaves_no_known_one(
    text: str, values: dict[str, str]
) -> None:
    unknown = set(placeholders(text)) - PLACEHOLDERS
    if unknown:
        with pytest.raises(UnknownPlaceholder):
            fill(text, values)
    else:
        assert fill(text, {}) == text
        assert fill(text, dict.fromkeys(PLACEHOLDERS, "-")).count("-") >= len(placeholders(text))


def test_placeholders_are_told_once_each_in_the_order_of_the_text() -> None:
    assert placeholders("{host} {agency} {host} {x}") == ("host", "agency", "x")


def test_a_language_without_a_text_or_with_an_empty_one_is_missing() -> None:
    assert missing_languages({"en": "Text", "fr": ""}, ["en", "es", "fr"]) == ("es", "fr")


@pytest.mark.parametrize(
    ("host", "operator_class", "override", "steps"),
    [
        ("www.example.gov", STATE, ON, 1),
        ("jobs.example.com", STATE, OFF, 2),
        ("www.example.gov", STATE, BY_RULE, 3),
        ("jobs.example.com", STATE, BY_RULE, 4),
        ("jobs.example.com", PRIVATE, BY_RULE, 5),
    ],
)
def test_the_questions_are_asked_as_far_as_the_one_that_decides(
    host: str, operator_class: OperatorClass, override: ExitOverride, steps: int
) -> None:
    asked = exit_steps(host, operator_class, override, OWN)
    assert [step.holds for step in asked] == [False] * (steps - 1) + [True]
    due = exit_decision(host, operator_class, override, OWN).due
    assert due is (steps in (1, 4, 5))


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (NO_ENDORSEMENT, "not the agency's own"),
        (ACCURACY, "not the agency's own"),
        (JOB_LISTINGS, "under the category job-banks"),
        ("fees", "staff added it"),
    ],
)
def test_why_a_disclaimer_is_carried_is_said(slug: str, words: str) -> None:
    assert words in why_disclaimer(slug)
