"""sources and results of transforms that are kept

A new table only: code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "kept_transforms",
        sa.Column("key", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_kept_transforms")),
    )
    op.create_index(
        op.f("ix_kept_transforms_kind_used_at_key"), "kept_transforms", ["kind", "used_at", "key"]
    )


def downgrade() -> None:
    op.drop_table("kept_transforms")
