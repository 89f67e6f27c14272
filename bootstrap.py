"""Makes `.venv`, installs the locks into it, and runs the command again in there. Standard library only.

Stamps in `.venv` record what was installed, so that a later start costs a few file reads and an interrupted one is
finished the next time. With HOMEROOM_NO_VENV=1 nothing of this happens: the Python that runs is then taken to have the
packages (a container, an environment of your own).
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = sys.platform == "win32"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")
LOG = VENV / "install.log"

#: In the order of their installation: what builds packages comes before the packages.
RUN_LOCKS = ("requirements-build.txt", "requirements.txt")
DEVELOPMENT_LOCKS = (*RUN_LOCKS, "requirements-dev.txt")

#: The locks are complete and hashed: pip resolves nothing, and builds nothing but the one package without a wheel.
PIP_INSTALL = (
    *("-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--progress-bar=off", "--retries=2"),
    *("--require-hashes", "--no-deps", "--only-binary=:all:", "--no-binary=flask-principal"),
    *("--no-build-isolation", "--use-pep517", "--requirement"),
)
#: How pip's lines begin that stand for one package each: fetched, there already, or not for this platform.
PACKAGE_SEEN = ("Collecting ", "Processing ", "Requirement already satisfied", "Ignoring ")

DISK_FULL = "The disk is full. Make room (about 300 MB) and run the same command again."
NO_NETWORK = (
    "The packages could not be downloaded. Connect this computer to the internet, or set PIP_INDEX_URL to a mirror, "
    "and run the same command again."
)
#: Words in pip's output, and what to do about them.
REMEDIES = {
    "No space left on device": DISK_FULL,
    "DO NOT MATCH THE HASHES": "A package differs from the one that was locked, so it was not installed. Look where it "
    "comes from (`pip config list` shows the package index) before you try again.",
    "Failed to establish a new connection": NO_NETWORK,
    "Max retries exceeded": NO_NETWORK,
    "timed out": NO_NETWORK,
    "(from versions: none)": NO_NETWORK,
}


class BootstrapError(Exception):
    """The environment cannot be made; the message says what to do about it."""


def enter(locks: Iterable[str]) -> None:
    """Return only in the Python of `.venv`, with `locks` installed; from outside, run this command line again in there.

    Raises BootstrapError when that cannot be.
    """
    if os.environ.get("HOMEROOM_NO_VENV"):
        return
    inside = Path(sys.prefix).resolve() == VENV.resolve()
    try:
        if not inside:
            make_venv()
        for lock in locks:
            install(lock)
    except OSError as error:
        raise BootstrapError(cannot_write(error)) from error
    if not inside:
        run_inside()


def make_venv() -> None:
    """Make `.venv`, unless a whole one for this version of Python is there."""
    version = "{}.{}".format(*sys.version_info)
    stamp = VENV / "python.stamp"
    if is_stamped(stamp, version) and PYTHON.exists():
        return
    no_module = BootstrapError(
        "This Python cannot make virtual environments: its venv or ensurepip module is missing. Debian and Ubuntu have "
        f"both in a package: sudo apt install python{version}-venv. Then run the same command again."
    )
    if not all(map(importlib.util.find_spec, ("venv", "ensurepip"))):
        raise no_module
    say("Making .venv")
    import venv  # only now is it known to be there

    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=not WINDOWS)
    except subprocess.CalledProcessError as error:
        raise no_module from error
    stamp.write_text(version, encoding="utf-8")


def install(lock: str) -> None:
    """Install a lock with pip, showing how far it is, unless it is installed already."""
    content = (ROOT / lock).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    stamp = VENV / f"{lock}.stamp"
    if is_stamped(stamp, digest):
        return
    started, pins = time.monotonic(), len(re.findall(rb"^\S+==", content, re.MULTILINE))
    say(f"Installing {lock}")
    if run_pip(lock, pins):
        raise BootstrapError(what_went_wrong(LOG.read_text(encoding="utf-8")))
    say(f"  done in {time.monotonic() - started:.0f} s")
    stamp.write_text(digest, encoding="utf-8")


def run_pip(lock: str, pins: int) -> int:
    """Let pip install a lock of so many pins; all that it says goes to the log. Returns its exit code."""
    command = [str(PYTHON), *PIP_INSTALL, str(ROOT / lock)]
    seen = 0
    with (
        LOG.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace"
        ) as pip,
    ):
        for line in pip.stdout or ():
            log.write(line)
            if line.startswith(PACKAGE_SEEN):
                seen += 1
                show_progress(f"  package {seen} of {pins}")
            elif line.startswith("Installing collected packages"):
                show_progress(f"  unpacking {pins} packages")
            elif "Retrying" in line:
                show_progress("  no answer from the package index, trying again")
    return pip.returncode


def is_stamped(stamp: Path, content: str) -> bool:
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == content


def run_inside() -> None:
    """Go on in the Python of `.venv`. Windows cannot replace a process, so there it is waited for."""
    command = [str(PYTHON), *sys.argv]
    if not WINDOWS:
        os.execv(PYTHON, command)
    with subprocess.Popen(command) as child:
        while True:
            try:
                sys.exit(child.wait())
            except KeyboardInterrupt:
                continue  # Ctrl-C reaches the child as well, which ends in its own way


def cannot_write(error: OSError) -> str:
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"The folder {ROOT} cannot be written. Copy Homeroom to a folder of your own, or change the permissions of "
            "this one, and run the same command there."
        )
    if error.errno == errno.ENOSPC:
        return DISK_FULL
    return f"The environment could not be made: {error}. Delete {VENV} and run the same command again."


def what_went_wrong(output: str) -> str:
    """What to do about a failed installation, from all that pip said."""
    for words, remedy in REMEDIES.items():
        if words in output:
            return remedy
    errors = [line for line in output.splitlines() if line.startswith("ERROR:")]
    return f"The packages could not be installed. {errors[-1] if errors else ''} All that pip said is in {LOG}."


def say(text: str) -> None:
    """A line that stays. It covers a progress line, so it is as wide."""
    print(f"\r{text:<60}" if sys.stderr.isatty() else text, file=sys.stderr, flush=True)


def show_progress(text: str) -> None:
    """A line that the next one covers; only a terminal shows it."""
    if sys.stderr.isatty():
        print(f"\r{text:<60}", end="", file=sys.stderr, flush=True)
