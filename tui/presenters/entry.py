"""The entry: what staff know and decide about a link, and how it stands just now."""

from typing import Final

from directory.model.fields import PLAIN_FIELDS, STAFF_FIELDS
from tui.glyphs import state_sign
from tui.presenters.layout import (
    BAD,
    GOOD,
    MUTED,
    STRONG,
    WARN,
    Block,
    Heading,
    Item,
    Pair,
    Para,
    Part,
    pair,
    para,
)
from tui.presenters.model import FieldChange, LinkDetail, Waiting
from tui.presenters.words import NOTHING, ago, day, label, moment, release_words, words_of

_FIRST: Final = ("operator", "operator_class", "operator_basis", "audiences")
#: In this order; the rest is shown only where something stands in it.
_SHOWN: Final = (*_FIRST, *(one.name for one in PLAIN_FIELDS if one.name not in _FIRST))
_IF_ANY: Final = ("disclaimers", *(one.name for one in STAFF_FIELDS))
_STATE_STYLES: Final = {"published": GOOD, "in_review": WARN}


def entry_card(link: LinkDetail) -> list[Block]:
    """The entry of a link."""
    fields = link.fields
    return [
        *_names(link),
        pair("Address", str(fields.get("url", ""))),
        _state(link),
        *_standing(link),
        *_proposal(link.proposal),
        Heading("What visitors see"),
        _category(link),
        *_descriptions(link),
        *(pair(label(name), words_of(name, fields.get(name))) for name in _SHOWN),
        Heading("For staff"),
        *_exit_override(link),
        *(pair(label(name), words_of(name, fields[name])) for name in _IF_ANY if fields.get(name)),
        *_dates(link),
    ]


def proposal_lines(change: FieldChange) -> list[Block]:
    """One field, now and as proposed."""
    return [
        Pair(
            label(change.name),
            (
                *((Part("now ", MUTED), Part(line)) for line in _lines(change, "before")),
                *((Part("→ ", STRONG), Part(line, STRONG)) for line in _lines(change, "after")),
            ),
        )
    ]


def _lines(change: FieldChange, side: str) -> list[str]:
    return words_of(change.name, getattr(change, side)).splitlines() or [NOTHING]


def _names(link: LinkDetail) -> list[Block]:
    names = link.fields.get("names") or {}
    first, *others = names.items() or [("", NOTHING)]
    return [
        Para((Part(str(first[1]), STRONG),)),
        *(Para((Part(f"{tag}: ", MUTED), Part(str(name)))) for tag, name in others),
    ]


def _state(link: LinkDetail) -> Block:
    sign = state_sign(link.state)
    style = _STATE_STYLES.get(link.state, "")
    return Pair(
        "State", ((Part(f"{sign.glyph} {sign.word}", style), Part(f"  number {link.id}", MUTED)),)
    )


def _standing(link: LinkDetail) -> list[Block]:
    """What holds of it just now, each in a sentence."""
    said: list[Block] = []
    if link.held_back:
        said.append(
            Item(
                Part("!", BAD),
                (Part("Held back: ", BAD), Part("the page may harm visitors, so it is kept off "
                 "the website until somebody has looked.")),
            )
        )  # fmt: skip
    if release := release_words(link):
        said.append(Item(Part("!", WARN), (Part(release),)))
    if link.snoozed_until is not None and link.snoozed:
        text = f"Snoozed until {day(link.snoozed_until)}, unless its health takes a turn."
        said.append(Item(Part("z", MUTED), (Part(text),)))
    elif link.snoozed_until is not None and link.snoozed_until >= link.today:
        text = f"It was snoozed until {day(link.snoozed_until)}, but its health took a turn."
        said.append(Item(Part("z", WARN), (Part(text),)))
    if link.vouched_until is not None and link.vouched_on is not None:
        said.append(_voucher(link))
    review_by = str(link.fields.get("review_by") or "")
    if review_by and review_by < link.today.isoformat():
        text = f"It was to be reviewed by {review_by}; look at it and set a new day."
        said.append(Item(Part("!", WARN), (Part(text),)))
    return said


def _voucher(link: LinkDetail) -> Block:
    assert link.vouched_on is not None and link.vouched_until is not None
    seen = f"{link.vouched_by or 'Somebody'} looked at it on {day(link.vouched_on)}"
    if link.vouched:
        return Item(
            Part("v", GOOD), (Part(f"{seen}; that counts until {day(link.vouched_until)}."),)
        )
    return Item(Part("v", MUTED), (Part(f"{seen}; that counted until {day(link.vouched_until)}."),))


def _proposal(waiting: Waiting | None) -> list[Block]:
    if waiting is None:
        return []
    blocks: list[Block] = [
        Heading("A proposed edit waits for approval"),
        Para((Part(f"{waiting.who}, {moment(waiting.at)}", MUTED),)),
        *para(waiting.why),
    ]
    if waiting.stale:
        blocks += para(
            "The link was changed since this was written; compare before you approve.", WARN
        )
    for change in waiting.fields:
        blocks += proposal_lines(change)
    return blocks


def _category(link: LinkDetail) -> Block:
    slug = str(link.fields.get("category") or "")
    if slug:
        return Pair("Category", ((Part(link.category or slug), Part(f"  {slug}", MUTED)),))
    suggestion = str(link.fields.get("category_suggestion") or "")
    beside = f"; the import had it under “{suggestion}”" if suggestion else ""
    return pair("Category", f"none yet{beside}", WARN)


def _descriptions(link: LinkDetail) -> list[Block]:
    texts = link.fields.get("descriptions") or {}
    if not texts:
        return [pair("Description", NOTHING)]
    return [pair(f"Description ({tag})", str(text)) for tag, text in texts.items()]


def _exit_override(link: LinkDetail) -> list[Block]:
    choice = str(link.fields.get("exit_override") or "by_rule")
    blocks: list[Block] = [pair(label("exit_override"), words_of("exit_override", choice))]
    if choice != "by_rule":
        blocks.append(pair("Because", str(link.fields.get("exit_override_reason") or NOTHING)))
        until = str(link.fields.get("exit_override_until") or "")
        if until:
            ended = until < link.today.isoformat()
            words = f"{until}; since then the rules decide" if ended else until
            blocks.append(pair(label("exit_override_until"), words))
    return blocks


def _dates(link: LinkDetail) -> list[Block]:
    blocks: list[Block] = []
    for words, at in (
        ("Added", link.created_at),
        ("Last changed", link.updated_at),
        ("Published", link.published_at),
    ):
        if at is not None:
            blocks.append(pair(words, f"{moment(at)}, {ago(at.date(), link.today)}"))
    if link.written_by:
        blocks.append(pair("Written by", ", ".join(link.written_by)))
    if link.previous_urls:
        blocks.append(pair("Earlier addresses", "\n".join(link.previous_urls)))
    return blocks
