"""The little school in languages that nobody speaks, besides those that somebody does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from admin_app.database import db
from tests.client import Browser
from tests.views.little_school import LittleSchool, build

from .pseudo import WITH_MADE_ONES

Reader = Callable[[str, str], Browser]


@pytest.fixture
def school(app: Flask, monkeypatch: pytest.MonkeyPatch) -> LittleSchool:
    """The little school, in an application with the made languages."""
    monkeypatch.setitem(app.config, "LANGUAGES", WITH_MADE_ONES)
    made = build()
    db.session.commit()
    return made


@pytest.fixture
def reader(app: Flask, school: LittleSchool) -> Reader:
    """Signs somebody of a role in who has chosen a language: `reader("registrar", "es")`."""

    def sign_in(role: str, language: str) -> Browser:
        browser = app.test_client()
        assert isinstance(browser, Browser)
        school.users[role].language = language
        browser.sign_in(school.users[role])
        return browser

    return sign_in
