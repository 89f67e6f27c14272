"""How statements, parameters and values are written out for a reader."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup, escape

#: Longer values and lists are cut: a page is for reading.
LONGEST_VALUE = 200
MOST_VALUES = 40
PASSWORD_HASH = re.compile(r"\$(argon2|2[aby]\$|pbkdf2|scrypt)")
READS = re.compile(r"[\s(]*(SELECT|WITH)\b", re.IGNORECASE)
KEYWORDS = re.compile(
    r"\b(SELECT|DISTINCT|FROM|WHERE|(?:LEFT OUTER |LEFT |INNER |CROSS )?JOIN|ON|GROUP BY|HAVING|ORDER BY|LIMIT|OFFSET"
    r"|AND|OR|NOT|IN|EXISTS|LIKE|IS|NULL|AS|UNION(?: ALL)?|WITH|INSERT INTO|VALUES|UPDATE|SET|DELETE|RETURNING|CASE"
    r"|WHEN|THEN|ELSE|END|DESC|ASC)\b"
)
NEW_LINES = re.compile(r"\s*\b((?:LEFT OUTER |LEFT |INNER |CROSS )?JOIN|FROM|WHERE|GROUP BY|HAVING|ORDER BY|LIMIT)\b")


def reads(sql: str) -> bool:
    """Whether a statement is a question. One that hides a write in a WITH is stopped by the read-only transaction."""
    return READS.match(sql) is not None


def value(thing: Any) -> str:
    """A value on one line and not too long; passwords' hashes and binary data are only named."""
    if isinstance(thing, bytes | bytearray | memoryview):
        return f"({len(thing):,} bytes)"
    if isinstance(thing, str):
        if PASSWORD_HASH.match(thing):
            return "(a password's hash)"
        return repr(thing[:LONGEST_VALUE]) + (f"… ({len(thing):,} characters)" if len(thing) > LONGEST_VALUE else "")
    return "NULL" if thing is None else str(thing)[:LONGEST_VALUE]


def describe(parameters: Any) -> str:
    """The parameters of a statement, named or in order; of many rows, their number and the first."""
    if isinstance(parameters, list):
        if len(parameters) == 1:
            return describe(parameters[0])
        return f"{len(parameters):,} rows, the first: {describe(parameters[0])}" if parameters else ""
    if isinstance(parameters, Mapping):
        return listed(f"{name} = {value(thing)}" for name, thing in parameters.items())
    return listed(value(thing) for thing in parameters or ())


def listed(words: Iterable[str]) -> str:
    all_words = list(words)
    more = len(all_words) - MOST_VALUES
    return ", ".join(all_words[:MOST_VALUES]) + (f" … and {more:,} more" if more > 0 else "")


def outline(sql: str) -> str:
    """A SELECT without its list of columns, on one line: what it reads and by which condition."""
    text = " ".join(sql.split())
    start = re.match(r"SELECT (DISTINCT )?", text, re.IGNORECASE)
    at = outer_from(text) if start else None
    return f"{start[0]}… {text[at:]}" if start and at and at - start.end() > LONGEST_VALUE // 4 else text


def outer_from(sql: str) -> int | None:
    """Where the FROM of the statement itself begins, past those of sub-selects in its columns."""
    depth = 0
    for found in re.finditer(r"[()]|\bFROM\b", sql, re.IGNORECASE):
        depth += {"(": 1, ")": -1}.get(found[0], 0)
        if depth == 0 and found[0].upper() == "FROM":
            return found.start()
    return None


def in_lines(sql: str) -> str:
    """A whole statement with a line for each clause."""
    return NEW_LINES.sub(r"\n\1", " ".join(sql.split())).strip()


def colored(sql: str) -> Markup:
    """Escaped SQL with its keywords set off."""
    return Markup(KEYWORDS.sub(r"<b>\1</b>", str(escape(sql))))  # noqa: S704  # escaped just here


def milliseconds(seconds: float | None) -> str:
    return "…" if seconds is None else f"{seconds * 1000:,.1f} ms"
