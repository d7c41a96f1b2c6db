"""The pictures in the documents, painted by the app itself.

python -m tests.tui.pictures           says which pictures are not what is painted now
python -m tests.tui.pictures --write   puts them into tui/pictures/
"""

import asyncio
import shutil
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from directory.catalog.catalog import Catalog
from tests.directory.publishing.samples import NOW
from tests.tui import scenery
from tests.tui.piloting import curating, desk_of
from tests.tui.snapshots import svg

FOLDER = Path(__file__).parents[2] / "tui" / "pictures"
SIZE = (120, 32)
#: What the documents show: a screen of the scenery, and the theme.
PICTURES = (("queue", "dark"), ("catalog", "light"), ("publish", "dark"))


async def paint(made: Path, name: str, theme: str) -> str:
    """The screen as SVG. made: the folder of a scenery, which is left as it is."""
    with TemporaryDirectory() as folder:
        home = shutil.copytree(made, Path(folder) / "copy")
        with closing(Catalog.open(f"sqlite:///{home / 'catalog.db'}", lambda: NOW)) as catalog:
            desk = desk_of(catalog, release=home / "release", theme=theme)
            async with curating(desk, SIZE) as seat:
                await scenery.go(name, seat)
                return svg(seat.app)


def main(arguments: Sequence[str]) -> int:
    """Returns the exit code: 1 if a picture is not what is painted now."""
    differ = 0
    with TemporaryDirectory() as folder:
        scenery.scenery(Path(folder)).catalog.close()
        for name, theme in PICTURES:
            path = FOLDER / f"{name}.svg"
            painted = asyncio.run(paint(Path(folder), name, theme))
            if "--write" in arguments:
                FOLDER.mkdir(exist_ok=True)
                path.write_text(painted, "utf-8")
            elif not path.exists() or path.read_text("utf-8") != painted:
                sys.stderr.write(f"{path.name} is not what is painted now; run with --write\n")
                differ = 1
    return differ


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
