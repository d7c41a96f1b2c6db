"""The widget: the directory inside an existing page of an agency.

`widget/job-bank-directory.js` defines the element `<job-bank-directory>`; it is the same file in
every release, and needs nothing else. `widget/index.html` shows it with the links of this release,
and the lines with which a page includes it: it is for the people who make the website.
"""

from collections.abc import Iterator
from typing import Final

from directory.publishing.release import paths
from directory.publishing.release.manifest import DIRECTORY
from directory.publishing.release.reader import Edition, MadeFile
from directory.publishing.site import rendering
from directory.publishing.site.headers import SITE_POLICY
from directory.publishing.site.words import own_name

FOLDER: Final = "widget/"
SCRIPT: Final = f"{FOLDER}job-bank-directory.js"
STYLE: Final = f"{FOLDER}page.css"
#: A `meta` element cannot say this; the header does.
_ONLY_BY_HEADER: Final = "; frame-ancestors 'none'"


def files(edition: Edition) -> Iterator[MadeFile]:
    """Yield the script, and the page that shows it."""
    yield rendering.asset(SCRIPT, SCRIPT)
    yield rendering.asset(STYLE, STYLE)
    header = edition.header
    tops = edition.below(None)
    yield rendering.page(
        FOLDER,
        "widget.html",
        policy=SITE_POLICY.removesuffix(_ONLY_BY_HEADER),
        agency=header.publisher.agency,
        base=header.publisher.website or "https://directory.example/",
        category=tops[0].slug if tops else "",
        languages=[(language, own_name(language)) for language in header.languages],
        script=paths.way(FOLDER, SCRIPT),
        style=paths.way(FOLDER, STYLE),
        icon=paths.way(FOLDER, paths.SITE_ICON),
        source=paths.way(FOLDER, DIRECTORY),
        site=paths.way(FOLDER, "site/"),
    )
