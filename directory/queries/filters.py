"""A query's terms as conditions on the tables of links and health.

Each condition is on `links` and `health`, joined by `LINKS_WITH_HEALTH`, so that a term means the
same in every list, count and group. `directory/rules/queue.py` decides which link is held back,
snoozed or vouched; this module has the same rules in SQL, and tests compare the two.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final, assert_never

import sqlalchemy as sa

from directory.model.reasons import DANGERS, REASONS
from directory.model.tables import categories, health, links, proposals
from directory.model.vocab import ExitOverride
from directory.queries.held_back import is_danger, is_held_back, is_released
from directory.rules.query import NEVER, NONE, Is, QueryField, Term

#: Every link, with its health where it has been checked.
LINKS_WITH_HEALTH: Final = links.outerjoin(health, health.c.link_id == links.c.id)

#: The verdicts to which dangers lead, by which an index finds them.
DANGER_VERDICTS: Final = sorted({REASONS[reason].verdict for reason in DANGERS})

has_proposal: Final = sa.exists().where(proposals.c.link_id == links.c.id)

Condition = sa.ColumnElement[bool]


def is_snoozed(today: date) -> Condition:
    """Return the condition that it is left out of the queue: snoozed, and its health did not get
    worse."""
    return sa.and_(
        links.c.snoozed_until >= today,
        links.c.snoozed_at.is_not(None),
        sa.or_(
            health.c.since.is_(None),
            sa.and_(
                health.c.since <= links.c.snoozed_at,
                sa.or_(~is_danger, health.c.reason == links.c.snoozed_for),
            ),
        ),
    )


def is_vouched(today: date) -> Condition:
    """Return the condition that a person's own check counts."""
    return links.c.vouched_until >= today


def conditions(terms: Iterable[Term], today: date) -> list[Condition]:
    """Return the conditions of all terms; a link must meet each."""
    return [condition(term, today) for term in terms]


def condition(term: Term, today: date) -> Condition:
    """Return the condition of one term."""
    any_of = sa.or_(*(_holds(term.field, value, today) for value in term.values))
    # A comparison with NULL is neither true nor false; `excluded` must treat it as false.
    return sa.not_(sa.func.coalesce(any_of, sa.false())) if term.excluded else any_of


def needs_health(terms: Iterable[Term]) -> bool:
    """Return True if any of the terms is about health."""
    about = {Is.HELD, Is.RELEASED, Is.SNOOZED, Is.UNCONFIRMED, Is.SUGGESTED}
    return any(
        term.field is QueryField.VERDICT
        or (term.field is QueryField.IS and about.intersection(term.values))
        for term in terms
    )


def _holds(field: QueryField, value: str, today: date) -> Condition:
    match field:
        case QueryField.STATE:
            return links.c.state == value
        case QueryField.VERDICT:
            return health.c.link_id.is_(None) if value == NEVER else health.c.verdict == value
        case QueryField.CATEGORY:
            return links.c.category.is_(None) if value == NONE else _within(value)
        case QueryField.CLASS:
            return links.c.operator_class == value
        case QueryField.AUDIENCE:
            return _listed(links.c.audiences, value)
        case QueryField.HOST:
            return sa.or_(
                links.c.host == value, links.c.host.like(f"%.{_plain(value)}", escape="\\")
            )
        case QueryField.STEWARD:
            wanted = "" if value == NONE else value
            return sa.func.lower(links.c.steward) == sa.func.lower(wanted)
        case QueryField.LANGUAGE:
            return _spoken(value)
        case QueryField.IS:
            return _is(Is(value), today)
        case _:
            assert_never(field)


def _is(what: Is, today: date) -> Condition:
    match what:
        case Is.HELD:
            return is_held_back(today)
        case Is.RELEASED:
            return is_released(today)
        case Is.SNOOZED:
            return is_snoozed(today)
        case Is.VOUCHED:
            return is_vouched(today)
        case Is.UNCONFIRMED:
            return health.c.confirmed.is_(sa.false())
        case Is.FORCED:
            until = links.c.exit_override_until
            holds = sa.or_(until.is_(None), until >= today)
            return sa.and_(links.c.exit_override != ExitOverride.BY_RULE, holds)
        case Is.PROPOSED:
            return has_proposal
        case Is.OVERDUE:
            return links.c.review_by < today
        case Is.SUGGESTED:
            return health.c.suggested_url.is_not(None)
        case _:
            assert_never(what)


def _within(slug: str) -> Condition:
    """Return the condition that a link is in this category or one of its children."""
    shelf = sa.select(categories.c.slug).where(
        sa.or_(categories.c.slug == slug, categories.c.parent == slug)
    )
    return links.c.category.in_(shelf)


def _listed(column: sa.ColumnElement[list[str]], word: str) -> Condition:
    """Return the condition that the JSON list contains this word, or for “none” that it is
    empty."""
    text = sa.cast(column, sa.Text)
    return text == "[]" if word == NONE else text.like(f'%"{_plain(word)}"%', escape="\\")


def _spoken(tag: str) -> Condition:
    """Return the condition that the destination has this language, for any country."""
    text = sa.func.lower(sa.cast(links.c.languages, sa.Text))
    if tag == NONE:
        return text == "[]"
    return sa.or_(text.like(f'%"{tag}"%'), text.like(f'%"{tag}-%'))


def _plain(text: str) -> str:
    """Escape the text for LIKE."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
