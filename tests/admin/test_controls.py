"""The controls of forms are what WTForms' own widgets make of them."""

from __future__ import annotations

from datetime import date, time
from html.parser import HTMLParser
from typing import Any

import pytest
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import fields, widgets
from wtforms.fields.choices import SelectChoice
from wtforms.meta import DefaultMeta
from wtforms.validators import DataRequired, Length, NumberRange

from admin_app.admin.changing.controls import CONTROLS
from admin_app.admin.changing.forms import ScreenForm

AWKWARD = """O'Brien & "Söhne" <b>"""
CHOICES = [SelectChoice("", ""), SelectChoice("a", AWKWARD), SelectChoice(7, "seven", {"data-x": AWKWARD})]
GROUPS = [SelectChoice("a", "A", optgroup=AWKWARD), SelectChoice("b", "B", optgroup="Two")]


class EveryControl(ScreenForm):
    text = fields.StringField(validators=[DataRequired(), Length(2, 30)], render_kw={"data_x": AWKWARD, "class_": "x"})
    email = fields.EmailField(render_kw={"disabled": True, "readonly": False})
    phone = fields.TelField(validators=[Length(max=30)])
    hidden = fields.HiddenField()
    password = fields.PasswordField()
    day = fields.DateField()
    hour = fields.TimeField()
    number = fields.IntegerField(validators=[NumberRange(1, 5)])
    amount = fields.DecimalField()
    even = fields.IntegerField(widget=widgets.NumberInput(step=2, min=0))
    box = fields.BooleanField(validators=[DataRequired()])
    lines = fields.TextAreaField(validators=[Length(max=9)])
    one = fields.SelectField(choices=CHOICES)
    many = fields.SelectMultipleField(choices=CHOICES, validators=[DataRequired()])
    grouped = fields.SelectField(choices=GROUPS)


FILLED = {
    "text": AWKWARD,
    "email": Markup('<i title="x">'),
    "day": date(2026, 2, 3),
    "hour": time(8, 15),
    "number": 0,
    "box": True,
    "lines": f"\n{AWKWARD}",
    "one": "7",
    "many": ["a", "7"],
    "grouped": "b",
}
TYPED = {"text": AWKWARD, "day": "31/31", "number": 'x"y', "box": "false", "many": "a", "one": "7"}


class Parsed(HTMLParser):
    """Tags and text; in which order a tag has its attributes makes no difference."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.parts: list[Any] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.parts.append((tag, sorted(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(tag)

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


@pytest.mark.parametrize("name", [*FILLED, "phone", "hidden", "password", "amount", "even"])
@pytest.mark.parametrize("form", [EveryControl(), EveryControl(data=FILLED), EveryControl(MultiDict(TYPED))])
def test_a_control_says_what_the_widget_would(form: ScreenForm, name: str) -> None:
    given = {"class": "form-control", "aria-describedby": f"{name}-help", "autofocus": True}
    drawn, expected = form[name](**given), DefaultMeta().render_field(form[name], given)
    assert Parsed(drawn).parts == Parsed(expected).parts


def test_every_kind_of_control_is_compared() -> None:
    assert {type(field.widget) for field in EveryControl()} >= CONTROLS.keys()
