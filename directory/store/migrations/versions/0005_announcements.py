"""Who approved a wording of a notice, and why it could not wait; wordings that wait for that."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")


def upgrade() -> None:
    """Adds two columns and a table. A wording that is there was announced in the usual way."""
    op.add_column(
        "notice_version",
        sa.Column("approver", sa.String(length=300), nullable=False, server_default=_EMPTY),
    )
    op.add_column(
        "notice_version", sa.Column("exception", sa.Text(), nullable=False, server_default=_EMPTY)
    )
    op.create_table(
        "pending_notice",
        sa.Column("notice", sa.String(length=120), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "disclaimer",
                "exit",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=300), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_pending_notice")),
    )
