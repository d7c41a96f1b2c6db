"""The time zone of the agency: on which day something happens or takes effect."""

from zoneinfo import available_timezones

from directory.refusals import ChangeRefused
from directory.rules.rights import Right
from directory.store.catalog_settings import TIME_ZONE, put_value, value_of
from directory.usecases.transaction import Transaction


def require_zone(name: str) -> None:
    """Raise ChangeRefused when there is no time zone of this name."""
    if name not in available_timezones():
        raise ChangeRefused(
            f"there is no time zone “{name}”. Give its IANA name, such as America/New_York"
        )


def set_time_zone(tx: Transaction, name: str) -> None:
    """Set the time zone by its IANA name, such as America/New_York.

    Raise ChangeRefused when there is no zone of this name.
    """
    tx.require(Right.ADMINISTER)
    require_zone(name)
    before = value_of(tx.connection, TIME_ZONE) or "UTC"
    if before == name:
        return
    put_value(tx.connection, TIME_ZONE, name)
    tx.note("set", TIME_ZONE, "all", {"name": before}, {"name": name})
