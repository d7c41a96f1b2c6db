"""A link in plain lines, label before value, top to bottom: what a screen reader reads well.

The words are those of the screen (`tui/presenters/words.py`); the lines are for no
width, and a text of several lines goes on indented below its label, so that
no text can pass for a line of ours.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from directory.model.reasons import REASONS, Reason, next_step
from tui.glyphs import health_sign, state_sign
from tui.presenters.model import (
    Approved,
    Change,
    ChangePage,
    ExitView,
    FieldChange,
    LinkDetail,
    Look,
    Span,
    Waiting,
    Wording,
)
from tui.presenters.words import (
    ago,
    answer_words,
    day,
    done,
    label,
    moment,
    release_words,
    stop_words,
    times,
    words_of,
)

_ALWAYS: Final = (
    "operator", "operator_class", "operator_basis", "audiences", "service_areas", "languages",
    "cost", "account_needed", "how_to_apply", "exit_override",
)  # fmt: skip
_IF_ANY: Final = (
    "exit_override_reason", "exit_override_until", "disclaimers", "review_by", "steward", "notes",
)  # fmt: skip


def lines_of(link: LinkDetail, notices: ExitView | None, changes: ChangePage) -> Iterator[str]:
    """All that is told of a link; raw, to be made safe on their way out."""
    yield from _entry(link)
    yield from _section("Evidence", _evidence(link))
    yield from _section("History, the newest first", map(_span, link.spans))
    if notices is not None:
        yield from _section("Notices, as visitors read them", _notices(notices))
    yield from _section("Changes, the newest first", _changes(changes))


def _section(heading: str, lines: Iterable[str]) -> Iterator[str]:
    yield ""
    yield heading
    said = False
    for line in lines:
        said = True
        yield f"  {line}"
    if not said:
        yield "  Nothing yet."


def _pair(name: str, value: str) -> Iterator[str]:
    first, *more = value.splitlines() or [""]
    if more:
        yield f"{name}:"
        yield from (f"    {line}" for line in (first, *more))
    else:
        yield f"{name}: {first}"


def _entry(link: LinkDetail) -> Iterator[str]:
    fields = link.fields
    yield f"Link {link.id}: {link.name}"
    yield from _pair("Address", str(fields["url"]))
    yield from _pair("State", state_sign(link.state).word)
    yield from _standing(link)
    yield from _pair("Version", str(link.version))
    for tag, name in (fields.get("names") or {}).items():
        yield from _pair(f"Name ({tag})", str(name))
    for tag, text in (fields.get("descriptions") or {}).items():
        yield from _pair(f"Description ({tag})", str(text))
    yield from _pair("Category", _category(link))
    for field in _ALWAYS:
        yield from _pair(label(field), words_of(field, fields.get(field)))
    for field in _IF_ANY:
        if fields.get(field):
            yield from _pair(label(field), words_of(field, fields[field]))
    for words, at in (("Added", link.created_at), ("Last changed", link.updated_at),
                      ("Published", link.published_at)):  # fmt: skip
        if at is not None:
            yield from _pair(words, moment(at))
    if link.written_by:
        yield from _pair("Written by", ", ".join(link.written_by))
    if link.previous_urls:
        yield from _pair("Earlier addresses", "\n".join(link.previous_urls))
    if link.proposal is not None:
        yield from _section("A proposed edit waits for approval", _proposal(link.proposal))


def _category(link: LinkDetail) -> str:
    slug = str(link.fields.get("category") or "")
    if slug:
        return f"{link.category or slug} ({slug})"
    suggestion = str(link.fields.get("category_suggestion") or "")
    return f"none yet; the import had it under “{suggestion}”" if suggestion else "none yet"


def _standing(link: LinkDetail) -> Iterator[str]:
    if link.held_back:
        yield (
            "Held back: the page may harm visitors, so it is kept off the website until somebody "
            "has looked."
        )
    if release := release_words(link):
        yield release
    if link.snoozed_until is not None and link.snoozed:
        yield f"Snoozed until {day(link.snoozed_until)}, unless its health takes a turn."
    if link.vouched_until is not None and link.vouched_on is not None:
        counts = "counts" if link.vouched else "counted"
        yield (
            f"{link.vouched_by or 'Somebody'} looked at it on {day(link.vouched_on)}; that "
            f"{counts} until {day(link.vouched_until)}."
        )


def _proposal(waiting: Waiting) -> Iterator[str]:
    by = f"{waiting.who}, {moment(waiting.at)}"
    yield f"By {', '.join(by.splitlines())}"
    if waiting.why:
        yield from _pair("Why", waiting.why)
    if waiting.stale:
        yield "The link was changed since this was written; compare before you approve."
    for change in waiting.fields:
        yield from _field(change)


def _field(change: FieldChange) -> Iterator[str]:
    before, after = words_of(change.name, change.before), words_of(change.name, change.after)
    if "\n" in before + after:
        yield from _pair(f"{label(change.name)}, before", before)
        yield from _pair(f"{label(change.name)}, after", after)
    else:
        yield f"{label(change.name)}: {before} → {after}"


def _evidence(link: LinkDetail) -> Iterator[str]:
    if link.look is None:
        yield "Nobody has looked yet; the next crawl looks at it."
    else:
        yield from _look(link, link.look)
    yield from _approved(link.approved)


def _look(link: LinkDetail, look: Look) -> Iterator[str]:
    sign = health_sign(look.verdict, confirmed=look.confirmed)
    yield f"Health: {sign.word} since {moment(look.since)}, {times(look.looks)}"
    for found in look.findings:
        about = REASONS[found.reason]
        yield f"Found: {about.summary}"
        if found.evidence:
            yield from _pair("  Shown by", found.evidence)
        yield f"  Next step: {next_step(found.reason, confirmed=look.confirmed)}"
    if look.suggested_url is not None:
        yield from _pair("Suggested address", look.suggested_url)
    yield f"Last look: {moment(look.at)}, {ago(look.at.date(), link.today)}"
    if look.next_at is not None:
        yield f"Next look due: {moment(look.next_at)}"
    for number, hop in enumerate(look.hops, 1):
        words = answer_words(hop.status, hop.fault, via=hop.via, unchanged=hop.unchanged)
        yield f"Request {number}: {hop.url}: {words}"
    if look.stop:
        yield stop_words(look.stop)
    if look.title:
        yield from _pair("Title of the page", look.title)
    if look.language:
        yield from _pair("Language of the page", look.language)
    if look.certificate_ends_at is not None:
        yield f"Certificate ends: {day(look.certificate_ends_at.date())}"


def _approved(approved: Approved | None) -> Iterator[str]:
    if approved is None:
        yield "No page has been approved yet."
        return
    by = f"by {approved.who}" if approved.who else "by nobody: taken from the first good look"
    yield f"Approved page: {approved.title or 'without a title'}, {approved.url}"
    yield f"Approved: {moment(approved.at)} {by}"


def _span(span: Span) -> str:
    first, last = day(span.first_at), day(span.last_at)
    dates = first if first == last else f"{first} to {last}"
    known = span.reason in set(Reason)
    summary = REASONS[Reason(span.reason)].summary if known else span.reason
    return f"{dates}: {health_sign(span.verdict).word}, {times(span.looks)}. {summary}"


def _notices(view: ExitView) -> Iterator[str]:
    if view.problem:
        yield "What visitors will read cannot be told now."
        yield view.problem
        return
    if view.state != "published":
        yield "The link is not published. This is what visitors would read if it were."
    if view.notice is None:
        yield f"No exit notice: {view.rule}"
    else:
        yield from _wording("Exit notice", view.notice)
        yield f"Why: {view.rule}"
    if view.forced_because:
        yield from _pair("Staff's reason (stays inside)", view.forced_because)
    for wording in view.disclaimers:
        yield from _wording("Disclaimer", wording)


def _wording(kind: str, wording: Wording) -> Iterator[str]:
    since = day(wording.in_force_since)
    yield f"{kind} “{wording.slug}”, version {wording.number}, in force since {since}"
    for language, text in wording.texts:
        yield from (f"  {line}" for line in _pair(language, text))
    for begins, texts in wording.coming:
        yield f"  From {day(begins)} on it reads:"
        for language, text in texts:
            yield from (f"    {line}" for line in _pair(language, text))


def _changes(page: ChangePage) -> Iterator[str]:
    for change in page.changes:
        yield f"{moment(change.at)}  {change.who}  {done(change.what)}"
        yield from (f"    {line}" for line in _told(change))
    if page.before is not None:
        yield "… older changes are left out."


def _told(change: Change) -> Iterator[str]:
    if change.why:
        yield from _pair("Why", change.why)
    for field in change.fields:
        if change.what == "add":
            yield from _pair(label(field.name), words_of(field.name, field.after))
        else:
            yield from _field(field)
