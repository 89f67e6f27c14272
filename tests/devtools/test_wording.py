"""Statements, parameters and values are written for a reader."""

from __future__ import annotations

import pytest

from admin_app.devtools.wording import colored, describe, in_lines, milliseconds, outline, reads, value


@pytest.mark.parametrize(
    ("sql", "short"),
    [
        (
            "SELECT student.firstname, student.lastname, student.email, student.city \nFROM student \nWHERE id = ?",
            "SELECT … FROM student WHERE id = ?",
        ),
        (
            "SELECT DISTINCT student.firstname, student.lastname, student.email, student.city FROM student",
            "SELECT DISTINCT … FROM student",
        ),
        (
            "SELECT (SELECT count(*) FROM tag) AS tags, student.firstname, student.lastname FROM student",
            "SELECT … FROM student",
        ),
        ("SELECT count(*) AS n \nFROM student", "SELECT count(*) AS n FROM student"),
        ("UPDATE student SET age=? WHERE id = ?", "UPDATE student SET age=? WHERE id = ?"),
        ("SELECT 1", "SELECT 1"),
    ],
)
def test_the_outline_leaves_out_the_columns(sql: str, short: str) -> None:
    assert outline(sql) == short


def test_each_clause_gets_a_line() -> None:
    sql = "SELECT a FROM b LEFT OUTER JOIN c ON c.id = b.id WHERE a = ? ORDER BY a LIMIT ?"
    lines = ["SELECT a", "FROM b", "LEFT OUTER JOIN c ON c.id = b.id", "WHERE a = ?", "ORDER BY a", "LIMIT ?"]
    assert in_lines(sql).splitlines() == lines


def test_sql_is_escaped() -> None:
    assert colored("SELECT '<script>'") == "<b>SELECT</b> &#39;&lt;script&gt;&#39;"


@pytest.mark.parametrize(
    ("thing", "shown"),
    [
        (None, "NULL"),
        (3, "3"),
        ("O'Brien", '"O\'Brien"'),
        ("x" * 1000, f"'{'x' * 200}'… (1,000 characters)"),
        (b"\x89PNG" * 1000, "(4,000 bytes)"),
        ("$argon2id$v=19$m=19456", "(a password's hash)"),
        ("$2b$12$abcdefgh", "(a password's hash)"),
        ("$100", "'$100'"),
    ],
)
def test_values(thing: object, shown: str) -> None:
    assert value(thing) == shown


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ((1, "a"), "1, 'a'"),
        ({"id": 1, "name": "a"}, "id = 1, name = 'a'"),
        ([(1,), (2,)], "2 rows, the first: 1"),
        ([{"id": 1}], "id = 1"),
        ((), ""),
        (None, ""),
        (tuple(range(42)), ", ".join(map(str, range(40))) + " … and 2 more"),
    ],
)
def test_parameters(parameters: object, shown: str) -> None:
    assert describe(parameters) == shown


@pytest.mark.parametrize(
    "sql", ["SELECT 1", "  select 1", "(SELECT 1) UNION (SELECT 2)", "WITH x AS (SELECT 1) TABLE x"]
)
def test_questions(sql: str) -> None:
    assert reads(sql)


@pytest.mark.parametrize(
    "sql", ["UPDATE a SET b=1", "DELETE FROM a", "INSERT INTO a SELECT 1", "SELECTED", "PRAGMA x=1"]
)
def test_what_is_no_question(sql: str) -> None:
    assert not reads(sql)


def test_times_are_in_milliseconds() -> None:
    assert milliseconds(1.23456) == "1,234.6 ms"
    assert milliseconds(None) == "…"
