"""The front door, and what watches from outside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from admin_app import create_app
from admin_app.edge import routes
from tests.accounts.test_redirects import EVIL
from tests.client import Browser


def test_the_front_door_leads_to_the_home_page(client: Browser) -> None:
    answer = client.get("/")
    assert (answer.status_code, answer.location) == (302, "/admin/")


def test_a_living_process_answers_without_the_database(client: Browser, query_counter: Callable[..., Any]) -> None:
    with query_counter() as sent:
        answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
    assert sent == []


def test_it_is_ready_when_the_migrations_are_applied(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "pending", lambda: False)
    assert (client.get("/readyz").status_code, client.get("/readyz").text) == (200, "ready\n")
    monkeypatch.setattr(routes, "pending", lambda: True)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert "manage.py db upgrade" in answer.text


def test_it_is_not_ready_without_a_database() -> None:
    app = create_app("testing", SQLALCHEMY_DATABASE_URI="sqlite:////nowhere/at/all.db")
    answer = app.test_client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_choosing_a_language_leads_back_and_not_away(client: Browser) -> None:
    """Whoever leads somebody here may say in the Referer where they come from, and in `next` and `url` where to go."""
    client.sign_in()
    data = {"language": "en", "csrf_token": client.token()}
    for target in EVIL:
        headers = {"Referer": target} if target.isprintable() else {}
        sent = {**data, "next": target, "url": target}
        assert client.post("/language", data=sent, headers=headers).location == "/admin/", target
    back = "http://localhost/admin/tag/?search=a"
    assert client.post("/language", data=data, headers={"Referer": back}).location == "/admin/tag/?search=a"
