"""A hundred guesses at a password, through all processes of a service and through those that come after them."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

from flask import Flask

from .service import EMAIL, PASSWORD, Service
from .writers import wait_until

GUESSES, PEOPLE = 100, 4
#: Ten a minute are heard, and what is tried here may lie in three of them.
MOST = 3 * 10


def guess(service: Service, count: int) -> Counter[int]:
    """The statuses of wrong passwords, each from a browser of its own."""
    answers = Counter[int]()
    for number in range(count):
        visitor = service.visitor()
        answers[visitor.sign_in(EMAIL, f"wrong horse battery {number}").status] += 1
        visitor.close()
    return answers


def test_a_hundred_guesses_are_counted_by_all_processes_and_by_those_that_come_after(
    school: Flask, service: Service
) -> None:
    with ThreadPoolExecutor(PEOPLE) as people:
        tried = [people.submit(guess, service, GUESSES // PEOPLE) for _ in range(PEOPLE)]
        answers = sum((each.result() for each in tried), Counter[int]())
    assert answers.keys() == {200, 429}
    assert answers[200] <= MOST
    before = service.processes()
    assert len(before) > 1
    for process in before:
        service.kill(process)
    wait_until(lambda: len(set(service.processes()) - set(before)) == len(before), "nobody took their place")
    assert guess(service, MOST + 5)[429] >= 5
    with closing(service.visitor()) as visitor:
        assert visitor.sign_in(EMAIL, PASSWORD).status in {302, 429}
