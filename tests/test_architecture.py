"""docs/architecture.md against the tree: it names each room, and only paths that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
ROOMS = sorted(
    folder.parent.relative_to(ROOT).as_posix()
    for package in ("crawler", "directory", "tui")
    for folder in (ROOT / package).glob("*/__init__.py")
)


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_is_in_the_picture(room: str) -> None:
    assert f"{Path(room).name}/" in PAGE


def test_each_path_that_is_named_is_there() -> None:
    named = set(re.findall(r"`((?:crawler|directory|tui|tests|docs)/[\w./-]*)`", PAGE))
    assert named
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
