"""Baselines, what is remembered of hosts, and what a look notes beside its verdict.

Also, SQLite's REPLACE removes the rows in its way without asking the triggers
that refuse a DELETE; so a row that would stand in the place of one that is
never changed is refused as well. PostgreSQL has no such act.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Adds tables and columns. Results of a run that was cut off are looked at again."""
    _new_tables()
    for column in (
        sa.Column("vouched_on", sa.Date(), nullable=True),
        sa.Column("vouched_until", sa.Date(), nullable=True),
        sa.Column("vouched_by", sa.String(length=300), nullable=False, server_default=_EMPTY),
    ):
        op.add_column("link", column)
    _health()
    _run_result()
    if op.get_context().dialect.name == "sqlite":
        _refuse_replacing()


def _new_tables() -> None:
    op.create_table(
        "link_baseline",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(length=300), nullable=False),
        sa.Column("page_key", sa.BigInteger(), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_baseline_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_link_baseline")),
    )
    op.create_table(
        "host_fact",
        sa.Column("lane", sa.String(length=262), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "robots",
                "probe",
                "wait",
                name="hostfactkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=2048), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "kind", "key", name=op.f("pk_host_fact")),
    )


def _health() -> None:
    for column in (
        sa.Column("page_title", sa.String(), nullable=False, server_default=_EMPTY),
        sa.Column("page_language", sa.String(length=40), nullable=False, server_default=_EMPTY),
        sa.Column("privacy_url", sa.String(), nullable=True),
        sa.Column("certificate_ends_at", _MOMENT, nullable=True),
        sa.Column("etag", sa.String(), nullable=False, server_default=_EMPTY),
        sa.Column("last_modified", sa.String(length=100), nullable=False, server_default=_EMPTY),
        sa.Column("page_at", _MOMENT, nullable=True),
        sa.Column("page_key", sa.BigInteger(), nullable=True),
        sa.Column("first_at", _MOMENT, nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False, server_default="0"),
    ):
        op.add_column("health", column)
    op.execute(
        "UPDATE health SET first_at = COALESCE((SELECT MIN(s.first_at) FROM health_span s "
        "WHERE s.link_id = health.link_id), last_at)"
    )


def _run_result() -> None:
    op.execute("DELETE FROM run_result")
    with op.batch_alter_table("run_result", recreate="always") as table:
        table.add_column(sa.Column("domain", sa.String(length=255), nullable=False))
        table.add_column(sa.Column("page_key", sa.BigInteger(), nullable=True))
        table.add_column(sa.Column("noted", sa.LargeBinary(), nullable=False))


def _refuse_replacing() -> None:
    taken = {
        "audit": "seq = NEW.seq OR prev = NEW.prev OR hash = NEW.hash",
        "notice_version": "notice = NEW.notice AND number = NEW.number OR rowid = NEW.rowid",
    }
    for table, condition in taken.items():
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition}) "
            f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        )
