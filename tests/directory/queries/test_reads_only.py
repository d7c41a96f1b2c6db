"""The read door writes nothing: writes go through `directory/catalog`, which notes them."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import directory.queries

FILES = sorted(Path(directory.queries.__file__).parent.glob("*.py"))
#: A list of ids that were asked for, in a temporary table of one connection.
ALLOWED = {"due_links.py": ["INSERT INTO worklist_chosen (id) VALUES (:id)"]}


def writes(tree: ast.AST) -> Iterator[str]:
    """The statements that change rows."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(
                func=ast.Attribute(value=ast.Name(id="sa"), attr=("insert" | "update" | "delete"))
            ):
                yield ast.unparse(node)
            case ast.Constant(value=str(text)) if text.lstrip().startswith(
                ("INSERT ", "UPDATE ", "DELETE ")
            ):
                yield text


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_query_changes_no_row(file: Path) -> None:
    found = list(writes(ast.parse(file.read_text(encoding="utf-8"))))
    assert found == ALLOWED.get(file.name, [])
