"""No list of a large table reads all of it, whatever it is sorted, filtered or searched by.

Each large table gets some thousand rows, in which every column has one value that nearly all rows share and one that
a few have; the engine counts them, and is then asked for its plan of every statement that the list really sends. A
filter is asked for the value of a few: walking an order until a page is full is right for what is common, and takes all
rows for what is rare. A million rows make the same plans: SQLite looks at averages and at the shape of the indexes
only, MariaDB at how many rows a value has, and of PostgreSQL no way counts that only few rows make cheap (`plans.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import Connection, Engine, event, func, select

from admin_app.admin.access import screens
from admin_app.admin.listing.filters import Filter
from admin_app.database import db
from admin_app.extensions import cache
from admin_app.school import School
from tests import factories as make
from tests.client import Browser
from tests.engines.databases import ENGINES
from tests.engines.statements import WrittenTables

from .many_rows import day, fill, large_tables
from .plans import Step, Way, steps
from .reading import in_order

#: The lists of large tables.
LARGE = [
    "student",
    "guardian",
    "student_guardian",
    "household",
    "admission",
    "enrollment",
    "posted_grade",
    "attendance_mark",
    "register_taken",
    "charge",
    "payment",
    "note",
    "medical_alert",
    "document",
    "document_file",
    "audit_entry",
]
#: Those that hold what a district has few of: at most some ten thousand sections, staff and accounts.
SMALL = [
    "school",
    "academic_year",
    "term",
    "grade_level",
    "department",
    "room",
    "staff",
    "course",
    "section",
    "attendance_code",
    "fee_item",
    "tag",
    "disclosure",
    "user",
    "role",
    "saved_view",
    "job",
]

#: Filters that walk the order of their list, in an index that knows their column. They have few values, nearly all of
#: them common, so a page is full after some hundred entries. For a value that nobody has they read that index to its
#: end, 0.1 to 0.3 s for a million students; an index for each would cost every insert.
WALKED = {
    "student": {"sex_is", "sex_is_empty", "age_is_empty", "households_city_is_empty"},
    "student_guardian": {
        "relation_is",
        "is_primary_is",
        "lives_with_is",
        "may_collect_is",
        "legal_guardian_is",
    },
    "admission": {"entry_code_is", "exit_code_is", "exit_code_is_empty", "repeating_is", "came_is", "left_is"},
    "posted_grade": {"term_is"},
    "attendance_mark": {"counts_as_is"},
    "charge": {"unpaid_is"},  # asks for the account of each charge that it passes; the home page asks for due dates too
    "payment": {"method_is"},
    "medical_alert": {"kind_is", "severity_is", "in_force_is"},
    "document": {"kind_is"},
    "document_file": {"created_at_is", "created_at_from", "created_at_to", "created_at_between", "created_at_past"},
    "audit_entry": {"action_is"},
}
#: What something is not, nearly all are: a page is full after some entries. Where nearly all are it, all are read.
WALKED_BY_KIND = {"is_not"}
#: SQLite knows how many rows a value has on average, and nothing of ranges: it walks for them as well.
WALKED_ON_SQLITE = {"from", "to", "between", "past", "is_empty"}
#: MariaDB does not know how many tags have a name with a word in it, nor how many students those have.
WALKED_ON_MYSQL = {("student", "tags_contains")}
#: Lists whose order no index knows along with all that they are filtered by. A group of alternatives reads their rows
#: in that order until a page is full, as it does everywhere for an alternative among related records: united by their
#: keys, alternatives that many have would all be read and sorted first. MariaDB reads and sorts where few match.
READ_FOR_GROUPS = {"admission", "audit_entry"}
#: What reads all rows, and why.
SCANNED = {
    ("sqlite", "student_guardian", "trash"): "SQLite reads the table in the order of its ids until a page is full",
    ("sqlite", "posted_grade", "trash"): "the same",
    ("sqlite", "medical_alert", "trash"): "the same",
    ("sqlite", "document", "trash"): "the same",
    ("sqlite", "audit_entry", "search"): "the change log is not in the search index, which would double its writing",
    ("postgresql", "audit_entry", "search"): "the same",
    ("mysql", "audit_entry", "search"): "the same",
} | {
    ("mysql", resource, "search"): "MySQL and MariaDB have no index of parts of words and read all entries"
    for resource in (
        "student_guardian",
        "enrollment",
        "admission",
        "posted_grade",
        "attendance_mark",
        "register_taken",
        "charge",
        "payment",
        "note",
        "medical_alert",
    )
}
#: What a few rows have, by the kind of the filter's field. Numbers and days go up with the rows.
RARE = {
    "number": {"is": "40", "from": "2990", "to": "3", "past": "3", "between": "40..42"},
    "date": {"is": "2018-03-01", "from": "2018-03-01", "to": "2010-01-09", "between": "2018-03-01..2018-03-02"},
}

Statement = tuple[str, Any]

#: Each engine plans in its own way.
pytestmark = pytest.mark.every_engine


@dataclass
class Filled:
    """An application with many rows, and the browser of an administrator."""

    app: Flask
    browser: Browser

    @property
    def dialect(self) -> str:
        return db.engine.dialect.name.replace("mariadb", "mysql")

    def worst(self, resource: str, what: str) -> Way:
        return Way.SCANNED if (self.dialect, resource, what) in SCANNED else Way.WALKED

    def may_walk(self, resource: str, known: Filter) -> bool:
        """Whether a filter is one of those that walk the order of the list."""
        on_this_engine = {
            "sqlite": known.key in WALKED_ON_SQLITE,
            "mysql": (resource, known.arg) in WALKED_ON_MYSQL,
        }
        always = known.key in WALKED_BY_KIND or known.arg in WALKED.get(resource, ())
        return always or on_this_engine.get(self.dialect, False)

    def sent_for(self, address: str, typed: dict[str, str] | None = None) -> list[Statement]:
        """The statements that read, of a page, or of a form that is sent."""
        cache.clear()
        data = {**typed, "csrf_token": self.browser.token()} if typed else None
        with selects_sent() as sent:
            answer = self.browser.open(address, method="POST" if data else "GET", data=data)
        assert answer.status_code == 200, f"{address}: {answer.status}"
        return sent

    def plans(
        self, address: str, typed: dict[str, str] | None = None, *, beside: Sequence[Statement] = ()
    ) -> list[Step]:
        """What the engine does in large tables for a page or a form, but for what another page asks as well."""
        known = {statement for statement, _ in beside}
        sent = [
            (statement, parameters) for statement, parameters in self.sent_for(address, typed) if statement not in known
        ]
        found = [step for statement, parameters in sent for step in steps(statement, parameters)]
        return [step for step in found if step.table in {*LARGE, "search_entry"}]


@contextmanager
def selects_sent() -> Iterator[list[Statement]]:
    """Collects statements that read, with their parameters."""
    sent: list[Statement] = []

    def listen(conn: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            sent.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


@pytest.fixture(scope="module", params=ENGINES)
def filled(request: pytest.FixtureRequest, make_app: Callable[[str], tuple[Flask, WrittenTables]]) -> Iterator[Filled]:
    """Many rows on each engine."""
    app, written = make_app(request.param)
    with app.app_context():
        fill()
        browser = app.test_client()
        assert isinstance(browser, Browser)
        browser.strict = False
        browser.sign_in("administrator")
        yield Filled(app, browser)
        db.session.remove()
        written.names |= set(db.metadata.tables)
        written.empty()
        cache.clear()


def test_every_list_is_said_to_be_large_or_small(filled: Filled) -> None:
    assert large_tables() == set(LARGE)
    assert set(screens()) == {*LARGE, *SMALL}


@pytest.mark.parametrize("resource", LARGE)
def test_no_order_sorts_or_reads_everything(filled: Filled, resource: str) -> None:
    orders = ["", "sort=id", "sort=id&desc=1"]
    for column in screens()[resource]._sortable_columns:
        orders += [f"sort={column}", f"sort={column}&desc=1"]
    for order in orders:
        here = f"/admin/{resource}/?{order}"
        last = in_order(filled.browser.get(here))[-1]
        for address in (here, f"{here}&page=1&after={last}"):
            for step in filled.plans(address):
                assert step.way < Way.SCANNED, f"{address}: {step}"
                assert not (step.sorted and step.way is Way.WALKED), f"{address}: {step}"


@pytest.mark.parametrize("resource", LARGE)
def test_every_filter_finds_the_few_it_is_about(filled: Filled, resource: str) -> None:
    whole = filled.sent_for(
        f"/admin/{resource}/"
    )  # where nothing matches, how much there is without the filter is told
    for known in screens()[resource].list_filters:
        address = f"/admin/{resource}/?" + urlencode({f"flt0_{known.arg}": rare(known)})
        worst = Way.WALKED if filled.may_walk(resource, known) else Way.FOUND
        for step in filled.plans(address, beside=whole):
            assert step.way <= worst, f"{address}: {step}"


@pytest.mark.parametrize("resource", LARGE)
def test_a_group_finds_each_of_its_alternatives_or_walks_the_order(filled: Filled, resource: str) -> None:
    """An engine unites what two indexes find, or walks the order until a page is full; it never sorts a whole table."""
    whole = filled.sent_for(f"/admin/{resource}/")
    found = [known for known in screens()[resource].list_filters if not filled.may_walk(resource, known)]
    for one, other in pairwise(found):
        args = {f"flt0a_{one.arg}": rare(one), f"flt1a_{other.arg}": rare(other)}
        address = f"/admin/{resource}/?{urlencode(args)}"
        reads = one.path.relations or other.path.relations or resource in READ_FOR_GROUPS
        for step in filled.plans(address, beside=whole):
            assert step.way <= (Way.SCANNED if reads else Way.WALKED), f"{address}: {step}"
            assert not (step.sorted and step.way is Way.WALKED), f"{address}: {step}"
            assert not (step.sorted and step.way is Way.SCANNED and filled.dialect != "mysql"), f"{address}: {step}"


@pytest.mark.parametrize("resource", LARGE)
def test_the_trash_is_not_looked_for_among_everything(filled: Filled, resource: str) -> None:
    worst = filled.worst(resource, "trash")
    for step in filled.plans(f"/admin/{resource}/?trash=1"):
        assert step.way <= worst, step


@pytest.mark.parametrize("resource", LARGE)
def test_a_search_reads_what_the_index_finds(filled: Filled, resource: str) -> None:
    """MySQL and MariaDB have no index of parts of words, and walk the entries of the model."""
    worst = filled.worst(resource, "search")
    for step in filled.plans(f"/admin/{resource}/?search=firstname2990"):
        assert step.way <= worst, step


@pytest.mark.parametrize("resource", LARGE)
def test_what_belongs_to_a_school_is_found_by_indexes(filled: Filled, resource: str) -> None:
    """Whoever is limited to a small school among many: its rows are found, or the order of the list is walked."""
    limited = make.user_with("administrator")
    limited.school_id = db.session.scalar(select(func.max(School.id)))
    browser = filled.app.test_client()
    assert isinstance(browser, Browser)
    browser.strict = False
    browser.sign_in(limited)
    theirs = replace(filled, browser=browser)
    for address in (f"/admin/{resource}/", f"/admin/{resource}/?last=1", f"/admin/{resource}/?search=firstname2990"):
        worst = filled.worst(resource, "search") if "search" in address else Way.WALKED
        if resource == "audit_entry":  # of the change log each entry is asked about its record, until a page is full
            worst = Way.SCANNED
        for step in theirs.plans(address):
            assert step.way <= worst, f"{address}: {step}"


@pytest.mark.parametrize("resource", ["student", "guardian", "section"])
def test_a_tab_of_a_record_finds_what_belongs_to_it(filled: Filled, resource: str) -> None:
    for tab in screens()[resource].page_tabs:
        address = f"/admin/{resource}/details/?id=40&tab={tab.key}"
        # What belongs to a section are hundreds of rows: of a log as short as this one, PostgreSQL may merge them with
        # all of an index.
        merged = filled.dialect == "postgresql" and (resource, tab.key) == ("section", "history")
        for step in filled.plans(address):
            may_walk = merged and step.table == "audit_entry"
            assert step.way is Way.FOUND or (may_walk and step.way is Way.WALKED), f"{address}: {step}"


@pytest.mark.parametrize("resource", ["student", "guardian"])
def test_who_is_here_already_is_found_by_indexes(filled: Filled, resource: str) -> None:
    """A person whom a few resemble: by name, birth date, e-mail address and phone."""
    typed = {
        "firstname": "firstname2990",
        "lastname": "lastname2990",
        "date_of_birth": day(2990).isoformat(),
        "email": "person@school.example",
        "phone": "555 010 4477",
    }
    found = filled.plans(f"/admin/{resource}/new/", {**typed, "_compare": "1"})
    assert resource in {step.table for step in found}
    for step in found:
        assert step.way is Way.FOUND, step


def rare(known: Filter) -> str:
    """A value that a few rows have."""
    if known.says:
        return "1"
    choices = known.options(db.session())
    if choices:
        return "1" if dict(choices).keys() == {"0", "1"} else choices[1][0]
    values = RARE.get(known.input_type)
    return values[known.key] if values else f"{known.path.leaf} 1"
