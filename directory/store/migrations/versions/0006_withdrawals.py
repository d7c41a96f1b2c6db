"""Since when a link that visitors have known is no longer on the website."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a column. Of what was withdrawn before, the last change is the nearest day known."""
    op.add_column("link", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
    link = sa.table(
        "link", *map(sa.column, ("state", "published_at", "updated_at", "withdrawn_at"))
    )
    op.execute(
        sa.update(link)
        .where(link.c.state != "published", link.c.published_at.is_not(None))
        .values(withdrawn_at=link.c.updated_at)
    )
