"""How an engine means to find what a statement asks for, in the same few words for all three."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from enum import IntEnum
from typing import Any, NamedTuple

from sqlalchemy import Connection

from admin_app.database import db


class Way(IntEnum):
    """How the rows of one table are come by, the best first."""

    #: By an index that begins with what is asked for: only what matches is read.
    FOUND = 0
    #: One after the other in an index, in the order of the list, until there are enough.
    WALKED = 1
    #: All rows are read.
    SCANNED = 2


class Step(NamedTuple):
    table: str
    way: Way
    #: Whether all that is read is sorted before the first row is known.
    sorted: bool


Plan = Any
TRASH = "deleted_at"
EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN (FORMAT JSON) ", "mysql": "EXPLAIN FORMAT=JSON "}
#: What SQLite says of one table; it numbers the names of a table that comes twice.
SQLITE_STEP = re.compile(r"(SCAN|SEARCH) (\w+?)(?:_\d+)?(?: USING (.+))?")
SQLITE_TRASH_ONLY = re.compile(rf".*\({TRASH}[=><]\?\)")
POSTGRESQL_TRASH_ONLY = re.compile(rf"[()]*(\w+\.)?{TRASH} IS (NOT )?NULL[()]*")
#: An index over the rows that meet a condition is asked for nothing else.
PARTIAL = ("uq_admission_open", "uq_enrollment_open")
READS = ("Seq Scan", "Index Scan", "Index Only Scan", "Bitmap Heap Scan")


def steps(statement: str, parameters: Any) -> list[Step]:
    """What the engine would do for a statement, table by table."""
    dialect = db.engine.dialect.name.replace("mariadb", "mysql")
    with db.engine.connect() as connection:
        if dialect == "sqlite":
            connection.exec_driver_sql("SELECT 1 FROM student LIMIT 1")  # EXPLAIN alone notices no new statistics
            found = list(of_sqlite(connection.exec_driver_sql(EXPLAIN[dialect] + statement, parameters).all()))
        elif dialect == "postgresql":
            found = without_scans(connection, statement, parameters)
        else:
            found = list(of_mysql(explained(connection, statement, parameters), in_sort=False))
        connection.rollback()
    return found


def explained(connection: Connection, statement: str, parameters: Any) -> Plan:
    """The plan, from an engine that tells it as JSON."""
    dialect = connection.dialect.name.replace("mariadb", "mysql")
    plan = connection.exec_driver_sql(EXPLAIN[dialect] + statement, parameters).scalar()
    return json.loads(plan) if isinstance(plan, str) else plan


def of_sqlite(rows: Any) -> Iterator[Step]:
    sorting = {parent for _, parent, _, detail in rows if detail.startswith("USE TEMP B-TREE FOR ORDER BY")}
    for _, parent, _, detail in rows:
        match = SQLITE_STEP.fullmatch(detail)
        if match:
            verb, table, how = match.groups(default="")
            yield Step(table, sqlite_way(verb, how), parent in sorting)


def sqlite_way(verb: str, how: str) -> Way:
    """Only an index that knows all that is asked can be walked: looking up each of a million rows takes seconds."""
    if verb == "SEARCH" and not SQLITE_TRASH_ONLY.fullmatch(how):
        return Way.FOUND
    return Way.WALKED if how.startswith("COVERING INDEX") else Way.SCANNED


def without_scans(connection: Connection, statement: str, parameters: Any) -> list[Step]:
    """PostgreSQL reads a few thousand rows, or a bitmap of them, faster than it walks an index; a million it does not.

    So neither counts where there is another way.
    """
    connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    found = list(of_postgresql(explained(connection, statement, parameters)[0]["Plan"], in_sort=False))
    if any(step.way is Way.SCANNED for step in found):
        connection.exec_driver_sql("SET LOCAL enable_bitmapscan = off")
        found = list(of_postgresql(explained(connection, statement, parameters)[0]["Plan"], in_sort=False))
    return found


def of_postgresql(node: Plan, *, in_sort: bool) -> Iterator[Step]:
    kind = node["Node Type"]
    if kind in READS:
        asked = node.get("Index Cond") or node.get("Recheck Cond") or ""
        partial = node.get("Index Name") in PARTIAL
        yield Step(node["Relation Name"], Way.FOUND if partial else postgresql_way(kind, asked), in_sort)
    inside = kind in ("Sort", "Incremental Sort") or (in_sort and kind != "Limit")
    for child in node.get("Plans", ()):
        yield from of_postgresql(child, in_sort=inside)


def postgresql_way(kind: str, asked: str) -> Way:
    if asked and not POSTGRESQL_TRASH_ONLY.fullmatch(asked):
        return Way.FOUND
    return Way.WALKED if kind in ("Index Scan", "Index Only Scan") else Way.SCANNED


def of_mysql(node: Plan, *, in_sort: bool) -> Iterator[Step]:
    for child in node if isinstance(node, list) else ():
        yield from of_mysql(child, in_sort=in_sort)
    if not isinstance(node, dict):
        return
    if "table_name" in node and not node["table_name"].startswith("<"):
        yield Step(re.sub(r"_\d+$", "", node["table_name"]), mysql_way(node), in_sort)
    for key, child in node.items():
        inside = key in ("filesort", "read_sorted_file") or (in_sort and key != "materialized")
        yield from of_mysql(child, in_sort=inside)


def mysql_way(node: Plan) -> Way:
    kind = node.get("access_type", "ALL")
    if kind == "ALL":
        return Way.SCANNED
    return Way.WALKED if kind == "index" or node.get("used_key_parts") == [TRASH] else Way.FOUND
