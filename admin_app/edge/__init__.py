"""The edge: what every request and every answer goes through, and what is read when the answer is no."""

from __future__ import annotations

from flask import Flask

from .delivery import init_delivery
from .refusals import init_refusals
from .routes import edge


def init_edge(app: Flask) -> None:
    """Stand between the application and whoever asks it."""
    app.register_blueprint(edge)
    init_refusals(app)
    init_delivery(app)


__all__ = ["init_edge"]
