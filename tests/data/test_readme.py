"""The page about the starter files names every column and every word that a cell may hold."""

from enum import StrEnum
from pathlib import Path

import pytest

from directory.model.category import TOP_CATEGORIES
from directory.model.vocab import Audience, Cost, HowToApply, NoticeKind, OperatorClass
from directory.starter import STARTER_FILES
from tests.data.reading import COLUMNS

PAGE = (Path(__file__).parents[2] / "data" / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("vocabulary", [Audience, Cost, HowToApply, NoticeKind, OperatorClass])
def test_the_page_names_every_word_of_a_vocabulary(vocabulary: type[StrEnum]) -> None:
    assert [word for word in vocabulary if f"`{word}`" not in PAGE] == []


@pytest.mark.parametrize("names", [COLUMNS, STARTER_FILES, TOP_CATEGORIES])
def test_the_page_names_every_column_file_and_top_category(names: tuple[str, ...]) -> None:
    assert [name for name in names if f"`{name}`" not in PAGE] == []
