"""Who runs a host, by registries of government domains."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.model.vocab import OperatorBasis as Basis
from directory.model.vocab import OperatorClass as Class
from directory.rules.hosts import is_public_suffix
from directory.rules.registries import (
    OperatorAssignment,
    RegistryListing,
    candidates,
    listing_of,
    operator_assignment,
)
from tests.rows import each

label = st.from_regex(r"[a-z]([a-z0-9-]{0,6}[a-z0-9])?", fullmatch=True)
hosts = st.lists(label, min_size=2, max_size=5).map(".".join)


def listing(
    domain: str, operator_class: Class = Class.STATE, operator: str = ""
) -> RegistryListing:
    """An entry of the registry “list”."""
    return RegistryListing(domain, operator_class, operator, "list")


def deciding(host: str, *domains: str) -> str | None:
    """The one of these domains whose entry decides on the host."""
    found = listing_of(host, {domain: listing(domain) for domain in domains})
    return found.domain if found else None


@each(
    ("host", "listed", "decides"),
    [
        ("dol.gov", ["dol.gov"], "dol.gov"),
        ("www.jobs.dol.gov", ["dol.gov"], "dol.gov"),
        ("notdol.gov", ["dol.gov"], None),
        ("dol.gov.example.com", ["dol.gov"], None),
        ("dol.gov", ["www.dol.gov"], None),
        ("jobs.mass.gov", ["mass.gov", "jobs.mass.gov"], "jobs.mass.gov"),
        ("other.mass.gov", ["mass.gov", "jobs.mass.gov"], "mass.gov"),
        ("nsn.us", ["nsn.us"], "nsn.us"),
        ("tribe.nsn.us", ["nsn.us"], None),
        ("www.tribe.nsn.us", ["nsn.us", "tribe.nsn.us"], "tribe.nsn.us"),
        ("jobs.example.gov", ["gov"], None),
        ("gov", ["gov"], None),
        ("intranet", ["intranet"], None),
        ("192.0.2.7", ["192.0.2.7", "2.7", "0.2.7"], None),
        ("[2001:db8::1]", ["[2001:db8::1]"], None),
        ("elm.github.io", ["github.io"], None),
        ("", [""], None),
    ],
)
def test_labels_are_matched_whole_and_the_longest_entry_decides(
    host: str, listed: list[str], decides: str | None
) -> None:
    assert deciding(host, *listed) == decides


@pytest.mark.parametrize(
    ("host", "domains"),
    [
        ("www.jobs.dol.gov", ("www.jobs.dol.gov", "jobs.dol.gov", "dol.gov")),
        ("a.tribe.nsn.us", ("a.tribe.nsn.us", "tribe.nsn.us")),
        ("nsn.us", ("nsn.us",)),
        ("localhost", ()),
        ("10.0.0.1", ()),
        ("[::1]", ()),
    ],
)
def test_the_candidates_are_the_host_and_what_is_above_it_but_no_public_suffix(
    host: str, domains: tuple[str, ...]
) -> None:
    assert candidates(host) == domains


@pytest.mark.slow
@given(hosts, st.lists(hosts, max_size=6))
def test_only_a_candidate_ever_decides_and_the_first_one_listed_does(
    host: str, others: list[str]
) -> None:
    listed = {*others, *candidates(host)[1:]}
    wanted = next((domain for domain in candidates(host) if domain in listed), None)
    assert deciding(host, *listed) == wanted


@pytest.mark.slow
@given(hosts)
def test_a_candidate_is_the_host_or_stands_above_it_by_whole_labels(host: str) -> None:
    for domain in candidates(host):
        assert domain == host or host.endswith("." + domain)
        assert domain == host or not is_public_suffix(domain)


FEDERAL = listing("dol.gov", Class.FEDERAL, "Department of Labor")
STATE = listing("dol.gov", Class.STATE, "State of Elm")
NAMELESS = listing("dol.gov", Class.STATE)


@pytest.mark.parametrize(
    ("held", "now", "before", "due"),
    [
        # Where nobody has spoken, the registry does, and fills in a name that is missing.
        ((Class.UNKNOWN, Basis.DEFAULT, ""), FEDERAL, None,
         (Class.FEDERAL, Basis.REGISTRY, "Department of Labor")),
        ((Class.UNKNOWN, Basis.DEFAULT, "DOL"), FEDERAL, None,
         (Class.FEDERAL, Basis.REGISTRY, "DOL")),
        ((Class.UNKNOWN, Basis.DEFAULT, ""), NAMELESS, None, (Class.STATE, Basis.REGISTRY, "")),
        # It changes what it said.
        ((Class.FEDERAL, Basis.REGISTRY, "DOL"), STATE, FEDERAL,
         (Class.STATE, Basis.REGISTRY, "DOL")),
        ((Class.FEDERAL, Basis.REGISTRY, "Department of Labor"), STATE, FEDERAL,
         (Class.STATE, Basis.REGISTRY, "State of Elm")),
        ((Class.FEDERAL, Basis.REGISTRY, "Department of Labor"), NAMELESS, FEDERAL,
         (Class.STATE, Basis.REGISTRY, "")),
        # It says it no more.
        ((Class.FEDERAL, Basis.REGISTRY, "DOL"), None, FEDERAL,
         (Class.UNKNOWN, Basis.DEFAULT, "DOL")),
        ((Class.FEDERAL, Basis.REGISTRY, "Department of Labor"), None, FEDERAL,
         (Class.UNKNOWN, Basis.DEFAULT, "")),
    ],
)  # fmt: skip
def test_what_a_registry_says_is_taken_over(
    held: tuple[Class, Basis, str],
    now: RegistryListing | None,
    before: RegistryListing | None,
    due: tuple[Class, Basis, str],
) -> None:
    assert operator_assignment(
        OperatorAssignment(*held), "jobs.example", now, before
    ) == OperatorAssignment(*due)


NOT_UNDERSTOOD = listing("dol.gov", Class.UNKNOWN, "Department of Labor")


@pytest.mark.parametrize(
    ("held", "host", "now", "due"),
    [
        # A registry knows more than the name of the host, and a curator or a file more than both.
        ((Class.UNKNOWN, Basis.DEFAULT, ""), "dol.gov", None,
         (Class.GOVERNMENT, Basis.DOMAIN, "")),
        ((Class.GOVERNMENT, Basis.DOMAIN, ""), "dol.gov", FEDERAL,
         (Class.FEDERAL, Basis.REGISTRY, "Department of Labor")),
        ((Class.FEDERAL, Basis.REGISTRY, "X"), "dol.gov", None,
         (Class.GOVERNMENT, Basis.DOMAIN, "X")),
        ((Class.GOVERNMENT, Basis.DOMAIN, "X"), "dol.gov", None,
         (Class.GOVERNMENT, Basis.DOMAIN, "X")),
        ((Class.GOVERNMENT, Basis.DOMAIN, ""), "www.army.mil", None,
         (Class.FEDERAL, Basis.DOMAIN, "")),
        ((Class.GOVERNMENT, Basis.DOMAIN, ""), "a.example", None,
         (Class.UNKNOWN, Basis.DEFAULT, "")),
        ((Class.PRIVATE, Basis.CURATOR, ""), "dol.gov", None, (Class.PRIVATE, Basis.CURATOR, "")),
        ((Class.NONPROFIT, Basis.IMPORTED, ""), "dol.gov", None,
         (Class.NONPROFIT, Basis.IMPORTED, "")),
        # An entry whose kind is not understood gives its name alone.
        ((Class.UNKNOWN, Basis.DEFAULT, ""), "dol.gov", NOT_UNDERSTOOD,
         (Class.GOVERNMENT, Basis.DOMAIN, "Department of Labor")),
        ((Class.FEDERAL, Basis.REGISTRY, "X"), "a.example", NOT_UNDERSTOOD,
         (Class.UNKNOWN, Basis.DEFAULT, "X")),
    ],
)  # fmt: skip
def test_where_no_registry_decides_the_name_of_the_host_may(
    held: tuple[Class, Basis, str],
    host: str,
    now: RegistryListing | None,
    due: tuple[Class, Basis, str],
) -> None:
    assert operator_assignment(OperatorAssignment(*held), host, now) == OperatorAssignment(*due)


@pytest.mark.parametrize(
    ("held", "now"),
    [
        (OperatorAssignment(Class.PRIVATE, Basis.CURATOR, ""), FEDERAL),
        (OperatorAssignment(Class.STATE, Basis.IMPORTED, ""), FEDERAL),
        (OperatorAssignment(Class.STATE, Basis.CURATOR, "X"), None),
        (OperatorAssignment(Class.UNKNOWN, Basis.DEFAULT, "X"), None),
        (OperatorAssignment(Class.FEDERAL, Basis.REGISTRY, "An older name"), FEDERAL),
        (OperatorAssignment(Class.FEDERAL, Basis.REGISTRY, ""), FEDERAL),
    ],
)
def test_what_others_said_stands_and_a_new_name_alone_is_no_news(
    held: OperatorAssignment, now: RegistryListing | None
) -> None:
    assert operator_assignment(held, "jobs.example", now, STATE) == held
