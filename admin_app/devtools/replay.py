"""Asking a recorded question again, or asking the database how it would answer it. Nothing can be changed this way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from sqlalchemy import Connection, Engine

from .recording import Statement

#: Rows shown of an answer.
MOST_ROWS = 100
#: What makes a transaction read-only. On a server it ends with the transaction.
READ_ONLY = {
    "sqlite": "PRAGMA query_only = ON",
    "postgresql": "SET TRANSACTION READ ONLY",
    "mysql": "START TRANSACTION READ ONLY",
    "mariadb": "START TRANSACTION READ ONLY",
}
#: How each engine is asked for its plan. None of these runs the statement.
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN", "mysql": "EXPLAIN", "mariadb": "EXPLAIN"}


@dataclass(frozen=True)
class Answer:
    """Column names, the first rows, whether there were more, and how long it took."""

    columns: list[str]
    rows: Sequence[Sequence[Any]]
    more: bool
    seconds: float


def select(statement: Statement) -> Answer:
    """The rows a recorded SELECT finds now, MOST_ROWS at most. Raises SQLAlchemyError when the database refuses."""
    with reading(statement.engine) as connection:
        # SQLite's write lock is taken for what begins with WITH; as a sub-select it is seen to be a question.
        inside = connection.dialect.name == "sqlite" and statement.sql.lstrip().upper().startswith("WITH")
        sql = f"SELECT * FROM ({statement.sql})" if inside else statement.sql  # noqa: S608  # recorded, not from outside
        return ask(connection, sql, statement.parameters, {"stream_results": True})


def explain(statement: Statement) -> Answer:
    """The plan of a recorded SELECT, which is not run. Raises SQLAlchemyError when the database refuses."""
    with reading(statement.engine) as connection:
        answer = ask(connection, f"{EXPLAIN[connection.dialect.name]} {statement.sql}", statement.parameters, {})
    return indented(answer) if statement.engine.dialect.name == "sqlite" else answer


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection on which the database itself refuses to write, rolled back at the end."""
    with engine.connect() as connection:
        connection.exec_driver_sql(READ_ONLY[engine.dialect.name])
        try:
            yield connection
        finally:
            connection.rollback()
            if engine.dialect.name == "sqlite":  # here it holds for the connection, which goes back to the pool
                connection.exec_driver_sql("PRAGMA query_only = OFF")


def ask(connection: Connection, sql: str, parameters: Any, options: dict[str, Any]) -> Answer:
    started = perf_counter()
    with connection.exec_driver_sql(sql, parameters, execution_options=options) as result:
        rows = result.fetchmany(MOST_ROWS + 1)
        return Answer(list(result.keys()), rows[:MOST_ROWS], len(rows) > MOST_ROWS, perf_counter() - started)


def indented(answer: Answer) -> Answer:
    """SQLite's plan as a tree: each of its rows is (id, id of the step it belongs to, unused, what is done)."""
    depths: dict[int, int] = {0: -1}
    rows = []
    for step, parent, _, detail in answer.rows:
        depths[step] = depths.get(parent, -1) + 1
        rows.append((" " * 4 * depths[step] + detail,))
    return Answer(["query plan"], rows, answer.more, answer.seconds)
