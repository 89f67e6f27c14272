"""How migrations run and how new ones are written, on all three engines. Alembic runs this file for each command."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import click
import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DowngradeOps, DropTableOp, MigrationScript, ModifyTableOps
from alembic.runtime.migration import MigrationContext, MigrationInfo
from flask import current_app
from sqlalchemy.schema import CreateIndex, SchemaItem

from admin_app.database import NAMING_CONVENTION
from admin_app.search import fill as fill_search

#: What revisions are called: 0001, 0002, …
NUMBER = re.compile(r"\d{4}")
#: The migrations of this command that went up.
steps_up: list[str] = []
#: SQLite's virtual table with the tables that it keeps itself in, and the index of trigrams.
MADE_BY_SEARCH = ("search_fts", "ix_search_entry")


def run() -> None:
    """Run the command's migrations, each in a transaction of its own; MySQL commits every statement regardless."""
    db = current_app.extensions["migrate"].db
    with db.engine.connect() as connection, foreign_keys_off(connection):
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,  # SQLite changes a table by building another one
            transaction_per_migration=True,
            transactional_ddl=connection.dialect.name in ("sqlite", "postgresql"),
            on_version_apply=(refuse_orphans, note_step),
            compare_type=True,
            compare_server_default=default_differs,
            autogenerate_plugins=["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
            include_name=is_compared,
            include_object=is_ours,
            render_item=render_plainly,
            process_revision_directives=finish_script,
        )
        with context.begin_transaction():
            context.run_migrations()
    if steps_up[-1:] == [context.script.get_current_head()]:  # the models fit the tables
        fill_search(lambda model: click.echo(f"Indexing {model.__tablename__} for search."))


def note_step(ctx: MigrationContext, step: MigrationInfo, heads: Any, run_args: Any) -> None:
    if step.is_upgrade and step.up_revision_id:
        steps_up.append(step.up_revision_id)


@contextmanager
def foreign_keys_off(connection: sa.Connection) -> Iterator[None]:
    """SQLite drops a table to rebuild it, which must not take the rows that refer to it along.

    The switch does nothing inside a transaction, so it is thrown before the first one and after the last.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def refuse_orphans(ctx: MigrationContext, step: MigrationInfo, heads: Any, run_args: Any) -> None:
    """Undo a migration that leaves rows without what they refer to: SQLite does not look while foreign keys are off."""
    connection = ctx.connection
    if connection is None or connection.dialect.name != "sqlite":
        return
    orphan = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if orphan:
        table, row, parent, _ = orphan
        direction = "up to" if step.is_upgrade else "down from"
        raise RuntimeError(f"Going {direction} {step.up_revision_id}, row {row} of {table} would lose its {parent}.")


def is_compared(name: str | None, kind: str, parents: Any) -> bool:
    """Whether to look at something that the database has: what search needs beside its table is not in the models."""
    return not (kind in ("table", "index") and (name or "").startswith(MADE_BY_SEARCH))


def is_ours(item: SchemaItem, name: str | None, kind: str, reflected: bool, compared_to: SchemaItem | None) -> bool:
    """Whether to compare something: not what this engine cannot have, nor what it adds of its own accord."""
    if kind == "index" and (name or "").startswith(MADE_BY_SEARCH):
        return False
    dialect = context.get_context().dialect
    if isinstance(item, sa.Index) and isinstance(compared_to, sa.Index):  # Alembic does not read NULLS FIRST in ours
        return statement_of(item, dialect) != statement_of(compared_to, dialect)
    if dialect.name not in ("mysql", "mariadb"):
        return True
    if isinstance(item, sa.Index) and not reflected:  # MySQL has no partial indexes, so it goes without
        return all(item.dialect_options[other]["where"] is None for other in ("sqlite", "postgresql"))
    if isinstance(item, sa.CheckConstraint) and reflected:  # MariaDB's JSON is text with a check
        return not str(item.sqltext).startswith("json_valid(")
    return True


def statement_of(index: sa.Index, dialect: sa.Dialect) -> str:
    """What makes an index."""
    return str(CreateIndex(index).compile(dialect=dialect))


def default_differs(
    ctx: MigrationContext, found: Any, declared: sa.Column[Any], found_default: Any, default: Any, rendered: str | None
) -> bool | None:
    """MySQL keeps true and false as 1 and 0. None leaves the comparison to Alembic."""
    if ctx.dialect.name in ("mysql", "mariadb") and isinstance(declared.type, sa.Boolean) and rendered:
        return {"true": "1", "false": "0"}[rendered] != found_default
    return None


def render_plainly(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Our own types and defaults in SQLAlchemy's words: a migration never imports the application, and runs everywhere.

    False leaves the rendering to Alembic.
    """
    if kind == "type" and isinstance(item, sa.Enum) and not item.native_enum:
        return f"sa.String(length={item.length})"
    if kind == "type" and isinstance(item, sa.types.TypeDecorator):
        return f"sa.{item.impl_instance!r}"
    if kind == "check" and not isinstance(item.sqltext, sa.TextClause):
        return f"sa.CheckConstraint({in_sql(item.sqltext)!r}, name=op.f({full_name(item)!r}))"
    if kind == "server_default" and isinstance(item, sa.DefaultClause):
        return render_default(item.arg)
    return False


def render_default(value: Any) -> str | Literal[False]:
    if isinstance(value, (sa.True_, sa.False_)):
        return f"sa.{value}()"
    if isinstance(value, sa.sql.functions.Function):
        return f"sa.func.{value.name}()"
    return False


def full_name(check: sa.CheckConstraint) -> str:
    """The name that the naming convention gives the check of a type."""
    return NAMING_CONVENTION["ck"] % {"table_name": check.table.name, "constraint_name": check.name}


def in_sql(expression: sa.ColumnElement[Any]) -> str:
    """An expression as text, values and all."""
    return str(expression.compile(compile_kwargs={"literal_binds": True, "include_table": False}))


def finish_script(ctx: MigrationContext, revision: Any, scripts: list[MigrationScript]) -> None:
    """Write no migration when nothing has changed; else number it, and make its way down one that MySQL can go."""
    (script,) = scripts
    asked_to_compare = getattr(context.config.cmd_opts, "autogenerate", False)
    if asked_to_compare and script.upgrade_ops is not None and script.upgrade_ops.is_empty():
        scripts.clear()
        return
    if not NUMBER.fullmatch(script.rev_id or ""):
        script.rev_id = f"{int(context.script.get_current_head() or 0) + 1:04d}"
    if script.downgrade_ops is not None:
        keep_indexes_of_dropped_tables(script.downgrade_ops)


def keep_indexes_of_dropped_tables(downgrade: DowngradeOps) -> None:
    """A table takes its indexes along, while MySQL refuses to drop one that a foreign key stands on."""
    dropped = {step.table_name for step in downgrade.ops if isinstance(step, DropTableOp)}
    downgrade.ops[:] = [
        step for step in downgrade.ops if not (isinstance(step, ModifyTableOps) and step.table_name in dropped)
    ]


run()
