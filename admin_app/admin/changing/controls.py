"""The HTML of a form's controls, as WTForms' widgets would write it.

They format every attribute by itself, which made up two thirds of the time that drawing a form took.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from markupsafe import Markup, escape
from wtforms import widgets
from wtforms.fields.choices import Choice
from wtforms.widgets.core import clean_key

from ...language import _

#: Name → value; True for an attribute that has none, False for one that is not there.
Attributes = Mapping[str, Any]


def control(field: Any, given: Attributes) -> Markup:
    """The control of a field, with further attributes; those of its `render_kw` give way to them."""
    drawn = {clean_key(name): value for name, value in {**(field.render_kw or {}), **given}.items()}
    draw = CONTROLS.get(type(field.widget)) or OURS.get(type(field.widget))
    return draw(field, drawn) if draw else field.widget(field, **drawn)


def written(attributes: Attributes) -> str:
    """Attributes as they stand in a tag, in order of name, each with the blank before it."""
    return "".join(
        f" {name}" if value is True else f' {name}="{quoted(value)}"'
        for name, value in sorted(attributes.items())
        if value is not False
    )


def quoted(value: Any) -> str:
    """A value between double quotes. Markup may hold some of its own."""
    return str(escape(value)).replace('"', "&#34;")


def attributes_of(field: Any, given: Attributes) -> dict[str, Any]:
    """What every control has: its names, what validators tell of it (`required`, `maxlength`), and what is given."""
    told = {name: value for name, value in vars(field.flags).items() if name in field.widget.validation_attrs}
    return {"id": field.id, "name": field.name, **told, **given}


def typed(field: Any, given: Attributes) -> Markup:
    """A control that is typed into."""
    own = {"type": field.widget.input_type, "value": field._value()}  # noqa: SLF001  # as its widget would ask
    return Markup(f"<input{written(own | attributes_of(field, given))}>")  # noqa: S704  # `written` escapes


def number(field: Any, given: Attributes) -> Markup:
    limits = {name: value for name, value in vars(field.widget).items() if value is not None}
    return typed(field, {**limits, **given})


def ticked(field: Any, given: Attributes) -> Markup:
    """A box to tick."""
    return typed(field, {"checked": bool(field.data), **given})


def uploaded(field: Any, given: Attributes) -> Markup:
    """A control for a file. The browser's own speaks the language of the browser: with a script, ours lies below it."""
    return Markup(
        '<div class="file">{}<span class="btn" aria-hidden="true">{}</span>'
        '<span data-file-name aria-hidden="true">{}</span></div>'
    ).format(typed(field, given), _("Choose a file"), _("No file chosen"))


def lines(field: Any, given: Attributes) -> Markup:
    """A control for several lines. The first line break would be swallowed by the browser, so there is one more."""
    text = escape(field._value())  # noqa: SLF001  # as its widget would ask
    return Markup(f"<textarea{written(attributes_of(field, given))}>\r\n{text}</textarea>")  # noqa: S704  # escaped


def chosen(field: Any, given: Attributes) -> Markup:
    """A control that offers choices."""
    if field.has_groups():
        return widgets.Select.__call__(field.widget, field, **given)
    own = {"multiple": bool(field.widget.multiple)}
    options = "".join(map(option, field.iter_choices()))
    return Markup(f"<select{written(own | attributes_of(field, given))}>{options}</select>")  # noqa: S704  # escaped


def option(choice: Choice) -> str:
    text = escape(choice.label or choice.value)
    if choice.render_kw:
        own = {"value": choice.value, "selected": choice.selected, **choice.render_kw}
        return f"<option{written(own)}>{text}</option>"
    selected = " selected" if choice.selected else ""
    return f'<option{selected} value="{quoted(choice.value)}">{text}</option>'


def split(field: Any, given: Attributes) -> tuple[str, str] | None:
    """What comes before and after the value in the control of a field; None for one that is not typed into."""
    if CONTROLS.get(type(field.widget)) not in {typed, number}:
        return None
    before, after = control(field, {**given, "value": "\0"}).split("\0")
    return before, after


#: Widget → how it is drawn. Other widgets draw themselves.
CONTROLS: dict[type, Callable[[Any, Attributes], Markup]] = {
    widgets.TextInput: typed,
    widgets.EmailInput: typed,
    widgets.TelInput: typed,
    widgets.HiddenInput: typed,
    widgets.DateInput: typed,
    widgets.TimeInput: typed,
    widgets.NumberInput: number,
    widgets.CheckboxInput: ticked,
    widgets.TextArea: lines,
    widgets.Select: chosen,
}
#: What we draw otherwise than WTForms does.
OURS: dict[type, Callable[[Any, Attributes], Markup]] = {widgets.FileInput: uploaded}
