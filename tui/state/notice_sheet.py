"""The form of a wording: its fields, and their contents."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from directory.model.fields import FieldKind
from directory.model.vocab import NoticeKind
from tui.state.form import FormField, shown
from tui.state.form_sheet import Sheet
from tui.state.option_match import Option

_TEXT: Final = "text"
_TITLE: Final = "title"
_NAME: Final = FormField("slug", "Name of the notice", FieldKind.LINE, "such as fees-may-apply")
_KIND: Final = FormField("kind", "Kind", FieldKind.ONE)
_REST: Final = (
    FormField("day", "First day", FieldKind.LINE, "a day, as 2027-01-31"),
    FormField("exception", "Why it cannot wait", FieldKind.LINE, "only for an earlier day"),
)
KINDS: Final = (
    Option("", "Choose one"),
    Option(NoticeKind.EXIT, "Exit notice", "read before one leaves for another site"),
    Option(NoticeKind.DISCLAIMER, "Disclaimer", "read beside the link"),
)


#: The slug of a new notice.
NEW = ""


@dataclass(frozen=True, slots=True)
class NoticeFormStart:
    """The initial data of the form. kind: None for a new notice. texts, titles: of the latest
    wording, by language; number: its number, and holds_from its first day (0 and None if there
    is none). waits: the author of the wording that waits for approval, "" if none does. earliest:
    the first day on which what is announced today may take effect."""

    slug: str
    kind: NoticeKind | None
    languages: tuple[str, ...]
    texts: Mapping[str, str]
    titles: Mapping[str, str]
    number: int
    holds_from: date | None
    waits: str
    today: date
    earliest: date
    fillable: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilledNotice:
    """The contents of the form. new: the notice was not there before. number: of the latest
    wording when the form began. texts, titles: by language; day: as it was typed."""

    new: bool
    slug: str
    kind: NoticeKind | None
    number: int
    texts: Mapping[str, str]
    day: str
    exception: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedNotice:
    """problems: by language of a text, or `title:LANGUAGE`, `slug`, `kind`, `day`; "" for the
    whole. hints: the same way. waits: it would wait for a second person."""

    problems: Mapping[str, str]
    hints: Mapping[str, str]
    waits: bool = False


def sheet_of(start: NoticeFormStart, typed: Mapping[str, str]) -> Sheet:
    """Return the initial form: the texts of the latest wording, the earliest day; and, by key,
    what the user had typed before."""
    tags = start.languages
    fields = (
        *(
            FormField(f"{_TITLE}:{tag}", f"Title ({tag})", FieldKind.LINE, "a heading")
            for tag in tags
        ),
        *(FormField(f"{_TEXT}:{tag}", f"Text ({tag})", FieldKind.TEXT) for tag in tags),
    )
    before = {f"{_TITLE}:{tag}": shown(start.titles.get(tag, "")) for tag in tags}
    before |= {f"{_TEXT}:{tag}": shown(start.texts.get(tag, "")) for tag in tags}
    before |= {"day": start.earliest.isoformat(), "exception": ""}
    if not start.slug:
        fields = (_NAME, _KIND, *fields)
        before |= {"slug": "", "kind": ""}
    now = before | {key: text for key, text in typed.items() if key in before}
    return Sheet((*fields, *_REST), {}, start.number, before, now)


def typed_in(sheet: Sheet) -> dict[str, str]:
    """Return what the user has typed, by key."""
    return {key: sheet.now[key] for key in sorted(sheet.touched)}


def filled(start: NoticeFormStart, sheet: Sheet) -> FilledNotice:
    """Return the contents of the form; not yet checked."""
    now, new = sheet.now, not start.slug
    kind = start.kind
    if new:
        kind = NoticeKind(now["kind"]) if now["kind"] else None
    return FilledNotice(
        new=new,
        slug=now["slug"].strip() if new else start.slug,
        kind=kind,
        number=start.number,
        texts=_by_language(sheet, _TEXT),
        day=now["day"],
        exception=now["exception"].strip(),
        titles=_by_language(sheet, _TITLE),
    )


def _by_language(sheet: Sheet, name: str) -> dict[str, str]:
    return {one.language: sheet.now[one.key] for one in sheet.fields if one.name == name}


def key_of(name: str, sheet: Sheet) -> str:
    """Return the key of the field with this name in the check: a language, or the key itself."""
    key = f"{_TEXT}:{name}"
    return key if key in sheet.now else name


def name_of(key: str) -> str:
    """Return the name in the check of the field with this key."""
    return key.removeprefix(f"{_TEXT}:")
