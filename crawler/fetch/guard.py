"""The address guard: the last check of each connection, after DNS.

libcurl requests a socket here each time it is about to connect to an address, for a page, a
redirect's hop, robots.txt or a probe alike. The guard checks that very address, so that neither an
unusual spelling nor a name that resolves differently the second time can send a packet into a
private network.
"""

import os
import socket
from collections.abc import Sequence
from typing import Any

import pycurl

from directory.rules.addresses import Network, may_dial


class Guard:
    """Opens sockets for one transfer after another, or refuses to.

    refused: an address that was refused since `reset`. own_fault: the resource that we ran out of
    since `reset`. dialled: the latest address for which a socket was opened. left_ipv6: an IPv6
    address was tried, and then, since it did not answer, an IPv4 one.
    """

    __slots__ = ("_allowed", "_ipv6_dialled", "dialled", "left_ipv6", "own_fault", "refused")

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self.reset()

    def reset(self) -> None:
        """Clear the state of the last transfer."""
        self.refused = ""
        self.own_fault = ""
        self.dialled = ""
        self.left_ipv6 = False
        self._ipv6_dialled: tuple[str, int] | None = None

    def open_socket(self, _purpose: int, target: Any) -> Any:
        """Return a socket for `target`, or SOCKET_BAD; libcurl's OPENSOCKETFUNCTION."""
        address = target.addr[0]
        if isinstance(address, bytes):
            address = address.decode("ascii", "replace")
        if not may_dial(address, self._allowed):
            self.refused = address
            return pycurl.SOCKET_BAD
        opened = None
        try:
            opened = socket.socket(target.family, target.socktype, target.protocol)
            # pycurl uses a duplicate, and fails without a message if it cannot make one.
            os.close(os.dup(opened.fileno()))
        except OSError as error:
            # Usually too many open files: our fault, so no verdict on the link.
            self.own_fault = str(error)
            if opened is not None:
                opened.close()
            return pycurl.SOCKET_BAD
        self.dialled = address
        self._note_family(target.family, address, target.addr[1])
        return _OnLoan(opened)

    def _note_family(self, family: int, address: str, port: int) -> None:
        if family == socket.AF_INET6:
            self._ipv6_dialled = (address, port)
        elif self._ipv6_dialled and not self.left_ipv6:
            self.left_ipv6 = _has_route(self._ipv6_dialled)


def _has_route(target: tuple[str, int]) -> bool:
    """Return True if this machine has a route to that IPv6 address: without one, the address is not
    at fault. Connecting a datagram socket only looks up the route; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as asking:
            asking.connect(target)
    except OSError:
        return False
    return True


class _OnLoan:
    """A socket that is closed once pycurl has made its duplicate and drops this object; otherwise
    it would only use a descriptor, and a thousand connections would need two thousand."""

    __slots__ = ("_socket",)

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    def fileno(self) -> int:
        """Return the descriptor of which pycurl makes a duplicate."""
        return self._socket.fileno()

    def __del__(self) -> None:
        self._socket.close()
