"""A form whose program is killed loses nothing: on a real terminal, with kill -9."""

from pathlib import Path

import pytest

from directory.catalog.catalog import Catalog
from tests.directory.samples import add
from tests.tui.form_host import Host
from tests.tui.in_loop import in_loop
from tests.tui.terminal import program, terminal
from tests.tui.test_forms import box, drafts, number, ready
from tests.tui.waiting import picture
from tui.modals.link_form import LinkForm

pytestmark = pytest.mark.slow

HOST = "tests.tui.form_host:main"


def kept(catalog: Catalog) -> dict[str, list[str]]:
    """What the catalog keeps of the form."""
    return {key: pair for draft in drafts(catalog) for key, pair in draft.fields.items()}


@in_loop
async def test_what_was_typed_is_there_again_after_kill_9(
    sqlite_catalog: Catalog, sqlite_url: str, tmp_path: Path
) -> None:
    link = add(sqlite_catalog)
    with terminal(tmp_path, program(HOST, sqlite_url, str(link.id))) as opened:
        opened.shows("Name (en)")
        opened.type(" of jobs")
        opened.until(lambda: kept(sqlite_catalog) == {"names:en": ["A link", "A link of jobs"]})
        opened.process.kill()
    app = Host(sqlite_catalog, lambda: LinkForm(number(link)))
    async with app.run_test(size=(80, 24)) as pilot:
        await ready(pilot, app)
        assert box(app, "names:en").text == "A link of jobs"
        assert "Your unfinished changes" in picture(app)
    assert sqlite_catalog.find(number(link)).version == 1


def test_a_field_is_written_in_the_persons_own_editor(
    sqlite_catalog: Catalog, sqlite_url: str, tmp_path: Path
) -> None:
    editor = tmp_path / "my editor"
    editor.write_text('#!/bin/sh\nprintf " by hand\\n" >> "$1"\n')
    editor.chmod(0o755)
    link = add(sqlite_catalog)
    host = program(HOST, sqlite_url, str(link.id))
    with terminal(tmp_path, host, settings={"VISUAL": f"'{editor}'"}) as opened:
        opened.shows("Name (en)")
        opened.type("\x05")  # ctrl+e
        opened.until(lambda: kept(sqlite_catalog) == {"names:en": ["A link", "A link by hand"]})
        opened.type("\x13")  # ctrl+s
        opened.until(lambda: sqlite_catalog.find(number(link)).names == {"en": "A link by hand"})
