"""The agency's rules for notices: set as a whole, and only if they can be used."""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa

from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.tables import notice_rules
from directory.queries import links, notices
from directory.queries.notice_rules import current_rules
from directory.rules.notice_rules import RuleSet
from directory.rules.notice_rules_check import KnownSlugs, problems, tidied
from directory.rules.notice_rules_json import as_data
from directory.rules.notices import version_in_force
from directory.rules.permissions import Right

#: There is at most one row.
_ID = 1


def set_notice_rules(tx: Transaction, rules: RuleSet, version: int | None = None) -> int:
    """Set the rules that decide which links carry which notices; return their version.

    version: of the rules that the person saw who changes them; None for any. Rules equal to the
    stored ones write nothing. Raise ChangeRefused, with a sentence for each fault that
    `rules.notice_rules_check` finds, for a notice without a wording in force, and if another person
    has set the rules since that version.
    """
    tx.require(Right.ADMINISTER)
    rules = tidied(rules)
    before = current_rules(tx.connection)
    if version is not None and version != before.version:
        raise ChangeRefused(
            f"another person has set the rules in the meantime: you saw version {version}, the "
            f"catalog has version {before.version}. Check them and try again."
        )
    found = faults(tx.connection, rules, tx.today)
    if found:
        raise ChangeRefused(*found)
    if rules == before.rules:
        return before.version
    was = {"version": before.version, "rules": as_data(before.rules)}
    now = {"version": before.version + 1, "rules": as_data(rules)}
    row = {"id": _ID, "author": tx.who, "created_at": tx.now} | now
    tx.connection.execute(sa.delete(notice_rules))
    tx.connection.execute(sa.insert(notice_rules).values(row))
    tx.note("set", "notice-rules", "all", was, now)
    return before.version + 1


def faults(connection: sa.Connection, rules: RuleSet, today: date) -> tuple[str, ...]:
    """Return why these rules cannot be set today, a sentence each; empty if they can be."""
    categories = {category.slug for category in links.categories(connection)}
    known = KnownSlugs(notices.kinds(connection), categories)
    return (*problems(rules, known), *_without_wording(connection, rules, today))


def _without_wording(connection: sa.Connection, rules: RuleSet, today: date) -> Iterator[str]:
    """Yield the notices without a wording: a link that must carry one could not be released
    today."""
    needed = {rule.notice for rule in rules.exit if rule.notice is not None}
    needed |= {one.notice for one in rules.disclaimers if any(rule.due for rule in one.rules)}
    for slug in sorted(needed & notices.kinds(connection).keys()):
        versions = notices.versions(connection, slug)
        if version_in_force(versions, today) is None:
            days = [version.effective_from for version in versions]
            when = (
                f"its first takes effect on {min(days)}; set the rules from then on"
                if days
                else ("announce one first: jobbank notices announce")
            )
            yield f"the notice “{slug}” has no wording in force yet; {when}"
