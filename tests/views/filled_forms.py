"""What somebody types: a new record for every screen, in as few words as will do, and a change for every edit."""

from __future__ import annotations

from tests.client import Value

from .little_school import FREE_DAY, LittleSchool

Typed = dict[str, Value]
PASSWORD = "correct horse battery staple"


def new_records(school: LittleSchool) -> dict[str, Typed]:
    """Screen → what has to be typed for a new record there. All of it is about the teacher's own half of the school."""
    return {**people(school), **structure(school), **roster(school), **money(school), **papers(school)}


def people(school: LittleSchool) -> dict[str, Typed]:
    return {
        "student": {"firstname": "Nova", "lastname": "Newcomer", "email": "nova@school.example"},
        "guardian": {"firstname": "Gale", "lastname": "Newcomer"},
        "student_guardian": {
            "student": school.classmate.id,
            "guardian": school.own["guardian"].id,
            "relation": "father",
        },
        "household": {"name": "The Newcomers"},
        "staff": {"firstname": "Stan", "lastname": "Newcomer", "email": "stan@school.example"},
        "tag": {"name": "newcomer"},
        "user": {
            "email": "new-user@school.example",
            "new_password": PASSWORD,
            "roles": [school.users["viewer"].roles[0].id],
        },
        "saved_view": {"name": "New view", "resource": "student", "query_string": "search=sam"},
    }


def structure(school: LittleSchool) -> dict[str, Typed]:
    own = school.own
    year = {"starts_on": "2027-08-16", "ends_on": "2028-06-09"}
    return {
        "school": {"name": "New School", "code": "NEW"},
        "academic_year": {"name": "New year", **year},
        "term": {"academic_year": own["academic_year"].id, "name": "New term", **year},
        "grade_level": {"name": "New grade", "rank": "900"},
        "department": {"name": "New department"},
        "room": {"school": own["school"].id, "name": "New room"},
        "course": {"code": "NEW1", "title": "New course"},
        "section": {"course": own["course"].id, "term": own["term"].id, "code": "NEW-1"},
    }


def roster(school: LittleSchool) -> dict[str, Typed]:
    own, classmate, day = school.own, school.classmate.id, FREE_DAY.isoformat()
    return {
        "admission": {
            "student": school.applicant.id,
            "school": own["school"].id,
            "academic_year": own["academic_year"].id,
            "grade_level": own["grade_level"].id,
            "entered_on": day,
            "entry_code": "new",
        },
        "enrollment": {"student": classmate, "section": school.other["section"].id, "starts_on": day},
        "attendance_code": {"code": "NEW", "name": "New code", "counts_as": "absent"},
        "attendance_mark": {
            "student": classmate,
            "section": own["section"].id,
            "on": day,
            "teacher_code": own["attendance_code"].id,
        },
        "register_taken": {"section": own["section"].id, "on": day, "taken_at": f"{day}T09:00"},
        "posted_grade": {"student": classmate, "section": own["section"].id, "mark": "B"},
    }


def money(school: LittleSchool) -> dict[str, Typed]:
    student, day = school.classmate.id, FREE_DAY.isoformat()
    return {
        "fee_item": {"code": "NEWFEE", "name": "New fee", "amount": "12.50"},
        "charge": {"student": student, "description": "Trip", "amount": "9.90", "charged_on": day, "due_on": day},
        "payment": {"student": student, "amount": "9.90", "paid_on": day, "method": "cash"},
    }


def papers(school: LittleSchool) -> dict[str, Typed]:
    student = school.classmate.id
    return {
        "document": {"student": student, "kind": "passport", "title": "New document"},
        "disclosure": {"student": student, "disclosed_on": FREE_DAY.isoformat(), "recipient": "New recipient"}
        | {"information": "Transcript", "purpose": "To see it", "legal_basis": "consent"},
        "note": {"student": student, "category": "medical", "title": "New note", "body": "New body."},
        "medical_alert": {"student": student, "kind": "allergy", "title": "New alert", "severity": "low"},
    }


#: Screen → a field of its form and another value for it.
CHANGES: dict[str, tuple[str, str]] = {
    "student": ("city", "Changed"),
    "guardian": ("home_language", "Changed"),
    "student_guardian": ("emergency_order", "7"),
    "household": ("city", "Changed"),
    "staff": ("title", "Changed"),
    "school": ("address", "Changed"),
    "academic_year": ("name", "Changed"),
    "term": ("name", "Changed"),
    "grade_level": ("name", "Changed"),
    "department": ("name", "Changed"),
    "room": ("name", "Changed"),
    "course": ("title", "Changed"),
    "section": ("period", "Changed"),
    "tag": ("name", "changed"),
    "admission": ("next_school", "Changed"),
    "enrollment": ("starts_on", "2026-08-20"),
    "attendance_code": ("name", "Changed"),
    "attendance_mark": ("comment", "Changed"),
    "register_taken": ("on", "2026-08-21"),
    "posted_grade": ("mark", "C"),
    "fee_item": ("name", "Changed"),
    "charge": ("description", "Changed"),
    "payment": ("reference", "Changed"),
    "document": ("title", "Changed"),
    "disclosure": ("information", "Changed"),
    "note": ("title", "Changed"),
    "medical_alert": ("title", "Changed"),
    "user": ("name", "Changed"),
    "role": ("description", "Changed"),
    "saved_view": ("name", "Changed"),
}
