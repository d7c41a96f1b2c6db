"""The directory in formats of other programs: search engines, spreadsheets, browsers, feed readers
and catalogs of data. A module each; all are made from the written directory alone."""

from collections.abc import Iterator
from itertools import chain
from typing import Final

from directory.publishing.formats import atom, bookmarks, dcat, json_ld, opml, table
from directory.publishing.release.reader import Edition, MadeFile

_MAKERS: Final = (json_ld.files, table.files, opml.files, bookmarks.files, atom.files, dcat.files)


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the directory in each format, a file each."""
    return chain.from_iterable(make(edition) for make in _MAKERS)
