"""Who may do what. This table is the only place that grants anything; what it does not name is denied.

How to read it. One line per kind of record, one column per role. The letters:

    r  read      c  create      e  edit      d  delete      x  export      -  nothing

A word after a colon narrows the letters before it to some of the rows:

    own      what belongs to this person. For a teacher: the sections they teach, the students, enrollments, attendance
             and grades of those sections, and the notes they wrote. Elsewhere: their own account, changes, saved views
             and jobs.
    medical  notes of the category “medical”

Somebody with several roles has the powers of each.
"""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache
from typing import Protocol

from .models import RoleName

RECORDS = """
                  administrator  registrar  teacher   bursar    nurse         viewer

student           rcedx          rcedx      rx:own    r         r             r
guardian          rcedx          rcedx      -         r         r             r
student_guardian  rcedx          rcedx      -         r         r             r
household         rcedx          rcedx      -         -         -             -

school            rcedx          rcedx      r         r         r             r
academic_year     rcedx          rcedx      r         r         r             r
term              rcedx          rcedx      r         r         r             r
grade_level       rcedx          rcedx      r         r         r             r
department        rcedx          rcedx      r         -         -             r
room              rcedx          rcedx      r         -         -             r
course            rcedx          rcedx      r         -         -             r
section           rcedx          rcedx      r:own     -         -             r
staff             rcedx          rx         -         -         -             -
tag               rcedx          rcedx      r         r         r             r

admission         rcedx          rcedx      -         -         -             -
enrollment        rcedx          rcedx      r:own     -         -             r
attendance_code   rcedx          rcedx      r         -         -             -
attendance_mark   rcedx          rcedx      rce:own   -         -             -
register_taken    rcedx          rcedx      rce:own   -         -             -
posted_grade      rcedx          rx         rce:own   -         -             -

fee_item          rcedx          -          -         rcedx     -             -
charge            rcedx          -          -         rcedx     -             -
payment           rcedx          -          -         rcedx     -             -

document          rcedx          rcedx      -         -         -             -
disclosure        rcedx          rcex       -         -         -             -
erasure           rc             -          -         -         -             -
document_file     r              r          -         -         -             -
note              rcedx          rcedx      rced:own  -         rced:medical  -
medical_alert     rcedx          r          -         -         rcedx         -

user              rcedx          r:own      -         -         -             -
role              rex            -          -         -         -             -
audit_entry       rx             r:own      -         -         -             -
saved_view        rced           rced:own   rced:own  rced:own  rced:own      rced:own
job               r              r:own      r:own     r:own     r:own         r:own
dashboard         r              r          r         r         r             r
search            r              r          r         r         r             r
"""

#: What is left of these powers to an account that is limited to one school, whatever its roles. `school` stands for the
#: rows that belong to the school, as `school/belonging.py` says for each kind. What all schools share they read, and
#: whoever sees all schools changes it.
LIMITED = """
student           rcedx:school
guardian          rcedx:school
student_guardian  rcedx:school
household         rcedx:school

school            rex:school
academic_year     rx
term              rx
grade_level       rx
department        rx
room              rcedx:school
course            rx
section           rcedx:school
staff             rcedx:school
tag               rx

admission         rcedx:school
enrollment        rcedx:school
attendance_code   rx
attendance_mark   rcedx:school
register_taken    rcedx:school
posted_grade      rcedx:school

fee_item          rx
charge            rcedx:school
payment           rcedx:school

document          rcedx:school
disclosure        rcedx:school
document_file     r:school
note              rcedx:school
medical_alert     rcedx:school

user              rcedx:school
role              r
audit_entry       rx:school
saved_view        rced:school
job               r:school
dashboard         r
search            r
"""

#: Fields that are stricter than their record: r read, w write. Writing also needs c or e above.
#: Custody: the front office writes who may collect a child and who must not; the nurse, who sends sick children home,
#: reads who may collect. A teacher reads none of it: children leave through the office.
FIELDS = """
                                  administrator  registrar  teacher  bursar  nurse  viewer

student_guardian.restriction      rw             rw         -        -       -      -
student_guardian.legal_guardian   rw             rw         -        -       -      -
student_guardian.may_collect      rw             rw         -        -       r      -

attendance_mark.office_code       rw             rw         r        -       -      -

student.has_medical_alert         r              r          r        r       r      r
student.medical_alerts            r              r          -        -       r      -
student.notes                     r              r          -        -       -      -
student.documents                 r              r          -        -       -      -
student.disclosures               r              r          -        -       -      -
student.guardian_links            rw             rw         -        r       r      -
student.households                rw             rw         -        -       -      -
student.admissions                r              r          -        -       -      -
student.enrollments               r              r          -        -       -      -
student.attendance_marks          r              r          -        -       -      -
student.posted_grades             r              r          -        -       -      -
student.charges                   r              -          -        r       -      -
student.payments                  r              -          -        r       -      -
student.balance                   r              -          -        r       -      -
guardian.households               rw             rw         -        -       -      -

staff.user                        rw             r          -        -       -      -
staff.user_id                     rw             r          -        -       -      -
role.name                         r              -          -        -       -      -
role.users                        r              -          -        -       -      -
user.password                     -              -          -        -       -      -
user.fs_uniquifier                -              -          -        -       -      -
user.tf_primary_method            r              -          -        -       -      -
user.tf_totp_secret               -              -          -        -       -      -
user.tf_last_counter              -              -          -        -       -      -
user.mf_recovery_codes            -              -          -        -       -      -
"""

#: Of these records the role sees these fields and no others.
ONLY = {
    (RoleName.VIEWER, "student"): """
        id firstname lastname middle_name preferred_name other_script_name student_number status
        grade_level grade_level_id home_language city tags photo photo_id has_medical_alert directory_opt_out
        created_at""",
    (RoleName.VIEWER, "guardian"): "id firstname lastname",
    (RoleName.VIEWER, "student_guardian"): "id student student_id guardian guardian_id relation",
}

#: The database and the machinery write these; nobody does by hand.
WRITTEN_BY_NOBODY = frozenset({"id", "version", "created_at", "updated_at", "deleted_at"})

ALL = "all"
#: The rows that belong to the school to which somebody is limited.
SCHOOL = "school"


class Action(StrEnum):
    READ = "read"
    CREATE = "create"
    EDIT = "edit"
    DELETE = "delete"
    EXPORT = "export"


class Account(Protocol):
    """What the table needs to know of somebody: a `User`, or Flask-Login's anonymous visitor."""

    @property
    def is_authenticated(self) -> bool: ...

    @property
    def is_active(self) -> bool: ...


LETTERS = {"r": Action.READ, "c": Action.CREATE, "e": Action.EDIT, "d": Action.DELETE, "x": Action.EXPORT}


def read_table(text: str) -> dict[str, dict[RoleName, str]]:
    """The cells of one of the tables above: name of the line → role → cell. Raises ValueError for a misshapen line."""
    heading, *lines = (line.split() for line in text.splitlines() if line.strip())
    roles = [RoleName(word) for word in heading]
    return {name: dict(zip(roles, cells, strict=True)) for name, *cells in lines}


def read_cell(cell: str) -> dict[Action, frozenset[str]]:
    """`rce:own` as action → the scope of rows. Raises KeyError for a letter that stands for nothing."""
    letters, _, scope = cell.partition(":")
    return {LETTERS[letter]: frozenset({scope or ALL}) for letter in letters.replace("-", "")}


GRANTS: dict[tuple[RoleName, str, Action], frozenset[str]] = {
    (role, resource, action): names
    for resource, cells in read_table(RECORDS).items()
    for role, cell in cells.items()
    for action, names in read_cell(cell).items()
}
LIMITS: dict[tuple[str, Action], frozenset[str]] = {
    (resource, action): names
    for resource, cell in (line.split() for line in LIMITED.splitlines() if line.strip())
    for action, names in read_cell(cell).items()
}
FIELD_GRANTS: dict[str, dict[RoleName, str]] = read_table(FIELDS)
ONLY_FIELDS = {key: frozenset(names.split()) for key, names in ONLY.items()}

#: Everything the table has a line for.
RESOURCES: tuple[str, ...] = tuple(read_table(RECORDS))

NOBODY: frozenset[RoleName] = frozenset()
ONLY_ALL = frozenset({ALL})


def roles_of(user: Account | None) -> frozenset[RoleName]:
    """The roles that count: none for a visitor who has not signed in and for a disabled account."""
    if user is None or not user.is_authenticated or not user.is_active:
        return NOBODY
    return getattr(user, "role_names", NOBODY)


def school_of(user: Account | None) -> int | None:
    """The school to which somebody is limited; None for whoever sees all schools, and for a visitor."""
    return getattr(user, "school_id", None)


def scopes(user: Account | None, resource: str, action: Action) -> frozenset[str]:
    """Which rows of a resource (a table's name, or a page) the user may act on; empty is denied, "all" is every row.

    Of a user who is limited to a school, `limits_of` has to be asked besides.
    """
    if school_of(user) is not None and (resource, action) not in LIMITS:
        return frozenset()
    return granted_scopes(roles_of(user), resource, action)


def limits_of(user: Account | None, resource: str, action: Action) -> frozenset[str]:
    """To which rows the user is limited on top of `scopes`: "all", or "school"; empty where nothing is left."""
    return ONLY_ALL if school_of(user) is None else LIMITS.get((resource, action), frozenset())


def may(user: Account | None, resource: str, action: Action) -> bool:
    """Whether the user may do this to some rows at least."""
    return bool(scopes(user, resource, action))


def may_read_field(user: Account | None, resource: str, field: str) -> bool:
    """Whether the user may see this field, on rows that they may read."""
    return field_is_granted(roles_of(user), resource, field, "r")


def may_write_field(user: Account | None, resource: str, field: str) -> bool:
    """Whether the user may set this field, on rows that they may create or edit."""
    return field not in WRITTEN_BY_NOBODY and field_is_granted(roles_of(user), resource, field, "w")


@lru_cache(maxsize=4096)
def granted_scopes(roles: frozenset[RoleName], resource: str, action: Action) -> frozenset[str]:
    names = frozenset().union(*(GRANTS.get((role, resource, action), ()) for role in roles))
    return ONLY_ALL if ALL in names else names


@lru_cache(maxsize=16384)
def field_is_granted(roles: frozenset[RoleName], resource: str, field: str, letter: str) -> bool:
    return any(role_has_field(role, resource, field, letter) for role in roles)


def role_has_field(role: RoleName, resource: str, field: str, letter: str) -> bool:
    actions = (Action.READ,) if letter == "r" else (Action.CREATE, Action.EDIT)
    if not any((role, resource, action) in GRANTS for action in actions):
        return False
    if (role, resource) in ONLY_FIELDS and field not in ONLY_FIELDS[role, resource]:
        return False
    cells = FIELD_GRANTS.get(f"{resource}.{field}")
    return cells is None or letter in cells[role]
