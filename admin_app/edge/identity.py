"""The id of a request: in the answer, on its error page, in the log, and with every change that it made."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Flask, g, request, request_started
from werkzeug.datastructures import EnvironHeaders

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

HEADER = "X-Request-ID"
#: Where a request keeps its id.
REQUEST_ID = "homeroom.request_id"
#: What a proxy may call a request: nginx 32 hexadecimal digits, others a UUID. The change log has 32 characters for it.
SAFE = re.compile(r"[A-Za-z0-9_-]{8,32}")
UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class Identified:
    """Gives each request its id: the one of a proxy in front, where there is one and it makes sense, else a new one."""

    def __init__(self, app: WSGIApplication, *, proxies: int) -> None:
        self.app, self.proxies = app, proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = EnvironHeaders(environ).get(HEADER, "") if self.proxies else ""
        chosen = environ[REQUEST_ID] = usable(given) or uuid4().hex

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            return start_response(status, [*headers, (HEADER, chosen)], exc_info)

        return self.app(environ, start)


def usable(given: str) -> str | None:
    """An id from outside, as it is kept; None for what has another shape than ids have."""
    if UUID.fullmatch(given):
        return given.replace("-", "")
    return given if SAFE.fullmatch(given) else None


def init_identity(app: Flask) -> None:
    """Give every request its id, before anything else happens to it. `g.request_id` has it."""
    app.wsgi_app = Identified(app.wsgi_app, proxies=app.config["PROXIES"])  # type: ignore[method-assign]  # as Flask says it
    request_started.connect(tell, app)


def tell(app: Flask, **_extra: Any) -> None:
    g.request_id = request.environ[REQUEST_ID]
