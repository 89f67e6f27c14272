"""What second factors are checked with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COLUMNS = {
    "tf_primary_method": sa.String(length=20),
    "tf_totp_secret": sa.String(length=500),
    "tf_last_counter": sa.Integer(),
    "mf_recovery_codes": sa.JSON(),
}


def upgrade() -> None:
    with op.batch_alter_table("user") as table:
        for name, kind in COLUMNS.items():
            table.add_column(sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("user") as table:
        for name in reversed(COLUMNS):
            table.drop_column(name)
