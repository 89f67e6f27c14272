"""What the rows that are deleted for good belonged to, so that the history of that record can tell of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_departure",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("resource", sa.String(length=64), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name=op.f("fk_audit_departure_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "resource", "record_id", name=op.f("pk_audit_departure")),
        mysql_engine="InnoDB",
        mysql_charset="utf8mb4",
        mysql_collate="utf8mb4_bin",
    )
    op.create_index(
        op.f("ix_audit_departure_record_id_resource_entry_id"),
        "audit_departure",
        ["record_id", "resource", "entry_id"],
    )


def downgrade() -> None:
    op.drop_table("audit_departure")
