"""`AdminModelView`, the base of every screen."""

from __future__ import annotations

from typing import ClassVar

from .changing.cells import CellScreen
from .many.screen import ManyScreen
from .record_page.screen import PageScreen
from .saved_views import SavedViewsScreen


class AdminModelView(PageScreen, ManyScreen, CellScreen, SavedViewsScreen):
    """A screen is a declaration: a subclass names its model and what it shows.

        class BookView(AdminModelView):
            model = Book
            category = "Library"
            can_create = can_edit = can_delete = can_view_details = can_export = True
            column_list = ("title", "shelf", "authors.name")
            column_searchable_list = ("title", "authors.name")
            column_filters = ("shelf", "printed_on")
            column_default_sort = "title"
            form_sections = {"Book": ("title", "printed_on"), "Place": ("shelf",)}
            lookups = {"shelf": ("name",)}

    `options.Options` lists every declaration. Where a verb is due, a method is overridden:

    - `create_record(form)`, `update_record(form, record)`, `delete_record(record)`: call the verb that does it
    - `get_save_return_url(record)`: where "Save" leads
    - endpoints of the view's own, with `@expose`, each with its opening in `endpoints`

    Closed by default: it offers what it declares, to those whom the permission table lets. One object serves all
    requests at once, so it keeps nothing of any of them.
    """

    gates: ClassVar[dict[str, tuple[str, ...]]] = {
        **PageScreen.gates,
        **ManyScreen.gates,
        **CellScreen.gates,
        **SavedViewsScreen.gates,
    }
