"""Long work: asked for on a page, done by the process of `manage.py worker`, and told of in the list of jobs."""

from ..audit import Job
from .asking import ask, kind
from .files import KEPT, folder, path_of
from .queue import Queue, queue
from .running import Result, Work, give_up, run
from .tending import each_minute, tend

__all__ = [
    "KEPT",
    "Job",
    "Queue",
    "Result",
    "Work",
    "ask",
    "each_minute",
    "folder",
    "give_up",
    "kind",
    "path_of",
    "queue",
    "run",
    "tend",
]
