"""People who save, over and over, and remember what was answered."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPException
from threading import Event
from time import monotonic, sleep

from benchmarks.visitor import Answer, Visitor, form_with

from .service import Service, token

#: The most seconds that anything here may take.
PATIENCE = 300


class Writer:
    """Saves until it is over. `answers` are the statuses that came; none came where a process was killed."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.answers: list[int] = []
        self.unanswered = 0
        self.confirmed: list[str] = []

    def work(self, over: Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            try:
                self.save(number)
            except (OSError, HTTPException):
                self.unanswered += 1
                self.visitor.close()
                sleep(0.02)
        self.visitor.close()

    def save(self, number: int) -> None:
        raise NotImplementedError

    def seen(self, answer: Answer) -> Answer:
        self.answers.append(answer.status)
        return answer


class FormWriter(Writer):
    """Gives a student other cities, and makes tags."""

    def __init__(self, visitor: Visitor, student: int) -> None:
        super().__init__(visitor)
        self.student = student
        self.tags: list[str] = []

    def save(self, number: int) -> None:
        city, tag = f"City {self.student}-{number}", f"tag {self.student}-{number}"
        if self.filled_in(f"/admin/student/edit/?id={self.student}", "firstname", city=city):
            self.confirmed.append(city)
        if self.filled_in("/admin/tag/new/", "name", name=tag):
            self.tags.append(tag)

    def filled_in(self, page: str, marker: str, **typed: str) -> bool:
        shown = self.seen(self.visitor.get(page))
        if shown.status != 200:
            return False
        form = form_with(shown.text, marker)
        answer = self.seen(self.visitor.post(page, form | {name: [value] for name, value in typed.items()}))
        return answer.status == 302


class ManyWriter(Writer):
    """Gives several students the same city, all at once."""

    def __init__(self, visitor: Visitor, students: Sequence[int]) -> None:
        super().__init__(visitor)
        self.students = students

    def save(self, number: int) -> None:
        city = f"Town {self.students[0]}-{number}"
        chosen = {"rowid": [",".join(map(str, self.students))], "change": ["city"], "city": [city]}
        sealed = {"csrf_token": [token(self.visitor)]}
        shown = self.seen(self.visitor.post("/admin/student/many/edit/preview/", chosen | sealed))
        if shown.status == 200:
            plan = {"plan": form_with(shown.text, "plan")["plan"]}
            if self.seen(self.visitor.post("/admin/student/many/edit/confirm/", plan | sealed)).status == 302:
                self.confirmed.append(city)


@contextmanager
def at_work(writers: Sequence[Writer]) -> Iterator[None]:
    """All of them, as long as this lasts."""
    over = Event()
    with ThreadPoolExecutor(len(writers)) as people:
        working = [people.submit(writer.work, over) for writer in writers]
        try:
            yield
        finally:
            over.set()
        for each in working:
            each.result()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    deadline = monotonic() + PATIENCE
    while not condition():
        assert monotonic() < deadline, what
        sleep(0.01)


def kill_now_and_then(service: Service, times: int, done: Callable[[], int], what: str) -> None:
    """End a process of the service at any point of what it does, each time after something more was done."""
    for _ in range(times):
        enough = done() + 1
        wait_until(lambda: done() > enough, what)  # noqa: B023  # within this turn
        sleep(random.uniform(0, 0.1))  # noqa: S311
        service.kill(random.choice(service.processes()))  # noqa: S311
