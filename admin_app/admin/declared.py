"""Every text that the screens declare, for the catalogs: what is translated only where it is drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Enum, inspect
from wtforms.fields.core import UnboundField

from .changing.dependents import references
from .finding.screen import FindingScreen
from .record_page.parts import Figures
from .record_page.tables import Related
from .saved_views import ViewForm
from .wording import member_label

#: Context (the name of an enumeration) and text; "" for a text without one.
Text = tuple[str, str]


def declared_texts(screens: Mapping[str, Any], finding: FindingScreen) -> Iterator[Text]:
    """The texts of these screens and of the box that finds everything, each at least once. Needs English."""
    for screen in screens.values():
        yield from plain(texts_of(screen))
        yield from words_of(screen)
    yield from plain(texts_of_form(ViewForm))
    yield from plain(part.pattern for kind in finding.kinds for part in kind.about if part.pattern != "{}")


def plain(texts: Iterable[Any]) -> Iterator[Text]:
    """Those of the texts that say something; what is lazy is found where it is marked."""
    yield from (("", text) for text in texts if isinstance(text, str) and any(map(str.isalpha, text)))


def texts_of(screen: Any) -> Iterator[Any]:
    yield from (screen.name, screen.singular, screen.category, screen.search_hint)
    yield from labels_of(screen).values()
    yield from screen.column_descriptions.values()
    yield screen.kept_because
    yield getattr(screen.model, "__reversed_by__", "")
    yield from getattr(screen.model, "__mark__", ())[1:]
    yield from (*screen.form_sections, *screen.details_sections)
    for form in forms_of(screen):
        yield from texts_of_form(form)
    yield from (verb.label for verb in (*screen.verbs, *screen.bulk_verbs))
    yield from (tab.label for tab in screen.page_tabs)
    for part in (part for tab in screen.page_tabs for part in tab.parts):
        if isinstance(part, Related):
            yield from (part.title, part.one, *part.labels.values())
            yield from (part.label(name) for name in part.columns)
        if isinstance(part, Figures):
            yield part.title
    for known in screen.list_filters:
        yield from (known.label, known.operation, *(label for _, label in known.says or ()))
        if isinstance(known.choices, list) and not known.words:
            yield from (label for _, label in known.choices)
    yield from (reference.label for reference in references(screen.model))
    yield from (message for _, message in getattr(screen.model, "__constraint_messages__", {}).values())


def labels_of(screen: Any) -> dict[str, str]:
    """The labels of all columns: those that some page shows, and those that the history of a record may name."""
    mapper, hidden = inspect(screen.model), set(getattr(screen.model, "__sensitive__", ()))
    logged = {*mapper.column_attrs.keys(), *mapper.relationships.keys()} - hidden
    header = screen.page_header.names if screen.page_tabs else ()
    listed = {*screen.column_list, *screen.details, *screen.exported, *(path.name for path in screen.searched)}
    names = listed | {*screen.form_columns, *screen.bulk_fields, *screen.column_labels, *header, *logged}
    return {name: screen.get_column_name(name) for name in names}


def forms_of(screen: Any) -> Iterator[Any]:
    yield from (screen._create_form_class, screen._edit_form_class, *screen.cell_forms.values())  # noqa: SLF001
    yield from (verb.form for verb in (*screen.verbs, *screen.bulk_verbs))
    yield from (deed.form_class for deed in screen.deeds.values() if hasattr(deed, "form_class"))


def texts_of_form(form: Any) -> Iterator[Any]:
    """Labels, help and messages of the fields of a form."""
    fields = (getattr(form, name) for name in dir(form) if not name.startswith("_"))
    for field in (field for field in fields if isinstance(field, UnboundField)):
        given: tuple[Any, ...] = (*field.args, None, None)
        label, validators = given[:2]
        yield field.kwargs.get("label", label)
        yield field.kwargs.get("description")
        yield field.kwargs.get("invalid_value_message")
        for validator in field.kwargs.get("validators") or validators or ():
            yield getattr(validator, "message", None)


def words_of(screen: Any) -> Iterator[Text]:
    """The members of the enumerations that columns and filters have."""
    for column in screen.model.__table__.columns:
        if isinstance(column.type, Enum) and column.type.enum_class:
            yield from ((column.type.enum_class.__name__, member_label(member)) for member in column.type.enum_class)
    for known in screen.list_filters:
        if known.words:
            yield from ((known.words, label) for _, label in known.choices)
