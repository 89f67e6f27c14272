"""Every page in a language that marks each text: what is read there and is neither marked nor data was forgotten."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from xml.etree.ElementTree import Element

import pytest
from flask import Flask
from sqlalchemy import select

from admin_app.admin import access
from admin_app.audit import AuditEntry
from admin_app.database import db
from admin_app.school.photos import LARGEST_UPLOAD
from tests.client import Browser
from tests.html import check_page
from tests.pictures import picture
from tests.views.little_school import LittleSchool

from .conftest import Reader
from .pseudo import MARKED, WITH_MADE_ONES

#: Who sees everything, and who sees pages of their own; the others see less of the same.
ROLES = ("administrator", "teacher", "viewer")
#: Attributes that people read or hear.
READ = ("aria-label", "placeholder", "title", "alt", "data-label", "data-said", "data-title")
#: What has no other language: keys and passwords, what is for programs, and the choices that are in themselves.
NOT_READ = frozenset({"kbd", "code", "script", "style", "template"})
SAME_EVERYWHERE = (
    "Homeroom",
    "xyzzy",  # typed into a search
    *(language.name for language in WITH_MADE_ONES.values()),
)
#: Dates, which `test_formats` looks at; numbers of records; and what the change log keeps, by the names of columns.
FORMATTED = re.compile(
    r"((Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{1,4}(, \d{4})?|#\d+"
)

anywhere = pytest.mark.parametrize("engine_name", ["sqlite"])


def outside_of_marks(texts: Iterable[str]) -> Iterator[str]:
    """What of texts that follow each other stands in no mark; marks are within marks, and go on over markup."""
    depth = 0
    for text in texts:
        found = []
        for character in text:
            depth += (character == "⟦") - (character == "⟧")
            found.append(character if depth == 0 and character != "⟧" else "\0")
        yield re.sub("\0+", " \0 ", "".join(found))


def attributes(page: Element) -> Iterator[str]:
    """Each attribute of a page that people read or hear."""
    for element in page.iter():
        for name in READ:
            yield from outside_of_marks([element.get(name, "")])


def read_texts(element: Element) -> Iterator[str]:
    """The texts of a page, in their order."""
    if element.tag not in NOT_READ and element.get("class") != "portrait":  # initials
        yield element.text or ""
        for child in element:
            yield from read_texts(child)
            yield child.tail or ""


def data() -> list[str]:
    """Every value in the database as text, and what its records are called; the longest first."""
    values: set[str] = set(SAME_EVERYWHERE)
    for mapper in db.Model.registry.mappers:
        for record in db.session.scalars(select(mapper.class_)).unique():
            values.add(str(record))
            values |= {str(getattr(record, name)) for name in mapper.column_attrs.keys()}  # noqa: SIM118  # no dict
    for changes in db.session.scalars(select(AuditEntry.changes)):
        values |= {f"{column}: {change}" for column, change in changes.items()}  # as the page of an entry has them
    # Values of one letter would take single letters out of forgotten words.
    return sorted((value for value in values if len(value) > 1), key=len, reverse=True)


def forgotten(page: str, known: list[str], seen: dict[str, bool]) -> set[str]:
    """The texts of a page that are neither marked nor data."""
    whole = page.replace("<wbr>", "")  # an address that may be broken is one text
    tree, found = check_page(whole), set()
    for text in (*attributes(tree), *outside_of_marks(read_texts(tree))):
        if text not in seen:
            seen[text] = is_forgotten(text, known)
        if seen[text]:
            found.add(" ".join(text.split()))
    return found


def is_forgotten(text: str, known: list[str]) -> bool:
    """Whether words are left when what is data is taken out."""
    rest = FORMATTED.sub("", text)
    for value in known:
        if not any(map(str.isalpha, rest)):
            return False
        rest = rest.replace(value, "\0")
    return any(len(word) > 1 for word in re.findall(r"[^\W\d_]+", rest))


def pages(school: LittleSchool) -> Iterator[str]:
    """Every kind of page of every screen, and those that belong to none."""
    yield from ("/admin/", "/admin/search/", "/admin/search/?q=xyzzy", "/admin/search/?q=Sam", "/admin/nowhere/")
    for table, screen in access.screens().items():
        yield from (f"/admin/{table}/{rest}" for rest in ("", "new/", "views/", "export/job/", "new/?dialog=1"))
        yield from (f"/admin/{table}/{rest}" for rest in ("?search=xyzzy", "?trash=1", "?page=3"))
        record = school.own.get(table)
        if record is None:
            continue
        yield from (f"/admin/{table}/{rest}/?id={record.id}" for rest in ("details", "edit", "delete/confirm"))
        yield from (f"/admin/{table}/details/?id={record.id}&tab={tab.key}" for tab in screen.page_tabs)
        yield from (f"/admin/{table}/verb/{verb.name}/?id={record.id}" for verb in screen.verbs)


def test_marks_are_told_from_what_is_outside() -> None:
    assert [text.split() for text in outside_of_marks(["⟦New ⟦student", "⟧⟧ of Sam"])] == [["\0"], ["\0", "of", "Sam"]]
    assert is_forgotten("a student", ["Sam"])
    assert is_forgotten("Sam was here", ["Sam"])
    assert not is_forgotten("Sam, Nov 5, 2026, 12:30", ["Sam"])


@anywhere
@pytest.mark.parametrize("role", ROLES)
def test_no_text_of_a_page_is_forgotten(app: Flask, school: LittleSchool, reader: Reader, role: str) -> None:
    browser = reader(role, MARKED.code)
    found: dict[str, str] = {}
    seen: dict[str, bool] = {}
    browser.strict = False
    known = data()
    for page in pages(school):
        answer = browser.get(page, follow_redirects=True)
        if (answer.mimetype == "text/html" and "⟦" in answer.text) or answer.status_code >= 400:
            for text in forgotten(answer.text, known, seen):
                found.setdefault(text, page)
    assert len(seen) > 100
    assert found == {}, "\n".join(map(str, sorted(found.items())))


@anywhere
def test_no_text_of_what_is_done_with_many_is_forgotten(school: LittleSchool, reader: Reader) -> None:
    browser, known = reader("administrator", MARKED.code), data()
    chosen = {"rowid": school.own["student"].id, "action": "edit"}
    found: set[str] = set()
    for action in ("edit", "tag", "enroll", "withdraw", "delete"):
        page = browser.post_form("/admin/student/", chosen | {"action": action}, to="/admin/student/many/")
        found |= forgotten(page.text, known, {})
    assert found == set()


def filter_pages() -> Iterator[str]:
    """The form of each kind of filter, empty and with what cannot be, and lists that are filtered in every way."""
    kinds = set()
    for table, screen in access.screens().items():
        for known in screen.list_filters:
            kind = (known.operation, known.takes_several, callable(known.choices), known.input_type, bool(known.words))
            if kind not in kinds:
                kinds.add(kind)
                form = f"/admin/{table}/filter/?choose_filter={known.arg}{'=1' if known.says else ''}"
                yield from (form, f"{form}&apply={known.arg}", f"{form}&apply={known.arg}&filter_value=%3F..%3F")
    either = "flt0a_status_is=enrolled&flt0a_status_is=applicant&flt1a_age_between=5..9&flt2_city_is_empty=1"
    for query in (either, f"{either}&match=any", f"{either}&match=xyzzy", "flt0_xyzzy=1", "flt0_age_between=5"):
        yield from (f"/admin/student/{page}?{query}&search=Sam" for page in ("", "filter/", "views/"))
    yield "/admin/student/?" + "&".join(f"flt0_age_is={age}" for age in range(50))


@anywhere
def test_no_text_of_a_filter_is_forgotten(school: LittleSchool, reader: Reader) -> None:
    browser, known = reader("administrator", MARKED.code), data()
    browser.strict = False
    found: dict[str, str] = {}
    seen: dict[str, bool] = {}
    for page in filter_pages():
        answer = browser.get(page, follow_redirects=True)
        for text in forgotten(answer.text, known, seen):
            found.setdefault(text, page)
    assert len(seen) > 100
    assert found == {}, "\n".join(map(str, sorted(found.items())))


@anywhere
def test_no_text_about_a_photo_is_forgotten(school: LittleSchool, reader: Reader) -> None:
    browser, known = reader("administrator", MARKED.code), data()
    page = f"/admin/student/verb/photo/?id={school.own['student'].id}"
    texts = [browser.get(page).text]
    for content in (b"no picture", b"\0" * (LARGEST_UPLOAD + 1), picture("PNG")):
        answer = browser.post_form(page, {"photo": (BytesIO(content), "xyzzy")}, follow_redirects=True)
        texts.append(answer.text)
    assert "/photo/" in texts[-1], "the last one is taken"
    texts += [browser.get(page).text, browser.post_form(page, {}).text]
    edit = f"/admin/student/edit/?id={school.own['student'].id}"
    texts.append(browser.post_form(edit, {"photo": (BytesIO(picture("PNG")), "xyzzy"), "lastname": ""}).text)
    assert [forgotten(text, known, {}) for text in texts] == [set()] * len(texts)


@anywhere
def test_no_text_of_a_refusal_is_forgotten(school: LittleSchool, reader: Reader) -> None:
    browser, known = reader("administrator", MARKED.code), data()
    found: set[str] = set()
    for table in ("student", "section", "charge", "user", "admission"):
        page = browser.post_form(f"/admin/{table}/new/", {"email": "x", "amount": "abc", "seats": "-1", "age": "500"})
        assert page.status_code == 200
        found |= forgotten(page.text, known, {})
    assert found == set()


@anywhere
def test_the_sign_in_page_follows_the_browser(app: Flask, school: LittleSchool, client: Browser) -> None:
    page = client.get("/login", headers={"Accept-Language": "en-XA, en;q=0.5"})
    assert forgotten(page.text, data(), {}) == set()
    refused = client.post_form("/login", {"email": "nobody@school.example", "password": "wrong"})
    assert refused.status_code == 200
