"""The notices of a directory, numbered, as pages show them.

A notice has no title that visitors could read, so pages speak of “Notice 2”. Disclaimers are
numbered first, since those are what stands beside a link; a text that says something else for
each link (its name, its host) is shown with the link itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from directory.model.vocab import ExitDisplay, NoticeKind
from directory.publishing.edition import Edition
from directory.publishing.entries import LinkEntry, NoticeEntry
from directory.publishing.filling import filled_in, text_in
from directory.publishing.web.words import Words, marked
from directory.rules.notices import fill, placeholders

#: What stands for the link where a notice is shown by itself.
_IN_GENERAL = ("name", "host", "privacy_url")


@dataclass(frozen=True, slots=True)
class Worded:
    """The text of a notice. attributes: of the element that holds it, saying its language.

    effective_from, exception: as of the wording.
    """

    text: str
    attributes: Markup
    effective_from: date
    exception: str | None


@dataclass(frozen=True, slots=True)
class Numbered:
    """A notice as a page shows it by itself. id: of its element; own: whether its text is another
    one for each link."""

    number: int
    id: str
    slug: str
    current: Worded | None
    upcoming: tuple[Worded, ...]
    own: bool


class NoticeBoard:
    """The notices of a directory in the language of a page."""

    def __init__(self, edition: Edition, words: Words) -> None:
        self._edition = edition
        self._words = words
        ordered = sorted(
            edition.notices.values(), key=lambda one: one.kind is not NoticeKind.DISCLAIMER
        )
        self._numbered = {
            notice.slug: self._shown(notice, number) for number, notice in enumerate(ordered, 1)
        }

    def of_kind(self, kind: NoticeKind) -> list[Numbered]:
        """The notices of one kind, by number."""
        notices = self._edition.notices
        return [one for slug, one in self._numbered.items() if notices[slug].kind is kind]

    def numbered(self, slugs: Iterable[str]) -> list[Numbered]:
        """These notices, by number."""
        return sorted((self._numbered[slug] for slug in slugs), key=lambda one: one.number)

    def shared(self, link: LinkEntry) -> list[Numbered]:
        """The disclaimers of a link that say the same for every link, by number."""
        return [one for one in self.numbered(link.disclaimers) if not one.own]

    def own(self, link: LinkEntry) -> list[Worded]:
        """The disclaimers of a link that say something of this link, filled in."""
        return [self.filled(one.slug, link) for one in self.numbered(link.disclaimers) if one.own]

    def beside(self, link: LinkEntry) -> Worded | None:
        """The exit notice that is shown beside the link, filled in; None for none."""
        slug = _slug_beside(link)
        return None if slug is None else self.filled(slug, link)

    def text_beside(self, link: LinkEntry) -> tuple[str, str]:
        """As `beside`: the text before it is filled in, and its language; both empty for none."""
        slug = _slug_beside(link)
        wording = None if slug is None else self._edition.notices[slug].current
        texts = {} if wording is None else wording.texts
        return text_in(texts, self._words.language, self._words.default)

    def filled(self, slug: str, link: LinkEntry) -> Worded:
        """The wording in force of a notice of this link, filled in for it."""
        wording = self._edition.notices[slug].current
        assert wording is not None  # a release holds no link with a notice that is not in force
        return self._worded(wording.texts, wording.effective_from, wording.exception, link)

    def _shown(self, notice: NoticeEntry, number: int) -> Numbered:
        wordings = tuple(
            self._worded(one.texts, one.effective_from, one.exception) for one in _wordings(notice)
        )
        current = wordings[0] if notice.current else None
        texts = notice.current.texts.values() if notice.current else ()
        return Numbered(
            number=number,
            id=f"notice-{notice.slug.replace('/', '-')}",
            slug=notice.slug,
            current=current,
            upcoming=wordings[1:] if notice.current else wordings,
            own=any(placeholders(text) for text in texts),
        )

    def _worded(
        self,
        texts: Mapping[str, str],
        effective_from: date,
        exception: str | None,
        link: LinkEntry | None = None,
    ) -> Worded:
        words = self._words
        text, language = text_in(texts, words.language, words.default)
        if link is None:
            text = fill(text, {name: words.plain(f"a_{name}") for name in _IN_GENERAL})
        else:
            text = filled_in(text, link, words.language, words.default)
        return Worded(text, marked(language, words.language), effective_from, exception)


def _slug_beside(link: LinkEntry) -> str | None:
    is_beside = link.exit_notice.show is ExitDisplay.INLINE
    return link.exit_notice.notice if is_beside else None


def _wordings(notice: NoticeEntry) -> Iterator["_Dated"]:
    if notice.current:
        yield _Dated(notice.current.texts, notice.current.effective_from, notice.current.exception)
    for one in notice.upcoming:
        yield _Dated(one.texts, one.effective_from, one.exception)


@dataclass(frozen=True, slots=True)
class _Dated:
    texts: Mapping[str, str]
    effective_from: date
    exception: str | None
