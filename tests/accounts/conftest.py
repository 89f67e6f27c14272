"""People with passwords, and signing in as somebody would."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app.accounts import RoleName, User, create_user
from admin_app.database import db
from admin_app.extensions import security
from tests.client import Browser

HOME = "/admin/"
PASSWORD = "correct horse battery"


def sign_in(client: Browser, page: str = "/login", **values: str) -> TestResponse:
    return client.post_form(page, {"email": "rosa@school.example", "password": PASSWORD, **values})


def signed_in(client: Browser) -> bool:
    """Whether the sign-in page sends this browser on to the home page."""
    response = client.get("/login")
    return response.status_code == 302 and response.headers["Location"] == HOME


def location(response: TestResponse) -> str:
    assert response.status_code in (302, 303), response.status
    return response.headers["Location"]


@pytest.fixture
def quick_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in a millisecond: here it matters that they are hashed and not how hard."""
    quick = security.pwd_context.copy(argon2__memory_cost=8, argon2__time_cost=1, argon2__parallelism=1)
    monkeypatch.setattr(security, "pwd_context", quick)


@pytest.fixture
def account(quick_hash: None) -> User:
    """A registrar with a real password, PASSWORD."""
    user = create_user(email="rosa@school.example", password=PASSWORD, roles=[RoleName.REGISTRAR], name="Rosa")
    db.session.commit()
    return user
