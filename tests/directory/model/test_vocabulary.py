"""The closed vocabularies, and the table of reasons."""

import re
from enum import StrEnum

from directory.model import vocab
from directory.model.reasons import REASONS, Reason, ReasonInfo, info
from directory.model.vocab import OperatorClass, Verdict
from tests.rows import each

VOCABULARIES = [
    word
    for word in vars(vocab).values()
    if isinstance(word, type) and issubclass(word, StrEnum) and word is not StrEnum
]


@each("vocabulary", VOCABULARIES, ids=lambda v: v.__name__)
def test_each_word_is_plain_and_fits_its_column(vocabulary: type[StrEnum]) -> None:
    for word in vocabulary:
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", word)
        assert len(word) <= 40


def test_the_verdicts_stand_worst_first() -> None:
    assert list(Verdict) == ["changed", "insecure", "gone", "failing", "blocked", "moved", "ok"]
    assert [verdict.severity for verdict in Verdict] == [6, 5, 4, 3, 2, 1, 0]


def test_operators_of_each_level_of_government_and_of_a_level_not_known_are_government() -> None:
    government = {operator for operator in OperatorClass if operator.is_government}
    assert government == {"federal", "state", "local", "tribal", "government"}


def test_every_reason_has_a_row_in_the_table() -> None:
    assert set(REASONS) == set(Reason)
    assert {row.verdict for row in REASONS.values()} == set(Verdict)


@each("reason", Reason)
def test_each_reason_is_told_in_sentences_with_a_next_step(reason: Reason) -> None:
    row: ReasonInfo = info(reason)
    assert row.summary.endswith(".")
    assert row.next_step.endswith(".")
    assert len(reason) <= 60
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", reason)
