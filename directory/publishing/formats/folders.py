"""The categories as folders, for formats without categories.

Names are in the default language. A category without links, in itself and below, has no folder;
links without a category are beside the folders.
"""

from dataclasses import dataclass

from directory.publishing.release.placeholders import text_in
from directory.publishing.release.public_schema import CategoryEntry, LinkEntry
from directory.publishing.release.reader import Edition


@dataclass(frozen=True, slots=True)
class Folder:
    """A category that has links. inside: the folders in it, in the order for visitors."""

    slug: str
    name: str
    inside: tuple["Folder", ...]


def folders(edition: Edition, top: str | None = None) -> tuple[Folder, ...]:
    """Return the folders directly under a category, or the outermost ones."""
    made = (_folder(edition, one) for one in edition.below(top))
    return tuple(folder for folder in made if folder.inside or edition.places.get(folder.slug))


def name_and_description(edition: Edition, link: LinkEntry) -> tuple[str, str]:
    """Return a link's name and description, in the default language where possible."""
    language = edition.header.default_language
    return (
        text_in(link.names, language, language)[0],
        text_in(link.descriptions, language, language)[0],
    )


def _folder(edition: Edition, category: CategoryEntry) -> Folder:
    language = edition.header.default_language
    name = text_in(category.names, language, language)[0]
    return Folder(category.slug, name, folders(edition, category.slug))
