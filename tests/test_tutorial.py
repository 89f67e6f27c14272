"""The lines of a Flask-SQLAlchemy tutorial about students, as they are: what somebody learned elsewhere works here."""

from __future__ import annotations

import doctest
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect

from admin_app import school
from admin_app.config import ROOT
from admin_app.database import db

from .engines.databases import Databases

TUTORIAL = """
>>> db.drop_all()
>>> db.create_all()
>>> student_john = Student(firstname='john', lastname='doe',
...                        email='jd@example.com', age=23,
...                        bio='Biology student')
>>> student_john
<Student john>
>>> student_john.firstname
'john'
>>> student_john.bio
'Biology student'
>>> print(student_john.id)
None
>>> db.session.add(student_john)
>>> db.session.commit()
>>> print(student_john.id)
1
>>> student_john.created_at is not None
True
>>> student_john.email = 'john_doe@example.com'
>>> db.session.add(student_john)
>>> db.session.commit()
>>> student_john.email
'john_doe@example.com'
>>> sammy = Student(firstname='Sammy',
...                 lastname='Shark',
...                 email='sammyshark@example.com',
...                 age=20,
...                 bio='Marine biology student')
>>> carl = Student(firstname='Carl',
...                lastname='White',
...                email='carlwhite@example.com',
...                age=22,
...                bio='Marine geology student')
>>> db.session.add(sammy)
>>> db.session.add(carl)
>>> db.session.commit()
>>> Student.query.all()
[<Student john>, <Student Sammy>, <Student Carl>]
>>> Student.query.first()
<Student john>
>>> Student.query.filter_by(firstname='Sammy').all()
[<Student Sammy>]
>>> Student.query.filter_by(firstname='Sammy').first()
<Student Sammy>
>>> Student.query.filter_by(id=3).first()
<Student Carl>
>>> Student.query.filter_by(age=20).first()
<Student Sammy>
>>> db.session.get(Student, 3)
<Student Carl>
>>> Student.query.get_or_404(2)
<Student Sammy>
>>> db.get_or_404(Student, 2)
<Student Sammy>
>>> Student.query.get_or_404(4)
Traceback (most recent call last):
    ...
werkzeug.exceptions.NotFound: 404 Not Found: ...
>>> Student.query.order_by(Student.firstname).all()
[<Student Carl>, <Student Sammy>, <Student john>]
>>> Student.query.order_by(Student.age.desc()).all()
[<Student john>, <Student Carl>, <Student Sammy>]
>>> Student.query.limit(2).all()
[<Student john>, <Student Sammy>]
>>> Student.query.filter(Student.age > 20).order_by(Student.age).all()
[<Student Carl>, <Student john>]
>>> page = Student.query.order_by(Student.id).paginate(page=2, per_page=2)
>>> page.items, page.total, page.pages, page.has_prev, page.has_next
([<Student Carl>], 3, 2, True, False)
>>> Student.query.filter(Student.firstname == 'john').update({'age': 24, 'city': 'Oslo'})
1
>>> Student.query.filter_by(city='Oslo').update({Student.age: 25})
1
>>> db.session.commit()
>>> student_john.age, student_john.city
(25, 'Oslo')
>>> swimmer = Tag(name='swimmer')
>>> sammy.tags.append(swimmer)
>>> carl.tags.append(swimmer)
>>> db.session.commit()
>>> swimmer.students
[<Student Sammy>, <Student Carl>]
>>> Student.query.filter(Student.tags.any(name='swimmer')).order_by(Student.id).all()
[<Student Sammy>, <Student Carl>]
>>> Student.query.join(Student.tags).filter(Tag.name == 'swimmer').count()
2
>>> Tag.query.filter_by(name='swimmer').first().students
[<Student Sammy>, <Student Carl>]
>>> carl.tags.remove(swimmer)
>>> db.session.delete(student_john)
>>> db.session.commit()
>>> Student.query.filter_by(firstname='Carl').delete()
1
>>> db.session.commit()
>>> Student.query.all()
[<Student Sammy>]
>>> db.session.commit()
>>> db.drop_all()
"""

#: `Student.query.get_or_404` is made of what SQLAlchemy calls legacy.
LEGACY = pytest.mark.filterwarnings("ignore:The Query.get:sqlalchemy.exc.LegacyAPIWarning")
OPTIONS = doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


@LEGACY
def test_the_tutorial_runs_as_it_is(bare_app: Callable[[], Flask]) -> None:
    bare_app()
    names = {name: getattr(school, name) for name in school.__all__} | {"db": db}
    lesson = doctest.DocTestParser().get_doctest(TUTORIAL, names, "tutorial", "tests/test_tutorial.py", 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=OPTIONS).run(lesson, out=said.append)
    assert result.attempted > 50
    assert result.failed == 0, "".join(said)
    assert inspect(db.engine).get_table_names() == []


@pytest.mark.parametrize("engine_name", ["sqlite"])
def test_the_tutorial_runs_in_the_shell(engine_name: str, databases: Databases) -> None:
    lines = doctest.DocTestParser().get_examples(TUTORIAL)
    calm = [line for line in lines if not line.exc_msg]
    # A shell that reads a pipe needs an empty line after what spans several.
    script = "".join(line.source + ("\n" if line.source.count("\n") > 1 else "") for line in calm)
    uri = databases.create(engine_name)
    environment = os.environ | {"DATABASE_URL": uri, "HOMEROOM_ENV": "testing"}
    command = [sys.executable, str(ROOT / "manage.py")]
    subprocess.run([*command, "db", "upgrade"], env=environment, check=True, cwd=ROOT)
    shell = subprocess.run(
        [*command, "shell"], input=script, env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert shell.returncode == 0, shell.stderr
    assert shell.stdout.split() == "".join(line.want for line in calm).split()
