"""Kept pictures of screens: as text, and as SVG; a test compares them with what is painted now.

A text picture is the screen cell by cell, as one reads it; colours are not in
it. An SVG has the colours; its colours are compared too. `pytest-textual-snapshot`
does this with SVG alone, and holds pytest back at an old version.

    UPDATE_SNAPSHOTS=1 pytest tests/tui/test_screens.py

accepts what is painted now; look at the difference before it is committed.
"""

import asyncio
import difflib
import os
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from textual.app import App
from textual.strip import Strip

KEPT = Path(__file__).parent / "snapshots"
UPDATE = "UPDATE_SNAPSHOTS"
PATIENCE = 20.0  # seconds
_MONOSPACE = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_FONT_FACES = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)


def strips(app: App[Any]) -> list[Strip]:
    """What is painted, line by line; a box stands over the screen behind it."""
    app.screen._compositor.render_update(full=True, screen_stack=app._background_screens)
    return app.screen._compositor.render_strips()


def grid(app: App[Any]) -> str:
    """The screen as text, without blanks at the ends of lines."""
    return "\n".join(strip.text.rstrip() for strip in strips(app)) + "\n"


def svg(app: App[Any], title: str = "jobbank curate") -> str:
    """The screen as SVG: the same bytes for the same picture, and nothing from elsewhere.

    Rich names the parts after a hash of the whole, and fetches its font from the
    network; here they have fixed names, and the font is the reader's own.
    """
    picture = app.export_screenshot(title=title, simplify=True)
    picture = _COMMENT.sub("", _FONT_FACES.sub("", picture))
    picture = re.sub(r"terminal-\d+", "terminal", picture)
    picture = picture.replace("font-family: Fira Code, monospace", f"font-family: {_MONOSPACE}")
    picture = picture.replace("font-family: arial", "font-family: sans-serif")
    picture = picture.replace("<text ", '<text xml:space="preserve" ')
    return "\n".join(line.rstrip() for line in picture.splitlines()) + "\n"


async def assert_as_kept(name: str, app: App[Any], paint: Callable[[App[Any]], str]) -> None:
    """Waits until the screen is painted as it was kept; fails with the difference if it never is.

    name: of the kept picture, with its ending. paint: `grid` or `svg`.
    """
    path = KEPT / name
    if os.environ.get(UPDATE):
        path.parent.mkdir(exist_ok=True)
        path.write_text(await _at_rest(app, paint), "utf-8")
        return
    kept = path.read_text("utf-8") if path.exists() else ""
    end = time.monotonic() + PATIENCE
    while (painted := paint(app)) != kept:
        if time.monotonic() > end:
            raise AssertionError("\n".join(_difference(name, kept, painted)))
        await asyncio.sleep(0.02)


async def _at_rest(app: App[Any], paint: Callable[[App[Any]], str]) -> str:
    """What is painted once it has been the same for a second."""
    same, before = 0, ""
    while same < 50:
        await asyncio.sleep(0.02)
        painted = paint(app)
        same, before = (same + 1 if painted == before else 0), painted
    return before


def _difference(name: str, kept: str, painted: str) -> Iterator[str]:
    if kept:
        yield f"{name} is not what was kept (- kept, + painted now):"
    else:
        yield f"there is no kept {name}; painted now:"
    yield from difflib.unified_diff(_lines(kept), _lines(painted), lineterm="", n=1)
    yield f"If this is meant: {UPDATE}=1 pytest tests/tui/test_screens.py, and look at the diff."


def _lines(picture: str) -> list[str]:
    """An SVG has lines of thousands of characters; a difference is read by its elements."""
    return picture.replace("><", ">\n<").splitlines()
