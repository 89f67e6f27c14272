"""Select and Explain answer on every engine, for recorded questions alone, and change nothing."""

from __future__ import annotations

import dataclasses
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from admin_app.devtools import replay

from .small_app import HOUSES, House, db
from .toolbar_page import last_exchange, panel

PLANS = {
    "sqlite": r"SCAN house|SEARCH house",
    "postgresql": r"Seq Scan on house|Index Scan.* on house|Bitmap",
    "mysql": r"<th>select_type</th>",
}


def again(app: Flask, client: FlaskClient, what: str, number: int = 0) -> tuple[int, str]:
    answer = client.get(f"/_debug_toolbar/homeroom/requests/{last_exchange(app).key}/{number}/{what}")
    return answer.status_code, answer.get_data(as_text=True)


def house_names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(select(House.name).order_by(House.id)))


@pytest.mark.parametrize("page", ["/names", "/fragment", "/with_cte"])
def test_select_shows_the_rows(app_on_each_engine: Flask, page: str) -> None:
    client = app_on_each_engine.test_client()
    client.get(page)
    status, html = again(app_on_each_engine, client, "select")
    assert status == 200
    assert "House 0" in html
    assert ("1 row," if page == "/fragment" else f"{HOUSES} rows,") in html


@pytest.mark.parametrize("page", ["/names", "/fragment", "/with_cte"])
def test_explain_shows_the_plan(app_on_each_engine: Flask, page: str) -> None:
    client = app_on_each_engine.test_client()
    client.get(page)
    status, html = again(app_on_each_engine, client, "explain")
    assert status == 200
    with app_on_each_engine.app_context():
        assert re.search(PLANS[db.engine.dialect.name.replace("mariadb", "mysql")], html), html


def test_links_of_the_panel_lead_there(app: Flask, client: FlaskClient) -> None:
    html = panel(client.get("/at_once").get_data(as_text=True), "SQL")
    addresses = re.findall(r'data-source="([^"]+)"', html)
    assert [address.rpartition("/")[2] for address in addresses] == ["select", "explain"]
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_a_write_is_neither_offered_nor_repeated(app_on_each_engine: Flask) -> None:
    client = app_on_each_engine.test_client()
    client.get("/save?name=Once")
    exchange = last_exchange(app_on_each_engine)
    assert exchange.statements[1].sql.startswith("UPDATE")
    html = client.get(f"/_debug_toolbar/homeroom/requests/{exchange.key}").get_data(as_text=True)
    assert f"{exchange.key}/0/select" in html
    assert f"{exchange.key}/1/" not in html
    assert again(app_on_each_engine, client, "select", 1)[0] == 404
    assert again(app_on_each_engine, client, "explain", 1)[0] == 404


def test_what_was_not_recorded_cannot_be_asked(app: Flask, client: FlaskClient) -> None:
    client.get("/names")
    key = last_exchange(app).key
    base = "/_debug_toolbar/homeroom/requests"
    for path in (f"{key}/1/select", f"{key}/-1/select", f"{key}x/0/select", f"{key}/0/drop"):
        assert client.get(f"{base}/{path}").status_code == 404


def test_sql_from_the_browser_is_not_looked_at(app: Flask, client: FlaskClient) -> None:
    client.get("/names")
    path = f"/_debug_toolbar/homeroom/requests/{last_exchange(app).key}/0/select"
    plain = re.sub(r"[\d.]+ ms", "", client.get(path).get_data(as_text=True))
    asked = client.get(path, query_string=dict.fromkeys(("query", "sql", "statement"), "SELECT 'mine'"))
    assert re.sub(r"[\d.]+ ms", "", asked.get_data(as_text=True)) == plain


#: What PostgreSQL takes for a question although it writes. The others have no such thing: a plain write stands in.
HIDDEN_WRITES = {
    "postgresql": (
        "SELECT nextval('house_id_seq')",
        "WITH gone AS (DELETE FROM pupil RETURNING id) SELECT id FROM gone",
    )
}


def test_a_write_hidden_in_a_question_is_refused_by_the_database(app_on_each_engine: Flask) -> None:
    app_on_each_engine.test_client().get("/names")
    question = last_exchange(app_on_each_engine).statements[0]
    with app_on_each_engine.app_context():
        for sql in HIDDEN_WRITES.get(db.engine.dialect.name, ("DELETE FROM pupil",)):
            with pytest.raises(SQLAlchemyError, match=r"(?i)read.?only|data-modifying"):
                replay.select(dataclasses.replace(question, sql=sql))
        assert db.session.scalar(text("SELECT count(*) FROM pupil")) == HOUSES


def test_a_refusal_is_shown_in_the_panel(app: Flask, client: FlaskClient) -> None:
    client.get("/names")
    with app.app_context():
        db.session.execute(text("DROP TABLE pupil"))
        db.session.execute(text("DROP TABLE house"))
        db.session.commit()
    status, html = again(app, client, "select")
    assert status == 200
    assert "The database refused" in html


def test_the_connection_can_write_afterwards(app_on_each_engine: Flask) -> None:
    client = app_on_each_engine.test_client()
    client.get("/names")
    for what in ("select", "explain"):
        assert again(app_on_each_engine, client, what)[0] == 200
    with app_on_each_engine.app_context():
        assert db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # a QueuePool on every engine
    assert client.get("/save?name=After").status_code == 302
    assert house_names(app_on_each_engine)[0] == "After"


def test_rows_are_capped(app_on_each_engine: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replay, "MOST_ROWS", 5)
    client = app_on_each_engine.test_client()
    client.get("/names")
    _, html = again(app_on_each_engine, client, "select")
    assert "The first 5 rows" in html
    assert "House 4" in html
    assert "House 5" not in html


def test_a_replay_is_not_recorded_itself(app: Flask, client: FlaskClient) -> None:
    client.get("/names")
    before = last_exchange(app)
    again(app, client, "select")
    assert last_exchange(app) is before
    assert before.count == 1
