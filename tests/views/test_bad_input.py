"""Whatever is put into an address or a form, the answer is a page and never a fault of ours, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from admin_app.admin.access import screens
from admin_app.database import db
from tests.client import Browser
from tests.html import check_page

from .access_table import OWN_ENDPOINTS, VERBS, cells, powers, resources
from .conftest import Standing
from .filled_forms import new_records
from .reading import complaints, listed
from .writes import contents

#: As they stand in an address: half a surrogate pair cannot be sent otherwise.
NONSENSE = [
    "abc",
    "1,2",
    "-5",
    "0x1f",
    "1e9",
    "٣",
    "99999999999999999999",
    "%00",
    "1%00",
    "%ED%A0%80",
    "%F0%9F%98%80",
    "%ff%fe",
    "x" * 5000,
    "%25",
    "_",
    "%5C",
    "%27",
    "%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    "1%27%20OR%20%271%27=%271",
    "1;%20DROP%20TABLE%20student;--",
    "%7B%7B7*7%7D%7D",
    "..%2F..%2Fetc%2Fpasswd",
    "NaN",
    "None",
    "[]",
]
#: A few of each kind, for what is asked of every list.
SOME_NONSENSE = ["abc", "-5", "99999999999999999999", "%00", "%ED%A0%80", "%F0%9F%98%80", "%25%5C_%27", "x" * 300]
#: Answers of a page that was asked for nonsense.
CALM = (200, 302, 400, 404)


def ask(browser: Browser, address: str) -> Any:
    """The answer to a GET, at the end of where it leads; a fault of ours would be raised here."""
    answer = browser.get(address, follow_redirects=True)
    assert answer.status_code in CALM, f"{address[:200]} answered {answer.status}"
    return answer


# --- addresses --------------------------------------------------------------------------------------------------------


def pages_of_records() -> Iterator[str]:
    """Every address that takes an id, up to the id."""
    for resource in resources():
        held = powers("administrator", resource)[0]
        yield from (f"/admin/{resource}/{page}/?id=" for letter, page in PAGES if letter in held)
    yield from (f"/admin{line[3].partition('?')[0]}?id=" for line in cells(OWN_ENDPOINTS)[1])
    yield from (f"/admin/student/verb/{line[0]}/?id=" for line in cells(VERBS)[1])


PAGES = [("v", "details"), ("e", "edit"), ("d", "delete/confirm")]


@pytest.mark.every_engine
def test_an_id_that_is_none_leads_nowhere(standing: Standing) -> None:
    browser, wrong = standing.browser("administrator"), []
    browser.strict = False
    for page in pages_of_records():
        for nonsense in ["", *(NONSENSE if "/student/" in page else SOME_NONSENSE)]:
            status = browser.get(page + nonsense).status_code
            wrong += [f"{page}{nonsense[:50]} answered {status}"] if status != 404 else []
    assert wrong == []


@pytest.mark.every_engine
@pytest.mark.parametrize("argument", ["page", "page_size", "sort", "desc", "trash", "match", "flt0_id_is", "flt"])
def test_an_argument_of_a_list_that_makes_no_sense_is_left_out(standing: Standing, argument: str) -> None:
    browser = standing.browser("administrator")
    everything = listed(browser.get("/admin/student/"))
    for nonsense in NONSENSE if argument == "page" else SOME_NONSENSE:
        answer = ask(browser, f"/admin/student/?{argument}={nonsense}")
        assert listed(answer) == everything, f"{argument}={nonsense[:50]}"
        ask(browser, f"/admin/student/export/csv/?{argument}={nonsense}")


@pytest.mark.every_engine
@pytest.mark.parametrize("resource", resources())
def test_every_filter_of_a_list_takes_any_value(standing: Standing, resource: str) -> None:
    """All filters of the list at once, so that one that lets nonsense through to the database cannot hide."""
    browser = standing.browser("administrator")
    args = [known.arg for known in screens()[resource].list_filters]
    for nonsense in SOME_NONSENSE:
        for start in range(0, len(args), 15):
            asked = "&".join(f"flt{n}_{arg}={nonsense}" for n, arg in enumerate(args[start : start + 15]))
            ask(browser, f"/admin/{resource}/?{asked}&page_size=100")
            browser.strict = False


@pytest.mark.every_engine
@pytest.mark.parametrize("resource", ["student", "attendance_mark", "audit_entry"])
def test_every_search_is_answered(standing: Standing, resource: str) -> None:
    browser = standing.browser("administrator")
    for nonsense in NONSENSE:
        ask(browser, f"/admin/{resource}/?search={nonsense}")


#: What is searched for literally, though it means something to LIKE, to a regular expression, or to SQL.
LITERAL = ["%", "_", "\\", "'", '"', "qxz%", "q_xz", "--", ";", "*", "?", "(", "[a-z]", "\\%", "%%", "😀", "Zoë", "李"]


@pytest.mark.every_engine
def test_a_search_takes_every_character_for_itself(standing: Standing) -> None:
    browser = standing.browser("administrator")
    for word in LITERAL:
        assert listed(ask(browser, "/admin/student/?" + urlencode({"search": word}))) == set()
        assert listed(ask(browser, "/admin/tag/?" + urlencode({"flt0_name_contains": word}))) is not None
    assert len(listed(ask(browser, "/admin/student/?search=%20%20%09"))) == 4
    many_words = quote(" ".join(f"word{n}" for n in range(500)))
    assert listed(ask(browser, f"/admin/student/?search={many_words}")) == set()


@pytest.mark.every_engine
@pytest.mark.parametrize("argument", ["query", "name", "offset", "limit"])
def test_a_lookup_takes_anything(standing: Standing, argument: str) -> None:
    browser = standing.browser("administrator")
    for nonsense in NONSENSE:
        arguments = {"name": "name=student&", "query": "query=&"} | {argument: f"{argument}={nonsense}&"}
        answer = browser.get("/admin/charge/ajax/lookup/?" + "".join(arguments.values()))
        assert answer.status_code in (200, 400, 404)
        assert answer.is_json
        assert answer.status_code != 200 or len(answer.get_json()) <= 20


def test_a_lookup_never_gives_more_than_a_few(standing: Standing) -> None:
    browser = standing.browser("administrator")
    answer = browser.get("/admin/charge/ajax/lookup/?name=student&limit=999999999&offset=0")
    assert 0 < len(answer.get_json()) <= 20


def test_an_unknown_address_is_a_page_that_says_so(standing: Standing) -> None:
    browser = standing.browser("administrator")
    for address in ("/nothing", "/admin/nothing/", "/admin/student/export/exe/", "/admin/student/nothing/", "/%00"):
        answer = browser.get(address)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text


# --- leading away -----------------------------------------------------------------------------------------------------

#: Addresses of another site, in every spelling that some browser or library takes for one.
ELSEWHERE = [
    "http://evil.example/",
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "http:/evil.example/",
    "http:evil.example/",
    "https:/evil.example/",
    "https:evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "/\t/evil.example/",
    "http:\\\\evil.example/",
    " http://evil.example/",
    "javascript:alert(1)//evil.example",
    "data:text/html,evil.example",
    "http://localhost@evil.example/",
    "http://localhost.evil.example/",
    "/admin/..//evil.example/",
]


def test_no_address_leads_away_from_here(standing: Standing) -> None:
    browser, tag = standing.browser("administrator"), standing.school.own["tag"].id
    for away in ELSEWHERE:
        back = urlencode({"url": away})
        for page in (f"details/?id={tag}", f"edit/?id={tag}", "new/", f"delete/confirm/?id={tag}"):
            text = browser.get(f"/admin/tag/{page}{'&' if '?' in page else '?'}{back}").text
            links = [link.get("href", "") for link in check_page(text).iter("a")]
            assert not [link for link in links if "evil" in link], f"{page} leads to {away}"
        saved = browser.post_form(f"/admin/tag/edit/?id={tag}&{back}")
        assert saved.status_code == 302
        assert saved.location == "/admin/tag/", f"{away} leads to {saved.location}"


# --- forms ------------------------------------------------------------------------------------------------------------

CREATED = [resource for resource in resources() if "n" in powers("administrator", resource)[0]]
#: No text field may take these.
UNSTORABLE = ["\0", "a\0b"]
#: No field but one of text may take these.
NO_VALUE = ["99999999999999999999", "-99999999999999999999", "NaN", "x" * 5000]
#: Text like any other.
ODD_TEXT = ["<b>{{7*7}}", "😀Зоя李", "محمد\u200dZ\u0308", "%_\\'\"`;--"]
#: Controls whose value the browser or a person chooses.
FIELDS = ("input", "select", "textarea")
#: Kinds of them that hold text.
TEXT = ("text", "email", "tel", "textarea")
UNTOUCHED = ("csrf_token", "seen_version", "url")


def controls(browser: Browser, page: str) -> dict[str, str]:
    """Name → kind of every control of a form."""
    kinds: dict[str, str] = {}
    tree = check_page(browser.get(page).text)
    for form in [form for form in tree.iter("form") if form.get("enctype") == "multipart/form-data"]:
        for control in form.iter():
            name, kind = control.get("name", ""), control.get("type", control.tag)
            if control.tag in FIELDS and name not in UNTOUCHED and kind not in ("hidden", "submit", "file"):
                kinds[name] = kind
    return kinds


@pytest.mark.parametrize("resource", CREATED)
def test_every_field_of_a_form_refuses_what_it_cannot_hold(standing: Standing, resource: str) -> None:
    """All fields at once; each has to complain for itself, so that none can hide behind another."""
    browser, page = standing.browser("administrator"), f"/admin/{resource}/new/"
    kinds, before = controls(browser, page), contents()
    form = browser.form_at(page)
    texts = {name for name, kind in kinds.items() if kind in TEXT}
    others = {name for name, kind in kinds.items() if kind not in (*TEXT, "checkbox", "password")}
    for nonsense in UNSTORABLE + (NO_VALUE if others else []):
        answer = browser.post(page, data={**form.values, **dict.fromkeys(kinds, nonsense)})
        assert answer.status_code == 200, f"{nonsense[:20]!r} was taken"
        expected = texts | others if nonsense in UNSTORABLE else others
        assert expected <= complaints(answer).keys(), f"{nonsense[:20]!r}"
    assert contents() == before


@pytest.mark.every_engine
@pytest.mark.parametrize("resource", [name for name in CREATED if name != "user"])  # hashing a password takes long
def test_every_text_field_keeps_any_text_as_it_is(standing: Standing, resource: str) -> None:
    """What is too long, no address or no number is refused; the rest comes back as it was typed."""
    browser, page = standing.browser("administrator"), f"/admin/{resource}/new/"
    typed, kinds = new_records(standing.school)[resource], controls(browser, page)
    texts = [name for name, kind in kinds.items() if kind in ("text", "textarea") and name != "phone"]
    model = screens()[resource].model
    for text in ODD_TEXT:
        browser.strict = browser.strict and "<" in text
        answer = browser.post_form(page, typed | dict.fromkeys(texts, text))
        refused = complaints(answer) if answer.status_code == 200 else {}
        assert answer.status_code == 302, f"{text!r}: {refused}"
        record = model.query.order_by(model.id.desc()).first()
        kept = {name: getattr(record, name) for name in texts if hasattr(record, name)}
        assert kept == dict.fromkeys(kept, text)
        for shown in (f"details/?id={record.id}", f"edit/?id={record.id}"):
            assert browser.get(f"/admin/{resource}/{shown}").status_code == 200
        identity = record.id
        confirm = f"/admin/{resource}/delete/confirm/?id={identity}"
        assert browser.post_form(confirm, to=f"/admin/{resource}/delete/").status_code == 302
        for trashed in model.query.filter_by(id=identity):  # where it would stand in the way of the next one
            db.session.delete(trashed)


@pytest.mark.every_engine
def test_half_a_surrogate_pair_is_no_fault_of_ours(standing: Standing) -> None:
    browser = standing.browser("administrator")
    body = f"csrf_token={browser.token()}&name=%ED%A0%80%00"
    answer = browser.post("/admin/tag/new/", data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert complaints(answer)


@pytest.mark.parametrize("path", ["delete", "restore", "action", "ajax/update"])
def test_what_is_posted_about_a_record_that_is_none_does_nothing(standing: Standing, path: str) -> None:
    browser, before, wrong = standing.browser("administrator"), contents(), []
    for resource in ("student", "tag", "payment"):
        for nonsense in ("", "abc", "1,2", "-1", "99999999999999999999", "\0", "😀", "x" * 5000):
            data = {"id": nonsense, "rowid": nonsense, "action": "delete", "csrf_token": browser.token()}
            status = browser.post(f"/admin/{resource}/{path}/", data=data).status_code
            wrong += [(resource, nonsense[:20], status)] if status not in (302, 400, 403, 404) else []
        answer = browser.post(f"/admin/{resource}/action/", data={"action": "\0", "csrf_token": browser.token()})
        assert answer.status_code == 404
    assert wrong == []
    assert contents() == before


def test_what_is_too_large_is_refused_in_words(standing: Standing) -> None:
    browser = standing.browser("administrator")
    data = {"csrf_token": browser.token(), "name": "x" * (13 * 1024 * 1024)}
    answer = browser.post("/admin/tag/new/", data=data)
    assert answer.status_code == 413
    assert "too large" in answer.text
