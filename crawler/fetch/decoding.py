"""Undoing a body's Content-Encoding, within a bound.

809 compressed bytes can become a gigabyte; so no more is decompressed than is
kept. A body that is not what its header claims is kept as it came: browsers
differ here, and a look at it tells more than an error.
"""

import zlib

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_MOST_LAYERS = 3


def decode(body: bytes, content_encoding: str, cap: int) -> tuple[bytes, bool]:
    """The body without its encodings, at most `cap` bytes, and whether there was more."""
    layers = [part.strip().lower() for part in content_encoding.split(",") if part.strip()]
    more = False
    for layer in reversed(layers[:_MOST_LAYERS]):
        if layer not in ("gzip", "x-gzip", "deflate"):
            continue
        body, cut = _inflate(body, cap)
        more = more or cut
    return body, more


def _inflate(body: bytes, cap: int) -> tuple[bytes, bool]:
    for window in (_GZIP_OR_ZLIB, _RAW_DEFLATE):
        decompressor = zlib.decompressobj(window)
        try:
            plain = decompressor.decompress(body, cap)
        except zlib.error:
            continue
        return plain, bool(decompressor.unconsumed_tail)
    return body, False
