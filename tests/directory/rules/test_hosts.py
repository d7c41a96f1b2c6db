"""Registrable domains: what one owner registers, by the public-suffix list."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.rules.hosts import registrable_domain
from tests.rows import each

label = st.from_regex(r"[a-z]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)


@each(
    ("host", "domain"),
    [
        ("example.com", "example.com"),
        ("www.jobs.example.com", "example.com"),
        ("jobs.elm.k12.ca.us", "elm.k12.ca.us"),
        ("www.mass.gov", "mass.gov"),
        ("jobs.example.co.uk", "example.co.uk"),
        ("elm.github.io", "elm.github.io"),
        ("www.elm.github.io", "elm.github.io"),
        ("xn--bcher-kva.example.de", "example.de"),
        ("jobs.xn--55qx5d.cn", "jobs.xn--55qx5d.cn"),
        ("host.example", "host.example"),
        ("co.uk", "co.uk"),
        ("com", "com"),
        ("localhost", "localhost"),
        ("127.0.0.1", "127.0.0.1"),
        ("[2001:db8::1]", "[2001:db8::1]"),
        ("", ""),
    ],
)
def test_a_host_belongs_to_what_its_owner_has_registered(host: str, domain: str) -> None:
    assert registrable_domain(host) == domain


@pytest.mark.slow
@given(st.lists(label, min_size=1, max_size=5).map(".".join))
def test_a_domain_is_a_part_of_its_host_and_its_own_domain(host: str) -> None:
    domain = registrable_domain(host)
    assert host == domain or host.endswith(f".{domain}")
    assert registrable_domain(domain) == domain
    assert registrable_domain(f"www.{domain}") in (domain, f"www.{domain}")
