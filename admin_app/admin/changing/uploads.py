"""Files in forms: what is made of one, how the one that is there is kept or removed, and what a browser cannot keep."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import request, url_for
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from wtforms import widgets
from wtforms.fields import Field, FileField

from ...errors import DomainError
from ...language import _, explained
from .controls import uploaded

#: What the box beside a file sends, under the file's own name.
REMOVE = "remove"


def sent_file(field: Field) -> FileStorage | None:
    """The file that was sent for a field. Where none was chosen, a browser sends one without a name."""
    return next((each for each in field.raw_data or () if isinstance(each, FileStorage) and each.filename), None)


class PictureWidget(widgets.FileInput):
    """The picture that is there, with a box to remove it, and the control that uploads another one."""

    def __call__(self, field: Any, **kwargs: Any) -> Markup:
        control = uploaded(field, kwargs)
        if field.object_data is None:
            return control
        return Markup(
            '<div class="picture"><img class="portrait" src="{src}" alt="{now}" width="72" height="72"><div>'
            '{control}<label class="check"><input class="form-check-input" type="checkbox" name="{name}" '
            'value="{remove}"{checked}>{away}</label></div></div>'
        ).format(
            src=field.address(),
            now=_("As it is now"),
            control=control,
            name=field.name,
            away=_("Remove it"),
            remove=REMOVE,
            checked=Markup(" checked") if REMOVE in (field.raw_data or ()) else "",
        )


class PictureField(FileField):
    """A picture of the record: its data is the record that keeps it, None where there is to be none.

    `make(bytes)` makes it of an upload and may raise a DomainError; it is given one byte more than `most` at most.
    `endpoint` shows it for the id in the address.
    """

    widget = PictureWidget()

    def __init__(
        self,
        label: Any = None,
        validators: Any = None,
        *,
        make: Callable[[bytes], Any],
        most: int,
        endpoint: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, validators, **kwargs)
        self.make, self.most, self.endpoint = make, most, endpoint

    def process_formdata(self, valuelist: Sequence[Any]) -> None:
        """A new one takes the place of the one there is; the box removes it; neither leaves it alone."""
        sent = sent_file(self)
        if sent is not None:
            try:
                self.data = self.make(sent.read(self.most + 1))
            except DomainError as error:
                raise ValueError(explained(error)) from error
        elif REMOVE in valuelist:
            self.data = None

    def address(self) -> str:
        return url_for(self.endpoint, id=request.args.get("id"), v=self.object_data.id)
