"""JSON Schema validators that are not ours, ajv and Python's jsonschema, accept every release and
refuse bad ones. The schemas refer to each other by their file names, as files in one folder."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import referencing

from directory.catalog import workflow
from directory.catalog.catalog import Catalog
from directory.catalog.links import add_link
from directory.model.reasons import Reason
from directory.model.vocab import EditorialState, NoticeKind
from directory.publishing.export.publish import publish
from directory.publishing.release.schemas import PUBLISHED_SCHEMAS, schema_bytes
from tests.directory.publishing.conftest import bare_catalog
from tests.directory.publishing.samples import (
    NOW,
    SETTINGS,
    TODAY,
    add_notice,
    filled_catalog,
    link,
    look,
    many_links,
)
from tests.web.bad_values import Walk
from tests.web.node import HERE, needed, node

__all__ = ["bare_catalog"]

pytestmark = pytest.mark.slow

SCHEMAS = {
    schema["$id"]: schema
    for schema in (json.loads(schema_bytes(name)) for name in PUBLISHED_SCHEMAS)
}
OF = {
    "directory.json": "directory.schema.json",
    "health.json": "health.schema.json",
    "manifest.json": "manifest.schema.json",
    "changes-2.json": "changes.schema.json",
}


def judged(files: Iterable[tuple[str, Path]], folder: Path) -> dict[str, str]:
    """What ajv says of each file: `ok`, or the place in the schema of the rule that is broken."""
    needed("ajv")
    schemas = folder / "schemas"
    schemas.mkdir()
    for name in PUBLISHED_SCHEMAS:
        (schemas / name).write_bytes(schema_bytes(name))
    listed = folder / "files.txt"
    listed.write_text("".join(f"{schema}\t{path}\n" for schema, path in files))
    said = node(HERE / "validate.cjs", schemas, listed)
    return dict(line.split("\t") for line in said.splitlines())


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """A catalog with links in every state and of every health."""
    catalog = filled_catalog(tmp_path_factory.mktemp("filled"))
    yield catalog
    catalog.close()


@pytest.fixture(scope="module")
def rich(catalog: Catalog, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second of two releases, in which everything occurs that can be in a release."""
    folder = tmp_path_factory.mktemp("rich") / "release"
    settings = SETTINGS.model_copy(update={"website": "https://work.example/links/"})
    for day in range(2):
        publish(
            catalog, folder, who="pia", as_of=TODAY + timedelta(days=day), now=NOW,
            settings=settings, fewer=True,
        )  # fmt: skip
        with catalog.change(who="eva") as change:
            add_notice(change, f"later-{day}", NoticeKind.EXIT, "Soon.", effective_from=SOON)
            add_link(change, link(f"https://more{day}.example/"), EditorialState.PUBLISHED)
            if day == 0:
                workflow.retire(change, 2, 1)
        look(catalog, {4: Reason.OK, 3: Reason.PARKED}, NOW + timedelta(days=day))
    return folder


SOON = TODAY + timedelta(days=20)


def files_of(folder: Path) -> list[tuple[str, Path]]:
    """The JSON files of a release that have a schema, each with its schema."""
    return [(schema, folder / name) for name, schema in OF.items() if (folder / name).exists()]


def test_every_release_is_accepted(
    catalog: Catalog, bare_catalog: Catalog, rich: Path, tmp_path: Path
) -> None:
    def made(of: Catalog, name: str) -> Path:
        publish(
            of, tmp_path / name, who="pia", as_of=TODAY, now=NOW, settings=SETTINGS, anyway=True
        )
        return tmp_path / name

    empty = made(bare_catalog, "empty")
    with bare_catalog.change(who="eva") as change:
        many_links(change, range(300))
    folders = [rich, made(catalog, "usual"), empty, made(bare_catalog, "large")]
    files = [file for folder in folders for file in files_of(folder)]
    assert len(files) == 3 * len(folders) + 1
    assert set(judged(files, tmp_path).values()) == {"ok"}


def test_a_folder_of_bad_ones_one_for_each_rule_is_refused(rich: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bad"
    folder.mkdir()
    files, rules = [], {}
    for name, schema in OF.items():
        value: Any = json.loads((rich / name).read_bytes())
        for number, bad in enumerate(Walk(SCHEMAS, schema, value).bad()):
            path = folder / f"{name}.{number}"
            path.write_text(json.dumps(bad.value))
            files.append((schema, path))
            rules[str(path)] = bad.rule
    said = judged(files, tmp_path)
    assert len(said) > 150
    accepted = [rules[path] for path, outcome in said.items() if outcome == "ok"]
    assert accepted == []
    keywords = {outcome.rsplit("/", 1)[1] for outcome in said.values()}
    assert keywords >= {
        "type", "required", "enum", "const", "pattern", "format",
        "minLength", "maxLength", "minimum", "maximum", "minItems", "minProperties", "uniqueItems",
    }  # fmt: skip


def read_by_python(folder: Path) -> Iterator[tuple[str, Any, jsonschema.Draft202012Validator]]:
    """Each JSON file of a release with a schema, decoded, and a validator of that schema: the
    schemas are known by their file names."""

    registry: referencing.Registry[Any] = referencing.Registry().with_resources(
        (path.name, referencing.Resource.from_contents(json.loads(path.read_bytes())))
        for path in folder.glob("*.schema.json")
    )
    for name, schema in OF.items():
        value = json.loads((folder / name).read_bytes())
        rules = json.loads((folder / schema).read_bytes())
        yield name, value, jsonschema.Draft202012Validator(rules, registry=registry)


def test_the_schemas_of_a_release_are_enough_for_a_python_program(rich: Path) -> None:
    for name, value, validator in read_by_python(rich):
        validator.validate(value)
        bad = Walk(SCHEMAS, OF[name], value).bad()
        accepted = [one.rule for one in bad if validator.is_valid(one.value)]
        # Formats are notes to this validator: 31 February is a day to it.
        assert [rule for rule in accepted if "/format/" not in rule] == []


@pytest.mark.parametrize("name", PUBLISHED_SCHEMAS)
def test_a_schema_refers_to_no_address_but_a_file_beside_it(name: str) -> None:
    schema = json.loads(schema_bytes(name))
    assert schema["$id"] == name
    for reference in re.findall(r'"\$ref": *"([^"]*)"', schema_bytes(name).decode()):
        file, mark, pointer = reference.partition("#/")
        assert mark and (not file or file in PUBLISHED_SCHEMAS), reference
        target: Any = json.loads(schema_bytes(file or name))
        for part in pointer.split("/"):
            target = target[part]
