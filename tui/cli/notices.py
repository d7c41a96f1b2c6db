"""`jobbank notices`: list, announce and explain disclaimers and exit notices."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from directory.catalog import notices as catalog_notices
from directory.errors import ChangeRefused
from directory.model import vocab
from directory.queries import notices as queries_notices
from directory.rules import notice_rules, notice_schedule
from directory.rules import notices as rules_notices
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    LinkNumber,
    number,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    say,
    settings_here,
    who_am_i,
)
from tui.cli.links import policy_today
from tui.cli.notice_rules import rules
from tui.cli.notices_on import notices_on, put_texts

if TYPE_CHECKING:
    from directory.catalog.catalog import Catalog
    from directory.model.link import Link
    from directory.model.notice import NoticeVersion

_DAY = click.DateTime(["%Y-%m-%d"])
_LONGEST = 64 * 1024
_TITLES = click.option(
    "--title", "titles", multiple=True, nargs=2, metavar="LANGUAGE TITLE",
    help="Its title for visitors in a language. Titles that are left out stay as they are.",
)  # fmt: skip


@click.group()
def notices() -> None:
    """Show and announce disclaimers and exit notices: each wording, and when it applies.

    A new wording is announced some days before it takes effect (see “jobbank notices
    period”); each wording applies until the next one takes effect.
    """


notices.add_command(rules)
notices.add_command(notices_on)


@notices.command("list")
@click.option("--json", "as_json", is_flag=True, help="One JSON line per wording.")
def list_notices(as_json: bool) -> int:
    """List all wordings, and those that wait for a second person.

    If the output is not a terminal, there are tabs between the columns: notice, kind,
    version, state, first day.

    Example: jobbank notices list

    Exit codes: 0 done; 1 a wording waits for approval; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        today = catalog.today()
        for slug, kind in queries_notices.kinds(connection).items():
            versions = queries_notices.versions(connection, slug)
            for version in versions:
                _put_version(version, kind, _how(version, versions, today), as_json)
        waiting = queries_notices.pending(connection)
    for one in waiting:
        say(
            f"Waits for approval: {one.notice}, by {one.author}, to take effect on "
            f"{one.effective_from}. Read it: jobbank notices show {one.notice}"
        )
    return ATTENTION if waiting else DONE


@notices.command("show")
@click.argument("notice")
def show_notice(notice: str) -> int:
    """Show all wordings of one notice, word by word, the latest last.

    Example: jobbank notices show exit-nongovernment

    Exit codes: 0 done; 2 there is no such notice; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        versions = queries_notices.versions(connection, notice)
        waiting = queries_notices.pending_of(connection, notice)
        today = catalog.today()
    if not versions and waiting is None:
        raise Failed(f"there is no notice “{notice}”; see: jobbank notices list", BAD_INPUT)
    for version in versions:
        how = _how(version, versions, today)
        put_line(f"Version {version.number}: {how}. Announced {version.announced_on}, takes effect "
                 f"{version.effective_from}, by {_by(version)}.")  # fmt: skip
        if version.exception:
            put_line(f"  An exception from the days of notice: {version.exception}")
        put_texts(version.titles, "title ")
        put_texts(version.texts)
    if waiting is not None:
        put_line(f"Waits for approval: by {waiting.author}, to take effect "
                 f"{waiting.effective_from}.")  # fmt: skip
        if waiting.exception:
            put_line(f"  An exception from the days of notice: {waiting.exception}")
        put_texts(waiting.titles, "title ")
        put_texts(waiting.texts)
        say(f"Approve it with: jobbank notices approve {notice}")
    return DONE


@notices.command("period")
@click.argument("days", type=click.IntRange(0, 365), required=False)
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
def period(days: int | None, as_json: bool) -> int:
    """Show or set the days between the announcement of a wording and its effect.

    A longer period applies at once. A shorter one applies only after the present one has
    passed, and releases say so until then. Only admins may set it.

    Example: jobbank notices period 45

    Exit codes: 0 done; 2 it cannot be set so, or you may not; 4 the catalog cannot be
    used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog:
        if days is not None:
            with catalog.change(who=who_am_i(settings)) as change:
                catalog_notices.set_notice_period(change, days)
        today = catalog.today()
        with catalog.reading() as connection:
            periods = queries_notices.periods(connection)
    present, coming = (
        notice_schedule.notice_days_on(periods, today),
        notice_schedule.next_period(periods, today),
    )
    if as_json:
        put_json(
            {
                "days": present,
                "next": coming and {"days": coming.days, "effective_from": coming.effective_from},
            }
        )
        return DONE
    put_line(f"A wording is announced {number(present, 'day')} before it takes effect.")
    if coming is not None:
        put_line(f"From {coming.effective_from} on: {number(coming.days, 'day')}.")
    return DONE


@notices.command("announce")
@click.argument("notice")
@click.option(
    "--text", "texts", multiple=True, nargs=2, metavar="LANGUAGE TEXT",
    help="The wording in a language; @FILE reads it from a file. Languages that are left out "
    "keep their latest wording.",
)  # fmt: skip
@click.option("--effective", type=_DAY, help="First day in force (default: the earliest allowed).")
@click.option("--exception", default="", metavar="REASON", help="Why it must take effect sooner.")
@click.option("--kind", type=click.Choice(["exit", "disclaimer"]), help="Of a new notice.")
@click.option("--yes", is_flag=True, help="Announce without a question.")
@_TITLES
def announce_notice(
    notice: str,
    texts: tuple[tuple[str, str], ...],
    titles: tuple[tuple[str, str], ...],
    effective: datetime | None,
    exception: str,
    kind: str | None,
    yes: bool,
) -> int:
    """Announce another wording of a notice, or a new notice.

    It takes effect after the notice period. With --exception it may take effect
    sooner, after another person has approved it; it is published as an exception.
    An announcement cannot be taken back, so it must be confirmed.

    Example: jobbank notices announce no-endorsement --text en @en.txt --text es @es.txt

    Exit codes: 0 announced; 1 it waits for a second person; 2 it cannot be
    announced, or you may not; 4 the catalog cannot be used.
    """
    return _announce(notice, dict(texts), effective, exception, kind, yes=yes, titles=dict(titles))


@notices.command("amend")
@click.argument("notice")
@click.option(
    "--text", "texts", multiple=True, nargs=2, metavar="LANGUAGE TEXT",
    help="The new wording in a language; @FILE reads it from a file. The others stay as they are.",
)  # fmt: skip
@click.option("--effective", type=_DAY, help="First day in force (default: the earliest allowed).")
@click.option("--exception", default="", metavar="REASON", help="Why it must take effect sooner.")
@click.option("--yes", is_flag=True, help="Announce without a question.")
@_TITLES
def amend_notice(
    notice: str,
    texts: tuple[tuple[str, str], ...],
    titles: tuple[tuple[str, str], ...],
    effective: datetime | None,
    exception: str,
    yes: bool,
) -> int:
    """Announce a new wording of a notice in some of its languages.

    Wordings are never changed: this makes a new one, with the other languages as in the
    latest. Otherwise it works like announce.

    Example: jobbank notices amend no-endorsement --text es @es.txt

    Exit codes: 0 announced; 1 it waits for a second person; 2 there is no such notice, it
    cannot be announced, or you may not; 4 the catalog cannot be used.
    """
    with opened_catalog(settings_here()) as catalog, catalog.reading() as connection:
        if notice not in queries_notices.kinds(connection):
            raise Failed(f"there is no notice “{notice}”; see: jobbank notices list", BAD_INPUT)
    if not texts and not titles:
        raise click.UsageError("give what changes: --text or --title")
    return _announce(
        notice,
        dict(texts),
        effective,
        exception,
        None,
        yes=yes,
        titles=dict(titles),
        amending=True,
    )


def _announce(
    notice: str,
    texts: dict[str, str],
    effective: datetime | None,
    exception: str,
    kind: str | None,
    *,
    yes: bool,
    titles: dict[str, str],
    amending: bool = False,
) -> int:
    settings = settings_here()
    with opened_catalog(settings) as catalog, _in_plain_words():
        wanted = _whole(catalog, notice, {one: _text(text) for one, text in texts.items()})
        terms = catalog.terms()
        day = effective.date() if effective else terms.earliest(catalog.today())
        if not yes:
            _confirm(notice, day, sorted(texts.keys() | titles.keys()))
        with catalog.change(who=who_am_i(settings)) as change:
            at_once = catalog_notices.announce(
                change,
                notice,
                notice_schedule.Announcement(wanted, day, exception, titles),
                vocab.NoticeKind(kind) if kind else None,
            )
    if not at_once:
        say(f"It waits for approval by another person: jobbank notices approve {notice}")
        return ATTENTION
    _say_announced(notice, day)
    kept = sorted(wanted.keys() - texts.keys())
    for language in () if amending else kept:
        say(f"Its text in {language} stays as it was. Is that meant?")
    return DONE


def _confirm(notice: str, day: date, languages: Sequence[str]) -> None:
    sentence = (
        f"Announce this wording of “{notice}” ({', '.join(languages)}), in force from {day} on? It "
        "can never be taken back, only followed by another wording."
    )
    if not sys.stdin.isatty():
        raise Failed(f"nothing was announced. {sentence} To do it, give --yes.", BAD_INPUT)
    if not click.confirm(sentence, err=True):
        raise Failed("nothing was announced", BAD_INPUT)


@notices.command("approve")
@click.argument("notice")
def approve_notice(notice: str) -> int:
    """Approve the wording that waits. Its author cannot.

    Example: jobbank notices approve no-endorsement

    Exit codes: 0 announced; 2 nothing waits, its first day has passed, or you may
    not; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog, _in_plain_words():
        with catalog.change(who=who_am_i(settings)) as change:
            catalog_notices.approve_notice(change, notice)
        with catalog.reading() as connection:
            day = queries_notices.versions(connection, notice)[-1].effective_from
    _say_announced(notice, day)
    return DONE


@notices.command("withdraw")
@click.argument("notice")
def withdraw_notice(notice: str) -> int:
    """Drop the wording that waits for approval.

    Example: jobbank notices withdraw no-endorsement

    Exit codes: 0 done; 2 nothing waits, or you may not; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with (
        opened_catalog(settings) as catalog,
        _in_plain_words(),
        catalog.change(who=who_am_i(settings)) as change,
    ):
        catalog_notices.withdraw_notice(change, notice)
    say("Withdrawn.")
    return DONE


@notices.command("explain")
@click.argument("link_id", type=LinkNumber(), metavar="LINK")
def explain(link_id: int) -> int:
    """Explain which notices a link carries today, and why.

    Example: jobbank notices explain 7

    Exit codes: 0 done; 2 there is no such link; 4 the catalog cannot be used.
    """
    settings = settings_here()
    with opened_catalog(settings) as catalog, _in_plain_words():
        link = catalog.find(link_id)
        policy, today = policy_today(catalog, settings)
    put_line(f"Link {link_id}: {link.name} ({link.host}), run by: {link.operator_class}")
    for place, step in enumerate(policy.exit_steps(link, today), 1):
        put_line(f"{place}. {step.question} {'Yes.' if step.holds else 'No.'}")
    decision = policy.exit_decision(link, today)
    by = f" (rule {decision.number})" if decision.number else ""
    shown = f", {notice_rules.SHOWN_AS[decision.show]}" if decision.show else ""
    put_line(f"Exit notice: {decision.notice or 'none'}{shown}. {decision.rule}{by}")
    _put_override(link, today)
    for one in policy.carried(link, link.disclaimers):
        by = f" (rule {one.number})" if one.number else ""
        put_line(f"Disclaimer: {one.notice}. {one.because}{by}")
    return DONE


def _put_override(link: "Link", today: date) -> None:
    if link.exit_override_reason:
        put_line(f"   Staff's reason, which is not published: {link.exit_override_reason}")
    until = link.exit_override_until
    if until is not None:
        then = "since then the rules decide" if until < today else "then the rules decide again"
        put_line(f"   Staff's decision ({link.exit_override}) applies until {until}; {then}.")


@contextmanager
def _in_plain_words() -> Iterator[None]:
    try:
        yield
    except ChangeRefused as error:
        raise Failed(str(error), BAD_INPUT) from None


def _whole(catalog: "Catalog", notice: str, texts: dict[str, str]) -> dict[str, str]:
    """Return the wording in all languages: the given texts, the others as in the latest version."""
    with catalog.reading() as connection:
        versions = queries_notices.versions(connection, notice)
    return (dict(versions[-1].texts) if versions else {}) | texts


def _text(written: str) -> str:
    if not written.startswith("@"):
        return written
    path = Path(written[1:])
    try:
        with path.open(encoding="utf-8-sig") as file:
            return file.read(_LONGEST).strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not a text in UTF-8"
        raise Failed(f"the text in {path} cannot be read: {reason}", BAD_INPUT) from None


def _say_announced(notice: str, day: date) -> None:
    say(
        f"Announced: the new wording of {notice} takes effect on {day}. Publish now, so that "
        "visitors see the announcement, and again on that day."
    )


def _how(version: "NoticeVersion", versions: "list[NoticeVersion]", today: date) -> str:
    if version.effective_from > today:
        return "announced"
    return "in force" if version is rules_notices.version_in_force(versions, today) else "past"


def _by(version: "NoticeVersion") -> str:
    return (
        f"{version.author}, approved by {version.approver}" if version.approver else version.author
    )


def _put_version(version: "NoticeVersion", kind: str, how: str, as_json: bool) -> None:
    if as_json:
        put_json(version.model_dump(exclude={"created_at"}) | {"kind": kind, "how": how})
        return
    if not on_terminal():
        put_row(version.notice, kind, version.number, how, version.effective_from)
        return
    put_line(
        f"{version.notice:<24} {kind:<11} version {version.number}, {how}, from "
        f"{version.effective_from}"
    )
