"""The web and the time in which a process works, and its catalog.

Only this module puts a simulation in the place of the real names and the real clock; all other code
is the same for both. What only a check needs is in `check/context.py`: every command imports this
module, and few of them crawl.
"""

from dataclasses import dataclass

from crawler.fetch.dns import Names, SimulatedNames, SystemNames
from crawler.simulation.simulation import Simulation, load_simulation
from directory.catalog.catalog import Catalog
from directory.clock import Clock, clock_starting_at, system_clock
from directory.program import account_name
from directory.publishing.export.compose import terms_of
from directory.settings import Settings


@dataclass(frozen=True, slots=True)
class Environment:
    """The web and the time in which a process works: the real ones, or a simulation's.

    second_check_after: seconds from a crawl in which many sites changed alike until some are
    checked again; most outages are over by then.
    """

    simulation: Simulation | None
    clock: Clock
    second_check_after: float = 600.0

    def names(self) -> Names:
        """Return a resolver of its names."""
        return SimulatedNames(self.simulation) if self.simulation else SystemNames()


def environment_of(settings: Settings) -> Environment:
    """Return the environment that the settings name. Raise SimulationError for an unusable file."""
    if settings.simulation is None:
        return Environment(None, system_clock)
    simulation = load_simulation(settings.simulation)
    clock = clock_starting_at(simulation.clock) if simulation.clock else system_clock
    return Environment(simulation, clock, simulation.second_check_after)


def open_catalog(settings: Settings, environment: Environment) -> Catalog:
    """Return the catalog of the settings. Raise CatalogUnavailable as `Catalog.open` does."""
    other_name = settings.user if settings.user != account_name() else ""
    return Catalog.open(
        settings.database,
        environment.clock,
        allowed=settings.allowed_networks,
        default_language=settings.default_language,
        daily_requests=settings.daily_requests,
        four_eyes=settings.four_eyes,
        terms=terms_of(settings),
        other_name=other_name,
    )
