"""What the name of a host says of who runs it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.areas import us_area
from directory.model.vocab import OperatorClass as Class
from directory.rules.domain_names import domain_rule


@pytest.mark.parametrize(
    ("host", "operator_class"),
    [
        ("www.goarmy.mil", Class.FEDERAL),
        ("goarmy.mil", Class.FEDERAL),
        ("www.fs.fed.us", Class.FEDERAL),
        ("www.twc.state.tx.us", Class.STATE),
        ("state.ma.us", Class.STATE),
        ("labor.state.vi.us", Class.STATE),
        ("ci.boston.ma.us", Class.LOCAL),
        ("www.ci.boston.ma.us", Class.LOCAL),
        ("co.cook.il.us", Class.LOCAL),
        ("town.x.ny.us", Class.LOCAL),
        ("www.village.x.ny.us", Class.LOCAL),
        ("jobs.tribe.nsn.us", Class.TRIBAL),
        ("www.choctaw-nsn.gov", Class.TRIBAL),
        ("www.usajobs.gov", Class.GOVERNMENT),
        ("usajobs.gov.", Class.GOVERNMENT),
        ("mass.gov", Class.GOVERNMENT),
        # Only governments have these names, and only whole labels count.
        ("gov", None),
        ("mil", None),
        ("notgov", None),
        ("agov.us", None),
        ("usajobs.gov.evil.example", None),
        ("usajobs-gov.example", None),
        ("state.zz.us", None),
        ("estate.ma.us", None),
        ("state.boston.ma.us", None),
        ("town.ny.us", None),
        ("disco.cook.il.us", None),
        ("elm.k12.ca.us", None),
        ("www.jobs.us", None),
        ("www.gov.uk", None),
        ("www.umb.edu", None),
        ("localhost", None),
        ("10.0.0.1", None),
        ("[::1]", None),
        ("", None),
    ],
)
def test_a_name_that_only_governments_have_gives_the_class(
    host: str, operator_class: Class | None
) -> None:
    rule = domain_rule(host)
    assert (rule.operator_class if rule else None) is operator_class


@given(st.from_regex(r"\A[a-z0-9-]{1,9}(\.[a-z0-9-]{1,9}){0,4}\Z"))
def test_what_lies_below_a_name_is_of_its_class(below: str) -> None:
    for host in ("a.mil", "fed.us", "state.ny.us", "ci.x.ny.us", "nsn.us", "x-nsn.gov", "x.gov"):
        above, under = domain_rule(host), domain_rule(f"{below}.{host}")
        assert above is not None
        assert under is above


@pytest.mark.parametrize("code", ["al", "dc", "pr", "vi", "mp", "wy"])
def test_states_and_territories_have_names_under_us(code: str) -> None:
    assert us_area(code)
    rule = domain_rule(f"www.state.{code}.us")
    assert rule is not None
    assert rule.operator_class is Class.STATE
