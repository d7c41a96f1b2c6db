"""What a release showed of a link, read from the record of the release itself.

`shown_on.py` reconstructs it from the audit trail. If the record of the release is kept, its
content is used, and differences between the two are reported.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from directory.publishing.compliance.shown_on import POLICY_NOT_KNOWN, Shown, ShownText
from directory.publishing.release.history import past_folder
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.placeholders import filled_in, text_in
from directory.publishing.release.public_schema import LinkEntry
from directory.publishing.release.reader import Edition, read_edition
from directory.publishing.release.records import RecordDamaged, opened_record
from directory.rules.notices import fill

_COMPARED: Final = {
    "name": "the name",
    "url": "the address",
    "exit_notice": "the exit notice",
    "exit_shown": "how the exit notice is shown",
    "disclaimers": "the disclaimers",
}


@dataclass(frozen=True, slots=True)
class Proved:
    """What was shown. kept: it is read from the record of the release, else reconstructed from the
    audit trail. problem: why an existing record cannot be used. differences: what the trail says
    otherwise, a sentence each."""

    shown: Shown
    kept: bool
    problem: str = ""
    differences: tuple[str, ...] = ()


def proved(shown: Shown, link_id: int) -> Proved:
    """Compare what the trail says with the record of the release; the record is used if there is
    one."""
    about = shown.release.about
    past = past_folder(Path(about.get("folder", ".")))
    try:
        with opened_record(past, shown.release.digest) as folder:
            if folder is None:
                return Proved(shown, kept=False)
            edition = read_edition(folder / DIRECTORY)
            recorded, comparable = _recorded(edition, link_id, shown)
    except RecordDamaged as error:
        return Proved(shown, kept=False, problem=str(error))
    return Proved(recorded, kept=True, differences=tuple(_differences(shown, comparable)))


def _recorded(edition: Edition, link_id: int, shown: Shown) -> tuple[Shown, Shown]:
    """Return what the record shows, and the same as far as the trail can contain it."""
    entry = next((link for link in edition.links() if link.id == link_id), None)
    if entry is None:
        absent = shown.absent or "it is not in the record of this release"
        if link_id in edition.withheld:
            absent = "it was held back, since its page might have harmed visitors"
        gone = Shown(shown.release, shown.as_of, absent)
        return gone, gone
    default = edition.header.default_language
    name = text_in(entry.names, default, default)[0]
    as_read = _Texts(
        edition, entry, lambda text, language: filled_in(text, entry, language, default)
    )
    known = {"name": name, "host": entry.host, "privacy_url": POLICY_NOT_KNOWN}
    as_traced = _Texts(edition, entry, lambda text, _language: fill(text, known))
    recorded = replace(
        shown, absent="", name=name, url=entry.url, privacy_url=entry.privacy_url,
        rule=entry.exit_notice.rule, exit_shown=entry.exit_notice.show,
        exit_notice=as_read.exit_notice(), disclaimers=as_read.disclaimers(),
        released_until=entry.released_until,
    )  # fmt: skip
    return recorded, replace(
        recorded, exit_notice=as_traced.exit_notice(), disclaimers=as_traced.disclaimers()
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The notices of a link in a record. fill: fills in a text in a language."""

    edition: Edition
    entry: LinkEntry
    fill: Callable[[str, str], str]

    def exit_notice(self) -> ShownText | None:
        """Return the exit notice; None if none is due."""
        slug = self.entry.exit_notice.notice
        return None if slug is None else self._text(slug)

    def disclaimers(self) -> tuple[ShownText, ...]:
        """Return the disclaimers, in their order."""
        return tuple(map(self._text, self.entry.disclaimers))

    def _text(self, slug: str) -> ShownText:
        wording = self.edition.notices[slug].current
        assert wording is not None  # the release was proved when it was made
        texts = {language: self.fill(text, language) for language, text in wording.texts.items()}
        return ShownText(slug, wording.number, wording.effective_from, texts)


def _differences(trail: Shown, record: Shown) -> Iterator[str]:
    if bool(trail.absent) != bool(record.absent):
        yield (
            f"By the audit trail {trail.absent}." if trail.absent else
            "By the audit trail the link was on the website."
        )  # fmt: skip
        return
    for field, words in _COMPARED.items():
        said, seen = getattr(trail, field), getattr(record, field)
        if said != seen:
            yield f"By the audit trail, {words} was: {_in_words(said)}."


def _in_words(value: object) -> str:
    match value:
        case ShownText(slug=slug, number=number):
            return f"{slug}, version {number}"
        case ():
            return "none"
        case tuple():
            return "; ".join(map(_in_words, value))
    return "none" if value is None else str(value)
