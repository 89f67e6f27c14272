"""Whoever has not signed in: how they are answered, and how somebody is taken for one of them."""

from __future__ import annotations

from flask import abort, g, redirect, request, url_for
from werkzeug import Response

from ..extensions import security
from .redirects import safe_target


def sign_in_first(mechanisms: object = None, headers: object = None) -> Response:
    """The answer to somebody who has not signed in: a page leads to the sign-in page and back, a fragment is a 401.

    Flask-Login calls it without arguments and Flask-Security with two; neither makes a difference here.
    """
    if wants_fragment():
        abort(401)
    here = request.script_root + request.full_path.removesuffix("?")
    back = safe_target(here) if request.method in ("GET", "HEAD") else None
    return redirect(url_for("security.login", next=back))


def ask_nobody_who_it_is() -> None:
    """Take whoever asks for a stranger from here on: the database, which knows them, does not answer this request."""
    g._login_user = security.login_manager.anonymous_user()  # noqa: SLF001  # where Flask-Login keeps it


def wants_fragment() -> bool:
    """Whether a script asked, which has no use for a sign-in page: htmx, fetch, or one of Flask-Admin's ajax routes."""
    return (
        "HX-Request" in request.headers
        or request.headers.get("X-Requested-With") == "XMLHttpRequest"
        or request.is_json
        or request.accept_mimetypes.best == "application/json"
        or (request.endpoint or "").rpartition(".")[2].startswith("ajax")
    )
