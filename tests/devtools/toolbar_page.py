"""Looking into what the toolbar has recorded and shows."""

from __future__ import annotations

import re

from flask import Flask

from admin_app.devtools.recording import Exchange, Recorder
from admin_app.devtools.routes import EXTENSION


def last_exchange(app: Flask) -> Exchange:
    """What was recorded of the last request."""
    recorder: Recorder = app.extensions[EXTENSION][0]
    return recorder.exchanges[-1]


def panel(html: str, name: str) -> str:
    """The HTML of one panel of the toolbar. Raises AssertionError when the page does not have it."""
    panels = re.split(r'(?=<div id="flDebug\w+Panel-content")', html)
    found = [part for part in panels if part.startswith(f'<div id="flDebug{name}Panel-content"')]
    assert len(found) == 1, f"the page has {len(found)} panels {name}"
    return found[0]
