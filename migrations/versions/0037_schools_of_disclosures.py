"""The school that gave out a list: about many students at once, so that none of them says which school it was."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("disclosure") as table:
        table.add_column(sa.Column("school_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_disclosure_school_id"), "school", ["school_id"], ["id"])
        table.create_index(op.f("ix_disclosure_school_id"), ["school_id"])


def downgrade() -> None:
    with op.batch_alter_table("disclosure") as table:
        table.drop_constraint(op.f("fk_disclosure_school_id"), type_="foreignkey")
        table.drop_index(op.f("ix_disclosure_school_id"))
        table.drop_column("school_id")
