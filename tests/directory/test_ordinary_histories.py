"""Whatever is done by the use cases, the audit trail agrees with the tables."""

from contextlib import closing
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from directory.catalog.catalog import Catalog
from tests.clocks import HandClock
from tests.databases import new_sqlite
from tests.directory.histories import History

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("four_eyes", [True, False, False, False])
@settings(max_examples=25)
@given(seed=st.integers(0, 10**9))
def test_no_ordinary_history_is_a_false_alarm(
    tmp_path_factory: pytest.TempPathFactory, seed: int, four_eyes: bool
) -> None:
    folder, clock = tmp_path_factory.mktemp("history"), HandClock()
    url = new_sqlite(folder / "catalog.db")
    with closing(Catalog.open(url, clock, four_eyes=four_eyes)) as catalog:
        history = History(catalog, clock, folder, Random(seed))
        steps = [history.step() for _ in range(20)]
        proof = catalog.verify_audit()
    assert proof.fault is None, steps


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nor_is_one_on_either_database(database_url: str, tmp_path: Path, seed: int) -> None:
    clock = HandClock()
    with closing(Catalog.open(database_url, clock)) as catalog:
        history = History(catalog, clock, tmp_path, Random(seed))
        steps = [history.step() for _ in range(40)]
        assert catalog.verify_audit().fault is None, steps
