"""Column types: moments keep their zone, and a vocabulary's column holds its words alone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from directory.model.columns import UtcDateTime, one_of
from directory.model.vocab import Cost
from tests.clocks import NOW

pytestmark = pytest.mark.both_databases

NAIVE = NOW.replace(tzinfo=None)
_MEMORY = sa.MetaData()
_rows = sa.Table(
    "row",
    _MEMORY,
    sa.Column("at", UtcDateTime),
    sa.Column("cost", one_of(Cost)),
)
DIALECTS: list[sa.Dialect] = [
    sa.make_url(url).get_dialect()() for url in ("sqlite://", "postgresql+psycopg://")
]


@pytest.fixture
def connection() -> Iterator[sa.Connection]:
    engine = sa.create_engine("sqlite://")
    with engine.begin() as connection:
        _MEMORY.create_all(connection)
        yield connection
    engine.dispose()


moments = st.datetimes(
    min_value=NAIVE.replace(year=1970),
    max_value=NAIVE.replace(year=2200),
    timezones=st.integers(-14 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m))),
)


def _stored(moment: datetime | None, dialect: sa.Dialect) -> object:
    """What the driver is given for a moment."""
    return UtcDateTime().bind_processor(dialect)(moment)


def _loaded(stored: object, dialect: sa.Dialect) -> datetime | None:
    """What is made of a value that the driver returns."""
    moment: datetime | None = UtcDateTime().result_processor(dialect, None)(stored)
    return moment


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
@given(moment=moments)
def test_a_moment_comes_back_as_the_same_moment_in_utc(
    dialect: sa.Dialect, moment: datetime
) -> None:
    back = _loaded(_stored(moment, dialect), dialect)
    assert back is not None
    assert back == moment
    assert back.tzinfo is UTC


@pytest.mark.parametrize("dialect", DIALECTS, ids=lambda dialect: dialect.name)
def test_nothing_stays_nothing(dialect: sa.Dialect) -> None:
    assert _stored(None, dialect) is None
    assert _loaded(None, dialect) is None


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        _stored(NAIVE, DIALECTS[0])


def test_moments_of_different_zones_are_kept_in_their_order(connection: sa.Connection) -> None:
    east = datetime(2026, 10, 9, 12, tzinfo=timezone(timedelta(hours=9)))
    west = datetime(2026, 10, 9, 12, tzinfo=timezone(timedelta(hours=-9)))
    connection.execute(sa.insert(_rows), [{"at": west}, {"at": east}])
    assert connection.execute(sa.select(_rows.c.at).order_by(_rows.c.at)).scalars().all() == [
        east,
        west,
    ]


def test_a_word_of_the_vocabulary_is_stored_as_it_reads(connection: sa.Connection) -> None:
    connection.execute(sa.insert(_rows).values(cost=Cost.FREE_AND_PAID))
    assert connection.exec_driver_sql('SELECT cost FROM "row"').scalar_one() == "free_and_paid"
    assert connection.execute(sa.select(_rows.c.cost)).scalar_one() is Cost.FREE_AND_PAID


def test_another_word_is_refused_by_us_and_by_the_database(connection: sa.Connection) -> None:
    with pytest.raises(sa.exc.StatementError, match="cheap"):
        connection.execute(sa.insert(_rows).values(cost="cheap"))
    with pytest.raises(sa.exc.IntegrityError, match="CHECK"):
        connection.exec_driver_sql("INSERT INTO \"row\" (cost) VALUES ('cheap')")
