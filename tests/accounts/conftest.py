"""People with passwords, and signing in as somebody would."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from admin_app.accounts import RoleName, User, create_user
from admin_app.database import db
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
def account(app: Flask) -> User:
    """A registrar with a real password, PASSWORD."""
    user = create_user(email="rosa@school.example", password=PASSWORD, roles=[RoleName.REGISTRAR], name="Rosa")
    db.session.commit()
    return user
