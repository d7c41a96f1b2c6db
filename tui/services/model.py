"""The desk (an open catalog and its user), and the arguments and results of services.

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
    """catalog: open; settings and environment as everywhere; who: the name in the audit trail."""

    catalog: "Catalog"
    settings: "Settings"
    environment: "Environment"
    who: str


class Refused(Exception):
    """The catalog refused; the message is for staff, and the user has seen it."""


class NoDesk(Refused):
    """There is no catalog to use, or the settings cannot be read; the message says which."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """The contents of a list. query: as staff type it. sort: a value of `Sort`, in the catalog.
    kinds: groups of the queue, in the queue; empty for all."""

    queue: bool
    query: str = ""
    sort: str = "name"
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """One line of the filters: value as in a query or the queue, label for staff."""

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
    """What a user asked for.

    version: of the link when they saw it, if it is one. arguments, words: see `Work`.
    """

    operation: Operation
    ids: Sequence[int]
    version: int | None = None
    arguments: tuple[Any, ...] = ()
    words: Mapping[str, str] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True, slots=True)
class Done:
    """The result of an act. words: a sentence for the user. refused: link ids with the reason.
    attention: something needs a check."""

    words: str
    refused: tuple[tuple[int, str], ...] = ()
    attention: bool = False


@dataclass(frozen=True, slots=True)
class ToUndo:
    """The act that undo would take back. act: its title, "" for nothing. final: what the user has
    done since that cannot be taken back, "" for nothing; past: its number, for `undo`. links: the
    number of links that the act changed."""

    act: str
    links: int = 0
    final: str = ""
    past: int | None = None


@dataclass(frozen=True, slots=True)
class TakenBack:
    """words: a sentence about it. link_id: of the first link that it changed."""

    words: str
    link_id: int | None = None
