"""A small library, to try the machinery on: models of their own, outside the school's schema, and their screens."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from flask_admin import expose
from flask_admin.actions import action
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    MetaData,
    Numeric,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, column_property, deferred, mapped_column, registry, relationship, validates

from admin_app.admin import AdminModelView, Facts, History, PageHeader, Related, Tab
from admin_app.database import MYSQL_TABLE, NAMING_CONVENTION, Money, Record, UtcDateTime, choice, table_args
from admin_app.errors import DomainError


class Shelved(Record):
    """The base of the library's models."""

    __abstract__ = True
    __audited__ = False
    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    registry = _sa_registry = registry(metadata=metadata)


class State(StrEnum):
    NEW = "new"
    WELL_READ = "well read"


class Shelf(Shelved):
    name: Mapped[str] = mapped_column(String(40), unique=True)
    place: Mapped[int] = mapped_column(default=0)
    book_count: ClassVar[Any]

    books: Mapped[list[Book]] = relationship(back_populates="shelf", passive_deletes="all")

    def __str__(self) -> str:
        return self.name


book_author = Table(
    "book_author",
    Shelved.metadata,
    Column("book_id", ForeignKey("book.id", ondelete="CASCADE"), primary_key=True),
    Column("author_id", ForeignKey("author.id", ondelete="CASCADE"), primary_key=True),
    **MYSQL_TABLE,
)


class Author(Shelved):
    name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str | None] = mapped_column(String(60), unique=True)
    secret: Mapped[str | None] = mapped_column(String(60))

    books: Mapped[list[Book]] = relationship(secondary=book_author, back_populates="authors")

    def __str__(self) -> str:
        return self.name


class Book(Shelved):
    title: Mapped[str] = mapped_column(String(50))
    isbn: Mapped[str | None] = mapped_column(String(20), unique=True)
    blurb: Mapped[str | None] = mapped_column(Text)
    pages: Mapped[int | None]
    volume: Mapped[int | None] = mapped_column(SmallInteger)
    barcode: Mapped[int | None] = mapped_column(BigInteger)
    price: Mapped[Decimal | None] = mapped_column(Money)
    weight: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    printed_on: Mapped[date | None]
    bought_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lendable: Mapped[bool] = mapped_column(default=True)
    state: Mapped[State] = mapped_column(choice(State, "state"), default=State.NEW, server_default="new")
    scan: Mapped[str | None] = deferred(mapped_column(Text))
    shelf_id: Mapped[int | None] = mapped_column(ForeignKey("shelf.id"))

    shelf: Mapped[Shelf | None] = relationship(back_populates="books")
    authors: Mapped[list[Author]] = relationship(secondary=book_author, back_populates="books")
    chapters: Mapped[list[Chapter]] = relationship(back_populates="book", cascade="all, delete-orphan")
    loans: Mapped[list[Loan]] = relationship(back_populates="book", passive_deletes="all")

    __table_args__ = table_args(CheckConstraint("pages > 0", name="pages_positive"))
    __constraint_messages__ = {"pages_positive": ("pages", "A book has at least one page.")}

    def __str__(self) -> str:
        return self.title

    @hybrid_property
    def thickness(self) -> int | None:
        return self.pages

    @property
    def where(self) -> str:
        return f"on {self.shelf}" if self.shelf else ""

    @validates("title")
    def _has_no_bad_words(self, _: str, value: str) -> str:
        if value == "forbidden":
            raise DomainError("That is no title for a book.", field="title")
        return value


class Chapter(Shelved):
    title: Mapped[str] = mapped_column(String(50))
    number: Mapped[int]
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))

    book: Mapped[Book] = relationship(back_populates="chapters")

    __table_args__ = table_args(UniqueConstraint("book_id", "number"))

    def __str__(self) -> str:
        return f"{self.number} of {self.book}"


class Loan(Shelved):
    reader: Mapped[str] = mapped_column(String(50))
    book_id: Mapped[int] = mapped_column(ForeignKey("book.id"))

    book: Mapped[Book] = relationship(back_populates="loans")

    def __str__(self) -> str:
        return f"{self.book} for {self.reader}"


Shelf.book_count = column_property(
    select(func.count(Book.id)).where(Book.shelf_id == Shelf.id).correlate_except(Book).scalar_subquery(),
    deferred=True,
)


class ShelfView(AdminModelView):
    model = Shelf
    category = "Library"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    column_list = ("name", "place", "books", "book_count")
    column_default_sort = ("place", False)
    column_filters = ("book_count",)
    page_header = PageHeader(facts=("place",))
    page_tabs = (
        Tab("overview", "Overview", (Facts(),)),
        Tab("books", "Books", (Related("book", "shelf_id", ("title", "authors", "pages", "price")),)),
        Tab("history", "History", (History(),)),
    )
    form_sections = {"Shelf": ("name", "place")}


class AuthorView(AdminModelView):
    model = Author
    category = "Library"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"known": lambda user: Author.name != "Unknown"}
    column_list = ("name", "email", "secret")
    column_searchable_list = ("name", "secret")
    column_filters = ("name", "secret")
    form_sections = {"Author": ("name", "email", "secret")}


class BookView(AdminModelView):
    model = Book
    category = "Library"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"small": lambda user: Book.pages < 100}
    column_list = (
        "title",
        "shelf",
        "authors",
        "pages",
        "price",
        "printed_on",
        "bought_at",
        "state",
        "lendable",
        "where",
    )
    column_default_sort = "title"
    column_sortable_list = ("title", ("shelf", "shelf.name"), "pages", "printed_on", "thickness", "state")
    column_searchable_list = ("title", "blurb", "authors.name", "shelf.name")
    column_filters = (
        "title",
        "isbn",
        "pages",
        "volume",
        "price",
        "printed_on",
        "bought_at",
        "lendable",
        "state",
        "shelf",
        "shelf_id",
        "authors",
        "authors.name",
        "thickness",
    )
    form_sections = {
        "Book": ("title", "isbn", "blurb", "authors", "state"),
        "Copy": ("pages", "volume", "barcode", "price", "weight", "printed_on", "bought_at", "lendable", "shelf"),
    }
    lookups = {"shelf": ("name",), "authors": ("name", "email")}
    small_lookups = ("shelf",)
    new_in_lookups = ("authors",)
    endpoints = {"stamp_view": "can_edit"}

    @expose("/stamp/", methods=("POST",))
    def stamp_view(self) -> str:
        return "stamped"

    @action("burn", "Burn")
    def action_burn(self, ids: list[str]) -> str:
        return ", ".join(str(book) for book in self.selected(ids, "delete"))


class ChapterView(AdminModelView):
    model = Chapter
    category = "Library"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    column_list = ("number", "title", "book.title")
    column_default_sort = ("number", True)
    form_sections = {"Chapter": ("book", "number", "title")}
    lookups = {"book": ("title",)}


class LoanView(AdminModelView):
    """Shows loans and offers nothing else."""

    model = Loan
    category = "Library"
    column_list = ("reader", "book")


VIEWS = (ShelfView, AuthorView, BookView, ChapterView, LoanView)
