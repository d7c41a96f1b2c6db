"""The evidence: what the last check saw, what that shows, and what to do next."""

from typing import Final

from directory.model.health import Health
from directory.model.observation import Finding, Hop, Observation
from directory.model.reasons import REASONS, next_step
from directory.model.vocab import Verdict
from directory.queries.link_detail import ApprovedPage, LinkDetail
from tui.glyphs import health_sign
from tui.presenters.blocks import (
    BAD,
    GOOD,
    MUTED,
    STRONG,
    WARN,
    Block,
    Chunk,
    Heading,
    Item,
    Pair,
    pair,
    para,
    sentence,
)
from tui.presenters.words import ago, answer_words, moment, stop_words, times

#: The colour of each verdict; its glyph and label show the same.
VERDICT_STYLES: Final = {
    Verdict.CHANGED: BAD,
    Verdict.INSECURE: BAD,
    Verdict.GONE: "$text-error",
    Verdict.FAILING: WARN,
    Verdict.BLOCKED: WARN,
    Verdict.MOVED: "$text-accent",
    Verdict.OK: GOOD,
}

_UNSEEN: Final = "Not checked yet; the next crawl checks it."


def evidence_card(detail: LinkDetail) -> list[Block]:
    """Return what the last check found out about a link."""
    health = detail.health
    if health is None:
        return [
            sentence(Chunk("Not checked yet.", STRONG, _UNSEEN)),
            para("The next crawl checks it; or check it now.", screen=True),
            *_approved(detail.approved),
        ]
    return [
        *_verdict(detail, health),
        *_suggestion(health),
        *_findings(health),
        *_way(detail.check),
        *_page(detail, health),
        *_approved(detail.approved),
    ]


def _verdict(detail: LinkDetail, health: Health) -> list[Block]:
    sign, style = health_sign(health.verdict), VERDICT_STYLES[health.verdict]
    plain = health_sign(health.verdict, confirmed=health.confirmed).word
    since = f"since {moment(health.since)}, {times(health.looks)}"
    blocks: list[Block] = [
        Item(
            Chunk(sign.glyph, style),
            (Chunk(sign.word, style, plain), Chunk(f"  {since}", MUTED, f" {since}")),
            label="Health",
        )
    ]
    if health.findings:
        worst = health.findings[0]
        step = next_step(worst.reason, confirmed=health.confirmed)
        blocks.append(para(REASONS[worst.reason].summary, label="Found"))
        blocks.append(para(worst.evidence, MUTED, label="Shown by"))
        blocks.append(Pair("Next step", ((Chunk(step, STRONG),),)))
    if not health.confirmed and health.verdict is not Verdict.OK:
        text = "Not confirmed yet: one failed check does not count."
        blocks.append(para(text, MUTED, screen=True))
    last, due = health.last_at, health.next_check_at
    return [
        *blocks,
        pair("Last check", f"{moment(last)}, {ago(last.date(), detail.today)}"),
        pair("Next check due", moment(due)),
    ]


def _suggestion(health: Health) -> list[Block]:
    if health.suggested_url is None:
        return []
    return [Pair("Suggested address", ((Chunk(health.suggested_url, "bold $text-accent"),),))]


def _findings(health: Health) -> list[Block]:
    """Return the findings besides the worst, which is shown with the verdict."""
    if len(health.findings) < 2:
        return []
    blocks: list[Block] = [Heading("Also found")]
    for found in health.findings[1:]:
        blocks += _finding(found, confirmed=health.confirmed)
    return blocks


def _finding(found: Finding, *, confirmed: bool) -> list[Block]:
    about, sign = REASONS[found.reason], health_sign(found.verdict)
    step = next_step(found.reason, confirmed=confirmed)
    return [
        Item(
            Chunk(sign.glyph, VERDICT_STYLES[found.verdict]),
            (Chunk(about.summary),),
            label="Found",
        ),
        para(found.evidence, MUTED, deep=1, label="Shown by"),
        sentence(Chunk("Next step: ", MUTED), Chunk(step), deep=1),
    ]


def _way(check: Observation | None) -> list[Block]:
    if check is None:
        return []
    blocks = [block for number, hop in enumerate(check.hops, 1) for block in _hop(number, hop)]
    if check.stop is not None:
        blocks.append(para(stop_words(check.stop)))
    return [Heading("The way there"), *blocks] if blocks else []


def _hop(number: int, hop: Hop) -> list[Block]:
    words = answer_words(hop)
    took = f", {hop.millis / 1000:.1f} s" if hop.millis else ""
    return [
        Item(
            Chunk(f"{number}.", MUTED),
            (Chunk(hop.url), Chunk("", plain=f": {words}")),
            label=f"Request {number}",
        ),
        para(f"{words}{took}", MUTED, deep=1, screen=True),
    ]


def _page(detail: LinkDetail, health: Health) -> list[Block]:
    blocks: list[Block] = []
    if health.page_title:
        blocks.append(pair("Title", health.page_title, plain="Title of the page"))
    if health.page_language:
        blocks.append(pair("Language", health.page_language, plain="Language of the page"))
    if health.page_at is not None and health.page_at < health.last_at:
        blocks.append(pair("Page seen", moment(health.page_at)))
    if health.certificate_ends_at is not None:
        ends = health.certificate_ends_at.date()
        style = WARN if ends <= detail.today else ""
        word = "ended" if ends < detail.today else "ends"
        text = f"{word} {ends.isoformat()}, {ago(ends, detail.today)}"
        blocks.append(pair("Certificate", text, style))
    return [Heading("The page"), *blocks] if blocks else []


def _approved(page: ApprovedPage | None) -> list[Block]:
    heading = Heading("The approved page")
    if page is None:
        return [heading, para("No page has been approved yet.", MUTED)]
    by = f"by {page.who}" if page.who else "automatically: from the first good check"
    blocks: list[Block] = [
        heading,
        pair("Title", page.title or "without a title", plain="Approved page"),
        pair("Address", page.url, plain="Address of the approved page"),
        pair("Approved", f"{moment(page.at)} {by}"),
    ]
    if page.as_seen:
        blocks.append(para("The page was last seen just as it was approved.", MUTED))
    if page.language:
        language = pair("Language", page.language, plain="Language of the approved page")
        blocks.insert(2, language)
    return blocks
