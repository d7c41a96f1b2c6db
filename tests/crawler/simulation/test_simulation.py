"""The simulation file: what is written is read back, and what is wrong is said plainly."""

from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.simulation.simulation import (
    SimulatedName,
    Simulation,
    SimulationError,
    load_simulation,
    save_simulation,
)

pytestmark = pytest.mark.slow

names = st.dictionaries(
    st.from_regex(r"[a-z]{1,8}\.example", fullmatch=True),
    st.builds(
        SimulatedName,
        address=st.sampled_from(["127.0.0.1", "10.0.0.1", ""]),
        ports=st.dictionaries(st.sampled_from(["80", "443"]), st.integers(1, 65535)),
        fault=st.sampled_from(["", "nxdomain", "servfail"]),
    ),
)
clocks = st.none() | st.datetimes(timezones=st.just(UTC))
simulations = st.builds(
    Simulation,
    names=names,
    ca_file=st.text(),
    clock=clocks,
    unknown=st.sampled_from(["nxdomain", "servfail"]),
)


@given(simulations)
def test_what_is_saved_is_loaded(simulation: Simulation) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "simulation.json"
        save_simulation(path, simulation)
        assert load_simulation(path) == simulation


def test_saving_again_replaces_the_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "simulation.json"
    save_simulation(path, Simulation(names={"a.example": SimulatedName("127.0.0.1")}))
    save_simulation(path, Simulation(names={"b.example": SimulatedName("127.0.0.1")}))
    assert set(load_simulation(path).names) == {"b.example"}
    assert [file.name for file in tmp_path.iterdir()] == ["simulation.json"]


def test_a_save_that_fails_leaves_the_target_and_no_half_file(tmp_path: Path) -> None:
    target = tmp_path / "simulation.json"
    target.mkdir()
    with pytest.raises(OSError, match=r"simulation\.json"):
        save_simulation(target, Simulation(names={}))
    assert [file.name for file in tmp_path.iterdir()] == ["simulation.json"]


@pytest.mark.parametrize("unknown", ["nxdomain", "servfail"])
def test_a_name_that_is_not_listed_has_the_fault_for_unknown_names(unknown: str) -> None:
    simulation = Simulation(
        names={"a.example": SimulatedName("127.0.0.1")},
        unknown="nxdomain" if unknown == "nxdomain" else "servfail",
    )
    assert simulation.name("A.example.").address == "127.0.0.1"
    assert simulation.name("b.example").fault == unknown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read: No such file"),
        (b"", "does not describe a simulated web"),
        (b"[]", "does not describe a simulated web"),
        (b'{"names": {"a.example": {"fault": "gone"}}}', "does not describe a simulated web"),
        (b'{"names": {}, "clock": "2026-10-09T09:00:00"}', "has no time zone"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_plain_words(
    tmp_path: Path, content: bytes | None, said: str
) -> None:
    path = tmp_path / "simulation.json"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SimulationError) as caught:
        load_simulation(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)


def test_the_clock_keeps_its_moment(tmp_path: Path) -> None:
    path = tmp_path / "simulation.json"
    moment = datetime(2026, 10, 9, 9, tzinfo=UTC)
    save_simulation(path, Simulation(names={}, clock=moment))
    assert load_simulation(path).clock == moment
