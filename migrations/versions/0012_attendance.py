"""Attendance: codes, marks and registers taken."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "attendance_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("counts_as", sa.String(length=20), nullable=False),
        sa.Column("office_only", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("counts_as IN ('present', 'half', 'absent')", name=op.f("ck_attendance_code_counts_as")),
        sa.CheckConstraint("trim(code) <> ''", name=op.f("ck_attendance_code_code_not_blank")),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_attendance_code_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_code")),
        sa.UniqueConstraint("code", name=op.f("uq_attendance_code_code")),
        sa.UniqueConstraint("name", name=op.f("uq_attendance_code_name")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )

    op.create_table(
        "attendance_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("teacher_code_id", sa.Integer(), nullable=True),
        sa.Column("office_code_id", sa.Integer(), nullable=True),
        sa.Column("comment", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "teacher_code_id IS NOT NULL OR office_code_id IS NOT NULL", name=op.f("ck_attendance_mark_has_a_code")
        ),
        sa.ForeignKeyConstraint(
            ["office_code_id"], ["attendance_code.id"], name=op.f("fk_attendance_mark_office_code_id")
        ),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_attendance_mark_section_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_attendance_mark_student_id")),
        sa.ForeignKeyConstraint(
            ["teacher_code_id"], ["attendance_code.id"], name=op.f("fk_attendance_mark_teacher_code_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_mark")),
        sa.UniqueConstraint(
            "student_id", "section_id", "on_date", name=op.f("uq_attendance_mark_student_id_section_id_on_date")
        ),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_attendance_mark_office_code_id"), "attendance_mark", ["office_code_id"])
    op.create_index(op.f("ix_attendance_mark_on_date"), "attendance_mark", ["on_date"])
    op.create_index(op.f("ix_attendance_mark_section_id_on_date"), "attendance_mark", ["section_id", "on_date"])
    op.create_index(op.f("ix_attendance_mark_teacher_code_id"), "attendance_mark", ["teacher_code_id"])

    op.create_table(
        "register_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.Column("taken_at", sa.DateTime(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_register_taken_section_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["staff.id"], name=op.f("fk_register_taken_taken_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_taken")),
        sa.UniqueConstraint("section_id", "on_date", name=op.f("uq_register_taken_section_id_on_date")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_register_taken_on_date"), "register_taken", ["on_date"])
    op.create_index(op.f("ix_register_taken_taken_by_id"), "register_taken", ["taken_by_id"])


def downgrade() -> None:
    op.drop_table("register_taken")
    op.drop_table("attendance_mark")
    op.drop_table("attendance_code")
