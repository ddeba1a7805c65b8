"""keys of the catalogue and admin doors"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("hint", sa.String(length=8), nullable=False),
        sa.Column("pin_digest", sa.String(length=64), nullable=True),
        sa.Column("rate_limit", sa.String(length=32), nullable=True),
        sa.Column("image_rewrite", sa.String(length=16), nullable=True),
        sa.Column("spare_characters", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("enrich", sa.Boolean(), nullable=True),
        sa.Column("rewrite_changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_secret", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("uses", sa.BigInteger(), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
    )
    op.create_index(op.f("ix_api_keys_digest"), "api_keys", ["digest"], unique=True)


def downgrade() -> None:
    op.drop_index(op.f("ix_api_keys_digest"), table_name="api_keys")
    op.drop_table("api_keys")
