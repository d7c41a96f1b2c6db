"""The pictures of the site in the documents, taken by a browser of a release.

    python -m tests.web.pictures FOLDER     of the release in this folder, into tests/web/pictures/

A browser's fonts differ from machine to machine, so no test compares them.
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from directory.publishing.site.preview import previewing
from tests.web.browsing import launched

PICTURES = Path(__file__).parent / "pictures"
#: Name, page, width and height of the window.
TAKEN = (
    ("category", "site/category/job-banks/state/", 1000, 900),
    ("exit", "out/1/", 480, 720),
)


def main(folder: str) -> int:
    """Returns the exit code."""
    PICTURES.mkdir(exist_ok=True)
    with previewing(Path(folder)) as server, sync_playwright() as playwright:
        browser = launched(playwright)
        for name, place, width, height in TAKEN:
            page = browser.new_page(viewport={"width": width, "height": height})
            page.goto(f"{server.address}{place}")
            page.screenshot(path=PICTURES / f"{name}.png")
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
