"""Undoing a Content-Encoding: right for what is right, bounded for what is not."""

import gzip
import sys
import tracemalloc
import zlib
from collections.abc import Callable

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.fetch.decoding import decode
from tests.rows import each

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PAGE = b"<!doctype html><title>Jobs</title><p>Find work close to home.</p>" * 20
CAP = 256 * 1024


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


@each(
    ("body", "encoding"),
    [
        (PAGE, ""),
        (PAGE, "identity"),
        (gzip.compress(PAGE), "gzip"),
        (gzip.compress(PAGE), " GZIP "),
        (gzip.compress(PAGE), "x-gzip"),
        (zlib.compress(PAGE), "deflate"),
        (raw_deflate(PAGE), "deflate"),
        (gzip.compress(gzip.compress(PAGE)), "gzip, gzip"),
        (gzip.compress(zlib.compress(PAGE)), "deflate, gzip"),
        (gzip.compress(PAGE), "identity,, gzip,"),
        (gzip.compress(PAGE) + b"\0\0\0 padding", "gzip"),
        (PAGE, "gzip"),
        (PAGE, "deflate"),
        (PAGE, "br"),
        (PAGE, "zstd"),
        (PAGE, "compress"),
        (brotli.compress(PAGE), "br"),
        (zstd.compress(PAGE), "zstd"),
        (brotli.compress(gzip.compress(PAGE)), "gzip, BR"),
        (gzip.compress(zstd.compress(PAGE)), "zstd,gzip"),
        (b"", "gzip"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_was_encoded_is_decoded_and_what_was_not_is_kept(body: bytes, encoding: str) -> None:
    expected = b"" if body == b"" else PAGE
    assert decode(body, encoding, CAP) == (expected, False)


@pytest.mark.parametrize("body", [b"Jobs: welder", b"\xef\xbb\xbf \n<p>Jobs", b"\n\n<p>Jobs"])
@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_text_that_claims_to_be_encoded_is_kept(body: bytes, encoding: str) -> None:
    assert decode(body, encoding, CAP) == (body, False)


def test_a_body_cut_short_is_decoded_as_far_as_it_came() -> None:
    body, _more = decode(gzip.compress(PAGE, compresslevel=0)[:600], "gzip", CAP)
    assert len(body) > 500
    assert PAGE.startswith(body)


def test_of_more_layers_the_outermost_are_undone() -> None:
    body = zlib.compress(gzip.compress(brotli.compress(zstd.compress(PAGE))))
    assert decode(body, "zstd, br, gzip, deflate", CAP) == (zstd.compress(PAGE), False)


@pytest.mark.parametrize(("encoding", "pack"), [("br", brotli.compress), ("zstd", zstd.compress)])
@pytest.mark.parametrize(("length", "more"), [(CAP - 1, False), (CAP, False), (CAP + 1, True)])
def test_no_more_than_the_cap_comes_out(
    encoding: str, pack: Callable[[bytes], bytes], length: int, more: bool
) -> None:
    plain = bytes(range(256)) * (length // 256 + 1)
    body, cut = decode(pack(plain[:length]), encoding, CAP)
    assert body == plain[: min(length, CAP)]
    assert cut is more


def test_a_window_larger_than_senders_may_ask_for_is_not_given() -> None:
    options: dict[int, int] = {zstd.CompressionParameter.window_log: 27}
    packer = zstd.ZstdCompressor(options=options)
    body = packer.compress(PAGE) + packer.flush()
    assert decode(body, "zstd", CAP) == (body, False)


def test_of_more_layers_than_anybody_needs_only_some_are_undone() -> None:
    body = PAGE
    for _ in range(5):
        body = gzip.compress(body)
    decoded, _more = decode(body, "gzip, gzip, gzip, gzip, gzip", CAP)
    assert gzip.decompress(gzip.decompress(decoded)) == PAGE


@pytest.mark.slow
@pytest.mark.parametrize(
    "encoding", ["gzip", "gzip, gzip", "gzip, gzip, gzip", "br", "zstd", "br, zstd", "zstd, br, br"]
)
def test_a_bomb_goes_off_within_bounds(encoding: str) -> None:
    pack: dict[str, Callable[[bytes], bytes]] = {"gzip": gzip.compress, "zstd": zstd.compress,
            "br": lambda data: brotli.compress(data, quality=5)}  # fmt: skip
    bomb = b" " * 50_000_000
    for layer in encoding.split(", "):
        bomb = pack[layer](bomb)
    tracemalloc.start()
    body, more = decode(bomb, encoding, CAP)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (len(body), more) == (CAP, True)
    assert peak < 8 * CAP


@given(st.binary(max_size=3000), st.text(max_size=40), st.integers(1, 500))
def test_any_bytes_under_any_name_stay_within_the_cap_or_as_they_came(
    body: bytes, encoding: str, cap: int
) -> None:
    decoded, _more = decode(body, encoding, cap)
    assert decoded == body or len(decoded) <= cap


@given(
    st.binary(max_size=3000),
    st.lists(st.sampled_from(["gzip", "deflate", "x-gzip", "identity"]), max_size=3),
    st.integers(1, 500),
)
def test_what_was_encoded_comes_back_up_to_the_cap(
    body: bytes, layers: list[str], cap: int
) -> None:
    encoded = body
    for layer in layers:
        if layer == "deflate":
            encoded = zlib.compress(encoded)
        elif layer != "identity":
            encoded = gzip.compress(encoded)
    decoded, _more = decode(encoded, ", ".join(layers), max(cap, len(encoded)))
    assert decoded == body[: max(cap, len(encoded))]


@given(st.binary(max_size=300))
def test_text_that_only_claims_gzip_is_never_taken_for_something_else(body: bytes) -> None:
    text = b"Jobs" + body
    assert decode(text, "gzip", CAP) == (text, False)
