"""The headers of every answer: what a page may do, who may frame it, and who may keep it."""

from __future__ import annotations

from flask import Flask, Response, current_app, request

from .delivery import VERSIONS

#: What a page may load and do: our own files, and nothing that stands in the page itself. Tabler draws some controls
#: with small pictures in its style sheet (`data:`).
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
#: What no page here has a use for. A photo of a student is a file that somebody chooses.
UNUSED = ("camera", "display-capture", "geolocation", "microphone", "midi", "payment", "serial", "usb")
A_YEAR = 365 * 24 * 60 * 60
#: On every answer: pages, files, errors and what leads elsewhere.
ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": ", ".join(f"{feature}=()" for feature in UNUSED),
    # No window of another site holds on to one of ours, and no page of one shows our pictures or files.
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: Where cookies need HTTPS, so does everything else: OWASP ASVS 5.0, 3.4.1.
IN_SERVICE = {"Strict-Transport-Security": f"max-age={A_YEAR}; includeSubDomains"}


def init_headers(app: Flask) -> None:
    """Give every answer of the application its headers."""
    app.after_request(add_headers)
    app.after_request(say_who_may_keep_it)


def add_headers(answer: Response) -> Response:
    answer.headers.update(ALWAYS)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        answer.headers.update(IN_SERVICE)
    return answer


def say_who_may_keep_it(answer: Response) -> Response:
    """Pages hold children's data, so nobody keeps them: see docs/decisions/caching.md.

    A static file is kept for good under the address that tells its content, and under no other: while one host is
    upgraded and the next is not, a file may not be the one that was meant.
    """
    if request.endpoint == "scripts.texts" and answer.cache_control.immutable:
        return answer
    if request.endpoint != "static" or answer.status_code >= 400:
        answer.headers["Cache-Control"] = "private, no-store"
    elif request.args.get("v", "") == current_app.extensions[VERSIONS].get((request.view_args or {}).get("filename")):
        answer.headers["Cache-Control"] = f"public, max-age={A_YEAR}, immutable"
    return answer
