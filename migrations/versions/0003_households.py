"""Households and guardians: who a student lives with, and whom the school may call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=80), nullable=True),
        sa.Column("work_phone", sa.String(length=30), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("home_language", sa.String(length=35), nullable=True),
        sa.Column("firstname", sa.String(length=100), nullable=False),
        sa.Column("lastname", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("sourced_id", sa.String(length=100), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(firstname) <> ''", name=op.f("ck_guardian_firstname_not_blank")),
        sa.CheckConstraint("trim(lastname) <> ''", name=op.f("ck_guardian_lastname_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian")),
        sa.UniqueConstraint("sourced_id", name=op.f("uq_guardian_sourced_id")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_guardian_email"), "guardian", ["email"])
    op.create_index(op.f("ix_guardian_lastname_firstname_id"), "guardian", ["lastname", "firstname", "id"])

    op.create_table(
        "household",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("city", sa.String(length=100), nullable=True),
        sa.Column("postal_code", sa.String(length=20), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_household_name_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_household_city"), "household", ["city"])
    op.create_index(op.f("ix_household_name"), "household", ["name"])

    op.create_table(
        "household_guardian",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["guardian_id"], ["guardian.id"], name=op.f("fk_household_guardian_guardian_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_guardian_household_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("household_id", "guardian_id", name=op.f("pk_household_guardian")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_household_guardian_guardian_id"), "household_guardian", ["guardian_id"])

    op.create_table(
        "household_student",
        sa.Column("household_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_id"], ["household.id"], name=op.f("fk_household_student_household_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_household_student_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("household_id", "student_id", name=op.f("pk_household_student")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_household_student_student_id"), "household_student", ["student_id"])

    op.create_table(
        "student_guardian",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("guardian_id", sa.Integer(), nullable=False),
        sa.Column("relation", sa.String(length=20), nullable=False),
        sa.Column("is_primary", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("lives_with", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("emergency_order", sa.Integer(), nullable=True),
        sa.Column("may_collect", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("legal_guardian", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("restriction", sa.Text(), nullable=True),
        sa.Column("contact_by_phone", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("contact_by_sms", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("contact_by_email", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("contact_by_mail", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "relation IN ('mother', 'father', 'parent', 'stepparent', 'grandparent', "
            "'foster parent', 'legal guardian', 'sibling', 'other')",
            name=op.f("ck_student_guardian_relation"),
        ),
        sa.CheckConstraint("emergency_order > 0", name=op.f("ck_student_guardian_emergency_order_positive")),
        sa.ForeignKeyConstraint(["guardian_id"], ["guardian.id"], name=op.f("fk_student_guardian_guardian_id")),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_student_guardian_student_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student_guardian")),
        sa.UniqueConstraint("student_id", "guardian_id", name=op.f("uq_student_guardian_student_id_guardian_id")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_student_guardian_guardian_id"), "student_guardian", ["guardian_id"])


def downgrade() -> None:
    op.drop_table("student_guardian")
    op.drop_table("household_student")
    op.drop_table("household_guardian")
    op.drop_table("household")
    op.drop_table("guardian")
