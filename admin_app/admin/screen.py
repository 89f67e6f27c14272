"""What every screen of a model has: names, the gate in front of each endpoint, and the records behind it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from flask import Response, abort, current_app, request
from flask_admin.base import AdminViewMeta
from flask_admin.contrib.sqla import ModelView
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, scoped_session

from ..accounts import Action, safe_target
from ..database import Money, db
from ..language import translated
from . import access, display
from .identities import identity
from .loading import Load
from .options import Options
from .paths import Path, UnknownName, resolve
from .viewed import note_seen
from .wording import plural, sentence


class Said:
    """A text that a view declares in English; reading it says it in the language of whoever makes this request."""

    def __init__(self) -> None:
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: Any) -> Any:
        if view is None:
            return owner.declared.get(self.name)
        text = vars(view).get(self.name, view.declared.get(self.name))
        return translated(text, view.model.__tablename__) if text else text

    def __set__(self, view: Any, text: str | None) -> None:
        vars(view)[self.name] = text


class Opening:
    """`can_edit = True` is what a screen offers; reading `view.can_edit` says whether the user of this request may.

    So one view object serves everybody at once, and templates ask the same name as ever.
    """

    def __init__(self, action: Action, *, offered: bool = False) -> None:
        self.action, self.offered, self.name = action, offered, ""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, view: Any, owner: type) -> bool:
        if view is None:
            return self.offered
        return (self.offered or self.name in view.offers) and access.may(view.model, self.action)


class ScreenMeta(AdminViewMeta):
    """Leaves endpoints where they were defined.

    Flask-Admin's metaclass copies every inherited endpoint into each class, so that of the parts a screen is made of,
    the first would hide what the others override.
    """

    def __init__(cls, name: str, bases: tuple[type, ...], fields: dict[str, Any]) -> None:  # noqa: N805  # a class of classes
        super().__init__(name, bases, fields)
        for copied in vars(cls).keys() - fields.keys():
            if hasattr(getattr(cls, copied), "_urls"):
                delattr(cls, copied)


class Screen(Options, ModelView, metaclass=ScreenMeta):
    """One model's screen. The parts that list, change and export records build on it."""

    can_read = Opening(Action.READ, offered=True)
    can_create = Opening(Action.CREATE)
    can_edit = Opening(Action.EDIT)
    can_delete = Opening(Action.DELETE)
    can_view_details = Opening(Action.READ)
    can_export = Opening(Action.EXPORT)
    #: The openings that the view declares.
    offers: ClassVar[frozenset[str]] = frozenset()

    #: What it is called; the views declare it in English.
    name, singular, category, search_hint = Said(), Said(), Said(), Said()
    declared: ClassVar[dict[str, Any]] = {"name": None, "singular": "", "category": None, "search_hint": ""}

    #: Endpoint → the openings that let somebody in; any of them will do. An endpoint that is not here lets nobody in.
    gates: ClassVar[dict[str, tuple[str, ...]]] = {}

    named_filter_urls = True
    column_auto_select_related = False
    column_type_formatters = display.CELL
    column_type_formatters_detail = display.PAGE
    column_type_formatters_export = display.FILE

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Keep what a view offers aside, so that `can_edit` stays the answer for the current user, and what it says."""
        super().__init_subclass__(**kwargs)
        said = {name: cls.__dict__[name] for name in TEXTS if isinstance(cls.__dict__.get(name), str)}
        for name in said:
            delattr(cls, name)
        cls.declared = cls.declared | said
        declared = {name: cls.__dict__[name] for name in OPENINGS if isinstance(cls.__dict__.get(name), bool)}
        for name in declared:
            delattr(cls, name)
        closed = {name for name, offered in declared.items() if not offered}
        cls.offers = (cls.offers | declared.keys()) - closed

    def __init__(self, session: SQLAlchemy = db) -> None:
        self.table: str = self.model.__tablename__
        self.resource = self.resource or self.table
        self.singular = self.singular or sentence(self.model.__name__)
        self.form_columns = tuple(field for fields in self.form_sections.values() for field in fields)
        self.details = tuple(self.column_details_list or self._everything())
        self.exported = tuple(self.column_export_list or self._everything())
        self.statements: dict[tuple[Action, bool, Load | None], Select[Any]] = {}
        self.paths = self._resolve({*self.column_list, *self.details, *self.exported})
        self.money = frozenset(name for name, path in self.paths.items() if path.leaf and isinstance(path.type, Money))
        name = self.name or plural(self.singular)
        super().__init__(self.model, session, name=name, category=self.category, endpoint=self.table)

    def _everything(self) -> list[str]:
        names = [*self.column_list, *self.form_columns, "created_at", "updated_at"]
        return [name for name in dict.fromkeys(names) if hasattr(self.model, name.split(".")[0])]

    def _resolve(self, names: Iterable[str]) -> dict[str, Path]:
        """Column → path; a column that only a formatter makes has none."""
        found = {}
        for name in names:
            try:
                found[name] = resolve(self.model, name)
            except UnknownName:
                if name not in self.column_formatters:
                    raise
        return found

    def create_blueprint(self, admin: Any) -> Any:
        admin.app.extensions.setdefault(access.EXTENSION, {})[self.table] = self
        return super().create_blueprint(admin)

    # Who may come in

    def is_accessible(self) -> bool:
        """Whether the menu shows this screen."""
        return self.can_read

    def _handle_view(self, name: str, /, **kwargs: Any) -> Response | None:
        """The gate in front of every endpoint: anonymous visitors sign in, and who may not is told so."""
        user = access.user()
        if user is None or not user.is_authenticated:
            if name.startswith("ajax_"):
                abort(401)
            signed_out: Response = current_app.login_manager.unauthorized()  # type: ignore[attr-defined]  # Flask-Login's
            return signed_out
        if not any(getattr(self, opening) for opening in self.openings_of(name)):
            abort(403)
        return None

    def openings_of(self, endpoint: str) -> tuple[str, ...]:
        """The openings that lead to an endpoint; none for one that nobody declared."""
        own = self.endpoints.get(endpoint)
        return (own,) if own else self.gates.get(endpoint, ())

    def _run_view(self, fn: Any, *args: Any, **kwargs: Any) -> Any:
        """Flask-Admin calls a view again with other arguments after a TypeError, which hides where it came from."""
        return fn(self, *args, **kwargs)

    def handle_view_exception(self, exc: Exception) -> bool:
        """Errors are for the error pages. Flask-Admin would show their text, with SQL and parameters."""
        raise exc

    # The records

    @property
    def db_session(self) -> scoped_session[Session]:
        """The session of this request."""
        found: scoped_session[Session] = self.session.session
        return found

    def scoped(self, action: Action, *, trashed: bool = False) -> Select[Any]:
        """The rows on which the user may act, as a statement. Every endpoint starts from here."""
        return select(self.model).where(*access.rows(self.model, action, trashed=trashed))

    def get_query(self) -> Any:
        """The same for Flask-Admin's own code."""
        return self.db_session.query(self.model).filter(*access.rows(self.model))

    def get_count_query(self) -> Any:
        return self.db_session.query(func.count()).select_from(self.model).filter(*access.rows(self.model))

    def get_one(self, id: Any) -> Any:  # noqa: A002  # Flask-Admin names it
        """The record with this id that the user may read, else None."""
        return self.look_up(id, Action.READ)

    def look_up(self, text: Any, action: Action, *, trashed: bool = False, load: Load | None = None) -> Any:
        """The record with this id on which the user may act, else None. Takes whatever an address may hold."""
        key = identity(text)
        if key is None:
            return None
        return self.db_session.scalars(self._by_key(action, trashed, load), {"key": key}).one_or_none()

    def _by_key(self, action: Action, trashed: bool, load: Load | None) -> Select[Any]:
        """The statement for one record, kept for those who see every row: making it costs as much as a query."""
        guarded = load.guarded if load else ()
        alike = access.sees_all(self.model, action) and all(access.sees_all(model) for model in guarded)
        if not alike or (action, trashed, load) not in self.statements:
            statement = self.scoped(action, trashed=trashed).where(self.model.id == bindparam("key"))
            statement = statement.options(*(load.options() if load else ()))
            if not alike:
                return statement
            self.statements[action, trashed, load] = statement
        return self.statements[action, trashed, load]

    def find(self, text: Any, action: Action, **how: Any) -> Any:
        """As `look_up`, but answers 404 where there is no such record."""
        record = self.look_up(text, action, **how)
        if record is None:
            abort(404)
        if request.method == "GET":
            note_seen([record])
        return record

    def settle(self, record: Any) -> None:
        """Check what must hold of a record after its fields were changed, by a form or by undoing.

        A view overrides this. Errors of the domain may be raised.
        """

    # What is shown

    def visible(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The columns among these that the user may read, with their labels."""
        return [(name, self.get_column_name(name)) for name in names if self.may_show(name)]

    def get_column_name(self, field: str) -> str:
        """The label of a column, in the language of whoever reads."""
        return translated(super().get_column_name(field), self.model.__tablename__)

    def may_show(self, name: str) -> bool:
        path = self.paths.get(name)
        return access.may_read(path) if path else access.may_read_field(self.model, name)

    def _prettify_name(self, name: str) -> str:
        return sentence(name)

    def _get_field_value(self, model: Any, name: Any) -> Any:
        return self.paths[name].read(model)

    def back(self) -> str:
        """Where the user came from, if that is a page of ours, else the list.

        The rows of a list do not name it: the browser says which list a record was opened from, and from there on
        the pages hand it to each other.
        """
        here: str = self.get_url(".index_view")
        if given := request.values.get("url"):
            return safe_target(given) or here
        before = safe_target(request.referrer)
        return before if before and before.partition("?")[0] == here else here


TEXTS = tuple(name for name, value in vars(Screen).items() if isinstance(value, Said))
OPENINGS = tuple(name for name, value in vars(Screen).items() if isinstance(value, Opening))
