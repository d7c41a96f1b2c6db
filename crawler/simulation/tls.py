"""TLS over bytes in memory, for the server's side.

asyncio's own TLS is not used because it closes the connection without a word
when a handshake fails; real servers send an alert that says why, and a client
judges by that alert. Here whatever OpenSSL wants to say is always sent.
"""

import ssl
from contextlib import suppress

_CHUNK = 65536


class TlsLayer:
    """One TLS session. Bytes from the network go in by `receive`, bytes for the
    network are fetched by `outgoing`."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._in = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._session = context.wrap_bio(self._in, self._out, server_side=True)
        self.established = False

    def receive(self, data: bytes) -> bytes:
        """Takes bytes off the network; returns what they say, decrypted.

        Raises ssl.SSLError when the session cannot go on; there may be an
        alert to send even then.
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
            except ssl.SSLZeroReturnError:  # the client's goodbye
                if clear:
                    return bytes(clear)
                raise
            if not part:
                return bytes(clear)
            clear += part

    def encrypt(self, data: bytes) -> bytes:
        """The bytes to put on the network for this text."""
        rest = memoryview(data)
        while rest:
            rest = rest[self._session.write(rest) :]
        return self._out.read()

    def outgoing(self) -> bytes:
        """Bytes that wait to be put on the network; empty for none."""
        return self._out.read()

    def farewell(self) -> bytes:
        """The bytes of an orderly end (close_notify)."""
        with suppress(ssl.SSLError):  # the client has not said goodbye yet, and need not
            self._session.unwrap()
        return self._out.read()


def ancient_server_hello() -> bytes:
    """What a server of 2005 says to any greeting: let us speak TLS 1.0.

    A record with one ServerHello, written out by hand: an OpenSSL of today
    refuses such a client by an alert instead, which is another behaviour.
    """
    version = b"\x03\x01"
    random = bytes(range(32))
    cipher = b"\x00\x2f"  # TLS_RSA_WITH_AES_128_CBC_SHA
    hello = version + random + b"\x00" + cipher + b"\x00"
    handshake = b"\x02" + len(hello).to_bytes(3, "big") + hello
    return b"\x16" + version + len(handshake).to_bytes(2, "big") + handshake
