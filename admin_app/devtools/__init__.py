"""The developer's toolbar. It shows SQL with the data in it, so no process in service can import it."""

from __future__ import annotations

import os

from ..config import in_use

#: Where children's data is a developer's own or invented.
SAFE = {"development", "testing"}

environments = {os.environ["HOMEROOM_ENV"]} if os.environ.get("HOMEROOM_ENV") else in_use
if not environments or not environments <= SAFE:
    raise ImportError(
        f"admin_app.devtools shows queries and their data: it is for {' and '.join(sorted(SAFE))}, and this process is "
        f"{', '.join(sorted(environments)) or 'production'}. Use `manage.py dev`, or set HOMEROOM_ENV=development."
    )

from .toolbar import init_devtools  # noqa: E402  # not before the refusal

__all__ = ["init_devtools"]
