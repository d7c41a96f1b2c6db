"""The `jobbank` command: its list of commands, and the end of every error.

Command modules import what they need when they run, so that `--help` answers
at once.
"""

import gc
import io
import os
import sys
from collections.abc import Iterator, MutableMapping
from importlib import import_module
from pathlib import Path

import click

from tui.cli.common import BAD_INPUT, OUTPUT, Failed, say
from tui.operations import OPERATIONS

#: Each command and the module of `tui.cli` in which it stands, under its name with `_` for `-`.
#: A module is loaded when its command is asked for, so that no command pays for the others.
_MODULES = {
    "init": "init", "import": "import_", "crawl": "crawl", "check": "check", "curate": "curate",
    "queue": "queue", "links": "links", "show": "show", "runs": "runs", "suggest": "suggest",
    "rejudge": "rejudge", "add": "add", "edit": "edit",
    **{row.command: "operations" for row in OPERATIONS if row.command},
    "undo": "undo", "redo": "undo", "acts": "acts",
    "views": "views", "people": "people", "time-zone": "time_zone",
    "changes": "changes", "export": "export", "rollback": "rollback", "verify": "verify",
    "audit": "audit", "notices": "notices",
    "registries": "registries", "preview": "preview",
    "recipes": "recipes", "doctor": "doctor",
    "demo": "demo",
}  # fmt: skip


#: Commands that change no link: they can be run again.
_READING = frozenset({"acts", "audit", "changes", "export", "links", "preview", "queue", "runs"})


class _Commands(MutableMapping[str, click.Command]):
    """The commands by name, as click wants them."""

    def __init__(self) -> None:
        self._loaded: dict[str, click.Command] = {}
        self._names = dict(_MODULES)

    def __getitem__(self, name: str) -> click.Command:
        if name not in self._loaded:
            module = import_module(f"tui.cli.{self._names[name]}")
            attribute = "import_" if name == "import" else name.replace("-", "_")
            commands = getattr(module, "COMMANDS", {})
            self._loaded[name] = commands.get(name) or getattr(module, attribute)
        return self._loaded[name]

    def __setitem__(self, name: str, command: click.Command) -> None:
        self._names[name] = ""
        self._loaded[name] = command

    def __delitem__(self, name: str) -> None:
        del self._names[name]
        self._loaded.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)


@click.group(
    commands=_Commands(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Each command explains itself: jobbank COMMAND --help. "
    "Settings are read from jobbank.toml and from JOBBANK_… variables.",
)
@click.version_option(package_name="jobbank", prog_name="jobbank")
def jobbank() -> None:
    """A directory of outbound links that a public agency can trust.

    Start with: jobbank demo
    """


def main(arguments: list[str] | None = None) -> None:
    """Runs a command, by default the one that was typed; staff see words, never a traceback."""
    gc.set_threshold(10_000, 10, 10)  # what is imported and read is no garbage: seldom look for it
    OUTPUT.begin()
    try:
        _require_working_folder()
        _require_text(sys.argv[1:] if arguments is None else arguments)
        code = jobbank.main(arguments, standalone_mode=False)
    except Failed as error:
        say(f"Error: {error}")
        code = error.code
        if error.damaged and _only_reads(arguments):
            _run_without_damaged_rows(arguments)
    except click.UsageError as error:
        words = io.StringIO()
        error.show(words)  # names what was typed, as it was typed
        say(words.getvalue())
        code = BAD_INPUT
    except click.ClickException as error:
        say(f"Error: {error.format_message()}")
        code = BAD_INPUT
    except (click.Abort, KeyboardInterrupt):
        say("Stopped.")
        code = 1
    except BrokenPipeError:
        # The reader of our output has gone (as with `| head`): nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except OSError as error:
        say(f"Error: {_system_error(error)}")
        code = BAD_INPUT
    sys.exit(code if isinstance(code, int) else 0)


def _require_text(arguments: list[str]) -> None:
    """Raise Failed for an argument that is not UTF-8, as when it was pasted in another encoding."""
    for argument in arguments:
        try:
            argument.encode()
        except UnicodeEncodeError:
            shown = argument.encode("utf-8", "replace").decode()
            raise Failed(
                f"“{shown}” is not written in UTF-8, so some of its letters are not known. "
                "Type it again instead of pasting it",
                BAD_INPUT,
            ) from None


def _only_reads(arguments: list[str] | None) -> bool:
    words = sys.argv[1:] if arguments is None else arguments
    return bool(words) and words[0] in _READING


def _run_without_damaged_rows(arguments: list[str] | None) -> None:
    """Run a command again, without the rows of the catalog that cannot be read."""
    OUTPUT.start_again()
    say("It is left out of what follows.")
    try:
        jobbank.main(arguments, standalone_mode=False)
    except Failed as error:
        say(f"Error: {error}")


def _require_working_folder() -> None:
    """Raise Failed if the working folder has been removed."""
    try:
        Path.cwd()
    except FileNotFoundError:
        raise Failed(
            "the folder in which you are working has been removed. Change to another one: cd",
            BAD_INPUT,
        ) from None


def _system_error(error: OSError) -> str:
    """What the system could not do, and with which file."""
    why = error.strerror or str(error)
    if error.filename is None:
        return f"the system says: {why}."
    return f"{error.filename} cannot be used: {why}."


if __name__ == "__main__":
    main()
