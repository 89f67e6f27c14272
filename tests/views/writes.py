"""Everything that an administrator's browser sends to write something, and a look at whether anything was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from admin_app.audit import OF_RECORDS, AuditEntry
from admin_app.database import db
from tests.client import Browser, Value
from tests.html import check_page

from .access_table import VERBS, cells, powers, resources
from .conftest import Standing
from .filled_forms import CHANGES, new_records
from .little_school import FREE_DAY, LittleSchool


def contents() -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of every table, but for what the change log says of those who only looked."""
    changes = AuditEntry.action.in_(OF_RECORDS)
    with db.engine.connect() as connection:
        return {
            table.name: Counter(
                tuple(map(str, row))
                for row in connection.execute(
                    select(table).where(changes) if table is AuditEntry.__table__ else select(table)
                )
            )
            for table in db.metadata.sorted_tables
        }


@dataclass(frozen=True)
class Write:
    """What an administrator's browser sends to save something, and the letter that it takes at the screen.

    `asked_at` is the page with the form for it, where what that page says was seen has to come along.
    """

    resource: str
    letter: str
    address: str
    typed: dict[str, Value]
    asked_at: str = ""

    def sent_by(self, browser: Browser) -> dict[str, Value]:
        """What is typed, and what the page shows just before."""
        return self.typed | (seen(browser, self.asked_at) if self.asked_at else {})


def seen(browser: Browser, page: str) -> dict[str, Value]:
    """What the form of a page says of the record that it was drawn for; nothing where there is no such form."""
    answer = browser.get(page)
    if answer.status_code != 200:
        return {}
    markup = answer.json["form"] if answer.is_json else answer.text  # a cell comes to a script
    field = check_page(markup).find(".//input[@name='seen_version']")
    return {} if field is None else {"seen_version": field.get("value", "")}


def all_writes(standing: Standing) -> list[Write]:
    """Every write that there is, but for signing in and out."""
    return [*screen_writes(standing), *many_writes(standing.school), *verb_writes(standing)]


def screen_writes(standing: Standing) -> Iterator[Write]:
    browser, school = standing.browser("administrator"), standing.school
    typed = new_records(school)
    for resource in resources():
        held, _ = powers("administrator", resource)
        identity = school.own[resource].id
        if "n" in held:
            yield Write(resource, "n", f"/admin/{resource}/new/", typed[resource])
        if "e" in held:
            page = f"/admin/{resource}/edit/?id={identity}"
            field, value = CHANGES[resource]
            yield Write(resource, "e", page, {**browser.form_at(page).values, field: value})
        if "d" in held:
            asked_at = f"/admin/{resource}/delete/confirm/?id={identity}"
            yield Write(resource, "d", f"/admin/{resource}/delete/", {"id": identity}, asked_at)
            yield Write(resource, "d", f"/admin/{resource}/restore/", {"id": identity})
            yield Write(resource, "d", f"/admin/{resource}/action/", {"action": "delete", "rowid": identity})
        yield Write(
            resource, "?", f"/admin/{resource}/ajax/update/", {"list_form_pk": identity, "name": "x", "value": "x"}
        )


def many_writes(school: LittleSchool) -> Iterator[Write]:
    """A cell of a list, and the steps towards many records at once; what is confirmed there is sealed for one user."""
    student, tag = school.own["student"].id, school.own["tag"].id
    cell = f"/admin/student/ajax/cell/?id={student}&name=city"
    yield Write("student", "e", cell, {"city": "Elsewhere"}, cell)
    for deed, letter in (("edit", "e"), ("tag", "e"), ("delete", "d")):
        typed: dict[str, Value] = {"rowid": student, "action": deed, "tag": tag, "change": "city", "city": "Elsewhere"}
        yield Write("student", letter, "/admin/student/many/", typed)
        yield Write("student", letter, f"/admin/student/many/{deed}/preview/", typed)
        yield Write("student", letter, f"/admin/student/many/{deed}/confirm/", {"plan": "none"})


def verb_writes(standing: Standing) -> Iterator[Write]:
    """Every verb, with something for each field that any of them has."""
    school, day = standing.school, FREE_DAY.isoformat()
    typed: dict[str, Value] = {"code": "transferred", "amount": "5.00", "method": "cash", "taker": school.classmate.id}
    typed |= {name: school.own[name].id for name in ("school", "academic_year", "grade_level", "section", "fee_item")}
    typed |= dict.fromkeys(("entered_on", "exited_on", "starts_on", "ends_on", "due_on", "paid_on"), day)
    for verb, *_ in cells(VERBS)[1]:
        page = f"/admin/student/verb/{verb}/?id={school.own['student'].id}"
        yield Write("verb", verb, page, typed, page)
