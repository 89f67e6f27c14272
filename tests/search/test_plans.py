"""No search reads a whole table: what the planner of each engine says among some thousand records."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import Select, insert, text

from admin_app import search
from admin_app.database import db
from admin_app.school import Student
from tests.engines.databases import ENGINES
from tests.engines.statements import WrittenTables

#: PostgreSQL rightly reads a smaller table as it stands.
MANY = {"sqlite": 2000, "postgresql": 10_000, "mysql": 2000}
#: What makes the planner know them. MariaDB moves new words from memory into its full-text index in the background,
#: and once found nothing meanwhile; making the table anew leaves nothing to move.
STATISTICS = {
    "sqlite": ("ANALYZE",),
    "postgresql": ("ANALYZE",),
    "mysql": ("OPTIMIZE TABLE search_entry", "ANALYZE TABLE search_entry, student"),
}


@pytest.fixture(scope="module", params=ENGINES)
def crowd(request: pytest.FixtureRequest, make_app: Callable[[str], tuple[Flask, WrittenTables]]) -> Iterator[str]:
    """The engine, with some thousand students, every tenth of them a Smith, and what the planner knows about them."""
    app, written = make_app(request.param)
    rows = [
        {
            "firstname": f"First{n:x}",
            "lastname": "Smith" if n % 10 == 0 else f"Last{n:x}",
            "email": f"person{n}@school.example",
            "custom_fields": {},
        }
        for n in range(MANY[request.param])
    ]
    with app.app_context():
        db.session.execute(insert(Student), rows)
        db.session.commit()
        for statement in STATISTICS[request.param]:
            db.session.execute(text(statement))
        db.session.commit()
        yield request.param
        db.session.remove()
        written.empty()


def plan(statement: Select[tuple[int]]) -> str:
    """What the engine means to do, in its own words."""
    dialect = db.engine.dialect
    compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in db.session.connection().exec_driver_sql(f"{word} {compiled}"))


#: What is in the plan when the index of parts of words is used, and when entries are read in order.
LOOKED_UP = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "ix_search_entry_words", "mysql": "fulltext"}
IN_ORDER = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "Index Scan using pk_search_entry", "mysql": "range"}


@pytest.mark.parametrize("typed", ["person1234", "last1f3", "person1234 first4d2", "smith person1230"])
def test_rare_words_are_looked_up(crowd: str, typed: str) -> None:
    for columns in (search.COLUMNS, ("names", "details")):
        statement = search.matches(crowd, Student, search.parse(typed), columns)
        assert db.session.scalars(statement).all(), typed
        assert LOOKED_UP[crowd] in plan(statement)


def test_common_words_are_read_in_order(crowd: str) -> None:
    query = search.parse("smith")
    common = search.is_common(db.session(), Student, query, search.COLUMNS)
    statement = search.matches(crowd, Student, query, search.COLUMNS, common=common)
    if crowd != "sqlite":
        statement = statement.order_by(search.search_entry.c.id)
    assert len(db.session.scalars(statement.limit(50)).all()) == 50
    assert IN_ORDER[crowd] in plan(statement.limit(50))
