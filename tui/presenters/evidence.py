"""The evidence: what the last look saw, what that shows, and what to do next."""

from typing import Final

from directory.model.observation import Finding
from directory.model.reasons import REASONS, next_step
from directory.model.vocab import Verdict
from tui.glyphs import health_sign
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
from tui.presenters.model import Approved, Hop, LinkDetail, Look
from tui.presenters.words import ago, answer_words, moment, stop_words, times

#: How each verdict is coloured; its glyph and its word say the same.
VERDICT_STYLES: Final = {
    Verdict.CHANGED: BAD,
    Verdict.INSECURE: BAD,
    Verdict.GONE: "$text-error",
    Verdict.FAILING: WARN,
    Verdict.BLOCKED: WARN,
    Verdict.MOVED: "$text-accent",
    Verdict.OK: GOOD,
}


def evidence_card(link: LinkDetail) -> list[Block]:
    """What the last look saw of a link."""
    if link.look is None:
        return [
            *para("Nobody has looked yet.", STRONG),
            *para("The next crawl looks at it; or check it now."),
            *_approved(link.approved),
        ]
    return [
        *_verdict(link, link.look),
        *_suggestion(link.look),
        *_findings(link.look),
        *_way(link.look),
        *_page(link, link.look),
        *_approved(link.approved),
    ]


def _verdict(link: LinkDetail, look: Look) -> list[Block]:
    sign = health_sign(look.verdict)
    since = f"since {moment(look.since)}, {times(look.looks)}"
    blocks: list[Block] = [
        Item(
            Part(sign.glyph, VERDICT_STYLES[look.verdict]),
            (Part(sign.word, VERDICT_STYLES[look.verdict]), Part(f"  {since}", MUTED)),
        )
    ]
    if look.findings:
        worst = look.findings[0]
        step = next_step(worst.reason, confirmed=look.confirmed)
        blocks += para(REASONS[worst.reason].summary)
        blocks += para(worst.evidence, MUTED)
        blocks.append(Pair("Next step", ((Part(step, STRONG),),)))
    if not look.confirmed and look.verdict is not Verdict.OK:
        blocks += para("Not confirmed yet: one bad look is not held against a link.", MUTED)
    blocks.append(pair("Last look", f"{moment(look.at)}, {ago(look.at.date(), link.today)}"))
    if look.next_at is not None:
        blocks.append(pair("Next look due", moment(look.next_at)))
    return blocks


def _suggestion(look: Look) -> list[Block]:
    if look.suggested_url is None:
        return []
    return [Pair("Suggested address", ((Part(look.suggested_url, "bold $text-accent"),),))]


def _findings(look: Look) -> list[Block]:
    """What was found besides the worst, which the verdict has told."""
    if len(look.findings) < 2:
        return []
    blocks: list[Block] = [Heading("Also found")]
    for found in look.findings[1:]:
        blocks += _finding(found, look)
    return blocks


def _finding(found: Finding, look: Look) -> list[Block]:
    about = REASONS[found.reason]
    sign = health_sign(found.verdict)
    step = next_step(found.reason, confirmed=look.confirmed)
    return [
        Item(Part(sign.glyph, VERDICT_STYLES[found.verdict]), (Part(about.summary),)),
        *para(found.evidence, MUTED, deep=1),
        Para((Part("Next step: ", MUTED), Part(step)), deep=1),
    ]


def _way(look: Look) -> list[Block]:
    blocks: list[Block] = [Heading("The way there")]
    for number, hop in enumerate(look.hops, 1):
        blocks += _hop(number, hop)
    if look.stop:
        blocks += para(stop_words(look.stop))
    return blocks if len(blocks) > 1 else []


def _hop(number: int, hop: Hop) -> list[Block]:
    words = answer_words(hop.status, hop.fault, via=hop.via, unchanged=hop.unchanged)
    took = f", {hop.millis / 1000:.1f} s" if hop.millis else ""
    return [
        Item(Part(f"{number}.", MUTED), (Part(hop.url),)),
        Para((Part(f"{words}{took}", MUTED),), deep=1),
    ]


def _page(link: LinkDetail, look: Look) -> list[Block]:
    blocks: list[Block] = []
    if look.title:
        blocks.append(pair("Title", look.title))
    if look.language:
        blocks.append(pair("Language", look.language))
    if look.page_at is not None and look.page_at < look.at:
        blocks.append(pair("Page seen", moment(look.page_at)))
    if look.certificate_ends_at is not None:
        ends = look.certificate_ends_at.date()
        style = WARN if ends <= link.today else ""
        word = "ended" if ends < link.today else "ends"
        text = f"{word} {ends.isoformat()}, {ago(ends, link.today)}"
        blocks.append(pair("Certificate", text, style))
    return [Heading("The page"), *blocks] if blocks else []


def _approved(approved: Approved | None) -> list[Block]:
    if approved is None:
        return [Heading("The approved page"), *para("No page has been approved yet.", MUTED)]
    by = f"by {approved.who}" if approved.who else "by nobody: taken from the first good look"
    blocks: list[Block] = [
        Heading("The approved page"),
        pair("Title", approved.title or "without a title"),
        pair("Address", approved.url),
        pair("Approved", f"{moment(approved.at)} {by}"),
    ]
    if approved.as_seen:
        blocks += para("The page was last seen just as it was approved.", MUTED)
    if approved.language:
        blocks.insert(2, pair("Language", approved.language))
    return blocks
