"""The id of a request: made here or by the proxy; in the answer, on an error's page and in the change log."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app import create_app
from admin_app.audit import AuditEntry
from admin_app.database import db
from tests.client import Browser

ONE_ENGINE = pytest.mark.parametrize("engine_name", ["sqlite"])
NGINX = "5f1d8a3c9b7e4f60a1b2c3d4e5f60718"


@ONE_ENGINE
def test_each_request_has_one_of_its_own(client: Browser) -> None:
    first, second = (client.get("/healthz").headers["X-Request-ID"] for _ in range(2))
    assert re.fullmatch("[0-9a-f]{32}", first)
    assert first != second


@ONE_ENGINE
def test_a_browser_cannot_choose_it(client: Browser) -> None:
    assert client.get("/healthz", headers={"X-Request-ID": NGINX}).headers["X-Request-ID"] != NGINX


@ONE_ENGINE
def test_an_error_page_names_it_in_both_languages(client: Browser) -> None:
    for language, word in (("en", "Request"), ("es", "Solicitud")):
        answer = client.get("/nothing", headers={"Accept-Language": language})
        assert f"{word} <code>{answer.headers['X-Request-ID']}</code>" in answer.text


@ONE_ENGINE
def test_the_change_log_has_it(client: Browser) -> None:
    client.sign_in()
    answer = client.post_form("/admin/tag/new/", {"name": "Bus"})
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.resource == "tag")).one()
    assert entry.request_id == answer.headers["X-Request-ID"]


@pytest.fixture(scope="module")
def proxied() -> Flask:
    return create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite://", PROXIES=1)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (NGINX, NGINX),
        ("5f1d8a3c-9b7e-4f60-a1b2-c3d4e5f60718", NGINX),
        ("req_2026-11-30", "req_2026-11-30"),
        ("short", None),
        ("x" * 33, None),
        ("a" * 10 + "\xe9", None),
        ("<script>alert(1)</script>", None),
        ("5f1d8a3c, 9b7e4f60", None),
        ("5f1d8a3c9b7e;4f60", None),
        ("", None),
    ],
)
def test_a_proxy_may_choose_it_in_a_safe_shape(proxied: Flask, given: str, kept: str | None) -> None:
    answer = proxied.test_client().get("/healthz", headers={"X-Request-ID": given})
    named = answer.headers["X-Request-ID"]
    assert named == kept if kept else re.fullmatch("[0-9a-f]{32}", named)
