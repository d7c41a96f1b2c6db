"""Alembic's entry point: it uses the connection that `db/schema.py` passes.

One tree of revisions serves SQLite and PostgreSQL. On SQLite a table is altered by copying it
("batch"), since SQLite cannot alter most things in place.
"""

from alembic import context

from directory.model.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    transaction_per_migration=False,
)
context.run_migrations()
