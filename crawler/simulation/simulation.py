"""The simulation file: names and a clock to put in place of the real ones.

The demo, the tests and the benchmarks run the same code as real crawls; only two inputs are
replaced, and this file contains them: to which address and port a name leads, and what the time is.
The fetch layer reads it, the fleet writes it. So this module does not depend on servers.
"""

import os
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import mkstemp
from typing import Literal

import msgspec

#: In place of a name: any that is not listed.
ANY_NAME = "*"
NameFault = Literal["", "nxdomain", "servfail"]


class SimulationError(Exception):
    """A simulation file cannot be used; the message says which and why."""


class SimulatedName(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a host name leads to.

    address: the IP address to which it resolves; it may be outside loopback, to test the address
    guard. ports: the port of the URL ("80", "443") → the real port; a port that is not named is
    used unchanged. fault: what the resolver answers instead of an address.
    """

    address: str = ""
    ports: dict[str, int] = {}
    fault: NameFault = ""


class Simulation(msgspec.Struct, frozen=True, omit_defaults=True):
    """A simulated web.

    names: by host, in lower case; "*" matches every name that is not listed, as with a resolver
    that answers for names that do not exist. ca_file: path of the PEM file with the authorities to
    trust in place of the real ones; empty for the real ones. clock: the simulated present (aware);
    None for the real one. unknown: what the resolver answers for every other name.
    second_check_after: see `Environment`.
    """

    names: dict[str, SimulatedName]
    ca_file: str = ""
    clock: datetime | None = None
    unknown: Literal["nxdomain", "servfail"] = "nxdomain"
    second_check_after: float = 0.5

    def name(self, host: str) -> SimulatedName:
        """Return what this host leads to; a fault for one that is not listed."""
        listed = self.names.get(host.lower().rstrip(".")) or self.names.get(ANY_NAME)
        return listed or SimulatedName(fault=self.unknown)


def load_simulation(path: Path) -> Simulation:
    """Read a simulation file.

    Raise SimulationError if it is missing, or not valid.
    """
    try:
        simulation = msgspec.json.decode(path.read_bytes(), type=Simulation)
    except OSError as error:
        raise SimulationError(
            f"the simulation file {path} cannot be read: {error.strerror}. "
            "Check the setting JOBBANK_SIMULATION, or remove it to check the real web."
        ) from None
    except msgspec.DecodeError as error:
        raise SimulationError(
            f"the simulation file {path} does not describe a simulated web: {error}. "
            "Let the demo write a new one, or remove the setting JOBBANK_SIMULATION."
        ) from None
    if simulation.clock is not None and simulation.clock.tzinfo is None:
        raise SimulationError(
            f"the clock in the simulation file {path} has no time zone: write it as in "
            "2026-10-09T09:00:00Z."
        )
    return simulation


def save_simulation(path: Path, simulation: Simulation) -> None:
    """Write the file in one piece: a reader sees the old one or the new one."""
    handle, temporary = mkstemp(dir=path.parent, prefix=path.name, suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(msgspec.json.format(msgspec.json.encode(simulation), indent=1))
        Path(temporary).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(temporary).unlink()
        raise
