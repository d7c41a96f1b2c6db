"""A long text in the person's own editor: out to a file, and back."""

import os
import shlex
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from textual.app import App, SuspendNotSupported

from tui.widgets.fields import FieldBox


class NoEditor(Exception):
    """The editor cannot be run, or ended badly; says what to do."""


def rewrite(app: App[Any], box: FieldBox) -> str:
    """Opens the field in the person's editor, and puts in what comes back; what went wrong in
    words, empty when nothing did."""
    try:
        command = editor_command(os.environ)
        with app.suspend():
            text = edited(box.text, command)
    except NoEditor as error:
        return str(error)
    except SuspendNotSupported:
        return "This terminal cannot open another program."
    box.text = text
    return ""


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """The command that `VISUAL` or `EDITOR` names; `vi` when neither does.

    Raises NoEditor for one that cannot be read.
    """
    wanted = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        command = shlex.split(wanted)
    except ValueError:
        command = []
    if not command:
        raise NoEditor(f"The editor “{wanted}” cannot be read; look at the setting EDITOR.")
    return command


def edited(text: str, command: list[str]) -> str:
    """The text as the person leaves it in the editor; returns when the editor ends.

    Raises NoEditor; the text is as it was then.
    """
    handle, name = tempfile.mkstemp(prefix="jobbank-", suffix=".txt")
    file = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.write(text)
        done = subprocess.run([*command, name], check=False)
        if done.returncode != 0:
            raise NoEditor(f"The editor “{command[0]}” ended with an error; nothing was changed.")
        return file.read_text(encoding="utf-8", errors="replace").removesuffix("\n")
    except OSError as error:
        raise NoEditor(
            f"The editor “{command[0]}” cannot be started ({error.strerror}). "
            "Set EDITOR to the name of another one."
        ) from None
    finally:
        file.unlink(missing_ok=True)
