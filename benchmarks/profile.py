"""Where a page spends its time: `HOMEROOM_ENV=demo DATABASE_URL=… python -m benchmarks.profile edit`.

Requests run in this process, on the database of DATABASE_URL, as its first administrator: `list`, `edit`, `save` and
`create` of students, or any path. `save` and `create` write, so give it a database to throw away.
"""

from __future__ import annotations

import gc
import io
import pstats
import statistics
from collections.abc import Iterator
from contextlib import closing
from cProfile import Profile
from html.parser import HTMLParser
from itertools import count
from random import choices
from string import ascii_lowercase
from time import perf_counter, process_time, time_ns
from typing import Any

import click
from flask import Flask, session
from flask.sessions import SecureCookieSessionInterface
from flask_security.utils import login_user
from sqlalchemy import Engine, event, func, select
from werkzeug.test import EnvironBuilder, run_wsgi_app

from admin_app import create_app
from admin_app.accounts import Role, RoleName, User
from admin_app.database import db
from admin_app.school import Student

#: The secret of the CSRF token, as a session keeps it.
SECRET = "0" * 40


class FilledForm(HTMLParser):
    """What a browser sends for the form of a page that nobody has touched, in `values`."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self.within = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag in ("select", "textarea"):
            self.within = has.get("name") or ""
        elif (tag == "option" and "selected" in has) or (
            tag == "input" and "name" in has and (has.get("type") != "checkbox" or "checked" in has)
        ):
            self.values.setdefault(has.get("name") or self.within, []).append(has.get("value") or "")


class Browser:
    """Somebody signed in, who sends requests straight into the application."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        with app.app_context():
            administrators = select(User).where(User.roles.any(Role.name == RoleName.ADMINISTRATOR)).limit(1)
            user = db.session.scalars(administrators).one()
            self.newest = db.session.scalar(select(func.max(Student.id))) or 1
            signer: Any = SecureCookieSessionInterface().get_signing_serializer(app)
            content = {"_user_id": signed_in(app, user), "_fresh": True, "csrf_token": SECRET}
            self.cookie = f"{app.config['SESSION_COOKIE_NAME']}={signer.dumps(content)}"

    def environ(self, path: str, data: dict[str, list[str]] | None = None) -> dict[str, Any]:
        headers = [("Cookie", self.cookie)]
        how: dict[str, Any] = {"method": "POST", "data": data} if data else {}
        with closing(EnvironBuilder(path, headers=headers, **how)) as request:
            return request.get_environ()

    def open(self, environ: dict[str, Any]) -> tuple[str, str]:
        """Status and body of the answer."""
        body, status, _ = run_wsgi_app(self.app, environ, buffered=True)
        return status, b"".join(body).decode()

    def requests(self, operation: str) -> Iterator[dict[str, Any]]:
        """One request after the other of an operation; what comes before it, such as fetching the form, is done."""
        for number in count(1):
            path = self.path(operation, number)
            if operation not in ("save", "create"):
                yield self.environ(path)
                continue
            _, page = self.open(self.environ(path))
            typed = FilledForm(page).values | {"bio": [f"{operation} {time_ns()}"]}
            if operation == "create":
                email = f"ben.{time_ns()}@example.org"
                firstname, lastname = unheard_of(), unheard_of()
                typed |= {"firstname": [firstname], "lastname": [lastname], "email": [email], "age": ["13"]}
            yield self.environ(path, typed)

    def path(self, operation: str, number: int) -> str:
        student = 1 + number * 7919 % self.newest
        known = {
            "list": "/admin/student/",
            "create": "/admin/student/new/",
            "edit": f"/admin/student/edit/?id={student}",
            "save": f"/admin/student/edit/?id={student}",
        }
        return known.get(operation, operation)


def signed_in(app: Flask, user: User) -> str:
    """What the session of a user holds who has signed in."""
    with app.test_request_context():
        login_user(user)
        db.session.commit()
        key: str = session["_user_id"]
        return key


def unheard_of() -> str:
    """A name that resembles no other, so that nobody asks whether a new student is one who is there."""
    return "".join(choices(ascii_lowercase, k=9)).capitalize()  # noqa: S311  # no secret


@click.command()
@click.argument("operation")
@click.option("--times", default=200, show_default=True, type=click.IntRange(1), help="How many requests.")
@click.option("--top", default=40, show_default=True, type=click.IntRange(0), help="How many functions; 0 for none.")
@click.option("--by", default="tottime", show_default=True, help="Sorted by tottime or cumtime.")
@click.option("--statements/--no-statements", default=False, help="Show the statements of one request.")
def profile(operation: str, times: int, top: int, by: str, *, statements: bool) -> None:
    """Time an operation, then show its functions. OPERATION is list, edit, save, create, or a path."""
    browser = Browser(create_app())
    sent: list[str] = []
    event.listen(Engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    requests = browser.requests(operation)
    for _ in range(20):
        browser.open(next(requests))
    environ = next(requests)
    sent.clear()
    status, body = browser.open(environ)
    if not status.startswith(("2", "3")):
        raise click.ClickException(f"{operation} answers {status}.")
    per_request = list(sent)
    passed, worked = (statistics.median(seconds) * 1000 for seconds in timed(browser, requests, times))
    click.echo(
        f"{operation}: {status}, {len(body):,} bytes, {len(per_request)} statements, "
        f"median {passed:.2f} ms, of which {worked:.2f} ms at work"
    )
    if statements:
        click.echo("\n\n".join(per_request))
    if top:
        click.echo(functions(browser, requests, times, top, by))


def timed(browser: Browser, requests: Iterator[dict[str, Any]], times: int) -> tuple[list[float], list[float]]:
    """Seconds of each request: those that passed, and those at work, which a busy machine blurs less."""
    passed, worked = [], []
    for _ in range(times):
        environ = next(requests)
        began, busy = perf_counter(), process_time()
        browser.open(environ)
        passed.append(perf_counter() - began)
        worked.append(process_time() - busy)
    return passed, worked


def functions(browser: Browser, requests: Iterator[dict[str, Any]], times: int, top: int, by: str) -> str:
    """The costliest functions. A profiled request takes several times as long; the proportions are what tells."""
    profiler, out = Profile(), io.StringIO()
    for _ in range(times):
        environ = next(requests)
        gc.collect(0)
        profiler.enable()
        browser.open(environ)
        profiler.disable()
    pstats.Stats(profiler, stream=out).sort_stats(by).print_stats(top)
    return out.getvalue()


if __name__ == "__main__":
    profile()
