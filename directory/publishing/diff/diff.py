"""What would change on the website if a release were made now.

    change = difference(Path("release"), catalog, as_of=today, settings=settings)
    change.totals[Kind.ADDED], change.shown[Kind.ADDED]

The new release is composed by the code that writes releases (`export.composition.composed`); the
old one is read line by line from its `directory.json`. Both are sorted by id and compared side by
side, so memory does not grow with the number of links; of each kind of change only the first few
hundred are kept, and all are counted.

A different day of the release alone is not a change.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec
import sqlalchemy as sa

from directory.catalog.catalog import Catalog
from directory.model.reasons import REASONS
from directory.model.vocab import EditorialState
from directory.publishing.diff.fields import (
    FieldChange,
    category_changes,
    header_changes,
    health_change,
    link_changes,
    link_in_full,
    notice_changes,
)
from directory.publishing.export.composition import Composed, composed
from directory.publishing.release.delta import side_by_side
from directory.publishing.release.directory_file import canonical
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.public_schema import CategoryEntry, LinkEntry
from directory.publishing.release.reader import (
    Broken,
    DirectoryStream,
    id_in,
    link_in,
    read_released,
)
from directory.queries import release_rows
from directory.queries.release_rows import HeldBack, Unpublished
from directory.settings import Settings

__all__ = ["Alteration", "FieldChange", "Kind", "ReleaseDiff", "alterations", "difference"]

#: How many of each kind are kept; the rest is counted.
MOST_SHOWN: Final = 500
_Entry = TypeVar("_Entry")


class Kind(StrEnum):
    """What happens to something on the website, in the order in which staff read it."""

    ADDED = "added"
    CHANGED = "changed"
    TAKEN_OFF = "taken-off"
    HELD_BACK = "held-back"
    STILL_HELD = "still-held"  # as before: no change, but staff should check it
    NOTICE = "notice"
    CATEGORY = "category"
    HEADER = "header"
    HEALTH = "health"  # only what crawls found


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing that changes. link_id: None for what is not a link.

    name: the link's name, or the slug. words: why, or what happens, in a few words; may be empty.
    changes: field by field; empty for a link that leaves.
    """

    kind: Kind
    link_id: int | None
    name: str
    words: str
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class ReleaseDiff:
    """What would change. first: nothing was released there before.

    links, exit_notices: how many the release would contain. totals: the number for each kind, all
    kinds included. shown: the first of each kind.
    """

    first: bool
    as_of: date
    links: int
    exit_notices: int
    totals: Mapping[Kind, int]
    shown: Mapping[Kind, tuple[Alteration, ...]]

    @property
    def changes(self) -> int:
        """How many things would change; 0 if the release would equal the last one."""
        return sum(self.totals.values()) - self.totals[Kind.STILL_HELD]


def difference(
    old: Path | None,
    catalog: Catalog,
    *,
    as_of: date,
    settings: Settings,
    most: int = MOST_SHOWN,
) -> ReleaseDiff:
    """Return what a release of the catalog for the day `as_of` changes compared with the one in
    `old`.

    old: the folder; None, or a folder without a directory, means that there is none. most: how many
    alterations of each kind are kept.

    Raise ReleaseRefused if the catalog is not fit to be released, or the old release cannot be
    read.
    """
    totals = dict.fromkeys(Kind, 0)
    shown: dict[Kind, list[Alteration]] = {kind: [] for kind in Kind}
    with _walk(old, catalog, as_of, settings) as walk:
        for kind, make in walk.steps():
            totals[kind] += 1
            if totals[kind] <= most:
                shown[kind].append(make())
        return ReleaseDiff(
            walk.first,
            as_of,
            walk.content.links.links,
            walk.content.links.exit_notices,
            totals,
            {kind: tuple(found) for kind, found in shown.items()},
        )


def alterations(
    old: Path | None, catalog: Catalog, *, as_of: date, settings: Settings
) -> Iterator[Alteration]:
    """Yield all that `difference` counts, one after the other; raise as it does."""
    with _walk(old, catalog, as_of, settings) as walk:
        for _, make in walk.steps():
            yield make()


@contextmanager
def _walk(old: Path | None, catalog: Catalog, as_of: date, settings: Settings) -> Iterator["_Walk"]:
    with ExitStack() as stack:
        connection = stack.enter_context(catalog.reading())
        content = stack.enter_context(composed(connection, as_of=as_of, settings=settings))
        file = None
        if old is not None:
            try:
                file = stack.enter_context((old / DIRECTORY).open("rb"))
            except FileNotFoundError:
                pass
            except OSError as error:
                raise _unreadable(old, error.strerror or "it cannot be opened") from None
        try:
            yield _Walk(
                connection, content, DirectoryStream() if file is None else read_released(file)
            )
        except Broken as error:
            assert old is not None
            raise _unreadable(old, str(error)) from None


def _unreadable(folder: Path, why: str) -> ReleaseRefused:
    return ReleaseRefused(
        f"the changes cannot be listed, since the release in {folder} cannot be read ({why}) "
        "You can publish nevertheless: that replaces it."
    )


#: A kind, and what makes its alteration when it is to be shown.
_Step = tuple[Kind, Callable[[], Alteration]]


class _Walk:
    """The old release and the new one, side by side."""

    def __init__(self, connection: sa.Connection, content: Composed, old: DirectoryStream) -> None:
        self._connection = connection
        self._old = old
        self._language = content.header.default_language
        self._as_of = content.as_of
        self.content = content
        self.first = old.header is None

    def steps(self) -> Iterator[_Step]:
        """Yield all alterations, in a fixed order: of the whole, then of links by id."""
        yield from self._header()
        yield from self._notices()
        yield from self._categories()
        held = {one.id: one for one in release_rows.held_back(self._connection, self._as_of)}
        for one in held.values():
            kind = Kind.STILL_HELD if one.id in self._old.withheld else Kind.HELD_BACK
            yield kind, _held_back(kind, one)
        released_again = set()
        with _Leaving(self._connection) as leaving:
            lines = ((id_in(raw), raw) for raw in self._old.links)
            entries = ((entry.id, entry) for entry in self.content.links)
            for key, raw, new in side_by_side(lines, entries):
                if new is None:
                    if key not in held:
                        yield self._taken_off(key, raw, leaving.find(key))
                elif raw is None:
                    released_again.add(key)
                    yield Kind.ADDED, self._added(new)
                elif canonical(new) != raw:
                    yield from self._changed(raw, new)
        yield from self._no_longer_held(self._old.withheld - held.keys() - released_again)

    def _name(self, entry: LinkEntry) -> str:
        return entry.names.get(self._language) or next(iter(entry.names.values()))

    def _added(self, new: LinkEntry) -> Callable[[], Alteration]:
        again = ""
        if new.id in self._old.withheld:
            until = f" until {new.released_until}" if new.released_until else " again"
            again = f"was held back, is released{until}"
        return lambda: Alteration(
            Kind.ADDED, new.id, self._name(new), again or new.url, tuple(link_in_full(new))
        )

    def _changed(self, raw: bytes, new: LinkEntry) -> Iterator[_Step]:
        old = link_in(raw)
        if old == new:  # written by another version of this program
            return
        same = msgspec.structs.replace(old, health=new.health) == new
        kind = Kind.HEALTH if same else Kind.CHANGED

        def make() -> Alteration:
            changes = (*link_changes(old, new), *health_change(old.health, new.health))
            words = "; ".join(map(str, changes))
            return Alteration(kind, new.id, self._name(new), words, changes)

        yield kind, make

    def _taken_off(self, key: int, raw: bytes | None, now: Unpublished | None) -> _Step:
        assert raw is not None
        old = link_in(raw)
        return Kind.TAKEN_OFF, lambda: Alteration(
            Kind.TAKEN_OFF, key, self._name(old), _why_off(now)
        )

    def _no_longer_held(self, keys: set[int]) -> Iterator[_Step]:
        """Yield those that were held back, and are now neither released nor held back."""
        with _Leaving(self._connection) as leaving:
            for key in sorted(keys):
                now = leaving.find(key)
                name = f"Link {key}" if now is None else now.name
                words = f"was held back; {_why_off(now)}"
                gone = Alteration(Kind.TAKEN_OFF, key, name, words)
                yield Kind.TAKEN_OFF, lambda gone=gone: gone  # type: ignore[misc]

    def _header(self) -> Iterator[_Step]:
        if self._old.header is None:
            return
        for change in header_changes(self._old.header, self.content.header):
            whole = Alteration(Kind.HEADER, None, "The directory", str(change), (change,))
            yield Kind.HEADER, lambda whole=whole: whole  # type: ignore[misc]

    def _notices(self) -> Iterator[_Step]:
        new = {entry.slug: entry for entry in self.content.notices}
        yield from _named(Kind.NOTICE, self._old.notices, new, notice_changes)

    def _categories(self) -> Iterator[_Step]:
        new = {entry.slug: entry for entry in self.content.categories}
        yield from _named(Kind.CATEGORY, self._old.categories, new, _category)


def _category(old: CategoryEntry | None, new: CategoryEntry | None) -> Iterator[FieldChange]:
    return iter(()) if old is None or new is None else category_changes(old, new)


def _named(
    kind: Kind,
    old: Mapping[str, _Entry],
    new: Mapping[str, _Entry],
    changes_of: Callable[[Any, Any], Iterator[FieldChange]],
) -> Iterator[_Step]:
    for slug in sorted(old.keys() | new.keys()):
        before, after = old.get(slug), new.get(slug)
        if before == after:
            continue
        changes = tuple(changes_of(before, after))
        words = "; ".join(change.field for change in changes) or "in another form"
        if before is None or after is None:
            words = "new" if before is None else "no longer there"
        altered = Alteration(kind, None, slug, words, changes)
        yield kind, lambda altered=altered: altered  # type: ignore[misc]


def _held_back(kind: Kind, one: HeldBack) -> Callable[[], Alteration]:
    return lambda: Alteration(kind, one.id, one.name, REASONS[one.reason].summary)


def _why_off(now: Unpublished | None) -> str:
    match None if now is None else now.state:
        case None:
            return "no longer in the catalog"
        case EditorialState.RETIRED:
            return "retired"
        case EditorialState.IN_REVIEW:
            return "in review again"
        case EditorialState.DRAFT:
            return "made a draft again"
        case EditorialState.PUBLISHED:  # what is published stays or is held back
            raise AssertionError(now)


class _Leaving:
    """Finds links that are not published; the ids passed to `find` must ascend."""

    def __init__(self, connection: sa.Connection) -> None:
        self._rows = release_rows.unpublished_links(connection)
        self._at: Unpublished | None = None

    def __enter__(self) -> "_Leaving":
        return self

    def __exit__(self, *_error: object) -> None:
        self._rows.close()

    def find(self, key: int) -> Unpublished | None:
        """Return the link; None if it is not in the catalog."""
        while self._at is None or self._at.id < key:
            self._at = next(self._rows, None)
            if self._at is None:
                return None
        return self._at if self._at.id == key else None
