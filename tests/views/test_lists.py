"""Every list: search, each filter with each of its choices, each sorting both ways, pages, and the export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import pytest

from admin_app.admin.access import screens
from admin_app.admin.listing.filters import Filter
from admin_app.admin.listing.values import RANGE
from admin_app.database import db
from tests.client import Browser
from tests.html import check_page

from .access_table import powers, resources
from .conftest import Standing
from .reading import counted, exported, in_order, listed

#: What to type where a filter offers no choices, by the kind of its input.
PLAUSIBLE = {"text": "a", "number": "1", "date": "2026-10-01"}
#: What narrows a list to the rows that are meant, where others come by themselves: signing in and reading are logged.
MEANT = {"audit_entry": {"flt9_user_label_is": "command line"}}


def whole(resource: str) -> str:
    """The address of a list on one page."""
    return f"/admin/{resource}/?" + urlencode({"page_size": 100, **MEANT.get(resource, {})})


@dataclass(frozen=True)
class Offered:
    """A filter that the page offers, and values for it."""

    filter: Filter
    choices: tuple[str, ...] | None

    @property
    def arg(self) -> str:
        return self.filter.arg

    @property
    def values(self) -> tuple[str, ...]:
        typed = PLAUSIBLE.get(self.filter.input_type, "")
        return self.choices or (RANGE.join([typed] * self.filter.values_asked),)


def filters_on(resource: str, page: str) -> list[Offered]:
    """The filters that a list offers."""
    names = {option.get("value") for option in check_page(page).iter("option")}
    found = []
    for known in screens()[resource].list_filters:
        assert known.arg in names or known.says
        choices = known.says or known.options(db.session())
        found.append(Offered(known, tuple(value for value, _ in choices) if choices else None))
        assert {f"{known.arg}={value}" for value, _ in known.says or ()} <= names
    return found


def narrowed(browser: Browser, resource: str, arg: str, value: str) -> set[int]:
    """The ids that a filter leaves, after checking that the count says the same."""
    page = browser.get(f"{whole(resource)}&" + urlencode({f"flt0_{arg}": value}))
    assert page.status_code == 200, f"{resource}: {arg} = {value!r} answered {page.status}"
    found = listed(page)
    assert counted(page) == len(found)
    return found


@pytest.mark.parametrize("resource", resources())
def test_every_filter_narrows_the_list(standing: Standing, resource: str) -> None:
    browser = standing.browser("administrator")
    page = browser.get(whole(resource))
    everything, offered = listed(page), filters_on(resource, page.text)
    browser.strict = False
    assert everything
    assert counted(page) == len(everything), "there are more pages"
    kept = {
        (filter_.arg, value): narrowed(browser, resource, filter_.arg, value)
        for filter_ in offered
        for value in filter_.values
    }
    assert all(found <= everything for found in kept.values())
    for filter_ in offered:
        field, _, operation = filter_.arg.rpartition("_")
        if filter_.arg.endswith("is_empty"):
            assert kept[filter_.arg, "1"] | kept[filter_.arg, "0"] == everything
            assert not kept[filter_.arg, "1"] & kept[filter_.arg, "0"]
        elif filter_.choices and operation == "is":
            blank = kept.get((f"{field}_is_empty", "1"), set())
            assert blank.union(*(kept[filter_.arg, value] for value in filter_.values)) == everything
        elif operation == "not":
            same = filter_.arg.removesuffix("_not")
            for value in filter_.values:
                assert kept[filter_.arg, value] == everything - kept[same, value]


@pytest.mark.parametrize("resource", resources())
def test_every_sorting_is_complete_and_turns_round(standing: Standing, resource: str) -> None:
    browser = standing.browser("administrator")
    here = whole(resource)
    everything = listed(browser.get(here))
    assert everything
    browser.strict = False
    for column in screens()[resource]._sortable_columns:
        up = in_order(browser.get(f"{here}&sort={column}"))
        down = in_order(browser.get(f"{here}&sort={column}&desc=1"))
        assert set(up) == everything
        assert len(up) == len(everything)
        assert down == up[::-1]


@pytest.mark.parametrize("resource", resources())
def test_a_search_finds_a_record_by_each_of_its_searched_values(standing: Standing, resource: str) -> None:
    browser, screen = standing.browser("administrator"), screens()[resource]
    record = standing.school.of("administrator", resource)
    assert screen.searched, f"{resource} cannot be searched"
    words = {path.name: first_text(path.read(record)) for path in screen.searched}
    nothing = browser.get(f"/admin/{resource}/?search=zzz-nothing")
    assert "Nothing matches" in nothing.text
    assert counted(nothing) == 0
    browser.strict = False
    for name, word in words.items():
        if word:
            page = browser.get(f"/admin/{resource}/?" + urlencode({"search": word, "page_size": 100}))
            assert record.id in listed(page), f"{resource} is not found by its {name} {word!r}"
            assert counted(page) == len(listed(page))


def first_text(value: Any) -> str:
    found = value[0] if isinstance(value, list) and value else value
    if hasattr(found, "__searchable__"):
        found = getattr(found, found.__searchable__.names[0])
    return str(getattr(found, "value", found) or "")


@pytest.mark.parametrize("order", ["", "&sort=firstname&desc=1", "&sort=student_number"])
@pytest.mark.parametrize("columns", ["", "all"])
def test_an_export_of_a_search_has_what_the_list_shows(standing: Standing, columns: str, order: str) -> None:
    browser, wanted = standing.browser("registrar"), standing.school.own["student"]
    for search in (wanted.lastname, wanted.email, ""):
        found = listed(browser.get(f"/admin/student/?search={search}{order}&page_size=100"))
        rows = exported(browser.get(f"/admin/student/export/csv/?columns={columns}&search={search}{order}"))
        assert len(rows) == len(found) > 0
        assert wanted.email in {row["E-mail"] for row in rows}


@pytest.mark.parametrize("columns", ["", "all"])
@pytest.mark.parametrize("resource", [name for name in resources() if "x" in powers("administrator", name)[0]])
def test_an_export_is_complete_and_says_what_its_columns_are(standing: Standing, resource: str, columns: str) -> None:
    browser, screen = standing.browser("administrator"), screens()[resource]
    count = counted(browser.get(f"/admin/{resource}/"))
    answer = browser.get(f"/admin/{resource}/export/csv/?columns={columns}")
    rows = exported(answer)
    assert answer.mimetype == "text/csv"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename=")
    assert len(rows) == count + (resource == "audit_entry"), "that it is taken out is logged before it is"
    named = [*(screen.exported if columns else screen.column_list), *filter(None, [screen.marked_by])]
    labels = [screen.get_column_name(name) for name in dict.fromkeys(named)]
    assert list(rows[0]) == labels
    assert len(set(labels)) == len(labels)
