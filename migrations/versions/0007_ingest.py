"""pictures that applications give us: images, jobs, quotas, pending images, callbacks

New tables only: code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "callbacks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=True),
        sa.Column("image_id", sa.String(length=36), nullable=True),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("last_status", sa.BigInteger(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
    )
    op.create_index(op.f("ix_callbacks_image_id"), "callbacks", ["image_id"], unique=False)
    op.create_index(op.f("ix_callbacks_job_id"), "callbacks", ["job_id"], unique=False)
    op.create_index(op.f("ix_callbacks_lease_until"), "callbacks", ["lease_until"], unique=False)
    op.create_index(
        op.f("ix_callbacks_status_created_at_id"),
        "callbacks",
        ["status", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_callbacks_status_due_at"), "callbacks", ["status", "due_at"], unique=False
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
    )
    op.create_index(
        op.f("ix_idempotency_keys_expires_at"), "idempotency_keys", ["expires_at"], unique=False
    )
    op.create_index(
        op.f("ix_idempotency_keys_image_id"), "idempotency_keys", ["image_id"], unique=False
    )
    op.create_table(
        "image_upload_events",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("event_type", sa.String(length=32), nullable=False),
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("job_id", sa.String(length=64), nullable=True),
        sa.Column("user_id", sa.String(length=255), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_upload_events")),
    )
    op.create_index(
        op.f("ix_image_upload_events_created_at"),
        "image_upload_events",
        ["created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_image_upload_events_image_id_created_at"),
        "image_upload_events",
        ["image_id", "created_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_image_upload_events_job_id"), "image_upload_events", ["job_id"], unique=False
    )
    op.create_table(
        "images",
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("media_id", sa.BigInteger(), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("bucket", sa.String(length=64), nullable=False),
        sa.Column("profile", sa.String(length=32), nullable=False),
        sa.Column("data_type", sa.String(length=16), nullable=True),
        sa.Column("original_name", sa.Text(), nullable=True),
        sa.Column("mime_type", sa.String(length=64), nullable=True),
        sa.Column("context", sa.JSON(), nullable=False),
        sa.Column("pending_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("prefix", sa.Text(), nullable=True),
        sa.Column("revision", sa.String(length=16), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("format", sa.String(length=8), nullable=True),
        sa.Column("has_alpha", sa.Boolean(), nullable=True),
        sa.Column("dominant_color", sa.String(length=7), nullable=True),
        sa.Column("placeholder", sa.String(length=64), nullable=True),
        sa.Column("background_removed", sa.Boolean(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_images")),
    )
    op.create_index(op.f("ix_images_expires_at"), "images", ["expires_at"], unique=False)
    op.create_index(op.f("ix_images_media_id"), "images", ["media_id"], unique=True)
    op.create_index(op.f("ix_images_pending_id"), "images", ["pending_id"], unique=False)
    op.create_index(op.f("ix_images_prefix"), "images", ["prefix"], unique=False)
    op.create_index(op.f("ix_images_sha256"), "images", ["sha256"], unique=False)
    op.create_index(op.f("ix_images_source_key"), "images", ["source_key"], unique=False)
    op.create_index(
        op.f("ix_images_user_id_created_at"), "images", ["user_id", "created_at"], unique=False
    )
    op.create_table(
        "pending_images",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("data_type", sa.String(length=16), nullable=False),
        sa.Column("image_path", sa.String(length=255), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=True),
        sa.Column("mime_type", sa.String(length=100), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=False),
        sa.Column("permanent_url", sa.String(length=500), nullable=True),
        sa.Column("thumbnail_url", sa.String(length=500), nullable=True),
        sa.Column("media_id", sa.String(length=64), nullable=True),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("analysis", sa.JSON(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pending_images")),
    )
    op.create_index(
        op.f("ix_pending_images_image_path"), "pending_images", ["image_path"], unique=False
    )
    op.create_index(
        op.f("ix_pending_images_media_id"), "pending_images", ["media_id"], unique=False
    )
    op.create_index(
        op.f("ix_pending_images_status_id"), "pending_images", ["status", "id"], unique=False
    )
    op.create_index(
        op.f("ix_pending_images_updated_at"), "pending_images", ["updated_at"], unique=False
    )
    op.create_table(
        "upload_rate_limits",
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("window_start", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upload_count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "window_start", name=op.f("pk_upload_rate_limits")),
    )
    op.create_index(
        op.f("ix_upload_rate_limits_window_start"),
        "upload_rate_limits",
        ["window_start"],
        unique=False,
    )
    op.create_table(
        "image_analysis",
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("measured", sa.JSON(), nullable=False),
        sa.Column("described", sa.JSON(), nullable=True),
        sa.Column("quality_score", sa.BigInteger(), nullable=True),
        sa.Column("confidence_score", sa.Float(), nullable=True),
        sa.Column("perceptual_hash", sa.String(length=16), nullable=True),
        sa.Column("analysed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["images.image_id"],
            name=op.f("fk_image_analysis_image_id_images"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", name=op.f("pk_image_analysis")),
    )
    op.create_table(
        "image_fingerprints",
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("band", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["images.image_id"],
            name=op.f("fk_image_fingerprints_image_id_images"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("image_id", "band", name=op.f("pk_image_fingerprints")),
    )
    op.create_index(
        op.f("ix_image_fingerprints_band_value"),
        "image_fingerprints",
        ["band", "value"],
        unique=False,
    )
    op.create_table(
        "image_variants",
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("size", sa.String(length=32), nullable=False),
        sa.Column("background", sa.String(length=8), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("on_demand", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["images.image_id"],
            name=op.f("fk_image_variants_image_id_images"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(
            "image_id", "size", "background", "format", name=op.f("pk_image_variants")
        ),
    )
    op.create_index(op.f("ix_image_variants_key"), "image_variants", ["key"], unique=False)
    op.create_table(
        "processing_jobs",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("image_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=255), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("source_url", sa.Text(), nullable=True),
        sa.Column("callback_url", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("attempt_count", sa.BigInteger(), nullable=False),
        sa.Column("max_retries", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["image_id"],
            ["images.image_id"],
            name=op.f("fk_processing_jobs_image_id_images"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_processing_jobs")),
    )
    op.create_index(
        op.f("ix_processing_jobs_created_at_job_id"),
        "processing_jobs",
        ["created_at", "job_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_processing_jobs_image_id"), "processing_jobs", ["image_id"], unique=False
    )
    op.create_index(
        op.f("ix_processing_jobs_lease_until"), "processing_jobs", ["lease_until"], unique=False
    )
    op.create_index(
        op.f("ix_processing_jobs_status_completed_at"),
        "processing_jobs",
        ["status", "completed_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_processing_jobs_status_due_at"),
        "processing_jobs",
        ["status", "due_at"],
        unique=False,
    )
    op.create_index(
        op.f("ix_processing_jobs_user_id_created_at_job_id"),
        "processing_jobs",
        ["user_id", "created_at", "job_id"],
        unique=False,
    )
    op.create_table(
        "job_steps",
        sa.Column("job_id", sa.String(length=64), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("worker_id", sa.String(length=64), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["processing_jobs.job_id"],
            name=op.f("fk_job_steps_job_id_processing_jobs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", "step", name=op.f("pk_job_steps")),
    )


def downgrade() -> None:
    op.drop_table("job_steps")
    op.drop_table("processing_jobs")
    op.drop_table("image_variants")
    op.drop_table("image_fingerprints")
    op.drop_table("image_analysis")
    op.drop_table("upload_rate_limits")
    op.drop_table("pending_images")
    op.drop_table("images")
    op.drop_table("image_upload_events")
    op.drop_table("idempotency_keys")
    op.drop_table("callbacks")
