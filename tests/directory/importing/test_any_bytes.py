"""Whatever a file holds, it gives rows or a refusal in words; never anything else."""

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.importing.decoding import decode
from directory.importing.detect import detect_format
from directory.importing.records import FileFormat, ImportEntry, ImportRefused, Problem
from directory.importing.service import parse_text, read_file

MARKS = {
    FileFormat.CSV: ["url", "name", ",", ";", "\t", "|", '"', "\n", "\r", "https://a.org", "sep=;"],
    FileFormat.JSON: ["{", "}", "[", "]", ":", ",", '"url"', '"links"', '"a"', "1e999", "\n", "\\"],
    FileFormat.NETSCAPE: [
        "<DL>", "</DL>", "<DT>", "<DD>", "<H3>", "</H3>", '<A HREF="https://a.org">', "</A>", "<A",
        "<![x", "<!--", "-->", "<script>", "<title>", '"', "&amp;", "&#0;", "&", "text", "\n",
    ],
    FileFormat.OPML: [
        "<opml>", "<body>", '<outline text="a"', ' xmlUrl="https://a.org"', "/>", ">", "</outline>",
        "</body>", "</opml>", "<!DOCTYPE x [", "<!ENTITY a 'b'>", "]>", "&a;", "&", "<", "\n",
    ],
    FileFormat.MARKDOWN: [
        "# ", "## ", "- ", "  - ", "1. ", "| ", "|\n|---|\n", "[a](https://a.org)", "https://b.org",
        "[a]: https://c.org\n", "[a]", "<a href='x'>", "</a>", "<ul><li>", "**", "`", "\n", "\n\n",
        "> ", "![", "](", " - ", "&amp;", "---\n", "<br>",
    ],
}  # fmt: skip


@pytest.mark.slow
@given(data=st.binary(max_size=400), name=st.sampled_from(["x", "x.csv", "x.html", "x.json"]))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    """Random bytes lead to rows or to ImportRefused."""
    try:
        text = decode(data).text
        rows = parse_text(text, detect_format(name, text)).rows
    except ImportRefused as refusal:
        assert str(refusal)
    else:
        assert all(isinstance(row, ImportEntry | Problem) for row in rows)


@pytest.mark.slow
@pytest.mark.parametrize("file_format", FileFormat)
@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_heap_of_its_own_marks_is_read_or_refused(
    file_format: FileFormat, data: st.DataObject
) -> None:
    """The signs of a format in any order lead to rows with lines of the text, or to a refusal."""
    piece = st.one_of(st.sampled_from(MARKS[file_format]), st.text(max_size=5))
    text = "".join(data.draw(st.lists(piece, max_size=40)))
    try:
        rows = parse_text(text, file_format).rows
    except ImportRefused as refusal:
        assert str(refusal)
    else:
        last = text.count("\n") + text.count("\r") + 1
        assert all(1 <= row.line <= last for row in rows)
        assert [row.line for row in rows] == sorted(row.line for row in rows)


@pytest.mark.parametrize("seed", range(20))
def test_a_file_of_noise_is_refused_in_words(tmp_path: Path, seed: int) -> None:
    """A kilobyte of noise is no text, and the refusal names the file."""
    path = tmp_path / "noise.csv"
    path.write_bytes(b"\x00" + random.Random(seed).randbytes(1000))
    with pytest.raises(ImportRefused, match=r"noise\.csv: "):
        read_file(path)
