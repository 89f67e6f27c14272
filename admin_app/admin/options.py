"""Everything a view can declare. What is not here and not a method is a mistake, and `checks` says so at start-up."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from .access import Scope
from .record_page.header import PageHeader

if TYPE_CHECKING:
    from .changing.likely import LikelySame

Formatter = Callable[[Any, Any, Any, str], Any]


class Options:
    """The declarations of a screen, each with its default.

    Fields are attributes of the model. Where it says paths, they may be dotted: `grade_level.name`.
    """

    #: The model shown. Its table's name is the endpoint and the address: `/admin/<table>/`.
    model: ClassVar[Any]
    #: The line of the permission table that this screen follows, where that is not the one of its own table.
    resource: str = ""
    #: What the records are called together; by default the plural of the model's name. `singular` is one of them.
    name: Any = None
    singular: str = ""
    #: The group of the menu.
    category: Any = None

    #: What the screen offers, for those who may: the permission table decides for whom. Closed unless declared True.
    can_create: Any
    can_edit: Any
    can_delete: Any
    can_view_details: Any
    can_export: Any

    #: The list: paths shown.
    column_list: Any = ()
    #: What it is sorted by unless asked otherwise: a column or path, (name, descending), or a list of such pairs.
    column_default_sort: Any = None
    #: What can be sorted by: paths, or (column, path or paths). By default every column shown that SQL can compare.
    column_sortable_list: Any = None
    #: Paths searched where the model is not in the search index: columns, and relations to records that are in it.
    column_searchable_list: Any = ()
    #: What the search box says while it is empty; by default, that it searches these records.
    search_hint: str = ""
    #: Paths that the list can be narrowed by, or `Filter`s. For a relation, `lookups` says what its records are called.
    column_filters: Any = ()
    #: The details page and the export; by default what the list shows, the form has and the database stamps.
    column_details_list: Any = None
    column_export_list: Any = None
    #: Path → label, explanation, and `formatter(view, context, record, path)`, which may make a column out of nothing.
    column_labels: Any = {}
    column_descriptions: Any = {}
    column_formatters: Any = {}
    column_formatters_detail: Any = None
    column_formatters_export: Any = None
    #: Column of an enumeration → its value → how it is toned: "good", "warn", "bad" or "calm". Shown as a badge.
    column_badges: Mapping[str, Mapping[str, str]] = {}
    #: Column of texts → what the list says for one of them, where the database has a word of its own.
    column_words: Mapping[str, Callable[[str], str]] = {}
    #: Columns that stand beside the first one where rows are cards, as a first name beside the last.
    column_beside: Sequence[str] = ()
    #: Relations to load with each row besides those that the columns need.
    column_loads: Sequence[str] = ()
    page_size: int = 25
    can_set_page_size: bool = True
    page_size_options: tuple[int, ...] = (25, 50, 100)

    #: Title of a section → fields of the form. Only these are in forms.
    form_sections: Mapping[str, Sequence[str]] = {}
    #: Field → arguments of its WTForms field (`label`, `description`, `validators`, `default`, `render_kw`, …).
    form_args: Any = {}
    #: Field → the WTForms field class to use instead; and fields that the model does not have, as unbound fields.
    form_overrides: Any = {}
    form_extra_fields: Any = {}
    #: Those of them that upload a file → the column that refers to the file in its place.
    form_files: Mapping[str, str] = {}
    #: Relation in the form → paths on the related model by which it is looked up and sorted.
    lookups: Mapping[str, Sequence[str]] = {}
    #: Those of them whose tables are small: rendered as a select with every choice.
    small_lookups: Sequence[str] = ()

    #: Those in whose place a new record can be made from within the form, by those who may create one.
    new_in_lookups: Sequence[str] = ()
    #: How to find what a new record may be a second copy of; None where nobody looks.
    likely_same: LikelySame | None = None

    #: Title of a section → paths on the details page; by default the sections of the form. What none names comes last.
    details_sections: Mapping[str, Sequence[str]] = {}
    #: A page with a header and tabs instead of the plain one: see `record_page`. Without tabs there is no header.
    page_header: ClassVar[Any] = PageHeader()
    page_tabs: Sequence[Any] = ()
    #: What can be done with a record besides editing it: `verbs.Verb`s, as buttons of the details page.
    verbs: Sequence[Any] = ()
    #: Fields of the form that can be given to many records at once, none of them unique; of a to-many relation, records
    #: join or leave it. Columns of the list that are edited where they stand.
    bulk_fields: Sequence[str] = ()
    column_editable: Sequence[str] = ()
    #: Names of verbs that are offered instead of deleting a record that others refer to, and why it is kept then.
    instead_of_delete: Sequence[str] = ()
    kept_because: str = ""
    #: `verbs.Verb`s that can be done with many records at once; their forms ask nothing of a single one.
    bulk_verbs: Sequence[Any] = ()
    #: What an export for others may have, where the screen is an `OutsideScreen`.
    outside: ClassVar[Any] = None
    #: Scope of rows named in the permission table → what it means: `callable(user) -> condition`.
    scopes: Mapping[str, Scope] = {}
    #: A view's own endpoint (name of the method) → what opens it: "can_read", "can_edit", …
    endpoints: Mapping[str, str] = {}

    list_template: str = "admin/model/list.html"
    details_template: str = "admin/model/details.html"
    create_template: str = "admin/model/create.html"
    edit_template: str = "admin/model/edit.html"
    delete_template: str = "admin/model/delete.html"
