"""variants that were made in haste, and are to be made again

A column with no value to compute, and an index over none of the rows that are there: neither
database rewrites the table. Code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_IN_HASTE = sa.text("upgrade_at IS NOT NULL")


def upgrade() -> None:
    # Plain ALTER TABLE, not a batch: on SQLite that would copy the table.
    op.add_column("variants", sa.Column("upgrade_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_variants_upgrade_at",
        "variants",
        ["upgrade_at"],
        sqlite_where=_IN_HASTE,
        postgresql_where=_IN_HASTE,
    )


def downgrade() -> None:
    op.drop_index("ix_variants_upgrade_at", "variants")
    op.drop_column("variants", "upgrade_at")
