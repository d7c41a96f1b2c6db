"""The migrations of a release after this one: those of today, and one more.

Today's program has one revision, so what happens to an older catalog is tried with a newer
program.
"""

import shutil
from pathlib import Path
from string import Template

from directory.db.schema import MIGRATIONS, Migrations

NEXT = "9998"
_REVISION = """
import sqlalchemy as sa
from alembic import op

revision = "$next"
down_revision = "$today"


def upgrade() -> None:
    op.create_table("shelf_mark", sa.Column("id", sa.Integer(), primary_key=True))
    op.add_column("link", sa.Column("mark", sa.Integer(), nullable=False, server_default="0"))
    op.execute("UPDATE link SET mark = id")
    op.execute("INSERT INTO shelf_mark (id) SELECT id FROM link")
    op.create_index("ix_link_mark", "link", ["mark"])
"""


def next_release(folder: Path) -> Migrations:
    """Make them in this folder, which is not there yet."""
    revision = Template(_REVISION).substitute(next=NEXT, today=MIGRATIONS.head)
    shutil.copytree(MIGRATIONS.folder, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / f"{NEXT}.py").write_text(revision, "utf-8")
    return Migrations(folder, NEXT)
