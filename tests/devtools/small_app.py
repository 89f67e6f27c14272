"""A school of two tables, small enough that every statement of every page is known."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC
from pathlib import Path

from flask import Flask, Response, jsonify, redirect, render_template, request, stream_with_context
from flask_admin import Admin
from flask_admin.contrib.sqla import ModelView
from flask_babel import Babel
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import ForeignKey, String, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, joinedload, mapped_column, relationship

from admin_app.database import engine_options
from admin_app.devtools import init_devtools
from admin_app.extensions import cache

HOUSES = 12
#: How long the export takes, once it has begun to be sent.
EXPORT_SECONDS = 0.05


class Base(DeclarativeBase):
    """Tables of these tests alone, out of sight of the school's migrations."""


db = SQLAlchemy(model_class=Base)


class House(db.Model):  # type: ignore[name-defined,misc]  # Flask-SQLAlchemy makes the class at run time
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50), unique=True)


class Pupil(db.Model):  # type: ignore[name-defined,misc]  # as above
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    house_id: Mapped[int] = mapped_column(ForeignKey(House.id))
    house: Mapped[House] = relationship()


class PupilView(ModelView):
    column_list = ("name", "house.name")
    form_columns = ("name",)


def small_app(uri: str, **settings: object) -> Flask:
    """The application on an empty database, filled, with the toolbar."""
    app = Flask("small_school", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY="a secret that no page may show",
        SCHOOL_TIMEZONE=UTC,
        SQLALCHEMY_DATABASE_URI=uri,
        SQLALCHEMY_ENGINE_OPTIONS=engine_options(uri),
        TESTING=True,
    )
    app.config.update(settings)
    db.init_app(app)
    CSRFProtect(app)
    cache.init_app(app, config={"CACHE_TYPE": "SimpleCache"})  # the school's home page listens to every session
    Babel(app)  # Flask-Admin asks it as soon as it is installed
    Admin(app).add_view(PupilView(Pupil, db))
    add_pages(app)
    init_devtools(app)
    with app.app_context():
        db.create_all()
        houses = [House(name=f"House {number}") for number in range(HOUSES)]
        db.session.add_all([Pupil(name=f"Pupil of {house.name}", house=house) for house in houses])
        db.session.commit()
    return app


def add_pages(app: Flask) -> None:
    for view in (
        row_by_row,
        at_once,
        from_python,
        twice,
        with_cte,
        names,
        fragment,
        without_end_tags,
        nothing_new,
        refused,
        write_twice,
        export,
        hello,
        broken,
    ):
        app.add_url_rule(f"/{view.__name__}", view_func=view)
    app.add_url_rule("/save", view_func=save, methods=["GET", "POST"])
    app.add_url_rule("/sign-in", view_func=hello, methods=["POST"], endpoint="sign_in")


def row_by_row() -> str:
    return render_template("pupils.html", pupils=db.session.scalars(select(Pupil)).all())


def at_once() -> str:
    pupils = db.session.scalars(select(Pupil).options(joinedload(Pupil.house)))
    return render_template("pupils.html", pupils=pupils.all())


def from_python() -> str:
    return page(", ".join(house_of(pupil) for pupil in db.session.scalars(select(Pupil).limit(3))))


def house_of(pupil: Pupil) -> str:
    return pupil.house.name  # the line that test_the_line_of_python_is_named looks for


def twice() -> str:
    first, again = (db.session.scalar(text("SELECT count(*) FROM house")) for _ in range(2))
    return page(f"{first} and {again}")


def with_cte() -> str:
    some = select(House.id, House.name).where(House.name != "50% of it").cte("some")
    return page(str(len(db.session.execute(select(some)).all())))


def names() -> Response:
    return jsonify(db.session.scalars(select(House.name).order_by(House.id)).all())


def fragment() -> str:
    return f"<li>{db.session.get_one(House, 1).name}</li>"


def without_end_tags() -> str:
    return "<!doctype html>\n<title>A page</title>\n<p>Its end tags are left out"


def nothing_new() -> tuple[str, int]:
    return "", 304


def save() -> Response:
    db.session.get_one(House, 1).name = request.args.get("name", "Renamed")
    db.session.commit()
    answer = redirect("/at_once")
    answer.set_data(page("Go on to the list"))  # a whole page, on which a toolbar could be put
    return answer


def write_twice() -> str:
    for name in ("First", "Second"):
        db.session.execute(text("UPDATE house SET name = :name WHERE id = 1"), {"name": name})
    return page("done")


def refused() -> str:
    try:
        db.session.execute(text("INSERT INTO house (name) VALUES (:name)"), {"name": "House 2"})
    except IntegrityError:
        db.session.rollback()
    return page("no")


def export() -> Response:
    def lines() -> Iterator[str]:
        time.sleep(EXPORT_SECONDS)
        for number in range(1, 4):
            yield f"{db.session.get_one(House, number).name}\n"

    return Response(stream_with_context(lines()), mimetype="text/csv", headers={"Content-Disposition": "attachment"})


def hello() -> str:
    return page("Hello")


def broken() -> str:
    raise ZeroDivisionError


def page(words: str) -> str:
    return f"<!doctype html><html lang='en'><head><title>A page</title></head><body><p>{words}</p></body></html>"
