"""What is found, by what is typed, on every engine."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session

from admin_app import search
from admin_app.database import db
from admin_app.school import Course, Guardian, Household, Room, Section, Staff, Student, Tag
from admin_app.search import Closeness, matching
from admin_app.search.words import decoded, words_of
from tests.factories import (
    CourseFactory,
    GuardianFactory,
    HouseholdFactory,
    RoomFactory,
    SchoolFactory,
    SectionFactory,
    StaffFactory,
    StudentFactory,
    StudentGuardianFactory,
    TagFactory,
)

from .conftest import Find


@pytest.mark.parametrize(
    ("field", "value", "typed"),
    [
        ("firstname", "Zoë", ["Zoe", "zoë", "ZOE", "zo", "z"]),
        ("lastname", "O'Brien", ["obrien", "O'Brien", "O’Brien", "o brien", "brien", "rie"]),
        ("lastname", "Müller", ["Mueller", "Muller", "MÜLLER", "ulle"]),
        ("lastname", "Mueller", ["Müller"]),
        ("lastname", "Smith-Jones", ["smith jones", "jones smith", "smithjones", "Smith-Jones", "ithjon"]),
        ("lastname", "Smith Jones", ["smith-jones"]),
        ("lastname", "de la Cruz", ["cruz", "delacruz", "de la cruz", "la"]),
        ("middle_name", "Josephine", ["seph"]),
        ("preferred_name", "Kit", ["kit", "Kit"]),
        ("other_script_name", "李小龍", ["李", "小", "龍", "小龍", "李小龍"]),
        ("other_script_name", "山田 はなこ", ["山田", "はな", "田", "こ", "山田はなこ"]),
        ("other_script_name", "이영희", ["이", "영희"]),
        ("other_script_name", "أحمد", ["احمد", "أحمد", "حم"]),
        ("other_script_name", "דוד", ["דוד", "ד"]),
        ("other_script_name", "Алёна Иванова", ["иванова", "АЛЕНА", "ван"]),
        ("lastname", "Ng", ["ng", "NG", "n"]),
        ("lastname", "O", ["o"]),
        ("student_number", "26-000017", ["26-000017", "26000017", "000017", "0017", "26-0000"]),
        ("email", "k.lee17@mail.example.org", ["k.lee17@mail", "lee17", "mail.example", "K.LEE17@MAIL.EXAMPLE.ORG"]),
        ("phone", "+1 (555) 010-0199", ["5550100199", "555 010 0199", "010-0199", "15550100199", "+1 555 010 0199"]),
        ("phone", "555-010-0199", ["+1 (555) 010-0199", "0199"]),
        ("phone", "+49 171 2345678", ["0171 2345678", "0171/2345678", "0049 171 2345678"]),
    ],
)
def test_a_student_is_found(find: Find, field: str, value: str, typed: list[str]) -> None:
    plain = {"firstname": "Quid", "lastname": "Vyx", "email": "quux@school.example"}
    wanted = StudentFactory(**plain | {field: value})
    StudentFactory(firstname="Somebody", lastname="Else", email="w@w.w")
    assert {text: find(text) for text in typed} == {text: [wanted.id] for text in typed}


@pytest.mark.parametrize(
    "typed",
    [
        "%", "_", "s%", "S_m", "'", '"', "''", "sam OR", 'sam" OR "x', "NOT sam", "sam*", "^sam", "names:sam",
        "-sam", "NEAR(sam shark)", "sam AND shark AND", "\\", "sam\\", "(", "🐬", "sam 🐬", "; DROP TABLE student",
        "%%", "s%(x)s", ":sam", "?", "$1", "x" * 5000, "a " * 500,
    ],
)  # fmt: skip
def test_nothing_that_is_typed_is_more_than_words(find: Find, typed: str) -> None:
    sam = StudentFactory(firstname="Sam", lastname="Shark")
    assert set(find(typed)) <= {sam.id}
    assert find("sam shark") == [sam.id]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("%", False),
        ("S_m", False),
        ("sam OR x", False),
        ("NOT sam", False),
        ("-sam", True),
        ("sam*", True),
        ('"sam"', True),
    ],
)
def test_operators_are_words_and_punctuation(find: Find, typed: str, found: bool) -> None:
    StudentFactory(firstname="Sam", lastname="Shark")
    assert bool(find(typed)) is found


def test_all_words_must_match_in_any_order_and_column(find: Find) -> None:
    link = StudentGuardianFactory(
        student=StudentFactory(firstname="Ana", lastname="Silva", phone="555 7777"),
        guardian=GuardianFactory(firstname="Rosa", lastname="Prado"),
    )
    StudentFactory(firstname="Ana", lastname="Souza")
    for typed in ("ana silva", "silva ana", "rosa ana", "prado 7777 silv", "an sil ros"):
        assert find(typed) == [link.student_id], typed
    assert find("ana silva souza") == []


def test_guardians_lead_to_their_students_and_back(find: Find) -> None:
    guardian = GuardianFactory(firstname="Rosa", lastname="Prado", email="rosa@home.example", work_phone="555 88 99")
    links = [StudentGuardianFactory(guardian=guardian) for _ in range(2)]
    for typed in ("rosa", "prado", "rosa@home", "5558899"):
        assert find(typed) == sorted(link.student_id for link in links), typed
    assert find(links[0].student.lastname, Guardian) == [guardian.id]


def test_only_the_columns_that_may_be_searched(find: Find) -> None:
    link = StudentGuardianFactory(
        student=StudentFactory(firstname="Ana", lastname="Silva", phone="555 7777", student_number="26-4711"),
        guardian=GuardianFactory(firstname="Rosa", lastname="Prado", phone="555 2222", email=None),
    )
    by = {"ana": "names", "4711": "names", "7777": "details", "rosa": "related_names", "2222": "related_details"}
    for typed, column in by.items():
        for columns in (("names",), ("names", "details"), ("related_names",), ("names", "related_details"), ()):
            wanted = [link.student_id] if column in columns else []
            assert find(typed, columns=columns) == wanted, (typed, columns)
    assert find("ana 7777", columns=("names",)) == []


def test_other_records_are_found_too(find: Find) -> None:
    course = CourseFactory(code="CHEM-101", title="Organic Chemistry")
    teacher = StaffFactory(firstname="Ada", lastname="Byron")
    section = SectionFactory(code="C-7", course=course, teachers=[teacher])
    room = RoomFactory(name="Lab 2", school=SchoolFactory(name="Lincoln High"))
    home = HouseholdFactory(name="The Sharks", address="12 Reef Road")
    tag = TagFactory(name="Swimmers")
    shark = StudentFactory(lastname="Shark")
    shark.households.append(home)
    wanted = [
        ("chem101", Course, course), ("organic", Course, course), ("byron", Staff, teacher), ("c-7", Section, section),
        ("organic", Section, section), ("byron", Section, section), ("lincoln lab", Room, room),
        ("reef road", Household, home), ("shark", Household, home), ("swim", Tag, tag),
    ]  # fmt: skip
    for typed, model, record in wanted:
        assert find(typed, model) == [record.id], (typed, model)


def test_matches_come_in_order_of_id(find: Find) -> None:
    students = [StudentFactory(lastname="Same") for _ in range(20)]
    assert find("same") == sorted(student.id for student in students)


def test_the_best_matches_are_a_tier_of_their_own(find: Find, session: scoped_session[Session]) -> None:
    inside, beginning, whole = (
        StudentFactory(lastname=name, firstname="Q") for name in ("Blacksmith", "Smithson", "Smith")
    )
    elsewhere = StudentFactory(lastname="Jones", firstname="Q", email="smith@school.example")
    assert find("smith", tier=Closeness.WHOLE) == [whole.id]
    assert find("smith", tier=Closeness.BEGINNING) == [beginning.id]
    assert find("smith", tier=Closeness.INSIDE) == [inside.id, elsewhere.id]
    assert find("q smith", tier=Closeness.WHOLE) == [whole.id]
    assert find("smith", columns=("details",), tier=Closeness.INSIDE) == [elsewhere.id]
    assert find("smith", columns=("details",), tier=Closeness.WHOLE) == []

    closeness = search.exactness(session.get_bind().dialect.name, search.parse("smith"), search.COLUMNS)
    ordered = select(Student.id).join(search.search_entry, search.is_entry_of(Student)).order_by(closeness, Student.id)
    assert session.scalars(ordered).all() == [whole.id, beginning.id, inside.id, elsewhere.id]


def test_it_is_used_as_a_condition_of_a_list(find: Find, session: scoped_session[Session]) -> None:
    wanted, other = StudentFactory(lastname="Smith", city="Riverton"), StudentFactory(lastname="Smith", city="Dover")
    session.commit()
    matches = search.matches(session.get_bind().dialect.name, Student, search.parse("smith"), ("names",))
    assert session.scalars(select(Student.id).where(Student.id.in_(matches), Student.city == "Riverton")).all() == [
        wanted.id
    ]
    found = matches.subquery()
    joined = select(Student.id).join(found, Student.id == found.c.record_id).order_by(Student.id)
    assert session.scalars(joined).all() == [wanted.id, other.id]


def test_mysql_is_told_what_is_common(
    find: Find, session: scoped_session[Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "COMMON", 5)
    common = [StudentFactory(lastname="Same") for _ in range(9)]
    session.commit()
    rare = StudentFactory(lastname="Rare")
    on_mysql = session.get_bind().dialect.name in matching.MYSQL
    for typed, wanted, is_common in (
        ("same", common, on_mysql),
        ("rare", [rare], False),
        ("same sam", common, on_mysql),
    ):
        assert find(typed) == [student.id for student in wanted]
        query = search.parse(typed)
        assert search.is_common(session(), Student, query, ("names",)) is is_common
        statement = search.matches(session.get_bind().dialect.name, Student, query, ("names",), common=True)
        assert session.scalars(statement).all() == [student.id for student in wanted]


@given(st.lists(st.text(min_size=3, max_size=30), min_size=1, max_size=20), st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_part_of_any_name_finds_it(find: Find, names: list[str], data: st.DataObject) -> None:
    students = {}
    for name in names:
        storable = name.replace("\0", "").encode("utf-8", "ignore").decode()
        if any(len(decoded(word)) >= 3 for word in words_of(storable)):
            students[StudentFactory(other_script_name=storable)] = storable
    db.session.commit()
    for student, name in students.items():
        word = data.draw(st.sampled_from([each for word in words_of(name) if len(each := decoded(word)) >= 3]))
        start = data.draw(st.integers(0, len(word) - 3))
        end = data.draw(st.integers(start + 3, len(word)))
        assert student.id in find(word[start:end]), (name, word[start:end])
