"""Entries of the site's lists: the texts on a page about each link, ready for its template."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from directory.publishing.release import paths
from directory.publishing.release.public_schema import Anchor, Header, LinkEntry
from directory.publishing.site.link_text import (
    badges,
    in_element,
    other_languages,
    remark,
    run_by,
    way_out,
)
from directory.publishing.site.notices import CitedText, NoticeBoard, Titled
from directory.publishing.site.rendering import host
from directory.publishing.site.words import SiteWords, Told, own_name


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A link on a page of the site. href: to its exit page if it has one, else to the destination,
    with the attributes of `anchor`. leaving: the exit notice, if it is shown beside the link.
    shared: slugs of the notices that apply and have the same text for all links; own: notices with
    a text for this link. leaving_id: of the element with the exit notice, which several links may
    share."""

    id: int
    name: Markup
    description: Markup
    href: str
    anchor: Anchor
    host: Markup
    operator: Markup
    badges: list[Markup]
    remark: Markup
    way: Markup
    leaving: CitedText | None
    leaving_slug: str | None
    leaving_id: str
    notices: Markup
    shared: tuple[str, ...]
    own: list[CitedText]


@dataclass(frozen=True, slots=True)
class GroupNotice:
    """An exit notice that several links of a group share. id: of its element; anchor: of the notice
    on the page of notices."""

    id: str
    anchor: str
    title: Told
    text: CitedText


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading of a page. id: of the heading; leaving: the exit notices that are
    shown once for several of its links."""

    id: str
    heading: Markup
    entries: Sequence[ListEntry]
    leaving: Sequence[GroupNotice]


@dataclass(frozen=True, slots=True)
class Lister:
    """Makes entries for the pages in one language."""

    header: Header
    words: SiteWords
    board: NoticeBoard

    def entry(self, link: LinkEntry, place: str) -> ListEntry:
        """Return the entry of a link on the page at this place."""
        words, shared = self.words, self.board.shared(link)
        return ListEntry(
            id=link.id,
            name=words.text(link.names),
            description=words.text(link.descriptions) if link.descriptions else Markup(""),
            href=self._href(link, place),
            anchor=link.anchor if link.exit_notice.page is None else _NO_ANCHOR,
            host=host(link.host_shown),
            operator=run_by(link, words),
            badges=self._badges(link),
            remark=in_element(remark(link, words), words),
            way=words.say(way_out(link)),
            leaving=self.board.beside(link),
            leaving_slug=link.exit_notice.notice if link.exit_notice.page is None else None,
            leaving_id=f"leaving-{link.id}",
            notices=in_element(notices_apply(shared, words), words),
            shared=tuple(one.slug for one in shared),
            own=self.board.own(link),
        )

    def group(self, id_: str, heading: Markup, entries: Sequence[ListEntry]) -> Group:
        """Return the entries under a heading: an exit notice that several carry is shown once."""
        carried = Counter(one.leaving_slug for one in entries if one.leaving is not None)
        common = {}
        for slug, number in carried.items():
            if slug is not None and number > 1:
                titled, text = self.board.for_several(slug)
                common[slug] = GroupNotice(f"{id_}-{titled.id}", titled.id, titled.title, text)
        return Group(
            id_,
            heading,
            [self._in_group(one, common.get(one.leaving_slug or "")) for one in entries],
            list(common.values()),
        )

    def _in_group(self, entry: ListEntry, notice: GroupNotice | None) -> ListEntry:
        """Return the entry with a reference to the notice that is shown for its group."""
        if notice is None:
            return entry
        titles = [notice.title.text, *(one.title.text for one in self.board.among(entry.shared))]
        notices = in_element(_apply(titles, self.words), self.words)
        return replace(entry, leaving=None, leaving_id=notice.id, notices=notices)

    def _href(self, link: LinkEntry, place: str) -> str:
        if link.exit_notice.page is None:
            return link.url
        folder = paths.exit_folder(link.id)
        return paths.way(place, paths.in_language(folder, self.words.language, self.header))

    def _badges(self, link: LinkEntry) -> list[Markup]:
        """Return the badges, languages last, each by its own name, as its speakers write it."""
        words = self.words
        spoken = other_languages(link, words)
        return [in_element(badge, words) for badge in badges(link, words)] + [
            words.text({one: own_name(one)}) for one in spoken
        ]


_NO_ANCHOR = Anchor("", "")


def notices_apply(shared: Sequence[Titled], words: SiteWords) -> str:
    """Return which notices apply, by title, as text; "" if none does."""
    return _apply([one.title.text for one in shared], words)


def _apply(titles: Sequence[str], words: SiteWords) -> str:
    if not titles:
        return ""
    key = "notices_apply_one" if len(titles) == 1 else "notices_apply_other"
    return words.plain(key, titles=words.listed(titles))
