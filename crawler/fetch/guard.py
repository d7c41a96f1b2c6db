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
    socket was opened.
    """

    __slots__ = ("_allowed", "dialled", "own_fault", "refused")

    def __init__(self, allowed: Sequence[Network]) -> None:
        self._allowed = allowed
        self.reset()

    def reset(self) -> None:
        """Forgets the last transfer."""
        self.refused = ""
        self.own_fault = ""
        self.dialled = ""

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
        return _OnLoan(opened)


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
