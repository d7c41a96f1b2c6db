"""What curation keeps: acts, proposals, half-done forms, saved views, people; and the
full-text index.

The index is the database's own (FTS5, or a GIN index of PostgreSQL), kept by
triggers or by itself, so that whatever writes a link cannot forget it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_WHO = sa.String(length=300)

#: The texts of a link for the full-text index, from the row named in the place of {row}.
_SEARCHED = {
    "name": "{row}.name",
    "names": "(SELECT group_concat(value, ' ') FROM json_each({row}.names))",
    "host": "{row}.host",
    "url": "{row}.url",
    "operator": "{row}.operator",
    "descriptions": "(SELECT group_concat(value, ' ') FROM json_each({row}.descriptions))",
    "notes": "{row}.notes",
}


def upgrade() -> None:
    """Adds tables and columns, and fills the index from the links that are there."""
    _link()
    _acts()
    _curation()
    if op.get_context().dialect.name == "sqlite":
        _full_text_of_sqlite()
        op.execute(
            "CREATE INDEX ix_audit_subject ON audit "
            "(json_extract(body, '$.kind'), json_extract(body, '$.key'), seq)"
        )
    else:
        _full_text_of_postgresql()
        op.execute(
            "CREATE INDEX ix_audit_subject ON audit "
            "(((body::json) ->> 'kind'), ((body::json) ->> 'key'), seq)"
        )


def _link() -> None:
    for column in (
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_at", _MOMENT, nullable=True),
        sa.Column(
            "snoozed_for", sa.String(length=60), nullable=False, server_default=sa.text("''")
        ),
        sa.Column("written_by", sa.String(), nullable=False, server_default=sa.text("''")),
    ):
        op.add_column("link", column)
    op.create_index(op.f("ix_link_snoozed_until"), "link", ["snoozed_until"])


def _acts() -> None:
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", _WHO, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("kind", _words("actkind", "do", "undo", "redo"), nullable=False),
        sa.Column("of_act", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["of_act"], ["act.id"], name=op.f("fk_act_of_act")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_who_id", "act", ["who", "id"])
    op.create_table(
        "act_part",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_part_act_id")),
        sa.PrimaryKeyConstraint("act_id", "first_seq", name=op.f("pk_act_part")),
    )
    op.create_table(
        "set_aside",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_set_aside_act_id")),
        sa.PrimaryKeyConstraint("act_id", "link_id", name=op.f("pk_set_aside")),
    )


def _curation() -> None:
    op.create_table(
        "link_removed",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_removed")),
    )
    op.create_table(
        "proposal",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("who", _WHO, nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("patch", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_proposal_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "form_draft",
        sa.Column("who", _WHO, nullable=False),
        sa.Column("link_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("who", "link_id", name=op.f("pk_form_draft")),
    )
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.Column("who", _WHO, nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "person",
        sa.Column("name", _WHO, nullable=False),
        sa.Column("role", _words("role", "viewer", "editor", "publisher", "admin"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_person")),
    )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _texts(row: str) -> str:
    return ", ".join(text.format(row=row) for text in _SEARCHED.values())


def _full_text_of_sqlite() -> None:
    columns = ", ".join(_SEARCHED)
    op.execute(
        f"CREATE VIRTUAL TABLE link_search USING fts5({columns}, content='', "
        "prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
    )

    fill = f"INSERT INTO link_search (rowid, {columns})"
    # What is taken out must be told again. (contentless_delete, which spares that, is newer than
    # the SQLite of many systems.)
    clear = (
        f"INSERT INTO link_search (link_search, rowid, {columns}) "
        f"VALUES ('delete', OLD.id, {_texts('OLD')})"
    )
    op.execute(f"{fill} SELECT link.id, {_texts('link')} FROM link")
    op.execute(
        "CREATE TRIGGER link_search_add AFTER INSERT ON link BEGIN "
        f"{fill} VALUES (NEW.id, {_texts('NEW')}); END"
    )
    op.execute(
        "CREATE TRIGGER link_search_edit AFTER UPDATE OF "
        "name, names, host, url, operator, descriptions, notes ON link BEGIN "
        f"{clear}; {fill} VALUES (NEW.id, {_texts('NEW')}); END"
    )
    op.execute(f"CREATE TRIGGER link_search_remove AFTER DELETE ON link BEGIN {clear}; END")


def _full_text_of_postgresql() -> None:
    # Letters without their accents, all else blanks: PostgreSQL's own reading of a text takes
    # “jobs/veterans” for the name of a file, in which “veterans” is not found.
    op.execute(
        "CREATE FUNCTION plain_words(text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        "RETURN regexp_replace(regexp_replace(normalize($1, NFKD), '[\u0300-\u036f]', '', 'g'), "
        "'[^[:alnum:]\u00c0-\u1fff\u2c00-\u2dff\u3040-\ufffd]+', ' ', 'g')"
    )
    op.execute(
        "CREATE FUNCTION plain_words(json) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE "
        "RETURN (SELECT plain_words(string_agg(value, ' ')) FROM json_each_text($1))"
    )
    op.execute(
        "CREATE FUNCTION link_words(names json, url text, operator text, descriptions json, "
        "notes text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN "
        "setweight(to_tsvector('simple', coalesce(plain_words(names), '')), 'A') || "
        "setweight(to_tsvector('simple', plain_words(url)), 'B') || "
        "setweight(to_tsvector('simple', plain_words(operator)), 'C') || "
        "setweight(to_tsvector('simple', coalesce(plain_words(descriptions), '')), 'D') || "
        "setweight(to_tsvector('simple', plain_words(notes)), 'D')"
    )
    op.execute(
        "CREATE INDEX ix_link_search ON link USING gin "
        "(link_words(names, url, operator, descriptions, notes))"
    )
