"""The edge: what every request and every answer goes through, and what is read when the answer is no."""

from __future__ import annotations

from flask import Flask

from .bodies import init_bodies
from .delivery import init_delivery
from .headers import ALWAYS, init_headers
from .identity import init_identity
from .log import JsonLines, init_log
from .refusals import init_refusals
from .routes import edge


def init_edge(app: Flask) -> None:
    """Stand between the application and whoever asks it."""
    app.register_blueprint(edge)
    init_bodies(app)
    init_refusals(app)
    init_delivery(app)
    init_headers(app)
    init_log(app)
    init_identity(app)  # last, so that everything above knows the id


__all__ = ["ALWAYS", "JsonLines", "init_edge"]
