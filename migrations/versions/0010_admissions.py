"""Admissions: one row for each stay."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

#: A student is at one school at a time.
OPEN = sa.text("exited_on IS NULL AND deleted_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "admission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("academic_year_id", sa.Integer(), nullable=False),
        sa.Column("grade_level_id", sa.Integer(), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entry_code", sa.String(length=20), nullable=False),
        sa.Column("exited_on", sa.Date(), nullable=True),
        sa.Column("exit_code", sa.String(length=20), nullable=True),
        sa.Column("next_school", sa.String(length=200), nullable=True),
        sa.Column("repeating", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "entry_code IN ('new', 'transfer', 'next year', 're-entry', 'other')", name=op.f("ck_admission_entry_code")
        ),
        sa.CheckConstraint(
            "exit_code IN ('graduated', 'completed', 'transferred', 'withdrawn', 'dropout', 'expelled', "
            "'no show', 'end of year', 'died', 'other')",
            name=op.f("ck_admission_exit_code"),
        ),
        sa.CheckConstraint("(exited_on IS NULL) = (exit_code IS NULL)", name=op.f("ck_admission_exit_is_whole")),
        sa.CheckConstraint("exited_on >= entered_on", name=op.f("ck_admission_exits_after_entry")),
        sa.ForeignKeyConstraint(["academic_year_id"], ["academic_year.id"], name=op.f("fk_admission_academic_year_id")),
        sa.ForeignKeyConstraint(["grade_level_id"], ["grade_level.id"], name=op.f("fk_admission_grade_level_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_admission_school_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_admission_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_admission")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_admission_academic_year_id"), "admission", ["academic_year_id"])
    op.create_index(op.f("ix_admission_entered_on"), "admission", ["entered_on"])
    op.create_index(op.f("ix_admission_exited_on"), "admission", ["exited_on"])
    op.create_index(op.f("ix_admission_grade_level_id"), "admission", ["grade_level_id"])
    op.create_index(op.f("ix_admission_school_id"), "admission", ["school_id"])
    op.create_index(op.f("ix_admission_student_id"), "admission", ["student_id"])
    if op.get_bind().dialect.name in ("sqlite", "postgresql"):  # MySQL has no partial indexes
        op.create_index(
            "uq_admission_open", "admission", ["student_id"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
        )


def downgrade() -> None:
    op.drop_table("admission")
