"""The address guard: the last word on each connection, after DNS.

libcurl asks here for a socket each time it is about to dial an address, for a
page, a redirect's hop, robots.txt or a probe alike. The guard looks at that
very address, so that neither a clever spelling nor a name that answers
differently the second time can lead a packet into a private network.
"""

import os
import socket
from collections.abc import Sequence
from typing import Any

import pycurl

from directory.rules.addresses import Network, may_dial


class Guard:
    """Opens sockets for one transfer after another, or refuses to.

    refused: an address that was refused since `reset`. own_fault: what we
    ourselves ran out of since `reset`. dialled: the latest address for which a
    socket was opened. left_ipv6: an IPv6 address was dialled, and then, since it
    did not answer, an IPv4 one.
    """

    __slots__ = ("_allowed", "_ipv6_dialled", "dialled", "left_ipv6", "own_fault", "refused")

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self.reset()

    def reset(self) -> None:
        """Forgets the last transfer."""
        self.refused = ""
        self.own_fault = ""
        self.dialled = ""
        self.left_ipv6 = False
        self._ipv6_dialled: tuple[str, int] | None = None

    def open_socket(self, _purpose: int, target: Any) -> Any:
        """libcurl's OPENSOCKETFUNCTION: a socket for `target`, or SOCKET_BAD."""
        address = target.addr[0]
        if isinstance(address, bytes):
            address = address.decode("ascii", "replace")
        if not may_dial(address, self._allowed):
            self.refused = address
            return pycurl.SOCKET_BAD
        opened = None
        try:
            opened = socket.socket(target.family, target.socktype, target.protocol)
            # pycurl works on a duplicate, and fails without a word when it cannot have one.
            os.close(os.dup(opened.fileno()))
        except OSError as error:
            # Usually too many open files: our fault, and no verdict on the link.
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
    """True if this machine has a way to that IPv6 address: if it has none, the address is
    not to blame. To connect a datagram socket only looks up the way; nothing is sent."""
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as asking:
            asking.connect(target)
    except OSError:
        return False
    return True


class _OnLoan:
    """A socket until pycurl has made its duplicate and lets go of this; then ours would only
    take up a descriptor, and a thousand connections would need two thousand."""

    __slots__ = ("_socket",)

    def __init__(self, opened: socket.socket) -> None:
        self._socket = opened

    def fileno(self) -> int:
        """The descriptor of which pycurl makes a duplicate."""
        return self._socket.fileno()

    def __del__(self) -> None:
        self._socket.close()
