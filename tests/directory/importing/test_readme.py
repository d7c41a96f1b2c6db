"""The package's page tells the columns as the code knows them."""

from pathlib import Path

import directory.importing
from directory.importing.columns import SYNONYMS
from directory.importing.records import FileFormat

PAGE = (Path(directory.importing.__file__).parent / "README.md").read_text(encoding="utf-8")


def test_the_table_of_columns_is_that_of_the_code() -> None:
    """Each column with all its other names, in their order, and no other."""
    table = PAGE.partition("| column |")[2].partition("\n\n")[0]
    rows = [[cell.strip() for cell in line.split("|")] for line in table.split("\n")[2:]]
    told = {row[1]: tuple(name for name in row[2].split(", ") if name) for row in rows}
    assert told == {names[0]: names[1:] for names in SYNONYMS.values()}


def test_every_format_is_told() -> None:
    """In the table of formats."""
    table = PAGE.partition("| format |")[2].partition("\n\n")[0]
    told = [line.split("|")[1].strip() for line in table.split("\n")[2:]]
    assert told == [f"`{file_format}`" for file_format in FileFormat]
