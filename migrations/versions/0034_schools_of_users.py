"""Accounts that see one school, and the school of what nothing else ties to one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

TABLES = ("user", "staff", "household", "guardian", "student")
STAYS = "ix_admission_school_id_student_id_deleted_at"


def upgrade() -> None:
    for name in TABLES:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("school_id", sa.Integer(), nullable=True))
            table.create_foreign_key(op.f(f"fk_{name}_school_id"), "school", ["school_id"], ["id"])
            table.create_index(op.f(f"ix_{name}_school_id"), ["school_id"])
    op.create_index(STAYS, "admission", ["school_id", "student_id", "deleted_at"])


def downgrade() -> None:
    op.drop_index(STAYS, table_name="admission")
    for name in reversed(TABLES):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"fk_{name}_school_id"), type_="foreignkey")
            table.drop_index(op.f(f"ix_{name}_school_id"))
            table.drop_column("school_id")
