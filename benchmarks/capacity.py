"""How many pages and saves a second a server makes: `python -m benchmarks.capacity DATABASE_URL`, on an empty database.

Fills the database with a school and serves it with one process and with several, to clients that ask without a pause.
Told are answers a second and, since the clients and whatever else runs take their share of the same processors, what
each answer costs the processes that serve it; what it costs the database comes on top, except with SQLite.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial
from pathlib import Path

import click

from .idle import EMAIL, PASSWORD, fill, in_service, serving, web_processes
from .visitor import Visitor

READERS = 8
WRITERS = (1, 2, 4)
#: Seconds of one measurement.
WINDOW = 5.0
Ask = Callable[[Visitor, int, int], None]
PAGES = {
    "list": "/admin/student/",
    "search": "/admin/student/?search=garcia",
    "details": "/admin/student/details/?id=7",
}


@click.command()
@click.argument("database")
@click.option("--students", default=10_000, show_default=True)
@click.option("--workers", default=[1, 2], multiple=True, show_default=True, type=int)
@click.option("--filled", is_flag=True, help="The database has been filled by this command before.")
def main(database: str, students: int, workers: list[int], filled: bool) -> None:
    """Measure what a server on DATABASE can do."""
    environment = in_service(database)
    if not filled:
        fill(environment, students)
    for count in workers:
        click.echo(f"{count} processes")
        with serving(environment, count) as (port, server), closing(Visitor("127.0.0.1", port)) as clerk:
            clerk.sign_in(EMAIL, PASSWORD)
            for name, path in PAGES.items():
                tell(f"{name}, {READERS} clients", clerk, port, server, READERS, partial(read, path))
            for writers in WRITERS:
                tell(f"save and the form before it, {writers} clients", clerk, port, server, writers, save)


def tell(name: str, clerk: Visitor, port: int, server: int, clients: int, ask: Ask) -> None:
    before = seconds_of_cpu(server)
    done = asked(clerk, port, clients, ask)
    cost = (seconds_of_cpu(server) - before) / done
    click.echo(f"  {name:<42} {done / WINDOW:>5.0f}/s {cost * 1000:>6.1f} ms of CPU each")


def asked(clerk: Visitor, port: int, clients: int, ask: Ask) -> int:
    """How much that many clients get done who ask without a pause."""
    until = time.monotonic() + WINDOW

    def work(client: int) -> int:
        with closing(clerk.at("127.0.0.1", port)) as visitor:
            done = 0
            while time.monotonic() < until:
                ask(visitor, client, done)
                done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(work, range(clients)))


def seconds_of_cpu(server: int) -> float:
    """What the processes of a server that answer requests have taken so far."""
    ticks = 0
    for process in web_processes(server):
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        ticks += sum(int(part) for part in told[11:13])  # its own and the kernel's on its behalf
    return ticks / os.sysconf("SC_CLK_TCK")


def read(path: str, visitor: Visitor, client: int, number: int) -> None:
    answer = visitor.get(path)
    assert answer.status == 200, answer.text


def save(visitor: Visitor, client: int, number: int) -> None:
    """Open the form of a student that is nobody else's, and save it."""
    answer = visitor.fill_in(f"/admin/student/edit/?id={client + 10}", "firstname", city=f"City {time.time_ns()}")
    assert answer.status == 302, answer.text


if __name__ == "__main__":
    main()
