"""What a change of the notice rules would do to published links, counted before it is saved.

    found = affected(catalog, settings, day, proposed)
    for effect, links in found.effects.most_common():
        print(effect.words, links)

The links are read one after the other, so memory does not grow with their number.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from directory.catalog.catalog import Catalog
from directory.model.vocab import ExitDisplay
from directory.publishing.export import compose
from directory.queries import notice_rules, release_rows
from directory.queries.release_rows import LinkRow
from directory.rules.notice_rules import NoticePolicy, RuleSet
from directory.settings import Settings

#: How many links are named for each effect.
EXAMPLES: Final = 3


class EffectKind(StrEnum):
    """What happens to a link."""

    EXIT_ADDED = "exit-added"
    EXIT_CHANGED = "exit-changed"
    EXIT_REMOVED = "exit-removed"
    EXIT_INLINE = "exit-inline"
    EXIT_PAGE = "exit-page"
    EXPLANATION = "explanation"  # the same notice, or none, for another reason
    DISCLAIMER_ADDED = "disclaimer-added"
    DISCLAIMER_REMOVED = "disclaimer-removed"


@dataclass(frozen=True, slots=True)
class Effect:
    """What happens to a link, and with which notice; "" where the notice stays the same."""

    kind: EffectKind
    notice: str = ""

    @property
    def words(self) -> str:
        """The effect as text."""
        match self.kind:
            case EffectKind.EXIT_ADDED:
                return f"gets the exit notice “{self.notice}”, and had none"
            case EffectKind.EXIT_CHANGED:
                return f"gets the exit notice “{self.notice}” in the place of another"
            case EffectKind.EXIT_REMOVED:
                return f"loses the exit notice “{self.notice}”, and has none then"
            case EffectKind.EXIT_INLINE:
                return "has its exit notice beside the link, and had it on an exit page"
            case EffectKind.EXIT_PAGE:
                return "has its exit notice on an exit page, and had it beside the link"
            case EffectKind.EXPLANATION:
                return "has another explanation beside its exit notice, or beside having none"
            case EffectKind.DISCLAIMER_ADDED:
                return f"gets the disclaimer “{self.notice}”"
            case EffectKind.DISCLAIMER_REMOVED:
                return f"loses the disclaimer “{self.notice}”"
            case other:
                assert_never(other)


@dataclass(frozen=True, slots=True)
class Affected:
    """What would change. version: of the current rules. links: how many were compared; changed: how
    many of them have any effect. effects: links by effect, of which one link may have several.
    examples: for each effect, the names of the first few links, by id."""

    version: int
    links: int
    changed: int
    effects: Counter[Effect]
    examples: Mapping[Effect, Mapping[int, str]]


def affected(catalog: Catalog, settings: Settings, day: date, proposed: RuleSet) -> Affected:
    """Return what the proposed rules would change on that day, compared with the current ones.

    Raise Unpublishable if an own or sister site in the settings is not a valid host.
    """
    links = changed = 0
    effects: Counter[Effect] = Counter()
    examples: dict[Effect, dict[int, str]] = {}
    with catalog.reading() as connection:
        version, rules = notice_rules.current_rules(connection)
        now = compose.notice_policy(settings, rules)
        then = NoticePolicy(now.sites, proposed)
        with closing(release_rows.released_links(connection, day)) as rows:
            for row in rows:
                found = tuple(effects_on(row, now, then, day))
                links += 1
                changed += bool(found)
                effects.update(found)
                for effect in found:
                    known = examples.setdefault(effect, {})
                    if len(known) < EXAMPLES:
                        known[row.id] = _name(row, settings)
    return Affected(version, links, changed, effects, examples)


def effects_on(row: LinkRow, now: NoticePolicy, then: NoticePolicy, day: date) -> Iterator[Effect]:
    """Yield what the change from one policy to the other does to this link."""
    before, after = now.exit_decision(row, day), then.exit_decision(row, day)
    if before.notice != after.notice:
        if before.notice is None:
            yield Effect(EffectKind.EXIT_ADDED, after.notice or "")
        elif after.notice is None:
            yield Effect(EffectKind.EXIT_REMOVED, before.notice)
        else:
            yield Effect(EffectKind.EXIT_CHANGED, after.notice)
    elif before.rule != after.rule:
        yield Effect(EffectKind.EXPLANATION)
    if before.due and after.due and before.show is not after.show:
        inline = after.show is ExitDisplay.INLINE
        yield Effect(EffectKind.EXIT_INLINE if inline else EffectKind.EXIT_PAGE)
    had = now.disclaimers(row, row.disclaimers)
    has = then.disclaimers(row, row.disclaimers)
    yield from (Effect(EffectKind.DISCLAIMER_ADDED, slug) for slug in has if slug not in had)
    yield from (Effect(EffectKind.DISCLAIMER_REMOVED, slug) for slug in had if slug not in has)


def _name(row: LinkRow, settings: Settings) -> str:
    names = row.names
    return names.get(settings.default_language) or next(iter(names.values()), "")
