"""Enrollments: which student sits in which section."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

#: A student sits in a section once at a time.
OPEN = sa.text("status = 'enrolled' AND deleted_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "enrollment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("status", sa.String(length=20), server_default="enrolled", nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("status IN ('enrolled', 'dropped', 'completed')", name=op.f("ck_enrollment_status")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_enrollment_ends_after_start")),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_enrollment_section_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_enrollment_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollment")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_enrollment_section_id"), "enrollment", ["section_id"])
    op.create_index(op.f("ix_enrollment_student_id_section_id"), "enrollment", ["student_id", "section_id"])
    if op.get_bind().dialect.name in ("sqlite", "postgresql"):  # MySQL has no partial indexes
        op.create_index(
            "uq_enrollment_open",
            "enrollment",
            ["student_id", "section_id"],
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        )


def downgrade() -> None:
    op.drop_table("enrollment")
