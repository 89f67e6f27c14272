"""What the tests of the search index share."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from sqlalchemy.orm import Session, scoped_session

from admin_app import search
from admin_app.database import Record
from admin_app.school import Student
from admin_app.search import Closeness, rebuilding

Find = Callable[..., list[int]]


@pytest.fixture
def find(session: scoped_session[Session]) -> Find:
    """The ids of the records that a text finds, in the order in which the engine gives them."""

    def ids(
        text: str,
        model: type[Record] = Student,
        columns: Sequence[str] = search.COLUMNS,
        tier: Closeness | None = None,
    ) -> list[int]:
        # MariaDB and MySQL look up what has been committed.
        session.commit()
        statement = search.matches(session.get_bind().dialect.name, model, search.parse(text), columns, tier)
        return list(session.scalars(statement))

    return ids


def index_agrees() -> bool:
    """Whether every entry is what its record says now."""
    comparisons = list(rebuilding.compare(lambda _: None))
    assert {comparison.model for comparison in comparisons} == set(search.searchable_models())
    return (
        not any(comparison.disagree for comparison in comparisons)
        and rebuilding.full_text_agrees()
        and rebuilding.strangers() == 0
    )
