"""Two hosts, one school: who signs in at one works at the other, and when one dies nothing that was said is lost."""

from __future__ import annotations

import re
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPException
from threading import Event

import pytest
from sqlalchemy import select

from admin_app.audit import AuditEntry, Change
from admin_app.database import db
from admin_app.school import Student, Tag
from benchmarks.visitor import Answer, Visitor, form_with

from .conftest import EMAIL, PASSWORD, STUDENTS, Host, Hosts, redis_server

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processes are ended in groups, which Windows has not")

#: What each worker gets confirmed before one host is killed, and after; and the most seconds that may take.
SAVES, PATIENCE = 3, 60


@pytest.fixture
def clerk(hosts: Hosts) -> Iterator[Visitor]:
    """Somebody who has signed in at the first host."""
    with closing(hosts.first.visitor()) as visitor:
        assert visitor.sign_in(EMAIL, PASSWORD).leads_to == "/admin/"
        yield visitor


def test_who_signs_in_at_one_works_at_the_other(hosts: Hosts, clerk: Visitor) -> None:
    with closing(clerk.at("127.0.0.1", hosts.second.port)) as there:
        assert there.fill_in("/admin/tag/new/", "name", name="made at the second").status == 302
        page = clerk.get("/admin/tag/?search=made+at")
        assert "made at the second" in page.text
        form = form_with(clerk.get("/admin/student/edit/?id=1").text, "firstname")  # opened here, sent there
        assert there.post("/admin/student/edit/?id=1", form | {"city": ["Springfield"]}).status == 302
    with hosts.app.app_context():
        assert db.session.get_one(Student, 1).city == "Springfield"


def test_tries_to_sign_in_are_counted_together(hosts: Hosts) -> None:
    visitors = [host.visitor("203.0.113.77") for host in (hosts.first, hosts.second)]
    answers = [visitors[number % 2].sign_in("guessed@school.example", f"wrong {number}") for number in range(11)]
    assert [answer.status for answer in answers] == [200] * 10 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    for visitor in visitors:
        visitor.close()


def applicants(visitor: Visitor) -> int:
    """The figure of the home page."""
    found = re.search(r"<strong>\s*([\d,]+)\s*</strong>\s*(?:<[^>]+>\s*)*Applicant", visitor.get("/admin/").text)
    assert found
    return int(found[1])


def test_figures_are_forgotten_everywhere_when_somebody_writes(hosts: Hosts, clerk: Visitor) -> None:
    with closing(clerk.at("127.0.0.1", hosts.second.port)) as there:
        before = applicants(clerk)
        assert applicants(there) == before
        for number, writer in enumerate((clerk, there), 1):
            typed = {"firstname": "Nova", "lastname": f"Newcomer{number}", "email": f"nova{number}@school.example"}
            assert writer.fill_in("/admin/student/new/", "firstname", **typed).status == 302
            assert [applicants(clerk), applicants(there)] == [before + number] * 2


# --- one host dies ----------------------------------------------------------------------------------------------------


class Worker:
    """Makes tags and saves one student, over and over, at whichever host answers; remembers what was confirmed."""

    def __init__(self, number: int, clerk: Visitor, hosts: list[Host]) -> None:
        self.student = number + 1
        self.visitors = [clerk.at("127.0.0.1", host.port) for host in hosts]
        if number % 2:
            self.visitors.reverse()
        self.cities: list[str] = []
        self.tags: list[str] = []
        self.failed = 0

    def work(self, over: Event) -> None:
        number = 0
        while not over.is_set():
            number += 1
            tag, city = f"tag {self.student}-{number}", f"City {self.student}-{number}"
            if self.done("/admin/tag/new/", "name", name=tag):
                self.tags.append(tag)
            if self.done(f"/admin/student/edit/?id={self.student}", "firstname", city=city):
                self.cities.append(city)
        for visitor in self.visitors:
            visitor.close()

    def done(self, page: str, marker: str, **typed: str) -> bool:
        """Whether a save was answered as done. A host that does not answer is left for the other one."""
        try:
            answer: Answer = self.visitors[0].fill_in(page, marker, **typed)
        except (OSError, HTTPException, LookupError):
            self.failed += 1
            self.visitors.append(self.visitors.pop(0))
            return False
        assert answer.status == 302, answer
        return True


def test_what_was_confirmed_is_kept_when_a_host_is_killed_in_its_midst(hosts: Hosts, clerk: Visitor) -> None:
    workers = [Worker(number, clerk, [hosts.first, hosts.second]) for number in range(STUDENTS)]
    over = Event()
    with ThreadPoolExecutor(STUDENTS) as pool:
        running = [pool.submit(worker.work, over) for worker in workers]
        try:
            wait_for(lambda: all(len(worker.cities) >= SAVES for worker in workers))
            hosts.first.kill()
            at_death = [len(worker.cities) for worker in workers]
            wait_for(
                lambda: all(
                    len(worker.cities) >= count + SAVES for worker, count in zip(workers, at_death, strict=True)
                )
            )
        finally:
            over.set()
        for future in running:
            future.result()

    assert sum(worker.failed for worker in workers) >= STUDENTS / 2  # it was killed while they worked there
    with hosts.app.app_context(), closing(hosts.second.visitor()) as visitor:
        assert visitor.get("/readyz").text == "ready\n"
        assert {tag for worker in workers for tag in worker.tags} <= set(db.session.scalars(select(Tag.name)))
        for worker in workers:
            logged = cities_logged(worker.student)
            assert set(worker.cities) <= set(logged)
            assert db.session.get_one(Student, worker.student).city == logged[-1]
        made = select(AuditEntry.record_label).filter_by(resource="tag", action=Change.INSERT)
        assert set(db.session.scalars(made)) == set(db.session.scalars(select(Tag.name)))


def wait_for(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def cities_logged(student: int) -> list[str]:
    """What the change log says that a student's city became, first to last."""
    entries = select(AuditEntry).filter_by(resource="student", record_id=student, action=Change.UPDATE)
    changes = [entry.changes for entry in db.session.scalars(entries.order_by(AuditEntry.id))]
    return [change["city"][1] for change in changes if "city" in change]


def test_without_a_redis_this_is_skipped_unless_everything_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TEST_REDIS_URL", raising=False)
    monkeypatch.delenv("TEST_EVERYTHING", raising=False)
    with pytest.raises(pytest.skip.Exception, match="set TEST_REDIS_URL to a server"):
        redis_server()
    monkeypatch.setenv("TEST_EVERYTHING", "1")
    with pytest.raises(pytest.fail.Exception, match="set TEST_REDIS_URL to a server"):
        redis_server()
