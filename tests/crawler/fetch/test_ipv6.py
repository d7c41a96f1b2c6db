"""A name with two addresses, of which the IPv6 one is dead: noticed, unless we are to blame."""

import socket
from types import SimpleNamespace

import pytest

from crawler.fetch.guard import Guard
from directory.rules.addresses import parse_networks

LOOPBACK = parse_networks("127.0.0.0/8, ::1/128, 2001:db8::/32")


def _routed(address: str) -> bool:
    """True if this machine has a way to that address."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as asking:
            asking.connect((address, 9))
    except OSError:
        return False
    return True


def dialled(guard: Guard, *addresses: str) -> Guard:
    """The guard, after libcurl has asked it for sockets to these addresses, one by one."""
    guard.reset()
    for address in addresses:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        target = SimpleNamespace(
            family=family, socktype=socket.SOCK_STREAM, protocol=0, addr=(address, 9)
        )
        guard.open_socket(0, target)
    return guard


@pytest.mark.parametrize(
    ("addresses", "left"),
    [
        (("::1", "127.0.0.1"), True),
        (("::1", "127.0.0.1", "127.0.0.2"), True),
        (("::1",), False),
        (("127.0.0.1",), False),
        (("127.0.0.1", "::1"), False),
        ((), False),
        (("fd00::1", "127.0.0.1"), False),  # refused by us, so never dialled
    ],
)
def test_ipv6_was_left_when_an_ipv4_address_was_dialled_after_it(
    addresses: tuple[str, ...], left: bool
) -> None:
    guard = dialled(Guard(LOOPBACK), *addresses)
    assert guard.left_ipv6 is (left and _routed("::1"))


def test_where_this_machine_has_no_way_to_ipv6_the_site_is_not_to_blame() -> None:
    guard = dialled(Guard(LOOPBACK), "2001:db8::1", "127.0.0.1")
    assert guard.left_ipv6 is _routed("2001:db8::1")


def test_the_next_transfer_begins_anew() -> None:
    guard = dialled(Guard(LOOPBACK), "::1", "127.0.0.1")
    guard.reset()
    assert not guard.left_ipv6
