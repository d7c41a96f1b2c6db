"""Which addresses may be dialled: the public internet, and what the agency allows besides."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from directory.rules.addresses import may_dial, parse_networks
from tests.rows import each

PUBLIC = [
    "1.1.1.1",
    "8.8.8.8",
    # The neighbours of each special block, so that no block is drawn too wide.
    "1.0.0.0",
    "9.255.255.255",
    "11.0.0.0",
    "100.63.255.255",
    "100.128.0.0",
    "126.255.255.255",
    "128.0.0.0",
    "168.63.129.15",
    "168.63.129.17",
    "169.253.255.255",
    "169.255.0.0",
    "172.15.255.255",
    "172.32.0.0",
    "191.255.255.255",
    "192.0.1.0",
    "192.0.3.0",
    "192.31.195.255",
    "192.31.197.0",
    "192.52.192.255",
    "192.52.194.0",
    "192.88.98.255",
    "192.88.100.0",
    "192.167.255.255",
    "192.169.0.0",
    "192.175.47.255",
    "192.175.49.0",
    "198.17.255.255",
    "198.20.0.0",
    "198.51.99.255",
    "198.51.101.0",
    "203.0.112.255",
    "203.0.114.0",
    "223.255.255.255",
    "2000::",
    "2001:200::1",
    "2001:4860:4860::8888",
    "2001:db7:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db9::",
    "2003::1",
    "2606:4700:4700::1111",
    "2620:4f:7fff:ffff:ffff:ffff:ffff:ffff",
    "2620:4f:8001::",
    "2a00:1450:4001::1",
    "3ffe:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "3fff:1000::",
    "::ffff:8.8.8.8",
]

SPECIAL = [
    # This host, private networks, a provider's own.
    "0.0.0.0",
    "0.255.255.255",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.0",
    "100.127.255.255",
    "172.16.0.0",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.255.255",
    # Loopback, link-local, the metadata services of clouds.
    "127.0.0.1",
    "127.255.255.255",
    "169.254.0.1",
    "169.254.169.254",
    "168.63.129.16",
    # Protocols, documentation, benchmarks, AS112, the old 6to4 relay.
    "192.0.0.0",
    "192.0.0.8",
    "192.0.0.255",
    "192.0.2.1",
    "192.31.196.1",
    "192.52.193.1",
    "192.88.99.1",
    "192.175.48.1",
    "198.18.0.0",
    "198.19.255.255",
    "198.51.100.1",
    "203.0.113.1",
    # Multicast, reserved, broadcast.
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    # IPv6: unspecified, loopback, IPv4-compatible, IPv4-mapped, translated.
    "::",
    "::1",
    "::127.0.0.1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.1.2.3",
    "::ffff:169.254.169.254",
    "::FFFF:A9FE:A9FE",
    "0:0:0:0:0:ffff:7f00:1",
    "::ffff:0:127.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::8.8.8.8",
    "64:ff9b:1::1",
    # Discard, Teredo, benchmarking, ORCHID, documentation, 6to4, AS112, SRv6.
    "100::1",
    "2001::1",
    "2001:0:7f00:1::",
    "2001:2::1",
    "2001:10::1",
    "2001:20::1",
    "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "2620:4f:8000::1",
    "3fff::1",
    "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff",
    "5f00::1",
    # Unique local, link-local, site-local, multicast, not given out.
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "febf::1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "1fff:ffff::1",
    "4000::1",
    "8000::1",
    # A zone belongs to one machine's own network.
    "fe80::1%eth0",
    "2606:4700:4700::1111%eth0",
    "2606:4700:4700::1111%25",
    "::ffff:8.8.8.8%1",
]

NOT_ADDRESSES = [
    "",
    "localhost",
    "example.com",
    "8.8.8.8:80",
    "8.8.8.8/32",
    " 8.8.8.8",
    "8.8.8.8\n",
    "8.8.8.8.",
    "8.8.8",
    "8.8.8.8.8",
    "08.8.8.8",
    "0x8.8.8.8",
    "134744072",
    "127.1",
    "①.1.1.1",
    "८.८.८.८",
    "256.1.1.1",
    "[2606:4700:4700::1111]",
    "2606:4700",
    "1:2:3:4:5:6:7:8:9",
    "::ffff:8.8.8",
]

LOOPBACK = parse_networks("127.0.0.0/8, ::1/128")

ipv4 = st.integers(0, 2**32 - 1).map(IPv4Address)
ipv6 = st.integers(0, 2**128 - 1).map(IPv6Address)


@each("address", PUBLIC)
def test_the_public_internet_may_be_dialled(address: str) -> None:
    assert may_dial(address)


@each("address", SPECIAL)
def test_what_is_not_the_public_internet_is_never_dialled(address: str) -> None:
    assert not may_dial(address)


@each("address", NOT_ADDRESSES)
def test_what_is_no_address_cannot_be_vouched_for(address: str) -> None:
    assert not may_dial(address, parse_networks("0.0.0.0/0, ::/0"))


@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.9.10", "::1", "::ffff:127.0.0.1"])
def test_an_allowed_network_may_be_dialled(address: str) -> None:
    assert may_dial(address, LOOPBACK)


@pytest.mark.parametrize(
    "address", ["10.0.0.1", "::2", "::127.0.0.1", "::ffff:10.0.0.1", "fe80::1"]
)
def test_allowing_one_network_allows_no_other(address: str) -> None:
    assert not may_dial(address, LOOPBACK)


def test_a_mapped_block_may_be_allowed_as_such() -> None:
    mapped = parse_networks("::ffff:10.0.0.0/104")
    assert may_dial("::ffff:10.1.2.3", mapped)
    assert not may_dial("10.1.2.3", mapped)


@given(st.one_of(ipv4, ipv6))
@example(IPv4Address("192.0.0.9"))
@example(IPv6Address("2001:1::1"))
def test_the_policy_is_never_laxer_than_pythons_own(address: IPv4Address | IPv6Address) -> None:
    """Whatever `ipaddress` knows to be special is refused here too."""
    if may_dial(str(address)):
        assert address.is_global


@given(ipv4)
def test_an_ipv4_address_is_judged_alike_when_it_is_wrapped_in_ipv6(address: IPv4Address) -> None:
    assert may_dial(f"::ffff:{address}") == may_dial(str(address))


@given(ipv6, st.text(st.characters(exclude_characters="%/"), min_size=1))
def test_no_address_with_a_zone_may_be_dialled_even_when_all_is_allowed(
    address: IPv6Address, zone: str
) -> None:
    assert not may_dial(f"{address}%{zone}", parse_networks("::/0, 0.0.0.0/0"))


@given(st.one_of(ipv4, ipv6))
def test_any_single_address_can_be_allowed_on_purpose(address: IPv4Address | IPv6Address) -> None:
    assert may_dial(str(address), parse_networks(f"10.0.0.0/8, {address}"))


@given(st.text())
def test_no_text_upsets_the_policy(text: str) -> None:
    assert may_dial(text) in (True, False)


@pytest.mark.parametrize(
    ("text", "networks"),
    [
        ("", []),
        (" , ,", []),
        ("127.0.0.0/8", ["127.0.0.0/8"]),
        (" 10.1.0.0/16 ,::1/128,", ["10.1.0.0/16", "::1/128"]),
        ("192.0.2.7", ["192.0.2.7/32"]),
    ],
)
def test_networks_are_read_from_a_list_with_commas(text: str, networks: list[str]) -> None:
    assert parse_networks(text) == tuple(map(ip_network, networks))


@pytest.mark.parametrize("bad", ["10.0.0.1/8", "10.0.0.0/33", "localhost", "10.0.0.0-10.0.0.9"])
def test_what_is_no_network_is_named(bad: str) -> None:
    with pytest.raises(ValueError, match=bad):
        parse_networks(f"127.0.0.0/8, {bad}")
