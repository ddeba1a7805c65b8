"""sources that the mirror of the artwork host keeps

Columns with no value to compute, and an index over none of the rows that are there: neither
database rewrites the table. Code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE, not a batch: on SQLite that would copy the table.
    op.add_column(
        "sources",
        sa.Column("mirrored", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("sources", sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sources", sa.Column("used_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sources", sa.Column("made_of", sa.String(length=64), nullable=True))
    op.create_index(
        "ix_sources_mirrored",
        "sources",
        ["used_at", "key"],
        sqlite_where=sa.text("used_at IS NOT NULL"),
        postgresql_where=sa.text("used_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_sources_mirrored", "sources")
    op.drop_column("sources", "made_of")
    op.drop_column("sources", "used_at")
    op.drop_column("sources", "checked_at")
    op.drop_column("sources", "mirrored")
