"""What runs in a worker process: requests one after another, each with a limit on CPU time.

A batch of requests or replies is MessagePack, with its length before it.

The limit is a timer of the kernel whose signal nothing handles: a parser written in C, which
never returns to Python, is ended as well. Memory is limited for the process as a whole.
"""

import gc
import os
import resource
import signal
import socket
import struct
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from mmap import mmap

import msgspec

#: What a worker does with one request; an exception becomes a reply of the kind ERROR.
Handle = Callable[[bytes], bytes]

OUT_OF_MEMORY = 80  # exit code
_READ_AHEAD = 256 * 1024
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


@dataclass(frozen=True, slots=True)
class WorkerLimits:
    """Limits of a worker. cpu_seconds: for each request. memory: bytes of address space."""

    cpu_seconds: float
    memory: int


def work(progress: mmap, handle: Handle, limits: WorkerLimits, connection: socket.socket) -> None:
    """Answer batches of requests until the other end closes the connection.

    progress: shared with the parent; its one byte is the position, in the batch, of the request
    that is being processed.
    """
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    _limit_memory(limits.memory)
    gc.set_threshold(50_000, 20, 100)  # hardly any cycles arise, and a collection costs time
    with connection.makefile("rb", _READ_AHEAD) as stream:
        while length := stream.read(LENGTH.size):
            replies = []
            for place, request in enumerate(decode_requests(stream.read(*LENGTH.unpack(length)))):
                progress[0] = place
                signal.setitimer(signal.ITIMER_PROF, limits.cpu_seconds)
                replies.append(_answer(request, handle))
            signal.setitimer(signal.ITIMER_PROF, 0)
            connection.sendall(frame(replies))


def frame(batch: list[bytes] | list[Reply]) -> bytes:
    """Return the bytes to send for a batch of requests or replies."""
    body = _encode(batch)
    return LENGTH.pack(len(body)) + body


def _answer(request: bytes, handle: Handle) -> Reply:
    try:
        return ReplyKind.RESULT, handle(request)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception:
        return ReplyKind.ERROR, traceback.format_exc().encode("utf-8", "replace")


def _limit_memory(size: int) -> None:
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most == resource.RLIM_INFINITY or size < most:
        resource.setrlimit(resource.RLIMIT_AS, (size, most))
