"""Prove `directory.json`: each line by the schema, and each reference by what it refers to.

It is read line by line, in the order of the file: categories, notices and withheld ids come before
the links that must agree with them. Nothing in the file is trusted; any content gives a list of
faults.
"""

from collections.abc import Callable, Container, Iterator
from datetime import date
from functools import partial
from typing import Any, BinaryIO, Final

import msgspec

from directory.model.reasons import DANGERS
from directory.model.vocab import ExitDisplay, NoticeKind
from directory.publishing.release.directory_file import (
    LayoutBroken,
    Section,
    canonical,
    read_document,
    rewritten,
)
from directory.publishing.release.faults import Fault, quoted
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.paths import exit_files, exit_folder
from directory.publishing.release.placeholders import OF_A_LINK
from directory.publishing.release.public_schema import (
    AnnouncedWording,
    CategoryEntry,
    ExitNotice,
    Header,
    LinkEntry,
    NoticeEntry,
    Tail,
    Withdrawn,
    Wording,
    is_later,
)
from directory.publishing.release.schemas import Shape, document_shape, entry_shape, tail_shape
from directory.rules.notices import missing_languages, placeholders
from directory.rules.queue import LONGEST_RELEASE, release_counts
from directory.rules.urls import is_href, lane_of, shown_host

REMEDY: Final = "Do not publish this folder; make the release again with “jobbank export”."

_HEADER = msgspec.json.Decoder(Header)
_DECODERS: Final[dict[Section, msgspec.json.Decoder[Any]]] = {
    Section.CATEGORIES: msgspec.json.Decoder(CategoryEntry),
    Section.NOTICES: msgspec.json.Decoder(NoticeEntry),
    Section.WITHHELD: msgspec.json.Decoder(int),
    Section.WITHDRAWN: msgspec.json.Decoder(Withdrawn),
    Section.LINKS: msgspec.json.Decoder(LinkEntry),
}
_TAIL = msgspec.json.Decoder(Tail)
_EMPTY: Final[dict[str, Any]] = {section.value: [] for section in Section} | {
    "serial": 1, "updated_on": "2026-01-01",
}  # fmt: skip


class DirectoryProof:
    """The proof of one `directory.json`.

    After `run`: header and tail are None if they cannot be read; links is the number of links that
    were read; complete: the file was read to its end.
    """

    def __init__(
        self,
        report: Callable[[Fault], None],
        as_of: date | None = None,
        listed: Container[str] | None = None,
    ) -> None:
        """as_of: the day for which the release is; listed: the files that the manifest names. Both
        are None if the manifest cannot be read."""
        self._report = report
        self._as_of = as_of
        self._listed = listed
        self._line = 0
        self._begun = False
        self._closed = True
        self._parents: dict[str, str | None] = {}
        self._notices: dict[str, NoticeEntry] = {}
        self._absent: set[int] = set()
        self._last: dict[Section, str | int] = {}
        self.header: Header | None = None
        self.tail: Tail | None = None
        self.links = 0
        self.complete = False

    def run(self, file: BinaryIO) -> None:
        """Read the file and report its faults."""
        try:
            for section, self._line, raw in read_document(file):
                if section is not None:
                    self._check(section, raw)
                elif self._begun:
                    self.tail = self._typed(
                        tail_shape(closed=self._closed), self._decoded(raw), _TAIL, raw, None
                    )
                else:
                    self._begun = True
                    self._check_header(raw)
            self.complete = True
        except LayoutBroken as error:
            self._line = error.line
            self._fault(f"The file is not laid out as a directory: {error}")

    def _fault(self, message: str, link_id: int | None = None) -> None:
        self._report(Fault(DIRECTORY, message, REMEDY, line=self._line, link_id=link_id))

    def _check_header(self, raw: bytes) -> None:
        value = self._decoded(raw)
        if not isinstance(value, dict):
            self._fault("The head of the directory cannot be read.")
            return
        self._closed = not is_later(value.get("schema_version"))
        shape = document_shape(closed=self._closed)
        self.header = self._typed(shape, value | _EMPTY, _HEADER, raw, None)
        for address in _addresses_of(self.header):
            if not is_href(address):
                self._fault(f"The address {quoted(address)} is not written as browsers write it.")
        if self.header and self.header.default_language not in self.header.languages:
            self._fault("The default language is not one of the directory's languages.")

    def _check(self, section: Section, raw: bytes) -> None:
        self.links += section is Section.LINKS
        value = self._decoded(raw)
        if value is None:
            self._fault("This line contains nothing that can be read.")
            return
        link_id = _id_in(value)
        shape = entry_shape(section, closed=self._closed)
        entry = self._typed(shape, value, _DECODERS[section], raw, link_id)
        if entry is None:
            return
        for problem in self._problems(section, entry):
            self._fault(problem, link_id)

    def _decoded(self, raw: bytes) -> Any:
        try:
            return msgspec.json.decode(raw)
        except (ValueError, RecursionError):
            return None

    def _typed(
        self,
        shape: Shape,
        value: Any,
        decoder: msgspec.json.Decoder[Any],
        raw: bytes,
        link_id: int | None,
    ) -> Any:
        """Return the entry if it fits the schema and is written in the canonical form; else report
        why not and return None."""
        problems = shape.problems(value)
        for problem in problems:
            self._fault(problem, link_id)
        if problems:
            return None
        try:
            entry = decoder.decode(raw)
            # What a later version adds is not in the entry: then only the writing is compared.
            if (canonical(entry) if self._closed else rewritten(self._decoded(raw))) == raw:
                return entry
        except (ValueError, OverflowError):
            pass
        self._fault(
            "This line is not written in the one way in which a release writes it.", link_id
        )
        return None

    def _problems(self, section: Section, entry: Any) -> Iterator[str]:
        match section:
            case Section.CATEGORIES:
                return self._category_problems(entry)
            case Section.NOTICES:
                return self._notice_problems(entry)
            case Section.WITHHELD:
                return self._withheld_problems(entry)
            case Section.WITHDRAWN:
                return self._withdrawn_problems(entry)
            case Section.LINKS:
                return self._link_problems(entry)

    def _order_problems(self, section: Section, key: Any) -> Iterator[str]:
        last = self._last.get(section)
        if last is not None and key <= last:
            yield f"The {section} are not in order, or {quoted(key)} is there twice."
        self._last[section] = key

    def _category_problems(self, entry: CategoryEntry) -> Iterator[str]:
        yield from self._order_problems(Section.CATEGORIES, entry.slug)
        top, slash, _ = entry.slug.partition("/")
        if entry.parent != (top if slash else None):
            yield f"The category {quoted(entry.slug)} does not begin with its parent's name."
        elif slash and top not in self._parents:
            yield f"The category {quoted(entry.slug)} is under one that is not there."
        self._parents[entry.slug] = entry.parent

    def _notice_problems(self, entry: NoticeEntry) -> Iterator[str]:
        yield from self._order_problems(Section.NOTICES, entry.slug)
        self._notices[entry.slug] = entry
        as_of = self._as_of
        if entry.current is not None:
            yield from self._wording_problems(entry, entry.current)
            if as_of is not None and entry.current.effective_from > as_of:
                yield f"The notice {quoted(entry.slug)} has a wording that is not yet in force."
        for wording in entry.upcoming:
            yield from self._wording_problems(entry, wording)
            if as_of is not None and not wording.announced_on <= as_of < wording.effective_from:
                yield f"The notice {quoted(entry.slug)} announces a wording that is not to come."
            days = (wording.effective_from - wording.announced_on).days
            if days < wording.notice_days and wording.exception is None:
                yield (
                    f"The notice {quoted(entry.slug)} announces a wording {days} days before it "
                    f"takes effect, and the period of notice was {wording.notice_days} days."
                )

    def _wording_problems(
        self, entry: NoticeEntry, wording: Wording | AnnouncedWording
    ) -> Iterator[str]:
        languages = self.header.languages if self.header else ()
        for language in missing_languages(wording.texts, languages):
            yield f"The notice {quoted(entry.slug)} has no text in {quoted(language)}."
        for text in wording.texts.values():
            for name in placeholders(text):
                if name not in OF_A_LINK:
                    yield f"The notice {quoted(entry.slug)} has the placeholder {quoted(name)}."

    def _withheld_problems(self, link_id: int) -> Iterator[str]:
        yield from self._order_problems(Section.WITHHELD, link_id)
        self._absent.add(link_id)

    def _withdrawn_problems(self, entry: Withdrawn) -> Iterator[str]:
        yield from self._order_problems(Section.WITHDRAWN, entry.id)
        if entry.id in self._absent:
            yield "The link is among those withheld, and yet it was withdrawn."
        self._absent.add(entry.id)

    def _link_problems(self, entry: LinkEntry) -> Iterator[str]:
        yield from self._order_problems(Section.LINKS, entry.id)
        if entry.id in self._absent:
            yield "The link is among those withheld or withdrawn, and yet it is published."
        yield from self._danger_problems(entry)
        if entry.category is not None and entry.category not in self._parents:
            yield f"The link is in the category {quoted(entry.category)}, which is not there."
        if not _is_plain_address(entry.url, entry.host):
            yield (
                f"The address {quoted(entry.url)} is not written as browsers write it, or is not "
                "of the link's host."
            )
        if entry.host_shown != shown_host(entry.host):
            yield f"{quoted(entry.host_shown)} is not how the host {entry.host} is to be shown."
        if entry.privacy_url is not None and not is_href(entry.privacy_url):
            yield f"The address {quoted(entry.privacy_url)} is not written as browsers write it."
        is_wrong = partial(self._wrong_notice, kind=NoticeKind.DISCLAIMER)
        for slug in filter(is_wrong, entry.disclaimers):
            yield f"{quoted(slug)} is not a disclaimer in force among the notices."
        yield from self._exit_problems(entry.id, entry.exit_notice)

    def _danger_problems(self, entry: LinkEntry) -> Iterator[str]:
        is_danger = entry.health is not None and entry.health.reason in DANGERS
        until = entry.released_until
        if until is None:
            if is_danger:
                yield "The link leads to something dangerous and should be withheld."
        elif not is_danger:
            yield f"The link is released from a danger until {until}, and none was found."
        elif self._as_of is not None and not release_counts(until, self._as_of):
            yield (
                "The link leads to something dangerous and should be withheld: it may be released "
                f"from the day of this release, {self._as_of}, up to "
                f"{LONGEST_RELEASE.days} days later, and not until {until}."
            )

    def _exit_problems(self, link_id: int, exit_notice: ExitNotice) -> Iterator[str]:
        notice = exit_notice.notice
        is_on_page = exit_notice.show is ExitDisplay.PAGE
        if exit_notice.page != (exit_folder(link_id) if is_on_page else None):
            yield "The exit page is not the one of this link."
        elif is_on_page and self.header is not None and self._listed is not None:
            for file in exit_files(link_id, self.header):
                if file not in self._listed:
                    yield f"Its exit page {quoted(file)} is not in the release."
        elif not is_on_page and self.header is not None and self._listed is not None:
            for file in exit_files(link_id, self.header):
                if file in self._listed:
                    yield f"There is an exit page {quoted(file)}, and none is due for the link."
        if exit_notice.due != (notice is not None):
            yield "The exit notice is due and not named, or named and not due."
        if exit_notice.due != (exit_notice.show is not None):
            yield "It does not say how its exit notice is shown, or says it without one."
        if notice is not None and self._wrong_notice(notice, NoticeKind.EXIT):
            yield f"{quoted(notice)} is not an exit notice in force among the notices."

    def _wrong_notice(self, slug: str, kind: NoticeKind) -> bool:
        notice = self._notices.get(slug)
        return notice is None or notice.kind is not kind or notice.current is None


def _addresses_of(header: Header | None) -> tuple[str, ...]:
    """Return the agency's addresses that are set."""
    if header is None:
        return ()
    one = header.publisher
    return tuple(filter(None, (one.home_url, one.privacy_url, one.accessibility_url)))


def _id_in(value: Any) -> int | None:
    number = value.get("id") if isinstance(value, dict) else value
    return number if type(number) is int and 0 < number < 2**53 else None


def _is_plain_address(url: str, host: str) -> bool:
    """Return True for an http(s) href of that host, as the catalog's URL parser writes it."""
    return is_href(url) and f"{lane_of(url)}:".startswith(f"{host}:")
