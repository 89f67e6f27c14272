"""The toolbar is on every page, in the way of nothing, on this machine only, and keeps secrets to itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from .small_app import EXPORT_SECONDS, db, small_app
from .toolbar_page import last_exchange, panel

Visit = Callable[[str], str]
REQUESTS = "/_debug_toolbar/homeroom/requests"


@pytest.mark.parametrize("address", ["/hello", "/row_by_row", "/admin/", "/admin/pupil/", "/admin/pupil/new/", "/none"])
def test_every_page_has_the_toolbar(app: Flask, visit: Visit, address: str) -> None:
    app.register_error_handler(404, lambda error: ("<!doctype html><title>No</title><body>No</body>", 404))
    html = visit(address)
    for name in ("SQL", "RecentRequests", "Request", "Timer", "Header", "Logging", "RouteList"):
        assert f'id="flDebug{name}Panel"' in html


def test_a_page_that_a_hook_answers_with_has_it_too(app: Flask, client: FlaskClient) -> None:
    app.register_error_handler(400, lambda error: ("<!doctype html><title>No</title><body>No token</body>", 400))
    html = client.post("/sign-in").get_data(as_text=True)
    assert "No token" in html
    assert 'id="flDebugSQLPanel"' in html


def test_frame_and_panels_of_ours_need_no_inline_script_style_or_handler(visit: Visit) -> None:
    toolbar = visit("/row_by_row").partition('<div id="flDebug"')[2]
    for of_the_extension in ("Timer", "Header", "Logging", "RouteList"):
        toolbar = toolbar.replace(panel(toolbar, of_the_extension), "")
    assert re.findall(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=", toolbar) == []


def test_its_files_are_served(visit: Visit, client: FlaskClient) -> None:
    html = visit("/hello")
    addresses = re.findall(r'(?:src|href)="(/_debug_toolbar/[^"]+\.(?:js|css))"', html)
    assert len(addresses) == 4
    assert [client.get(address).status_code for address in addresses] == [200] * 4


def test_a_redirect_passes_through_and_is_listed(client: FlaskClient, visit: Visit) -> None:
    answer = client.get("/save")
    assert (answer.status_code, answer.location) == (302, "/at_once")
    assert b"Go on to the list" in answer.data
    listed = panel(visit(answer.location), "RecentRequests")
    assert "/save" in listed
    assert "redirect to /at_once" in listed
    assert "2 queries" in listed


def test_answers_without_a_toolbar_are_untouched_and_listed(client: FlaskClient, visit: Visit) -> None:
    assert client.get("/fragment").data == b"<li>House 0</li>"
    assert len(client.get("/names").get_json()) == 12
    listed = panel(visit("/hello"), "RecentRequests")
    for address, kind in (("/fragment", "fragment"), ("/names", "JSON")):
        row = re.search(rf"<code>{address}</code>.*?</summary>", listed, re.DOTALL)
        assert row
        assert kind in row[0]
        assert "1 query" in row[0]


@pytest.mark.parametrize(
    ("address", "kind"),
    [("/hello", "page"), ("/without_end_tags", "page"), ("/fragment", "fragment"), ("/nothing_new", "no content")],
)
def test_a_page_is_told_from_a_fragment(app: Flask, client: FlaskClient, address: str, kind: str) -> None:
    client.get(address)
    assert last_exchange(app).answer == kind


def test_a_listed_request_opens_to_its_statements(app: Flask, client: FlaskClient) -> None:
    client.get("/names")
    answer = client.get(f"{REQUESTS}/{last_exchange(app).key}")
    assert answer.status_code == 200
    assert "house.name" in answer.get_data(as_text=True)


def test_the_list_can_be_asked_for_again(client: FlaskClient, visit: Visit) -> None:
    visit("/hello")
    client.get("/names")
    assert "<code>/names</code>" in client.get(REQUESTS).get_data(as_text=True)


def test_an_export_is_listed_with_what_it_asked_while_it_was_sent(app: Flask, client: FlaskClient) -> None:
    assert client.get("/export").data == b"House 0\nHouse 1\nHouse 2\n"
    exchange = last_exchange(app)
    assert (exchange.answer, exchange.count) == ("download", 3)
    assert exchange.seconds is not None
    assert exchange.seconds > EXPORT_SECONDS


def test_an_exception_is_listed_by_its_name(app: Flask, client: FlaskClient) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    client.get("/broken")
    exchange = last_exchange(app)
    assert (exchange.status, exchange.answer) == (500, "ZeroDivisionError")


def test_only_the_last_fifty_requests_are_kept_without_the_toolbars_own(app: Flask, client: FlaskClient) -> None:
    for number in range(52):
        client.get(f"/hello?number={number}")
        client.get(REQUESTS)
    listed = client.get(REQUESTS).get_data(as_text=True)
    assert listed.count("<summary>") == 50
    assert "number=51" in listed
    assert "number=1<" not in listed
    assert "_debug_toolbar" not in re.sub(r'(data-\w+)="[^"]*"', "", listed)


def test_no_secret_is_shown(client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["csrf_token"] = "a token in the session"
    client.application.config["WTF_CSRF_CHECK_DEFAULT"] = False
    html = client.post("/sign-in", data={"email": "a@example.com", "password": "what was typed"}).get_data(as_text=True)
    shown = panel(html, "Request")
    assert "a@example.com" in shown
    assert "(hidden)" in shown
    for secret in ("what was typed", "a token in the session", client.application.config["SECRET_KEY"]):
        assert secret not in html


def test_the_view_that_answered_is_named(visit: Visit) -> None:
    assert "tests.devtools.small_app.row_by_row" in panel(visit("/row_by_row"), "Request")
    assert "tests.devtools.small_app.PupilView.index_view" in panel(visit("/admin/pupil/"), "Request")


@pytest.mark.parametrize(
    ("address", "host"),
    [("192.0.2.7", "127.0.0.1:5000"), ("127.0.0.1", "school.example.com"), ("127.0.0.1", "localhost.example")],
)
def test_other_machines_see_none_of_it(app: Flask, client: FlaskClient, address: str, host: str) -> None:
    stranger = {"environ_base": {"REMOTE_ADDR": address}, "headers": {"Host": host}}
    assert b"flDebug" not in client.get("/row_by_row", **stranger).data
    key = last_exchange(app).key
    for path in (REQUESTS, f"{REQUESTS}/{key}", f"{REQUESTS}/{key}/0/select", "/_debug_toolbar/static/js/toolbar.js"):
        assert client.get(path).status_code == 200
        assert client.get(path, **stranger).status_code == 404


@pytest.mark.parametrize("host", ["127.0.0.1:5000", "localhost:5000", "localhost", "[::1]:5000", "[::1]"])
def test_this_machine_sees_it_by_each_of_its_names(client: FlaskClient, host: str) -> None:
    assert b"flDebug" in client.get("/hello", headers={"Host": host}).data


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_its_addresses_only_answer_get(client: FlaskClient, method: str) -> None:
    assert client.open(REQUESTS, method=method).status_code in (400, 405)


def test_echo_works_beside_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    app = small_app(f"sqlite:///{tmp_path / 'echo.db'}", SQLALCHEMY_ECHO=True)
    caplog.clear()
    with caplog.at_level(logging.INFO, "sqlalchemy.engine.Engine"):
        html = app.test_client().get("/at_once").get_data(as_text=True)
    assert any("FROM pupil" in record.getMessage() for record in caplog.records)
    assert "FROM</b> pupil" in panel(html, "SQL")
    with app.app_context():
        db.engine.dispose()
