"""The permission table, against the role table of the design written out by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from flask_login import AnonymousUserMixin

import admin_app.audit
import admin_app.school
from admin_app.accounts import RESOURCES, Action, RoleName, User, may, may_read_field, may_write_field, scopes
from admin_app.accounts.permissions import FIELDS, GRANTS, ONLY, RECORDS, read_table
from admin_app.database import db

STRUCTURE = {"school", "academic_year", "term", "grade_level", "department", "room", "course", "section"}
CALENDAR = {"school", "academic_year", "term", "grade_level"}
ROSTER = {"student", "guardian", "student_guardian", "household", "admission", "enrollment"}
ATTENDANCE = {"attendance_code", "attendance_mark", "register_taken"}
FEES = {"fee_item", "charge", "payment"}
PAGES = {"dashboard", "search"}
#: What is done with records of other lines.
DEEDS = {"erasure"}
KEPT = {"saved_view", "job", "tag"} | PAGES
ACCOUNTS = {"user", "role"}
OFFICE = {"staff", "posted_grade", "document", "document_file", "disclosure", "note", "medical_alert", "audit_entry"}

READS = {
    RoleName.ADMINISTRATOR: ROSTER | STRUCTURE | ATTENDANCE | FEES | OFFICE | ACCOUNTS | DEEDS | KEPT,
    RoleName.REGISTRAR: ROSTER | STRUCTURE | ATTENDANCE | OFFICE | {"user"} | KEPT,
    RoleName.TEACHER: STRUCTURE | ATTENDANCE | {"student", "enrollment", "posted_grade", "note"} | KEPT,
    RoleName.BURSAR: CALENDAR | FEES | {"student", "guardian", "student_guardian"} | KEPT,
    RoleName.NURSE: CALENDAR | {"student", "guardian", "student_guardian", "medical_alert", "note"} | KEPT,
    RoleName.VIEWER: STRUCTURE | {"student", "guardian", "student_guardian", "enrollment"} | KEPT,
}
WRITES = {
    RoleName.ADMINISTRATOR: READS[RoleName.ADMINISTRATOR] - PAGES - {"audit_entry", "job", "document_file"},
    RoleName.REGISTRAR: ROSTER | STRUCTURE | ATTENDANCE | {"disclosure", "document", "note", "tag", "saved_view"},
    RoleName.TEACHER: {"attendance_mark", "register_taken", "posted_grade", "note", "saved_view"},
    RoleName.BURSAR: FEES | {"saved_view"},
    RoleName.NURSE: {"medical_alert", "note", "saved_view"},
    RoleName.VIEWER: {"saved_view"},
}
#: What is narrowed to some rows; all else is every row or none.
NARROWED = {
    RoleName.ADMINISTRATOR: {},
    RoleName.REGISTRAR: dict.fromkeys(["user", "audit_entry", "saved_view", "job"], "own"),
    RoleName.TEACHER: dict.fromkeys(
        [
            *("student", "section", "enrollment", "attendance_mark", "register_taken", "posted_grade", "note"),
            *("saved_view", "job"),
        ],
        "own",
    ),
    RoleName.BURSAR: dict.fromkeys(["saved_view", "job"], "own"),
    RoleName.NURSE: dict.fromkeys(["saved_view", "job"], "own") | {"note": "medical"},
    RoleName.VIEWER: dict.fromkeys(["saved_view", "job"], "own"),
}
WRITING = (Action.CREATE, Action.EDIT, Action.DELETE)


@dataclass
class Person:
    """Somebody with roles, without a database."""

    role_names: frozenset[RoleName] = frozenset()
    is_active: bool = True
    is_authenticated: bool = True


def with_roles(*roles: RoleName) -> Person:
    return Person(frozenset(roles))


@pytest.mark.parametrize("role", RoleName)
def test_each_role_reads_what_the_design_says(role: RoleName) -> None:
    assert {name for name in RESOURCES if may(with_roles(role), name, Action.READ)} == READS[role]


@pytest.mark.parametrize("role", RoleName)
def test_each_role_writes_what_the_design_says(role: RoleName) -> None:
    written = {name for name in RESOURCES for action in WRITING if may(with_roles(role), name, action)}
    assert written == WRITES[role]


@pytest.mark.parametrize("role", RoleName)
def test_rows_are_narrowed_as_the_design_says(role: RoleName) -> None:
    found = {
        (name, scope)
        for name in RESOURCES
        for action in Action
        for scope in scopes(with_roles(role), name, action)
        if scope != "all"
    }
    assert found == set(NARROWED[role].items())


def test_nobody_deletes_what_has_been_confirmed() -> None:
    """A teacher's marks and grades are corrected, not removed; the change log and jobs are never written by hand."""
    assert not may(with_roles(RoleName.TEACHER), "posted_grade", Action.DELETE)
    assert not may(with_roles(RoleName.TEACHER), "attendance_mark", Action.DELETE)
    everybody = with_roles(*RoleName)
    assert {action for action in Action if may(everybody, "audit_entry", action)} == {Action.READ, Action.EXPORT}
    assert {action for action in Action if may(everybody, "job", action)} == {Action.READ}


def test_every_power_includes_reading() -> None:
    assert all((role, resource, Action.READ) in GRANTS for role, resource, _ in GRANTS)


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize(
    "person",
    [None, AnonymousUserMixin(), Person(), Person(frozenset(RoleName), is_active=False)],
    ids=["nobody", "anonymous", "without a role", "disabled"],
)
def test_closed_by_default(person: Person | None, action: Action) -> None:
    for name in (*RESOURCES, "invented"):
        assert scopes(person, name, action) == frozenset()
        assert not may_read_field(person, name, "id")
        assert not may_write_field(person, name, "firstname")


@pytest.mark.parametrize("action", Action)
def test_what_the_table_does_not_name_is_denied_to_all(action: Action) -> None:
    assert not may(with_roles(*RoleName), "invented", action)
    assert not may_read_field(with_roles(*RoleName), "invented", "id")


def test_several_roles_add_up() -> None:
    assert scopes(with_roles(RoleName.TEACHER, RoleName.NURSE), "note", Action.EDIT) == {"own", "medical"}
    assert scopes(with_roles(RoleName.TEACHER, RoleName.REGISTRAR), "note", Action.EDIT) == {"all"}
    assert may_read_field(with_roles(RoleName.VIEWER, RoleName.BURSAR), "guardian", "phone")


@pytest.mark.parametrize(
    ("resource", "field", "readers", "writers"),
    [
        ("student_guardian", "restriction", "administrator registrar", "administrator registrar"),
        ("student_guardian", "legal_guardian", "administrator registrar", "administrator registrar"),
        ("student_guardian", "may_collect", "administrator registrar nurse", "administrator registrar"),
        ("student_guardian", "relation", "administrator registrar bursar nurse viewer", "administrator registrar"),
        (
            "student",
            "directory_opt_out",
            "administrator registrar teacher bursar nurse viewer",
            "administrator registrar",
        ),
        ("student", "has_medical_alert", "administrator registrar teacher bursar nurse viewer", ""),
        ("student", "medical_alerts", "administrator registrar nurse", ""),
        ("student", "charges", "administrator bursar", ""),
        ("student", "payments", "administrator bursar", ""),
        ("student", "posted_grades", "administrator registrar", ""),
        ("student", "lastname", "administrator registrar teacher bursar nurse viewer", "administrator registrar"),
        ("student", "address", "administrator registrar teacher bursar nurse", "administrator registrar"),
        ("student", "date_of_birth", "administrator registrar teacher bursar nurse", "administrator registrar"),
        ("student", "custom_fields", "administrator registrar teacher bursar nurse", "administrator registrar"),
        ("student", "email", "administrator registrar teacher bursar nurse", "administrator registrar"),
        ("guardian", "lastname", "administrator registrar bursar nurse viewer", "administrator registrar"),
        ("guardian", "phone", "administrator registrar bursar nurse", "administrator registrar"),
        ("guardian", "email", "administrator registrar bursar nurse", "administrator registrar"),
        ("medical_alert", "instructions", "administrator registrar nurse", "administrator nurse"),
        ("note", "body", "administrator registrar teacher nurse", "administrator registrar teacher nurse"),
        ("charge", "amount", "administrator bursar", "administrator bursar"),
        ("staff", "user", "administrator registrar", "administrator"),
        ("user", "email", "administrator registrar", "administrator"),
        ("user", "roles", "administrator registrar", "administrator"),
        ("user", "password", "", ""),
        ("user", "fs_uniquifier", "", ""),
        ("role", "name", "administrator", ""),
    ],
)
def test_fields(resource: str, field: str, readers: str, writers: str) -> None:
    people = {role: with_roles(role) for role in RoleName}
    assert {role for role, who in people.items() if may_read_field(who, resource, field)} == set(readers.split())
    assert {role for role, who in people.items() if may_write_field(who, resource, field)} == set(writers.split())


@pytest.mark.parametrize("field", ["id", "version", "created_at", "updated_at", "deleted_at"])
def test_nobody_writes_by_hand_what_the_database_keeps(field: str) -> None:
    assert not any(may_write_field(with_roles(*RoleName), name, field) for name in RESOURCES)


def test_the_tables_are_well_formed() -> None:
    """Each line has a cell for each role and stands there once, and each field belongs to a line."""
    for text in (RECORDS, FIELDS):
        lines = [line.split()[0] for line in text.splitlines()[2:] if line.strip()]
        assert list(read_table(text)) == lines
    assert {name.partition(".")[0] for name in read_table(FIELDS)} <= set(RESOURCES)
    assert {resource for _, resource in ONLY} <= set(RESOURCES)


def test_the_fields_of_the_table_exist() -> None:
    models = {mapper.local_table.name: mapper.class_ for mapper in db.Model.registry.mappers}
    named = {tuple(name.split(".")) for name in read_table(FIELDS)}
    named |= {(resource, field) for (_, resource), fields in ONLY.items() for field in fields.split()}
    shown_only = {("student", "balance")}  # a figure that screens work out, not a column
    assert {(resource, field) for resource, field in named if not hasattr(models[resource], field)} == shown_only


def test_every_model_has_a_line() -> None:
    models = {model.__tablename__ for model in admin_app.school.MODELS}
    models |= {mapper.local_table.name for mapper in db.Model.registry.mappers}
    assert models ^ set(RESOURCES) == PAGES | DEEDS
    assert admin_app.audit.AuditEntry.__tablename__ in RESOURCES


def test_a_user_in_the_trash_may_nothing() -> None:
    user = User(email="gone@school.example", password="*", active=True, deleted_at=datetime.now(UTC))
    assert not user.is_active
    assert not may(user, "dashboard", Action.READ)


def test_no_role_name_is_left_out_of_the_written_table() -> None:
    assert set(READS) == set(WRITES) == set(NARROWED) == set(RoleName)
