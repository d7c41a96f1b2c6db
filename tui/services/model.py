"""The desk (an open catalog and its user), and what services are asked and answer.

Services are functions that take the desk. These records are light to import, so that screens can
use them before the first paint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tui.operations import Operation

if TYPE_CHECKING:
    from crawler.environment import Environment
    from directory.catalog.catalog import Catalog
    from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class Desk:
    """catalog, open; settings and environment as everywhere; who: the name in the audit trail."""

    catalog: "Catalog"
    settings: "Settings"
    environment: "Environment"
    who: str


class Refused(Exception):
    """The catalog said no, in words for staff; the person has been told."""


class NoDesk(Refused):
    """There is no catalog to use, or the settings cannot be read; the cause says which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is to show. query: as staff type it. sort: a word of `Sort`, in the catalog.
    kinds: groups of the queue, in the queue; all if there are none."""

    queue: bool
    query: str = ""
    sort: str = "name"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One line of the filters: value as a query or the queue spells it, label in words."""

    value: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The choices of one field; `field` is "" for the groups of the queue."""

    field: str
    title: str
    choices: tuple[FilterChoice, ...]


@dataclass(frozen=True, slots=True)
class View:
    """A query with a name."""

    name: str
    query: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for.

    version: at which they saw the link, when it is one. arguments, words: see `Work`.
    """

    operation: Operation
    ids: Sequence[int]
    version: int | None = None
    arguments: tuple[Any, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """What came of an act. words: a sentence for the person. refused: link ids with the reason.
    attention: something needs a look."""

    words: str
    refused: tuple[tuple[int, str], ...] = ()
    attention: bool = False


@dataclass(frozen=True, slots=True)
class ToUndo:
    """What undo would take back. act: in plain words, "" for nothing. final: what the person has
    done since that cannot be taken back, "" for nothing; past: its number, for `undo`. links: how
    many links the act changed."""

    act: str
    links: int = 0
    final: str = ""
    past: int | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """words: a sentence about it. link_id: of the first link that it changed."""

    words: str
    link_id: int | None = None
