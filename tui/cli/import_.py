"""`jobbank import`: links from files."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from directory.importing import plan as import_plan
from directory.importing import records, service
from tui.cli.common import (
    ATTENTION,
    BAD_INPUT,
    DONE,
    Failed,
    number,
    on_terminal,
    opened_catalog,
    progress_bar,
    put,
    put_json,
    put_row,
    say,
    settings_here,
    standard_input,
    who_am_i,
)
from tui.safe_text import safe

if TYPE_CHECKING:
    from directory.importing.plan import Plan, PlannedRow

_STDIN = Path("-")
FORMATS = ("csv", "json", "netscape", "opml", "markdown")


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--format", "file_format", type=click.Choice(FORMATS), help="The format (default: detected)."
)
@click.option("--dry-run", is_flag=True, help="Show the plan and change nothing.")
@click.option("--publish", is_flag=True, help="Publish added links at once, not as drafts.")
@click.option("--json", "as_json", is_flag=True, help="The plan as JSON lines, one per row.")
def import_(
    files: tuple[Path, ...], file_format: str | None, dry_run: bool, publish: bool, as_json: bool
) -> int:
    """Add links from FILES: CSV, our own JSON, browser bookmarks, OPML or Markdown lists.

    Every row of a file appears once in the plan: added, updated, duplicate or
    rejected, with its line and the reason. A bad row never stops the rest.
    “-” reads standard input; the format is detected as for files.
    Importing a file again changes nothing. “jobbank undo” takes an import back.
    If the output is not a terminal, each row is one line with tabs between the
    columns: file, line, outcome, address, name, reason.

    Example: jobbank import links.csv --dry-run

    Example: curl https://agency.example/links.csv | jobbank import - --format csv

    Exit codes: 0 done; 1 done, but some rows were rejected; 2 a file cannot be
    read (then nothing is imported); 4 the catalog cannot be used.
    """
    settings = settings_here()
    with _read(files) as paths, opened_catalog(settings) as catalog, progress_bar() as show:
        try:
            plans = service.import_files(
                catalog,
                [paths.get(file, file) for file in files],
                who=who_am_i(settings),
                settings=settings,
                file_format=records.FileFormat(file_format) if file_format else None,
                dry_run=dry_run,
                publish=publish,
                on_progress=show,
            )
        except records.ImportRefused as error:
            message = str(error)
            for given, path in paths.items():
                message = message.replace(str(path), str(given))
            raise Failed(message, BAD_INPUT) from None
    names = {str(path): str(given) for given, path in paths.items()}
    plans = [replace(plan, path=names.get(plan.path, plan.path)) for plan in plans]
    for plan in plans:
        for row in plan.rows:
            if as_json:
                put_json(_as_json(plan, row))
            elif on_terminal():
                put(_as_line(row))
            else:
                put_row(plan.path, row.line, row.outcome, row.url, row.name, row.reason)
        _say_summary(plan, dry_run)
    rejected = sum(plan.count(import_plan.RowOutcome.REJECTED) for plan in plans)
    return ATTENTION if rejected else DONE


@contextmanager
def _read(files: Sequence[Path]) -> Iterator[dict[Path, Path]]:
    """Yield the file with the contents of standard input, for “-”, if it is among the files."""
    if _STDIN not in files:
        yield {}
        return
    if files.count(_STDIN) > 1:
        raise click.UsageError("standard input (-) can be given once")
    data = standard_input(service.MAX_FILE_SIZE + 1)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "standard input"
        path.write_bytes(data)
        yield {_STDIN: path}


def _as_json(plan: "Plan", row: "PlannedRow") -> dict[str, Any]:
    return {
        "file": plan.path,
        "line": row.line,
        "outcome": row.outcome,
        "url": row.url,
        "name": row.name,
        "id": row.link_id,
        "reason": row.reason,
    }


def _as_line(row: "PlannedRow") -> str:
    reason = f"  ({row.reason})" if row.reason else ""
    return safe(f"{row.line:>6}  {row.outcome:<9}  {row.url}  {row.name}{reason}")


def _say_summary(plan: "Plan", dry_run: bool) -> None:
    counts = ", ".join(f"{plan.count(outcome):,} {outcome}" for outcome in import_plan.RowOutcome)
    would = "would be " if dry_run else ""
    say(f"{plan.path} ({plan.format}): {number(len(plan.rows), 'row')}; {would}{counts}")
    for remark in plan.remarks:
        say(f"  {remark}")
