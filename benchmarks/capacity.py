"""How many pages and saves a second a server makes: `python -m benchmarks.capacity DATABASE_URL`, on an empty database.

Fills the database with a school and serves it with one process and with several, to clients that ask without a pause.
The clients take their share of the same processors.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

import click

from .idle import EMAIL, PASSWORD, fill, in_service, serving
from .visitor import Visitor

READERS = 8
WRITERS = (1, 2, 4)
#: Seconds of one measurement.
WINDOW = 5.0
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
        with serving(environment, count) as (port, _), closing(Visitor("127.0.0.1", port)) as clerk:
            clerk.sign_in(EMAIL, PASSWORD)
            rates = {name: per_second(clerk, port, READERS, partial(read, path)) for name, path in PAGES.items()}
            rates |= {f"{writers} saving": per_second(clerk, port, writers, save) for writers in WRITERS}
        click.echo(f"{count} processes: " + ", ".join(f"{name} {rate:.0f}/s" for name, rate in rates.items()))


def per_second(clerk: Visitor, port: int, clients: int, ask: Callable[[Visitor, int, int], None]) -> float:
    """What that many clients get done each second, asking without a pause."""
    until = time.monotonic() + WINDOW

    def work(client: int) -> int:
        with closing(clerk.at("127.0.0.1", port)) as visitor:
            done = 0
            while time.monotonic() < until:
                ask(visitor, client, done)
                done += 1
        return done

    with ThreadPoolExecutor(clients) as pool:
        return sum(pool.map(work, range(clients))) / WINDOW


def read(path: str, visitor: Visitor, client: int, number: int) -> None:
    answer = visitor.get(path)
    assert answer.status == 200, answer.text


def save(visitor: Visitor, client: int, number: int) -> None:
    """Open the form of a student that is nobody else's, and save it."""
    answer = visitor.fill_in(f"/admin/student/edit/?id={client + 10}", "firstname", city=f"City {time.time_ns()}")
    assert answer.status == 302, answer.text


if __name__ == "__main__":
    main()
