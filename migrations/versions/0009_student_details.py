"""What else the office knows of a student: more names, a number, birth, sex, status, grade level, photo."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CHECKS = {
    "ck_student_sex": "sex IN ('female', 'male', 'other', 'unspecified')",
    "ck_student_status": "status IN ('applicant', 'enrolled', 'graduated', 'withdrawn')",
    "ck_student_born_before_entered": "date_of_birth <= created_at",
}
UNIQUE = {"uq_student_student_number": "student_number", "uq_student_sourced_id": "sourced_id"}
FOREIGN_KEYS = {
    "fk_student_grade_level_id": ("grade_level_id", "grade_level"),
    "fk_student_photo_id": ("photo_id", "document_file"),
}
INDEXED = ("date_of_birth", "status", "grade_level_id", "photo_id")


def columns() -> list[sa.Column[Any]]:
    """New ones each time, since a column belongs to one table."""
    return [
        sa.Column("middle_name", sa.String(length=100), nullable=True),
        sa.Column("preferred_name", sa.String(length=100), nullable=True),
        sa.Column("other_script_name", sa.String(length=200), nullable=True),
        sa.Column("student_number", sa.String(length=20), nullable=True),
        sa.Column("date_of_birth", sa.Date(), nullable=True),
        sa.Column("sex", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("status", sa.String(length=20), server_default="applicant", nullable=False),
        sa.Column("grade_level_id", sa.Integer(), nullable=True),
        sa.Column("home_language", sa.String(length=35), nullable=True),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("custom_fields", sa.JSON(), nullable=True),
        sa.Column("directory_opt_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("sourced_id", sa.String(length=100), nullable=True),
    ]


def upgrade() -> None:
    with op.batch_alter_table("student") as student:
        for column in columns():
            student.add_column(column)
    with op.batch_alter_table("student") as student:
        for name, condition in CHECKS.items():
            student.create_check_constraint(op.f(name), condition)
        for name, column in UNIQUE.items():
            student.create_unique_constraint(op.f(name), [column])
        for name, (column, table) in FOREIGN_KEYS.items():
            student.create_foreign_key(op.f(name), table, [column], ["id"])
        for column in INDEXED:
            student.create_index(op.f(f"ix_student_{column}"), [column])
    # MySQL's JSON can have no default, so the rows that are there already get their value first.
    custom_fields = sa.table("student", sa.column("custom_fields", sa.JSON()))
    op.execute(custom_fields.update().values(custom_fields={}))
    with op.batch_alter_table("student") as student:
        student.alter_column("custom_fields", existing_type=sa.JSON(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("student") as student:
        for name in FOREIGN_KEYS:
            student.drop_constraint(op.f(name), type_="foreignkey")
        for column in reversed(INDEXED):
            student.drop_index(op.f(f"ix_student_{column}"))
        for name in UNIQUE:
            student.drop_constraint(op.f(name), type_="unique")
        for name in CHECKS:
            student.drop_constraint(op.f(name), type_="check")
    with op.batch_alter_table("student") as student:
        for column in reversed(columns()):
            student.drop_column(column.name)
