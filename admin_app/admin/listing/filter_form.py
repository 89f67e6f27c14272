"""The form that adds a filter to a list: first which one, then its values, and how it goes with those that are set."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import Response, abort, redirect, request
from flask_admin import expose

from ...language import _, number
from .arguments import FIRST, MOST_VALUES, ListArguments, shortened, whole_number
from .filters import Filter
from .groups import ActiveFilter
from .screen import ListScreen
from .values import RANGE

#: As many values can be typed at once; further ones are added to them afterwards.
FIELDS = 3
#: Among more choices than these one looks by typing.
SEEN_AT_ONCE = 12


@dataclass(frozen=True)
class Asked:
    """A filter that was chosen, as the form names it, and what it says where it has no values to type."""

    name: str
    filter: Filter
    says: str | None = None


class FilterFormScreen(ListScreen):
    """A list, and the form for its filters."""

    gates = {**ListScreen.gates, "filter_view": ("can_read",)}

    @expose("/filter/")
    def filter_view(self) -> Response | str:
        """The form. `choose_filter` says which filter; with the same in `apply` or `more` it is added to the list.

        Whatever cannot be is told at the field, with what was typed.
        """
        if not self.shown().columns:
            abort(403)  # as the list itself
        arguments = self.reader().read(request.args)
        asked = self._asked(request.args.get("choose_filter", ""))
        typed, error = request.args.getlist("filter_value"), None
        more = request.args.get("more")
        if asked and asked.name in (request.args.get("apply"), more):
            try:
                added = read_values(asked, typed)
            except ValueError as problem:
                error = str(problem)
            else:
                beside = request.args.get("beside")
                narrowing = arguments.filters.add(added, whole_number(beside) if beside else None)
                narrowed = replace(arguments, filters=narrowing, **FIRST)
                return self._ask_again(narrowed) if more else self._go_to(narrowed)
        page = self.render("admin/model/filter.html", **self._filter_form_context(arguments, asked, typed, error))
        if error and "HX-Request" in request.headers:  # the list stays, and its form says what is wrong
            there = dict.fromkeys(("HX-Retarget", "HX-Reselect"), "#filter-form")
            return Response(page, headers={**there, "HX-Push-Url": "false"})
        return page

    def _ask_again(self, arguments: ListArguments) -> Response:
        """The form once more for another filter; a script gets the list, beside which the form stays open."""
        if "HX-Request" in request.headers:
            return self._go_to(arguments)
        return redirect(self.filter_url(arguments))  # type: ignore[return-value]  # werkzeug's base class of Response

    def _asked(self, name: str) -> Asked | None:
        """The filter that the form names; what it says goes after an equals sign."""
        arg, _, value = name.partition("=")
        known = self.shown().filters.get(arg)
        if known is None or (known.says and value not in dict(known.says)):
            return None
        return Asked(name, known, value or None)

    def filter_context(self, arguments: ListArguments) -> dict[str, Any]:
        """What the list's page gets for the form, before a filter is chosen."""
        return self._filter_form_context(arguments, None, [], None)

    def _filter_form_context(
        self, arguments: ListArguments, asked: Asked | None, typed: list[str], error: str | None
    ) -> dict[str, Any]:
        options = asked.filter.options(self.db_session()) if asked and not asked.says else None
        return {
            "list_filters": self.shown().filters,
            "asked": asked,
            "options": options,
            "to_find": len(options or ()) > SEEN_AT_ONCE,
            "fields": fields_of(asked.filter, typed) if asked else [],
            "typed": typed,
            "error": error,
            "narrowing": arguments.filters,
            "beside": [
                (group.positions[0], words)
                for group, words in zip(arguments.filters.groups(), arguments.filters.in_words(), strict=True)
            ],
            "beside_chosen": whole_number(request.args.get("beside"), missing=-1),
            "list_url": self.list_url(arguments, **FIRST),
            "filter_url": self.get_url(".filter_view"),
        }

    def list_context(self, arguments: ListArguments, *rest: Any) -> dict[str, Any]:
        return {**super().list_context(arguments, *rest), **self.filter_context(arguments)}


def fields_of(known: Filter, typed: list[str]) -> list[str]:
    """What is in the fields of a filter whose values are typed: what was typed, and room for more of it."""
    count = max(FIELDS, len(typed)) if known.takes_several else known.values_asked
    return (typed + [""] * count)[:count]


def read_values(asked: Asked, typed: list[str]) -> ActiveFilter:
    """The filter with the values of a form. Raises ValueError with what is wrong with them, in a sentence."""
    known = asked.filter
    texts = [asked.says] if asked.says else [text for text in typed if text.strip()]
    if not texts:
        raise ValueError(_("Give a value."))
    if known.values_asked > 1:
        texts = [RANGE.join(typed[: known.values_asked])]
    if len(texts) > MOST_VALUES:
        raise ValueError(_("Give at most %(most)s values.", most=number(MOST_VALUES)))
    values = []
    for text in dict.fromkeys(texts):
        try:
            values.append(known.clean(text))
        except ValueError as error:
            as_written = shortened(text.replace(RANGE, " - ").strip())
            raise ValueError(_("%(value)s %(problem)s.", value=as_written, problem=error)) from None
    return ActiveFilter(known, tuple(dict.fromkeys(texts)), tuple(values))
