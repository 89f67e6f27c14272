"""What a web process costs before and after it works: seconds to start, memory, and whether it grows.

`python -m benchmarks.idle` seeds a school of 10,000 students into a scratch SQLite database, serves it as in service
with one process, and asks it for lists, searches, details, lookups, the home page, forms and saves.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import count
from pathlib import Path
from statistics import median

import click

from admin_app.config import ROOT

from .visitor import Visitor

EMAIL, PASSWORD = "clerk@school.example", "a sentence for measuring"
STARTS = 5
START = """
import time
began = time.perf_counter(), time.process_time()
from admin_app import create_app
imported = time.perf_counter(), time.process_time()
create_app("production")
made = time.perf_counter(), time.process_time()
print(imported[0] - began[0], imported[1] - began[1], made[0] - imported[0], made[1] - imported[1])
"""
LISTS = ("student", "guardian", "enrollment", "admission", "charge", "section", "audit_entry", "attendance_mark")
NAMES = ("an", "smith", "zo", "maria garcia", "lee", "o", "jonson", "example", "555", "li")


@click.command()
@click.option("--requests", default=20_000, show_default=True)
@click.option("--students", default=10_000, show_default=True)
def main(requests: int, students: int) -> None:
    """Measure the start, the memory and the growth of a web process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = in_service(f"sqlite:///{Path(folder) / 'school.db'}")
        tell_start(environment)
        fill(environment, students)
        with serving(environment) as (port, server):
            tell_growth(Visitor("127.0.0.1", port), web_processes(server)[0], requests, students)


def in_service(database: str) -> dict[str, str]:
    ours = {"DATABASE_URL": database, "SECRET_KEY": os.urandom(24).hex(), "HOMEROOM_NO_VENV": "1"}
    return os.environ | ours | {"SECOND_FACTOR": "nobody"}  # nobody here has one


def tell_start(environment: dict[str, str]) -> None:
    """Print the median seconds of importing and of create_app(), by the clock and of the processor."""
    runs = [[float(part) for part in run([sys.executable, "-c", START], environment).split()] for _ in range(STARTS)]
    imported, imported_cpu, made, made_cpu = (median(column) for column in zip(*runs, strict=True))
    click.echo(
        f"import {imported:.2f} s ({imported_cpu:.2f} of CPU), create_app() {made:.2f} s ({made_cpu:.2f} of CPU)"
    )


def fill(environment: dict[str, str], students: int) -> None:
    for command in (
        ["db", "upgrade"],
        ["seed", "--students", str(students)],
        ["users", "create", EMAIL, "--role", "administrator"],
    ):
        run([sys.executable, "manage.py", *command], environment, stdin=f"{PASSWORD}\n{PASSWORD}\n")


def run(command: list[str], environment: dict[str, str], stdin: str = "") -> str:
    done = subprocess.run(
        command, cwd=ROOT, env=environment, input=stdin, capture_output=True, text=True, check=False,
        start_new_session=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    return done.stdout


@contextmanager
def serving(environment: dict[str, str], workers: int = 1) -> Iterator[tuple[int, int]]:
    """The port of a server, and the number of the process that watches over its others."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "manage.py", "serve", "--port", str(port), "--workers", str(workers)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert server.stdout
        server.stdout.readline()  # where it listens
        while len(web_processes(server.pid)) < workers:
            time.sleep(0.1)
        yield port, server.pid
    finally:
        server.terminate()
        server.communicate()


def web_processes(server: int) -> list[int]:
    """The processes of a server that answer requests, without the one beside them that does the long work."""
    children = map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())
    return [child for child in children if b"serve" in Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")]


def tell_growth(visitor: Visitor, pid: int, requests: int, students: int) -> None:
    """Print the memory of a process before, after 1,000 requests, and at ten more points up to the last one."""
    click.echo(f"{'requests':>10} {'RSS':>8} {'of its own':>11} {'requests/s':>11}")
    tell_memory(pid, 0, 0)
    visitor.sign_in(EMAIL, PASSWORD)
    points = {1000, *range(requests // 10, requests + 1, requests // 10)}
    began, before = time.perf_counter(), 0
    for number, ask in zip(range(1, requests + 1), work(visitor, students), strict=False):
        ask()
        if number in points:
            tell_memory(pid, number, (number - before) / (time.perf_counter() - began))
            began, before = time.perf_counter(), number


def work(visitor: Visitor, students: int) -> Iterator[Callable[[], None]]:
    """Requests without end, of all kinds: a save and the form before it are two."""

    def read(path: str) -> None:
        answer = visitor.get(path)
        assert answer.status == 200, (path, answer.status)

    def save(student: int, city: str) -> None:
        answer = visitor.fill_in(f"/admin/student/edit/?id={student}", "firstname", city=city)
        assert answer.status == 302, answer.text

    for number in count(1):
        student = number % students + 1
        for path in (
            f"/admin/{LISTS[number % len(LISTS)]}/?page={number % 7}",
            f"/admin/student/?search={NAMES[number % len(NAMES)].replace(' ', '+')}",
            f"/admin/student/?search=nobody{number}",
            f"/admin/student/details/?id={student}",
            f"/admin/student/?flt0_status_is=enrolled&page={number % 40}",
            f"/admin/enrollment/ajax/lookup/?name=student&query=a{number % 100}",
            f"/admin/guardian/details/?id={student}" if number % 10 else "/admin/",
        ):
            yield partial(read, path)
        yield partial(save, student, f"City {number}")
        yield lambda: None  # the form above was a request as well


def tell_memory(pid: int, requests: int, rate: float) -> None:
    """Print the megabytes that a process has, and those that it shares with none."""
    told = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:])
    kilobytes = {name: int(value.split()[0]) for name, value in told.items()}
    own = kilobytes["Private_Clean"] + kilobytes["Private_Dirty"]
    click.echo(f"{requests:>10,} {kilobytes['Rss'] / 1024:>5.1f} MB {own / 1024:>8.1f} MB {rate:>11.0f}")


if __name__ == "__main__":
    main()
