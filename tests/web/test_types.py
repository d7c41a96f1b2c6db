"""The TypeScript types of a release: made of its schemas, and of use to a program."""

from pathlib import Path

import pytest

from directory.publishing.release.schemas import TYPES, schema_bytes
from tests.web.node import HERE, needed, node

pytestmark = pytest.mark.slow

SCHEMAS = HERE.parents[1] / "directory" / "publishing" / "release" / "schema"


def test_the_types_are_those_of_the_schemas() -> None:
    """If not, make them anew: just docs."""
    needed("json-schema-to-typescript")
    assert node(HERE / "types.cjs", SCHEMAS) == schema_bytes(TYPES).decode()


def compiled(folder: Path, program: str) -> str:
    """What the compiler says of a program beside the types of a release; "" when it is right."""
    (folder / "program.ts").write_text(program)
    compiler = needed("typescript") / "bin" / "tsc"
    options = ("--noEmit", "--strict", "--noUncheckedIndexedAccess", "--target", "es2022")
    return node(compiler, *options, folder / "program.ts", allowed=(0, 2))


def test_a_small_program_compiles_with_the_types_of_a_release(
    offered: Path, tmp_path: Path
) -> None:
    (tmp_path / TYPES).write_bytes((offered / TYPES).read_bytes())
    program = (HERE / "consumer.ts").read_text()
    assert compiled(tmp_path, program) == ""
    assert "error TS" in compiled(tmp_path, program.replace("link.names", "link.titles"))
