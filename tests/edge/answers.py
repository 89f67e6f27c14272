"""The headers that answers have, and those that each of them has to have."""

from __future__ import annotations

from collections.abc import Iterable

from tests.client import POLICY

#: On every answer, whatever it says.
ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": (
        "camera=(), display-capture=(), geolocation=(), microphone=(), midi=(), payment=(), serial=(), usb=()"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
#: And in service.
IN_SERVICE = ALWAYS | {"Strict-Transport-Security": "max-age=31536000; includeSubDomains"}
#: What belongs to one answer: its content, its way, and what the browser is to do next.
OF_ITS_OWN = frozenset(
    {
        *("Accept-Ranges", "Allow", "Cache-Control", "Connection", "Content-Disposition", "Content-Encoding"),
        *("Content-Length", "Content-Type", "Date", "ETag", "Last-Modified", "Location", "Retry-After", "Server"),
        *("Set-Cookie", "Transfer-Encoding", "Vary", "X-Request-ID"),
        *("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
    }
)


def policies(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """All others, in order, so that one that is there twice, or that nobody has thought of, is seen."""
    return sorted((name, value) for name, value in headers if name not in OF_ITS_OWN)
