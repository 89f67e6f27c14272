"""Flask-DebugToolbar with panels of our own, on this machine only."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, abort, request
from flask_debugtoolbar import DebugToolbarExtension
from flask_debugtoolbar.panels import logger
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader
from werkzeug import Response

from .recording import TOOLBAR_PATH, Recorder
from .routes import EXTENSION, blueprint
from .wording import colored, in_lines, milliseconds, outline

#: The machine itself, as a client's address and as the name in the address bar.
LOOPBACK = ("127.0.0.1", "::1", "::ffff:127.0.0.1")
LOCAL_NAMES = {"127.0.0.1", "localhost", "[::1]"}
#: No panel of configuration, of `g` or of template contexts: they would show the secret key or load rows to print them.
PANELS = (
    "admin_app.devtools.panels.SqlPanel",
    "admin_app.devtools.panels.RecentRequestsPanel",
    "admin_app.devtools.panels.RequestPanel",
    "flask_debugtoolbar.panels.timer.TimerDebugPanel",
    "flask_debugtoolbar.panels.headers.HeaderDebugPanel",
    "flask_debugtoolbar.panels.logger.LoggingPanel",
    "flask_debugtoolbar.panels.route_list.RouteListDebugPanel",
)


def init_devtools(app: Flask) -> None:
    """Record the requests of an application and put the toolbar on its pages. Call it last, after `db.init_app`."""
    app.config.update(
        DEBUG_TB_ENABLED=True,
        DEBUG_TB_HOSTS=LOOPBACK,
        DEBUG_TB_INTERCEPT_REDIRECTS=False,
        DEBUG_TB_PANELS=PANELS,
        DEBUG_TB_TEMPLATE_EDITOR_ENABLED=False,
    )
    toolbar = Toolbar(app)
    # Before the application's own hooks: a page with which one of them answers has the toolbar too.
    hooks = app.before_request_funcs[None]
    hooks[:0] = [hide_from_others, hooks.pop()]
    app.extensions[EXTENSION] = Recorder(app), toolbar.jinja_env
    app.register_blueprint(blueprint)


def from_this_machine() -> bool:
    """Whether both ends are this machine. The name counts too: anyone may point a name of theirs at 127.0.0.1."""
    name = request.host.rsplit(":", 1)[0] if not request.host.endswith("]") else request.host
    return request.remote_addr in LOOPBACK and name in LOCAL_NAMES


def hide_from_others() -> None:
    """To anyone else the toolbar's addresses do not exist."""
    if request.path.startswith(TOOLBAR_PATH) and not from_this_machine():
        abort(404)


class Toolbar(DebugToolbarExtension):
    """The extension with our templates before its own, kept off what is no whole page."""

    def __init__(self, app: Flask) -> None:
        super().__init__()
        ours = FileSystemLoader(Path(__file__).parent / "templates" / "devtools")
        self.jinja_env.loader = ChoiceLoader([ours, PackageLoader("flask_debugtoolbar")])
        self.jinja_env.filters.update(colored=colored, in_lines=in_lines, ms=milliseconds, outline=outline)
        self.init_app(app)

    def _show_toolbar(self) -> bool:
        return from_this_machine() and not request.path.startswith(TOOLBAR_PATH) and super()._show_toolbar()

    def process_response(self, response: Response) -> Response:
        """Add the toolbar to a page. The extension itself warns at every fragment."""
        whole = response.mimetype == "text/html" and response.is_sequence and b"</body>" in response.get_data()
        return super().process_response(response) if whole else response

    def teardown_request(self, exc: BaseException | None) -> None:
        super().teardown_request(exc)
        if logger.handler is not None:  # it keeps a list per thread, and only a page with the toolbar empties it
            logger.handler.clear_records()
