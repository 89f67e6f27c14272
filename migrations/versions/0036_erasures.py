"""Values of the change log can be erased, and nothing else of it; and no entry can be deleted.

A value is erased by writing that it is hidden, in an entry that names the act of the erasure, which has an entry of its
own. MySQL and MariaDB have no trigger, since it takes a privilege there that an application should not have where
changes are replicated.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

CHECK = "ck_audit_entry_action"
WORDS = "'insert', 'update', 'delete', 'load', 'view', 'export', 'sign-in', 'failed sign-in', 'sign-out'"
BEFORE, AFTER = f"action IN ({WORDS})", f"action IN ({WORDS}, 'erase')"
#: What no erasure changes, and what one may.
FIXED = (
    *("id", "user_label", "role", "address", "request_id", "act", "undoes", "verb", "action", "resource"),
    *("record_id", "created_at"),
)
ERASED = ("record_label", "reason", "erased")
REFUSAL = "An entry of the change log cannot be changed or deleted."
HIDDEN = "(hidden)"
RAISE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
EACH = "audit_entry FOR EACH ROW"
REFUSE = (
    "CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$"
)


def differs(names: tuple[str, ...], unlike: str) -> str:
    return "(" + " OR ".join(f"old.{name} {unlike} new.{name}" for name in names) + ")"


def is_lawful(unlike: str, same_changes: str, erased_changes: str) -> str:
    """The two things that may happen to an entry: its account is deleted, or values of it are erased."""
    account_gone = f"NOT {differs(ERASED, unlike)} AND {same_changes} AND new.user_id IS NULL"
    erased = (
        f"NOT {differs(('user_id',), unlike)} AND old.action IN ('insert', 'update', 'delete') "  # noqa: S608  # our own words
        "AND EXISTS (SELECT 1 FROM audit_entry e WHERE e.act = new.erased AND e.action = 'erase') "
        f"AND (new.reason IS NULL OR NOT {differs(('reason',), unlike)}) "
        f"AND (new.record_label = old.resource || ' ' || old.record_id OR NOT {differs(('record_label',), unlike)}) "
        f"AND {erased_changes}"
    )
    return f"NOT {differs(FIXED, unlike)} AND (({account_gone}) OR ({erased}))"


SQLITE_ERASED = (
    "(SELECT count(*) FROM json_each(old.changes)) = (SELECT count(*) FROM json_each(new.changes)) AND NOT EXISTS ("  # noqa: S608  # our own words
    "SELECT 1 FROM json_each(new.changes) n LEFT JOIN json_each(old.changes) o ON o.key = n.key "
    f'WHERE o.key IS NULL OR (o.value IS NOT n.value AND n.value IS NOT \'["{HIDDEN}","{HIDDEN}"]\'))'
)
POSTGRESQL_ERASED = (
    "(SELECT count(*) FROM json_each(old.changes)) = (SELECT count(*) FROM json_each(new.changes)) AND NOT EXISTS ("  # noqa: S608  # our own words
    "SELECT 1 FROM json_each(new.changes) n LEFT JOIN json_each(old.changes) o ON o.key = n.key "
    "WHERE o.key IS NULL OR (o.value::jsonb IS DISTINCT FROM n.value::jsonb "
    f'AND n.value::jsonb <> \'["{HIDDEN}", "{HIDDEN}"]\'::jsonb))'
)
GUARDS = {
    "sqlite": (
        "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry WHEN NOT ("
        + is_lawful("IS NOT", "old.changes IS new.changes", SQLITE_ERASED)
        + f") {RAISE}",
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON audit_entry {RAISE}",
    ),
    "postgresql": (
        REFUSE,
        "CREATE FUNCTION audit_entry_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF "
        + is_lawful("IS DISTINCT FROM", "old.changes::text = new.changes::text", POSTGRESQL_ERASED)
        + f" THEN RETURN new; END IF; RAISE EXCEPTION '{REFUSAL}' USING ERRCODE = 'restrict_violation'; END $$",
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {EACH} EXECUTE FUNCTION audit_entry_keep()",
        f"CREATE TRIGGER audit_entry_delete BEFORE DELETE ON {EACH} EXECUTE FUNCTION audit_entry_refuse()",
        "CREATE TRIGGER audit_entry_truncate BEFORE TRUNCATE ON audit_entry EXECUTE FUNCTION audit_entry_refuse()",
    ),
}
FREEDOM = {
    "sqlite": ("DROP TRIGGER audit_entry_update", "DROP TRIGGER audit_entry_delete"),
    "postgresql": (
        "DROP TRIGGER audit_entry_truncate ON audit_entry",
        "DROP TRIGGER audit_entry_delete ON audit_entry",
        "DROP TRIGGER audit_entry_update ON audit_entry",
        "DROP FUNCTION audit_entry_keep()",
        "DROP FUNCTION audit_entry_refuse()",
    ),
}

# As they were before: every change refused but the loss of a deleted account's link.
KEPT_BEFORE = (*FIXED, "record_label", "reason")
GUARDS_BEFORE = {
    "sqlite": (
        "CREATE TRIGGER audit_entry_update BEFORE UPDATE ON audit_entry WHEN "
        + differs(KEPT_BEFORE, "IS NOT")
        + f" OR old.changes IS NOT new.changes OR new.user_id IS NOT NULL {RAISE}",
    ),
    "postgresql": (
        REFUSE,
        f"CREATE TRIGGER audit_entry_update BEFORE UPDATE ON {EACH} WHEN ("
        + differs(KEPT_BEFORE, "IS DISTINCT FROM")
        + " OR old.changes::text IS DISTINCT FROM new.changes::text OR new.user_id IS NOT NULL) "
        "EXECUTE FUNCTION audit_entry_refuse()",
    ),
}
FREEDOM_BEFORE = {
    "sqlite": ("DROP TRIGGER audit_entry_update",),
    "postgresql": ("DROP TRIGGER audit_entry_update ON audit_entry", "DROP FUNCTION audit_entry_refuse()"),
}


def upgrade() -> None:
    run(FREEDOM_BEFORE)
    with op.batch_alter_table("audit_entry") as table:
        table.add_column(sa.Column("erased", sa.String(32), nullable=True))
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), sa.text(AFTER))
    run(GUARDS)


def downgrade() -> None:
    run(FREEDOM)
    op.execute("DELETE FROM audit_entry WHERE action = 'erase'")
    with op.batch_alter_table("audit_entry") as table:
        table.drop_constraint(op.f(CHECK), type_="check")
        table.create_check_constraint(op.f(CHECK), sa.text(BEFORE))
        table.drop_column("erased")
    run(GUARDS_BEFORE)


def run(statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements.get(op.get_bind().dialect.name, ()):
        op.get_bind().exec_driver_sql(statement)
