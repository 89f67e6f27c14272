"""The programs that come with a database server: found, run, and taken by their word when something goes wrong.

No password is ever on a command line, where everybody on the computer could read it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from .errors import BackupError

#: Bytes that are handed on at once.
CHUNK = 1 << 20


def find(*names: str, package: str) -> str:
    """The path of the first of some programs that is there. Raises BackupError, which names the package, for none."""
    for name in names:
        if path := shutil.which(name):
            return path
    raise BackupError(
        "{program} is not on this computer. Install it (on Debian and Ubuntu it is in the package {package}) and try "
        "again.",
        program=names[0],
        package=package,
    )


@contextmanager
def reading(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator[IO[bytes]]:
    """What a program writes. Raises BackupError when it says in the end that it failed."""
    with running(command, environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        yield process.stdout


@contextmanager
def writing(command: list[str], environment: Mapping[str, str] | None = None) -> Iterator[IO[bytes]]:
    """Where a program reads from. Raises BackupError when it says in the end that it failed."""
    with running(command, environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        assert process.stdin is not None
        try:
            yield process.stdin
            process.stdin.flush()
        except BrokenPipeError:  # it ended before it had read everything, and has said why
            with suppress(BrokenPipeError):
                process.stdin.close()


@contextmanager
def running(
    command: list[str], environment: Mapping[str, str] | None, *, stdin: int | None = None, stdout: int
) -> Iterator[subprocess.Popen[bytes]]:
    """A program, for as long as somebody reads from it or writes to it; killed when that breaks off."""
    variables = os.environ | (environment or {})
    with TemporaryFile() as said:
        with subprocess.Popen(command, env=variables, stdin=stdin, stdout=stdout, stderr=said) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        if process.returncode:
            said.seek(0)
            raise BackupError(
                "{program} failed: {reason}",
                program=Path(command[0]).name,
                reason=reason_in(said.read().decode(errors="replace")) or process.returncode,
            )


def reason_in(said: str) -> str:
    """The line that names the error in what a program has said, else the last one."""
    lines = said.strip().splitlines()
    return next((line for line in lines if "error" in line.lower()), lines[-1] if lines else "")
