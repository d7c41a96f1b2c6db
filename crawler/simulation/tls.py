"""TLS over bytes in memory, for the server's side.

asyncio's TLS is not used because it closes the connection without an alert when a handshake fails;
real servers send an alert that says why, and a client judges by that alert. Here every alert of
OpenSSL is sent.
"""

import ssl
from contextlib import suppress

_CHUNK = 65536


class TlsLayer:
    """One TLS session. `receive` takes bytes from the network, `outgoing` returns bytes for the
    network."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._session = context.wrap_bio(self._in, self._out, server_side=True)
        self.established = False

    def receive(self, data: bytes) -> bytes:
        """Take bytes from the network; return their content, decrypted.

        Raise ssl.SSLError if the session cannot go on; there may be an alert to send even then.
        """
        self._in.write(data)
        try:
            if not self.established:
                self._session.do_handshake()
                self.established = True
            return self._read()
        except ssl.SSLWantReadError:
            return b""

    def _read(self) -> bytes:
        clear = bytearray()
        while True:
            try:
                part = self._session.read(_CHUNK)
            except ssl.SSLWantReadError:
                return bytes(clear)
            except ssl.SSLZeroReturnError:  # the client's close_notify
                if clear:
                    return bytes(clear)
                raise
            if not part:
                return bytes(clear)
            clear += part

    def encrypt(self, data: bytes) -> bytes:
        """Return the bytes to send for this plain text."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._session.write(rest) :]
        return self._out.read()

    def outgoing(self) -> bytes:
        """Return bytes that wait to be sent; empty for none."""
        return self._out.read()

    def farewell(self) -> bytes:
        """Return the bytes of an orderly end (close_notify)."""
        with suppress(ssl.SSLError):  # the client's close_notify has not come, and need not
            self._session.unwrap()
        return self._out.read()


def ancient_server_hello() -> bytes:
    """Return the answer of a server of 2005 to any ClientHello: TLS 1.0.

    A record with one ServerHello, written out by hand: a current OpenSSL refuses such a client by
    an alert instead, which is another behaviour.
    """
    version = b"\x03\x01"
    random = bytes(range(32))
    cipher = b"\x00\x2f"  # TLS_RSA_WITH_AES_128_CBC_SHA
    hello = version + random + b"\x00" + cipher + b"\x00"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return b"\x16" + version + len(handshake).to_bytes(2, "big") + handshake
