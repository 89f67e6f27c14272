"""Where a visitor may be sent next. The one guard for every address that arrives in a request (`next=`, `url=`)."""

from __future__ import annotations

import re

from flask import request

LONGEST_TARGET = 2000
#: Browsers read a backslash as a slash and drop control characters, so `/\evil` and `/<TAB>/evil` leave the site.
NEVER_IN_A_TARGET = re.compile(r"[\x00-\x1f\x7f\\]")


def safe_target(target: str | None) -> str | None:
    """The path to send a visitor to, or None for anything that could leave this site.

    Takes what a request gave, already decoded once. Safe are paths that begin with a single slash, and absolute
    addresses with exactly the scheme and host of this request, which come back as their path. What comes back is for
    `flask.redirect` as it is. Never raises. Needs a request.
    """
    if not target or len(target) > LONGEST_TARGET or NEVER_IN_A_TARGET.search(target):
        return None
    if target.startswith(request.host_url):
        target = target[len(request.host_url) - 1 :]
    path = re.split(r"[?#]", target, maxsplit=1)[0]
    return target if path.startswith("/") and "//" not in path else None
