"""What must hold of a value before the database sees it, so that the form explains what a constraint would refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from email_validator import EmailNotValidError, validate_email
from wtforms import Form
from wtforms.fields import Field
from wtforms.validators import DataRequired, Optional, StopValidation, ValidationError

from ...language import ENGLISH, _, spoken, translated
from ...texts import later


def stripped(value: Any) -> Any:
    """A filter for text: without blanks around it."""
    return value.strip() if isinstance(value, str) else value


def blank_to_none(value: Any) -> Any:
    """A filter for optional text: nothing typed is no value, rather than an empty one."""
    return value or None


def storable(form: Form, field: Field) -> None:
    """No engine keeps a NUL in text, and PostgreSQL refuses half a surrogate pair."""
    text = field.data
    if isinstance(text, str) and ("\0" in text or any("\ud800" <= character <= "\udfff" for character in text)):
        raise ValidationError(_("This contains a character that cannot be stored."))


#: What the library may say of an address; whatever else it says comes out as the last of these.
EMAIL_PROBLEMS = (
    later("An email address must have an @-sign."),
    later("There must be something before the @-sign."),
    later("There must be something after the @-sign."),
    later("There can't be anything after the email address."),
    later("An email address cannot have two periods in a row."),
    later("An email address cannot start with a period."),
    later("An email address cannot end with a period."),
    later("An email address cannot have a period immediately before the @-sign."),
    later("An email address cannot have a period immediately after the @-sign."),
    later("The part after the @-sign is not valid. It should have a period."),
    later("The part after the @-sign is not valid IDN."),
    later("The email address contains an invalid character."),
    later("The email address contains invalid characters before the @-sign."),
    later("This is no e-mail address."),
)


def email_problem(error: EmailNotValidError) -> str:
    """What is wrong with an address: exactly in English, and in another language where there is the sentence for it."""
    said = str(error)
    return said if spoken() is ENGLISH else translated(said if said in EMAIL_PROBLEMS else EMAIL_PROBLEMS[-1])


def email_address(form: Form, field: Field) -> None:
    """Shaped like an e-mail address. Whether it exists is not asked: that would need the network."""
    try:
        validate_email(field.data or "", check_deliverability=False)
    except EmailNotValidError as error:
        raise ValidationError(email_problem(error)) from error


class Filled(DataRequired):
    """Something must be there: typed, chosen, or kept from the record. Zero is something, blanks are not."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.errors:  # what was typed could not be read, and that is said already
            raise StopValidation
        if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
            raise StopValidation(_("This field is required."))


class Blankable(Optional):
    """Nothing is fine. Where something was typed that could not be read, that is the one error."""

    def __call__(self, form: Any, field: Any) -> None:
        typed = [value for value in field.raw_data or () if not isinstance(value, str) or value.strip()]
        if not typed:
            field.errors = []  # that nothing is no number, say
        if field.errors or not typed or field.data is None:
            raise StopValidation


class Digits:
    """A decimal that fits its column: NUMERIC(precision, scale)."""

    def __init__(self, precision: int | None, scale: int | None) -> None:
        self.precision, self.scale = precision, scale

    def __call__(self, form: Form, field: Field) -> None:
        value: Decimal = field.data
        if not value.is_finite():
            raise ValidationError(_("This is not a number."))
        largest = 10 ** ((self.precision or 15) - (self.scale or 0))
        if not -largest < value < largest:
            raise ValidationError(_("This number is too large."))
        if self.scale is not None and value != round(value, self.scale):
            raise ValidationError(_("At most %(digits)s digits after the point.", digits=self.scale))
