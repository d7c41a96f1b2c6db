"""What the commands share: exit codes, the two channels, opening the catalog.

stdout is data, stderr is messages. Text from outside passes through `tui/safe_text.py`
before it is shown; in JSON, everything that is not plain ASCII is escaped, so that it is
inert on a terminal as well.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tui.safe_text import safe, safe_lines

if TYPE_CHECKING:
    from crawler.environment import Environment
    from directory.catalog.catalog import Catalog
    from directory.catalog.recovery import Recovered
    from directory.settings import Settings

#: No text of a link is longer.
_LONGEST_LINE = 5100

DONE, ATTENTION, BAD_INPUT, INCONCLUSIVE, UNAVAILABLE = range(5)


class LinkNumber(click.ParamType[int]):
    """The number of a link."""

    name = "id"
    _highest = 2**31 - 1  # of the column in PostgreSQL
    _most_digits = 100

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number. Raise UsageError if the text is none."""
        del param
        text = str(value)
        if not (text.isascii() and text.isdecimal() and text.strip("0")):
            problem = f"“{text}” is not a link number"
        elif len(text) > self._most_digits or int(text) > self._highest:
            problem = f"there is no link {text}"
        else:
            return int(text)
        raise click.UsageError(f"{problem}. Find it with: jobbank links --query TEXT", ctx)


class Failed(Exception):
    """The command cannot continue: the message for staff, and the exit code."""

    def __init__(self, message: str, code: int, *, damaged: bool = False) -> None:
        """damaged: rows of the catalog cannot be read; the command can be run again without
        them."""
        super().__init__(message)
        self.code = code
        self.damaged = damaged


class Output:
    """The lines of data that this process prints on stdout.

    A command that is run again, without damaged rows, prints the same lines up to the first
    damaged row; those are left out the second time.
    """

    def __init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Start counting for another command, and show the usual messages."""
        self._printed = 0
        self._again = 0
        self.quiet = False
        self.verbose = False
        self._details = set[str]()

    def line(self, text: str) -> None:
        """Print a line."""
        if self._again:
            self._again -= 1
            return
        click.echo(text)
        self._printed += 1

    def is_new(self, detail: str) -> bool:
        """Return whether this detail has not been printed by the command yet."""
        new = detail not in self._details
        self._details.add(detail)
        return new

    def start_again(self) -> None:
        """Leave out as many lines as were printed."""
        self._again = self._printed


OUTPUT = Output()


def say(text: str) -> None:
    """Print a message on stderr: a summary, or what to do next. With --quiet it is left out."""
    if not OUTPUT.quiet:
        warn(text)


def warn(text: str) -> None:
    """Print an error, or what needs attention, on stderr, also with --quiet."""
    click.echo(safe_lines(text), err=True)


def say_more(text: str) -> None:
    """Print a detail on stderr, once a command and only with --verbose."""
    if OUTPUT.verbose and OUTPUT.is_new(text):
        warn(text)


def say_unknown_operators(links: int) -> None:
    """Report the number of published links whose operator is unknown, if there are any."""
    if links:
        say(
            f"{number(links, 'link')}: the operator is unknown. See them with: "
            "jobbank links --search class:unknown"
        )


def put(text: str) -> None:
    """Print text for people on stdout; line breaks in it remain."""
    OUTPUT.line(safe_lines(text))


def put_line(text: str) -> None:
    """Print one line for people on stdout; line breaks in the text are replaced."""
    OUTPUT.line(safe(text, _LONGEST_LINE))


def put_row(*cells: object) -> None:
    """Print one line of columns, separated by tabs, on stdout, for `cut`, `grep` and `awk`.

    Tabs and line breaks within a cell become blanks; None is an empty cell.
    """
    texts = ("" if cell is None else str(cell) for cell in cells)
    OUTPUT.line("\t".join(safe(text, _LONGEST_LINE) for text in texts))


def on_terminal() -> bool:
    """Return whether stdout is a terminal; if it is not, lists are printed with `put_row`."""
    return sys.stdout.isatty()


def put_json(value: dict[str, Any]) -> None:
    """Print one JSON line on stdout."""
    OUTPUT.line(json.dumps(value, default=str))


def standard_input(most: int) -> bytes:
    """Return at most this many bytes of standard input, up to its end."""
    if sys.stdin.isatty():
        say("Reading standard input; end it with Ctrl+D.")
    return sys.stdin.buffer.read(most)


def settings_here() -> "Settings":
    """Return the settings of the working folder and the environment.

    Raise Failed if they cannot be used.
    """
    from directory.settings import SETTINGS_FILE, SettingsError, load_settings

    file = Path(SETTINGS_FILE)
    say_more(f"Settings: {file.resolve() if file.exists() else f'there is no {file} here'}")
    variables = sorted(name for name in os.environ if name.startswith("JOBBANK_"))
    if variables:
        say_more(f"Settings from variables: {', '.join(variables)}")
    try:
        return load_settings()
    except SettingsError as error:
        raise Failed(str(error), BAD_INPUT) from None


def refuse_to_overwrite(file: Path, settings: "Settings") -> None:
    """Raise Failed if a file that is to be written belongs to the catalog, the settings or a
    release, which is public besides."""
    from directory.catalog.catalog import catalog_files
    from directory.publishing.release.history import past_folder

    wanted = file.resolve()
    taken = {Path("jobbank.toml").resolve()} | catalog_files(settings.database)
    release = settings.release.resolve()
    folders = {release, past_folder(release)}
    if wanted in taken or folders & {wanted, *wanted.parents}:
        raise Failed(
            f"{file} belongs to the catalog, the settings or a release, and is not overwritten. "
            "Name another file",
            BAD_INPUT,
        )


def environment_here(settings: "Settings") -> "Environment":
    """Return the real environment, or the simulation that the settings name."""
    from crawler.environment import environment_of
    from crawler.simulation.simulation import SimulationError

    try:
        return environment_of(settings)
    except SimulationError as error:
        raise Failed(str(error), BAD_INPUT) from None


@contextmanager
def opened_catalog(settings: "Settings") -> Iterator["Catalog"]:
    """Open the catalog, and close it at the end. Its errors become Failed."""
    from crawler.environment import open_catalog
    from directory.errors import CatalogUnavailable, ChangeRefused, DamagedRows

    try:
        catalog = open_catalog(settings, environment_here(settings))
        say_more(f"Catalog: {catalog.label}")
        say_more(f"You: {who_am_i(settings)}")
        if catalog.backup is not None:
            say(f"The catalog was brought up to date; a copy of the old one is {catalog.backup}.")
        for recovered in catalog.recovered:
            warn(_as_sentence(recovered))
        try:
            yield catalog
        finally:
            catalog.close()
    except CatalogUnavailable as error:
        damaged = isinstance(error, DamagedRows)
        raise Failed(str(error), UNAVAILABLE, damaged=damaged) from None
    except ChangeRefused as error:
        raise Failed(str(error), BAD_INPUT) from None


def pages_unread(error: Exception) -> Failed:
    """Return the failure of a command whose page-reading process has ended."""
    return Failed(
        f"The program that reads pages was ended by this machine: {error}. Try again.",
        INCONCLUSIVE,
    )


def _as_sentence(recovered: "Recovered") -> str:
    from directory.model.vocab import ActKind

    links = number(recovered.changed, "link")
    left = ""
    if recovered.left:
        left = f" {number(recovered.left, 'link')} could not be, because of later changes."
    if recovered.kind is ActKind.DO:
        return (
            f"“{recovered.title}” by {recovered.who} was cut off before it was complete. "
            f"It was taken back ({links}).{left}"
        )
    return f"Undo or redo of “{recovered.title}” was cut off, and is finished now ({links}).{left}"


def who_am_i(settings: "Settings") -> str:
    """Return the name for the audit trail; the catalog decides whether a setting may give it."""
    from directory.program import account_name

    return settings.user or account_name()


def number(count: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 link`, `12 links`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def shows_progress() -> bool:
    """Return whether progress is shown: if stderr is a terminal, and without --quiet."""
    return sys.stderr.isatty() and not OUTPUT.quiet


@contextmanager
def working(what: str) -> Iterator[None]:
    """Show what is being done, and for how long, while a step without known length runs."""
    if not shows_progress():
        yield
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        shown.add_task(f"{what}…", total=None)
        yield


@contextmanager
def progress_bar(total: int = 0) -> Iterator[Callable[..., object]]:
    """Yield a function that shows progress on a terminal: `show(done)` or `show(done, total)`.

    Nothing is shown if stderr is not a terminal, or with --quiet.
    """
    if not shows_progress():
        yield lambda _done, _total=0: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)
        yield lambda done, of=total: bar.update(task, completed=done, total=of)
