"""docs/cli.md, made of the commands themselves.

python -m tui.cli.page           prints it
python -m tui.cli.page --write   writes docs/cli.md
"""

import sys
from collections.abc import Iterator, Sequence
from inspect import cleandoc
from pathlib import Path
from textwrap import fill
from typing import Final

import click

from tui.cli.json_keys import JSON_KEYS, JsonKey
from tui.cli.main import GROUPS, jobbank

_WIDTH: Final = 100

PAGE: Final = Path(__file__).parents[2] / "docs" / "cli.md"

_BEGIN: Final = """\
# The command line

<!-- Made by `python -m tui.cli.page --write`; a test compares it with the commands. -->

`jobbank help` lists the commands, and `jobbank help COMMAND` explains one. This page has the same
texts, and the keys of the JSON lines.

## For all commands

- Standard output is data, standard error is messages. Progress is shown on a terminal only.
- `jobbank -q COMMAND` shows no progress and no hints; errors remain. `jobbank -v COMMAND` also
  shows the settings file, the catalog, the user and the time taken.
- If the output is not a terminal, lists are one line a row, with tabs between the columns, for
  `cut`, `grep` and `awk`: `jobbank links | cut -f 1,5`. Tabs and line breaks within a cell become
  blanks. There is no heading.
- `--json` prints one JSON object a line, in ASCII. A *time* is text in ISO 8601, in UTC; a *day* is
  YYYY-MM-DD.
- `-` reads standard input, where a command says so.
- Settings are read from `jobbank.toml` in the working folder and from `JOBBANK_…` variables.
- `NO_COLOR` turns colours off.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | done, and something needs attention (each command says what); or stopped by Ctrl+C |
| 2 | bad usage, input or settings |
| 3 | inconclusive; nothing was changed |
| 4 | the catalog is unavailable or damaged, or another crawl of it is under way |

### Completion

Commands and options are completed in bash, zsh and fish. Write the script once:

```sh
_JOBBANK_COMPLETE=bash_source jobbank > ~/.jobbank-complete.bash   # bash 4.4 or newer
_JOBBANK_COMPLETE=zsh_source jobbank > ~/.jobbank-complete.zsh
_JOBBANK_COMPLETE=fish_source jobbank > ~/.config/fish/completions/jobbank.fish
```

Then add `. ~/.jobbank-complete.bash` to `~/.bashrc`, or `. ~/.jobbank-complete.zsh` to `~/.zshrc`;
fish needs nothing more.

### Man page

[pandoc](https://pandoc.org/) makes one man page of this file:

```sh
pandoc -s -f gfm -t man -V title=jobbank -V section=1 docs/cli.md -o jobbank.1
man ./jobbank.1
```
"""


def page() -> str:
    """Return the whole page, in Markdown."""
    context = click.Context(jobbank, info_name="jobbank")
    parts = [_BEGIN]
    for group, rows in GROUPS.items():
        parts.append(f"## {group}\n")
        for name in rows:
            command = jobbank.get_command(context, name)
            assert command is not None
            parts += _command(click.Context(command, context, name), 3)
    return "\n".join(parts)


def _command(context: click.Context, level: int) -> Iterator[str]:
    command = context.command
    words = context.command_path
    yield f"{'#' * level} {words}\n"
    usage = " ".join([words, *command.collect_usage_pieces(context)])
    yield f"`{usage}`\n"
    yield _text(command.help or "")
    yield from _options(context)
    for kind, keys in JSON_KEYS.get(words.removeprefix("jobbank "), {}).items():
        yield _keys(kind, keys)
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            found = command.get_command(context, name)
            assert found is not None
            yield from _command(click.Context(found, context, name), level + 1)


def _text(text: str) -> str:
    """Return a help text as Markdown: examples as code, exit codes as a list."""
    parts = []
    for paragraph in cleandoc(text).split("\n\n"):
        flat = " ".join(paragraph.split())
        if paragraph.startswith("\b"):
            parts.append("```sh\n" + cleandoc(paragraph[1:].lstrip("\n")) + "\n```")
        elif flat.startswith("Example: "):
            parts.append(f"```sh\n{flat.removeprefix('Example: ')}\n```")
        elif flat.startswith("Exit codes: "):
            codes = flat.removeprefix("Exit codes: ").rstrip(".").split("; ")
            parts.append("Exit codes:\n\n" + "\n".join(f"- {_code(code)}" for code in codes))
        else:
            parts.append(fill(_escaped(flat), _WIDTH, break_on_hyphens=False))
    return "\n\n".join(parts) + "\n"


def _code(text: str) -> str:
    number, _, meaning = text.partition(" ")
    return f"`{number}` {_escaped(meaning)}" if number.isdigit() else _escaped(text)


def _options(context: click.Context) -> Iterator[str]:
    rows = [
        record
        for parameter in context.command.params
        if isinstance(parameter, click.Option)
        and (record := parameter.get_help_record(context)) is not None
    ]
    if rows:
        lines = [f"| `{_cell(names)}` | {_cell(_escaped(text))} |" for names, text in rows]
        yield "\n".join(["| option | meaning |", "|---|---|", *lines, ""])


def _keys(kind: str, keys: Sequence[JsonKey]) -> str:
    lines = [f"| `{key.name}` | {key.types} | {_cell(key.meaning)} |" for key in keys]
    return "\n".join([f"`--json`, {kind}:", "", "| key | type | meaning |", "|---|---|---|",
                      *lines, ""])  # fmt: skip


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*")


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def main(arguments: Sequence[str]) -> int:
    """Print the page or write it; return the exit code."""
    if "--write" in arguments:
        PAGE.write_text(page(), "utf-8")
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
