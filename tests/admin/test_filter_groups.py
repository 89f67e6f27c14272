"""Filters in groups: what an address says of them, what they find, and how they are changed on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from random import Random
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from flask import Flask
from flask_login import login_user
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session, scoped_session
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from admin_app.accounts import Action
from admin_app.admin.access import screens
from admin_app.admin.listing.arguments import ListArguments, Reader
from admin_app.admin.listing.filters import filters_for
from admin_app.admin.listing.groups import ActiveFilter, Narrowing, merged
from tests.client import Browser
from tests.html import check_page

from .conftest import Powers
from .library import Author, Book, BookView, Shelf, State
from .pages import first_cells, text_of

Add = Callable[..., Any]
Store = scoped_session[Session]

CHOOSERS = {"shelf": ("name", True), "authors": ("name", False)}
FILTERS = {known.arg: known for known in filters_for(Book, BookView.column_filters, str.capitalize, CHOOSERS)}
READER = Reader((), (), {}, FILTERS, ())


def read(query: str) -> ListArguments:
    return READER.read(MultiDict(parse_qsl(query, keep_blank_values=True)))


# --- the address ------------------------------------------------------------------------------------------------------

TEXTS = {
    "title_contains": st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30),
    "title_is": st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), max_size=30),
    "title_is_not": st.sampled_from(["a&b=c", "x,y", "+", "#", "1a_b", "%41"]),
    "pages_between": st.integers(0, 500).map(lambda low: f"{low}..{low + 3}"),
    "pages_is": st.integers(-(2**31), 2**31 - 1).map(str),
    "printed_on_from": st.dates().map(date.isoformat),
    "state_is": st.sampled_from(["new", "well read"]),
    "shelf_is_empty": st.sampled_from(["0", "1"]),
}


@st.composite
def narrowings(draw: st.DrawFn) -> Narrowing:
    """Some filters, alone and in groups."""
    found: tuple[ActiveFilter, ...] = ()
    for _ in range(draw(st.integers(0, 6))):
        known = FILTERS[draw(st.sampled_from(sorted(TEXTS)))]
        texts = draw(st.lists(TEXTS[known.arg].filter(str.strip), min_size=1, max_size=3, unique=True))
        values = tuple(known.clean(text) for text in texts)
        found = merged(found, ActiveFilter(known, tuple(texts), values, draw(st.sampled_from(["", "a", "b", "z"]))))
    return Narrowing(found, any_group=draw(st.booleans()) and bool(found))


@settings(suppress_health_check=[HealthCheck.too_slow])  # the first text of a run makes the tables of characters
@given(narrowings())
def test_an_address_says_again_what_was_read_from_it(narrowing: Narrowing) -> None:
    again = read(urlencode(ListArguments(filters=narrowing).url_args(), doseq=True))
    assert again.complaints == ()
    assert again.filters == narrowing
    assert [active.values for active in again.filters.filters] == [active.values for active in narrowing.filters]


@given(narrowings(), st.sampled_from(sorted(TEXTS)), st.integers(0, 9))
def test_what_is_added_beside_a_filter_changes_no_other_group(narrowing: Narrowing, arg: str, beside: int) -> None:
    known = FILTERS[arg]
    text = {"state_is": "new", "shelf_is_empty": "1", "printed_on_from": "2026-01-01", "pages_between": "1..2"}.get(
        arg, "7"
    )
    after = narrowing.add(ActiveFilter(known, (text,), (known.clean(text),)), beside)
    untouched = [group.filters for group in narrowing.groups() if beside not in group.positions]
    kept = [group.filters for group in after.groups()]
    if beside < len(narrowing.filters):
        assert all(filters in kept for filters in untouched)
        assert len(kept) == len(untouched) + 1
    assert any(text in active.texts for active in after.filters if active.filter is known)


@given(narrowings())
def test_turned_twice_is_as_it_was(narrowing: Narrowing) -> None:
    assert narrowing.turned().turned() == narrowing


@given(
    st.dictionaries(
        st.from_regex(r"\A(flt\d?[a-c]?_?)?(title_is|pages_to|match|x)?\Z"), st.text(max_size=8), max_size=6
    )
)
def test_whatever_an_address_says_a_filter_is_set_or_a_complaint_is_made(args: dict[str, str]) -> None:
    found = READER.read(MultiDict(args))
    meant = [name for name in args if name.startswith("flt")]
    assert bool(meant) == bool(found.filters or found.complaints) or "match" in args


def test_filters_without_letters_mean_what_they_always_did() -> None:
    flat = read("flt0_shelf_is=Tales&flt1_shelf_is=Novels&flt2_pages_from=100")
    assert [active.texts for active in flat.filters.filters] == [("Tales", "Novels"), ("100",)]
    assert not flat.filters.any_group
    assert flat == read("flt_shelf_is=Tales&flt_shelf_is=Novels&flt_pages_from=100")


# --- what they find ---------------------------------------------------------------------------------------------------

Holds = Callable[[Book, str], bool]


def said(value: Any) -> str:
    return str(value or "").casefold()


def names(book: Book) -> list[str]:
    return [author.name.casefold() for author in book.authors]


#: What each filter means, in Python.
MEANS: dict[str, tuple[Holds, tuple[str, ...]]] = {
    "title_contains": (lambda book, text: text in said(book.title), ("1", "t2", "zz")),
    "title_begins": (lambda book, text: said(book.title).startswith(text), ("t1", "1")),
    "isbn_lacks": (lambda book, text: text not in said(book.isbn), ("1", "2")),
    "isbn_is_not": (lambda book, text: book.isbn != text, ("I1", "I2")),
    "isbn_is_empty": (lambda book, text: (book.isbn is None) == (text == "1"), ("0", "1")),
    "pages_is": (lambda book, text: book.pages == int(text), ("1", "2", "3")),
    "pages_from": (lambda book, text: book.pages is not None and book.pages >= int(text), ("2", "4")),
    "pages_between": (lambda book, text: book.pages is not None and book.pages in (2, 3), ("2..3",)),
    "thickness_between": (lambda book, text: book.pages is not None and book.pages in (3, 4), ("3..4",)),
    "printed_on_to": (lambda book, text: bool(book.printed_on) and str(book.printed_on) <= text, ("2026-01-03",)),
    "lendable_is": (lambda book, text: book.lendable == (text == "1"), ("0", "1")),
    "state_is": (lambda book, text: book.state == text, ("new", "well read")),
    "state_is_not": (lambda book, text: book.state != text, ("new", "well read")),
    "shelf_is": (lambda book, text: bool(book.shelf) and str(book.shelf) == text, ("S0", "S1")),
    "shelf_is_not": (lambda book, text: not book.shelf or str(book.shelf) != text, ("S0", "S1")),
    "shelf_is_empty": (lambda book, text: (book.shelf is None) == (text == "1"), ("0", "1")),
    "authors_contains": (lambda book, text: any(text in name for name in names(book)), ("a", "0")),
    "authors_name_is_not": (lambda book, text: text.casefold() not in names(book), ("A0", "A1")),
    "authors_name_lacks": (lambda book, text: not any(text in name for name in names(book)), ("0", "1")),
}  # fmt: skip


def holds(book: Book, active: ActiveFilter) -> bool:
    """Whether a filter holds: any of its values where it is for one of them, else all."""
    means, _ = MEANS[active.filter.arg]
    return (any if active.filter.any_of else all)(means(book, text) for text in active.texts)


def matches(book: Book, narrowing: Narrowing) -> bool:
    inner, outer = (all, any) if narrowing.any_group else (any, all)
    return outer(inner(holds(book, active) for active in group.filters) for group in narrowing.groups())


def any_narrowing(chance: Random) -> Narrowing:
    """One to five filters, in up to three groups."""
    query = {}
    for number in range(chance.randint(1, 5)):
        arg = chance.choice(sorted(MEANS))
        texts = chance.sample(MEANS[arg][1], chance.randint(1, min(2, len(MEANS[arg][1]))))
        query[f"flt{number}{chance.choice(['', 'a', 'b', 'b'])}_{arg}"] = texts
    found = READER.read(MultiDict(query))
    assert not found.complaints
    return replace(found.filters, any_group=chance.random() < 0.4)


@pytest.fixture
def library(session: Store) -> list[Book]:
    """Sixty books with all kinds of blanks."""
    chance = Random(7)  # noqa: S311  # the same books each time
    shelves = [Shelf(name=f"S{n}") for n in range(2)]
    authors = [Author(name=f"A{n}") for n in range(3)]
    books = [
        Book(
            title=f"T{n}",
            isbn=chance.choice([None, f"I{n}"]),
            pages=chance.choice([None, 1, 2, 3, 4]),
            printed_on=chance.choice([None, date(2026, 1, 1 + n % 6)]),
            lendable=chance.random() < 0.5,
            state=chance.choice(list(State)),
            shelf=chance.choice([None, *shelves]),
            authors=chance.sample(authors, chance.randint(0, 2)),
        )
        for n in range(60)
    ]
    session.add_all(books)
    session.commit()
    return books


@pytest.fixture
def signed_in(app: Flask, client: Browser) -> Iterator[None]:
    """A request of an administrator: outside of one nobody sees related records."""
    with app.test_request_context():
        login_user(client.sign_in("administrator"))
        yield


def test_sql_finds_what_the_filters_mean(signed_in: None, session: Store, library: list[Book]) -> None:
    chance, sizes = Random(11), set()  # noqa: S311  # the same filters each time
    for _ in range(250):
        narrowing = any_narrowing(chance)
        wanted = {book.title for book in library if matches(book, narrowing)}
        assert set(session.scalars(select(Book.title).where(*narrowing.conditions()))) == wanted, narrowing.in_words()
        sizes.add(len(wanted))
    assert len(sizes) > 20  # few of these find nothing or everything


def test_the_list_its_count_its_export_and_its_pages_agree(client: Browser, library: list[Book]) -> None:
    chance = Random(13)  # noqa: S311  # the same filters each time
    for _ in range(6):
        narrowing = any_narrowing(chance)
        wanted = {book.title for book in library if matches(book, narrowing)}
        query = urlencode(ListArguments(filters=narrowing).url_args(), doseq=True)
        shown = list(paged(client, f"/admin/book/?page_size=10&{query}"))
        assert sorted(shown) == sorted(wanted), query
        exported = client.get(f"/admin/book/export/csv/?trailer=0&{query}").text.strip().splitlines()[1:]
        assert len(exported) == len(wanted)


def paged(client: Browser, address: str) -> Iterator[str]:
    """The first cells of all pages, each reached from the one before it."""
    while True:
        page = client.get(address)
        yield from first_cells(page)
        following = [link for link in check_page(page.text).iter("a") if link.get("aria-label") == "Next page"]
        if not following:
            return
        address = str(following[0].get("href"))


def test_all_and_any_of_the_same_filters_are_counted_apart(client: Browser, library: list[Book]) -> None:
    filters = "flt0_state_is=new&flt1_lendable_is=1&page_size=10&count=exact"
    both, either = (text_of(client.get(f"/admin/book/?{filters}{more}")) for more in ("", "&match=any"))
    new, lent = {b.title for b in library if b.state == "new"}, {b.title for b in library if b.lendable}
    assert f"{len(new & lent)} found" in both
    assert f"{len(new | lent)} found" in either


def test_all_that_match_are_chosen_for_many(client: Browser, library: list[Book]) -> None:
    query = "flt0a_pages_is=1&flt1a_shelf_is=S0&flt2_lendable_is=1"
    wanted = [b for b in library if (b.pages == 1 or (b.shelf and b.shelf.name == "S0")) and b.lendable]
    data = {"everything": "1", "query": query, "csrf_token": client.token()}
    assert f"Delete: {len(wanted)} books" in text_of(client.post("/admin/book/many/delete/preview/", data=data))


# --- who may ----------------------------------------------------------------------------------------------------------


def test_an_alternative_widens_nobodys_scope(client: Browser, powers: Powers, library: list[Book]) -> None:
    powers.limit("book", "small", to=[Action.READ])
    powers.limit("shelf", to=[Action.READ])
    assert "not known here" in text_of(
        client.get("/admin/book/?flt0a_shelf_is=S0&flt1a_pages_is=1", follow_redirects=True)
    )
    everything = "match=any&flt0_title_contains=t&flt1_pages_is_empty=1&flt2_pages_is_empty=0"
    small = {b.title for b in library if b.pages is not None and b.pages < 100}
    assert set(paged(client, f"/admin/book/?{everything}")) == small


def test_no_group_asks_for_a_field_that_one_may_not_read(client: Browser, powers: Powers, library: list[Book]) -> None:
    powers.unreadable.add("book.isbn")
    for query in ("flt0a_isbn_is=I1&flt1a_title_is=T1", "match=any&flt0_title_is=T1&flt1_isbn_begins=I"):
        answer = client.get(f"/admin/book/?{query}")
        assert answer.status_code == 302
        assert "isbn" not in answer.location
        assert client.get(f"/admin/book/export/csv/?{query}").status_code == 400
        chosen = {"everything": "1", "query": query, "csrf_token": client.token()}
        assert client.post("/admin/book/many/delete/preview/", data=chosen).status_code == 400
    assert "isbn" not in client.get("/admin/book/filter/?choose_filter=isbn_is").text


# --- the page ---------------------------------------------------------------------------------------------------------


def links(page: TestResponse, start: str) -> dict[str, str]:
    """The links of a page whose names begin so."""
    found = {
        str(link.get("aria-label") or link.text): str(link.get("href")) for link in check_page(page.text).iter("a")
    }
    return {name: href for name, href in found.items() if name.startswith(start)}


GROUPED = "flt0_state_is=new&flt1a_title_is=T1&flt2a_pages_is=2&flt2a_pages_is=3"


def test_a_group_is_drawn_with_words_between(client: Browser, library: list[Book]) -> None:
    said = text_of(client.get(f"/admin/book/?{GROUPED}"))
    assert "State is New or… and Title is T1 or Pages is 2 or Pages is 3 or…" in said
    turned = text_of(client.get(f"/admin/book/?match=any&{GROUPED}"))
    assert "State is New and… or Title is T1 and Pages is one of 2, 3 and…" in turned


@pytest.mark.parametrize(
    ("name", "left"),
    [
        ("Remove: State is New", "flt0a_title_is=T1&flt1a_pages_is=2&flt1a_pages_is=3"),
        ("Remove: Title is T1", "flt0_state_is=new&flt1_pages_is=2&flt1_pages_is=3"),
        ("Remove: Pages is 2", "flt0_state_is=new&flt1a_title_is=T1&flt2a_pages_is=3"),
        ("Remove all of: Title is T1 or Pages is one of 2, 3", "flt0_state_is=new"),
        ("Match any", f"match=any&{GROUPED}"),
    ],
)
def test_each_link_takes_away_what_it_says(client: Browser, name: str, left: str) -> None:
    page = client.get(f"/admin/book/?search=t&sort=pages&{GROUPED}")
    href = links(page, name)[name]
    query = href.partition("?")[2]
    assert query == f"search=t&sort=pages&{left}"
    assert client.get(href).status_code == 200


@pytest.mark.parametrize(
    ("before", "beside", "name", "after"),
    [
        ("flt0_title_is=T1", "0", "title_is", "flt0_title_is=T1&flt0_title_is=1"),
        ("flt0_title_is=T1", "", "title_is", "flt0_title_is=T1&flt0_title_is=1"),
        ("flt0_title_is=T1", "0", "pages_is", "flt0a_title_is=T1&flt1a_pages_is=1"),
        ("flt0_title_is=T1", "", "pages_is", "flt0_title_is=T1&flt1_pages_is=1"),
        (
            "flt0a_title_is=T1&flt1a_pages_is=2",
            "1",
            "volume_is",
            "flt0a_title_is=T1&flt1a_pages_is=2&flt2a_volume_is=1",
        ),
        ("flt0_title_lacks=T1", "0", "title_lacks", "flt0a_title_lacks=T1&flt1a_title_lacks=1"),
        ("flt0_title_is=T1", "99", "pages_is", "flt0_title_is=T1&flt1_pages_is=1"),
        ("match=any&flt0_title_is=T1", "0", "pages_is", "match=any&flt0a_title_is=T1&flt1a_pages_is=1"),
    ],
)
def test_a_filter_is_added_alone_or_beside_another(
    client: Browser, before: str, beside: str, name: str, after: str
) -> None:
    form = urlencode({"choose_filter": name, "apply": name, "filter_value": "1", "beside": beside})
    answer = client.get(f"/admin/book/filter/?show=title,pages&{before}&{form}")
    assert answer.location == f"/admin/book/?show=title,pages&{after}".replace(",", "%2C")


def test_the_link_of_a_chip_leads_to_a_form_that_adds_to_it(client: Browser, library: list[Book]) -> None:
    (href,) = links(client.get("/admin/book/?sort=pages&flt0_state_is=new"), "Add to this").values()
    page = check_page(client.get(href).text)
    chosen = [option.get("value") for option in page.iter("option") if option.get("selected") is not None]
    assert chosen == ["state_is", "0"]
    kept = {item.get("name"): item.get("value") for item in page.iter("input") if item.get("type") == "hidden"}
    assert kept == {"sort": "pages", "flt0_state_is": "new"} | {
        name: kept[name] for name in kept if name == "csrf_token"
    }


def test_a_change_of_columns_size_and_order_keeps_the_groups(client: Browser, library: list[Book]) -> None:
    query = f"match=any&{GROUPED}"
    page = client.get(f"/admin/book/?{query}")
    kept = [
        (item.get("name"), item.get("value"))
        for form in check_page(page.text).iter("form")
        if form.get("data-columns") is not None
        for item in form.iter("input")
        if item.get("type") == "hidden"
    ]
    assert kept == parse_qsl(query)
    chosen = client.get(f"/admin/book/?{query}&column=title&column=pages").location
    assert chosen == f"/admin/book/?show=title%2Cpages&{query}"
    assert f'href="/admin/book/?sort=pages&amp;{query.replace("&", "&amp;")}"' in page.text
    assert f'href="/admin/book/?page_size=50&amp;{query.replace("&", "&amp;")}"' in page.text


def test_a_view_keeps_the_groups_and_says_them(client: Browser, library: list[Book]) -> None:
    query = f"sort=pages&desc=1&{GROUPED}"
    form = text_of(client.get(f"/admin/book/views/?{query}"))
    assert "State is New; Title is T1 or Pages is one of 2, 3" in form
    assert client.post_form(f"/admin/book/views/?{query}", {"name": "Mine"}).location == f"/admin/book/?{query}"


def test_an_empty_group_leads_to_the_list_without_it(client: Browser, library: list[Book]) -> None:
    page = client.get("/admin/book/?match=any&flt0a_title_is=X&flt1a_state_is=new&flt2_title_is=Y&search=t1")
    assert "Nothing matches" in text_of(page)
    assert 'href="/admin/book/?search=t1"' in page.text


def test_the_screen_of_the_library_has_the_filters_that_are_tried_here(client: Browser) -> None:
    assert set(FILTERS) == {known.arg for known in screens()["book"].list_filters}
    assert set(MEANS) <= set(FILTERS)
