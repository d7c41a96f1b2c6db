"""Counts of what is missing from published links and from the catalog."""

from typing import NamedTuple

import sqlalchemy as sa

from directory.model.tables import health as _health
from directory.model.tables import links as _links
from directory.model.tables import registries as _registries
from directory.model.vocab import EditorialState, OperatorClass

_OPERATOR_IS_UNKNOWN = _links.c.operator_class == OperatorClass.UNKNOWN


class PublishedCounts(NamedTuple):
    """How many links are published, and how many of them were never checked, are in no category, or
    have an unknown operator."""

    links: int
    never_checked: int
    without_category: int
    operator_unknown: int


def published_counts(connection: sa.Connection) -> PublishedCounts:
    """Count what is missing from published links."""
    counted = sa.select(
        sa.func.count(),
        *(
            sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
            for condition in (
                _health.c.link_id.is_(None),
                _links.c.category.is_(None),
                _OPERATOR_IS_UNKNOWN,
            )
        ),
    )
    query = counted.select_from(_links.outerjoin(_health, _health.c.link_id == _links.c.id)).where(
        _links.c.state == EditorialState.PUBLISHED
    )
    return PublishedCounts(*map(int, connection.execute(query).one()))


def has_registry(connection: sa.Connection) -> bool:
    """Return whether a registry of government domains is loaded."""
    return connection.execute(sa.select(_registries.c.name).limit(1)).first() is not None
