"""What Flask-Security could do and here does not, and what is promised about passwords."""

from __future__ import annotations

import pytest
from flask import Flask
from flask_security.utils import hash_password

from admin_app import create_app
from admin_app.accounts import DEMO_USERS, User
from admin_app.accounts.signing_in import demo_sign_ins
from admin_app.extensions import security
from tests.client import Browser

from .conftest import HOME, PASSWORD, location, signed_in


def both(name: str, address: str) -> list[tuple[str, str, str]]:
    return [(f"security.{name}", address, method) for method in ("GET", "POST")]


def test_flask_security_opens_these_pages_and_no_command(app: Flask) -> None:
    rules = {
        (rule.endpoint, rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
        if rule.endpoint.startswith("security.")
    }
    assert rules == {
        *both("login", "/login"),
        ("security.logout", "/logout", "POST"),
        *both("verify", "/password-again"),
        *both("change_password", "/password"),
        *both("forgot_password", "/forgotten-password"),
        *both("reset_password", "/forgotten-password/<token>"),
        *both("two_factor_setup", "/second-factor"),
        ("security.two_factor_setup_validate", "/second-factor/<token>", "POST"),
        *both("two_factor_token_validation", "/second-factor/code"),
        *both("mf_recovery", "/second-factor/recovery"),
        *both("mf_recovery_codes", "/second-factor/recovery-codes"),
        # It has no way to leave these out; they answer 404.
        *both("two_factor_rescue", "/second-factor/help"),
        *both("tf_select", "/second-factor/kind"),
    }
    assert "roles" not in app.cli.commands


@pytest.mark.parametrize("body", [{"email": "rosa@school.example", "password": PASSWORD}, ["list"], "text", 5])
def test_there_is_no_json_way_in(client: Browser, account: User, body: object) -> None:
    response = client.post("/login?include_auth_token", json=body, headers={"X-CSRFToken": client.token()})
    assert response.status_code == 415
    assert not signed_in(client)


def test_asking_for_json_gets_no_token(client: Browser, account: User) -> None:
    page = client.form_at("/login")
    data = dict(page.values) | {"email": "rosa@school.example", "password": PASSWORD}
    response = client.post("/login?include_auth_token", data=data, headers={"Accept": "application/json"})
    assert location(response) == HOME
    assert "token" not in response.text


def test_a_token_does_not_sign_in(app: Flask, client: Browser, account: User) -> None:
    """Flask-Security takes signed tokens from a header, the address or the body; here nobody has any use for one."""
    with app.test_request_context():
        token = account.get_auth_token()
    for page in (HOME, "/password", "/second-factor"):
        assert client.get(page, headers={"Authentication-Token": token}).status_code == 302
    assert client.get(HOME, query_string={"auth_token": token}).status_code == 302


def test_static_files_ask_for_no_user(client: Browser, account: User, query_counter: object) -> None:
    client.sign_in(account)
    assert callable(query_counter)
    with query_counter() as queries:
        assert client.get("/static/css/homeroom.css").status_code == 200
    assert len(queries) == 0


@pytest.mark.parametrize("environment", ["production", "demo"])
def test_passwords_are_hashed_as_rfc_9106_recommends(environment: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(security, "pwd_context", None)  # and back again, since it is one for all applications
    with create_app(environment, SQLALCHEMY_DATABASE_URI="sqlite://").app_context():
        assert hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_demo_sign_ins_are_listed_in_the_demo_only(
    app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert demo_sign_ins() == {"demo_sign_ins": []}
    assert "@example.com" not in client.get("/login").text
    monkeypatch.setitem(app.config, "DEMO_SIGN_INS", value=True)
    page = client.get("/login").text
    assert all(email in page for email, _, _ in DEMO_USERS)


def test_the_sign_in_page_speaks_with_one_voice(app: Flask, client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "DEMO_SIGN_INS", value=True)
    page = client.get("/login").text
    assert ">Remember me<" in page
    assert page.count(">E-mail address<") == 2  # the field, and the column of the demo's accounts
