"""The start-up check: every declaration of every view means something. Flask-Admin accepts most mistakes in silence.

It names the file, the view and the option of each mistake, and what was probably meant.
"""

from __future__ import annotations

import inspect as python
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path as File
from typing import Any

from sqlalchemy import inspect

from ..accounts import LIMITS, RESOURCES, SCHOOL
from ..accounts.permissions import ALL, GRANTS
from ..config import ROOT
from .base import AdminModelView
from .changing.constraints import unique_keys
from .changing.forms import make_field
from .guesses import guess, not_on
from .listing.filters import Filter, column_filters
from .listing.search import in_index
from .loading import code_of, names_in
from .options import Options
from .paths import Path, related, resolve
from .record_page.checking import page_problems
from .screen import OPENINGS

#: Attributes of Flask-Admin's views that mean the same here.
INHERITED = {"extra_css", "extra_js", "menu_icon_type", "menu_icon_value", "action_disallowed_list"}
KNOWN_OPTIONS = set(Options.__annotations__) | set(OPENINGS) | INHERITED
#: Methods that Flask-Admin calls and this machinery does not → what to override instead.
NEVER_CALLED = {
    "on_model_change": "create_record or update_record",
    "after_model_change": "create_record or update_record: after the commit nothing may be written",
    "on_model_delete": "delete_record",
    "after_model_delete": "delete_record",
    "on_form_prefill": "edit_form",
    "get_list": "where",
    "scaffold_form": "form_overrides or form_extra_fields",
}
#: Names in the code of a property that tell of a query: shown in a list, it would run once for each row.
QUERIES = {"session", "object_session", "execute", "scalar", "scalars", "query"}
#: What every screen does with many records has these names.
RESERVED = {"edit", "delete", "export"}
CANNOT_LOAD_AHEAD = {"dynamic", "write_only", "noload"}


class ViewError(Exception):
    """Views whose declarations cannot be right; the message has a line for each mistake."""


#: What the base of the views gathers from their declarations.
GATHERED = ("offers", "declared")


def check_views(views: Iterable[type[AdminModelView]], belonging: Collection[Any] | None = None) -> None:
    """Raise ViewError, with every mistake in any of the views, unless there is none.

    `belonging` are the models of which it is known which rows belong to a school, where anybody may be limited to one.
    """
    views = list(views)
    tables = {view.model.__tablename__: view for view in views if hasattr(view, "model")}
    problems = [
        f"{place(view)}: {view.__name__}.{problem}"
        for view in views
        for problem in (*problems_of(view), *page_problems(view, tables), *limits(view, belonging))
    ]
    if problems:
        raise ViewError("\n".join(["These views declare what cannot be:", *problems]))


def place(view: type) -> str:
    """The file of a view, as seen from the project's folder."""
    file = File(python.getsourcefile(view) or "?")
    return str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)


def problems_of(view: Any) -> Iterator[str]:
    """Each mistake as `option: what is wrong with it`."""
    yield from unknown_attributes(view)
    if not hasattr(view, "model"):
        yield "model: is missing"
        return
    if not view.column_list:
        yield "column_list: is empty"
    names = list(unknown_names(view))
    yield from names
    if names:
        return  # what follows looks at what the names lead to
    yield from what_is_compared(view)
    yield from lists_that_ask_for_each_row(view)
    yield from searches_and_filters(view)
    yield from forms(view)
    yield from many_and_cells(view)
    yield from offered_instead(view)
    yield from permissions(view)


def unknown_attributes(view: Any) -> Iterator[str]:
    """Options and methods that nothing reads or calls."""
    methods = {name for name in dir(AdminModelView) if callable(getattr(AdminModelView, name))}
    for owner in view.__mro__[: view.__mro__.index(AdminModelView)]:
        for name, value in vars(owner).items():
            is_method = isinstance(value, property | classmethod | staticmethod) or python.isfunction(value)
            if name.startswith("_") or name in KNOWN_OPTIONS or name in GATHERED:
                continue
            if name in NEVER_CALLED:
                yield f"{name}: is never called; override {NEVER_CALLED[name]}"
            elif not is_method:
                yield f"{name}: is no option of a view{guess(name, KNOWN_OPTIONS)}"
            elif name not in methods and get_close_matches(name, methods, 1, 0.85):
                yield f"{name}: is called by nothing{guess(name, methods)}"


def unknown_names(view: Any) -> Iterator[str]:
    """Names that are not on the model, or not in what they refer to."""
    fields = [field for names in view.form_sections.values() for field in names]
    made_up = set(view.column_formatters)
    for option, names in {
        "column_list": set(view.column_list) - made_up,
        "column_details_list": set(view.column_details_list or ()) - made_up,
        "column_export_list": set(view.column_export_list or ()) - made_up,
        "column_searchable_list": view.column_searchable_list,
        "column_filters": [name for name in view.column_filters if isinstance(name, str)],
        "column_loads": view.column_loads,
        "column_sortable_list": sort_keys(view.column_sortable_list),
        "column_default_sort": default_sort(view),
        "form_sections": set(fields) - set(view.form_extra_fields),
        "lookups": view.lookups,
    }.items():
        yield from not_on(view.model, option, names)
    columns = {*view.column_list, *(view.column_details_list or ()), *(view.column_export_list or ())}
    for option in ("column_labels", "column_descriptions", "column_formatters"):
        unheard = [name for name in getattr(view, option) if name not in columns | set(fields)]
        yield from not_on(view.model, option, unheard)
    for option, allowed in {
        "form_args": fields,
        "form_overrides": fields,
        "form_extra_fields": fields,
        "small_lookups": list(view.lookups),
        "column_badges": list(columns),
        "column_beside": list(view.column_list),
        "column_words": list(view.column_list),
        "bulk_fields": fields,
        "column_editable": fields,
        "new_in_lookups": list(view.lookups),
        "column_formatters_detail": list(columns),
        "column_formatters_export": list(columns),
    }.items():
        for name in getattr(view, option) or ():
            if name not in allowed:
                yield f"{option}: {name!r} is not among {', '.join(allowed) or 'what it shows'}{guess(name, allowed)}"


def sort_keys(declared: Sequence[Any] | None) -> list[str]:
    """The paths that are sorted by."""
    keys = [item[1] if isinstance(item, tuple) else item for item in declared or ()]
    return [name for key in keys for name in ([key] if isinstance(key, str) else key)]


def default_sort(view: Any) -> list[str]:
    declared = view.column_default_sort or []
    pairs = declared if isinstance(declared, list) else [declared]
    return [pair if isinstance(pair, str) else pair[0] for pair in pairs]


def lists_that_ask_for_each_row(view: Any) -> Iterator[str]:
    """Columns that would cost a statement for each row, and cannot be loaded ahead."""
    for option in ("column_list", "column_export_list"):
        for name in getattr(view, option) or ():
            if name in view.column_formatters:
                continue
            path = resolve(view.model, name)
            for relation in path.relations:
                if relation.property.lazy in CANNOT_LOAD_AHEAD:
                    yield f"{option}: {name!r} walks {relation.key!r}, which cannot be loaded along with the rows"
            if queries(path):
                yield f"{option}: {name!r} asks the database for each row; make it a column_property"


def queries(path: Path) -> bool:
    """Whether the end of a path is Python code that runs statements."""
    code = None if path.leaf is None or path.in_database else code_of(python.getattr_static(path.target, path.leaf))
    return code is not None and bool(QUERIES & set(names_in(code)))


def searches_and_filters(view: Any) -> Iterator[str]:
    if in_index(view.model) and view.column_searchable_list:
        yield "column_searchable_list: is not asked, since the model says in `__searchable__` what it is found by"
    for option, names in {
        "column_searchable_list": view.column_searchable_list,
        "column_sortable_list": sort_keys(view.column_sortable_list),
    }.items():
        for path in (resolve(view.model, name) for name in names):
            searched_by_index = option == "column_searchable_list" and path.leaf is None and in_index(path.target)
            if not path.in_database and not searched_by_index:
                yield f"{option}: {path.name!r} is no column, so the database cannot look at it"
    for name in view.column_filters:
        if isinstance(name, Filter):
            continue
        path = resolve(view.model, name)
        if path.leaf is None and name not in view.lookups:
            yield f"column_filters: {name!r} is a relation, and `lookups` does not say what its records are called"
        elif path.leaf is not None and fails(column_filters, path, ""):
            yield f"column_filters: no filter fits the type of {name!r}"


def forms(view: Any) -> Iterator[str]:
    """Fields that cannot be made: a relation without a lookup would list a whole table."""
    relations = inspect(view.model).relationships
    for name, fields in view.lookups.items():
        if name not in relations:
            yield f"lookups: {name!r} is no relation"
        else:
            yield from not_on(related(getattr(view.model, name)), f"lookups[{name!r}]", fields)
    for name in (field for names in view.form_sections.values() for field in names):
        if name in view.form_overrides or name in view.form_extra_fields:
            continue
        if name in relations and name not in view.lookups:
            yield f"form_sections: {name!r} is a relation that `lookups` does not say how to look up"
        elif name not in relations and fails(make_field, Sketch(view), name):
            yield f"form_sections: no form field fits {name!r}; declare one in form_overrides"


def many_and_cells(view: Any) -> Iterator[str]:
    """What cannot be the same for many, and what has no room in a cell."""
    relations = inspect(view.model).relationships
    for name in view.bulk_fields:
        if any(key.columns == (name,) for key in unique_keys(view.model.__table__)):
            yield f"bulk_fields: {name!r} is unique, so it cannot be the same for many"
    for name in view.column_editable:
        if name == view.column_list[0]:
            yield f"column_editable: {name!r} is the link to the record, so a click on it leads there"
        if name in relations and (relations[name].uselist or name not in view.small_lookups):
            yield f"column_editable: {name!r} has too many choices for a cell"
    names = [verb.name for verb in view.bulk_verbs]
    for name in {name for name in names if name in RESERVED or names.count(name) > 1}:
        yield f"bulk_verbs: {name!r} is the name of something else"


def what_is_compared(view: Any) -> Iterator[str]:
    """What may be the same is found by fields of the form, and told by what the details page shows."""
    declared = view.likely_same
    if declared is None:
        return
    fields = [field for names in view.form_sections.values() for field in names]
    shown = view.column_details_list or (*view.column_list, *fields)
    for names, allowed in ((declared.fields, fields), (declared.shown, shown)):
        for name in names:
            if name not in allowed:
                yield f"likely_same: {name!r} is not among {', '.join(allowed)}{guess(name, allowed)}"
    for name in declared.verbs:
        verbs = [verb.name for verb in view.verbs]
        if name not in verbs:
            yield f"likely_same: there is no verb {name!r}{guess(name, verbs)}"


def offered_instead(view: Any) -> Iterator[str]:
    verbs = [verb.name for verb in view.verbs]
    for name in view.instead_of_delete:
        if name not in verbs:
            yield f"instead_of_delete: there is no verb {name!r}{guess(name, verbs)}"


def permissions(view: Any) -> Iterator[str]:
    """What the permission table grants must be something that the view can express, and what it opens be granted."""
    resource = view.resource or view.model.__tablename__
    if resource not in RESOURCES:
        yield f"resource: the permission table has no line for {resource!r}{guess(resource, RESOURCES)}"
    granted = {name for (_, of, _), names in GRANTS.items() if of == resource for name in names} - {ALL}
    for name in sorted(granted - set(view.scopes)):
        yield f"scopes: the permission table grants {name!r}, and the view does not say which rows that are"
    for name in sorted(set(view.scopes) - granted):
        yield f"scopes: the permission table never grants {name!r}{guess(name, granted)}"
    for name, opening in view.endpoints.items():
        if not callable(getattr(view, name, None)):
            yield f"endpoints: there is no method {name!r}"
        if opening not in OPENINGS:
            yield f"endpoints: {opening!r} opens nothing{guess(opening, OPENINGS)}"
    for _, name, _ in view._urls:  # noqa: SLF001  # where Flask-Admin keeps the endpoints of a class
        if name not in view.endpoints and name not in view.gates:
            yield f"endpoints: nothing says who may reach {name!r}"


def limits(view: Any, belonging: Collection[Any] | None) -> Iterator[str]:
    """What those see of a model who are limited to a school has to be said: which rows, or that all share it."""
    resource = getattr(view, "resource", None) or getattr(getattr(view, "model", None), "__tablename__", None)
    if belonging is None or resource not in RESOURCES:
        return  # the latter is said already
    words = {name for (of, _), names in LIMITS.items() if of == resource for name in names}
    if not words:
        yield f"resource: the permission table does not say what of {resource!r} is left to one school"
    elif SCHOOL in words and view.model not in belonging:
        yield f"model: nothing says which rows of {view.model.__name__!r} belong to a school"
    elif SCHOOL not in words and view.model in belonging:
        yield f"resource: the permission table shares {resource!r} among all schools, though its rows belong to some"


class Sketch:
    """As much of a view as it takes to make a form field, without making the view."""

    def __init__(self, view: Any) -> None:
        self.model, self.form_args = view.model, view.form_args
        self.form_overrides, self.form_extra_fields = view.form_overrides, view.form_extra_fields
        self.column_descriptions = view.column_descriptions

    def get_column_name(self, name: str) -> str:
        return name


def fails(attempt: Callable[..., Any], *given: Any) -> bool:
    try:
        attempt(*given)
    except TypeError:
        return True
    return False
