"""The notice rules as data: which notices a link carries, what staff decided, and what is wrong
with rules that cannot be used."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.model.vocab import ExitDisplay, ExitOverride, HowToApply, NoticeKind, OperatorClass
from directory.rules.hosts import SiteOwner, Sites
from directory.rules.notice_rules import (
    ALWAYS,
    DEFAULT,
    GOVERNMENT,
    UNKNOWN_RULE,
    Condition,
    DisclaimerRule,
    DisclaimerRules,
    ExitRule,
    Facts,
    NoticePolicy,
    RuleSet,
    day_after,
    question,
)
from directory.rules.notice_rules_check import LONGEST_EXPLANATION, KnownSlugs, problems, tidied
from directory.rules.notice_rules_json import NotRules, as_data, as_text, rules_in, rules_of
from directory.rules.notices import (
    ACCURACY,
    EXIT_GOVERNMENT,
    EXIT_NONGOVERNMENT,
    EXIT_UNKNOWN,
    JOB_LISTINGS,
    NO_ENDORSEMENT,
)
from directory.rules.presets import PRESETS
from tests.rows import each

TODAY = date(2026, 10, 9)
OWN = Sites.of(["example.gov"], ["sister.gov"])
POLICY = NoticePolicy(OWN)
BY_RULE, ON, OFF = ExitOverride.BY_RULE, ExitOverride.FORCED_ON, ExitOverride.FORCED_OFF
FEDERAL, STATE = OperatorClass.FEDERAL, OperatorClass.STATE
LOCAL, PRIVATE = OperatorClass.LOCAL, OperatorClass.PRIVATE
UNKNOWN, ANY_LEVEL = OperatorClass.UNKNOWN, OperatorClass.GOVERNMENT
KNOWN = KnownSlugs(
    {
        EXIT_GOVERNMENT: NoticeKind.EXIT,
        EXIT_NONGOVERNMENT: NoticeKind.EXIT,
        EXIT_UNKNOWN: NoticeKind.EXIT,
        NO_ENDORSEMENT: NoticeKind.DISCLAIMER,
        ACCURACY: NoticeKind.DISCLAIMER,
        JOB_LISTINGS: NoticeKind.DISCLAIMER,
    },
    {"job-banks", "job-banks/state", "career-resources"},
)


# The default rules


@each(
    ("host", "operator_class", "override", "notice", "word"),
    [
        ("jobs.example.com", OperatorClass.FEDERAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.STATE, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.LOCAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", OperatorClass.TRIBAL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("jobs.example.com", ANY_LEVEL, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("www.other.gov", UNKNOWN, BY_RULE, EXIT_UNKNOWN, "not known whether"),
        ("www.example.gov", UNKNOWN, ON, EXIT_UNKNOWN, "Staff"),
        ("college.example", OperatorClass.EDUCATION, BY_RULE, EXIT_UNKNOWN, "not known"),
        ("charity.example", OperatorClass.NONPROFIT, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("www.other.gov", OperatorClass.PRIVATE, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("example.gov", STATE, BY_RULE, None, "own sites"),
        ("www.example.gov", STATE, BY_RULE, None, "own sites"),
        ("notexample.gov", STATE, BY_RULE, EXIT_GOVERNMENT, "government"),
        ("example.gov.evil.example", PRIVATE, BY_RULE, EXIT_NONGOVERNMENT, "not run"),
        ("www.sister.gov", STATE, BY_RULE, EXIT_GOVERNMENT, "Another government body"),
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
    link = Facts(host, operator_class, exit_override=override)
    decision = POLICY.exit_decision(link, TODAY)
    assert (decision.due, decision.notice) == (notice is not None, notice)
    assert word in decision.rule
    assert (decision.number > 0) is (override is BY_RULE)
    assert POLICY.exit_decision(link, TODAY) == decision


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
    link = Facts(host, category=category)
    assert POLICY.disclaimers(link, added) == tuple(expected)


@pytest.mark.parametrize(
    ("slug", "words"),
    [
        (NO_ENDORSEMENT, "not the agency's own"),
        (ACCURACY, "not the agency's own"),
        (JOB_LISTINGS, "under the category job-banks"),
        ("fees", "Staff added it"),
    ],
)
def test_why_a_disclaimer_is_carried_is_said(slug: str, words: str) -> None:
    carried = POLICY.carried(Facts("a.example", category="job-banks"), ["fees"])
    (because,) = [one.because for one in carried if one.notice == slug]
    assert words in because


@pytest.mark.parametrize(
    ("host", "operator_class", "override", "steps"),
    [
        ("www.example.gov", STATE, ON, 1),
        ("jobs.example.com", STATE, OFF, 2),
        ("www.example.gov", STATE, BY_RULE, 3),
        ("jobs.example.com", STATE, BY_RULE, 4),
        ("jobs.example.com", UNKNOWN, BY_RULE, 5),
        ("jobs.example.com", PRIVATE, BY_RULE, 6),
    ],
)
def test_the_questions_are_asked_as_far_as_the_one_that_decides(
    host: str, operator_class: OperatorClass, override: ExitOverride, steps: int
) -> None:
    link = Facts(host, operator_class, exit_override=override)
    asked = POLICY.exit_steps(link, TODAY)
    assert [step.holds for step in asked] == [False] * (steps - 1) + [True]
    decision = POLICY.exit_decision(link, TODAY)
    assert decision.due is (steps in (1, 4, 5, 6))
    assert decision.number == max(0, steps - 2)


# Whose site it is


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
def test_a_site_may_be_written_in_many_ways(written: str) -> None:
    assert Sites.of([written]) == Sites.of(["example.gov"])
    assert Sites.of(sister=[written]) == Sites.of(sister=["example.gov"])


def test_a_site_in_another_script_is_compared_in_punycode() -> None:
    assert Sites.of(["bücher.example"]).whose("www.xn--bcher-kva.example") is SiteOwner.OWN


@pytest.mark.parametrize("written", ["", "  ", "exa mple.gov", "https://", "[::1", "mailto://"])
def test_a_site_that_is_no_host_is_named(written: str) -> None:
    with pytest.raises(ValueError, match="is not a host name") as caught:
        Sites.of(["good.example"], [written])
    assert f"“{written}”" in str(caught.value)


def test_without_sites_in_the_settings_all_are_others() -> None:
    assert Sites().whose("example.gov") is SiteOwner.OTHER


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("state.gov", SiteOwner.SISTER),
        ("tax.state.gov", SiteOwner.SISTER),
        ("jobs.state.gov", SiteOwner.OWN),
        ("www.jobs.state.gov", SiteOwner.OWN),
        ("archive.jobs.state.gov", SiteOwner.SISTER),
        ("both.example", SiteOwner.OWN),
        ("notstate.gov", SiteOwner.OTHER),
    ],
)
def test_the_longest_name_decides_whose_site_it_is(host: str, site: SiteOwner) -> None:
    sites = Sites.of(
        ["jobs.state.gov", "both.example"], ["state.gov", "archive.jobs.state.gov", "both.example"]
    )
    assert sites.whose(host) is site


labels = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=8)
hosts = st.lists(labels, min_size=1, max_size=4).map(".".join)


@pytest.mark.slow
@settings(deadline=None)
@given(hosts, hosts)
def test_a_host_is_our_own_exactly_when_its_last_labels_are_an_own_site(
    host: str, own: str
) -> None:
    sites = Sites((f".{own}",))
    theirs, ours = host.split("."), own.split(".")
    assert (sites.whose(host) is SiteOwner.OWN) == (theirs[-len(ours) :] == ours)
    assert sites.whose(f"{host}.{own}") is SiteOwner.OWN
    assert sites.whose(f"{own}.") is SiteOwner.OWN


# What staff decided


@pytest.mark.parametrize(
    ("override", "until", "number"),
    [
        (ON, None, 0),
        (ON, TODAY, 0),
        (ON, TODAY + timedelta(days=1), 0),
        (ON, TODAY - timedelta(days=1), 1),
        (OFF, TODAY, 0),
        (OFF, TODAY - timedelta(days=400), 1),
    ],
)
def test_from_the_day_after_its_last_one_a_decision_of_staff_holds_no_more(
    override: ExitOverride, until: date | None, number: int
) -> None:
    link = Facts("www.example.gov", exit_override=override, exit_override_until=until)
    assert POLICY.exit_decision(link, TODAY).number == number
    assert len(POLICY.exit_steps(link, TODAY)) == (3 if number else 1 if override is ON else 2)


@pytest.mark.parametrize(
    ("until", "again"),
    [(TODAY, TODAY + timedelta(days=1)), (None, None), (date.max, None)],
)
def test_the_rules_decide_again_on_the_day_after(until: date | None, again: date | None) -> None:
    assert day_after(until) == again


# Rules of one's own


@each(
    ("when", "fits", "asked"),
    [
        (ALWAYS, True, "Is it any other link?"),
        (Condition(("job-banks",)), True, "Is it under “job-banks”?"),
        (Condition(("job-banks/state",)), True, "Is it under “job-banks/state”?"),
        (Condition(("job-banks/local", "other")), False,
         "Is it under “job-banks/local” or “other”?"),
        (Condition(operator_classes=(STATE, FEDERAL)), True,
         "Is its operator of the class state or federal?"),
        (Condition(operator_classes=GOVERNMENT), True,
         "Does a government body run the destination?"),
        (Condition(operator_classes=(PRIVATE,)), False, "Is its operator of the class private?"),
        (Condition(sites=(SiteOwner.SISTER,)), True, "Is the destination a sister agency's site?"),
        (Condition(sites=(SiteOwner.OWN, SiteOwner.OTHER)), False,
         "Is the destination one of the agency's own sites or neither our own nor a sister "
         "agency's site?"),
        (Condition(how_to_apply=(HowToApply.AGGREGATOR,)), True,
         "Does one apply there by: aggregator?"),
        (Condition(how_to_apply=(HowToApply.ON_SITE_FORM, HowToApply.PLACEMENT_AGENCY)), False,
         "Does one apply there by: on site form or placement agency?"),
        (Condition(("job-banks",), (STATE,), (SiteOwner.SISTER,), (HowToApply.AGGREGATOR,)), True,
         "Is the destination a sister agency's site, and is its operator of the class state, and "
         "is it under “job-banks”, and does one apply there by: aggregator?"),
        (Condition(("job-banks",), (STATE,), (SiteOwner.OWN,), (HowToApply.AGGREGATOR,)), False,
         "Is the destination one of the agency's own sites, and is its operator of the class "
         "state, and is it under “job-banks”, and does one apply there by: aggregator?"),
    ],
)  # fmt: skip
def test_a_rule_holds_when_all_parts_of_its_condition_are_met(
    when: Condition, fits: bool, asked: str
) -> None:
    rules = RuleSet(
        (ExitRule(when, EXIT_GOVERNMENT, "It fits."), ExitRule(ALWAYS, None, "It does not.")),
        (
            DisclaimerRules(
                "fees",
                (DisclaimerRule(when, True, "Fits."), DisclaimerRule(ALWAYS, False, "No.")),
            ),
        ),
    )
    policy = NoticePolicy(OWN, rules)
    link = Facts("www.sister.gov", STATE, "job-banks/state", HowToApply.AGGREGATOR)
    decision = policy.exit_decision(link, TODAY)
    assert (decision.due, decision.number) == (fits, 1 if fits else 2)
    assert policy.disclaimers(link, ()) == (("fees",) if fits else ())
    assert policy.exit_steps(link, TODAY)[2].question == asked == question(when)


@each(
    ("link", "shown"),
    [
        (Facts("a.gov", FEDERAL), ExitDisplay.INLINE),
        (Facts("a.org", LOCAL), ExitDisplay.INLINE),
        (Facts("a.org", PRIVATE), ExitDisplay.PAGE),
        (Facts("www.example.gov", STATE), None),
        (Facts("a.gov", FEDERAL, exit_override=ExitOverride.FORCED_ON), ExitDisplay.PAGE),
        (Facts("a.org", PRIVATE, exit_override=ExitOverride.FORCED_OFF), None),
    ],
)
def test_by_default_government_sites_have_no_exit_page_and_others_have(
    link: Facts, shown: ExitDisplay | None
) -> None:
    """Unless staff forced the notice on: then it is shown on a page."""
    for rules in (DEFAULT, PRESETS["seed"].rules):
        assert NoticePolicy(OWN, rules).exit_decision(link, TODAY).show is shown


@pytest.mark.parametrize("name", PRESETS)
def test_no_preset_has_an_exit_page_before_a_government_site(name: str) -> None:
    policy = NoticePolicy(OWN, PRESETS[name].rules)
    for one in (word for word in OperatorClass if word.is_government):
        for host in ("a.gov", "www.sister.gov"):
            assert policy.exit_decision(Facts(host, one), TODAY).show is not ExitDisplay.PAGE


def test_a_rule_that_does_not_say_how_shows_its_notice_beside_the_link() -> None:
    data = as_data(DEFAULT)
    for rule in data["exit"]:
        rule.pop("show")
    policy = NoticePolicy(OWN, rules_of(data))
    assert policy.exit_decision(Facts("a.org"), TODAY).show is ExitDisplay.INLINE


def test_a_link_without_a_category_or_a_way_to_apply_meets_no_condition_on_them() -> None:
    for when in (Condition(("job-banks",)), Condition(how_to_apply=tuple(HowToApply))):
        rules = RuleSet((ExitRule(when, EXIT_GOVERNMENT, "x"), ExitRule(ALWAYS, None, "y")))
        assert not NoticePolicy(OWN, rules).exit_decision(Facts("a.example"), TODAY).due


# Rules that cannot be used


def _exit(*rules: ExitRule) -> RuleSet:
    return RuleSet(rules)


def _last(notice: str | None = None) -> ExitRule:
    return ExitRule(ALWAYS, notice, "Otherwise.")


def _on(**when: Any) -> ExitRule:
    return ExitRule(Condition(**when), None, "A reason.")


@each(
    ("rules", "said"),
    [
        (_exit(), "the exit rules are missing; there must be at least one, which applies to every"),
        (_exit(_on(sites=(SiteOwner.OWN,))),
         "the exit rules: the last one must apply to every link"),
        (_exit(_last(), _last()),
         "exit rule 2 can never decide, since rule 1 comes first and applies to every link"),
        (_exit(_on(sites=tuple(SiteOwner), operator_classes=tuple(OperatorClass)), _last()),
         "exit rule 2 can never decide, since rule 1 comes first and applies to every link"),
        (_exit(_on(operator_classes=GOVERNMENT), _on(operator_classes=(STATE,)), _last()),
         "exit rule 2 can never decide, since rule 1 comes first and applies to all of its links"),
        (_exit(_on(categories=("job-banks",)), _on(categories=("job-banks/state",)), _last()),
         "exit rule 2 can never decide, since rule 1 comes first and applies to all of its links"),
        (_exit(replace(_last(), show=ExitDisplay.PAGE)),
         "exit rule 1 gives no notice to show on a page; leave “show” out"),
        (_exit(_last("exit-goverment")),
         "exit rule 1: there is no notice “exit-goverment”; did you mean “exit-government”?"),
        (_exit(_last("zzz")), "there are: exit-government, exit-nongovernment, exit-unknown"),
        (_exit(_last(ACCURACY)),
         "exit rule 1: the notice “accuracy” is of kind “disclaimer”; one of kind “exit” is"),
        (_exit(_on(categories=("job-bank",)), _last()),
         "exit rule 1: there is no category “job-bank”; did you mean “job-banks”?"),
        (_exit(replace(_last(), because=" ")), "exit rule 1: say why in “because”"),
        (_exit(replace(_last(), because="x" * (LONGEST_EXPLANATION + 1))), "longer than 300"),
        (RuleSet((_last(),), (DisclaimerRules(EXIT_GOVERNMENT, DEFAULT.disclaimers[0].rules),)),
         "the rules of the disclaimer “exit-government”: the notice “exit-government” is of kind"),
        (RuleSet((_last(),), (DEFAULT.disclaimers[0], DEFAULT.disclaimers[0])),
         "there are two lists of rules for the disclaimer “no-endorsement”; make them one"),
        (RuleSet((_last(),), (DisclaimerRules(ACCURACY, ()),)),
         "the rules of the disclaimer “accuracy” are missing"),
        (RuleSet((_last(),), (DisclaimerRules(ACCURACY, DEFAULT.disclaimers[0].rules[:1]),)),
         "the rules of the disclaimer “accuracy”: the last one must apply to every link"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_rules_is_said_in_a_sentence(rules: RuleSet, said: str) -> None:
    (found,) = problems(rules, KNOWN)
    assert said in found


@each(
    ("before", "said"),
    [
        ((), ["gives links whose operator is unknown the notice “exit-government”, which says that "
              "a government runs them", "gives links to private operators"]),
        ((UNKNOWN_RULE,), ["exit rule 2 gives links to private operators"]),
        ((UNKNOWN_RULE, ExitRule(Condition(operator_classes=(OperatorClass.PRIVATE,)),
                                 EXIT_NONGOVERNMENT, "It is private.")), []),
    ],
)  # fmt: skip
def test_no_rule_says_of_an_unknown_or_private_operator_that_it_is_a_government(
    before: tuple[ExitRule, ...], said: list[str]
) -> None:
    rules = replace(DEFAULT, exit=(*before, ExitRule(ALWAYS, EXIT_GOVERNMENT, "It is public.")))
    found = " ".join(problems(rules, KNOWN))
    assert [words for words in said if words not in found] == []
    assert bool(found) == bool(said)


@each(
    ("before", "said"),
    [
        ((), ['exit rule 1 gives links whose operator is unknown the notice “exit-nongovernment”',
              '"operator_classes": ["unknown"]}, "notice": "exit-unknown"',
              "exit rule 1 gives links to government bodies",
              '["federal", "state", "local", "tribal", "government"]}, "notice": '
              '"exit-government"']),
        ((_on(operator_classes=GOVERNMENT),), ["exit rule 2 gives links whose operator is unkn"]),
        ((_on(operator_classes=GOVERNMENT[:4]), UNKNOWN_RULE),
         ["exit rule 3 gives links to government bodies", '["government"]']),
        ((_on(operator_classes=GOVERNMENT),
          replace(UNKNOWN_RULE, when=Condition((), (UNKNOWN,), (SiteOwner.OTHER,)))),
         ["exit rule 3 gives links whose operator is unknown"]),
        ((_on(operator_classes=GOVERNMENT), replace(UNKNOWN_RULE, notice=EXIT_NONGOVERNMENT)),
         ["exit rule 2 gives links whose operator is unknown"]),
        ((_on(operator_classes=GOVERNMENT), UNKNOWN_RULE), []),
        ((_on(operator_classes=GOVERNMENT),
          *(replace(UNKNOWN_RULE, when=Condition((), (UNKNOWN,), (site,))) for site in SiteOwner)),
         []),
    ],
)  # fmt: skip
def test_rules_that_may_say_not_run_by_a_government_of_what_may_be_are_refused(
    before: tuple[ExitRule, ...], said: list[str]
) -> None:
    """The rule to add is named; a rule may be met in parts."""
    found = " ".join(problems(_exit(*before, _last(EXIT_NONGOVERNMENT)), KNOWN))
    assert all(words in found for words in said)
    assert bool(found) is bool(said)


def test_all_faults_are_told_at_once() -> None:
    assert len(problems(_exit(_on(categories=("a", "b"))), KNOWN)) == 3
    nothing = KnownSlugs({}, set())
    assert problems(_exit(_last("x")), nothing) == (
        "exit rule 1: there is no notice “x”; there are: none yet",
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"operator_classes": (STATE,)}, {"operator_classes": GOVERNMENT}),
        ({"sites": (SiteOwner.OWN,)}, {"operator_classes": (STATE,)}),
        ({"categories": ("job-banks/state",)}, {"categories": ("job-banks",)}),
        ({"categories": ("job-banks",)}, {"sites": (SiteOwner.OWN,)}),
        ({"how_to_apply": tuple(HowToApply)}, {"sites": (SiteOwner.OWN,)}),
        ({"how_to_apply": (HowToApply.AGGREGATOR,)}, {"how_to_apply": tuple(HowToApply)}),
    ],
)
def test_a_rule_that_is_left_some_links_may_stand(
    first: dict[str, Any], second: dict[str, Any]
) -> None:
    assert problems(_exit(_on(**first), _on(**second), _last()), KNOWN) == ()


def test_an_explanation_becomes_one_clean_line() -> None:
    rules = RuleSet(
        (replace(_last(), because=" Two\nlines\u202e "),),
        (DisclaimerRules(ACCURACY, (DisclaimerRule(ALWAYS, True, "a\tb"),)),),
    )
    clean = tidied(rules)
    assert clean.exit[0].because == "Two lines"
    assert clean.disclaimers[0].rules[0].because == "a b"
    assert tidied(clean) == clean


# JSON

words = st.text(max_size=20)
conditions = st.builds(
    Condition,
    st.lists(words, max_size=2).map(tuple),
    st.lists(st.sampled_from(OperatorClass), max_size=3).map(tuple),
    st.lists(st.sampled_from(SiteOwner), max_size=3).map(tuple),
    st.lists(st.sampled_from(HowToApply), max_size=3).map(tuple),
)
exit_rules = st.builds(ExitRule, conditions, st.none() | words, words, st.sampled_from(ExitDisplay))
disclaimers = st.builds(
    DisclaimerRules,
    words,
    st.lists(st.builds(DisclaimerRule, conditions, st.booleans(), words), max_size=3).map(tuple),
)
rule_sets = st.builds(
    RuleSet,
    st.lists(exit_rules, max_size=3).map(tuple),
    st.lists(disclaimers, max_size=2).map(tuple),
)


@pytest.mark.slow
@settings(deadline=None)
@given(rule_sets)
def test_rules_come_back_from_json_as_they_were(rules: RuleSet) -> None:
    assert rules_in(as_text(rules)) == rules
    assert rules_of(as_data(rules)) == rules
    problems(rules, KNOWN)  # never raises, whatever the rules are


def _with(path: str, value: Any) -> str:
    """The default rules as JSON with one place set to this value; None takes it away."""
    data = as_data(DEFAULT)
    *way, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    place: Any = data
    for part in way:
        place = place[part]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return json.dumps(data)


@each(
    ("text", "said"),
    [
        (_with("author", "me"), "there is no field “author”; see: jobbank notices rules show"),
        (_with("exit.1.notices", "x"), "exit 2: there is no field “notices”"),
        (_with("exit.0.when.site", ["own"]), "exit 1, when: there is no field “site”"),
        (_with("exit.0.when.sites", ["mine"]),
         "exit 1, when, sites 1: “mine” cannot be used; use 'own', 'sister' or 'other'"),
        (_with("exit.0.because", None), "exit 1: the field “because” is missing"),
        (_with("exit", None), "the field “exit” is missing"),
        (_with("exit.2.when.categories", "job-banks"),
         "exit 3, when: categories: this must be a list"),
        (_with("exit.2.show", "popup"),
         "exit 3: “popup” cannot be used; use 'inline' or 'page'"),
        (_with("exit.0.because", 7), "exit 1: because: this must be a text"),
        (_with("exit.0", 7), "exit 1: here must be an object with fields"),
        (_with("disclaimers.0.rules.1.due", "yes"),
         "disclaimers 1, rules 2: due: this must be true or false"),
        ("", "this is no JSON: EOF"),
        ("[]", "here must be an object"),
        ("[" * 100_000, "this is no JSON: recursion limit"),
    ],
)  # fmt: skip
def test_json_that_holds_no_rules_is_refused_with_the_place(text: str, said: str) -> None:
    with pytest.raises(NotRules) as refused:
        rules_in(text)
    assert said in refused.value.problems[0]


def test_a_text_in_another_encoding_is_no_json() -> None:
    with pytest.raises(NotRules, match="this is no JSON: invalid unicode"):
        rules_in(b'{"exit": "\xff"}')


# Presets


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_can_be_used_with_the_starter_notices(name: str) -> None:
    preset = PRESETS[name]
    assert preset.name == name
    assert problems(preset.rules, KNOWN) == ()
    assert tidied(preset.rules) == preset.rules
    assert preset.title
    assert "\n" not in preset.description


@pytest.mark.parametrize(
    ("link", "due"),
    [
        (Facts("www.example.gov", FEDERAL), ""),
        (Facts("www.example.gov", STATE), ""),
        (Facts("a.gov", FEDERAL), "default seed cdc"),
        (Facts("a.com", FEDERAL), "default seed cdc"),
        (Facts("a.com", STATE), "default seed omb cdc epa-commerce"),
        (Facts("www.sister.gov", STATE), "default seed omb cdc epa-commerce"),
        (Facts("a.gov", LOCAL), "default seed omb hhs cdc epa-commerce"),
        (Facts("a.gov", PRIVATE), "default seed omb hhs cdc epa-commerce"),
        (Facts("a.org", OperatorClass.NONPROFIT), "default seed omb hhs cdc epa-commerce"),
        (Facts("a.gov", UNKNOWN), "default seed omb hhs cdc epa-commerce"),
        (Facts("a.gov", ANY_LEVEL), "default seed omb hhs cdc epa-commerce"),
    ],
)
def test_presets_ask_for_an_exit_notice_where_the_policies_do(link: Facts, due: str) -> None:
    found = [
        name
        for name, preset in PRESETS.items()
        if NoticePolicy(OWN, preset.rules).exit_decision(link, TODAY).due
    ]
    assert found == due.split()


@pytest.mark.parametrize("name", PRESETS)
@given(
    host=st.sampled_from(["www.example.gov", "www.sister.gov", "a.gov", "a.com", "203.0.113.7"]),
    category=st.sampled_from([None, *sorted(KNOWN.categories)]),
    how_to_apply=st.sampled_from([None, *HowToApply]),
    override=st.sampled_from(ExitOverride),
)
def test_no_preset_says_of_an_unknown_operator_that_it_is_no_government(
    name: str,
    host: str,
    category: str | None,
    how_to_apply: HowToApply | None,
    override: ExitOverride,
) -> None:
    link = Facts(host, UNKNOWN, category, how_to_apply, override)
    decision = NoticePolicy(OWN, PRESETS[name].rules).exit_decision(link, TODAY)
    assert decision.notice != EXIT_NONGOVERNMENT
    assert "not run" not in decision.rule


@pytest.mark.parametrize(
    ("link", "name", "expected"),
    [
        (Facts("a.gov", FEDERAL), "omb", ()),
        (Facts("a.gov", UNKNOWN), "omb", (NO_ENDORSEMENT, ACCURACY)),
        (Facts("a.gov", ANY_LEVEL), "hhs", (NO_ENDORSEMENT, ACCURACY)),
        (Facts("a.gov", FEDERAL), "seed", (NO_ENDORSEMENT, ACCURACY)),
        (Facts("a.gov", FEDERAL), "epa-commerce", (NO_ENDORSEMENT,)),
        (Facts("a.gov", STATE), "hhs", (NO_ENDORSEMENT, ACCURACY)),
        (Facts("a.gov", STATE, "job-banks"), "cdc", (NO_ENDORSEMENT, ACCURACY, JOB_LISTINGS)),
        (Facts("www.example.gov", STATE, "job-banks/state"), "omb", (JOB_LISTINGS,)),
    ],
)
def test_presets_ask_for_disclaimers(link: Facts, name: str, expected: tuple[str, ...]) -> None:
    assert NoticePolicy(OWN, PRESETS[name].rules).disclaimers(link, ()) == expected


def test_the_rules_for_a_state_agency_tell_a_sister_agency_apart() -> None:
    policy = NoticePolicy(OWN, PRESETS["seed"].rules)
    decision = policy.exit_decision(Facts("www.sister.gov", PRIVATE), TODAY)
    assert (decision.notice, decision.number) == (EXIT_GOVERNMENT, 2)
    assert "sister agency" in decision.rule


def test_the_default_preset_is_what_holds_without_rules() -> None:
    assert PRESETS["default"].rules == DEFAULT
