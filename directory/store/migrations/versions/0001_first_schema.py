"""The first schema: links, notices, health, runs, the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit")),
        sa.UniqueConstraint("hash", name=op.f("uq_audit_hash")),
        sa.UniqueConstraint("prev", name=op.f("uq_audit_prev")),
    )
    op.create_table(
        "category",
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("parent", sa.String(), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["category.slug"], name=op.f("fk_category_parent")),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_category")),
    )
    op.create_index(op.f("ix_category_parent"), "category", ["parent"], unique=False)
    op.create_table(
        "crawl_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "complete",
                "interrupted",
                "inconclusive",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("holder", sa.String(length=300), nullable=False),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crawl_run")),
    )
    op.create_index(op.f("ix_crawl_run_status"), "crawl_run", ["status"], unique=False)
    op.create_table(
        "notice",
        sa.Column("slug", sa.String(length=120), nullable=False),
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
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name=op.f("pk_notice")),
    )
    op.create_table(
        "link",
        sa.Column("url", sa.String(length=2048), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("descriptions", sa.JSON(), nullable=False),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("category_suggestion", sa.String(length=300), nullable=False),
        sa.Column("operator", sa.String(length=300), nullable=False),
        sa.Column(
            "operator_class",
            sa.Enum(
                "federal",
                "state",
                "local",
                "tribal",
                "education",
                "nonprofit",
                "private",
                name="operatorclass",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "operator_basis",
            sa.Enum(
                "curator",
                "imported",
                "registry",
                "default",
                name="operatorbasis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("service_areas", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("audiences", sa.JSON(), nullable=False),
        sa.Column(
            "cost",
            sa.Enum(
                "free",
                "free_and_paid",
                "paid",
                name="cost",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("account_needed", sa.Boolean(), nullable=True),
        sa.Column(
            "how_to_apply",
            sa.Enum(
                "direct_to_employer",
                "placement_agency",
                "agency_referral",
                "on_site_form",
                "aggregator",
                name="howtoapply",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("disclaimers", sa.JSON(), nullable=False),
        sa.Column(
            "exit_override",
            sa.Enum(
                "by_rule",
                "forced_on",
                "forced_off",
                name="exitoverride",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("exit_override_reason", sa.String(length=5000), nullable=False),
        sa.Column("notes", sa.String(length=5000), nullable=False),
        sa.Column("steward", sa.String(length=300), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("url_key", sa.String(length=2048), nullable=False),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("lane", sa.String(length=262), nullable=False),
        sa.Column("previous_urls", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "in_review",
                "published",
                "retired",
                name="editorialstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["category"], ["category.slug"], name=op.f("fk_link_category")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("url_key", name=op.f("uq_link_url_key")),
    )
    op.create_index(op.f("ix_link_category"), "link", ["category"], unique=False)
    op.create_index(op.f("ix_link_host"), "link", ["host"], unique=False)
    op.create_index("ix_link_lane_id", "link", ["lane", "id"], unique=False)
    op.create_index(op.f("ix_link_name"), "link", ["name"], unique=False)
    op.create_index(op.f("ix_link_review_by"), "link", ["review_by"], unique=False)
    op.create_index(op.f("ix_link_state"), "link", ["state"], unique=False)
    op.create_table(
        "notice_version",
        sa.Column("notice", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["notice"], ["notice.slug"], name=op.f("fk_notice_version_notice")),
        sa.PrimaryKeyConstraint("notice", "number", name=op.f("pk_notice_version")),
    )
    op.create_index(
        op.f("ix_notice_version_effective_from"), "notice_version", ["effective_from"], unique=False
    )
    op.create_table(
        "health",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "changed",
                "insecure",
                "gone",
                "failing",
                "blocked",
                "moved",
                "ok",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.Column("broken_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("broken_looks", sa.Integer(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_reasons", sa.JSON(), nullable=False),
        sa.Column("last_status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("suggested_url", sa.String(), nullable=True),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_health_link_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_health_run_id")),
        sa.PrimaryKeyConstraint("link_id", name=op.f("pk_health")),
    )
    op.create_index(op.f("ix_health_next_check_at"), "health", ["next_check_at"], unique=False)
    op.create_index(op.f("ix_health_verdict"), "health", ["verdict"], unique=False)
    op.create_table(
        "health_span",
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("first_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "changed",
                "insecure",
                "gone",
                "failing",
                "blocked",
                "moved",
                "ok",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=60), nullable=False),
        sa.Column("looks", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_health_span_link_id")),
        sa.PrimaryKeyConstraint("link_id", "first_at", name=op.f("pk_health_span")),
    )
    op.create_table(
        "run_result",
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("link_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lane", sa.String(length=262), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "changed",
                "insecure",
                "gone",
                "failing",
                "blocked",
                "moved",
                "ok",
                name="verdict",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("suggested_url", sa.String(), nullable=True),
        sa.Column("reached", sa.Boolean(), nullable=False),
        sa.Column("lost", sa.Boolean(), nullable=False),
        sa.Column("observation", sa.LargeBinary(), nullable=False),
        sa.Column("applied", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["link_id"], ["link.id"], name=op.f("fk_run_result_link_id")),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_run_result_run_id")),
        sa.PrimaryKeyConstraint("run_id", "link_id", name=op.f("pk_run_result")),
    )
    # ### end Alembic commands ###
