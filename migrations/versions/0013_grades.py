"""Posted grades, with copies of the course as it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "posted_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("course_code", sa.String(length=20), nullable=False),
        sa.Column("course_title", sa.String(length=150), nullable=False),
        sa.Column("credits", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("scale", sa.String(length=50), server_default="A-F", nullable=False),
        sa.Column("mark", sa.String(length=10), nullable=False),
        sa.Column("points", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(mark) <> ''", name=op.f("ck_posted_grade_mark_not_blank")),
        sa.CheckConstraint("credits >= 0", name=op.f("ck_posted_grade_credits_not_negative")),
        sa.CheckConstraint("points >= 0", name=op.f("ck_posted_grade_points_not_negative")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_posted_grade_section_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_posted_grade_student_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_posted_grade_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posted_grade")),
        sa.UniqueConstraint(
            "student_id", "section_id", "term_id", name=op.f("uq_posted_grade_student_id_section_id_term_id")
        ),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_posted_grade_section_id"), "posted_grade", ["section_id"])
    op.create_index(op.f("ix_posted_grade_term_id"), "posted_grade", ["term_id"])


def downgrade() -> None:
    op.drop_table("posted_grade")
