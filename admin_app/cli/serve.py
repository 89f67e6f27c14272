"""`serve`, and the server that `demo` uses as well: gunicorn, and waitress on Windows, which gunicorn does not know."""

from __future__ import annotations

import errno
import gc
import os
import socket
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
from flask import Flask
from flask.cli import ScriptInfo, pass_script_info

from ..config import THREADS
from ..database import db, gather_statistics
from .worker import worker_beside

if sys.platform == "win32":
    import waitress
else:
    from .gunicorn_server import Gunicorn

#: More processes than this want a look at how many connections the database takes.
MOST_WORKERS_UNASKED = 4
# fmt: off
#: Ports that no browser opens, whoever listens there: https://fetch.spec.whatwg.org/#port-blocking
BLOCKED_PORTS = frozenset((
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109,
    110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
    531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045,
    4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
))
# fmt: on

host_option = click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")


def port_option(default: int) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    return click.option(
        "--port", default=default, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on."
    )


@click.command()
@host_option
@port_option(8000)
@click.option(
    "--workers", type=click.IntRange(1), help="Processes.  [default: one; with REDIS_URL one for each core, up to 4]"
)
@pass_script_info
def serve(info: ScriptInfo, host: str, port: int, workers: int | None) -> None:
    """Serve the school, in service, behind a proxy that speaks HTTPS."""
    check_address(host, port)
    os.environ["HOMEROOM_ENV"] = "production"
    app = info.load_app()
    workers = workers or default_workers(app)
    for remark in remarks(app, workers):
        click.echo(remark, err=True)
    run_server(app, host, port, workers=workers, ready=lambda: click.echo(f"Homeroom listens on {address(host, port)}"))


def default_workers(app: Flask) -> int:
    """Processes that share what has to be shared, or one that need not."""
    return min(os.cpu_count() or 1, MOST_WORKERS_UNASKED) if app.config["REDIS_URL"] else 1


def remarks(app: Flask, workers: int) -> Iterator[str]:
    """What is right for some installations and worth a look in others."""
    redis, sqlite = app.config["REDIS_URL"], app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite")
    if workers > 1 and not redis:
        yield "Without REDIS_URL each process has limits and a cache of its own, so that figures may lag behind."
    if not os.environ.get("SECRET_KEY") and (redis or not sqlite):
        yield "SECRET_KEY is not set. Another host, with another secret, would not know who has signed in here."
    if not app.config["PROXIES"]:
        yield "PROXIES is not set, so that everybody seems to come from the proxy. With one in front: PROXIES=1"


def check_address(host: str, port: int) -> None:
    """Find out before any slow work whether the address is free, and for browsers. Raises ClickException if not."""
    if port in BLOCKED_PORTS:
        raise click.ClickException(f"No browser opens port {port}. Choose another one, for example: --port 5000")
    try:
        family, kind, _, _, where = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            if sys.platform != "win32":  # there it would share the port instead of asking whether it is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except socket.gaierror as error:
        raise click.ClickException(f"There is no address {host!r}. This computer alone is --host 127.0.0.1.") from error
    except OSError as error:
        raise click.ClickException(why_not(error, host, port)) from error


def why_not(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is in use. Stop what is using it, or choose another one: --port {port % 65535 + 1}"
    if error.errno == errno.EACCES:
        return f"Port {port} is not for everybody. Choose one above 1023, for example: --port 5000"
    return f"This computer cannot listen on {host}: {error.strerror}. This computer alone is --host 127.0.0.1."


def address(host: str, port: int) -> str:
    """The address to type into a browser on this machine."""
    name = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104  # compared
    return f"http://{name}:{port}/"


def run_server(app: Flask, host: str, port: int, *, ready: Callable[[], None], workers: int = 1) -> None:
    """Serve until Ctrl-C or a signal to end, with a worker beside. `ready` is called once requests are taken."""
    prepare_to_fork(app)
    with worker_beside():
        if sys.platform == "win32":
            ready()
            waitress.serve(
                app, host=host, port=port, threads=THREADS, max_request_body_size=app.config["MAX_CONTENT_LENGTH"]
            )
        else:
            Gunicorn(app, host, port, workers, ready).run()


def prepare_to_fork(app: Flask) -> None:
    """Do once what every process would do, and leave them nothing that must not be shared: a connection."""
    loader = app.jinja_loader
    for template in loader.list_templates() if loader else ():
        app.jinja_env.get_template(template)
    with app.app_context():
        gather_statistics(db.engine)
        db.engine.dispose()
    gc.collect()
    gc.freeze()  # what is here stays: looking through it again would take 0.1 s each time, and a copy for each process
    # A page makes thousands of objects and hardly a cycle of them: looking for those less often makes it 7 % quicker.
    gc.set_threshold(10_000, 20, 10)
