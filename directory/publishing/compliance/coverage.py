"""Coverage: whether every published link has every notice it must carry, in every language.

    audit = Audit(notices, settings, day)
    found = survey(audit, lambda: released_links(connection, day), held_back(connection, day))
    for line in found.lines():  # gaps first
        print(line)

Pure: rows in, lines out. The rules decide which notices a link must carry; the code that composes a
release decides whether a wording can be shown. So every gap here is a reason to refuse a release,
and every such reason is a gap here. This includes wordings that no link needs today: announced
ones, and those of notices that are not used.

The links are read once to count, and again for each walk over them, so memory does not grow with
their number. A link that is held back as a danger is on no page that visitors see; it is listed as
not shown, and is not a gap.
"""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Final

import msgspec

from directory.model.reasons import REASONS
from directory.model.vocab import ExitDisplay, NoticeKind, OperatorClass
from directory.publishing.export import compose
from directory.publishing.release.public_schema import Header
from directory.queries.release_rows import HeldBack, LinkRow, NoticeRow, VersionRow
from directory.rules import notices as rules
from directory.rules.notice_rules import DEFAULT, SHOWN_AS, RuleSet
from directory.settings import Settings


class CoverageState(StrEnum):
    """The state of a link, a notice and a language."""

    GAP = "gap"
    COVERED = "covered"
    NOT_REQUIRED = "not-required"
    NOT_SHOWN = "not-shown"  # the link is held back, so visitors do not see it


class GapKind(StrEnum):
    """What a gap is."""

    NO_NOTICE = "no-notice"
    WRONG_KIND = "wrong-kind"
    NO_WORDING = "no-wording"
    NO_TEXT = "no-text"
    CANNOT_BE_FILLED = "cannot-be-filled"


@dataclass(frozen=True, slots=True)
class Gap:
    """Why visitors cannot be shown a notice. words: what is wrong and what to do, for staff."""

    kind: GapKind
    words: str


@dataclass(frozen=True, slots=True)
class Required:
    """A notice that links must carry, with the kind that they need.

    languages: each of the directory's, in order, with its gap or None.
    """

    notice: str
    kind: NoticeKind
    languages: tuple[tuple[str, Gap | None], ...]

    @property
    def covered(self) -> tuple[str, ...]:
        """The languages in which it is shown."""
        return tuple(language for language, gap in self.languages if gap is None)

    @property
    def missing(self) -> tuple[tuple[str, Gap], ...]:
        """The languages in which it is not, each with its gap."""
        return tuple((language, gap) for language, gap in self.languages if gap is not None)


@dataclass(frozen=True, slots=True)
class LinkCoverage:
    """The notices that one published link must carry.

    without_exit: the rule by which no exit notice is due; None if one is due. shown: how the exit
    notice is shown; None if none is due. later: notices that staff added before their first wording
    is in force, and when it will be, as text. operator_known: False if the operator of the
    destination is unknown.
    """

    id: int
    name: str
    required: tuple[Required, ...]
    without_exit: str | None
    later: tuple[tuple[str, str], ...]
    shown: ExitDisplay | None = None
    operator_known: bool = True

    @property
    def gaps(self) -> int:
        """How many of its notices × languages are not covered."""
        return sum(len(one.missing) for one in self.required)

    def lines(self) -> "Iterator[CoverageLine]":
        """Yield a line per notice and language, and one for each notice that is not required."""
        exit_kind, disclaimer = NoticeKind.EXIT, NoticeKind.DISCLAIMER
        for one in self.required:
            for language, gap in one.languages:
                state = CoverageState.COVERED if gap is None else CoverageState.GAP
                note = self._shown() if one.kind is exit_kind else ""
                yield CoverageLine(
                    self.id, self.name, state, one.notice, one.kind, language, gap, note
                )
        if self.without_exit is not None:
            state, words = CoverageState.NOT_REQUIRED, self.without_exit
            yield CoverageLine(self.id, self.name, state, kind=exit_kind, note=words)
        for slug, words in self.later:
            yield CoverageLine(
                self.id, self.name, CoverageState.NOT_REQUIRED, slug, disclaimer, note=words
            )

    def _shown(self) -> str:
        return "" if self.shown is None else f"Shown {SHOWN_AS[self.shown]}."


@dataclass(frozen=True, slots=True)
class CoverageLine:
    """One line of the audit: a link, a notice, a language, and their state.

    link: None if the line is about a wording for any link. name: as it was written; the caller
    escapes it for the output. notice and language: "" if the line is about none. note: words of a
    line that is not a gap; of an exit notice, how it is shown.
    """

    link: int | None
    name: str
    state: CoverageState
    notice: str = ""
    kind: NoticeKind | None = None
    language: str = ""
    gap: Gap | None = None
    note: str = ""

    @property
    def words(self) -> str:
        """The text of the line for staff; for a covered notice, how it is shown."""
        return self.note if self.gap is None else self.gap.words


class Audit:
    """The notices that a link must carry by these rules, and which of them can be shown on a day.

    Raises Unpublishable if an own or sister site in the settings is not a valid host.
    """

    def __init__(
        self,
        notices: Iterable[NoticeRow],
        settings: Settings,
        day: date,
        rule_set: RuleSet = DEFAULT,
    ) -> None:
        self._known = {row.slug: row for row in notices}
        self.day: Final = day
        self.head: Final = compose.header(settings, day, self._known.values())
        self._policy = compose.notice_policy(settings, rule_set)
        self._current = {
            slug: version
            for slug, row in self._known.items()
            if (version := rules.version_in_force(row.versions, day)) is not None
        }
        self._required: dict[tuple[str, NoticeKind], Required] = {}

    def link(self, row: LinkRow) -> LinkCoverage:
        """Return what this link must carry; never raises."""
        decision = self._policy.exit_decision(row, self.day)
        later = [slug for slug in row.disclaimers if self._may_wait(slug)]
        added = set(row.disclaimers).difference(later)
        due = self._policy.disclaimers(row, added)
        required = [self._of_kind(slug, NoticeKind.DISCLAIMER) for slug in due]
        if decision.notice is not None:
            required.insert(0, self._of_kind(decision.notice, NoticeKind.EXIT))
        return LinkCoverage(
            id=row.id,
            name=self._name(row),
            required=tuple(required),
            without_exit=decision.rule if decision.notice is None else None,
            later=tuple((slug, self._starts(slug)) for slug in later if slug not in due),
            shown=decision.show,
            operator_known=row.operator_class is not OperatorClass.UNKNOWN,
        )

    def wordings(self, needed: Iterable[Required]) -> tuple[CoverageLine, ...]:
        """Return the gaps in wordings that no line of a link covers: those announced, those that no
        link needs, and those in a language that the directory does not offer."""
        told = {(one.notice, one.kind) for one in needed}
        return tuple(
            CoverageLine(None, "", CoverageState.GAP, slug, row.kind, language, gap)
            for slug, row in sorted(self._known.items())
            for version, languages in self._apart(row, (slug, row.kind) in told)
            for language in languages
            if (gap := self._wording_gap(row, version, language)) is not None
        )

    def _apart(self, row: NoticeRow, told: bool) -> Iterator[tuple[VersionRow, tuple[str, ...]]]:
        """Yield the wordings of a notice to check apart from links, each with the languages."""
        offered = self.head.languages
        if (current := self._current.get(row.slug)) is not None:
            yield current, _beyond(current, offered) if told else _all_of(current, offered)
        for version in rules.announced_versions(row.versions, self.day):
            yield version, _all_of(version, offered)

    def _of_kind(self, slug: str, kind: NoticeKind) -> Required:
        """Return the cached requirement, which is the same for all links."""
        found = self._required.get((slug, kind))
        if found is None:
            gaps = tuple((tag, self._gap(slug, kind, tag)) for tag in self.head.languages)
            found = self._required[slug, kind] = Required(slug, kind, gaps)
        return found

    def _gap(self, slug: str, kind: NoticeKind, language: str) -> Gap | None:
        row = self._known.get(slug)
        if row is None:
            words = "The catalog has no notice of this name. Add it, or take the link out."
            return Gap(GapKind.NO_NOTICE, words)
        if row.kind is not kind:
            words = (
                f"The link uses it as one of kind “{kind}”, but it is of kind “{row.kind}”. "
                "Choose another notice for the link."
            )
            return Gap(GapKind.WRONG_KIND, words)
        current = self._current.get(slug)
        if current is None:
            words = f"No wording is in force on {self.day}: {self._starts(slug)}"
            return Gap(GapKind.NO_WORDING, f"{words} Give it one, or take the link out.")
        return self._wording_gap(row, current, language)

    def _wording_gap(self, row: NoticeRow, version: VersionRow, language: str) -> Gap | None:
        """Return why composing a release refuses this one text; None if it accepts it."""
        missing = rules.missing_languages(version.texts, (language,))
        texts = {} if missing else {language: version.texts[language]}
        alone = NoticeRow(row.slug, row.kind, (replace(version, texts=texts),))
        try:
            compose.notice_entries([alone], self._only_in(language), self.day)
        except compose.Unpublishable as error:
            return Gap(GapKind.NO_TEXT if missing else GapKind.CANNOT_BE_FILLED, str(error))
        return None

    def _only_in(self, language: str) -> Header:
        return msgspec.structs.replace(self.head, languages=(language,))

    def _may_wait(self, slug: str) -> bool:
        """Return True for a disclaimer without a wording in force: added by staff, it is not due
        yet."""
        row = self._known.get(slug)
        return row is not None and row.kind is NoticeKind.DISCLAIMER and slug not in self._current

    def _starts(self, slug: str) -> str:
        days = [version.effective_from for version in self._known[slug].versions]
        return f"its first takes effect on {min(days)}." if days else "it has none yet."

    def _name(self, row: LinkRow) -> str:
        names = row.names
        return names.get(self.head.default_language) or next(iter(names.values()), "")


@dataclass(frozen=True, slots=True)
class CoverageSurvey:
    """The coverage of a catalog on a day: counts, and iterators over what was counted.

    links: published links that are shown; with_gaps: how many of them have a gap;
    unknown_operators: how many have an unknown operator. needed: the notices that links need, each
    with the number of links, the one with the most gaps first. wordings: gaps that belong to no
    link.
    """

    day: date
    head: Header
    links: int
    with_gaps: int
    unknown_operators: int
    needed: tuple[tuple[Required, int], ...]
    wordings: tuple[CoverageLine, ...]
    held: tuple[CoverageLine, ...]
    walk: Callable[[], Generator[LinkCoverage, None, None]]

    @property
    def cells(self) -> int:
        """How many links × notices × languages are required."""
        return sum(len(one.languages) * links for one, links in self.needed)

    @property
    def link_gaps(self) -> int:
        """How many of these are gaps."""
        return sum(len(one.missing) * links for one, links in self.needed)

    @property
    def gaps(self) -> int:
        """All gaps, those in wordings that no link needs today included."""
        return self.link_gaps + len(self.wordings)

    def gap_lines(self) -> Generator[CoverageLine, None, None]:
        """Yield the gaps: first those of wordings, then those of links, by id."""
        yield from self.wordings
        if self.link_gaps:
            yield from self._of_links(lambda state: state is CoverageState.GAP)

    def lines(self) -> Generator[CoverageLine, None, None]:
        """Yield all lines, the gaps first and the links that are held back last."""
        yield from self.gap_lines()
        yield from self._of_links(lambda state: state is not CoverageState.GAP)
        yield from self.held

    def _of_links(
        self, wanted: Callable[[CoverageState], bool]
    ) -> Generator[CoverageLine, None, None]:
        with closing(self.walk()) as links:
            for link in links:
                for line in link.lines():
                    if wanted(line.state):
                        yield line


def survey(
    audit: Audit,
    take: Callable[[], Generator[LinkRow, None, None]],
    held: Iterable[HeldBack],
) -> CoverageSurvey:
    """Read all links once. take: begins a reading of the published links that are shown; it is
    called for each walk and must give the same each time."""

    def walk() -> Generator[LinkCoverage, None, None]:
        with closing(take()) as rows:
            for row in rows:
                yield audit.link(row)

    counted: Counter[tuple[str, NoticeKind]] = Counter()
    required: dict[tuple[str, NoticeKind], Required] = {}
    links = with_gaps = unknown = 0
    for link in walk():
        links += 1
        with_gaps += link.gaps > 0
        unknown += not link.operator_known
        needed = {(one.notice, one.kind): one for one in link.required}
        counted.update(needed.keys())
        required |= needed
    order = sorted(
        ((one, counted[key]) for key, one in required.items()),
        key=lambda item: (-_amiss(*item), item[0].kind, item[0].notice),
    )
    return CoverageSurvey(
        day=audit.day,
        head=audit.head,
        links=links,
        with_gaps=with_gaps,
        unknown_operators=unknown,
        needed=tuple(order),
        wordings=audit.wordings(required.values()),
        held=tuple(map(_held_line, held)),
        walk=walk,
    )


def _amiss(required: Required, links: int) -> int:
    return len(required.missing) * links


def _held_line(held: HeldBack) -> CoverageLine:
    words = f"Held back from the website: {REASONS[held.reason].summary}"
    return CoverageLine(held.id, held.name, CoverageState.NOT_SHOWN, note=words)


def _beyond(version: VersionRow, offered: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages of a wording that the directory does not offer."""
    return tuple(sorted(tag for tag, text in version.texts.items() if text and tag not in offered))


def _all_of(version: VersionRow, offered: tuple[str, ...]) -> tuple[str, ...]:
    return (*offered, *_beyond(version, offered))
