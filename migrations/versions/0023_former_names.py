"""What people were called before."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

PEOPLE = ("student", "guardian", "staff")


def upgrade() -> None:
    for name in PEOPLE:
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("former_names", sa.String(length=500), nullable=True))


def downgrade() -> None:
    for name in reversed(PEOPLE):
        with op.batch_alter_table(name) as table:
            table.drop_column("former_names")
