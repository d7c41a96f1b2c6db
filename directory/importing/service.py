"""Import of files: read, plan, apply.

All files that are imported together are read first, and then planned on one snapshot of the
catalog. The plan is applied as one act, in short transactions, so that others can write in between;
a link that another person has changed since is not overwritten. An interrupted import is undone as
a whole when the catalog is opened next, and no release is made before that.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, assert_never

import sqlalchemy as sa

from directory.catalog.catalog import ActFront, Catalog
from directory.catalog.links import add_link, edit_link, prefetch
from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.importing.csv_file import parse_csv
from directory.importing.decoding import decode
from directory.importing.detect import detect_format
from directory.importing.json_file import parse_json
from directory.importing.markdown import parse_markdown
from directory.importing.netscape import parse_netscape
from directory.importing.opml import parse_opml
from directory.importing.plan import Lookup, Plan, PlannedRow, RowOutcome, make_plan
from directory.importing.records import FileFormat, ImportRefused, Parsed, ParsedFile
from directory.model.category import Category
from directory.model.link import Link
from directory.model.vocab import EditorialState
from directory.queries import links
from directory.settings import Settings

MAX_FILE_SIZE = 64 * 1024 * 1024

#: Rows of one transaction.
BATCH = 200

#: Called after each transaction: how many of the rows that change something are done, and of how
#: many.
Progress = Callable[[int, int], object]


def read_file(path: Path | str, file_format: FileFormat | None = None) -> ParsedFile:
    """Return a file's rows. file_format: None to detect it from the file.

    Raise ImportRefused if the file cannot be read.
    """
    path = Path(path)
    try:
        decoded = decode(_bytes_of(path))
        # A table counts its lines itself: a cell may contain a line break.
        text = decoded.text
        file_format = file_format or detect_format(path.name, text)
        parsed = parse_text(text, file_format)
    except ImportRefused as refusal:
        raise ImportRefused(f"{path}: {refusal}") from None
    return ParsedFile(
        str(path), file_format, decoded.encoding, parsed.rows, decoded.remarks + parsed.remarks
    )


def parse_text(text: str, file_format: FileFormat) -> Parsed:
    """Return the rows of a text in this format.

    Raise ImportRefused if it is not of this format.
    """
    if not text.strip():
        return Parsed(())
    if file_format is not FileFormat.CSV:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    match file_format:
        case FileFormat.CSV:
            return parse_csv(text)
        case FileFormat.JSON:
            return parse_json(text)
        case FileFormat.NETSCAPE:
            return parse_netscape(text)
        case FileFormat.OPML:
            return parse_opml(text)
        case FileFormat.MARKDOWN:
            return parse_markdown(text)
        case _:
            assert_never(file_format)


def import_files(
    catalog: Catalog,
    paths: Sequence[Path | str],
    *,
    who: str,
    settings: Settings,
    file_format: FileFormat | None = None,
    dry_run: bool = False,
    publish: bool = False,
    on_progress: Progress | None = None,
) -> list[Plan]:
    """Import the files, or only make the plans if `dry_run`; return one plan per file.

    publish: added links are published at once; otherwise they are drafts.

    Raise ImportRefused, before anything is changed, if one of the files cannot be read.
    """
    files = [read_file(path, file_format) for path in paths]
    with catalog.reading() as connection:
        plans = plan_files(_Picture(connection), files, settings)
    if dry_run:
        return plans
    state = EditorialState.PUBLISHED if publish else EditorialState.DRAFT
    title = "Import of " + ", ".join(Path(path).name for path in paths)
    with catalog.act(who=who, title=title, why=title) as act:
        return apply_plans(act, plans, state, on_progress)


@dataclass(frozen=True, slots=True)
class _Picture:
    """The catalog in one reading transaction."""

    connection: sa.Connection

    def find_by_keys(self, keys: Iterable[str]) -> dict[str, Link]:
        return links.find_by_keys(self.connection, keys)

    def categories(self) -> list[Category]:
        return links.categories(self.connection)


def plan_files(lookup: Lookup, files: Sequence[ParsedFile], settings: Settings) -> list[Plan]:
    """Return the plans of files that are imported together, each based on those before it."""
    plans: list[Plan] = []
    for parsed in files:
        plans.append(make_plan(lookup, parsed, settings, plans))
    return plans


def apply_plans(
    act: ActFront,
    plans: Sequence[Plan],
    state: EditorialState = EditorialState.DRAFT,
    on_progress: Progress | None = None,
) -> list[Plan]:
    """Apply the plans; state: of the links that are added.

    Return the plans with the ids of the added links. A row that the catalog refuses is returned as
    rejected and stops no other.
    """
    rows = [[*plan.rows] for plan in plans]
    places = [
        (file, place)
        for file, plan in enumerate(plans)
        for place, row in enumerate(plan.rows)
        if row.outcome in (RowOutcome.ADDED, RowOutcome.UPDATED)
    ]
    for start in range(0, len(places), BATCH):
        batch = places[start : start + BATCH]
        done = start + len(batch)
        with act.change(more=done < len(places)) as change:
            prefetch(
                change,
                [n for file, place in batch if (n := rows[file][place].link_id) is not None],
                [row.url for file, place in batch if (row := rows[file][place]).link_id is None],
            )
            for file, place in batch:
                rows[file][place] = _apply(change, rows[file][place], state)
        if on_progress is not None:
            on_progress(done, len(places))
    return [replace(plan, rows=tuple(rows[file])) for file, plan in enumerate(plans)]


def _apply(change: Transaction, row: PlannedRow, state: EditorialState) -> PlannedRow:
    try:
        match row.outcome:
            case RowOutcome.ADDED:
                return _add(change, row, state)
            case RowOutcome.UPDATED:
                return _update(change, row)
            case RowOutcome.DUPLICATE | RowOutcome.REJECTED:
                return row
            case _:
                assert_never(row.outcome)
    except ChangeRefused as refusal:
        return replace(row, outcome=RowOutcome.REJECTED, reason=str(refusal))


def _add(change: Transaction, row: PlannedRow, state: EditorialState) -> PlannedRow:
    if row.fields is None:
        raise ValueError(f"line {row.line} is to be added, but the plan has no fields for it")
    return replace(row, link_id=add_link(change, row.fields, state).id)


#: The note on a change that waits, since the importing person may not make it alone.
WAITS: Final = "it waits for approval by another person; the website keeps the link as it is"


def _update(change: Transaction, row: PlannedRow) -> PlannedRow:
    if row.link_id is None or row.version is None or row.changes is None:
        raise ValueError(f"line {row.line} is an update, but the plan does not say of what")
    edit_link(change, row.link_id, row.version, row.changes)
    if row.link_id in change.proposed:
        return replace(row, reason=f"{row.reason}; {WAITS}")
    return row


def _bytes_of(path: Path) -> bytes:
    try:
        if not path.exists():
            raise ImportRefused("there is no such file")
        if not path.is_file():
            raise ImportRefused("this is not a file")
        size = path.stat().st_size
        if size > MAX_FILE_SIZE:
            raise ImportRefused(
                f"the file has {size / 1024 / 1024:.0f} MiB; up to 64 MiB can be imported at once. "
                "Split it and import the parts"
            )
        return path.read_bytes()
    except OSError as error:
        raise ImportRefused(f"the file cannot be opened: {error.strerror or error}") from None
