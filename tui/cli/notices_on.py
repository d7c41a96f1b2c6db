"""`jobbank notices on`: what visitors of a link were shown on a day, or at a moment."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

from directory.publishing.compliance import recorded, shown_on, spans
from directory.queries import catalog_settings
from directory.rules import days, notice_rules
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    opened_catalog,
    put_json,
    put_line,
    say,
    settings_here,
)

if TYPE_CHECKING:
    from directory.publishing.compliance.recorded import Proved
    from directory.publishing.compliance.shown_on import Shown, ShownText
    from directory.publishing.compliance.spans import ReleaseSpan


class _When(click.ParamType[date]):
    """A day; or a moment, which is a datetime, naive if no UTC offset is given."""

    name = "when"
    _form: Final = re.compile(
        r"\d{4}-\d\d-\d\d(?P<time>[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?)?",
        re.ASCII,
    )

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> date:
        form = self._form.fullmatch(value)
        try:
            if form is None:
                raise ValueError
            return (datetime if form["time"] else date).fromisoformat(value)
        except ValueError:
            self.fail(
                f"“{value}” is neither a day (2026-11-29) nor a moment (2026-11-29T18:44, "
                "2026-11-29T18:44-05:00, 2026-11-29T23:44Z)",
                param,
                ctx,
            )


@click.command("on")
@click.argument("when", type=_When(), metavar="DAY|MOMENT")
@click.option(
    "--link",
    "link_id",
    type=click.IntRange(1, 2**53),
    required=True,
    metavar="ID",
    help="The link.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON line per time of the day.")
def notices_on(when: date, link_id: int, as_json: bool) -> int:
    """Show what visitors of a link were shown on a day or at a moment.

    If the record of a release is kept, the answer is read from it, and the audit trail is
    compared with it. Otherwise the answer is reconstructed from the trail. The output says which.

    A day is in the agency's time zone. Each release that was on the website on that day is
    listed with its first and last time, in order of time. A moment is a day and a time, in
    the agency's time zone or with a UTC offset.

    Example: jobbank notices on 2026-12-01 --link 7

    Example: jobbank notices on 2026-12-01T18:44 --link 7

    Exit codes: 0 done; 1 at some time it was not on the website, the website was out of
    date, or trail and record differ; 2 no release is recorded up to then; 4 the catalog
    cannot be used.
    """
    settings = settings_here()
    folder = str(settings.release.resolve())
    with opened_catalog(settings) as catalog, catalog.reading() as connection:
        zone = catalog_settings.time_zone(connection)
        try:
            told = []
            for span, day in _spans(connection, when, folder, catalog.now(), zone):
                there = span.release
                proof = None
                if there is not None:
                    proof = recorded.proved(
                        shown_on.shown_by(connection, there, link_id, day), link_id
                    )
                told.append(_Told(day, zone, span, proof))
        except spans.NotKnown as error:
            raise Failed(str(error), BAD_INPUT) from None
    for one in told:
        if as_json:
            put_json(_as_data(one))
        else:
            _put_told(one, link_id)
    return ATTENTION if any(map(_needs_attention, told)) else DONE


class _Told(NamedTuple):
    """What was shown in a part of a day, or at a moment. proof: None if there was no release."""

    day: date
    zone: tzinfo
    span: "ReleaseSpan"
    proof: "Proved | None"

    @property
    def shown(self) -> "Shown | None":
        """What was shown; None if there was no release."""
        return None if self.proof is None else self.proof.shown


def _needs_attention(told: _Told) -> bool:
    proof = told.proof
    if proof is None or proof.problem or proof.differences:
        return True
    return bool(proof.shown.absent or proof.shown.overdue)


def _spans(
    connection: Any, when: date, folder: str, now: datetime, zone: tzinfo
) -> "list[tuple[ReleaseSpan, date]]":
    """Return the spans of time, each with its day. A moment is a span without length."""
    if not isinstance(when, datetime):
        return [(span, when) for span in spans.spans_on(connection, when, folder, now)]
    moment = _moment(when, zone)
    release = spans.release_at(connection, moment, folder, now)
    return [(spans.ReleaseSpan(moment, moment, release), moment.astimezone(zone).date())]


def _moment(when: datetime, zone: tzinfo) -> datetime:
    if when.tzinfo is not None:
        try:
            return when.astimezone(zone).astimezone(UTC)
        except OverflowError:
            raise Failed(f"{when} is outside the years that can be queried", BAD_INPUT) from None
    moments = days.moments_of(when, zone)
    if not moments:
        raise Failed(f"the clocks of {zone} never showed {when}: they were changed", BAD_INPUT)
    if len(moments) > 1:
        both = " or ".join(one.astimezone(zone).isoformat("T", "minutes") for one in moments)
        raise Failed(f"the clocks of {zone} showed {when} twice. Ask for {both}", BAD_INPUT)
    return moments[0]


def _put_told(told: _Told, link_id: int) -> None:
    span, shown = told.span, told.shown
    begin = _clock(told, span.begin)
    if span.end == span.begin:
        time = f"at {begin}"
    elif span.end is None:
        time = f"from {begin} on"
    else:
        time = f"from {begin} to {_clock(told, span.end)}"
    what = "no release was on the website." if shown is None else _release(told.zone, shown)
    put_line(f"{told.day}, {time} ({told.zone}): {what}")
    if told.proof is not None:
        _put_shown(told.proof.shown, link_id)
        _put_proof(told.proof)


def _put_proof(proof: "Proved") -> None:
    serial = proof.shown.release.about.get("serial", "?")
    if proof.kept:
        put_line(f"Proved by the record of release {serial}.")
    else:
        why = proof.problem or f"the record of release {serial} is not kept"
        put_line(f"Reconstructed from the audit trail: {why}.")
    for difference in proof.differences:
        put_line(f"CONTRADICTION: {difference}")


def _clock(told: _Told, moment: datetime) -> str:
    """Return the time of day at the agency, with its UTC offset on days of a clock change."""
    there = moment.astimezone(told.zone)
    form = "%H:%M:%S" if there.second else "%H:%M"
    clock = "24:00" if there.date() > told.day else f"{there:{form}}"
    offsets = {
        one.astimezone(told.zone).utcoffset() for one in days.day_bounds(told.day, told.zone)
    }
    return clock if len(offsets) == 1 else f"{clock} UTC{there.isoformat()[-6:]}"


def _release(zone: tzinfo, shown: "Shown") -> str:
    release = shown.release
    verb = "brought back" if release.what == "bring back" else "made"
    at = release.at.astimezone(zone)
    return (
        f"release {release.about.get('serial', '?')} ({release.digest[:8]}), {verb} by "
        f"{release.who} on {at:%Y-%m-%d %H:%M:%S}, for the day {shown.as_of}."
    )


def put_texts(texts: Mapping[str, str], label: str = "") -> None:
    """Print texts by language, one a line."""
    for language, text in sorted(texts.items()):
        put_line(f"  {label}{language}: {text}")


def _put_shown(shown: "Shown", link_id: int) -> None:
    if shown.absent:
        put_line(f"Link {link_id} was not on it: {shown.absent}.")
        return
    put_line(f"Link {link_id}: {shown.name}  {shown.url}")
    if shown.privacy_url:
        put_line(f"Its privacy policy: {shown.privacy_url}")
    if shown.released_until:
        put_line(
            "A danger had been found there; staff had released the link from that until "
            f"{shown.released_until}."
        )
    shown_as = f" Shown {notice_rules.SHOWN_AS[shown.exit_shown]}." if shown.exit_shown else ""
    put_line(f"Exit notice: {shown.rule}{shown_as}")
    for text in filter(None, (shown.exit_notice, *shown.disclaimers)):
        put_line(f"{text.slug}, version {text.number}, in force from {text.effective_from}:")
        put_texts(text.texts)
    if shown.overdue:
        say(
            f"A new release was due on {shown.overdue}: from then on, what was shown was out of "
            "date."
        )


def _as_data(told: _Told) -> dict[str, Any]:
    span = told.span
    time = {
        "from": span.begin.astimezone(told.zone).isoformat(),
        "to": span.end and span.end.astimezone(told.zone).isoformat(),
        "time_zone": str(told.zone),
    }
    proof = told.proof
    if proof is None:
        return time | {"release": None, "absent": "no release was on the website"}
    return (
        time
        | _shown_as_data(proof.shown)
        | {
            "proved_by": proof.shown.release.about.get("serial") if proof.kept else None,
            "problem": proof.problem or None,
            "contradictions": list(proof.differences),
        }
    )


def _shown_as_data(shown: "Shown") -> dict[str, Any]:
    def wording(text: "ShownText") -> dict[str, Any]:
        return {
            "slug": text.slug, "number": text.number,
            "effective_from": text.effective_from, "texts": dict(text.texts),
        }  # fmt: skip

    return {
        "release": {
            "serial": shown.release.about.get("serial"),
            "digest": shown.release.digest, "at": shown.release.at.isoformat(),
            "who": shown.release.who, "as_of": shown.as_of,
        },
        "absent": shown.absent or None,
        "name": shown.name,
        "url": shown.url,
        "rule": shown.rule,
        "exit_show": shown.exit_shown,
        "exit_notice": wording(shown.exit_notice) if shown.exit_notice else None,
        "disclaimers": [wording(text) for text in shown.disclaimers],
        "overdue_since": shown.overdue,
        "released_until": shown.released_until,
        "privacy_url": shown.privacy_url,
    }  # fmt: skip
