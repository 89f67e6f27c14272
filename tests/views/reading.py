"""Reading what the screens answer."""

from __future__ import annotations

import csv
import io
import re

from werkzeug.test import TestResponse

from tests.html import check_page

ID = re.compile(r"\bid=(\d+)")


def listed(response: TestResponse) -> set[int]:
    """The ids of the records in a list, from the links of its rows."""
    assert response.status_code == 200, response.status
    body = check_page(response.text).find(".//tbody")
    rows = [] if body is None else body.findall("tr")
    links = [row.find("td/a") for row in rows]
    found = [ID.search(link.get("href", "")) for link in links if link is not None]
    assert len(rows) == len([match for match in found if match]), "a row has no link"
    return {int(match[1]) for match in found if match}


def counted(response: TestResponse) -> int:
    """How many records the head of a list says there are."""
    head = check_page(response.text).find(".//h1/span[@class='count']")
    assert head is not None, "the list has no count"
    return int("".join(head.itertext()).split()[0].replace(",", ""))


def exported(response: TestResponse) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    assert response.status_code == 200, response.status
    return list(csv.DictReader(io.StringIO(response.text.removeprefix("\ufeff"), newline="")))


def complaints(response: TestResponse) -> dict[str, str]:
    """What a form that came back complains about: the field, or "" for the form as a whole, and the text."""
    summary = check_page(response.text).find(".//div[@data-error-summary]")
    found: dict[str, str] = {}
    for item in [] if summary is None else summary.iter("li"):
        link = item.find("a")
        field = "" if link is None else link.get("href", "").removeprefix("#")
        found[field] = "".join(item.itertext()).strip()
    return found


def flashed(response: TestResponse) -> list[str]:
    """The messages on a page that tell what was done or not done."""
    page = check_page(response.text)
    alerts = [element for element in page.iter("div") if "alert" in element.get("class", "").split()]
    return [" ".join("".join(alert.itertext()).split()) for alert in alerts]
