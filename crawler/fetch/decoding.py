"""Decode a body's Content-Encoding, within a bound.

809 compressed bytes can become a gigabyte; so no more is decompressed than is kept. A body that is
not what its header claims is kept as it came: browsers differ here, and the body tells more than an
error.

Requests offer only gzip and deflate. Some servers send br or zstd nevertheless, as they do to
browsers, which read them.
"""

import sys
import zlib

import brotli

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

_GZIP_OR_ZLIB = 32 + zlib.MAX_WBITS
_RAW_DEFLATE = -zlib.MAX_WBITS
_MOST_LAYERS = 3
#: Encoding → what it may be. Some servers send raw deflate where zlib's form is meant; if tried for
#: gzip too, it would corrupt short texts that are not compressed.
_WINDOWS = {
    "gzip": (_GZIP_OR_ZLIB,),
    "x-gzip": (_GZIP_OR_ZLIB,),
    "deflate": (_GZIP_OR_ZLIB, _RAW_DEFLATE),
}
#: RFC 9659: a sender may not use a window of more than 8 MB.
_ZSTD_LIMITS: dict[int, int] = {zstd.DecompressionParameter.window_log_max: 23}
_BEFORE_MARKUP = b" \t\r\n\xef\xbb\xbf"


def decode(body: bytes, content_encoding: str, cap: int) -> tuple[bytes, bool]:
    """Return the body without its encodings, at most `cap` bytes, and whether there was more.

    If there are more than three layers, only the outermost three are decoded.
    """
    if not content_encoding:
        return body, False
    layers = [part.strip().lower() for part in content_encoding.split(",") if part.strip()]
    more = False
    for layer in layers[: -_MOST_LAYERS - 1 : -1]:
        body, cut = _without(layer, body, cap)
        more = more or cut
    return body, more


def _without(layer: str, body: bytes, cap: int) -> tuple[bytes, bool]:
    if layer in _WINDOWS:
        return _inflate(body, _WINDOWS[layer], cap)
    if layer == "br":
        return _unbrotli(body, cap)
    if layer == "zstd":
        return _unzstd(body, cap)
    return body, False


def _inflate(body: bytes, windows: tuple[int, ...], cap: int) -> tuple[bytes, bool]:
    for window in windows:
        decompressor = zlib.decompressobj(window)
        try:
            plain = decompressor.decompress(body, cap)
        except zlib.error:
            continue
        return plain, bool(decompressor.unconsumed_tail)
    return body, False


def _unbrotli(body: bytes, cap: int) -> tuple[bytes, bool]:
    # Brotli has no mark at its beginning: some texts can be misread as Brotli.
    if body.lstrip(_BEFORE_MARKUP).startswith(b"<"):
        return body, False
    decompressor = brotli.Decompressor()
    try:
        plain: bytes = decompressor.process(body, output_buffer_limit=cap)
    except brotli.error:
        return body, False
    # The limit is where the buffer stops growing, so a little more may come.
    return plain[:cap], len(plain) > cap or not decompressor.can_accept_more_data()


def _unzstd(body: bytes, cap: int) -> tuple[bytes, bool]:
    decompressor = zstd.ZstdDecompressor(options=_ZSTD_LIMITS)
    try:
        plain = decompressor.decompress(body, max_length=cap)
    except zstd.ZstdError:
        return body, False
    return plain, not (decompressor.eof or decompressor.needs_input)
