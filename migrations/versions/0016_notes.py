"""Notes about students."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=20), server_default="general", nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "category IN ('general', 'academic', 'behavior', 'medical', 'pastoral')", name=op.f("ck_note_category")
        ),
        sa.CheckConstraint("trim(body) <> ''", name=op.f("ck_note_body_not_blank")),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_note_title_not_blank")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_note_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_note_author_id"), "note", ["author_id"])
    op.create_index(op.f("ix_note_student_id"), "note", ["student_id"])


def downgrade() -> None:
    op.drop_table("note")
