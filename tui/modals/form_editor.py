"""A long text in the user's own editor, by way of a file."""

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
    """The editor cannot be run, or failed; the message says what to do."""


def rewrite(app: App[Any], box: FieldBox) -> str:
    """Open the field in the user's editor and store the result in it. Return a message about what
    went wrong, "" if nothing did."""
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
    """Return the command that `VISUAL` or `EDITOR` names, `vi` if neither does.

    Raise NoEditor for one that cannot be parsed.
    """
    wanted = environment.get("VISUAL") or environment.get("EDITOR") or "vi"
    try:
        command = shlex.split(wanted)
    except ValueError:
        command = []
    if not command:
        raise NoEditor(f"The editor “{wanted}” cannot be read; check the setting EDITOR.")
    return command


def edited(text: str, command: list[str]) -> str:
    """Return the text as the user leaves it in the editor; block until the editor ends.

    Raise NoEditor if it fails; the text is unchanged then.
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
