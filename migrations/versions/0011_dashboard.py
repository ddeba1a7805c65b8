"""the dashboard: logins, the audit log, what was counted minute by minute, and dear figures

New tables, and indexes by which lists are read a page at a time: code of before this revision
goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_IN_ERROR = sa.text("error_code IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "admin_sessions",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_admin_sessions")),
    )
    op.create_index(op.f("ix_admin_sessions_expires_at"), "admin_sessions", ["expires_at"])
    op.create_table(
        "audit_log",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_action_id"), "audit_log", ["action", "id"])
    op.create_index(op.f("ix_audit_log_at"), "audit_log", ["at"])
    op.create_table(
        "samples",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", "minute", name=op.f("pk_samples")),
    )
    op.create_index(op.f("ix_samples_minute"), "samples", ["minute"])
    op.create_table(
        "picture_views",
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("views", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", "day", name=op.f("pk_picture_views")),
    )
    op.create_index(op.f("ix_picture_views_day_views"), "picture_views", ["day", "views"])
    op.create_table(
        "figures",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("taken_at", _MOMENT, nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_figures")),
    )
    op.create_index(
        op.f("ix_artwork_content_type_image_type_state_id"),
        "artwork",
        ["content_type", "image_type", "state", "id"],
    )
    op.create_index(
        "ix_artwork_errors",
        "artwork",
        ["error_code", "id", "state", "content_type", "image_type"],
        sqlite_where=_IN_ERROR,
        postgresql_where=_IN_ERROR,
    )
    op.create_index(op.f("ix_images_created_at_image_id"), "images", ["created_at", "image_id"])
    op.create_index(
        op.f("ix_processing_jobs_status_created_at_job_id"),
        "processing_jobs",
        ["status", "created_at", "job_id"],
    )
    op.create_index(
        "ix_processing_jobs_errors",
        "processing_jobs",
        ["error_code", "created_at", "job_id"],
        sqlite_where=_IN_ERROR,
        postgresql_where=_IN_ERROR,
    )
    op.create_index(
        op.f("ix_images_state_created_at_image_id"), "images", ["state", "created_at", "image_id"]
    )
    op.create_index(op.f("ix_tasks_created_at_id"), "tasks", ["created_at", "id"])
    op.create_index(op.f("ix_tasks_kind_created_at"), "tasks", ["kind", "created_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_tasks_kind_created_at"), "tasks")
    op.drop_index(op.f("ix_tasks_created_at_id"), "tasks")
    op.drop_index(op.f("ix_images_state_created_at_image_id"), "images")
    op.drop_index("ix_processing_jobs_errors", "processing_jobs")
    op.drop_index(op.f("ix_processing_jobs_status_created_at_job_id"), "processing_jobs")
    op.drop_index(op.f("ix_images_created_at_image_id"), "images")
    op.drop_index("ix_artwork_errors", "artwork")
    op.drop_index(op.f("ix_artwork_content_type_image_type_state_id"), "artwork")
    for table in ("figures", "picture_views", "samples", "audit_log", "admin_sessions"):
        op.drop_table(table)
