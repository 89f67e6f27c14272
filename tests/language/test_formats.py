"""Dates, numbers, amounts and values within sentences, as those who read Spanish write them; files stay as they are."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from admin_app import language
from admin_app.accounts import User
from admin_app.audit import AuditEntry
from admin_app.database import db
from admin_app.language import LANGUAGES, english, explained, spoken
from admin_app.school import StudentStatus
from admin_app.school.errors import DateOutOfOrder
from tests.client import Browser
from tests.views.little_school import LittleSchool

from .conftest import Reader

anywhere = pytest.mark.parametrize("engine_name", ["sqlite"])
SPANISH = {"headers": {"Accept-Language": "es-MX,es;q=0.9"}}


@anywhere
def test_values_are_written_as_the_language_does(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.config, "SCHOOL_TIMEZONE", ZoneInfo("America/Chicago"))
    late = datetime(2026, 11, 6, 3, 30, tzinfo=UTC)
    with app.test_request_context(**SPANISH):
        assert spoken() is LANGUAGES["es"]
        assert language.day(date(2026, 11, 5)) == "5 nov 2026"
        assert language.moment(late) == "5 nov 2026, 21:30"
        assert language.number(1234567) == "1,234,567"
        assert language.number(Decimal("1234.5"), 2) == "1,234.50"
        assert language.money(Decimal("1234.50")) == "$1,234.50"
        monkeypatch.setitem(app.config, "SCHOOL_CURRENCY", "EUR")
        assert "1,234.50" in language.money(Decimal("1234.50"))
        assert "$" not in language.money(Decimal("1234.50"))
        with english():
            assert language.day(date(2026, 11, 5)) == "Nov 5, 2026"
        assert language.day(date(2026, 11, 5)) == "5 nov 2026"


@anywhere
def test_a_refusal_is_translated_with_its_values(app: Flask) -> None:
    error = DateOutOfOrder(
        "{student} left on {day}, the entry cannot be before.", student="Sam", day=date(2026, 10, 30)
    )
    assert str(error) == "Sam left on 2026-10-30, the entry cannot be before."
    assert explained(error) == str(error)
    with app.test_request_context(**SPANISH):
        assert explained(error) == "Sam salió el 30 oct 2026; el ingreso no puede ser anterior."
    braces = DateOutOfOrder("{student} was born on {day}.", student="{day}", day=date(2026, 10, 30))
    assert str(braces) == "{day} was born on 2026-10-30."


@anywhere
def test_the_language_is_the_users_else_the_browsers_else_the_schools(
    app: Flask, school: LittleSchool, reader: Reader, client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "LANGUAGES", LANGUAGES)
    assert '<html lang="en" dir="ltr">' in client.get("/login").text
    assert '<html lang="es" dir="ltr">' in client.get("/login", **SPANISH).text
    monkeypatch.setitem(app.config, "SCHOOL_LANGUAGE", "es")
    assert '<html lang="es" dir="ltr">' in client.get("/login", headers={"Accept-Language": "tlh"}).text
    user = reader("registrar", "en")
    assert '<html lang="en" dir="ltr">' in user.get("/admin/", **SPANISH).text
    user.post_form("/admin/", {"language": "es"}, to="/language")
    assert ">Inicio<" in user.get("/admin/").text
    db.session.expire_all()
    assert db.session.get_one(User, school.users["registrar"].id).language == "es"
    refused = user.post_form("/admin/", {"language": "tlh"}, to="/language")
    assert (refused.status_code, "No existe ese idioma." in refused.text) == (400, True)


@anywhere
def test_what_one_language_draws_and_keeps_is_not_shown_in_another(school: LittleSchool, reader: Reader) -> None:
    words = {
        "/admin/student/": {
            "en": ('data-label="First name"', 'aria-label="Select ', ">Add a tag<", ">Last name<", ">Filter<"),
            "es": (
                'data-label="Nombre"',
                'aria-label="Seleccionar ',
                ">Agregar una etiqueta<",
                ">Apellido<",
                ">Filtrar<",
            ),
        },
        "/admin/student/new/": {"en": (">First name<", ">Last name<"), "es": (">Nombre<", ">Apellido<")},
    }
    for address, said in words.items():
        for code, other in (("en", "es"), ("es", "en"), ("en", "es"), ("es", "en")):
            page = re.sub(r"<svg.*?</svg>", "", reader("administrator", code).get(address).text)
            assert [word for word in said[code] if word not in page] == []
            assert [word for word in said[other] if word in page] == []


@anywhere
def test_filters_are_said_as_the_language_does(school: LittleSchool, reader: Reader) -> None:
    browser = reader("administrator", "es")
    asked = {
        "flt0_status_is=enrolled&flt0_status_is=applicant": "Estado es uno de Inscrito/a, Solicitante",
        "flt0_date_of_birth_between=2016-09-01..2017-08-31": "Fecha de nacimiento está entre 2016-09-01 y 2017-08-31",
        "flt0_date_of_birth_past=30": "Fecha de nacimiento está en los últimos 30 días",
        "flt0_city_is_empty=0": "Ciudad no está vacío",
    }
    for query, said in asked.items():
        page = browser.get(f"/admin/student/views/?{query}").text
        assert said in page, query
    page = browser.get("/admin/student/?flt0a_city_is=Bath&flt1a_status_is=enrolled").text
    assert 'aria-label="Quitar todo esto: Ciudad es Bath o Estado es Inscrito/a"' in page


@anywhere
def test_files_and_the_change_log_stay_english(school: LittleSchool, reader: Reader) -> None:
    browser = reader("administrator", "es")
    exported = browser.get("/admin/student/export/csv/").text
    assert exported.splitlines()[0].lstrip("\ufeff").startswith("Last name,First name,Grade,Status")
    assert {status.value.capitalize() for status in StudentStatus} & set(exported.replace("\n", ",").split(","))
    browser.post_form(f"/admin/payment/edit/?id={school.own['payment'].id}", {"amount": "7.50"})
    entry = db.session.query(AuditEntry).filter_by(resource="payment").order_by(AuditEntry.id.desc()).first()
    assert entry is not None
    assert entry.record_label.startswith("payment of 7.5")
    assert "pago de 7.50" in browser.get(f"/admin/payment/details/?id={school.own['payment'].id}").text


@anywhere
def test_the_texts_of_the_scripts_are_kept_by_browsers_for_good(client: Browser, app: Flask) -> None:
    page = client.get("/login", **SPANISH).text
    address = page.partition('src="/texts/')[2].partition('"')[0]
    answer = client.get(f"/texts/{address}")
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert '"Remove": "Quitar"' in answer.text
    assert client.get("/texts/es.js").headers["Cache-Control"] == "private, no-store"
    assert client.get("/texts/tlh.js").status_code == 404
    assert "/texts/" not in client.get("/login").text
