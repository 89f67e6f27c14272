"""Staff, and the account each of them signs in with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "staff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=80), nullable=False),
        sa.Column("staff_number", sa.String(length=20), nullable=True),
        sa.Column("title", sa.String(length=100), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("firstname", sa.String(length=100), nullable=False),
        sa.Column("lastname", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("sourced_id", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(email) <> ''", name=op.f("ck_staff_email_not_blank")),
        sa.CheckConstraint("trim(firstname) <> ''", name=op.f("ck_staff_firstname_not_blank")),
        sa.CheckConstraint("trim(lastname) <> ''", name=op.f("ck_staff_lastname_not_blank")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_staff_department_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_staff_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("email", name=op.f("uq_staff_email")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_staff_sourced_id")),
        sa.UniqueConstraint("staff_number", name=op.f("uq_staff_staff_number")),
        sa.UniqueConstraint("user_id", name=op.f("uq_staff_user_id")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_staff_department_id"), "staff", ["department_id"])
    op.create_index(op.f("ix_staff_lastname_firstname_id"), "staff", ["lastname", "firstname", "id"])


def downgrade() -> None:
    op.drop_table("staff")
