"""Fields that only some may see: each holds a word of its own, which is looked for on every page of every role."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from admin_app.admin.access import screens
from admin_app.database import db

from .access_table import cells, powers, resources
from .conftest import Standing, anywhere
from .little_school import ROLES
from .reading import listed

#: What stands in a field → the roles that read it somewhere, by their first letters. `near` is the teacher's own half.
WORDS = """
word                        administrator  registrar  teacher  bursar  nurse  viewer

near-pupil@mail.example     r              r          r        r       r      -
near-sphone                 r              r          r        r       r      -
near_student_street         r              r          r        r       r      -
near_student_bio            r              r          r        r       r      -
Mar_4,_2011                 r              r          r        r       r      -
2011-03-04                  r              r          r        r       r      -
N-near                      r              r          r        r       r      r
Townnear                    r              r          r        r       r      r

far-pupil@mail.example      r              r          -        r       r      -
Pupilfar                    r              r          -        r       r      r

near-guardian@mail.example  r              r          -        r       r      -
near-gphone                 r              r          -        r       r      -
near-gwork                  r              r          -        r       r      -
near_guardian_street        r              r          -        r       r      -
near_custody_order          r              r          -        -       -      -
near_household_street       r              r          -        -       -      -
near-hphone                 r              r          -        -       -      -

near_note_title             r              r          r        -       -      -
near-remark                 r              r          r        -       -      -
far_note_title              r              r          -        -       -      -
far-remark                  r              r          -        -       -      -
medical_note_title          r              r          -        -       r      -
medical-remark              r              r          -        -       r      -
near_alert_title            r              r          -        -       r      -
near_alert_text             r              r          -        -       r      -
near_document               r              r          -        -       -      -
near-docno                  r              r          -        -       -      -
near.pdf                    r              r          -        -       -      -
near_bytes_of_a_file        r              r          -        -       -      -
grade_comment               r              r          r        -       -      -

1,011.11                    r              -          -        r       -      -
4,011.11                    r              -          -        r       -      -
2,011.11                    r              -          -        r       -      -
2,000.00                    r              -          -        r       -      -

hash-of-a-password          -              -          -        -       -      -
"""


def words(role: str) -> dict[str, bool]:
    """Word → whether the role may read it somewhere."""
    heading, lines = cells(WORDS)
    column = heading.index(role)
    return {line[0].replace("_", " "): line[column] == "r" for line in lines}


def pages_of(standing: Standing, role: str) -> Iterator[str]:
    """The address of everything that the role can read, about both halves of the school."""
    school = standing.school
    yield "/admin/"
    for resource in resources():
        held = powers(role, resource)[0]
        yield from (f"/admin/{resource}/{path}" for letter, path in LISTS if letter in held)
        for record in (school.of(role, resource), school.own[resource], school.not_of(resource)):
            yield from (f"/admin/{resource}/{path}{record.id}" for letter, path in OF_RECORDS if letter in held)
            tabs = screens()[resource].page_tabs if "v" in held else ()
            yield from (f"/admin/{resource}/details/?id={record.id}&tab={tab.key}" for tab in tabs)
        if set("ne") & set(held):
            yield from (f"/admin/{resource}/ajax/lookup/?name={name}" for name in screens()[resource].lookups)
    if "v" in powers(role, "document_file")[0]:
        yield f"/admin/document_file/download/?id={school.own['document_file'].id}"


LISTS = [
    ("l", ""),
    ("l", "?page_size=100&sort=0"),
    ("x", "export/csv/"),
    ("x", "export/csv/?columns=all"),
    ("n", "new/"),
    ("d", "?trash=1"),
]
OF_RECORDS = [("v", "details/?id="), ("e", "edit/?id="), ("d", "delete/confirm/?id=")]


@pytest.fixture(scope="module")
def standing(standing: Standing) -> Standing:
    """The accounts have passwords here that a page could give away."""
    for user in standing.school.users.values():
        user.password = f"hash-of-a-password-{user.id}"
    db.session.commit()
    return standing


@anywhere
@pytest.mark.parametrize("role", ROLES)
def test_a_word_is_on_the_pages_of_those_who_may_read_it_and_on_no_others(standing: Standing, role: str) -> None:
    browser = standing.browser(role)
    browser.strict = False  # the walk of all addresses has checked these pages
    keys = [user.fs_uniquifier for user in standing.school.users.values()]
    found: dict[str, list[str]] = {word: [] for word in words(role)}
    for address in dict.fromkeys(pages_of(standing, role)):
        text = browser.get(address).text
        assert not [key for key in keys if key in text], f"{address} shows the key of a session"
        for word in found:
            found[word] += [address] if word in text else []
    assert {word: pages for word, pages in found.items() if pages and not words(role)[word]} == {}
    assert [word for word, pages in found.items() if words(role)[word] and not pages] == []


# --- what is not shown is not given away either -----------------------------------------------------------------------

#: Role → list → fields that the role may not see there.
HIDDEN = {
    "viewer": {
        "student": ("email", "phone", "address", "date_of_birth", "age", "sex", "bio", "households", "guardian_links"),
        "guardian": ("email", "phone", "work_phone", "address", "home_language", "households"),
        "student_guardian": (
            "is_primary",
            "may_collect",
            "legal_guardian",
            "restriction",
            "emergency_order",
            "lives_with",
        ),
    },
    "bursar": {"student_guardian": ("may_collect", "legal_guardian", "restriction")},
    "nurse": {"student_guardian": ("legal_guardian", "restriction")},
    "teacher": {"student": ("households", "guardian_links")},
}
HIDDEN_FIELDS = [
    (role, resource, field) for role, lists in HIDDEN.items() for resource, fields in lists.items() for field in fields
]
OPERATIONS = ("is", "is_not", "contains", "lacks", "begins", "from", "to", "between", "past", "is_empty")


@anywhere
@pytest.mark.parametrize(("role", "resource", "field"), HIDDEN_FIELDS)
def test_a_hidden_field_cannot_be_sorted_or_filtered_by(
    standing: Standing, role: str, resource: str, field: str
) -> None:
    browser, here = standing.browser(role), f"/admin/{resource}/"
    for name in (f"{field}_{operation}" for operation in OPERATIONS):
        form = browser.get(f"{here}filter/?choose_filter={name}&apply={name}&filter_value=0")
        assert form.status_code == 200
        assert "filter_value" not in form.text
        for query in (f"flt0_{name}=0", f"flt0a_{name}=0", f"match=any&flt0_{name}=0"):
            assert browser.get(f"{here}?{query}").location == here
    assert "One of the filters is not known here" in browser.get(here).text
    assert browser.get(f"{here}?sort={field}").location == here
    assert "The list cannot be sorted by that" in browser.get(here).text


@anywhere
@pytest.mark.parametrize(("role", "resource", "field"), HIDDEN_FIELDS)
def test_a_hidden_field_has_no_label_anywhere(standing: Standing, role: str, resource: str, field: str) -> None:
    label = f">{screens()[resource].get_column_name(field)}"
    record = standing.school.own[resource].id
    for page in ("", f"details/?id={record}"):
        assert label in standing.browser("registrar").get(f"/admin/{resource}/{page}").text or not page
        assert label not in standing.browser(role).get(f"/admin/{resource}/{page}").text


#: (role, list, what is searched for, how many it finds there): the word stands in a field that is searched for others.
SEARCHES = [
    ("registrar", "student", "near-pupil@mail.example", 1),
    ("viewer", "student", "near-pupil@mail.example", 0),
    ("registrar", "student", "near-sphone", 1),
    ("viewer", "student", "near-sphone", 0),
    ("viewer", "student", "N-near", 1),
    ("registrar", "guardian", "near-guardian", 1),
    ("viewer", "guardian", "near-guardian", 0),
    ("viewer", "guardian", "near-gphone", 0),
    ("bursar", "guardian", "near-gwork", 1),
    ("registrar", "note", "nearremark", 1),
    ("teacher", "note", "nearremark", 1),
    ("teacher", "note", "far-remark", 0),
    ("nurse", "note", "nearremark", 0),
    ("nurse", "note", "medical-remark", 1),
]


@pytest.mark.parametrize(("role", "resource", "words", "count"), SEARCHES)
def test_a_search_looks_only_where_its_user_may(
    standing: Standing, role: str, resource: str, words: str, count: int
) -> None:
    assert len(listed(standing.browser(role).get(f"/admin/{resource}/?search={words}"))) == count


def test_a_search_for_guardians_is_for_those_who_may_see_whose_they_are(standing: Standing) -> None:
    """A student is found by a guardian's name, and a guardian by a student's."""
    name = standing.school.own["guardian"].lastname
    found = {role: len(listed(standing.browser(role).get(f"/admin/student/?search={name}"))) for role in ROLES}
    assert found == {"administrator": 1, "registrar": 1, "teacher": 0, "bursar": 1, "nurse": 1, "viewer": 0}
