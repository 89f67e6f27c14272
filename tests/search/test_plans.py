"""No search reads a whole table: what the planner of each engine says among some thousand records."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Select, insert, text
from sqlalchemy.orm import Session, scoped_session

from admin_app import search
from admin_app.database import db
from admin_app.school import Student
from admin_app.search.words import decoded, words_of
from tests.factories import StudentFactory

from .conftest import Find

#: PostgreSQL rightly reads a smaller table as it stands.
MANY = {"sqlite": 2000, "postgresql": 10_000, "mysql": 2000}
STATISTICS = {"sqlite": ("ANALYZE",), "postgresql": ("ANALYZE",), "mysql": ("ANALYZE TABLE search_entry, student",)}


@pytest.fixture
def crowd(session: scoped_session[Session], engine_name: str) -> None:
    """Some thousand students, every tenth of them a Smith, and what the planner knows about them."""
    rows = [
        {
            "firstname": f"First{n:x}",
            "lastname": "Smith" if n % 10 == 0 else f"Last{n:x}",
            "email": f"person{n}@school.example",
            "custom_fields": {},
        }
        for n in range(MANY[engine_name])
    ]
    session.execute(insert(Student), rows)
    session.commit()
    for statement in STATISTICS[engine_name]:
        session.execute(text(statement))
    session.commit()


def plan(session: scoped_session[Session], statement: Select[tuple[int]]) -> str:
    """What the engine means to do, in its own words."""
    dialect = session.get_bind().dialect
    compiled = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    word = "EXPLAIN QUERY PLAN" if dialect.name == "sqlite" else "EXPLAIN"
    return "\n".join(str(row) for row in session.connection().exec_driver_sql(f"{word} {compiled}"))


#: What is in the plan when the index of parts of words is used, and when entries are read in order.
LOOKED_UP = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "ix_search_entry_words", "mysql": "fulltext"}
IN_ORDER = {"sqlite": "VIRTUAL TABLE INDEX", "postgresql": "Index Scan using pk_search_entry", "mysql": "range"}


@pytest.mark.usefixtures("crowd")
@pytest.mark.parametrize("typed", ["person1234", "last1f3", "person1234 first4d2", "smith person1230"])
def test_rare_words_are_looked_up(session: scoped_session[Session], engine_name: str, typed: str) -> None:
    for columns in (search.COLUMNS, ("names", "details")):
        statement = search.matches(engine_name, Student, search.parse(typed), columns)
        assert session.scalars(statement).all(), typed
        assert LOOKED_UP[engine_name] in plan(session, statement)


@pytest.mark.usefixtures("crowd")
def test_common_words_are_read_in_order(session: scoped_session[Session], engine_name: str) -> None:
    query = search.parse("smith")
    common = search.is_common(session(), Student, query, search.COLUMNS)
    statement = search.matches(engine_name, Student, query, search.COLUMNS, common=common)
    if engine_name != "sqlite":
        statement = statement.order_by(search.search_entry.c.id)
    assert len(session.scalars(statement.limit(50)).all()) == 50
    assert IN_ORDER[engine_name] in plan(session, statement.limit(50))


@given(st.lists(st.text(min_size=3, max_size=30), min_size=1, max_size=20), st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_any_name_finds_it(find: Find, names: list[str], data: st.DataObject) -> None:
    students = {}
    for name in names:
        storable = name.replace("\0", "").encode("utf-8", "ignore").decode()
        if any(len(decoded(word)) >= 3 for word in words_of(storable)):
            students[StudentFactory(other_script_name=storable)] = storable
    db.session.commit()
    for student, name in students.items():
        word = data.draw(st.sampled_from([each for word in words_of(name) if len(each := decoded(word)) >= 3]))
        start = data.draw(st.integers(0, len(word) - 3))
        end = data.draw(st.integers(start + 3, len(word)))
        assert student.id in find(word[start:end]), (name, word[start:end])
