"""Cells of CSV tables that other people open in a spreadsheet.

A spreadsheet computes a cell that begins as a formula does, and what it computes
can reach out to the network or start a program. Names and descriptions come from
strangers, so every cell passes through here before it is written.
"""

import re
from typing import Final

#: What a spreadsheet takes for the beginning of a formula, also after blanks; the wide forms
#: count where people write Japanese or Chinese.
_FORMULA: Final = "=+\\-@＝＋－＠"
_BEGINS: Final = re.compile(rf"[\t\r]|\s*[{_FORMULA}]")
#: A cell may also begin after a line break or a semicolon, when the table is opened by a program
#: that has another delimiter in mind.
_BEGINS_WITHIN: Final = re.compile(rf"([;\n]\s*+)([{_FORMULA}])?")


def formula_safe(cell: str) -> str:
    """The cell as a spreadsheet shows it: an apostrophe goes before what it would compute."""
    if cell[:1].isalpha() and ";" not in cell and "\n" not in cell:
        return cell  # as most are, and there are millions
    if ";" in cell or "\n" in cell:
        cell = _BEGINS_WITHIN.sub(_defused, cell)
    return f"'{cell}" if _BEGINS.match(cell) else cell


def _defused(match: re.Match[str]) -> str:
    return f"{match[1]}'{match[2]}" if match[2] else match[0]
