"""Which network addresses are the public internet.

The policy is stricter than `ipaddress.is_global`, which calls 32 of 71 hostile
test addresses global (NAT64 of loopback, IPv4-compatible loopback, site-local,
multicast, a cloud's metadata service…). Here:

- IPv4 is public unless it is in IANA's special-purpose registry, or is
  168.63.129.16 (a cloud's host agent, reachable from its guests only);
- IPv6 is public only inside 2000::/3, less the special blocks within it;
- an IPv4 address wrapped in an IPv6 one (`::ffff:a.b.c.d`) is judged unwrapped;
- an address with a zone (`fe80::1%eth0`) is never public.

Networks that the agency allows on purpose (its own intranet, a test's loopback) are accepted too.
"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Network = IPv4Network | IPv6Network

_IPV4_SPECIAL = tuple(
    IPv4Network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)
_IPV6_PUBLIC = IPv6Network("2000::/3")
_IPV6_SPECIAL = tuple(
    IPv6Network(block)
    for block in ("2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20")
)


def parse_networks(text: str) -> tuple[Network, ...]:
    """Return the networks of comma-separated CIDR blocks, as in `127.0.0.0/8, ::1/128`.

    Raise ValueError, which names the block, if one is not a network.
    """
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def may_dial(address: str, allowed: Sequence[Network] = ()) -> bool:
    """Return True if a connection to this address literal may be opened.

    Return False also for a text that is not an address.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address):
        if parsed.scope_id is not None:
            return False
        mapped = parsed.ipv4_mapped
        if mapped is not None:
            return _allowed(parsed, allowed) or may_dial(str(mapped), allowed)
        return _allowed(parsed, allowed) or _is_public_ipv6(parsed)
    return _allowed(parsed, allowed) or not any(parsed in block for block in _IPV4_SPECIAL)


def _is_public_ipv6(address: IPv6Address) -> bool:
    return address in _IPV6_PUBLIC and not any(address in block for block in _IPV6_SPECIAL)


def _allowed(address: IPv4Address | IPv6Address, allowed: Sequence[Network]) -> bool:
    return any(address in block for block in allowed)
