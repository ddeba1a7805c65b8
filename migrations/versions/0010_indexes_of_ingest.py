"""indexes that the questions about given pictures need, in the place of those that none used

Indexes only: code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_HAS_FAILED = sa.text("status = 'failed'")


def upgrade() -> None:
    op.create_index("ix_images_state_expires_at", "images", ["state", "expires_at"])
    op.create_index(
        "ix_image_upload_events_job_id_event_type", "image_upload_events", ["job_id", "event_type"]
    )
    op.create_index(
        "ix_job_steps_failed",
        "job_steps",
        ["job_id"],
        sqlite_where=_HAS_FAILED,
        postgresql_where=_HAS_FAILED,
    )
    op.drop_index("ix_images_expires_at", "images")
    op.drop_index("ix_image_upload_events_job_id", "image_upload_events")
    op.drop_index("ix_image_upload_events_created_at", "image_upload_events")
    op.drop_index("ix_pending_images_updated_at", "pending_images")


def downgrade() -> None:
    op.create_index("ix_pending_images_updated_at", "pending_images", ["updated_at"])
    op.create_index("ix_image_upload_events_created_at", "image_upload_events", ["created_at"])
    op.create_index("ix_image_upload_events_job_id", "image_upload_events", ["job_id"])
    op.create_index("ix_images_expires_at", "images", ["expires_at"])
    op.drop_index("ix_job_steps_failed", "job_steps")
    op.drop_index("ix_image_upload_events_job_id_event_type", "image_upload_events")
    op.drop_index("ix_images_state_expires_at", "images")
