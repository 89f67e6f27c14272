"""Courses, their sections and who teaches them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "course",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("credits", sa.Numeric(precision=10, scale=2), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("sourced_id", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(code) <> ''", name=op.f("ck_course_code_not_blank")),
        sa.CheckConstraint("trim(title) <> ''", name=op.f("ck_course_title_not_blank")),
        sa.CheckConstraint("credits >= 0", name=op.f("ck_course_credits_not_negative")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_course_department_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course")),
        sa.UniqueConstraint("code", name=op.f("uq_course_code")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_course_sourced_id")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_course_department_id"), "course", ["department_id"])
    op.create_index(op.f("ix_course_title"), "course", ["title"])

    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("term_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=20), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("takes_attendance", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("sourced_id", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(code) <> ''", name=op.f("ck_section_code_not_blank")),
        sa.CheckConstraint("seats > 0", name=op.f("ck_section_seats_positive")),
        sa.ForeignKeyConstraint(["course_id"], ["course.id"], name=op.f("fk_section_course_id")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_section_room_id")),
        sa.ForeignKeyConstraint(["term_id"], ["term.id"], name=op.f("fk_section_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("course_id", "term_id", "code", name=op.f("uq_section_course_id_term_id_code")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_section_sourced_id")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_section_room_id"), "section", ["room_id"])
    op.create_index(op.f("ix_section_term_id"), "section", ["term_id"])

    op.create_table(
        "section_teacher",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_section_teacher_section_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=op.f("fk_section_teacher_staff_id")),
        sa.PrimaryKeyConstraint("section_id", "staff_id", name=op.f("pk_section_teacher")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_section_teacher_staff_id"), "section_teacher", ["staff_id"])


def downgrade() -> None:
    op.drop_table("section_teacher")
    op.drop_table("section")
    op.drop_table("course")
