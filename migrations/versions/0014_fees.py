"""Fees: the catalog, and the ledger of charges and payments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fee_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("academic_year_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(code) <> ''", name=op.f("ck_fee_item_code_not_blank")),
        sa.CheckConstraint("trim(name) <> ''", name=op.f("ck_fee_item_name_not_blank")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_fee_item_amount_positive")),
        sa.ForeignKeyConstraint(["academic_year_id"], ["academic_year.id"], name=op.f("fk_fee_item_academic_year_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_item")),
        sa.UniqueConstraint("code", name=op.f("uq_fee_item_code")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_fee_item_academic_year_id"), "fee_item", ["academic_year_id"])

    op.create_table(
        "charge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("fee_item_id", sa.Integer(), nullable=True),
        sa.Column("description", sa.String(length=150), nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("trim(description) <> ''", name=op.f("ck_charge_description_not_blank")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_charge_amount_positive")),
        sa.CheckConstraint("due_on >= charged_on", name=op.f("ck_charge_due_after_charge")),
        sa.ForeignKeyConstraint(["fee_item_id"], ["fee_item.id"], name=op.f("fk_charge_fee_item_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_charge_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charge")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_charge_due_on"), "charge", ["due_on"])
    op.create_index(op.f("ix_charge_fee_item_id"), "charge", ["fee_item_id"])
    op.create_index(op.f("ix_charge_student_id"), "charge", ["student_id"])

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), server_default="payment", nullable=False),
        sa.Column("amount", sa.Numeric(precision=10, scale=2), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=20), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=True),
        sa.Column("transfer_key", sa.String(length=32), nullable=True),
        sa.Column("created_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), server_default=sa.func.current_timestamp(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(kind IN ('credit in', 'credit out')) = (transfer_key IS NOT NULL)",
            name=op.f("ck_payment_transfer_is_whole"),
        ),
        sa.CheckConstraint("kind IN ('payment', 'credit in', 'refund', 'credit out')", name=op.f("ck_payment_kind")),
        sa.CheckConstraint(
            "method IN ('cash', 'check', 'card', 'bank transfer', 'account')", name=op.f("ck_payment_method")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_payment_amount_positive")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_payment_student_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(op.f("ix_payment_paid_on"), "payment", ["paid_on"])
    op.create_index(op.f("ix_payment_student_id"), "payment", ["student_id"])
    op.create_index(op.f("ix_payment_transfer_key"), "payment", ["transfer_key"])


def downgrade() -> None:
    op.drop_table("payment")
    op.drop_table("charge")
    op.drop_table("fee_item")
