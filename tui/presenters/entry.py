"""The entry: what staff know and decide about a link, and its present status."""

from typing import Final

from directory.model.fields import PLAIN_FIELDS, STAFF_FIELDS
from directory.model.link import Link
from directory.model.vocab import ExitOverride
from directory.queries.link_detail import LinkDetail
from tui.glyphs import state_sign
from tui.presenters.blocks import (
    BAD,
    GOOD,
    MUTED,
    STRONG,
    WARN,
    Block,
    Chunk,
    Edit,
    Heading,
    Item,
    Pair,
    PlainPair,
    pair,
    para,
    sentence,
)
from tui.presenters.words import NOTHING, ago, day, label, moment, words_of

_FIRST: Final = ("operator", "operator_class", "operator_basis", "audiences")
#: In this order; the others are shown only if they are not empty.
_SHOWN: Final = (*_FIRST, *(one.name for one in PLAIN_FIELDS if one.name not in _FIRST))
_IF_ANY: Final = ("disclaimers", *(one.name for one in STAFF_FIELDS))
_STATE_STYLES: Final = {"published": GOOD, "in_review": WARN}
PROPOSAL: Final = "A proposed edit waits for approval"


def entry_card(detail: LinkDetail, *, proposal: bool = True) -> list[Block]:
    """Return the entry of a link. proposal: with the edit that waits for approval, if any."""
    fields, waits = detail.fields, proposal and detail.proposal is not None
    return [
        *_names(fields["names"]),
        pair("Address", detail.link.url),
        _state(detail.link),
        *_standing(detail),
        PlainPair("Version", str(detail.link.version)),
        *(PlainPair(f"Name ({tag})", name) for tag, name in fields["names"].items()),
        *([Heading(PROPOSAL), *proposal_card(detail)] if waits else []),
        Heading("What visitors see"),
        _category(detail),
        *_descriptions(fields["descriptions"]),
        *(pair(label(name), words_of(name, fields[name])) for name in _SHOWN),
        Heading("For staff"),
        *_exit_override(detail),
        *(pair(label(name), words_of(name, fields[name])) for name in _IF_ANY if fields[name]),
        *_dates(detail),
    ]


def proposal_card(detail: LinkDetail) -> list[Block]:
    """Return the edit that waits for approval, each field before and after; empty without one."""
    waits = detail.proposal
    if waits is None:
        return []
    by = f"{waits.who}, {moment(waits.at)}"
    blocks: list[Block] = [sentence(Chunk(by, MUTED, f"By {by}")), para(waits.why, label="Why")]
    if detail.is_outdated:
        blocks.append(
            para("The link was changed since this was written; compare before you approve.", WARN)
        )
    for field in detail.proposed:
        before, after = words_of(field.name, field.before), words_of(field.name, field.after)
        blocks.append(Edit(label(field.name), before, after, stacked=True))
    return blocks


def _names(names: dict[str, str]) -> list[Block]:
    first, *others = names.items() or [("", NOTHING)]
    return [
        sentence(Chunk(first[1], STRONG), screen=True),
        *(sentence(Chunk(f"{tag}: ", MUTED), Chunk(name), screen=True) for tag, name in others),
    ]


def _state(link: Link) -> Block:
    sign = state_sign(link.state)
    style = _STATE_STYLES.get(link.state, "")
    word = Chunk(f"{sign.glyph} {sign.word}", style, sign.word)
    return Pair("State", ((word, Chunk(f"  number {link.id}", MUTED, "")),))


def _standing(detail: LinkDetail) -> list[Block]:
    """Return what applies to it now, one sentence each."""
    link, said = detail.link, list[Block]()
    if detail.held_back:
        said.append(
            Item(
                Chunk("!", BAD),
                (Chunk("Held back: ", BAD), Chunk("the page may harm visitors, so it is off "
                 "the website until a person has checked it.")),
            )
        )  # fmt: skip
    if release := _release(detail):
        said.append(Item(Chunk("!", WARN), (Chunk(release),)))
    if link.snoozed_until is not None and detail.snoozed:
        text = f"Snoozed until {day(link.snoozed_until)}, unless its health takes a turn."
        said.append(Item(Chunk("z", MUTED), (Chunk(text),)))
    elif link.snoozed_until is not None and link.snoozed_until >= detail.today:
        text = f"It was snoozed until {day(link.snoozed_until)}, but its health took a turn."
        said.append(Item(Chunk("z", WARN), (Chunk(text),)))
    if link.vouched_until is not None and link.vouched_on is not None:
        said.append(_voucher(detail))
    if link.review_by is not None and link.review_by < detail.today:
        text = f"It was to be reviewed by {day(link.review_by)}; check it and set a new day."
        said.append(Item(Chunk("!", WARN), (Chunk(text),)))
    return said


def _release(detail: LinkDetail) -> str:
    """Return the sentence about a link's release from a danger; "" for none."""
    until, who = detail.link.released_until, detail.link.released_by or "a person"
    if until is None or not (detail.released or detail.held_back):
        return ""
    if detail.released:
        return (
            f"Released until {day(until)} by {who}: visitors are shown it, though it looks "
            "dangerous."
        )
    if until < detail.today:
        return f"It was released until {day(until)} by {who}; that is over."
    return f"It was released until {day(until)} by {who}, but another danger was found since."


def _voucher(detail: LinkDetail) -> Block:
    link = detail.link
    assert link.vouched_on is not None and link.vouched_until is not None
    seen = f"{link.vouched_by or 'A person'} checked it on {day(link.vouched_on)}"
    counts, style = ("counts", GOOD) if detail.vouched else ("counted", MUTED)
    return Item(
        Chunk("v", style), (Chunk(f"{seen}; that {counts} until {day(link.vouched_until)}."),)
    )


def _category(detail: LinkDetail) -> Block:
    slug, suggestion = detail.link.category, detail.link.category_suggestion
    if slug:
        name = Chunk(detail.category or slug)
        return Pair("Category", ((name, Chunk(f"  {slug}", MUTED, f" ({slug})")),))
    beside = f"; the import had it under “{suggestion}”" if suggestion else ""
    return pair("Category", f"none yet{beside}", WARN)


def _descriptions(texts: dict[str, str]) -> list[Block]:
    if not texts:
        return [Pair("Description", ((Chunk(NOTHING),),), screen=True)]
    return [pair(f"Description ({tag})", text) for tag, text in texts.items()]


def _exit_override(detail: LinkDetail) -> list[Block]:
    link = detail.link
    choice, why = link.exit_override, link.exit_override_reason
    blocks: list[Block] = [pair(label("exit_override"), words_of("exit_override", choice))]
    if choice is ExitOverride.BY_RULE:
        return [*blocks, PlainPair(label("exit_override_reason"), why)] if why else blocks
    blocks.append(pair("Because", why or NOTHING, plain=label("exit_override_reason")))
    if until := link.exit_override_until:
        words = f"{day(until)}; since then the rules decide" if until < detail.today else day(until)
        blocks.append(pair(label("exit_override_until"), words))
    return blocks


def _dates(detail: LinkDetail) -> list[Block]:
    link, blocks = detail.link, list[Block]()
    for words, at in (
        ("Added", link.created_at),
        ("Last changed", link.updated_at),
        ("Published", link.published_at),
    ):
        if at is not None:
            passed = Chunk(f", {ago(at.date(), detail.today)}", plain="")
            blocks.append(Pair(words, ((Chunk(moment(at)), passed),)))
    if link.written_by:
        blocks.append(pair("Written by", ", ".join(link.written_by.splitlines())))
    if link.previous_urls:
        blocks.append(pair("Earlier addresses", "\n".join(link.previous_urls)))
    return blocks
