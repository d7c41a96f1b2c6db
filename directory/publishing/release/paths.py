"""Where the pages of a release are, and how one leads to another.

All addresses within a release are relative, so that it works under any path. Folders stand for
the `index.html` in them, as every web server has it.
"""

from typing import Final

from directory.publishing.release.public_schema import Header

EXIT_STYLE: Final = "out/exit.css"
SITE_STYLE: Final = "site/site.css"
SITE_ICON: Final = "site/icon.svg"
SITE_SCRIPT: Final = "site/search.js"
#: The category page of links that nobody has sorted in; no slug begins like that.
UNSORTED: Final = "_unsorted"


def in_language(folder: str, language: str, header: Header) -> str:
    """The folder of the same page in another language: below, but for the default one."""
    return folder if language == header.default_language else f"{folder}{language}/"


def site(language: str, header: Header) -> str:
    """The folder of the site's home page in a language."""
    return in_language("site/", language, header)


def category(slug: str | None, home: str, page: int = 1) -> str:
    """A page of a category of the site whose home page is in this folder."""
    folder = f"{home}category/{slug or UNSORTED}/"
    return folder if page == 1 else f"{folder}page-{page}.html"


def exit_folder(link_id: int) -> str:
    """The folder of the exit page of a link, or of what is said in its place."""
    return f"out/{link_id}/"


def file_of(place: str) -> str:
    """The file that a folder stands for; a file stands for itself."""
    return f"{place}index.html" if place.endswith("/") else place


def way(start: str, end: str) -> str:
    """The relative address that leads from one page to another file or folder of the release."""
    folders, target = start.split("/")[:-1], end.split("/")
    shared = 0
    while shared < min(len(folders), len(target) - 1) and folders[shared] == target[shared]:
        shared += 1
    leads = "../" * (len(folders) - shared) + "/".join(target[shared:])
    return leads or "./"
