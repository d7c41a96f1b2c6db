"""What docs/website.md says of the bytes of `directory.json`, followed by programs in another
language that know nothing of ours."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from directory.catalog import workflow
from directory.catalog.links import add_link, edit_link
from directory.catalog.transaction import Transaction
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState
from directory.publishing.export.publish import publish
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    filled_catalog,
    link,
    look,
    many_links,
)
from tests.web.documents import block
from tests.web.node import HERE, node

pytestmark = pytest.mark.slow

#: A name with each kind of character that is escaped.
SIGNS = "</script> & \" \\ / é 😀 \u00a0 'x'"
MANY_LINES = "one\ntwo\n{name} & <three>"


def _first(change: Transaction) -> None:
    add_link(
        change,
        link(
            "https://signs.example/?q=%3C&a=\\",
            names={"es": SIGNS, "en": SIGNS, "zh-Hant": "目錄", "ar": "دليل"},
            descriptions={"en": MANY_LINES},
        ),
        EditorialState.PUBLISHED,
    )
    workflow.retire(change, 2, 1)
    edit_link(change, 3, 1, {"names": {"en": SIGNS, "de": "Straße"}})


def _second(change: Transaction) -> None:
    many_links(change, range(40), length=100)
    workflow.restore(change, 2, 2)


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, ...]]:
    """The folders of three releases, each of which has the changes since the one before."""
    folder = tmp_path_factory.mktemp("three")
    release, made = folder / "release", []
    with closing(filled_catalog(folder)) as catalog:
        for day, alter in enumerate((None, _first, _second)):
            if alter is not None:
                with catalog.change(who="eva") as change:
                    alter(change)
                look(catalog, {4: Reason.OK, 5: Reason.PARKED}, NOW + timedelta(days=day))
            publish(
                catalog, release, who="pia", as_of=TODAY + timedelta(days=day), now=NOW,
                settings=SETTINGS, fewer=True,
            )  # fmt: skip
            kept = folder / f"kept-{day + 1}"
            kept.mkdir()
            for file in release.glob("*.json"):
                (kept / file.name).write_bytes(file.read_bytes())
            made.append(kept)
    yield tuple(made)


def test_the_script_on_the_page_makes_each_release_out_of_the_one_before(
    releases: tuple[Path, ...], tmp_path: Path
) -> None:
    script = tmp_path / "apply.mjs"
    script.write_text(block("website.md", "apply"), "utf-8")
    for before, after, number in zip(releases, releases[1:], (2, 3), strict=False):
        made = tmp_path / f"made-{number}.json"
        changes = after / f"changes-{number}.json"
        node(script, before / "directory.json", changes, made)
        assert made.read_bytes() == (after / "directory.json").read_bytes()


def test_the_script_on_the_page_refuses_changes_for_another_directory(
    releases: tuple[Path, ...], tmp_path: Path
) -> None:
    script = tmp_path / "apply.mjs"
    script.write_text(block("website.md", "apply"), "utf-8")
    first, _, third = releases
    with pytest.raises(AssertionError, match="another directory"):
        node(script, first / "directory.json", third / "changes-3.json", tmp_path / "made.json")
    assert not (tmp_path / "made.json").exists()


def test_the_rules_and_the_schema_are_enough_to_write_a_directory(
    releases: tuple[Path, ...],
) -> None:
    schema = HERE.parents[1] / "directory/publishing/release/schema/directory.schema.json"
    for folder in releases:
        written = node(HERE / "rewrite.cjs", schema, folder / "directory.json")
        assert written == (folder / "directory.json").read_text("utf-8")
