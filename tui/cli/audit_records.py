"""`jobbank audit list` and `jobbank audit export`: the entries of the audit trail."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TextIO, TypeVar

import click

from directory.publishing.compliance import audit_files, audit_records
from directory.publishing.release import text_file
from directory.queries import audit_trail
from tui.cli.common import (
    BAD_INPUT,
    DONE,
    Failed,
    number,
    on_terminal,
    opened_catalog,
    put_json,
    put_line,
    put_row,
    refuse_to_overwrite,
    say,
    settings_here,
)
from tui.presenters import words as wording

if TYPE_CHECKING:
    from directory.publishing.compliance.audit_files import TrailHead, TrailWords
    from directory.publishing.compliance.audit_records import TrailRecord
    from directory.queries import Connection
    from directory.queries.audit_trail import TrailFilter

_Command = TypeVar("_Command", bound=Callable[..., Any])
_DAY: Final = click.DateTime(["%Y-%m-%d"])
_ENDINGS: Final = {
    ".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".html": "html", ".htm": "html",
}  # fmt: skip
#: The most changes of an entry, and characters of a change, that are shown on a terminal.
_MOST_CHANGES: Final = 12
_LONGEST_CHANGE: Final = 200


class _Kind(click.ParamType[str]):
    """A kind of entries."""

    name = "kind"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        if value not in audit_trail.KINDS:
            self.fail(
                f"there is no kind “{value}”; the kinds are: {', '.join(audit_trail.KINDS)}",
                param,
                ctx,
            )
        return value


def _selecting(command: _Command) -> _Command:
    """Add the options that select entries."""
    options = (
        click.option("--from", "first", metavar="DAY", type=_DAY, help="The first day."),
        click.option("--to", "last", metavar="DAY", type=_DAY, help="The last day."),
        click.option("--who", metavar="NAME", help="By this person, named as in the trail."),
        click.option(
            "--link", "link", metavar="ID", type=int, help="Of this link and its proposals."
        ),
        click.option("--kind", metavar="KIND", type=_Kind(), help="Of this kind, such as release."),
        click.option("--redact", is_flag=True, help="Leave out names of staff and free text."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.command("list")
@_selecting
@click.option(
    "--limit", type=click.IntRange(0), default=50, show_default=True, metavar="N",
    help="The most entries to list; 0 for all.",
)  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="One JSON line per entry.")
def list_entries(
    first: datetime | None,
    last: datetime | None,
    who: str | None,
    link: int | None,
    kind: str | None,
    redact: bool,
    limit: int,
    as_json: bool,
) -> int:
    """List the entries of the audit trail, the newest first.

    Days and times are in the agency's time zone; the first and the last day are included.
    Times in --json are in UTC. If the output is not a terminal, each entry is one line
    with tabs between the columns: number, time, who, kind, key, what, why.

    Example: jobbank audit list --from 2026-11-01 --kind release

    Exit codes: 0 done; 2 bad usage; 4 the catalog cannot be used.
    """
    asked = _asked(first, last, who, link, kind)
    settings = settings_here()
    with opened_catalog(settings) as catalog, catalog.reading() as connection:
        head = audit_files.head_of(connection, settings.agency, asked, redacted=redact)
        words, shown = _words(), 0
        with closing(_records(connection, head, newest_first=True)) as records:
            for record in islice(records, limit or None):
                shown += 1
                if as_json:
                    put_json(audit_files.as_data(record))
                else:
                    _put_record(head, record, words)
            more = next(records, None) is not None
    if not shown:
        say("No entry.")
    elif more:
        say(f"The newest {number(shown, 'entry', 'entries')}. For more: --limit 0, or fewer days.")
    return DONE


@click.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@_selecting
@click.option(
    "--format", "wanted", type=click.Choice(["csv", "jsonl", "html"]),
    help="The format (default: by the ending of the name: .csv, .jsonl or .html).",
)  # fmt: skip
def export_entries(
    file: Path,
    first: datetime | None,
    last: datetime | None,
    who: str | None,
    link: int | None,
    kind: str | None,
    redact: bool,
    wanted: str | None,
) -> int:
    """Write the entries of the audit trail to a file, the oldest first.

    As a table for spreadsheets (CSV), as JSON lines, or as one page (HTML). From JSON
    lines without --redact, other programs can recompute the hashes. With --redact, names
    of staff, reasons and notes are left out; each entry has its number and hash. The hash
    covers what is left out: a reader who guesses all of it correctly can confirm that.

    Days are in the agency's time zone; the first and the last day are included. An existing
    file is replaced.

    Example: jobbank audit export records.csv --from 2026-01-01 --to 2026-12-31 --redact

    Exit codes: 0 done; 2 bad usage, or the file cannot be written; 4 the catalog cannot
    be used.
    """
    wanted = wanted or _ENDINGS.get(file.suffix.lower())
    if wanted is None:
        raise Failed(
            f"the name of {file} does not say what to write: end it with .csv, .jsonl or .html, or "
            "use --format",
            BAD_INPUT,
        )
    asked = _asked(first, last, who, link, kind)
    settings = settings_here()
    with opened_catalog(settings) as catalog, catalog.reading() as connection:
        head = audit_files.head_of(connection, settings.agency, asked, redacted=redact)
        counted = _Counted(_records(connection, head))
        refuse_to_overwrite(file, settings)
        encoding = "utf-8-sig" if wanted == "csv" else "utf-8"  # else spreadsheets guess wrong
        try:
            with closing(counted.records), text_file.replaced(file, encoding) as opened:
                _write(wanted, head, counted, opened)
        except text_file.CannotWrite as error:
            raise Failed(str(error), BAD_INPUT) from None
    say(f"Written: {file}, {number(counted.number, 'entry', 'entries')}.")
    return DONE


class _Counted:
    """Records, counted while they are read."""

    def __init__(self, records: Generator["TrailRecord", None, None]) -> None:
        self.records = records
        self.number = 0

    def __iter__(self) -> Iterator["TrailRecord"]:
        for record in self.records:
            self.number += 1
            yield record


def _asked(
    first: datetime | None,
    last: datetime | None,
    who: str | None,
    link: int | None,
    kind: str | None,
) -> "TrailFilter":
    if first is not None and last is not None and first > last:
        raise Failed(f"--from {first.date()} is after --to {last.date()}", BAD_INPUT)
    return audit_trail.TrailFilter(first and first.date(), last and last.date(), who, link, kind)


def _records(
    connection: "Connection", head: "TrailHead", *, newest_first: bool = False
) -> Generator["TrailRecord", None, None]:
    with closing(audit_trail.trail(connection, head.asked, newest_first=newest_first)) as entries:
        for record in map(audit_records.record_of, entries):
            yield audit_records.redacted(record) if head.redacted else record


def _words() -> "TrailWords":
    return audit_files.TrailWords(wording.label, wording.words_of)


def _write(wanted: str, head: "TrailHead", records: Iterable["TrailRecord"], file: TextIO) -> None:
    match wanted:
        case "csv":
            audit_files.write_csv(head, records, _words(), file)
        case "jsonl":
            file.writelines(audit_files.json_lines(head, records))
        case _:
            file.writelines(audit_files.page(head, records, _words()))


def _put_record(head: "TrailHead", record: "TrailRecord", words: "TrailWords") -> None:
    entry = record.entry
    if not on_terminal():
        at = entry.at and entry.at.astimezone(head.zone).isoformat(" ", "seconds")
        what = entry.what.replace("_", " ") if entry.at else audit_files.UNREADABLE
        put_row(entry.number, at, entry.who, entry.kind, entry.key, what, entry.why)
        return
    if entry.at is None:
        put_line(f"{entry.number:>7}  {audit_files.UNREADABLE}")
        return
    moment = entry.at.astimezone(head.zone)
    what = f"{entry.kind} {entry.key}: {entry.what.replace('_', ' ')}"
    put_line(f"{entry.number:>7}  {moment:%Y-%m-%d %H:%M:%S}  {entry.who:<16}  {what}")
    if entry.why:
        put_line(f"         Why: {entry.why}")
    for changed in record.changed[:_MOST_CHANGES]:
        put_line("         " + _cut(words.told(changed)))
    more = len(record.changed) - _MOST_CHANGES
    if more > 0:
        put_line(f"         and {number(more, 'more change')}: see --json")


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CHANGE else f"{text[:_LONGEST_CHANGE]}…"
