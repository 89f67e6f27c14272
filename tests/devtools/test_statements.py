"""The SQL panel groups statements, counts repeated ones and names the line that caused them."""

from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from admin_app.devtools import recording
from admin_app.devtools.grouping import summarize

from . import small_app
from .small_app import HOUSES
from .toolbar_page import last_exchange, panel

Visit = Callable[[str], str]


def test_a_question_per_row_is_marked_with_the_line_of_the_template(app: Flask, visit: Visit) -> None:
    html = panel(visit("/row_by_row"), "SQL")
    summary = summarize(last_exchange(app))
    assert summary.count == HOUSES + 1  # the pupils, and the house of each
    (suspect,) = summary.suspects
    assert suspect.count == HOUSES
    ((cause, times),) = suspect.causes
    assert (str(cause), times) == ("tests/devtools/templates/pupils.html:8 in block list", HOUSES)
    assert "probable N+1" in html
    assert f'<span class="hr-badge">\N{MULTIPLICATION SIGN}{HOUSES}</span>' in html
    assert "tests/devtools/templates/pupils.html:8" in html


def test_the_line_of_python_is_named(app: Flask, visit: Visit) -> None:
    visit("/from_python")
    (suspect,) = summarize(last_exchange(app)).suspects
    lines, first = inspect.getsourcelines(small_app.house_of)
    ((cause, _),) = suspect.causes
    assert str(cause) == f"tests/devtools/small_app.py:{first + len(lines) - 1} in house_of"


def test_the_callers_are_shown_with_it_but_not_the_test_that_called(app: Flask, visit: Visit) -> None:
    visit("/from_python")
    functions = [place.function for place in last_exchange(app).statements[1].trail]
    assert functions == ["house_of", "from_python.<locals>.<genexpr>", "from_python"]


def test_one_question_for_all_rows_is_not_marked(app: Flask, visit: Visit) -> None:
    html = panel(visit("/at_once"), "SQL")
    assert summarize(last_exchange(app)).count == 1
    assert "probable N+1" not in html


def test_a_dotted_column_of_flask_admin_is_marked(app: Flask, visit: Visit) -> None:
    html = visit("/admin/pupil/")
    (suspect,) = summarize(last_exchange(app)).suspects
    assert suspect.count == HOUSES
    ((cause, _),) = suspect.causes
    assert not cause.ours
    assert cause.file.startswith("flask_admin/templates/")
    assert "probable N+1" in panel(html, "SQL")


def test_the_same_question_twice_is_a_repeat_and_no_n_plus_one(app: Flask, visit: Visit) -> None:
    html = visit("/twice")
    summary = summarize(last_exchange(app))
    assert summary.suspects == []
    assert [group.count for group in summary.repeats] == [2]
    shown = " ".join(panel(html, "SQL").split())
    assert "<strong>Repeat:</strong> asked 2 times with the same parameters" in shown
    assert '<span class="hr-badge">asked 2 times</span>' in shown
    assert "N+1" not in html


def test_what_can_be_opened_says_so(visit: Visit) -> None:
    html = visit("/row_by_row")
    assert "Open a statement for its parameters" in panel(html, "SQL")
    assert "Open a request for its statements" in panel(html, "RecentRequests")


def test_time_is_summed_and_the_slowest_marked(app: Flask, visit: Visit) -> None:
    html = panel(visit("/row_by_row"), "SQL")
    exchange = last_exchange(app)
    summary = summarize(exchange)
    times = [statement.seconds for statement in exchange.statements]
    assert all(seconds > 0 for seconds in times)
    assert summary.seconds == pytest.approx(sum(times))
    assert sum(group.seconds for group in summary.groups) == pytest.approx(sum(times))
    assert summary.slowest is not None
    assert times[summary.slowest] == max(times)
    assert html.count('class="hr-badge hr-amber"') == 1


def test_repeated_writes_are_counted_but_no_question_is_suspected(app: Flask, visit: Visit) -> None:
    html = panel(visit("/write_twice"), "SQL")
    summary = summarize(last_exchange(app))
    assert [(group.count, group.reads) for group in summary.groups] == [(2, False)]
    assert summary.suspects == []
    assert '<span class="hr-badge">\N{MULTIPLICATION SIGN}2</span>' in html


def test_parameters_are_shown_and_those_of_a_write_not_kept(app: Flask, client: FlaskClient) -> None:
    client.get("/save?name=Red")
    question, write = last_exchange(app).statements
    assert question.parameters == (1,)
    assert "'Red'" in write.shown
    assert write.parameters is None


def test_a_refused_statement_is_shown_as_such(app: Flask, visit: Visit) -> None:
    html = panel(visit("/refused"), "SQL")
    (refused,) = last_exchange(app).statements
    assert refused.failure == "IntegrityError"
    assert "IntegrityError" in html


def test_more_statements_than_anyone_reads_are_only_counted(
    app: Flask, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "MOST_STATEMENTS", 5)
    html = panel(visit("/row_by_row"), "SQL")
    assert len(last_exchange(app).statements) == 5
    assert last_exchange(app).count == HOUSES + 1
    assert f"{HOUSES + 1 - 5} more were only counted" in html
