"""checksums of variants, and pictures that are known to be damaged

Columns only, with no value to compute: neither database rewrites the table, so that a million
rows take no longer than ten. Code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE, not a batch: on SQLite that would copy the table. Each locks its table
    # until all are done, in the order of the workers: the picture first, then its variants.
    op.add_column(
        "artwork",
        sa.Column("damaged", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column("variants", sa.Column("sha256", sa.String(length=64), nullable=True))
    op.add_column("variants", sa.Column("etag", sa.Text(), nullable=True))


def downgrade() -> None:
    op.drop_column("artwork", "damaged")
    op.drop_column("variants", "etag")
    op.drop_column("variants", "sha256")
