"""Whatever is sent, the answer is no fault of ours, and what is accepted reads back as it was sent: on every engine.

`test_bad_input` has the cases that somebody has thought of.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin_app.admin.access import screens
from admin_app.database import db
from admin_app.school import Note
from tests.client import Browser

from .access_table import resources
from .conftest import Standing
from .filled_forms import new_records
from .hostile import examples, in_address, in_header, texts
from .reading import complaints
from .test_bad_input import CREATED, controls

MB = 1024 * 1024
#: What a list takes besides its filters, and what it does not.
ARGUMENTS = (
    *("search", "page", "page_size", "sort", "desc", "after", "before", "view", "trash", "match", "columns"),
    *("count", "density", "id", "x"),
)
#: What a form sends about itself or about other records.
FIELDS = (
    *("id", "rowid", "query", "action", "name", "value", "field", "version", "seen_version", "url", "format"),
    *("shared", "resource", "query_string", "search", "flt0_id_is", "page", "language", "reason"),
)
HEADERS = (
    *("Cookie", "Accept", "Accept-Language", "Accept-Encoding", "Referer", "Origin", "User-Agent", "If-None-Match"),
    *("If-Modified-Since", "If-Range", "Range", "HX-Request", "HX-Target", "HX-Current-URL", "X-Requested-With"),
    *("X-CSRFToken", "X-Request-ID", "X-Forwarded-For", "X-Forwarded-Proto", "Authorization", "Content-Type", "Host"),
)
PATHS = ("/admin/search/?q={}", "/{}", "/admin/{}/", "/static/{}", "/texts/{}.js", "/login?next={}")
KINDS = (
    *("application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "multipart/form-data"),
    *("application/json", "text/plain", ""),
)


def calm(answer: TestResponse) -> TestResponse:
    """An answer that is no fault of ours: a fault itself would be raised here."""
    assert answer.status_code < 500, answer.status
    return answer


@pytest.fixture(scope="module")
def browser(standing: Standing) -> Browser:
    browser = standing.browser("administrator")
    browser.strict = False  # the pages are those of other tests
    return browser


# --- addresses --------------------------------------------------------------------------------------------------------


@cache
def arguments_of(resource: str) -> tuple[str, ...]:
    """What the address of a list may say: its own arguments, and each of its filters."""
    return (*ARGUMENTS, *(f"flt0_{known.arg}" for known in screens()[resource].list_filters))


@st.composite
def lists(draw: st.DrawFn) -> str:
    """The address of a list, or of its export."""
    resource = draw(st.sampled_from(resources()))
    names = draw(st.lists(st.sampled_from(arguments_of(resource)), min_size=1, max_size=5))
    asked = "&".join(f"{name}={draw(in_address)}" for name in names)
    return f"/admin/{resource}/{draw(st.sampled_from(('', '', 'export/csv/')))}?{asked}"


@given(data=st.data())
@examples(20)
def test_any_list_answers_any_address(browser: Browser, data: st.DataObject) -> None:
    calm(browser.get(data.draw(lists()), follow_redirects=True))


@given(data=st.data())
@examples(30)
def test_any_page_answers_any_address(standing: Standing, browser: Browser, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(rules(standing.app, "GET")))
    names = data.draw(st.lists(st.sampled_from(("student", "tab", "q", *FIELDS)), unique=True, max_size=4))
    asked = "&".join(f"{name}={data.draw(in_address)}" for name in names)
    calm(browser.get(f"{path_of(rule, data)}?{asked}"))


@given(asked=in_address, way=st.sampled_from(PATHS))
@examples(15)
def test_any_path_and_any_question_is_answered(browser: Browser, asked: str, way: str) -> None:
    calm(browser.get(way.format(asked)))


def rules(app: Flask, method: str) -> list[str]:
    """Every address that takes a method, as it stands in the map; signing in and out has tests of its own."""
    taken = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted({rule.rule for rule in taken if not signs_in_or_out(rule.rule)})


def signs_in_or_out(rule: str) -> bool:
    """Whether a page may end the session of the test's own browser, to which every other page would then be closed."""
    return rule in ("/login", "/logout") or rule.startswith("/admin/account/sign-out-")


def path_of(rule: str, data: st.DataObject) -> str:
    """The address of a rule, with anything in the place of what it leaves open."""
    return re.sub("<[^>]+>", lambda _: data.draw(st.one_of(in_address, st.just("delete"), st.just("tag"))), rule)


# --- what is sent -----------------------------------------------------------------------------------------------------


@given(data=st.data())
@examples(30)
def test_any_post_is_answered(standing: Standing, browser: Browser, data: st.DataObject) -> None:
    rule = data.draw(st.sampled_from(rules(standing.app, "POST")))
    names = data.draw(st.lists(st.sampled_from(FIELDS), unique=True, max_size=6))
    sent = {name: data.draw(st.one_of(texts, st.just("1"))) for name in names}
    calm(browser.post(f"{path_of(rule, data)}?id=1", data={**sent, "csrf_token": browser.token()}))


@given(data=st.data())
@examples(12)
def test_what_a_form_accepts_reads_back_equal(standing: Standing, browser: Browser, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from([name for name in CREATED if name != "user"]))
    page = f"/admin/{resource}/new/"
    kinds = kinds_of(browser, page)
    names = data.draw(st.lists(st.sampled_from(sorted(kinds)), min_size=1, max_size=4, unique=True))
    sent = {name: data.draw(texts) for name in names}
    typed = {"csrf_token": browser.token(), **new_records(standing.school)[resource], **sent}
    answer = calm(browser.post(page, data=typed))
    assert answer.status_code in (200, 302)
    if answer.status_code == 302:
        model = screens()[resource].model
        record = db.session.scalars(select(model).order_by(model.id.desc()).limit(1)).one()
        for name in [name for name in names if kinds[name] in ("text", "textarea") and hasattr(record, name)]:
            assert as_kept(getattr(record, name)) == as_kept(sent[name])
        calm(browser.get(f"/admin/{resource}/edit/?id={record.id}"))
        calm(browser.get(f"/admin/{resource}/details/?id={record.id}"))
        db.session.delete(record)
        db.session.commit()


@cache
def kinds_of(browser: Browser, page: str) -> dict[str, str]:
    """The kinds of a form's fields."""
    return controls(browser, page)


def as_kept(text: Any) -> str:
    """Blanks around a text are taken away, and no text is nothing."""
    return str(text or "").strip()


@given(email=texts, password=texts, following=texts)
@examples(6)
def test_anything_is_typed_into_the_sign_in_page(standing: Standing, email: str, password: str, following: str) -> None:
    stranger = standing.browser()
    sent = {"email": email, "password": password, "next": following, "csrf_token": stranger.token()}
    answer = calm(stranger.post("/login", data=sent))
    assert answer.status_code == 200


@given(data=st.data())
@examples(15)
def test_any_header_is_read(browser: Browser, data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(HEADERS), min_size=1, max_size=3, unique=True))
    headers = {name: data.draw(in_header) for name in names}
    path = data.draw(st.sampled_from(["/admin/tag/", "/login", "/static/css/form.css", "/healthz", "/nowhere"]))
    calm(browser.get(path, headers=headers))
    calm(browser.post("/language", data={"language": "en", "csrf_token": browser.token()}, headers=headers))


@given(session=in_header, remembered=in_header)
@examples(8)
def test_any_cookie_is_a_strangers(standing: Standing, session: str, remembered: str) -> None:
    cookies = f"session={session}; remember_token={remembered}"
    answer = calm(standing.browser().get("/admin/tag/", headers={"Cookie": cookies}))
    assert answer.status_code == 302
    assert answer.location.startswith("/login")


@given(body=st.binary(max_size=200), kind=st.sampled_from(KINDS))
@examples(10)
def test_any_body_is_read(browser: Browser, body: bytes, kind: str) -> None:
    token = {"X-CSRFToken": browser.token()}
    for begin in (b"", b"--b\r\n", b'--b\r\nContent-Disposition: form-data; name="name"\r\n\r\n'):
        calm(browser.post("/admin/tag/new/", data=begin + body, content_type=kind, headers=token))


def test_a_value_of_megabytes_is_refused_or_kept_whole(standing: Standing, browser: Browser) -> None:
    sent = {**new_records(standing.school)["note"], "csrf_token": browser.token()}
    answer = browser.post("/admin/note/new/", data={**sent, "body": "😀" * (10 * MB // len(quote("😀")))})
    assert answer.status_code == 413
    answer = browser.post("/admin/note/new/", data={**sent, "body": "😀" * 16_001})
    assert complaints(answer) == {"body": "Body: At most 16000 characters."}
    answer = browser.post("/admin/note/new/", data={**sent, "body": "😀" * 16_000})
    assert answer.status_code == 302
    assert db.session.scalars(select(Note).order_by(Note.id.desc()).limit(1)).one().body == "😀" * 16_000
    assert calm(browser.get("/admin/note/?search=" + "x" * MB)).status_code in (200, 302)
