"""The schema of version 0.1.0.

Until that version is tagged, a change of the schema is made here, and the revision gets another
suffix (see `directory/db/schema.py`). From the tag on, this file is never changed again.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001_6c9210ba"
down_revision = None
branch_labels = None
depends_on = None

_EMPTY = sa.text("''")
_MOMENT = sa.DateTime(timezone=True)
_OPERATOR_CLASSES = (
    "federal", "state", "local", "tribal", "government", "education", "nonprofit", "private",
    "unknown",
)  # fmt: skip
_VERDICTS = ("changed", "insecure", "gone", "failing", "blocked", "moved", "ok")

#: What the full-text index contains of a link, as SQL over the row named in the place of {row}.
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
    """Create all tables, the triggers that protect immutable rows, and the full-text index."""
    _editorial_tables()
    _notices_tables()
    _crawls_tables()
    _registries_tables()
    _people_tables()
    if op.get_context().dialect.name == "sqlite":
        _protect_on_sqlite()
        _search_on_sqlite()
    else:
        _protect_on_postgresql()
        _search_on_postgresql()


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=40)


def _editorial_tables() -> None:
    op.create_table(
        "category",
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["category.slug"], name=op.f("fk_category_parent")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category")),
    )
    op.create_index("ix_category_parent", "category", ["parent"])
    op.create_table(
        "link",
        sa.Column("url", sa.String(2048), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("category_suggestion", sa.String(300), nullable=False),
        sa.Column("operator", sa.String(300), nullable=False),
        sa.Column("operator_class", _words("operatorclass", *_OPERATOR_CLASSES), nullable=False),
        sa.Column(
            "operator_basis",
            _words("operatorbasis", "curator", "imported", "registry", "domain", "default"),
            nullable=False,
        ),
        sa.Column("service_areas", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column("cost", _words("cost", "free", "free_and_paid", "paid"), nullable=True),
        sa.Column("account_needed", sa.Boolean(), nullable=True),
        sa.Column(
            "how_to_apply",
            _words(
                "howtoapply",
                "direct_to_employer",
                "placement_agency",
                "agency_referral",
                "on_site_form",
                "aggregator",
            ),
            nullable=True,
        ),
        sa.Column("disclaimers", sa.JSON(), nullable=False),
        sa.Column(
            "exit_override",
            _words("exitoverride", "by_rule", "forced_on", "forced_off"),
            nullable=False,
        ),
        sa.Column("exit_override_reason", sa.String(5000), nullable=False),
        sa.Column("exit_override_until", sa.Date(), nullable=True),
        sa.Column("notes", sa.String(5000), nullable=False),
        sa.Column("steward", sa.String(300), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("url_key", sa.String(2048), nullable=False),
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("lane", sa.String(262), nullable=False),
        sa.Column("previous_urls", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            _words("editorialstate", "draft", "in_review", "published", "retired"),
            nullable=False,
        ),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("updated_at", _MOMENT, nullable=False),
        sa.Column("published_at", _MOMENT, nullable=True),
        sa.Column("withdrawn_at", _MOMENT, nullable=True),
        sa.Column("vouched_on", sa.Date(), nullable=True),
        sa.Column("vouched_until", sa.Date(), nullable=True),
        sa.Column("vouched_by", sa.String(300), nullable=False, server_default=_EMPTY),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("snoozed_at", _MOMENT, nullable=True),
        sa.Column("snoozed_for", sa.String(60), nullable=False, server_default=_EMPTY),
        sa.Column("released_until", sa.Date(), nullable=True),
        sa.Column("released_for", sa.String(200), nullable=False, server_default=_EMPTY),
        sa.Column("released_at", _MOMENT, nullable=True),
        sa.Column("released_by", sa.String(300), nullable=False, server_default=_EMPTY),
        sa.Column("written_by", sa.String(), nullable=False, server_default=_EMPTY),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.slug"], name=op.f("fk_link_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("url_key", name=op.f("uq_link_url_key")),
    )
    op.create_index("ix_link_category", "link", ["category"])
    op.create_index("ix_link_host", "link", ["host"])
    op.create_index("ix_link_lane_id", "link", ["lane", "id"])
    op.create_index("ix_link_name", "link", ["name"])
    op.create_index("ix_link_released_until", "link", ["released_until"])
    op.create_index("ix_link_review_by", "link", ["review_by"])
    op.create_index("ix_link_snoozed_until", "link", ["snoozed_until"])
    op.create_index("ix_link_state", "link", ["state"])
    op.create_table(
        "retirement",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_retirement_link_id")),
        sa.PrimaryKeyConstraint("link_id", "from_day", name=op.f("pk_retirement")),
    )
    op.create_table(
        "link_removed",
        sa.Column("id", sa.Integer(), nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link_removed")),
    )
    op.create_table(
        "link_baseline",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("page_key", sa.BigInteger(), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_link_baseline_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_link_baseline")),
    )
    op.create_table(
        "proposal",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("patch", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_proposal_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_proposal")),
    )
    op.create_table(
        "form_draft",
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("saved_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("who", "link_id", name=op.f("pk_form_draft")),
    )


def _notices_tables() -> None:
    op.create_table(
        "notice",
        sa.Column("slug", sa.String(120), nullable=False),
        sa.Column("kind", _words("noticekind", "disclaimer", "exit"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_notice")),
    )
    op.create_table(
        "notice_version",
        sa.Column("notice", sa.String(120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("author", sa.String(300), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("approver", sa.String(300), nullable=False, server_default=_EMPTY),
        sa.Column("exception", sa.Text(), nullable=False, server_default=_EMPTY),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.slug"], name=op.f("fk_notice_version_notice")),
        sa.PrimaryKeyConstraint("notice", "number", name=op.f("pk_notice_version")),
    )
    op.create_index("ix_notice_version_effective_from", "notice_version", ["effective_from"])
    op.create_table(
        "notice_period",
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("effective_from", name=op.f("pk_notice_period")),
    )
    op.create_table(
        "pending_notice",
        sa.Column("notice", sa.String(120), nullable=False),
        sa.Column("kind", _words("noticekind", "disclaimer", "exit"), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("exception", sa.Text(), nullable=False),
        sa.Column("author", sa.String(300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("notice", name=op.f("pk_pending_notice")),
    )
    op.create_table(
        "notice_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("author", sa.String(300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_rules")),
    )


def _crawls_tables() -> None:
    op.create_table(
        "crawl_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(20), nullable=False),
        sa.Column("chosen", sa.Integer(), nullable=False, server_default="0"),
        sa.Column(
            "status",
            _words("runstatus", "running", "complete", "interrupted", "inconclusive"),
            nullable=False,
        ),
        sa.Column("holder", sa.String(300), nullable=False),
        sa.Column("heartbeat_at", _MOMENT, nullable=False),
        sa.Column("started_at", _MOMENT, nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
    )
    op.create_index("ix_crawl_run_status", "crawl_run", ["status"])
    op.create_table(
        "run_result",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("lane", sa.String(262), nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("suggested_url", sa.String(), nullable=True),
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("page_key", sa.BigInteger(), nullable=True),
        sa.Column("noted", sa.LargeBinary(), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_run_result_link_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_run_result_run_id")),
        sa.PrimaryKeyConstraint("run_id", "link_id", name=op.f("pk_run_result")),
    )
    op.create_table(
        "health",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("since", _MOMENT, nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("broken_since", _MOMENT, nullable=True),
        sa.Column("broken_looks", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("counted_at", _MOMENT, nullable=True),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("suggested_url", sa.String(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("page_title", sa.String(), nullable=False, server_default=_EMPTY),
        sa.Column("page_language", sa.String(40), nullable=False, server_default=_EMPTY),
        sa.Column("privacy_url", sa.String(), nullable=True),
        sa.Column("certificate_ends_at", _MOMENT, nullable=True),
        sa.Column("etag", sa.String(), nullable=False, server_default=_EMPTY),
        sa.Column("last_modified", sa.String(100), nullable=False, server_default=_EMPTY),
        sa.Column("page_at", _MOMENT, nullable=True),
        sa.Column("page_key", sa.BigInteger(), nullable=True),
        sa.Column("first_at", _MOMENT, nullable=True),
        sa.Column("changes", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("danger", sa.String(200), nullable=False, server_default=_EMPTY),
        sa.Column("danger_since", _MOMENT, nullable=True),
        sa.Column("next_check_at", _MOMENT, nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_health_link_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_health_run_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_health")),
    )
    op.create_index("ix_health_next_check_at", "health", ["next_check_at"])
    op.create_index("ix_health_verdict", "health", ["verdict"])
    op.create_table(
        "health_before",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("page_key", sa.BigInteger(), nullable=True),
        sa.Column("observation", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_health_before_link_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_health_before")),
    )
    op.create_table(
        "health_span",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("first_at", _MOMENT, nullable=False),
        sa.Column("last_at", _MOMENT, nullable=False),
        sa.Column("verdict", _words("verdict", *_VERDICTS), nullable=False),
        sa.Column("reason", sa.String(60), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_health_span_link_id")),
        sa.PrimaryKeyConstraint("link_id", "first_at", name=op.f("pk_health_span")),
    )
    op.create_table(
        "host_fact",
        sa.Column("lane", sa.String(262), nullable=False),
        sa.Column(
            "kind", _words("hostfactkind", "robots", "probe", "wait", "asked"), nullable=False
        ),
        sa.Column("key", sa.String(2048), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("lane", "kind", "key", name=op.f("pk_host_fact")),
    )


def _registries_tables() -> None:
    op.create_table(
        "registry",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("source", sa.String(2048), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("loaded_at", _MOMENT, nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_registry")),
    )
    op.create_table(
        "registry_entry",
        sa.Column("domain", sa.String(255), nullable=False),
        sa.Column("registry_name", sa.String(60), nullable=False),
        sa.Column("operator_class", _words("operatorclass", *_OPERATOR_CLASSES), nullable=False),
        sa.Column("operator", sa.String(300), nullable=False),
        sa.ForeignKeyConstraint(
            ["registry_name"], ["registry.name"], name=op.f("fk_registry_entry_registry_name")
        ),
        sa.PrimaryKeyConstraint("domain", "registry_name", name=op.f("pk_registry_entry")),
    )


def _people_tables() -> None:
    op.create_table(
        "person",
        sa.Column("name", sa.String(300), nullable=False),
        sa.Column("role", _words("role", "viewer", "editor", "publisher", "admin"), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_person")),
    )
    op.create_table(
        "catalog_setting",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("value", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_catalog_setting")),
    )
    op.create_table(
        "saved_view",
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("query", sa.String(1000), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_saved_view")),
    )
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(300), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("kind", _words("actkind", "do", "final", "undo", "redo"), nullable=False),
        sa.Column("of_act", sa.Integer(), nullable=True),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("holder", sa.String(300), nullable=False),
        sa.Column("heartbeat_at", _MOMENT, nullable=False),
        sa.Column("cut_off", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["of_act"], ["act.id"], name=op.f("fk_act_of_act")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index("ix_act_who_id", "act", ["who", "id"])
    op.create_index(
        "ix_act_under_way",
        "act",
        ["id"],
        sqlite_where=sa.text("holder <> ''"),
        postgresql_where=sa.text("holder <> ''"),
    )
    op.create_table(
        "act_part",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("last_seq", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_act_part_act_id")),
        sa.PrimaryKeyConstraint("act_id", "first_seq", name=op.f("pk_act_part")),
    )
    op.create_table(
        "set_aside",
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("rows", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name=op.f("fk_set_aside_act_id")),
        sa.PrimaryKeyConstraint("act_id", "link_id", name=op.f("pk_set_aside")),
    )
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("prev", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_prev")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
    )
    op.create_index("ix_audit_subject", "audit", ["kind", "key", "seq"])


def _protect_on_sqlite() -> None:
    """Refuse UPDATE and DELETE by triggers.

    SQLite's REPLACE removes the rows in its way without firing the DELETE triggers, so an INSERT
    that would replace a row is refused too. PostgreSQL has no such statement.
    """
    taken = {
        "audit": "seq = NEW.seq OR prev = NEW.prev OR hash = NEW.hash",
        "notice_version": "notice = NEW.notice AND number = NEW.number OR rowid = NEW.rowid",
    }
    for table, condition in taken.items():
        refuse = f"BEGIN SELECT RAISE(ABORT, 'rows of {table} are never changed'); END"
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {refuse}"
            )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
            f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {condition}) {refuse}"
        )


def _protect_on_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME; END $$"
    )
    for table in ("audit", "notice_version"):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )


def _search_on_sqlite() -> None:
    """Create an FTS5 index of links, kept current by triggers."""
    columns = ", ".join(_SEARCHED)
    op.execute(
        f"CREATE VIRTUAL TABLE link_search USING fts5({columns}, content='', "
        "prefix='1 2 3', tokenize='unicode61 remove_diacritics 2')"
    )
    add = f"INSERT INTO link_search (rowid, {columns}) VALUES (NEW.id, {_searched_texts('NEW')})"
    # FTS5 needs the old texts to remove an entry. (contentless_delete, which does not, is newer
    # than the SQLite of many systems.)
    remove = (
        f"INSERT INTO link_search (link_search, rowid, {columns}) "
        f"VALUES ('delete', OLD.id, {_searched_texts('OLD')})"
    )
    op.execute(f"CREATE TRIGGER link_search_add AFTER INSERT ON link BEGIN {add}; END")
    op.execute(
        "CREATE TRIGGER link_search_edit AFTER UPDATE OF "
        f"name, names, host, url, operator, descriptions, notes ON link BEGIN {remove}; {add}; END"
    )
    op.execute(f"CREATE TRIGGER link_search_remove AFTER DELETE ON link BEGIN {remove}; END")


def _searched_texts(row: str) -> str:
    return ", ".join(text.format(row=row) for text in _SEARCHED.values())


def _search_on_postgresql() -> None:
    """Create a GIN index of links.

    PostgreSQL's text parser takes "jobs/veterans" for a file name and would not find "veterans"
    in it, so texts are reduced to letters without accents, and blanks.
    """
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
