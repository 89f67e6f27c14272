"""The life of a record on every screen: created, read, edited, deleted, brought back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from admin_app.admin.access import screens
from admin_app.audit import OF_RECORDS, AuditEntry
from admin_app.database import db
from tests.client import Browser

from .access_table import powers, resources
from .conftest import Standing, anywhere
from .deleting import remove
from .filled_forms import CHANGES, new_records
from .little_school import ROLES
from .reading import complaints, listed

CREATED = [resource for resource in resources() if "n" in powers("administrator", resource)[0]]
EDITED = [(role, resource) for role in ROLES for resource in resources() if "e" in powers(role, resource)[0]]


def values(record: Any) -> dict[str, Any]:
    """Every column of a record, and the ids behind its relations to many."""
    mapper = inspect(type(record))
    columns = {attribute.key: getattr(record, attribute.key) for attribute in mapper.column_attrs}
    many = {name: sorted(other.id for other in getattr(record, name)) for name in many_of(mapper)}
    return columns | many


def many_of(mapper: Any) -> list[str]:
    return [name for name, relation in mapper.relationships.items() if relation.secondary is not None]


def entries() -> int:
    """How many changes the change log has."""
    return db.session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.action.in_(OF_RECORDS))) or 0


def newest(resource: str) -> Any:
    model = screens()[resource].model
    return db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()


@pytest.mark.parametrize("resource", CREATED)
def test_the_life_of_a_record(standing: Standing, resource: str) -> None:
    """The record made here is deleted here, so that the next test finds the school as it was."""
    browser, typed = standing.browser("administrator"), new_records(standing.school)[resource]
    before = listed(browser.get(f"/admin/{resource}/?page_size=100"))
    assert create(browser, resource, typed).location == f"/admin/{resource}/"
    record = newest(resource)
    assert listed(browser.get(f"/admin/{resource}/?page_size=100")) == before | {record.id}
    for name, value in typed.items():
        if name in values(record) and not isinstance(value, list):
            assert as_typed(getattr(record, name)) == str(value)
    assert str(record) in browser.get(f"/admin/{resource}/details/?id={record.id}").text.replace("&#39;", "'")
    edit(browser, resource, record)
    remove(browser, resource, record.id)
    assert listed(browser.get(f"/admin/{resource}/?page_size=100")) == before


def as_typed(value: Any) -> str:
    """A value as somebody types it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    return value.isoformat() if isinstance(value, date) else str(getattr(value, "value", value))


def create(browser: Browser, resource: str, typed: dict[str, Any]) -> Any:
    """Create the record, after trying with an empty form."""
    page = f"/admin/{resource}/new/"
    refused = browser.post_form(page, dict.fromkeys(typed, ""))
    assert refused.status_code == 200
    assert complaints(refused), "an empty form is refused without a word"
    return browser.post_form(page, typed)


def edit(browser: Browser, resource: str, record: Any) -> None:
    """Change one field."""
    field, value = CHANGES[resource]
    version = record.version
    answer = browser.post_form(f"/admin/{resource}/edit/?id={record.id}", {field: value})
    assert answer.status_code == 302, complaints(answer)
    assert as_typed(getattr(record, field)) == value
    assert record.version == version + 1


@pytest.mark.parametrize(("role", "resource"), EDITED)
def test_a_form_sent_as_it_came_changes_nothing(standing: Standing, role: str, resource: str) -> None:
    """What the role cannot see is kept, too, and the change log stays silent."""
    browser, record = standing.browser(role), standing.school.of(role, resource)
    before, log = values(record), entries()
    answer = browser.post_form(f"/admin/{resource}/edit/?id={record.id}")
    assert answer.status_code == 302, complaints(answer)
    assert values(record) == before
    assert entries() == log


@anywhere
@pytest.mark.parametrize("resource", [name for name in resources() if "e" in powers("administrator", name)[0]])
def test_what_is_not_in_the_form_cannot_be_set(standing: Standing, resource: str) -> None:
    """Every column that the form does not have, and every relation, is sent along."""
    browser, record = standing.browser("administrator"), standing.school.own[resource]
    page, screen = f"/admin/{resource}/edit/?id={record.id}", screens()[resource]
    mapper = inspect(screen.model)
    names = {*mapper.columns.keys(), *mapper.relationships.keys()} - set(screen.form_columns)
    sly = dict.fromkeys(names, "7")
    sly |= {"id": "4711", "version": "99", "created_at": "2001-01-01", "deleted_at": "2001-01-01", "is_admin": "1"}
    before = values(record)
    answer = browser.post_form(page, sly)
    assert answer.status_code == 302, complaints(answer)
    assert values(record) == before


@anywhere
@pytest.mark.parametrize("resource", CREATED)
def test_what_is_not_in_the_form_cannot_be_set_from_the_start(standing: Standing, resource: str) -> None:
    browser, typed = standing.browser("administrator"), new_records(standing.school)[resource]
    sly = {"id": "4711", "version": "99", "created_at": "2001-01-01", "deleted_at": "2001-01-01"}
    sly |= {"password": "x", "fs_uniquifier": "x", "transfer_key": "x", "custom_fields": "x", "sourced_id": "x"}
    answer = browser.post_form(f"/admin/{resource}/new/", {**typed, **sly})
    assert answer.status_code == 302, complaints(answer)
    record = newest(resource)
    assert record.id != 4711
    assert record.version < 99
    assert record.deleted_at is None
    assert record.created_at.year > 2001
    assert [name for name in sly if getattr(record, name, None) == "x"] == []
    remove(browser, resource, record.id)
