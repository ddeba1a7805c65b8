"""upstream's answers as they came, titles to look at once more, and when lists named titles

New tables and empty columns: code of before this revision goes on working.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "replies",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("ageing", sa.String(length=16), nullable=False),
        sa.Column("entity", sa.String(length=32), nullable=True),
        sa.Column("entity_id", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("last_modified", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_replies")),
    )
    op.create_index(op.f("ix_replies_entity_entity_id"), "replies", ["entity", "entity_id"])
    op.create_index(op.f("ix_replies_ageing_fetched_at"), "replies", ["ageing", "fetched_at"])
    op.create_table(
        "second_looks",
        sa.Column("content_type", sa.String(length=16), nullable=False),
        sa.Column("content_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("content_type", "content_id", name=op.f("pk_second_looks")),
    )
    op.create_index(op.f("ix_second_looks_due_at"), "second_looks", ["due_at"])
    for table in ("series", "movies"):
        op.add_column(table, sa.Column("swept_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for table in ("movies", "series"):
        op.drop_column(table, "swept_at")
    op.drop_table("second_looks")
    op.drop_table("replies")
