"""The documents: their shell blocks, their commands, and the tables that are made from the code.

    python -m tests.documents            lists the documents of which a table is out of date
    python -m tests.documents --write    puts the generated tables into the documents

A shell block with commands of `jobbank` has a marker above it: `<!-- run: NAME -->`, and a test
runs it, or `<!-- not run: WHY -->`, and a test checks that its commands and options exist.
"""

import re
import shlex
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from directory.model.reasons import REASONS
from directory.rules.presets import PRESETS
from directory.settings import Settings

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
_BLOCK = re.compile(r"(?:<!-- ((?:not )?run): ([^\n]*?) -->\n)?```sh\n(.*?)```", re.DOTALL)
_INLINE = re.compile(r"`(jobbank [^`]+)`")


class ShellBlock(NamedTuple):
    """A shell block. marker: `run`, `not run` or "" without one; name: what follows the marker."""

    marker: str
    name: str
    commands: tuple[str, ...]


def pages() -> list[Path]:
    """Return README.md and the documents in docs/, except the generated list of commands."""
    return [README, *(one for one in sorted(DOCS.rglob("*.md")) if one.name != "cli.md")]


def shell_blocks(page: Path) -> list[ShellBlock]:
    """Return the shell blocks of a page; comments and the ends of lines `\\` are removed."""
    return [
        ShellBlock(marker, name, tuple(_commands(text)))
        for marker, name, text in _BLOCK.findall(page.read_text("utf-8"))
    ]


def _commands(text: str) -> Iterator[str]:
    for line in text.replace("\\\n", " ").splitlines():
        command = re.sub(r"(^|\s+)#.*", "", line).strip()
        if command:
            yield command


def commands_named(page: Path) -> list[str]:
    """Return all commands of `jobbank` that a page names, in blocks and within sentences."""
    text = page.read_text("utf-8")
    in_blocks = [
        command[command.index("jobbank ") :]
        for block in shell_blocks(page)
        for command in block.commands
        if re.search(r"(^|[ /])jobbank ", command)
    ]
    return [*in_blocks, *(" ".join(one.split()) for one in _INLINE.findall(text))]


def fault_of(command: str, group: click.Group) -> str:
    """Return what is wrong with a command of a document, "" if it and its options exist."""
    _, *words = shlex.split(command.replace("…", "X"))
    found: click.Command = group
    context = click.Context(group)
    while isinstance(found, click.Group) and words and not words[0].startswith("-"):
        inner = found.get_command(context, words[0])
        if inner is None:
            return f"{command}: there is no command “{words[0]}”"
        found, words = inner, words[1:]
    options = {"--help", "-h", "--version"}.union(*(one.opts for one in found.params))
    unknown = [word for word in words if word.startswith("--") and word not in options]
    return f"{command}: unknown options {unknown}" if unknown else ""


def reason_table() -> str:
    """Return all reasons as a table in Markdown; dangers are marked with †."""
    rows = (
        f"| `{reason.value}`{' †' if about.danger else ''} | {about.verdict.value} | "
        f"{about.summary} | {about.next_step} |"
        for reason, about in REASONS.items()
    )
    return _table(("reason", "verdict", "what it means", "what we suggest"), rows)


def settings_table() -> str:
    """Return all settings as a table in Markdown."""
    rows = (
        f"| `{name}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    )
    return _table(("setting", "default", "meaning"), rows)


def preset_table() -> str:
    """Return the ready sets of rules for notices as a table in Markdown."""
    rows = (f"| `{one.name}` | {one.title} | {one.description} |" for one in PRESETS.values())
    return _table(("name", "after", "in short"), rows)


def _table(heads: Sequence[str], rows: Iterator[str]) -> str:
    return "\n".join((f"| {' | '.join(heads)} |", "|---" * len(heads) + "|", *rows))


def _default(value: object) -> str:
    """Return a default as TOML spells it; "" if there is none."""
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else value
    if shown is None or shown in ("", {}):
        return ""
    text = f"{shown:g}" if isinstance(shown, float) else str(shown)
    return f"`{text.lower() if isinstance(shown, bool) else text}`"


#: Of each generated table: its page, and the name in its marks `<!-- NAME -->`, `<!-- /NAME -->`.
TABLES: Mapping[str, Path] = {
    "presets": DOCS / "policy.md",
    "reasons": DOCS / "reasons.md",
    "settings": DOCS / "install.md",
}
_MAKERS = {"presets": preset_table, "reasons": reason_table, "settings": settings_table}


def with_table(name: str) -> str:
    """Return the page of this table with the table made anew."""
    table = _MAKERS[name]()
    before, begin, rest = TABLES[name].read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, end, after = rest.partition(f"\n<!-- /{name} -->")
    assert begin and end, f"{TABLES[name].name} lacks its marks “{name}”"
    return f"{before}{begin}{table}{end}{after}"


def main(arguments: Sequence[str]) -> int:
    """Return the exit code: 1 if a table is out of date and was not written."""
    stale = [name for name in TABLES if with_table(name) != TABLES[name].read_text("utf-8")]
    for name in stale:
        if "--write" in arguments:
            TABLES[name].write_text(with_table(name), "utf-8")
        else:
            sys.stderr.write(f"{TABLES[name].name} is out of date; run with --write\n")
    return int(bool(stale) and "--write" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
