"""How many statements each page may send to the database, and which ones they are.

Each line: the screen, the page, the number, and the statements by what they ask for. `account` is who is signed in,
with the roles. What is “to choose” fills a select of a form. Related records that a list shows are read once for
a page; a list that is longer than its page is counted too. What a filter offers is asked for when somebody chooses it.
"""

from __future__ import annotations

SCREENS = """
student           list     3  account, page, grade levels
student           details  9  account, student, tags, households, guardians, medical alerts, counts, ledger, siblings
student           new      2  account, grade levels to choose
student           edit     5  account, student with grade level, tags, households, grade levels to choose

guardian          list     2  account, page
guardian          details  4  account, guardian, households, counts
guardian          new      1  account
guardian          edit     3  account, guardian, households

student_guardian  list     4  account, page, students, guardians
student_guardian  details  3  account, link with student and guardian, entry of who looked
student_guardian  new      1  account
student_guardian  edit     3  account, link with student and guardian, entry of who looked

household         list     3  account, page, students
household         details  4  account, household, students, guardians
household         new      1  account
household         edit     4  account, household, students, guardians

staff             list     3  account, page, departments
staff             details  3  account, person with department and account, counts
staff             new      2  account, departments to choose
staff             edit     4  account, person with department and account, sections, departments to choose

course            list     3  account, page, departments
course            details  3  account, course with department, counts
course            new      2  account, departments to choose
course            edit     3  account, course with department, departments to choose

section           list     3  account, page with courses and terms and rooms, teachers
section           details  4  account, section with course and term and room, teachers, counts
section           new      2  account, terms to choose
section           edit     4  account, section with course and term and room, teachers, terms to choose

enrollment        list     4  account, page, students, sections
enrollment        details  2  account, enrollment with student and section
enrollment        new      1  account
enrollment        edit     2  account, enrollment with student and section

admission         list     6  account, page, students, schools, years, levels
admission         details  2  account, admission with student and school and year and grade level
admission         new      4  account, schools to choose, years to choose, grade levels to choose
admission         edit     5  account, admission, schools to choose, years to choose, grade levels to choose

posted_grade      list     4  account, page, students, terms
posted_grade      details  2  account, grade with student and section and term
posted_grade      new      1  account
posted_grade      edit     2  account, grade with student and section

term              list     3  account, page, years
term              details  2  account, term with year
term              new      2  account, years to choose
term              edit     3  account, term with year, years to choose

academic_year     list     2  account, page
academic_year     details  2  account, year
academic_year     new      1  account
academic_year     edit     2  account, year

grade_level       list     3  account, page, next levels
grade_level       details  2  account, level with the next one
grade_level       new      2  account, levels to choose
grade_level       edit     3  account, level with the next one, levels to choose

department        list     2  account, page
department        details  3  account, department, courses
department        new      1  account
department        edit     2  account, department

room              list     3  account, page, schools
room              details  2  account, room with school
room              new      2  account, schools to choose
room              edit     3  account, room with school, schools to choose

school            list     2  account, page
school            details  2  account, school
school            new      1  account
school            edit     2  account, school

attendance_mark   list     5  account, page, students, sections, codes
attendance_mark   details  2  account, mark with student and section and codes
attendance_mark   new      3  account, teachers’ codes to choose, office’s codes to choose
attendance_mark   edit     4  account, mark, teachers’ codes to choose, office’s codes to choose

register_taken    list     4  account, page, sections, staff
register_taken    details  2  account, register with section and staff
register_taken    new      1  account
register_taken    edit     2  account, register with section and staff

attendance_code   list     2  account, page
attendance_code   details  2  account, code
attendance_code   new      1  account
attendance_code   edit     2  account, code

charge            list     3  account, page, students
charge            details  2  account, charge with student and fee item
charge            new      2  account, fee items to choose
charge            edit     3  account, charge with student and fee item, fee items to choose

payment           list     3  account, page, students
payment           details  2  account, payment with student
payment           new      1  account
payment           edit     2  account, payment with student

fee_item          list     3  account, page, years
fee_item          details  2  account, item with year
fee_item          new      2  account, years to choose
fee_item          edit     3  account, item with year, years to choose

note              list     5  account, page, students, authors, entry of who looked
note              details  3  account, note with student and author, entry of who looked
note              new      1  account
note              edit     3  account, note with student, entry of who looked

medical_alert     list     4  account, page, students, entry of who looked
medical_alert     details  3  account, alert with student, entry of who looked
medical_alert     new      1  account
medical_alert     edit     3  account, alert with student, entry of who looked

document          list     2  account, page with students and names of files
document          details  2  account, document with student and name of the file
document          new      1  account
document          edit     2  account, document with student

disclosure        list     3  account, page, students
disclosure        details  2  account, disclosure with student
disclosure        new      1  account
disclosure        edit     2  account, disclosure with student

document_file     list     2  account, page without the bytes
document_file     details  2  account, file without its bytes

tag               list     2  account, page
tag               details  2  account, tag
tag               new      1  account
tag               edit     2  account, tag

user              list     3  account, page with schools, roles
user              details  3  account, user with school, roles
user              new      3  account, roles to choose, schools to choose
user              edit     5  account, user with school, roles, roles to choose, schools to choose

role              list     2  account, page
role              details  2  account, role
role              edit     2  account, role

audit_entry       list     3  account, page, count
audit_entry       details  2  account, entry

saved_view        list     3  account, page, users
saved_view        details  2  account, view with user
saved_view        new      1  account
saved_view        edit     2  account, view

job               list     3  account, page, users
job               details  2  account, job with user
"""

#: The box that finds everything, for somebody who may read all of it: at the start, with records of each kind opened
#: before, where each kind is found inside of words, and where nothing is. MariaDB and MySQL are asked besides, once for
#: each kind, whether what is looked for is common.
FINDING = """
search    start     1  account
search    opened    8  account, students, guardians, links to students, households, staff, sections, courses
search    found    26  account, \
students by whole words, by beginnings, inside, students, \
guardians by whole words, by beginnings, inside, guardians, links to students, \
households by whole words, by beginnings, inside, households, \
staff by whole words, by beginnings, inside, staff, \
sections by whole words, by beginnings, inside, sections, \
courses by whole words, by beginnings, inside, courses
search    missed   25  account, \
students by whole words, by beginnings, inside, guardians by whole words, by beginnings, inside, \
households by whole words, by beginnings, inside, staff by whole words, by beginnings, inside, \
sections by whole words, by beginnings, inside, courses by whole words, by beginnings, inside, \
words like it for students, for guardians, for households, for staff, for sections, for courses
"""
#: The same for the tabs of a record's page. The header asks for the medical alerts, the guardians and the siblings of a
#: student, and the labels of all tabs for the counts; a tab alone, as the page's script asks for it, does without the
#: header and counts its own rows only. What a table shows of other records is joined to its rows.
TABS = """
student   overview    9  account, student, tags, medical alerts, households, guardians, counts, ledger, siblings
student   family      9  account, student, medical alerts, guardians, counts, links, households, siblings, entry
student   enrollment  8  account, student, medical alerts, guardians, counts, admissions, enrollments, siblings
student   attendance  8  account, student, medical alerts, guardians, counts, codes this term, marks, siblings
student   grades      7  account, student, medical alerts, guardians, counts, grades, siblings
student   fees        9  account, student, medical alerts, guardians, counts, ledger, charges, payments, siblings
student   documents   7  account, student, medical alerts, guardians, counts, documents, siblings
student   notes       9  account, student, medical alerts, guardians, counts, alerts in full, notes, siblings, entry
student   disclosures 7  account, student, medical alerts, guardians, counts, disclosures, siblings
student   history     7  account, student, medical alerts, guardians, counts, changes, siblings

guardian  students    6  account, guardian, counts, links with students, households, entry
staff     sections    4  account, person with department, counts, sections
staff     registers   4  account, person with department, counts, registers
course    sections    4  account, course with department, counts, sections
section   students    5  account, section, teachers, counts, enrollments
section   attendance  6  account, section, teachers, counts, marks, registers
section   grades      5  account, section, teachers, counts, grades
"""
ALONE = """
student   overview    5  account, student, tags, households, ledger
student   family      6  account, student, counts, links, households, entry
student   enrollment  5  account, student, counts, admissions, enrollments
student   attendance  5  account, student, counts, codes this term, marks
student   grades      4  account, student, counts, grades
student   fees        6  account, student, counts, ledger, charges, payments
student   documents   4  account, student, counts, documents
student   notes       6  account, student, counts, alerts, notes, entry
student   disclosures 4  account, student, counts, disclosures
student   history     3  account, student, changes

guardian  students    6  account, guardian, counts, links with students, households, entry
staff     sections    4  account, person, counts, sections
section   attendance  5  account, section with term, counts, marks, registers
course    sections    4  account, course, counts, sections
"""


def budgets_of_tabs(*, alone: bool = False) -> dict[tuple[str, str], int]:
    """(screen, tab) → how many statements, for the whole page or for the tab alone."""
    return budgets(ALONE if alone else TABS)


def budgets(table: str = SCREENS) -> dict[tuple[str, str], int]:
    """(screen, page) → how many statements. Raises ValueError for a number that is not that of the names."""
    found: dict[tuple[str, str], int] = {}
    for line in (line for line in table.splitlines() if line):
        screen, page, number, names = line.split(maxsplit=3)
        if int(number) != len(names.split(",")):
            raise ValueError(f"{screen} {page}: the number is not that of the names")
        found[screen, page] = int(number)
    return found
