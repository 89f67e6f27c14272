"""On MariaDB, where no trigger guards the change log, an account that may do less does, as the documentation says."""

from __future__ import annotations

import re
from datetime import date

import pytest
from sqlalchemy import inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from admin_app import create_app
from admin_app.accounts import User
from admin_app.audit import AuditEntry, Change, because
from admin_app.config import ROOT
from admin_app.database import db
from admin_app.school import Category, Student, StudentStatus, erase
from tests import factories as make
from tests.engines.schema import upgrade

from .servers import database_server

ACCOUNT = "'homeroom'@'%'"


def test_an_account_that_may_do_less_writes_and_erases_and_rewrites_nothing() -> None:
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    (grant,) = re.findall(r"^(GRANT .*) ON school\.audit_entry TO 'homeroom'@'%';$", guide, re.MULTILINE)
    with database_server("mysql") as server:
        uri = server.uri("homeroom")
        with create_app("testing", SQLALCHEMY_DATABASE_URI=uri).app_context():
            upgrade()
            tables = set(inspect(db.engine).get_table_names()) - {"audit_entry"}
            db.engine.dispose()
        server.execute(f"CREATE USER {ACCOUNT}")
        server.execute(f"{grant} ON homeroom.audit_entry TO {ACCOUNT}")
        for table in tables:
            server.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON homeroom.`{table}` TO {ACCOUNT}")
        less = make_url(uri).set(username="homeroom").render_as_string(hide_password=False)
        with create_app("testing", SQLALCHEMY_DATABASE_URI=less).app_context():
            try_everything()
            db.session.remove()
            db.engine.dispose()


def try_everything() -> None:
    user = make.UserFactory()
    year = make.AcademicYearFactory(name="old", starts_on=date(2008, 8, 1), ends_on=date(2009, 6, 30))
    student = make.StudentFactory(phone="555 0100")
    make.AdmissionFactory(student=student, academic_year=year, exited_on=date(2009, 6, 30), exit_code="withdrawn")
    student.status = StudentStatus.WITHDRAWN
    make.AuditEntryFactory(user=user)
    db.session.commit()
    with because("long gone", verb="erase"):
        erase(student=db.session.get_one(Student, student.id), categories=[Category.CONTACT], years=7)
    db.session.delete(db.session.get_one(User, user.id))  # of whom entries keep the name and lose the link
    db.session.commit()
    assert db.session.scalars(select(AuditEntry).filter_by(action=Change.ERASE)).one().reason == "long gone"
    for statement in ("DELETE FROM audit_entry", "UPDATE audit_entry SET user_label = 'x'", "TRUNCATE audit_entry"):
        with pytest.raises(DBAPIError, match="denied"), db.engine.begin() as connection:
            connection.execute(text(statement))
