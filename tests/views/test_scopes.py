"""Whose records somebody sees: a teacher's sections, a nurse's medical notes, everybody's own saved views."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from admin_app.audit import AuditEntry
from admin_app.database import db

from .conftest import Standing
from .little_school import ROLES, LittleSchool
from .reading import counted, exported, listed

TEACHERS = ("student", "section", "enrollment", "posted_grade", "attendance_mark", "register_taken", "note")
PERSONAL = ("saved_view", "job")
#: (role, list) of everything that a role sees a part of.
PARTS = [
    *(("teacher", resource) for resource in TEACHERS),
    *((role, resource) for role in ROLES if role != "administrator" for resource in PERSONAL),
    ("nurse", "note"),
    ("registrar", "user"),
    ("registrar", "audit_entry"),
]


def theirs(school: LittleSchool, role: str, resource: str) -> set[int]:
    """The ids of what the role should see of a list."""
    classmates: dict[str, list[Any]] = {
        "student": [school.classmate],
        "enrollment": list(school.classmate.enrollments),
    }
    more = classmates.get(resource, []) if role == "teacher" else []
    if resource == "audit_entry":  # signing in is logged, and reading some of the lists
        more = list(db.session.scalars(select(AuditEntry).where(AuditEntry.user_id == school.users[role].id)))
    if role == "viewer" and resource in PERSONAL:  # the school's own example of these is the viewer's as well
        more = [school.own[resource]]
    return {school.of(role, resource).id, *(record.id for record in more)}


@pytest.mark.parametrize(("role", "resource"), PARTS)
def test_a_list_its_count_and_its_search_show_ones_own(standing: Standing, role: str, resource: str) -> None:
    browser, school = standing.browser(role), standing.school
    own = theirs(school, role, resource)
    page = browser.get(f"/admin/{resource}/")
    assert listed(page) == own
    assert counted(page) == len(own)
    foreign = school.not_of(resource).id
    assert foreign not in own
    for sort in ("sort=id", "sort=id&desc=1", "page_size=100", "page=1"):
        assert foreign not in listed(browser.get(f"/admin/{resource}/?{sort}"))


@pytest.mark.parametrize("resource", ["enrollment", "posted_grade", "attendance_mark", "note"])
def test_a_filter_by_somebody_elses_student_finds_nothing(standing: Standing, resource: str) -> None:
    browser = standing.browser("teacher")
    mine, foreign = standing.school.own["student"].id, standing.school.other["student"].id
    assert len(listed(browser.get(f"/admin/{resource}/?flt0_student_id_is={mine}"))) == 1
    assert listed(browser.get(f"/admin/{resource}/?flt0_student_id_is={foreign}")) == set()


@pytest.mark.parametrize("search", ["Pupilfar", "N-far", "far-pupil", "far-sphone"])
def test_a_search_finds_ones_own_students_only(standing: Standing, search: str) -> None:
    assert listed(standing.browser("registrar").get(f"/admin/student/?search={search}")) == {
        standing.school.other["student"].id
    }
    assert listed(standing.browser("teacher").get(f"/admin/student/?search={search}")) == set()


def test_an_export_has_ones_own_students_only(standing: Standing) -> None:
    rows = exported(standing.browser("teacher").get("/admin/student/export/csv/"))
    assert {row["Last name"] for row in rows} == {standing.school.own["student"].lastname, "Classmate"}
    everything = exported(standing.browser("registrar").get("/admin/student/export/csv/"))
    assert len(everything) == 4


@pytest.mark.parametrize("screen", ["attendance_mark", "posted_grade", "note"])
def test_a_lookup_offers_ones_own_students(standing: Standing, screen: str) -> None:
    browser, school = standing.browser("teacher"), standing.school
    offered = browser.get(f"/admin/{screen}/ajax/lookup/?name=student").get_json()
    assert {id_ for id_, _ in offered} == {school.own["student"].id, school.classmate.id}
    assert browser.get(f"/admin/{screen}/ajax/lookup/?name=student&query=Pupilfar").get_json() == []


@pytest.mark.parametrize("screen", ["attendance_mark", "posted_grade", "register_taken"])
def test_a_lookup_offers_ones_own_sections(standing: Standing, screen: str) -> None:
    offered = standing.browser("teacher").get(f"/admin/{screen}/ajax/lookup/?name=section").get_json()
    assert [id_ for id_, _ in offered] == [standing.school.own["section"].id]


def test_a_teacher_meets_nobody_elses_student_on_any_page(standing: Standing) -> None:
    browser, school = standing.browser("teacher"), standing.school
    for resource, record in school.own.items():
        for page in ("", f"details/?id={record.id}", f"edit/?id={record.id}"):
            answer = browser.get(f"/admin/{resource}/{page}")
            assert "Pupilfar" not in answer.text, f"{resource}/{page}"
    tag = school.other["tag"].id
    assert "Pupilfar" not in browser.get(f"/admin/tag/details/?id={tag}").text
