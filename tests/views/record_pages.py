"""Reading the pages of records."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from admin_app.database import db
from tests.client import Browser
from tests.engines.statements import Statements, statements_sent
from tests.html import check_page

from .little_school import LittleSchool

#: What a script says that wants a part of a page.
ALONE = {"HX-Request": "true"}


def page_of(browser: Browser, record: Any, tab: str = "", more: str = "", **how: Any) -> TestResponse:
    asked_for = f"&tab={tab}" if tab else ""
    answer = browser.get(f"/admin/{record.__tablename__}/details/?id={record.id}{asked_for}{more}", **how)
    assert answer.status_code == 200, answer.status
    return answer


def words(element: Any) -> str:
    return " ".join(" ".join(element.itertext()).split())


def found(page: TestResponse, path: str) -> list[str]:
    """The texts of the elements at a path."""
    return [words(element) for element in check_page(page.text).findall(path)]


def tabs(page: TestResponse) -> list[str]:
    return found(page, ".//nav[@data-tabs]//a")


def adds(page: TestResponse) -> dict[str, str]:
    links = check_page(page.text).findall(".//div[@class='table-head']/a[@class='btn btn-sm']")
    return {words(link): link.get("href", "") for link in links}


def tables(page: TestResponse) -> list[list[list[str]]]:
    """The cells of each table, row by row."""
    bodies = check_page(page.text).findall(".//tbody")
    return [[[words(cell) for cell in row.findall("td")] for row in body.findall("tr")] for body in bodies]


def of_tab(browser: Browser, school: LittleSchool, screen: str, tab: str, *, alone: bool) -> Statements:
    address = f"/admin/{screen}/details/?id={school.own[screen].id}&tab={tab}"
    db.session.commit()  # and what the address was made of is forgotten
    with statements_sent() as statements:
        answer = browser.get(address, headers=ALONE if alone else {})
    assert answer.status_code == 200, f"{address} answered {answer.status}"
    return statements
