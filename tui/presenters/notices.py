"""The notices of a link, exactly as visitors will read them."""

from datetime import date

import msgspec

from directory.model.vocab import EditorialState
from tui.presenters.blocks import (
    MUTED,
    STRONG,
    WARN,
    Block,
    Chunk,
    Heading,
    Pair,
    pair,
    para,
    sentence,
)
from tui.presenters.words import day

#: A text by language, in order.
Texts = tuple[tuple[str, str], ...]


class ShownNotice(msgspec.Struct, frozen=True):
    """A notice as visitors read it. texts: the directory's languages first. coming: the wordings
    that are announced, each with its first day."""

    slug: str
    number: int
    in_force_since: date
    texts: Texts
    coming: tuple[tuple[date, Texts], ...] = ()


class LinkNotices(msgspec.Struct, frozen=True):
    """The notices of a link by the release of that day.

    rule: the sentence of the rule that decided. forced_because: why staff forced it; not
    published. notice: None if none is due. problem: why there can be no release; "" for none.
    """

    as_of: date
    state: EditorialState
    rule: str = ""
    forced_because: str = ""
    notice: ShownNotice | None = None
    disclaimers: tuple[ShownNotice, ...] = ()
    problem: str = ""


def notices_card(view: LinkNotices) -> list[Block]:
    """Return the exit notice and the disclaimers of a link."""
    if view.problem:
        return [
            para("What visitors will read cannot be shown now.", WARN),
            sentence(Chunk(view.problem)),
        ]
    return [*_exit(view), *_disclaimers(view), *_when(view)]


def _exit(view: LinkNotices) -> list[Block]:
    if view.notice is None:
        blocks: list[Block] = [
            sentence(
                Chunk("No exit notice: ", STRONG),
                Chunk(_as_clause(view.rule), plain=view.rule),
            )
        ]
    else:
        blocks = [
            Heading("Exit notice", f"Exit notice {_which(view.notice)}"),
            *_texts(view.notice.texts),
            pair("Why", view.rule),
            *_version(view.notice),
        ]
    if view.forced_because:
        why = (Chunk(view.forced_because), Chunk("  (stays inside)", MUTED, ""))
        blocks.append(Pair("Staff's reason", (why,), "Staff's reason (stays inside)"))
    return blocks


def _disclaimers(view: LinkNotices) -> list[Block]:
    if not view.disclaimers:
        return [Heading("Disclaimers"), para("None.", MUTED, screen=True)]
    blocks: list[Block] = []
    for notice in view.disclaimers:
        heading = Heading(f"Disclaimer “{notice.slug}”", f"Disclaimer {_which(notice)}")
        blocks += [heading, *_texts(notice.texts), *_version(notice)]
    return blocks


def _texts(texts: Texts) -> list[Block]:
    blocks: list[Block] = []
    for language, text in texts:
        blocks += [para(language, MUTED, screen=True), para(text, deep=1, label=language)]
    return blocks


def _which(notice: ShownNotice) -> str:
    since = day(notice.in_force_since)
    return f"“{notice.slug}”, version {notice.number}, in force since {since}"


def _version(notice: ShownNotice) -> list[Block]:
    blocks: list[Block] = [Pair("Wording", ((Chunk(_which(notice)),),), screen=True)]
    for begins, texts in notice.coming:
        blocks += [para(f"From {day(begins)} on it reads:", WARN), *_texts(texts)]
    return blocks


def _when(view: LinkNotices) -> list[Block]:
    if view.state is EditorialState.PUBLISHED:
        return []
    return [
        Heading("Not on the website"),
        para("The link is not published. This is what visitors would read if it were."),
    ]


def _as_clause(rule: str) -> str:
    """Return a sentence as it continues after a colon."""
    return rule[:1].lower() + rule[1:]
