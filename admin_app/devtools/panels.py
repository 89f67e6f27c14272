"""The toolbar's panels: the statements of this page, the recent requests, and the request itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from flask import current_app, request, session
from flask_debugtoolbar.panels import DebugPanel
from werkzeug import Request, Response

from .grouping import Summary, summarize
from .recording import current
from .routes import recent
from .wording import milliseconds, value

#: Names of what is not for the screen, not even a developer's.
PRIVATE = ("password", "token", "secret", "session", "uniquifier", "_user_id", "totp")


class Panel(DebugPanel):
    """A panel with a name that stays the same and a template."""

    has_content = True
    heading: ClassVar[str]

    def nav_title(self) -> str:
        return self.heading

    def title(self) -> str:
        return self.heading

    def url(self) -> str:
        return ""


class SqlPanel(Panel):
    """The statements of this page, grouped."""

    name = "SQL"
    heading = "SQL"

    def process_response(self, request: Request, response: Response) -> None:
        self.exchange = current()
        self.summary: Summary | None = summarize(self.exchange) if self.exchange else None

    @property
    def alarm(self) -> bool:
        return bool(self.summary and self.summary.suspects)

    def nav_subtitle(self) -> str:
        if not self.summary:
            return ""
        mark = " · N+1" if self.alarm else ""
        return f"{self.summary.count} in {milliseconds(self.summary.seconds)}{mark}"

    def content(self) -> str:
        return self.render("statements.html", {"exchange": self.exchange, "summary": self.summary})


class RecentRequestsPanel(Panel):
    """The last requests of every kind: fragments, JSON, redirects and downloads have no page to show a toolbar on."""

    name = "RecentRequests"
    heading = "Recent requests"

    def content(self) -> str:
        return self.render("requests.html", {"exchanges": recent()})


class RequestPanel(Panel):
    """What the browser sent and which code answered."""

    name = "Request"
    heading = "Request"

    def content(self) -> str:
        exchange = current()
        tables = {
            "In the address": (request.view_args or {}).items(),
            "Query": request.args.items(multi=True),
            "Form": request.form.items(multi=True),
            "Cookies": request.cookies.items(),
            "Session": session.items(),
        }
        return self.render(
            "request.html",
            {
                "endpoint": request.endpoint or "none",
                "view": name_of(current_app.view_functions.get(request.endpoint or "")),
                "templates": exchange.templates if exchange else [],
                "tables": {title: without_secrets(pairs) for title, pairs in tables.items()},
            },
        )


def name_of(view: Callable[..., Any] | None) -> str:
    """A view's module and name; of a method, those of the class of the screen rather than of the machinery."""
    if view is None:
        return "none"
    screen = getattr(view, "__self__", None)
    if screen is None:
        return f"{view.__module__}.{view.__qualname__}"
    return f"{type(screen).__module__}.{type(screen).__qualname__}.{view.__name__}"


def without_secrets(pairs: Iterable[tuple[str, Any]]) -> list[tuple[str, str]]:
    return [(name, "(hidden)" if any(word in name.lower() for word in PRIVATE) else value(it)) for name, it in pairs]
