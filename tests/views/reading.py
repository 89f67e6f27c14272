"""Reading what the screens answer."""

from __future__ import annotations

import csv
import io
import re

from werkzeug.test import TestResponse

from admin_app.admin.transfer.csv_file import rows_of_whole_file
from tests.html import check_page

#: The first cell of a row, with the link to the record. The client has seen to it that the page is valid.
FIRST_CELL = re.compile(r'<tr><td>(?:<a href="[^"]*?\bid=(?P<id>\d+))?')
COUNT = re.compile(r'<span class="count"[^>]*>(?P<count>[\d,]+)')


def in_order(response: TestResponse) -> list[int]:
    """The ids of the records in a list, from the links of its rows."""
    assert response.status_code == 200, response.status
    found = [match["id"] for match in FIRST_CELL.finditer(response.text)]
    assert None not in found, "a row has no link"
    return [int(id_) for id_ in found]


def listed(response: TestResponse) -> set[int]:
    """The ids of the records in a list, each of them once."""
    found = in_order(response)
    assert len(set(found)) == len(found), "a record is listed twice"
    return set(found)


def counted(response: TestResponse) -> int:
    """How many records the head of a list says there are."""
    found = COUNT.search(response.text)
    assert found, "the list has no count"
    return int(found["count"].replace(",", ""))


def exported(response: TestResponse) -> list[dict[str, str]]:
    """The rows of a CSV file, which says itself that it is whole."""
    assert response.status_code == 200, response.status
    lines = io.StringIO(response.text.removeprefix("\ufeff"), newline="").readlines()
    count = rows_of_whole_file(lines)
    return list(csv.DictReader(lines))[:count]


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
    """The messages on a page that tell what was done or not done, without the button that undoes it."""
    page = check_page(response.text)
    alerts = [element for element in page.iter("div") if "alert" in element.get("class", "").split()]
    told = [[text for part in alert.iterfind("div") for text in part.itertext()] for alert in alerts]
    return [" ".join("".join(texts).split()) for texts in told]
