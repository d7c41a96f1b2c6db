"""What is told of a link, in which words, and how it is laid out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from rich.cells import cell_len

from directory.model.curation import Proposal
from directory.model.faults import FAULTS, STOPS
from directory.model.health import Health
from directory.model.link import Link, LinkFields
from directory.model.observation import Finding, Hop, NetworkFault, Observation, Stop, Via
from directory.model.reasons import REASONS, Reason
from directory.model.vocab import (
    Audience,
    Cost,
    EditorialState,
    ExitOverride,
    HowToApply,
    OperatorBasis,
    OperatorClass,
    Verdict,
)
from directory.queries.link_detail import ApprovedPage, LinkDetail, Span
from directory.queries.link_history import Change, FieldEdit
from tests.tui.test_safe_text import HOSTILE, _acting
from tui.presenters.blocks import Block, Chunk, Heading, Item, pair, para, plain_lines
from tui.presenters.changes import changes_card
from tui.presenters.entry import entry_card
from tui.presenters.evidence import evidence_card
from tui.presenters.history import history_card, worst_by_period
from tui.presenters.layout import laid_out
from tui.presenters.notices import LinkNotices, ShownNotice, notices_card
from tui.presenters.words import LABELS, NOTHING, ago, label, words_of

NOW = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
LINK: dict[str, Any] = {
    "id": 7, "name": "Jobs in Elm", "host": "jobs.elm.example", "version": 3,
    "state": EditorialState.PUBLISHED,
    "url": "https://jobs.elm.example/",
    "names": {"en": "Jobs in Elm", "es": "Empleos en Elm"},
    "descriptions": {"en": "Openings."},
    "category": "job-banks/state",
    "operator": "Elm Board",
    "operator_class": OperatorClass.LOCAL,
    "operator_basis": OperatorBasis.CURATOR,
}  # fmt: skip
FORCED = {"exit_override": ExitOverride.FORCED_OFF}
#: The last check, and what it saw.
CHECKED: dict[str, Any] = {
    "last_at": NOW - timedelta(days=1),
    "verdict": Verdict.GONE,
    "since": NOW - timedelta(days=9),
    "confirmed": True,
    "looks": 4,
    "findings": (Finding(Reason.NOT_FOUND, "it answered 404"), Finding(Reason.SLOW, "12.1 s")),
    "page_title": "Not here",
    "page_language": "en",
    "page_at": NOW - timedelta(days=30),
    "certificate_ends_at": NOW + timedelta(days=5),
    "suggested_url": "https://www.elm.example/work",
    "next_check_at": NOW + timedelta(days=1),
}
HOPS = (
    Hop("https://jobs.elm.example/", 301, via=Via.LOCATION, millis=250),
    Hop("https://www.elm.example/jobs", 404),
)
APPROVED = ApprovedPage(NOW - timedelta(days=90), "ben", "https://jobs.elm.example/", "Jobs", "en")


def link(**changed: Any) -> LinkDetail:
    """A published link. changed: fields of the link, and of its details."""
    own = {name: value for name, value in changed.items() if name in Link.model_fields}
    others = {name: value for name, value in changed.items() if name not in own}
    return LinkDetail(Link(**(LINK | own)), NOW, TODAY, **others)


def checked(*hops: Hop, stop: Stop | None = None, **changed: Any) -> dict[str, Any]:
    """What a check leaves in a link's details. changed: of its health."""
    seen = Observation("https://jobs.elm.example/", NOW, hops or HOPS, stop)
    return {"health": Health(**(CHECKED | changed)), "check": seen}


def told(blocks: Sequence[Block], width: int = 200) -> str:
    """The card as it reads, without its line breaks within sentences."""
    return laid_out(blocks, width).plain


def in_one(blocks: Sequence[Block]) -> str:
    """The card in one line."""
    return " ".join(told(blocks).split())


# Words

VOCABULARIES: dict[str, type[StrEnum]] = {
    "operator_class": OperatorClass,
    "operator_basis": OperatorBasis,
    "cost": Cost,
    "how_to_apply": HowToApply,
    "audiences": Audience,
    "exit_override": ExitOverride,
    "state": EditorialState,
}


def test_every_field_of_a_link_has_a_label() -> None:
    assert [name for name in LinkFields.model_fields if not LABELS[name]] == []


def test_no_word_of_a_vocabulary_is_shown_as_the_program_spells_it() -> None:
    shown = {
        (name, word): words_of(name, [word] if name == "audiences" else word)
        for name, words in VOCABULARIES.items()
        for word in words
    }
    assert [named for named, text in shown.items() if not text or "_" in text] == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("category", None, "none yet"),
        ("service_areas", [], "everywhere"),
        ("notes", "", NOTHING),
        ("account_needed", True, "yes"),
        ("account_needed", False, "no"),
        ("names", {"en": "Jobs", "es": "Empleos"}, "en: Jobs\nes: Empleos"),
        ("languages", ["en", "es"], "en, es"),
        ("published_at", "2026-10-09T12:00:00+00:00", "2026-10-09 12:00:00 UTC"),
        ("operator", "T-Mobile", "T-Mobile"),
        ("a_new_field", "x", "x"),
    ],
)
def test_values_are_put_into_words(name: str, value: object, words: str) -> None:
    assert words_of(name, value) == words


def test_a_field_that_nobody_named_is_called_by_its_own_name() -> None:
    assert label("a_new_field") == "A new field"


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "today"), (1, "yesterday"), (-1, "tomorrow"), (12, "12 days ago"), (-5, "in 5 days"),
        (90, "3 months ago"), (800, "2 years ago"),
    ],
)  # fmt: skip
def test_days_are_told_from_today(days: int, words: str) -> None:
    assert ago(TODAY - timedelta(days=days), TODAY) == words


# Entry


RELEASE: dict[str, Any] = {"released_until": date(2026, 10, 20), "released_by": "ana"}


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"held_back": True}, "Held back: the page may harm visitors"),
        (
            RELEASE | {"released": True},
            "Released until 2026-10-20 by ana: visitors are shown it, though it looks dangerous.",
        ),
        (RELEASE | {"held_back": True}, "by ana, but another danger was found since."),
        (
            RELEASE | {"held_back": True, "released_until": date(2026, 10, 8)},
            "It was released until 2026-10-08 by ana; that is over.",
        ),
        (
            {"snoozed_until": date(2026, 10, 20), "snoozed": True},
            "Snoozed until 2026-10-20, unless its health takes a turn.",
        ),
        ({"snoozed_until": date(2026, 10, 20)}, "but its health took a turn"),
        (
            {"vouched_on": TODAY, "vouched_until": date(2027, 1, 1), "vouched": True,
             "vouched_by": "ana"},
            "ana checked it on 2026-10-09; that counts until 2027-01-01.",
        ),
        (
            {"vouched_on": date(2026, 1, 1), "vouched_until": date(2026, 5, 1)},
            "A person checked it on 2026-01-01; that counted until 2026-05-01.",
        ),
        ({"review_by": date(2026, 10, 1)}, "to be reviewed by 2026-10-01"),
        ({"state": EditorialState.IN_REVIEW}, "◐ in review"),
        ({"previous_urls": ["https://old.example/"]}, "https://old.example/"),
        ({"written_by": "ana\nben"}, "ana, ben"),
        (
            {"category": None, "category_suggestion": "Jobs"},
            "none yet; the import had it under “Jobs”",
        ),
        (
            FORCED | {"exit_override_reason": "Ours."},
            "Always off Because Ours.",
        ),
        (
            FORCED | {"exit_override_until": TODAY},
            "Last day of that 2026-10-09",
        ),
        (
            FORCED | {"exit_override_until": date(2026, 10, 8)},
            "Last day of that 2026-10-08; since then the rules decide",
        ),
    ],
)  # fmt: skip
def test_how_a_link_stands_is_said_in_a_sentence(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in in_one(entry_card(link(**changed)))
    assert sentence not in in_one(entry_card(link()))


def test_a_snooze_that_is_over_is_not_told() -> None:
    assert "nooze" not in told(entry_card(link(snoozed_until=date(2026, 10, 1))))


def test_a_proposal_is_shown_field_by_field_as_it_is_and_as_it_would_be() -> None:
    patch = {"operator": "Elm and Oak Board", "audiences": ["veterans", "youth"]}
    waiting = Proposal(link_id=7, based_on=3, who="ana", at=NOW, why="They merged.", patch=patch)
    lines = [line.strip() for line in told(entry_card(link(proposal=waiting)), 80).splitlines()]
    begin = lines.index("A proposed edit waits for approval")
    assert [line.split("  ")[-1].strip() for line in lines[begin + 1 : begin + 7]] == [
        "ana, 2026-10-09 12:00 UTC", "They merged.",
        "now Elm Board", "→ Elm and Oak Board",
        "now everybody", "→ Veterans, Youth",
    ]  # fmt: skip


def test_a_proposal_that_was_overtaken_says_so() -> None:
    waiting = Proposal(link_id=7, based_on=2, who="ana", at=NOW, patch={})
    assert "changed since this was written" in in_one(entry_card(link(proposal=waiting)))


# Evidence


def test_the_evidence_tells_the_verdict_why_and_what_to_do() -> None:
    shown = in_one(evidence_card(link(**checked(), approved=APPROVED)))
    for part in (
        "x gone since 2026-09-30 12:00 UTC, 4 checks",
        REASONS[Reason.NOT_FOUND].summary,
        "it answered 404",
        f"Next step {REASONS[Reason.NOT_FOUND].next_step}",
        "Suggested address https://www.elm.example/work",
        f"Also found + {REASONS[Reason.SLOW].summary} 12.1 s Next step: Nothing to do.",
        "1. https://jobs.elm.example/ 301 moved permanently; leads on, 0.2 s",
        "2. https://www.elm.example/jobs 404 not found",
        "Title Not here",
        "Page seen 2026-09-09 12:00 UTC",
        "Certificate ends 2026-10-14, in 5 days",
        "Approved 2026-07-11 12:00 UTC by ben",
    ):
        assert part in shown
    assert "Not confirmed" not in shown


def test_every_reason_comes_with_its_sign_its_words_and_a_next_step() -> None:
    missing = []
    for reason, about in REASONS.items():
        given = checked(verdict=about.verdict, findings=(Finding(reason),), confirmed=False)
        shown = in_one(evidence_card(link(**given)))
        parts = (about.verdict.value, about.summary, about.next_step)
        missing += [(reason, part) for part in parts if part not in shown]
    assert missing == []
    assert set(REASONS) == set(Reason)


def test_a_request_without_an_answer_says_why() -> None:
    for fault in NetworkFault:
        seen = checked(Hop("https://x.example/", fault=fault))
        sentence = f"1. https://x.example/ {FAULTS[fault].shown}"
        assert sentence in in_one(evidence_card(link(**seen)))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({}, "Not checked yet."),
        (checked(confirmed=False), "Not confirmed yet"),
        (checked(stop=Stop.ROBOTS), STOPS[Stop.ROBOTS].shown),
        (checked(Hop("https://x.example/", 304, unchanged=True)), "304 the same page as before"),
        (checked(Hop("https://x.example/", 799)), "799"),
        (checked(), "No page has been approved yet."),
        (checked() | {"approved": replace(APPROVED, who="")}, "from the first good check"),
        (checked() | {"approved": replace(APPROVED, as_seen=True)}, "just as it was approved"),
        (checked(certificate_ends_at=NOW - timedelta(days=3)), "ended 2026-10-06, 3 days ago"),
    ],
)  # fmt: skip
def test_the_evidence_says_what_is_missing_or_odd(changed: dict[str, Any], sentence: str) -> None:
    assert sentence in in_one(evidence_card(link(**changed)))
    assert sentence not in in_one(evidence_card(link(**checked(), approved=APPROVED)))


# History


def span(days_ago: int, verdict: Verdict, *, last: int, reason: Reason = Reason.OK) -> Span:
    """A span from so many days ago to so many."""
    first_at, last_at = NOW - timedelta(days=days_ago), NOW - timedelta(days=last)
    return Span(first_at, last_at, verdict, reason.value, 3)


OK, GONE, FAILING = Verdict.OK, Verdict.GONE, Verdict.FAILING


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], [None] * 4),
        ([span(0, OK, last=0)], [None, None, None, OK]),
        ([span(364, OK, last=0)], [OK] * 4),
        ([span(900, OK, last=400)], [None] * 4),  # nothing is known of the last year
        ([span(900, OK, last=100)], [OK, OK, OK, None]),
        # What was seen holds until something else was seen.
        ([span(10, GONE, last=1), span(364, OK, last=300)], [OK, OK, OK, GONE]),
        # The worst of each part of the year is shown.
        ([span(100, OK, last=0), span(120, FAILING, last=110), span(364, OK, last=130)],
         [OK, OK, FAILING, OK]),
    ],
)  # fmt: skip
def test_each_part_of_the_year_shows_the_worst_that_held(
    spans: list[Span], expected: list[Verdict | None]
) -> None:
    assert worst_by_period(spans, NOW, 4) == tuple(expected)


@given(
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from(Verdict)), max_size=20),
    st.integers(1, 60),
)
def test_the_plot_has_a_sign_for_each_part_whatever_the_history(
    starts: list[tuple[int, Verdict]], periods: int
) -> None:
    spans = [span(days, verdict, last=days) for days, verdict in sorted(set(starts))]
    found = worst_by_period(spans, NOW, periods)
    assert len(found) == periods
    assert {verdict for verdict in found if verdict} <= {span.verdict for span in spans}


@pytest.mark.parametrize(("width", "cells"), [(38, 26), (80, 52)])
def test_the_history_has_a_line_of_signs_each_with_its_word(width: int, cells: int) -> None:
    spans = (span(30, GONE, last=2, reason=Reason.NOT_FOUND), span(200, OK, last=60))
    lines = told(history_card(link(spans=spans)), width).splitlines()
    assert len(lines[1]) == cells
    assert set(lines[1]) == {"·", "+", "x"}
    assert "x gone" in lines[2]
    assert "+ ok" in lines[2]
    shown = " ".join(" ".join(lines).split())
    assert "x gone 2026-09-09 to 2026-10-07, 3 checks" in shown
    assert REASONS[Reason.NOT_FOUND].summary in shown
    assert shown.index("2026-09-09") < shown.index("2026-03-23")  # the newest first


def test_a_reason_that_is_no_longer_known_is_shown_as_its_word() -> None:
    old = Span(NOW, NOW, Verdict.OK, "an-old-word", 1)
    assert "an-old-word" in told(history_card(link(spans=(old,))))


def test_a_link_that_nobody_looked_at_has_no_history() -> None:
    assert "Not checked yet." in told(history_card(link()))


# Notices


WORDING = ShownNotice(
    "exit-government", 2, date(2026, 1, 1), (("en", "You leave."), ("es", "Sale."))
)
DUE = LinkNotices(
    TODAY, EditorialState.PUBLISHED, "Another government body runs it.", notice=WORDING
)


@pytest.mark.parametrize(
    ("view", "sentence"),
    [
        (replace(DUE, notice=None), "No exit notice: another government body runs it."),
        (replace(DUE, forced_because="By contract."), "By contract. (stays inside)"),
        (replace(DUE, state=EditorialState.DRAFT), "The link is not published."),
        (replace(DUE, problem="Something must be mended."), "Something must be mended."),
        (replace(DUE, disclaimers=(replace(WORDING, slug="fees"),)), "Disclaimer “fees” en"),
        (
            replace(DUE, notice=replace(WORDING, coming=((date(2026, 12, 1), (("en", "New."),)),))),
            "From 2026-12-01 on it reads: en New.",
        ),
    ],
)
def test_the_notices_are_told_with_what_decided(view: LinkNotices, sentence: str) -> None:
    assert sentence in in_one(notices_card(view))
    assert sentence not in in_one(notices_card(DUE))


def test_a_notice_that_is_due_is_read_in_all_languages_with_its_rule() -> None:
    shown = in_one(notices_card(DUE))
    assert "Exit notice en You leave. es Sale. Why Another government body runs it." in shown
    assert "“exit-government”, version 2, in force since 2026-01-01" in shown


# Changes


def change(what: str = "edit", *fields: FieldEdit, why: str = "") -> Change:
    """An entry of the trail."""
    return Change(5, NOW, "ben", what, why, fields)


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        (change("retire"), "Retired it ben, 2026-10-09 12:00 UTC"),
        (change("a_new_deed"), "A new deed ben"),
        (change(why="They asked."), "Why: They asked."),
        (change("edit", FieldEdit("cost", "free", "paid")), "Cost Free → Paid"),
        (change("edit", FieldEdit("cost", None, "paid")), "Cost not known → Paid"),
        (change("add", FieldEdit("cost", None, "paid")), "Cost Paid"),
        (
            change("edit", FieldEdit("names", {"en": "A"}, {"en": "B", "es": "C"})),
            "Name en: A → en: B → es: C",
        ),
    ],
)
def test_a_change_tells_who_did_what_and_why(entry: Change, sentence: str) -> None:
    assert sentence in in_one(changes_card([entry], more=False))


def test_the_changes_say_when_there_are_more() -> None:
    assert "more below" in told(changes_card([change()], more=True))
    assert "more below" not in told(changes_card([change()], more=False))
    assert "No change is on record." in told(changes_card([], more=False))


# Layout


def test_a_long_value_goes_on_below_itself_and_not_below_its_label() -> None:
    lines = told([pair("Label", "word " * 30)], 60).splitlines()
    assert lines[0].startswith("Label ")
    assert all(line.startswith(" " * 22 + "word") for line in lines[1:])


def test_where_there_is_no_room_a_long_value_stands_below_its_label() -> None:
    assert told([pair("Label", "word " * 12)], 38).splitlines()[0] == "Label"
    assert told([pair("Label", "word")], 38) == "Label: word"


def test_headings_have_a_blank_line_before_them_but_at_the_top() -> None:
    blocks: list[Block] = [Heading("One"), para("text"), Heading("Two")]
    assert told(blocks).splitlines() == ["One", "text", "", "Two"]


words = st.text(max_size=200)


@given(words, words, st.integers(20, 120))
def test_no_line_is_wider_than_the_card_and_none_can_act_on_the_terminal(
    first: str, second: str, width: int
) -> None:
    blocks: list[Block] = [
        para(first), para(second, deep=1), pair("Label", second),
        Item(Chunk("1."), (Chunk(first), Chunk(second))), Heading(first),
    ]  # fmt: skip
    for line in told(blocks, width).split("\n"):
        assert cell_len(line) <= width
        assert not _acting(line)


def cards_of(text: str) -> list[Sequence[Block]]:
    """All cards of a link with this text wherever a person, a file or a page could put it."""
    fields: dict[str, Any] = {
        "name": text, "url": text, "host": text, "operator": text,
        "names": {"en": text, text: text}, "descriptions": {text: text}, "notes": text,
        "steward": text, "category": text, "languages": [text], "service_areas": [text],
        "audiences": [text], "disclaimers": [text], "exit_override_reason": text,
        "exit_override": ExitOverride.FORCED_ON, "category_suggestion": text,
    }  # fmt: skip
    field_change = FieldEdit(text, {text: text}, [text])
    wording = ShownNotice(text, 1, TODAY, ((text, text),), ((TODAY, ((text, text),)),))
    seen = checked(
        Hop(text), findings=(Finding(Reason.SLOW, text), Finding(Reason.SLOW, text)),
        page_title=text, page_language=text, suggested_url=text,
    )  # fmt: skip
    full = LinkDetail(
        Link(**(LINK | fields | {
            "previous_urls": [text], "written_by": text, "vouched_on": TODAY,
            "vouched_until": TODAY, "vouched_by": text,
        })),
        NOW, TODAY, category=text, approved=ApprovedPage(NOW, text, text, text, text),
        proposal=Proposal(link_id=7, based_on=3, who=text, at=NOW, why=text, patch={text: [text]}),
        spans=(Span(NOW, NOW, Verdict.OK, text, 1),), **seen,
    )  # fmt: skip
    view = LinkNotices(TODAY, EditorialState.DRAFT, text, text, wording, (wording,))
    return [
        entry_card(full), evidence_card(full), history_card(full), notices_card(view),
        notices_card(replace(view, notice=None)), notices_card(replace(view, problem=text)),
        changes_card([Change(1, NOW, text, text, text, (field_change,))], more=False),
    ]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_in_any_field_are_shown_and_can_do_nothing(text: str) -> None:
    for blocks in cards_of(text):
        shown = told(blocks, 60)
        assert not _acting(shown.replace("\n", ""))
        assert len(shown) > len(text)


@pytest.mark.parametrize("text", ["[/]", "[@click=app.bell]x[/]", "[red]"])
def test_markup_in_a_text_is_read_as_it_is(text: str) -> None:
    for blocks in cards_of(text):
        assert text in told(blocks, 200)


# Plain lines


def test_in_plain_lines_labels_stand_for_signs_and_headings() -> None:
    details = link(**checked(), approved=APPROVED)
    assert list(plain_lines(evidence_card(details)))[:5] == [
        "Health: gone since 2026-09-30 12:00 UTC, 4 checks",
        f"Found: {REASONS[Reason.NOT_FOUND].summary}",
        "Shown by: it answered 404",
        f"Next step: {REASONS[Reason.NOT_FOUND].next_step}",
        "Last check: 2026-10-08 12:00 UTC, yesterday",
    ]
    lines = list(plain_lines(entry_card(details)))
    assert lines[:4] == [
        "Address: https://jobs.elm.example/", "State: published", "Version: 3",
        "Name (en): Jobs in Elm",
    ]  # fmt: skip
    assert "Category: job-banks/state (job-banks/state)" in lines


def test_no_text_passes_for_a_line_of_ours() -> None:
    for blocks in cards_of("x\nState: retired"):
        assert not [line for line in plain_lines(blocks) if line.startswith("State: retired")]
