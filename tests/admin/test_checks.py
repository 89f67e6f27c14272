"""The start-up check: each mistake that Flask-Admin would accept in silence is named, with file, view and option."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import DynamicMapped, Mapped, mapped_column, relationship
from wtforms import StringField

from admin_app.accounts.permissions import GRANTS, LIMITS, RoleName
from admin_app.admin import AdminModelView, Filter, LikelySame, ViewError, check_views
from admin_app.admin.checks import RESOURCES
from admin_app.database import db
from admin_app.school import Note, Tag
from admin_app.school.belonging import BELONGING
from admin_app.views import VIEWS

from .library import VIEWS as LIBRARY
from .library import Book, BookView, Chapter, ChapterView, Shelved


class Oddity(Shelved):
    """A model with all that a list cannot show."""

    parent_id: Mapped[int | None] = mapped_column(ForeignKey("oddity.id"))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    parent: Mapped[Oddity | None] = relationship(back_populates="children", remote_side="Oddity.id")
    children: DynamicMapped[Oddity] = relationship(back_populates="parent", lazy="dynamic")

    @property
    def siblings(self) -> int:
        return db.session.query(Oddity).count()


def find(*asked: Any) -> tuple[Any, ...]:
    """What a view might ask for what may be the same."""
    return ()


@pytest.fixture(autouse=True)
def _lines_in_the_table(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = [view.model.__tablename__ for view in LIBRARY]
    monkeypatch.setattr("admin_app.admin.checks.RESOURCES", (*RESOURCES, *tables, "oddity"))
    for table, scope in (("book", "small"), ("author", "known")):
        monkeypatch.setitem(GRANTS, (RoleName.VIEWER, table, "read"), frozenset({scope}))


def problems(base: type[AdminModelView], **declared: Any) -> str:
    """What the check says of a view that declares these things too."""
    view = type(base)("TriedView", (base,), {"__module__": __name__, **declared})
    with pytest.raises(ViewError) as raised:
        check_views([view])
    return str(raised.value)


def test_the_views_there_are_mean_what_they_say() -> None:
    check_views(VIEWS, BELONGING)
    check_views(LIBRARY)


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("can_veiw_details", True, "can_veiw_details: is no option of a view. Did you mean 'can_view_details'?"),
        ("column_lists", ("title",), "column_lists: is no option of a view. Did you mean 'column_list'?"),
        ("inline_models", (Chapter,), "inline_models: is no option of a view"),
        ("column_exclude_list", ("title",), "column_exclude_list: is no option of a view"),
        ("column_list", ("titel",), "column_list: 'titel' is not on Book. Did you mean 'title'?"),
        ("column_list", ("shelf.nmae",), "column_list: 'nmae' is not on Shelf. Did you mean 'name'?"),
        ("column_list", ("shelve.name",), "column_list: 'shelve' is not on Book. Did you mean 'shelf'?"),
        ("column_details_list", ("titel",), "column_details_list: 'titel' is not on Book"),
        ("column_export_list", ("titel",), "column_export_list: 'titel' is not on Book"),
        ("column_searchable_list", ("titel",), "column_searchable_list: 'titel' is not on Book"),
        ("column_searchable_list", ("where",), "column_searchable_list: 'where' is no column"),
        ("column_filters", ("titel",), "column_filters: 'titel' is not on Book"),
        ("column_filters", ("chapters",), "column_filters: 'chapters' is a relation, and `lookups` does not say"),
        ("column_filters", ("where",), "column_filters: no filter fits the type of 'where'"),
        ("column_sortable_list", ("titel",), "column_sortable_list: 'titel' is not on Book"),
        ("column_sortable_list", (("shelf", "shelf.nmae"),), "column_sortable_list: 'nmae' is not on Shelf"),
        ("column_sortable_list", ("where",), "column_sortable_list: 'where' is no column"),
        ("column_default_sort", "titel", "column_default_sort: 'titel' is not on Book"),
        ("column_default_sort", [("title", True), ("pagse", False)], "column_default_sort: 'pagse' is not on Book"),
        ("column_labels", {"titel": "Title"}, "column_labels: 'titel' is not on Book"),
        ("column_descriptions", {"titel": "x"}, "column_descriptions: 'titel' is not on Book"),
        ("column_formatters", {"titel": str}, "column_formatters: 'titel' is not on Book"),
        ("column_formatters_detail", {"titel": str}, "column_formatters_detail: 'titel' is not among"),
        ("column_loads", ("shelfs",), "column_loads: 'shelfs' is not on Book"),
        ("form_sections", {"Book": ("titel",)}, "form_sections: 'titel' is not on Book"),
        (
            "form_sections",
            {"Book": ("title", "chapters")},
            "form_sections: 'chapters' is a relation that `lookups` does",
        ),
        ("form_sections", {"Book": ("where",)}, "form_sections: no form field fits 'where'"),
        ("form_args", {"titel": {}}, "form_args: 'titel' is not among"),
        ("form_overrides", {"titel": StringField}, "form_overrides: 'titel' is not among"),
        ("form_extra_fields", {"note": StringField("Note")}, "form_extra_fields: 'note' is not among"),
        ("lookups", {"shelf": ("nmae",), "authors": ("name",)}, "lookups['shelf']: 'nmae' is not on Shelf"),
        ("lookups", {**BookView.lookups, "title": ("name",)}, "lookups: 'title' is no relation"),
        ("column_badges", {"staet": {}}, "column_badges: 'staet' is not among"),
        ("small_lookups", ("shelfs",), "small_lookups: 'shelfs' is not among shelf, authors. Did you mean 'shelf'?"),
        (
            "new_in_lookups",
            ("author",),
            "new_in_lookups: 'author' is not among shelf, authors. Did you mean 'authors'?",
        ),
        ("likely_same", LikelySame(find, ("titel",)), "likely_same: 'titel' is not among title, isbn"),
        ("likely_same", LikelySame(find, ("title",), ("titel",)), "likely_same: 'titel' is not among title, shelf"),
        ("likely_same", LikelySame(find, (), (), ("brun",)), "likely_same: there is no verb 'brun'"),
        ("scopes", {}, "scopes: the permission table grants 'small', and the view does not say which rows that are"),
        ("scopes", {"small": bool, "smal": bool}, "scopes: the permission table never grants 'smal'"),
        ("resource", "bok", "resource: the permission table has no line for 'bok'. Did you mean 'book'?"),
        ("form_sections", {"Shelf": ("thickness",)}, "form_sections: no form field fits 'thickness'"),
        ("column_list", (), "column_list: is empty"),
        ("endpoints", {"stamp_veiw": "can_edit"}, "endpoints: there is no method 'stamp_veiw'"),
        ("endpoints", {"stamp_view": "can_edti"}, "endpoints: 'can_edti' opens nothing. Did you mean 'can_edit'?"),
        ("endpoints", {}, "endpoints: nothing says who may reach 'stamp_view'"),
        ("on_model_change", lambda self, form, model, created: None, "on_model_change: is never called; override"),
        (
            "create_recrod",
            lambda self, form: None,
            "create_recrod: is called by nothing. Did you mean 'create_record'?",
        ),
    ],
)
def test_a_mistake_is_named_with_what_was_meant(option: str, value: Any, said: str) -> None:
    message = problems(BookView, **{option: value})
    assert f"tests/admin/test_checks.py: TriedView.{said}" in message


def test_every_mistake_of_every_view_is_named_at_once() -> None:
    first = type(BookView)("First", (BookView,), {"__module__": __name__, "column_list": ("titel", "pagse")})
    second = type(ChapterView)("Second", (ChapterView,), {"__module__": __name__, "can_edti": True})
    with pytest.raises(ViewError) as raised:
        check_views([first, second])
    assert [line.split(": ")[1] for line in str(raised.value).splitlines()[1:]] == [
        "First.column_list",
        "First.column_list",
        "Second.can_edti",
    ]


class OddityView(AdminModelView):
    model = Oddity


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("column_list", ("children",), "column_list: 'children' walks 'children', which cannot be loaded along"),
        ("column_list", ("parent.children",), "'parent.children' walks 'children', which cannot be loaded along"),
        ("column_list", ("siblings",), "column_list: 'siblings' asks the database for each row"),
        ("column_export_list", ("siblings",), "column_export_list: 'siblings' asks the database for each row"),
        ("column_filters", ("extra",), "column_filters: no filter fits the type of 'extra'"),
        ("form_sections", {"Odd": ("extra",)}, "form_sections: no form field fits 'extra'"),
        ("form_sections", {"Odd": ("parent",)}, "form_sections: 'parent' is a relation that `lookups` does not say"),
    ],
)
def test_what_would_ask_for_each_row_is_named(option: str, value: Any, said: str) -> None:
    assert said in problems(OddityView, **{option: value})


def test_a_view_without_a_model_is_named() -> None:
    assert "TriedView.model: is missing" in problems(AdminModelView, column_list=("title",))


def test_what_a_view_adds_of_its_own_is_fine() -> None:
    def shout(view: Any, context: Any, record: Book, name: str) -> str:
        return record.title.upper()

    declared = {
        "column_list": ("title", "shouted"),
        "column_formatters": {"shouted": shout},
        "column_labels": {"shouted": "Shouted"},
        "form_sections": {"Book": ("title", "note")},
        "form_extra_fields": {"note": StringField("Note")},
        "column_filters": (Filter(*["x"] * 6),),
        "helper": lambda self: None,
        "_private": 7,
    }
    check_views([type(BookView)("Fine", (BookView,), {"__module__": __name__, **declared})])


def test_every_kind_of_record_has_an_answer_to_whose_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """For accounts that are limited to a school: one word in the table too few or too many, and nothing starts."""

    def said(belonging: Any) -> list[str]:
        with pytest.raises(ViewError) as raised:
            check_views(VIEWS, belonging)
        return str(raised.value).splitlines()[1:]

    without = {model: rows for model, rows in BELONGING.items() if model is not Note}
    (line,) = said(without)
    assert line.endswith("NoteView.model: nothing says which rows of 'Note' belong to a school")
    (line,) = said({**BELONGING, Tag: None})
    assert "TagView.resource: the permission table shares 'tag' among all schools" in line
    monkeypatch.setattr("admin_app.admin.checks.LIMITS", {key: is_ for key, is_ in LIMITS.items() if key[0] != "tag"})
    (line,) = said(BELONGING)
    assert "TagView.resource: the permission table does not say what of 'tag' is left to one school" in line
