"""Where in our code or templates something was asked for."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import FrameType

from flask import Flask
from jinja2 import Template

from ..config import ROOT

#: How many callers are kept, from the cause outwards.
LONGEST_TRAIL = 6
#: Libraries that only pass a question on to the database. Naming them would tell a developer nothing.
MESSENGERS = {"sqlalchemy", "flask_sqlalchemy", "flask", "flask_debugtoolbar", "jinja2", "markupsafe", "werkzeug"}
LIBRARIES = {"site-packages", "dist-packages"}
TOOLBAR = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Place:
    """A line of Python or of a template. `ours` says whether it is a file of this project."""

    file: str
    line: int
    function: str
    ours: bool

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" + (f" in {self.function}" if self.function else "")


def trail() -> tuple[Place, ...]:
    """The places that led here, the innermost first: our Python, and templates of ours or of a library.

    Frames outside the application (the server, a test) are left out. Where neither our code nor a template took part,
    the answer is the one place in a library that asked; it is empty when there is not even that.
    """
    places: list[Place] = []
    library: Place | None = None
    for frame in frames():
        if place := template_place(frame):
            places.append(place)
        elif place := python_place(frame):
            if place.ours:
                places.append(place)
            library = library or place
    if not places and library:
        return (library,)
    return tuple(places[:LONGEST_TRAIL])


def frames() -> Iterator[FrameType]:
    """The call stack from here outwards, up to where the request entered the application."""
    frame = inspect.currentframe()
    while frame and frame.f_code is not Flask.wsgi_app.__code__:
        yield frame
        frame = frame.f_back


def template_place(frame: FrameType) -> Place | None:
    """The line of a template, which Jinja compiled to Python with line numbers of its own."""
    template = frame.f_globals.get("__jinja_template__")
    if not isinstance(template, Template):
        return None
    file, ours = known_file(template.filename or "")
    block = frame.f_code.co_name.removeprefix("block_")
    function = f"block {block}" if frame.f_code.co_name.startswith("block_") else ""
    line = template.get_corresponding_lineno(frame.f_lineno)
    return Place(file or template.name or "a template", line, function, ours)


def python_place(frame: FrameType) -> Place | None:
    file, ours = known_file(frame.f_code.co_filename)
    return Place(file, frame.f_lineno, frame.f_code.co_qualname, ours) if file else None


@lru_cache(maxsize=4096)
def known_file(filename: str) -> tuple[str, bool]:
    """A file's short name and whether it is ours. The standard library, messengers and this toolbar have no name."""
    path = Path(filename)
    parts = path.parts
    for at, part in enumerate(parts):
        if part in LIBRARIES:
            return ("", False) if parts[at + 1] in MESSENGERS else ("/".join(parts[at + 1 :]), False)
    if path.is_relative_to(ROOT) and not path.is_relative_to(TOOLBAR):
        return path.relative_to(ROOT).as_posix(), True
    return "", False
