"""An agency's own rules for notices, and the last day of what staff decided on a link's."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds a table and a column. Without a row the default rules hold; without a day, what was
    decided has no end."""
    op.create_table(
        "notice_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rules")),
    )
    op.add_column("link", sa.Column("exit_override_until", sa.Date(), nullable=True))
