"""What was shown at the end of a day: the last of its times."""

from datetime import UTC, date, datetime

import sqlalchemy as sa

from directory.publishing.compliance.shown_on import Shown, shown_by
from directory.publishing.compliance.spans import spans_on

#: After all that tests do.
_LATER = datetime(9000, 1, 1, tzinfo=UTC)


def shown_on(connection: sa.Connection, day: date, link_id: int, folder: str) -> Shown:
    """What visitors of the link were shown when that day ended. Raises NotKnown."""
    release = spans_on(connection, day, folder, _LATER)[-1].release
    assert release is not None
    return shown_by(connection, release, link_id, day)
