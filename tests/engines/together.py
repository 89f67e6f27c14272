"""Doing several things at once, as several people would."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from typing import Any

from flask import Flask

from admin_app.database import db

#: How long one side waits for the other to do the forbidden thing at the same time, before it goes on alone.
PATIENCE = 0.3


def together(app: Flask, *deeds: Callable[[], Any]) -> list[Any]:
    """Run each deed in a thread, application context and session of its own. Gives results and errors, in order."""
    db.session.commit()

    def do(deed: Callable[[], Any]) -> Any:
        with app.app_context():
            try:
                return deed()
            except Exception as error:  # noqa: BLE001  # handed to the test, which knows which one is right
                return error

    with ThreadPoolExecutor(len(deeds)) as people:
        outcomes = list(people.map(do, deeds))
    db.session.expire_all()
    return outcomes


def meeting(function: Callable[..., Any], people: int = 2) -> Callable[..., Any]:
    """The function, but whoever has its result waits until everybody has one, as unlucky timing would have it.

    Where a lock lets only one in at a time they never meet, and after a moment the first one goes on alone.
    """
    barrier = Barrier(people)

    def met(*args: Any, **values: Any) -> Any:
        result = function(*args, **values)
        with suppress(BrokenBarrierError):
            barrier.wait(PATIENCE)
        return result

    return met
