"""The files that jobs leave: in a folder of their own that nobody else on the machine can look into."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from flask import current_app

from ..audit import Job
from ..config import ConfigurationError

#: How long a file can be fetched.
KEPT = timedelta(days=3)


def folder() -> Path:
    """EXPORTS_FOLDER, made where it is missing. Hosts that share a database share it too.

    Raises ConfigurationError where it cannot be made.
    """
    path = Path(current_app.config["EXPORTS_FOLDER"])
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise ConfigurationError(f"{path} cannot be made. Set EXPORTS_FOLDER to a folder that can be.") from error
    return path


def path_of(job: Job) -> Path | None:
    """The file that a job left; None where there is none, or none any more, or it is on another host."""
    path = folder() / job.file if job.file else None
    return path if path and path.is_file() else None
