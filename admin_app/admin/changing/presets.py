"""What the address of a new record's form fills in: `new/?student=5`. Filled in, not saved; the user still decides."""

from __future__ import annotations

from typing import Any

from .forms import RecordForm
from .lookups import MOST_RESULTS, LookupField


def presets_in(form: RecordForm, args: Any) -> dict[str, list[str]]:
    """The relations that an address names, with the ids; those that the user may not write are not in the form."""
    return {
        field.name: args.getlist(field.name)[:MOST_RESULTS]
        for field in form
        if isinstance(field, LookupField) and field.name in args
    }


def fill_in(form: RecordForm, args: Any) -> None:
    """Choose the records that an address names, as far as the user may read them; anything else is left out."""
    for name, texts in presets_in(form, args).items():
        found = form[name].lookup.by_id(texts)
        if found:
            form[name].process_data(found if form[name].widget.multiple else found[0])
