"""Undoing a body's Content-Encoding, within a bound.

809 compressed bytes can become a gigabyte; so no more is decompressed than is
kept. A body that is not what its header claims is kept as it came: browsers
differ here, and a look at it tells more than an error.
"""

import zlib

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_MOST_LAYERS = 3
#: Encoding → what it may be. Some servers send raw deflate where zlib's form is meant;
#: taken for gzip, it would make nonsense of short texts that are not compressed at all.
_WINDOWS = {
    "gzip": (_GZIP_OR_ZLIB,),
    "x-gzip": (_GZIP_OR_ZLIB,),
    "deflate": (_GZIP_OR_ZLIB, _RAW_DEFLATE),
}


def decode(body: bytes, content_encoding: str, cap: int) -> tuple[bytes, bool]:
    """The body without its encodings, at most `cap` bytes, and whether there was more."""
    layers = [part.strip().lower() for part in content_encoding.split(",") if part.strip()]
    more = False
    for layer in reversed(layers[:_MOST_LAYERS]):
        if layer in _WINDOWS:
            body, cut = _inflate(body, _WINDOWS[layer], cap)
            more = more or cut
    return body, more


def _inflate(body: bytes, windows: tuple[int, ...], cap: int) -> tuple[bytes, bool]:
    for window in windows:
        decompressor = zlib.decompressobj(window)
        try:
            plain = decompressor.decompress(body, cap)
        except zlib.error:
            continue
        return plain, bool(decompressor.unconsumed_tail)
    return body, False
