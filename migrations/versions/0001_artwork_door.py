"""artwork door"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "artwork",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_type", sa.String(length=16), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("image_type", sa.String(length=32), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("thumbnail_path", sa.Text(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("includes_text", sa.Boolean(), nullable=True),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("revision", sa.String(length=16), nullable=True),
        sa.Column("source_sha256", sa.String(length=64), nullable=True),
        sa.Column("source_key", sa.Text(), nullable=True),
        sa.Column("storage_path", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("file_size", sa.BigInteger(), nullable=True),
        sa.Column("width", sa.BigInteger(), nullable=True),
        sa.Column("height", sa.BigInteger(), nullable=True),
        sa.Column("format", sa.String(length=8), nullable=True),
        sa.Column("has_alpha", sa.Boolean(), nullable=True),
        sa.Column("dominant_color", sa.String(length=7), nullable=True),
        sa.Column("placeholder", sa.String(length=64), nullable=True),
        sa.Column("processed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_artwork")),
    )
    with op.batch_alter_table("artwork", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_artwork_content_type_content_id_image_type"),
            ["content_type", "content_id", "image_type"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_artwork_lease_until"), ["lease_until"], unique=False)
        batch_op.create_index(batch_op.f("ix_artwork_path"), ["path"], unique=False)
        batch_op.create_index(batch_op.f("ix_artwork_revision"), ["revision"], unique=False)
        batch_op.create_index(batch_op.f("ix_artwork_source_key"), ["source_key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_artwork_state_due_at"), ["state", "due_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_artwork_storage_path"), ["storage_path"], unique=False)

    op.create_table(
        "credits",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("content_type", sa.String(length=16), nullable=False),
        sa.Column("content_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("job", sa.Text(), nullable=True),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credits")),
    )
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_credits_content_type_content_id_position"),
            ["content_type", "content_id", "position"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_credits_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cursors",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_cursors")),
    )
    op.create_table(
        "episodes",
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("season_number", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("aired", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_poster_url", sa.Text(), nullable=True),
        sa.Column("local_banner_url", sa.Text(), nullable=True),
        sa.Column("local_fanart_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("last_updated", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_episodes")),
    )
    with op.batch_alter_table("episodes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_episodes_series_id_season_number_number"),
            ["series_id", "season_number", "number"],
            unique=False,
        )
        batch_op.create_index(
            "ix_episodes_without_picture",
            ["id"],
            unique=False,
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("holder", sa.String(length=64), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "movies",
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("original_language", sa.Text(), nullable=True),
        sa.Column("genres", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_poster_url", sa.Text(), nullable=True),
        sa.Column("local_banner_url", sa.Text(), nullable=True),
        sa.Column("local_fanart_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("last_updated", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column(
            "sort_score",
            sa.Double(),
            sa.Computed("coalesce(score, -1)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed("lower(coalesce(name, ''))", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "sort_year",
            sa.Text(),
            sa.Computed("coalesce(year, '')", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_movies")),
    )
    with op.batch_alter_table("movies", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_movies_sort_name_id"), ["sort_name", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movies_sort_score_id"), ["sort_score", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_movies_sort_year_id"), ["sort_year", "id"], unique=False
        )
        batch_op.create_index(
            "ix_movies_without_picture",
            ["id"],
            unique=False,
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.create_table(
        "people",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_poster_url", sa.Text(), nullable=True),
        sa.Column("local_banner_url", sa.Text(), nullable=True),
        sa.Column("local_fanart_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("last_updated", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
    )
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.create_index(
            "ix_people_without_picture",
            ["id"],
            unique=False,
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.create_table(
        "refreshes",
        sa.Column("content_type", sa.String(length=16), nullable=False),
        sa.Column("content_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.BigInteger(), nullable=False),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("content_type", "content_id", name=op.f("pk_refreshes")),
    )
    with op.batch_alter_table("refreshes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_refreshes_due_at"), ["due_at"], unique=False)

    op.create_table(
        "seasons",
        sa.Column("series_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("season_type", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_poster_url", sa.Text(), nullable=True),
        sa.Column("local_banner_url", sa.Text(), nullable=True),
        sa.Column("local_fanart_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("last_updated", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seasons")),
    )
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_seasons_series_id_number"), ["series_id", "number"], unique=False
        )
        batch_op.create_index(
            "ix_seasons_without_picture",
            ["id"],
            unique=False,
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.create_table(
        "series",
        sa.Column("status", sa.Text(), nullable=True),
        sa.Column("original_language", sa.Text(), nullable=True),
        sa.Column("genres", sa.Text(), nullable=True),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("slug", sa.Text(), nullable=True),
        sa.Column("overview", sa.Text(), nullable=True),
        sa.Column("year", sa.Text(), nullable=True),
        sa.Column("image", sa.Text(), nullable=True),
        sa.Column("local_image_url", sa.Text(), nullable=True),
        sa.Column("local_poster_url", sa.Text(), nullable=True),
        sa.Column("local_banner_url", sa.Text(), nullable=True),
        sa.Column("local_fanart_url", sa.Text(), nullable=True),
        sa.Column("local_thumbnail_url", sa.Text(), nullable=True),
        sa.Column("last_updated", sa.Text(), nullable=True),
        sa.Column("synced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column(
            "sort_score",
            sa.Double(),
            sa.Computed("coalesce(score, -1)", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed("lower(coalesce(name, ''))", persisted=True),
            nullable=False,
        ),
        sa.Column(
            "sort_year",
            sa.Text(),
            sa.Computed("coalesce(year, '')", persisted=True),
            nullable=False,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series")),
    )
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_series_sort_name_id"), ["sort_name", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_series_sort_score_id"), ["sort_score", "id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_series_sort_year_id"), ["sort_year", "id"], unique=False
        )
        batch_op.create_index(
            "ix_series_without_picture",
            ["id"],
            unique=False,
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.create_table(
        "sources",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sources")),
    )
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sources_sha256"), ["sha256"], unique=False)

    op.create_table(
        "tasks",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("done", sa.BigInteger(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("error_code", sa.String(length=64), nullable=True),
        sa.Column("error_message", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("claim", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_tasks_status_created_at"), ["status", "created_at"], unique=False
        )

    op.create_table(
        "task_items",
        sa.Column("task_id", sa.String(length=32), nullable=False),
        sa.Column("artwork_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_task_items_task_id_tasks"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("task_id", "artwork_id", name=op.f("pk_task_items")),
    )
    with op.batch_alter_table("task_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_task_items_artwork_id_outcome"), ["artwork_id", "outcome"], unique=False
        )

    op.create_table(
        "variants",
        sa.Column("artwork_id", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.String(length=32), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("width", sa.BigInteger(), nullable=False),
        sa.Column("height", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("on_demand", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["artwork_id"],
            ["artwork.id"],
            name=op.f("fk_variants_artwork_id_artwork"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("artwork_id", "size", "format", name=op.f("pk_variants")),
    )
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_variants_key"), ["key"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_variants_on_demand_made_at"), ["on_demand", "made_at"], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table("variants", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_variants_on_demand_made_at"))
        batch_op.drop_index(batch_op.f("ix_variants_key"))

    op.drop_table("variants")
    with op.batch_alter_table("task_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_items_artwork_id_outcome"))

    op.drop_table("task_items")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_status_created_at"))

    op.drop_table("tasks")
    with op.batch_alter_table("sources", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sources_sha256"))

    op.drop_table("sources")
    with op.batch_alter_table("series", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_series_without_picture",
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_series_sort_year_id"))
        batch_op.drop_index(batch_op.f("ix_series_sort_score_id"))
        batch_op.drop_index(batch_op.f("ix_series_sort_name_id"))

    op.drop_table("series")
    with op.batch_alter_table("seasons", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_seasons_without_picture",
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_seasons_series_id_number"))

    op.drop_table("seasons")
    with op.batch_alter_table("refreshes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_refreshes_due_at"))

    op.drop_table("refreshes")
    with op.batch_alter_table("people", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_people_without_picture",
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )

    op.drop_table("people")
    with op.batch_alter_table("movies", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_movies_without_picture",
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_movies_sort_year_id"))
        batch_op.drop_index(batch_op.f("ix_movies_sort_score_id"))
        batch_op.drop_index(batch_op.f("ix_movies_sort_name_id"))

    op.drop_table("movies")
    op.drop_table("leases")
    with op.batch_alter_table("episodes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_episodes_without_picture",
            sqlite_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
            postgresql_where=sa.text("image IS NOT NULL AND local_image_url IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_episodes_series_id_season_number_number"))

    op.drop_table("episodes")
    op.drop_table("cursors")
    with op.batch_alter_table("credits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credits_person_id"))
        batch_op.drop_index(batch_op.f("ix_credits_content_type_content_id_position"))

    op.drop_table("credits")
    with op.batch_alter_table("artwork", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_artwork_storage_path"))
        batch_op.drop_index(batch_op.f("ix_artwork_state_due_at"))
        batch_op.drop_index(batch_op.f("ix_artwork_source_key"))
        batch_op.drop_index(batch_op.f("ix_artwork_revision"))
        batch_op.drop_index(batch_op.f("ix_artwork_path"))
        batch_op.drop_index(batch_op.f("ix_artwork_lease_until"))
        batch_op.drop_index(batch_op.f("ix_artwork_content_type_content_id_image_type"))

    op.drop_table("artwork")
