"""Reading the pages that the machinery makes."""

from __future__ import annotations

from werkzeug.test import TestResponse

from tests.html import check_page


def rows(response: TestResponse) -> list[list[str]]:
    """The cells of a list, row by row."""
    assert response.status_code == 200, response.status
    body = check_page(response.text).find(".//tbody")
    found = [] if body is None else body.findall("tr")
    return [["".join(cell.itertext()).strip() for cell in row.findall("td")] for row in found]


def first_cells(response: TestResponse) -> list[str]:
    """The first cell of each row."""
    return [row[0] for row in rows(response)]


def headings(response: TestResponse) -> list[str]:
    """The column heads of a list."""
    return ["".join(head.itertext()).strip() for head in check_page(response.text).findall(".//thead//th")]


def text_of(response: TestResponse) -> str:
    """What a page says, with single spaces."""
    page = check_page(response.text).find(".//body")
    assert page is not None
    return " ".join("".join(page.itertext()).split())


def error_at(response: TestResponse, field: str) -> str:
    """What a form says at a field."""
    found = [element for element in check_page(response.text).iter() if element.get("id") == f"{field}-error"]
    return " ".join(" ".join("".join(element.itertext()).split()) for element in found)
