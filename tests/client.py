"""A browser for the tests: it checks every page it is given, sends the tokens that are in the forms, and signs in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, session
from flask.testing import FlaskClient
from flask_security.utils import login_user
from flask_wtf.csrf import generate_csrf
from werkzeug.test import TestResponse

from admin_app.accounts import RoleName, User
from admin_app.database import db

from .factories.users import user_with
from .html import Form, check_once, check_page, forms

#: Own files only: no script or style in a page, from elsewhere, or made of text.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)


def markup_in(response: TestResponse) -> list[str]:
    """The HTML of a response: all of it, or the values in JSON that are some."""
    if response.mimetype == "text/html":
        return [response.text] if response.data else []
    answer = response.json if response.mimetype == "application/json" and response.data else None
    values = answer.values() if isinstance(answer, dict) else ()
    return [value for value in values if isinstance(value, str) and value.lstrip().startswith("<")]


def stays_here(response: TestResponse) -> bool:
    """Whether a response leads nowhere else: whatever an address, a form or a header has asked for."""
    target = (response.location or "/").removeprefix(response.request.host_url.rstrip("/"))
    return re.match(r"/(?![/\\\s])", target) is not None


#: The value of a form's field: one, several, or None for one that is left out.
Value = str | int | list[Any] | tuple[Any, ...] | None


class Browser(FlaskClient):
    """Flask's test client, stricter.

    A request sees what the test has made so far, since the test's session is committed before it, and the test sees
    what the request has changed. Every response has to say what a page may load, and all HTML has to be valid: pages,
    parts of pages that scripts and dialogs ask for, and what comes to them inside JSON.
    """

    application: Flask
    #: Whether pages are checked. Checking one takes longer than making it, so a walk through hundreds of pages that
    #: differ in their rows only may check the first and not the rest.
    strict = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Send a request in an application context of its own, as a server would, and check the page that answers."""
        db.session.commit()
        kwargs.setdefault("buffered", True)
        with self.application.app_context():
            response = super().open(*args, **kwargs)
        response.request.environ["wsgi.input"].close()  # a long one is in a file
        db.session.expire_all()
        assert response.headers["Content-Security-Policy"] == POLICY
        assert stays_here(response), f"it leads to {response.location}"
        if self.strict:
            for markup in markup_in(response):
                check_once(markup)
        return response

    def sign_in(self, who: str | User = RoleName.ADMINISTRATOR) -> User:
        """Sign a user in, or one made for a role, without the sign-in page and its slow password hash."""
        user = who if isinstance(who, User) else user_with(who)
        db.session.commit()
        with self.application.app_context(), self.application.test_request_context(environ_base=self.environ_base):
            login_user(user, authn_via=["password"])
            db.session.commit()
            signed_in = dict(session)
        with self.session_transaction() as kept:
            kept.update(signed_in)
        db.session.commit()  # the test sees what was written of it
        return user

    def sign_out(self) -> None:
        """Forget every cookie."""
        self._cookies.clear()

    def form_at(self, page: str, action: str | None = None) -> Form:
        """The form of a page that posts to a path (to the page itself, unless told otherwise), as the page fills it in.

        Raises AssertionError when the page does not answer 200 or has no such form.
        """
        response = self.get(page, follow_redirects=True)
        assert response.status_code == 200, f"{page} answered {response.status}"
        address = response.request.path + (f"?{response.request.query_string.decode()}")
        posting = [form for form in forms(check_page(response.text), address) if form.method == "post"]
        wanted = urlsplit(action or page).path
        for form in posting:
            if urlsplit(form.action).path == wanted:
                return form
        raise AssertionError(f"{page} has no form that posts to {wanted}, only to {[form.action for form in posting]}")

    def post_form(
        self, page: str, data: Mapping[str, Value] | None = None, *, to: str | None = None, **kwargs: Any
    ) -> TestResponse:
        """Fill in the form of a page and send it, with its token and all that was in it already.

        `data` replaces values by field name; None leaves a field out. `to` is the form's path where it is not the
        page's. Files go in as Werkzeug's client takes them, `(stream, name)`.
        """
        form = self.form_at(page, to)
        values: dict[str, Any] = dict(form.values) | dict(data or {})
        filled = {name: value for name, value in values.items() if value is not None}
        return self.post(form.action, data=filled, **kwargs)

    def token(self) -> str:
        """A CSRF token of this browser's session, for requests that no form sends."""
        app = self.application
        with self.session_transaction() as kept, app.app_context(), app.test_request_context():
            session.update(kept)
            token = generate_csrf()
            kept.update(session)
        return token
