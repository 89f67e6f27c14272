"""Everything that an administrator's browser sends to write something, and a look at whether anything was written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from admin_app.audit import OF_RECORDS, AuditEntry
from admin_app.database import db
from tests.client import Value

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
    """What an administrator's browser sends to save something, and the letter that it takes at the screen."""

    resource: str
    letter: str
    address: str
    typed: dict[str, Value]


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
            yield Write(resource, "d", f"/admin/{resource}/delete/", {"id": identity})
            yield Write(resource, "d", f"/admin/{resource}/restore/", {"id": identity})
            yield Write(resource, "d", f"/admin/{resource}/action/", {"action": "delete", "rowid": identity})
        yield Write(
            resource, "?", f"/admin/{resource}/ajax/update/", {"list_form_pk": identity, "name": "x", "value": "x"}
        )


def many_writes(school: LittleSchool) -> Iterator[Write]:
    """A cell of a list, and the steps towards many records at once; what is confirmed there is sealed for one user."""
    student, tag = school.own["student"].id, school.own["tag"].id
    yield Write("student", "e", f"/admin/student/ajax/cell/?id={student}&name=city", {"city": "Elsewhere"})
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
        yield Write("verb", verb, f"/admin/student/verb/{verb}/?id={school.own['student'].id}", typed)
