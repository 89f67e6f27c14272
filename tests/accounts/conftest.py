"""People with passwords, for the tests that sign in as somebody would."""

from __future__ import annotations

import pytest
from flask import Flask

from admin_app.accounts import RoleName, User, create_user
from admin_app.database import db

PASSWORD = "correct horse battery"


@pytest.fixture
def account(app: Flask) -> User:
    """A registrar with a real password, PASSWORD."""
    user = create_user(email="rosa@school.example", password=PASSWORD, roles=[RoleName.REGISTRAR], name="Rosa")
    db.session.commit()
    return user
