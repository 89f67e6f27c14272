"""How answers travel: through the proxies in front, compressed, and under addresses that tell their content."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.middleware.proxy_fix import ProxyFix

from ..extensions import compress

SETTINGS: dict[str, Any] = {
    # What is worth it. Exports are not among them: they stream as fast as the database answers.
    "COMPRESS_STREAMS": False,
    "COMPRESS_MIMETYPES": [
        "text/html",
        "application/json",
        "text/css",
        "text/javascript",
        "application/javascript",
        "image/svg+xml",
    ],
    # By what it costs: 0.1 to 0.2 ms for a list of 50 rows, which becomes a sixth of what it was.
    "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
    "COMPRESS_LEVEL": 4,
    "COMPRESS_BR_LEVEL": 4,
    "COMPRESS_ZSTD_LEVEL": 3,
}
#: Fewer random characters than this are added to a page, so that its compressed length tells little of what is in it.
PADDING = 64
#: Where the application keeps the versions of its static files.
VERSIONS = "static_versions"


def init_delivery(app: Flask) -> None:
    """Prepare the application for what is in front of it, and every answer for its way."""
    for name, value in SETTINGS.items():
        app.config.setdefault(name, value)
    if app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=app.config["PROXIES"], x_proto=app.config["PROXIES"])  # type: ignore[method-assign]
    app.extensions[VERSIONS] = {} if app.debug else static_versions(Path(app.static_folder or ""))
    app.url_defaults(add_version)
    compress.init_app(app)  # what is registered after it runs before it
    app.after_request(read_whole)
    app.after_request(blur_length)


def static_versions(folder: Path) -> dict[str, str]:
    """Path below the folder → a few characters that are others when the content is."""
    files = (file for file in folder.rglob("*") if file.is_file())
    return {
        file.relative_to(folder).as_posix(): blake2b(file.read_bytes(), digest_size=4).hexdigest() for file in files
    }


def read_whole(answer: Response) -> Response:
    """Turn the stream of a static file into its content, which can be compressed. The largest has 0.6 MB."""
    if request.endpoint == "static" and answer.status_code == 200:
        answer.direct_passthrough = False
        answer.make_sequence()
    return answer


def blur_length(answer: Response) -> Response:
    """Add a random number of random characters to a page that will be compressed: see docs/decisions/compression.md."""
    if answer.mimetype == "text/html" and not answer.is_streamed and request.accept_encodings:
        padding = secrets.token_urlsafe(PADDING)[: secrets.randbelow(PADDING)]
        if padding and answer.get_data().rstrip().endswith(b"</html>"):
            answer.set_data(answer.get_data() + f"<!-- {padding} -->".encode())
    return answer


def add_version(endpoint: str, values: dict[str, Any]) -> None:
    """Let the address of a static file tell its content, so that a browser asks for a new one at once.

    A developer's files change while the application runs. They have no version, and are asked for each time.
    """
    if endpoint == "static":
        values.setdefault("v", current_app.extensions[VERSIONS].get(values["filename"]))
