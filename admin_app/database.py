"""The database: `db`, the base of every model, and what each engine needs to be safe.

SQLite, PostgreSQL and MySQL/MariaDB behave alike for the code above: foreign keys are enforced, text is compared
byte for byte, times are UTC, and a transaction sees what others have committed (READ COMMITTED).
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from typing import Any, Self

from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    CheckConstraint,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    MetaData,
    Numeric,
    event,
    func,
    make_url,
    text,
)
from sqlalchemy.engine.interfaces import DBAPIConnection, ExceptionContext, ExecutionContext
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator, TypeEngine

from .clock import now
from .config import THREADS

#: Every constraint has a name, so that a migration can change it and an error can be traced to a field.
NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
#: Byte for byte, as SQLite and PostgreSQL compare: `zoé` and `zoe`, or two emoji, are different keys.
MYSQL_TABLE: dict[str, Any] = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
#: How long a writer waits for another one before it gives up, in seconds.
SQLITE_BUSY_SECONDS = 15
#: How long a server may take to take a connection, in seconds. One that is not there may never say so.
CONNECT_SECONDS = 5
#: Connections beyond one for each thread: a thread needs a second one for what is no part of its transaction.
SPARE_CONNECTIONS = 4
#: Pages of 4 KiB.
SMALL_DATABASE = 25_000
#: MariaDB's and MySQL's error numbers for a failed check.
MYSQL_CHECK_FAILED = frozenset({4025, 3819})
READS_ONLY = re.compile(r"\s*(SELECT|PRAGMA|EXPLAIN|VALUES)\b", re.IGNORECASE)
WITH = re.compile(r"\s*WITH\b", re.IGNORECASE)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMING_CONVENTION)


class Database(SQLAlchemy):
    def drop_all(self, *args: Any, **kwargs: Any) -> None:
        """As Flask-SQLAlchemy's, but not waiting for ever for what this very session has read."""
        self.session.remove()
        super().drop_all(*args, **kwargs)


db = Database(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC without an offset in the database, since two of the engines drop offsets.

    A naive value is taken to be UTC.
    """

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is None:
            return value
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Hundredths(TypeDecorator[Decimal]):
    """A decimal with two digits after the point, rounded half up before it is stored: 1.005 is 1.01 on every engine.

    SQLite has no decimals: it keeps a number whose sums are exact to the cent far beyond what a school handles.
    """

    impl = Numeric(10, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return Numeric(10, 2, asdecimal=False) if dialect.name == "sqlite" else Numeric(10, 2)

    def process_bind_param(self, value: Decimal | int | str | None, dialect: Dialect) -> Decimal | float | None:
        if value is None:
            return None
        amount = cents(value)
        return float(amount) if dialect.name == "sqlite" else amount

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else cents(str(value))


class Money(Hundredths):
    """An amount in the school's currency."""

    cache_ok = True


def cents(value: Decimal | int | str) -> Decimal:
    """An amount rounded half up to two digits after the point."""
    return Decimal(value).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def choice(kind: type[StrEnum], name: str) -> Enum:
    """The column type for one of a few words: text with a check, since a native enum cannot be changed everywhere."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=20,
        values_callable=words,
    )


def not_blank(*columns: str) -> tuple[CheckConstraint, ...]:
    """Checks that a text holds more than spaces."""
    return tuple(CheckConstraint(f"trim({column}) <> ''", name=f"{column}_not_blank") for column in columns)


def words(kind: type[StrEnum]) -> list[str]:
    """What the database keeps of an enumeration: the values, not the names."""
    return [member.value for member in kind]


def list_index(
    *columns: str, also: tuple[str, ...] = (), blanks: tuple[str, ...] = (), name: str | None = None
) -> Index:
    """An index that a page of a list is found in without reading the table: in order of the columns, then of ids.

    `also` are columns that the list is filtered by as well, and the last one tells what is in the trash.
    `blanks` are the columns sorted by that may be empty: PostgreSQL has to be told that a blank is the smallest value.
    """
    first = dict.fromkeys(blanks, "NULLS FIRST")
    return Index(name, *columns, "id", *also, "deleted_at", postgresql_ops=first)


def trash_index(*also: str, name: str | None = None) -> Index:
    """An index that tells the rows in the trash from the others, each in order of ids; `also` as in `list_index`."""
    return Index(name, "deleted_at", "id", *also)


def has_partial_indexes(
    ddl: Any, target: Any, bind: Any, tables: Any = None, state: Any = None, *, dialect: Dialect, **kwargs: Any
) -> bool:
    """Whether the engine that a schema is made on has indexes over some of the rows."""
    return dialect.name in ("sqlite", "postgresql")


def partial_unique(name: str, *columns: str, where: str) -> Index:
    """A unique index over the rows that match, on the engines that have them.

    MySQL and MariaDB have none; there the lock that the verb takes has to do.
    """
    index = Index(name, *columns, unique=True, sqlite_where=text(where), postgresql_where=text(where))
    index.ddl_if(callable_=has_partial_indexes)
    return index


class Record(db.Model):  # type: ignore[name-defined]  # Flask-SQLAlchemy makes the class at run time
    """The base of every model: identity, times, the version that stops two people overwriting each other, the trash."""

    __abstract__ = True
    __table_args__: Any = MYSQL_TABLE
    #: Whether there may be millions of them: then lists offer only what an index answers.
    __large__ = False

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, server_default=func.current_timestamp(), sort_order=90)
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, server_default=func.current_timestamp(), onupdate=now, sort_order=91
    )
    version: Mapped[int] = mapped_column(server_default=text("1"), sort_order=92)
    deleted_at: Mapped[datetime | None] = mapped_column(UtcDateTime, sort_order=93)

    @classmethod
    def add(cls, **values: Any) -> Self:
        """A new record in the session. Nothing is flushed while its relations are still being set. Does not commit."""
        with db.session.no_autoflush:
            record = cls(**values)
            db.session.add(record)
            return record

    @declared_attr.directive
    @classmethod
    def __mapper_args__(cls) -> dict[str, Any]:
        # Flask-SQLAlchemy builds the table first, so the column is found on it rather than on the abstract class.
        return {"version_id_col": cls.__table__.c.version} if hasattr(cls, "__table__") else {}


def table_args(*constraints: Any) -> tuple[Any, ...]:
    """`__table_args__` of a model with constraints of its own, keeping what MySQL needs."""
    return (*constraints, MYSQL_TABLE)


def init_database(app: Flask) -> None:
    """Attach `db` to the application with what its engine needs."""
    app.config.setdefault("SQLALCHEMY_ENGINE_OPTIONS", engine_options(app.config["SQLALCHEMY_DATABASE_URI"]))
    db.init_app(app)
    app.teardown_appcontext(let_go)


def let_go(reason: BaseException | None = None) -> None:
    """End the session of a request, before Flask-SQLAlchemy does.

    Where the connection broke after all was done the answer stands. An error here would be one that nobody answers.
    """
    try:
        db.session.remove()
    except DBAPIError as error:
        current_app.logger.warning("The database failed when its connection was given back.", exc_info=error)
        db.session.remove()  # which has no connection by now


def engine_options(uri: str) -> dict[str, Any]:
    """Arguments of `create_engine` for a database URI. Parameters never reach an error message or a log."""
    options: dict[str, Any] = {"hide_parameters": True}
    if make_url(uri).database not in (None, "", ":memory:"):
        options |= {"pool_size": THREADS, "max_overflow": SPARE_CONNECTIONS}
    if uri.startswith("sqlite"):
        return options | {"connect_args": {"timeout": SQLITE_BUSY_SECONDS}}
    connecting = {"connect_timeout": CONNECT_SECONDS}
    return options | {"pool_pre_ping": True, "isolation_level": "READ COMMITTED", "connect_args": connecting}


def listen_once(target: Any, moment: str, listener: Callable[..., Any], **options: Any) -> None:
    """Listen to every session, model or engine; with a second application everything would be done twice otherwise."""
    if not event.contains(target, moment, listener):
        event.listen(target, moment, listener, **options)


@event.listens_for(Engine, "connect")
def prepare_connection(connection: DBAPIConnection, record: ConnectionPoolEntry) -> None:
    """Give each new connection the same manners on every engine."""
    cursor = connection.cursor()
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # we begin transactions ourselves, see begin_sqlite_transaction
        connection.create_function("lower", 1, unicode_lower, deterministic=True)
        for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=FULL"):
            cursor.execute(f"PRAGMA {pragma}")
    elif "psycopg" in type(connection).__module__:
        cursor.execute("SET TIME ZONE 'UTC'")
        connection.commit()
    else:
        cursor.execute("SET time_zone = '+00:00'")
    cursor.close()


def gather_statistics(engine: Engine) -> None:
    """Let SQLite look at what its tables hold: without that it takes every index for a good one.

    All of it, since a look at some of the rows misleads it as much. What is large was looked at when it was loaded, and
    the proportions last; what is small takes less than a second. The other engines do so by themselves.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.begin() as connection:
        looked = connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_stat1'").scalar()
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar() or 0
        if not looked or pages < SMALL_DATABASE:
            analyze_sqlite(connection)


def analyze_sqlite(connection: Connection) -> None:
    """Count what the tables hold, for the planners of all connections.

    A connection reads these counts with the schema, once; only making their table anew tells it that they have changed.
    """
    connection.exec_driver_sql("DROP TABLE IF EXISTS sqlite_stat1")
    connection.exec_driver_sql("ANALYZE")


def unicode_lower(value: Any) -> Any:
    """SQLite's own `lower` knows only ASCII, so `ZOÉ` would not be found as `zoé`."""
    return value.lower() if isinstance(value, str) else value


@event.listens_for(Engine, "begin")
def forget_sqlite_transaction(connection: Connection) -> None:
    connection.info.pop("sqlite_transaction", None)


@event.listens_for(Engine, "before_cursor_execute")
def begin_sqlite_transaction(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: ExecutionContext, many: bool
) -> None:
    """Begin late and begin right: readers share, and the first write or locking read takes the write lock.

    SQLite refuses at once, whatever the busy timeout, when a transaction that began by reading wants to write after
    somebody else has. So a reader that turns writer gives its snapshot up and begins again with BEGIN IMMEDIATE, which
    waits its turn; what it sees from then on is what others have committed, as on the other engines.
    """
    if connection.dialect.name != "sqlite":
        return
    held = connection.info.get("sqlite_transaction")
    wanted = "DEFERRED" if only_reads(statement, context) else "IMMEDIATE"
    if held in ("IMMEDIATE", wanted):
        return
    if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
        return
    if held:
        cursor.execute("COMMIT")
    cursor.execute(f"BEGIN {wanted}")
    connection.info["sqlite_transaction"] = wanted


@event.listens_for(Engine, "handle_error")
def name_failed_checks_alike(context: ExceptionContext) -> BaseException | None:
    """MySQL and MariaDB report a failed check as an operational error; everywhere it is one of integrity."""
    error = context.original_exception
    if context.dialect.name in ("mysql", "mariadb") and error.args and error.args[0] in MYSQL_CHECK_FAILED:
        return IntegrityError(context.statement, context.parameters, error, hide_parameters=True)
    return None


def only_reads(statement: str, context: ExecutionContext) -> bool:
    """Whether a statement needs no write lock. A SELECT … FOR UPDATE does, although SQLite has no such words.

    WITH may begin a write as well; of a statement that SQLAlchemy compiled it is known.
    """
    locking = getattr(getattr(context.compiled, "statement", None), "_for_update_arg", None)
    if locking is not None or context.isinsert or context.isupdate or getattr(context, "isdelete", False):
        return False
    return READS_ONLY.match(statement) is not None or (context.compiled is not None and bool(WITH.match(statement)))
