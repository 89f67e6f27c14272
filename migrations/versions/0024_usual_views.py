"""Which saved view somebody's list opens with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.add_column(sa.Column("usual_views", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        table.drop_column("usual_views")
