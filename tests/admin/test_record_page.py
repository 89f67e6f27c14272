"""Pages of records made from declared parts: tabs, checks at start-up, and forms with something filled in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from admin_app.accounts import Action
from admin_app.accounts.permissions import GRANTS, RoleName
from admin_app.admin import Facts, Figures, PageHeader, Related, Tab, Verb, VerbForm, ViewError, check_views, display
from admin_app.admin.checks import RESOURCES
from admin_app.admin.record_page.header import initials
from tests.client import Browser
from tests.html import check_page

from .conftest import Powers
from .library import VIEWS as LIBRARY
from .library import Author, Book, Shelf, ShelfView
from .pages import rows, text_of

Add = Callable[..., Any]
BOOKS = ("title", "pages")


def tab(*parts: Any, key: str = "books") -> tuple[Tab, ...]:
    return (Tab(key, "Books", parts),)


@pytest.fixture
def shelf(add: Add) -> Shelf:
    made: Shelf = add(
        Shelf(name="Novels", place=7, books=[Book(title="Emma", pages=400), Book(title="Fables", pages=90)])
    )
    add(Book(title="Elsewhere", shelf=Shelf(name="Other")))
    return made


def test_a_tab_shows_what_belongs_to_the_record(client: Browser, shelf: Shelf) -> None:
    page = client.get(f"/admin/shelf/details/?id={shelf.id}&tab=books")
    assert [row[0] for row in rows(page)] == ["Emma", "Fables"]
    assert "Elsewhere" not in page.text
    assert "Place 7" in text_of(page).replace("Place7", "Place 7")
    assert f'href="/admin/book/?flt0_shelf_id_is={shelf.id}"' in page.text


def test_only_rows_and_columns_that_may_be_read_are_shown_and_counted(
    client: Browser, shelf: Shelf, powers: Powers, add: Add
) -> None:
    here = f"/admin/shelf/details/?id={shelf.id}&tab=books"
    powers.limit("book", "small", to=[Action.READ])
    page = client.get(here)
    assert [row[0] for row in rows(page)] == ["Fables"]
    assert "Books 1" in text_of(page)
    powers.unreadable |= {"book.pages"}
    assert "Pages" not in text_of(client.get(here))
    powers.unreadable |= {"book.shelf_id", "shelf.books"}  # what is where is not to be known
    assert "Fables" not in client.get(here).text
    powers.unreadable.clear()
    powers.limit("book", to=[Action.READ])
    page = client.get(here)
    assert "tab=books" not in page.text
    assert "Fables" not in page.text


def test_a_row_has_an_edit_link_where_this_user_may_edit_it(client: Browser, shelf: Shelf, powers: Powers) -> None:
    powers.limit("book", "small", to=[Action.EDIT])
    page = check_page(client.get(f"/admin/shelf/details/?id={shelf.id}&tab=books").text)
    assert [link.get("aria-label") for link in page.findall(".//a[@class='edit']")] == ["Edit Fables"]


def test_what_is_called_oddly_is_text_on_every_tab(client: Browser, add: Add) -> None:
    evil = "<script>alert(1)</script>"
    made = add(Shelf(name=evil, books=[Book(title=evil)]))
    for more in ("", "&tab=books", "&tab=history"):
        assert "<script>alert" not in client.get(f"/admin/shelf/details/?id={made.id}{more}").text


def test_a_new_book_has_its_shelf_filled_in(client: Browser, shelf: Shelf, powers: Powers, add: Add) -> None:
    page = f"/admin/book/new/?shelf={shelf.id}"
    assert client.form_at(page).values["shelf"] == [str(shelf.id)]
    jane = add(Author(name="Jane"))
    unknown = add(Author(name="Unknown"))
    powers.limit("author", "known", to=[Action.READ])
    filled = client.form_at(f"/admin/book/new/?authors={jane.id}&authors={unknown.id}")
    assert filled.values["authors"] == ["", str(jane.id)]
    powers.unwritable |= {"book.shelf"}
    assert "shelf" not in client.form_at(page).values
    powers.limit("book", to=[Action.CREATE])
    assert client.get(page).status_code == 403


def test_what_was_posted_counts_and_not_the_address(client: Browser, shelf: Shelf, add: Add) -> None:
    answer = client.post_form(f"/admin/book/new/?shelf={shelf.id}", {"title": "Loose", "shelf": ""})
    assert answer.status_code == 302
    page = client.get(f"/admin/shelf/details/?id={shelf.id}&tab=books")
    assert [row[0] for row in rows(page)] == ["Emma", "Fables"]


# --- the checks -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        (
            "page_header",
            PageHeader(facts=("palce",)),
            "page_header: 'palce' is not in column_details_list. Did you mean",
        ),
        ("page_header", PageHeader(badge="nmae"), "page_header: 'nmae' is not in column_details_list"),
        ("page_header", PageHeader(photo="pohto"), "page_header: 'pohto' is not on Shelf"),
        ("page_header", PageHeader(photo_verb="phtoo"), "page_header: there is no verb 'phtoo'"),
        ("page_tabs", tab(Related("bok", "shelf_id", BOOKS)), "page_tabs['books']: there is no screen for 'bok'. Did"),
        ("page_tabs", tab(Related("book", "shelfid", BOOKS)), "'shelfid' is not on Book. Did you mean 'shelf_id'?"),
        ("page_tabs", tab(Related("book", "shelf_id", ("titel",))), "page_tabs['books']: 'titel' is not on Book"),
        ("page_tabs", tab(Related("book", "shelf_id", ("shelf.nmae",))), "page_tabs['books']: 'nmae' is not on Shelf"),
        ("page_tabs", tab(Related("book", "shelf_id", BOOKS, order=(("pagse", True),))), "'pagse' is not on Book"),
        (
            "page_tabs",
            tab(Related("book", "shelf_id", BOOKS, labels={"titel": "T"})),
            "'titel' is not among title, pages",
        ),
        (
            "page_tabs",
            tab(Related("book", "shelf_id", BOOKS, formats={"page": str})),
            "'page' is not among title, pages",
        ),
        ("page_tabs", tab(Figures("Sum", list, field="plaec")), "page_tabs['books']: 'plaec' is not in column_details"),
        ("page_tabs", tab(Figures("Sum", list, resource="bok")), "page_tabs['books']: there is no screen for 'bok'"),
        (
            "verbs",
            (Verb("lend", "Lend", VerbForm, print, ("book", Action.READ), tab="boks"),),
            "leads to no tab 'boks'. Did",
        ),
        ("page_tabs", tab(Facts()) * 2, "page_tabs: there are two tabs 'books'"),
    ],
)
def test_a_misspelt_name_is_found_at_the_start(
    monkeypatch: pytest.MonkeyPatch, option: str, value: Any, said: str
) -> None:
    tables = [view.model.__tablename__ for view in LIBRARY]
    monkeypatch.setattr("admin_app.admin.checks.RESOURCES", (*RESOURCES, *tables))
    for table, scope in (("book", "small"), ("author", "known")):
        monkeypatch.setitem(GRANTS, (RoleName.VIEWER, table, "read"), frozenset({scope}))
    view = type(ShelfView)("TriedView", (ShelfView,), {"__module__": __name__, option: value})
    with pytest.raises(ViewError) as raised:
        check_views([view, *LIBRARY[1:]])
    assert said in str(raised.value)


# --- small things -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("+1 (555) 010-1234", "tel:+15550101234"),
        ("555 0101 ext. 12", "tel:5550101"),
        ("555 0101 x12", "tel:5550101"),
        ("ask at reception", None),
        ("11", None),
        ("", None),
        (None, None),
    ],
)
def test_a_number_can_be_dialed(text: str | None, link: str | None) -> None:
    shown = display.phone(text)
    assert shown == (f'<a href="{link}">{text}</a>' if link else text or "")


@pytest.mark.parametrize(
    ("title", "letters"), [("Sammy Shark", "SS"), ("Ana de la Cruz", "AC"), ("Zoé", "Z"), ("李 明", "李明"), ("…", "")]
)
def test_initials(title: str, letters: str) -> None:
    assert initials(title) == letters
