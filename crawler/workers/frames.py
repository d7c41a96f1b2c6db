"""How a batch of requests and a batch of replies are written: MessagePack, with its length before
it."""

import struct
from enum import IntEnum

import msgspec

#: Length in bytes of the batch that follows.
LENGTH = struct.Struct("<I")


class ReplyKind(IntEnum):
    """What a reply is."""

    RESULT = 0
    ERROR = 1  # the text of a traceback, in UTF-8


Reply = tuple[ReplyKind, bytes]

_encode = msgspec.msgpack.Encoder().encode
decode_requests = msgspec.msgpack.Decoder(list[bytes]).decode
decode_replies = msgspec.msgpack.Decoder(list[Reply]).decode


def frame(batch: list[bytes] | list[Reply]) -> bytes:
    """Return a batch of requests or replies as it is sent."""
    body = _encode(batch)
    return LENGTH.pack(len(body)) + body
