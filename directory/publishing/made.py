"""The files of a release that follow from its `directory.json` alone."""

from collections.abc import Callable, Iterator
from typing import Final

from directory.publishing import formats, readme
from directory.publishing.formats import lists
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site import exits, site, widget

_MAKERS: Final[tuple[Callable[[Edition], Iterator[MadeFile]], ...]] = (
    lists.files,
    formats.files,
    exits.files,
    site.files,
    widget.files,
    readme.files,
)


def made_from(edition: Edition) -> Iterator[MadeFile]:
    """Make them one after another; each must be read before the next is asked for."""
    for make in _MAKERS:
        yield from make(edition)
