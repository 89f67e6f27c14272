"""Gunicorn with settings from here, whose log is ours, and where nobody holds a thread by sending slowly.

Its threads read a request as slowly as it comes, and there are only a few of them. So a request has a time to arrive
in; the main loop, which looks around once a second, ends what takes longer.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from time import monotonic
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import LimitRequestLine, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker
from werkzeug.exceptions import BadRequest, RequestTimeout

from ..config import THREADS
from ..edge import ALWAYS, JsonLines

#: Seconds that a connection is kept for the next request: longer than the proxies keep theirs (Caddy two minutes, nginx
#: one), or a request may be sent into a connection that is just being closed.
KEPT_ALIVE = 130
#: Seconds that a request has to end in when the server is told to.
LAST_REQUESTS = 30
#: Seconds in which the head of a request has to be there, and its body: 10 MB by a line of 1 Mbit/s.
HEAD_ARRIVES = 15
BODY_ARRIVES = 90
#: Seconds for which nothing at all may come, or be taken.
STALLED = 30


class Gunicorn(BaseApplication):
    """Gunicorn with an application that is made already."""

    def __init__(self, app: Flask, host: str, port: int, workers: int, ready: Callable[[], None]) -> None:
        self.app = app
        self.settings = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": workers,
            "worker_class": Worker,
            "threads": THREADS,
            "keepalive": KEPT_ALIVE,
            "graceful_timeout": LAST_REQUESTS,
            "limit_request_line": 8190,  # a list with many filters has a long address; this is the most there is
            "loglevel": "warning",
            "logger_class": JsonLog if app.config["LOG_AS_JSON"] else Logger,
            "when_ready": lambda server: ready(),
            "control_socket_disable": True,  # another way in, which nobody here uses
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self.app


class JsonLog(Logger):
    """What the server itself has to say, in lines like those of the application."""

    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonLines())


class Worker(ThreadWorker):
    """Keeps the time for what each of its threads is reading."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.deadlines: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> Any:
        self.deadlines[conn] = monotonic() + HEAD_ARRIVES
        try:
            return super().handle(conn)
        finally:
            self.deadlines.pop(conn, None)

    def handle_request(self, req: Any, conn: TConn) -> Any:
        del self.deadlines[conn]
        conn.sock.settimeout(STALLED)
        body, req.body = req.body, Body(req.body, conn, self.deadlines)
        try:
            return super().handle_request(req, conn)
        finally:
            req.body = body  # what the application left of it, gunicorn reads and throws away, in a time of its own

    def notify(self) -> None:
        """What the main loop does in each of its rounds, and so ours as well: end what did not arrive in time."""
        super().notify()
        now = monotonic()
        for conn, deadline in list(self.deadlines.items()):
            if deadline < now:
                with suppress(OSError):  # it has ended by itself
                    conn.sock.shutdown(socket.SHUT_RD)  # whoever reads finds the end; an answer can still be written

    def handle_error(self, req: Any, client: Any, addr: Any, exc: Exception) -> None:
        """Answer what cannot be read as a request. Gunicorn's own answer would repeat some of it."""
        if not isinstance(exc, ParseException):
            super().handle_error(req, client, addr, exc)
            return
        self.log.warning("What came was no request.")
        too_long = isinstance(exc, LimitRequestLine)
        with suppress(OSError):
            client.sendall(no_request(HTTPStatus.REQUEST_URI_TOO_LONG if too_long else HTTPStatus.BAD_REQUEST))


def no_request(status: HTTPStatus) -> bytes:
    """An answer made without the application."""
    said = f"{status.phrase}. {status.description}\n"
    headers = ALWAYS | {"Content-Type": "text/plain", "Content-Length": len(said), "Cache-Control": "no-store"}
    lines = [f"HTTP/1.1 {status} {status.phrase}", "Connection: close", *map("{0[0]}: {0[1]}".format, headers.items())]
    return "\r\n".join([*lines, "", said]).encode("ascii")


class Body:
    """The body of a request, which the application may read for so long in all and no longer."""

    def __init__(self, body: Any, conn: TConn, deadlines: dict[TConn, float]) -> None:
        self.body, self.conn, self.deadlines = body, conn, deadlines
        self.left = float(BODY_ARRIVES)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.body, name)

    def read(self, size: int | None = None) -> bytes:
        """Raises RequestTimeout where it takes too long, and BadRequest where its pieces are no pieces."""
        began = monotonic()
        head = self.deadlines.get(self.conn)  # of the next request: gunicorn first looks for the end of this one
        self.deadlines[self.conn] = began + self.left
        read = b""
        try:
            read = self.body.read(size)
        except TimeoutError:
            self.left = 0
        except ParseException:
            raise BadRequest from None
        finally:
            del self.deadlines[self.conn]
            if head is not None:
                self.deadlines[self.conn] = head
        self.left -= monotonic() - began
        if self.left <= 0:
            raise RequestTimeout
        return read
