"""Compose the content of a release from one snapshot of the catalog, for `write.py` and for
`diff`."""

from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import starmap

import sqlalchemy as sa

from directory.model.vocab import OperatorClass
from directory.publishing.export import compose
from directory.publishing.release.faults import ReleaseRefused
from directory.publishing.release.public_schema import (
    CategoryEntry,
    Header,
    LinkEntry,
    NoticeEntry,
    Withdrawn,
)
from directory.queries import notice_rules, release_rows
from directory.queries import notices as notices_store
from directory.rules.notice_rules import NoticePolicy, RuleSet
from directory.settings import Settings


class Counted:
    """Link entries, counted while they are read. released: the last day of each link released from
    a danger, by id."""

    def __init__(self, entries: Iterable[LinkEntry]) -> None:
        self._entries = entries
        self.links = 0
        self.exit_notices = 0
        self.unknown_operators = 0
        self.released: dict[int, date] = {}

    def __iter__(self) -> Iterator[LinkEntry]:
        for entry in self._entries:
            self.links += 1
            self.exit_notices += entry.exit_notice.due
            self.unknown_operators += entry.operator.class_ is OperatorClass.UNKNOWN
            if entry.released_until is not None:
                self.released[entry.id] = entry.released_until
            yield entry


@dataclass(frozen=True, slots=True)
class Composed:
    """The content of a release, before it is written.

    as_of: the day for which it is composed. withdrawn, links: by id, read when iterated, and only
    once. rules: by which the links carry notices; None if they are not known.
    """

    as_of: date
    header: Header
    categories: list[CategoryEntry]
    notices: list[NoticeEntry]
    withheld: tuple[int, ...]
    withdrawn: Iterable[Withdrawn]
    links: Counted
    rules: RuleSet | None


@contextmanager
def composed(connection: sa.Connection, *, as_of: date, settings: Settings) -> Iterator[Composed]:
    """Provide the release of the catalog for the day `as_of`.

    Raise ReleaseRefused, also while the links are read, if the catalog is not fit to be released.
    """
    try:
        known = release_rows.notices(connection)
        rules = notice_rules.current_rules(connection).rules
        ends = (
            release_rows.soonest_override_end(connection, as_of),
            release_rows.soonest_release_end(connection, as_of),
        )
        head = compose.header(settings, as_of, known, ends, notices_store.periods(connection))
        notices = compose.notice_entries(known, head, as_of)
        composer = compose.LinkComposer(
            compose.notice_policy(settings, rules),
            {row.slug: row.kind for row in known},
            (entry.slug for entry in notices if entry.current is not None),
            as_of,
        )
        rows = release_rows.released_links(connection, as_of)
        with closing(rows):  # also if refused before all are read
            yield Composed(
                as_of,
                head,
                compose.category_entries(release_rows.categories(connection)),
                notices,
                tuple(release_rows.withheld_ids(connection, as_of)),
                starmap(compose.withdrawn, release_rows.withdrawn(connection)),
                Counted(composer.entry(row) for row in rows),
                rules,
            )
    except compose.Unpublishable as error:
        raise ReleaseRefused(f"no release was made. {error}") from None


def policy_in(connection: sa.Connection, settings: Settings) -> NoticePolicy:
    """Return the policy by which a release would be made now.

    Raise Unpublishable if an own or sister site in the settings is not a valid host,
    CatalogUnavailable if the rules in the catalog cannot be read.
    """
    return compose.notice_policy(settings, notice_rules.current_rules(connection).rules)
