"""Settings that an admin makes for all users of the catalog, such as the agency's time zone."""

from zoneinfo import available_timezones

import sqlalchemy as sa

from directory.catalog.transaction import Transaction
from directory.errors import ChangeRefused
from directory.model.tables import catalog_settings
from directory.queries import notices
from directory.queries.catalog_settings import TIME_ZONE, value_of
from directory.rules.permissions import Right


def put_value(tx: Transaction, name: str, value: str) -> None:
    """Store a value in place of the present one."""
    tx.connection.execute(sa.delete(catalog_settings).where(catalog_settings.c.name == name))
    tx.connection.execute(sa.insert(catalog_settings).values(name=name, value=value))


def require_zone(name: str) -> None:
    """Raise ChangeRefused if there is no time zone of this name."""
    if name not in available_timezones():
        raise ChangeRefused(
            f"there is no time zone “{name}”. Give its IANA name, such as America/New_York"
        )


def set_time_zone(tx: Transaction, name: str) -> None:
    """Set the time zone by its IANA name, such as America/New_York.

    Raise ChangeRefused if there is no zone of this name, or if a wording of a notice is announced
    for a later day: in another zone that day would begin earlier or later than announced.
    """
    tx.require(Right.ADMINISTER)
    require_zone(name)
    before = value_of(tx.connection, TIME_ZONE) or "UTC"
    if before == name:
        return
    _refuse_while_a_wording_is_to_come(tx)
    put_value(tx, TIME_ZONE, name)
    tx.note("set", TIME_ZONE, "all", {"name": before}, {"name": name})


def _refuse_while_a_wording_is_to_come(tx: Transaction) -> None:
    for slug in notices.kinds(tx.connection):
        for version in notices.versions(tx.connection, slug):
            if version.effective_from > tx.today:
                raise ChangeRefused(
                    f"a wording of “{slug}” is announced for {version.effective_from}, a day that "
                    "would begin at another moment in another time zone. Change it after that day"
                )
