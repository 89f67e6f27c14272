"""Homeroom, the back office of a school."""

from __future__ import annotations

from typing import Any

from flask import Flask

from .accounts import init_accounts, own_language
from .audit import init_audit
from .cli import init_cli
from .config import settings
from .database import init_database
from .edge import init_edge
from .language import init_language
from .search import init_search
from .views import init_views


def create_app(environment: str | None = None, **overrides: Any) -> Flask:
    """The application for an environment (`production`, `demo`, `development` or `testing`).

    `overrides` replace single settings. Raises ConfigurationError where a setting is missing or unsafe.
    """
    app = Flask(__name__, instance_relative_config=True)
    app.config.from_object(settings(environment))
    app.config.update(overrides)

    init_database(app)
    init_language(app, own_language)
    init_accounts(app)
    init_audit(app)
    init_search(app)
    init_views(app)
    init_edge(app)
    init_cli(app)
    if app.config["TOOLBAR"]:
        from .devtools import init_devtools  # never importable where the toolbar is off

        init_devtools(app)
    return app
