"""The cards of a notice: its wordings in full, and the rules that give it to links."""

from datetime import date
from typing import Final

from directory.model.vocab import NoticeKind
from tui.presenters.blocks import (
    BAD,
    MUTED,
    STRONG,
    WARN,
    Block,
    Chunk,
    Heading,
    Item,
    pair,
    para,
    sentence,
)
from tui.presenters.notice_model import (
    NO_EXIT_NOTICE,
    AnnouncedText,
    NoticeOverview,
    Rule,
    Rules,
    Shelf,
    Texts,
)
from tui.presenters.words import ago, day

#: The name of each kind for visitors and staff.
KINDS: Final = {NoticeKind.EXIT: "exit notice", NoticeKind.DISCLAIMER: "disclaimer"}


def notice_card(row: NoticeOverview, today: date) -> list[Block]:
    """Return what is to be decided first, then the coming wordings, then what visitors read."""
    return [
        *_waiting(row, today),
        *(block for one in row.coming for block in _coming(one, today)),
        *_in_force(row),
        *_given(row),
        *_earlier(row),
    ]


def rules_card(rules: Rules) -> list[Block]:
    """Return all rules, in the order in which they are evaluated."""
    blocks: list[Block] = [
        sentence(Chunk("Which links carry which notice", STRONG)),
        para(
            "These are the default rules." if not rules.version
            else f"Version {rules.version} of the agency's rules."
        ),
    ]  # fmt: skip
    if rules.problem:
        return [blocks[0], para(rules.problem, WARN)]
    blocks += [
        para("The first rule that applies to a link decides. What staff decided on a link comes "
              "before all rules.", MUTED),
        Heading("Exit notice"),
        *map(_rule, rules.exit),
    ]  # fmt: skip
    for slug, own in rules.disclaimers:
        blocks += [Heading(f"Disclaimer “{slug}”"), *map(_rule, own)]
    return [
        *blocks,
        Heading("To change them"),
        para("jobbank notices rules show --json > rules.json\n"
              "jobbank notices rules set rules.json --dry-run"),
        para("You see how many links it affects before anything is saved.", MUTED),
    ]  # fmt: skip


def empty_card() -> list[Block]:
    """Return the card for a catalog without notices."""
    return [para("There is no notice yet. n announces the first one.")]


def card_of(shelf: Shelf, row: NoticeOverview | None) -> list[Block]:
    """Return the card of the notice at the cursor."""
    return empty_card() if row is None else notice_card(row, shelf.today)


def _waiting(row: NoticeOverview, today: date) -> list[Block]:
    waits = row.waits
    if waits is None:
        return []
    blocks: list[Block] = [
        Heading("Waits for approval"),
        pair("Written by", f"{waits.author}, on {day(waits.at.date())}"),
        pair(
            "Would apply from", f"{day(waits.effective_from)} ({ago(waits.effective_from, today)})"
        ),
    ]
    if waits.exception:
        blocks.append(pair("Why it cannot wait", waits.exception))
    if waits.problem:
        blocks.append(para(waits.problem, MUTED if waits.mine else BAD))
    return [*blocks, *_texts(waits.titles, waits.texts)]


def _coming(one: AnnouncedText, today: date) -> list[Block]:
    return [
        Heading(f"Announced: applies from {day(one.effective_from)}"),
        *_about(one, f"announced on {day(one.announced_on)}"),
        para(f"The website must be published again on {day(one.effective_from)}, "
              f"{ago(one.effective_from, today)}.", WARN),
        *_texts(one.titles, one.texts),
    ]  # fmt: skip


def _in_force(row: NoticeOverview) -> list[Block]:
    held = row.in_force
    if held is None:
        return [Heading("In force"), para("No wording is in force yet.", MUTED)]
    return [
        Heading("In force"),
        *_about(held, f"since {day(held.effective_from)}"),
        *_texts(held.titles, held.texts),
    ]


def _about(one: AnnouncedText, when: str) -> list[Block]:
    by = f"{one.author}, approved by {one.approver}" if one.approver else one.author
    blocks: list[Block] = [pair("Wording", f"version {one.number}, {when}, by {by}")]
    if one.exception:
        blocks.append(pair("Exception, because", one.exception))
    return blocks


def _texts(titles: Texts, texts: Texts) -> list[Block]:
    blocks: list[Block] = []
    title_in = dict(titles)
    for language, text in texts:
        if title := title_in.get(language):
            blocks.append(Item(Chunk(f"{language}:", MUTED), (Chunk(title, STRONG),)))
        first, *rest = text.splitlines() or [""]
        blocks.append(Item(Chunk(f"{language}:", MUTED), (Chunk(first),)))
        blocks += [para(line, deep=2) for line in rest]
    return blocks


def _given(row: NoticeOverview) -> list[Block]:
    if not row.rules:
        said = "No rule gives it to a link."
        if row.kind is NoticeKind.DISCLAIMER:
            said += " Staff may add it to links."
        return [Heading("Which links carry it"), para(said, MUTED)]
    return [Heading("Which links carry it (r shows all rules)"), *map(_rule, row.rules)]


def _rule(rule: Rule) -> Block:
    plain_one = rule.then in (NO_EXIT_NOTICE, "not due")
    return Item(
        Chunk(f"{rule.number}.", MUTED),
        (
            Chunk(f"{rule.question} "),
            Chunk(
                f"→ {rule.then}{rule.shown and f', {rule.shown}'}. ", "" if plain_one else STRONG
            ),
            Chunk(f"“{rule.because}”", MUTED),
        ),
    )


def _earlier(row: NoticeOverview) -> list[Block]:
    if not row.earlier:
        return []
    number = "one" if row.earlier == 1 else f"{row.earlier:,}"
    return [
        Heading("Earlier wordings"),
        para(f"There {'was' if row.earlier == 1 else 'were'} {number}; all can be read by: "
              f"jobbank notices show {row.slug}"),
    ]  # fmt: skip
