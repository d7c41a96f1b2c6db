"""The desk: an open catalog and who sits before it. Questions are functions that take it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crawler.environment import World
    from directory.catalog.catalog import Catalog
    from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """catalog, open; settings and world as everywhere; who: the name in the audit trail."""

    catalog: "Catalog"
    settings: "Settings"
    world: "World"
    who: str


class Refused(Exception):
    """The catalog said no, in words for staff; the person has been told."""


class NoDesk(Refused):
    """There is nothing to sit down at: no catalog, or settings that cannot be read.

    code: the exit code of the program.
    """

    def __init__(self, words: str, code: int) -> None:
        super().__init__(words)
        self.code = code
