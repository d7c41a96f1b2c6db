"""Government-domain registries and their entries."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Adds two tables; they are empty until somebody loads a registry."""
    op.create_table(
        "registry",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=2048), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_registry")),
    )
    op.create_table(
        "registry_entry",
        sa.Column("domain", sa.String(length=255), nullable=False),
        sa.Column("registry_name", sa.String(length=60), nullable=False),
        sa.Column(
            "operator_class",
            sa.Enum(
                *("federal", "state", "local", "tribal", "education", "nonprofit", "private"),
                name="operatorclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("operator", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["registry_name"], ["registry.name"], name=op.f("fk_registry_entry_registry_name")
        ),
        sa.PrimaryKeyConstraint("domain", "registry_name", name=op.f("pk_registry_entry")),
    )
