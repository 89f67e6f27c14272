"""What a view declares of its records' page, checked at start-up: every name in it leads somewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..guesses import guess, not_on
from .parts import Tab
from .tables import Related


def page_problems(view: Any, tables: Mapping[str, Any]) -> Iterator[str]:
    """Each mistake as `option: what is wrong with it`. `tables` are the views by the tables they show."""
    if not view.page_tabs:
        return
    header, shown = view.page_header, shown_by(view)
    for name in header.names:
        if name not in shown:
            yield f"page_header: {name!r} is not in column_details_list{guess(name, shown)}"
    if header.photo:
        yield from not_on(view.model, "page_header", [header.photo])
    verbs = [verb.name for verb in view.verbs]
    if header.photo_verb and header.photo_verb not in verbs:
        yield f"page_header: there is no verb {header.photo_verb!r}{guess(header.photo_verb, verbs)}"
    keys = [tab.key for tab in view.page_tabs]
    for key in {key for key in keys if keys.count(key) > 1}:
        yield f"page_tabs: there are two tabs {key!r}"
    for verb in view.verbs:
        if verb.tab and verb.tab not in keys:
            yield f"verbs: {verb.name!r} leads to no tab {verb.tab!r}{guess(verb.tab, keys)}"
    for tab in view.page_tabs:
        yield from tab_problems(view, tab, tables)


def shown_by(view: Any) -> set[str]:
    """What the details page shows: as declared, or what the list and the form have."""
    fields = (field for names in view.form_sections.values() for field in names)
    return set(view.column_details_list or (*view.column_list, *fields, "created_at", "updated_at"))


def tab_problems(view: Any, tab: Tab, tables: Mapping[str, Any]) -> Iterator[str]:
    option = f"page_tabs[{tab.key!r}]"
    for part in tab.parts:
        resource, field = getattr(part, "resource", ""), getattr(part, "field", "")
        if resource and resource not in tables:
            yield f"{option}: there is no screen for {resource!r}{guess(resource, tables)}"
        elif isinstance(part, Related):
            yield from table_problems(option, part, tables[resource])
        if field and field not in shown_by(view):
            yield f"{option}: {field!r} is not in column_details_list{guess(field, shown_by(view))}"


def table_problems(option: str, part: Related, screen: Any) -> Iterator[str]:
    """Columns, order and the way back to the record, which are names on the other model."""
    made_up = set(screen.column_formatters)
    ordered = [name for name, _ in part.order]
    yield from not_on(screen.model, option, [part.by, *ordered, *(n for n in part.columns if n not in made_up)])
    for name in (*part.labels, *part.formats):
        if name not in part.columns:
            yield f"{option}: {name!r} is not among {', '.join(part.columns)}{guess(name, part.columns)}"
