"""Who is likely to be here already: which records are found, in which order, and in which words."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import true
from sqlalchemy.orm import Session, scoped_session

from admin_app.clock import now
from admin_app.database import db
from admin_app.school import Guardian, Student
from admin_app.school.likeness import MOST, Likeness, likely_same, near_dates
from admin_app.search import parse, whole_words
from tests import factories as make
from tests.engines.statements import statements_sent

BORN = date(2012, 5, 17)
COLUMNS = ("names", "details")
FIELDS = (
    "firstname",
    "middle_name",
    "lastname",
    "preferred_name",
    "other_script_name",
    "former_names",
    "date_of_birth",
    "email",
    "phone",
    "work_phone",
)
NOTHING: dict[str, Any] = dict.fromkeys(FIELDS)

pytestmark = pytest.mark.usefixtures("session")


def student(name: str, born: date | None = BORN, **values: Any) -> Student:
    firstname, _, lastname = name.partition(" ")
    return make.StudentFactory(firstname=firstname, lastname=lastname, date_of_birth=born, **values)


def find(name: str = "", born: date | None = None, model: Any = Student, **typed: Any) -> list[Likeness]:
    """What is found for a name as it is typed into the two fields, and whatever else is typed."""
    db.session.commit()  # MariaDB and MySQL look up what has been committed
    firstname, _, lastname = name.partition(" ")
    values = {"firstname": firstname, "lastname": lastname, "date_of_birth": born, **typed}
    return likely_same(model, NOTHING | values, COLUMNS, [true()])


def told(found: list[Likeness]) -> list[tuple[str, str]]:
    """Whom, and why."""
    return [(str(one.record), ", ".join(one.reasons)) for one in found]


# --- one person -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("Zoë Okafor", "same name"),
        ("zoe okafor", "same name"),
        ("Okafor Zoe", "same name"),
        ("Zoey Okafor", "similar name"),
        ("Zoe Okofor", "similar name"),
        ("Sophia Okafor", "same preferred name"),
        ("Zoe Bello", "same former name"),
        ("Zoe Anne Okafor", "same name"),
        ("Zoe Okafor-Bello", "similar name"),
    ],
)
def test_a_returner_is_known_by_name_and_birth_date(typed: str, why: str) -> None:
    student("Zoë Okafor", middle_name="Anne", preferred_name="Sophia", former_names="Zoë Bello")
    student("Omar Okafor", date(2009, 1, 2))
    student("Ada Lovelace")
    (found,) = find(typed, BORN)
    assert told([found]) == [("Zoë Okafor", f"{why}, same birth date")]
    assert found.probable
    assert found.hint == ""


def test_names_in_another_script_are_names() -> None:
    student("Ivan Sidorov", other_script_name="Иван Сидоров")
    assert told(find("Иван Сидоров", BORN)) == [("Ivan Sidorov", "same name, same birth date")]


def test_a_name_and_a_mistyped_birth_date_will_do() -> None:
    student("Zoe Okafor", date(2012, 5, 7))
    for born in (date(2012, 7, 5), date(2012, 5, 17), date(2011, 5, 7)):
        assert told(find("Zoe Okafor", born)) == [("Zoe Okafor", "same name, birth date differs in one place")]
        assert told(find("Zoee Okafor", born)) == [("Zoe Okafor", "similar name, birth date differs in one place")]


def test_a_name_with_another_birth_date_is_somebody_else() -> None:
    student("Zoe Okafor", date(2009, 9, 1), phone="555 010 4477")
    assert find("Zoe Okafor", BORN, phone="555 010 4477") == []


def test_an_address_is_enough_whatever_the_name(session: scoped_session[Session]) -> None:
    here = student("Zoe Okafor", email="zoe@mail.example")
    assert told(find(email=" ZOE@mail.example")) == [("Zoe Okafor", "same e-mail address")]
    (found,) = find("Chi Okafor", email="zoe@mail.example")
    assert (found.probable, found.hint) == (False, "Perhaps of the same family.")
    assert [one.record for one in find("Zoe Okafor", email="zoe@mail.example")] == [here]


@pytest.mark.parametrize("typed", ["(555) 010-4477", "555.010.4477", "+1 555 010 4477", "0555 0104477"])
def test_phones_are_compared_by_digits(typed: str) -> None:
    student("Zoe Okafor", None, phone="555 010 4477")
    student("Zoey Okafar", None, phone="555 010 4478")
    student("Other Person", None, phone="555 010 4477")
    assert told(find("Zoe Okofor", phone=typed))[0] == ("Zoe Okafor", "similar name, same phone")
    assert "Other Person" not in dict(told(find("Zoe Okofor", phone=typed)))


def test_a_birth_date_or_a_last_name_alone_says_nothing() -> None:
    student("Zoe Okafor")
    assert find(born=BORN) == []
    assert find("Chi Okafor", BORN) == []
    assert find("Zoe Bello", BORN) == []
    assert find("Zoe") == []
    assert find() == []


# --- families and namesakes -------------------------------------------------------------------------------------------


def test_twins_are_shown_and_said_to_be_twins_perhaps() -> None:
    student("Emma Okafor", phone="555 010 4477")
    (found,) = find("Ngozi Okafor", BORN, phone="555 010 4477")
    assert told([found]) == [("Emma Okafor", "same last name, same birth date, same phone")]
    assert not found.probable
    assert found.hint == "Perhaps a twin."


def test_two_of_one_name_without_birth_dates_are_shown_and_said_to_be_namesakes_perhaps() -> None:
    student("Maria Garcia", None)
    student("María García", None)
    found = find("Maria Garcia")
    assert told(found) == [("Maria Garcia", "same name"), ("María García", "same name")]
    assert {one.hint for one in found} == {"Perhaps a namesake."}
    assert not any(one.probable for one in found)


def test_a_similar_name_alone_counts_where_few_have_one() -> None:
    student("Zoe Okafor", None)
    assert told(find("Zoey Okafor")) == [("Zoe Okafor", "similar name")]
    for number in range(MOST + 1):
        student("Zoe Okafar", None, city=str(number))
    assert find("Zoey Okafer") == []


def test_brothers_and_sisters_are_no_copies() -> None:
    student("Emma Okafor", date(2010, 3, 3), phone="555 010 4477")
    assert find("Ngozi Okafor", BORN, phone="555 010 4477") == []


def test_guardians_are_compared_as_well() -> None:
    make.GuardianFactory(firstname="Grace", lastname="Okafor", email="home@mail.example", work_phone="555 010 9999")
    make.GuardianFactory(firstname="Peter", lastname="Okafor", email="home@mail.example", phone="555 010 8888")
    found = find("Grace Okafor", model=Guardian, email="home@mail.example", phone="5550109999")
    assert told(found) == [
        ("Grace Okafor", "same name, same e-mail address, same phone"),
        ("Peter Okafor", "same last name, same e-mail address"),
    ]
    assert [one.hint for one in found] == ["", "Perhaps of the same family."]


# --- how many, whose, and at what cost --------------------------------------------------------------------------------


def test_the_likeliest_come_first_and_no_more_than_five() -> None:
    for _ in range(MOST + 2):
        student("Maria Garcia", None)
    here = student("Maria Garcia")
    found = find("Maria Garcia", BORN)
    assert found[0].record == here
    assert len(found) == MOST
    assert [one.record.id for one in found[1:]] == sorted(one.record.id for one in found[1:])


def test_only_rows_that_meet_the_conditions_count() -> None:
    here, gone = student("Zoe Okafor"), student("Zoe Okafor")
    gone.deleted_at = now()
    db.session.commit()
    typed = {"firstname": "Zoe", "lastname": "Okafor", "date_of_birth": BORN, "email": gone.email}
    living = likely_same(Student, typed, COLUMNS, [Student.deleted_at.is_(None)])
    assert [one.record for one in living] == [here]
    assert likely_same(Student, typed, COLUMNS, [Student.deleted_at.is_not(None)])[0].record == gone


def test_what_may_not_be_searched_is_not_asked() -> None:
    student("Zoe Okafor", None, phone="555 010 4477", former_names="Zoe Bello")
    db.session.commit()
    typed = {"firstname": "Zoe", "lastname": "Bello", "phone": "5550104477"}
    assert likely_same(Student, NOTHING | typed, COLUMNS, [true()]) != []
    assert likely_same(Student, NOTHING | typed, ("names",), [true()]) == []
    assert likely_same(Student, NOTHING | typed, (), [true()]) == []
    assert likely_same(Student, typed, COLUMNS, [true()]) == [], "former names are none of the fields"


def test_what_is_typed_costs_so_many_statements(session: scoped_session[Session]) -> None:
    student("Zoe Okafor", phone="555 010 4477")
    everything: dict[str, Any] = {
        "firstname": "Zoe",
        "lastname": "Okafor",
        "date_of_birth": BORN,
        "email": "zoe@mail.example",
        "phone": "5550104477",
    }
    session.commit()
    for size in (1, 30):
        for _ in range(size - 1):
            student("Zoe Okafor", None, phone="555 010 4477")
        session.commit()
        with statements_sent("SELECT") as sent:
            likely_same(Student, everything, COLUMNS, [true()])
        # by name (words alike, by names like it: where few have the name), e-mail, phone, birth date; the records
        assert len(sent) == (7 if size == 1 else 5), repr(sent)


def test_nothing_typed_costs_nothing() -> None:
    db.session.commit()
    with statements_sent() as sent:
        assert likely_same(Student, {}, COLUMNS, [true()]) == []
        assert likely_same(Student, {"firstname": "Zoe"}, COLUMNS, [true()]) == []
    assert list(sent) == []


def test_dates_near_a_date() -> None:
    near = near_dates(date(2012, 2, 29))
    assert {date(2012, 2, 28), date(2012, 3, 29), date(2008, 2, 29), date(2012, 2, 29)} <= set(near)
    assert date(2013, 3, 1) not in near
    assert date(2012, 7, 5) in near_dates(date(2012, 5, 7))


def test_whole_words_are_not_parts_of_words(session: scoped_session[Session]) -> None:
    here = student("Ann Lee")
    student("Joanna Leeds")
    session.commit()
    dialect = session.get_bind().dialect.name
    assert list(session.scalars(whole_words(dialect, Student, parse("ann lee"), COLUMNS))) == [here.id]
    assert list(session.scalars(whole_words(dialect, Student, parse("-"), COLUMNS))) == []
