"""The notices of a directory as pages show them, by title.

A notice without a title is shown by its slug. A wording is cited by the notice's slug and its
number, which never change. Disclaimers come first, since those apply to most links; a text that
differs for each link (its name, its host) is shown with the link itself.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from directory.model.vocab import ExitDisplay, NoticeKind
from directory.publishing.release.placeholders import OF_A_LINK, filled_in, text_in
from directory.publishing.release.public_schema import (
    AnnouncedWording,
    LinkEntry,
    NoticeEntry,
    Wording,
)
from directory.publishing.release.reader import Edition
from directory.publishing.site.rendering import fact
from directory.publishing.site.words import FALLBACK, SiteWords, Told, marked
from directory.rules.notices import fill, placeholders

_Wording = Wording | AnnouncedWording


@dataclass(frozen=True, slots=True)
class CitedText:
    """The text of a notice. attributes: of its element, saying its language.

    cite: the notice's slug and the number of the wording, for people who refer to it.
    effective_from, exception: as of the wording.
    """

    text: str
    attributes: Markup
    cite: Markup
    effective_from: date
    exception: str | None


@dataclass(frozen=True, slots=True)
class Titled:
    """A notice as a page shows it by itself. title: of the wording in force, else of the first
    announced one; id: of its element; own: whether its text differs for each link."""

    title: Told
    id: str
    slug: str
    current: CitedText | None
    upcoming: tuple[CitedText, ...]
    own: bool


class NoticeBoard:
    """The notices of a directory in the language of a page."""

    def __init__(self, edition: Edition, words: SiteWords) -> None:
        self._edition = edition
        self._words = words
        ordered = sorted(
            edition.notices.values(), key=lambda one: one.kind is not NoticeKind.DISCLAIMER
        )
        self._shown = {notice.slug: self._titled(notice) for notice in ordered}

    def of_kind(self, kind: NoticeKind) -> list[Titled]:
        """Return the notices of one kind, in order."""
        notices = self._edition.notices
        return [one for slug, one in self._shown.items() if notices[slug].kind is kind]

    def among(self, slugs: Collection[str]) -> list[Titled]:
        """Return these notices, in order."""
        return [one for slug, one in self._shown.items() if slug in slugs]

    def shared(self, link: LinkEntry) -> list[Titled]:
        """Return the disclaimers of a link with the same text for every link, in order."""
        return [one for one in self.among(link.disclaimers) if not one.own]

    def own(self, link: LinkEntry) -> list[CitedText]:
        """Return the disclaimers of a link with a text for this link, filled in."""
        return [self.filled(one.slug, link) for one in self.among(link.disclaimers) if one.own]

    def beside(self, link: LinkEntry) -> CitedText | None:
        """Return the exit notice that is shown beside the link, filled in; None for none."""
        slug = _slug_beside(link)
        return None if slug is None else self.filled(slug, link)

    def for_several(self, slug: str) -> tuple[Titled, CitedText]:
        """Return an exit notice as it is shown once for several links, and its wording for all of
        them."""
        wording = self._edition.notices[slug].current
        assert wording is not None  # all notices of released links have a wording in force
        return self._shown[slug], self._worded(slug, wording, words_for="any")

    def text_beside(self, link: LinkEntry) -> tuple[str, str]:
        """Return the text of `beside` before it is filled in, and its language; both empty for
        none."""
        slug = _slug_beside(link)
        wording = None if slug is None else self._edition.notices[slug].current
        texts = {} if wording is None else wording.texts
        return text_in(texts, self._words.language, self._words.default)

    def filled(self, slug: str, link: LinkEntry) -> CitedText:
        """Return the wording in force of a notice of this link, filled in for it."""
        wording = self._edition.notices[slug].current
        assert wording is not None  # every notice of a released link has a wording in force
        return self._worded(slug, wording, link)

    def _titled(self, notice: NoticeEntry) -> Titled:
        all_wordings = tuple(_wordings(notice))
        wordings = tuple(self._worded(notice.slug, one) for one in all_wordings)
        current = wordings[0] if notice.current else None
        texts = notice.current.texts.values() if notice.current else ()
        titles = all_wordings[0].titles
        return Titled(
            title=self._words.told(titles or {FALLBACK: _name_of(notice.slug)}),
            id=f"notice-{notice.slug.replace('/', '-')}",
            slug=notice.slug,
            current=current,
            upcoming=wordings[1:] if notice.current else wordings,
            own=any(placeholders(text) for text in texts),
        )

    def _worded(
        self, slug: str, wording: _Wording, link: LinkEntry | None = None, *, words_for: str = "a"
    ) -> CitedText:
        words = self._words
        text, language = text_in(wording.texts, words.language, words.default)
        if link is None:
            text = fill(text, {name: words.plain(f"{words_for}_{name}") for name in OF_A_LINK})
        else:
            text = filled_in(text, link, words.language, words.default)
        cite = words.say("cite", slug=fact(slug), number=wording.number)
        attributes = marked(language, words.language)
        return CitedText(text, attributes, cite, wording.effective_from, wording.exception)


def _slug_beside(link: LinkEntry) -> str | None:
    """Return the slug of the exit notice that is shown beside the link; None for none."""
    is_beside = link.exit_notice.show is ExitDisplay.INLINE
    return link.exit_notice.notice if is_beside else None


def _wordings(notice: NoticeEntry) -> Iterator[_Wording]:
    if notice.current:
        yield notice.current
    yield from notice.upcoming


def _name_of(slug: str) -> str:
    name = slug.rpartition("/")[2].replace("-", " ")
    return name[0].upper() + name[1:]
