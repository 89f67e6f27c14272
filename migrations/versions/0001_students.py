"""Students."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("firstname", sa.String(length=100), nullable=False),
        sa.Column("lastname", sa.String(length=100), nullable=False),
        sa.Column("email", sa.String(length=80), nullable=False),
        sa.Column("age", sa.Integer(), nullable=True),
        sa.Column("bio", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(firstname) <> ''", name=op.f("ck_student_firstname_not_blank")),
        sa.CheckConstraint("trim(lastname) <> ''", name=op.f("ck_student_lastname_not_blank")),
        sa.CheckConstraint("trim(email) <> ''", name=op.f("ck_student_email_not_blank")),
        sa.CheckConstraint("age >= 0 AND age < 130", name=op.f("ck_student_age_possible")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint("email", name=op.f("uq_student_email")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_student_lastname_firstname_id"), "student", ["lastname", "firstname", "id"])
    op.create_index(op.f("ix_student_created_at"), "student", ["created_at"])


def downgrade() -> None:
    op.drop_table("student")
