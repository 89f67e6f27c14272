"""The pages where one record is read, created and edited, and the lookups that their forms ask."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, abort, flash, jsonify, redirect, request
from flask_admin import expose
from flask_admin.form import FormOpts
from flask_admin.helpers import get_form_data
from markupsafe import Markup, escape
from sqlalchemy import inspect
from wtforms.fields import Field

from ... import accounts
from ...accounts import Action
from ...language import _
from .. import access, display
from ..listing.arguments import whole_number
from ..loading import Load, needs_of
from ..paths import related, resolve
from ..presence import arrive, leave
from ..undo.offering import offer_undo
from ..viewed import note_seen
from .again import is_refused
from .bounds import SCHOOL
from .duplicates import complain_of_taken
from .forms import CreateForm, EditForm, RecordForm, make_form
from .likely import COMPARE, Alike, LikelyScreen
from .lookups import Lookup
from .merging import told
from .moulds import cast
from .presets import fill_in, presets_in
from .saving import Saved, SavingScreen

#: What the address of a form says that another form shows in a dialog; and what its fields are called there, so that
#: none has the name of one behind it.
DIALOG = "dialog"
#: Where in a sentence the name of a record goes.
PLACE = "\0"


class RecordScreen(LikelyScreen, SavingScreen):
    """Details, create, edit and `ajax/lookup/`."""

    gates = {
        **SavingScreen.gates,
        "details_view": ("can_view_details",),
        "create_view": ("can_create",),
        "edit_view": ("can_edit",),
        "ajax_lookup": ("can_create", "can_edit"),
        "ajax_update": ("can_edit",),
        "ajax_open": ("can_edit",),
    }

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        shown = [self.paths[name] for name in self.details if name in self.paths]
        formatters = {**self.column_formatters, **(self.column_formatters_detail or {})}
        used = [formatters[name] for name in self.details if name in formatters]
        self.details_load = Load(self.model, needs_of(self.model, shown, used))
        relations = inspect(self.model).relationships
        in_form = [resolve(self.model, name) for name in self.form_columns if name in relations]
        self.form_load = Load(self.model, needs_of(self.model, in_form), strict=False)

    # Forms

    def _refresh_forms_cache(self) -> None:
        """Make the form classes, once. Flask-Admin calls this while the view is being made."""
        self.lookup_of = {name: self._make_lookup(name) for name in self.lookups}
        self._create_form_class = make_form(CreateForm, self)
        self._edit_form_class = make_form(EditForm, self)
        self.column_editable_list: dict[str, Any] = {}

    def choose_school(self, form: RecordForm) -> None:
        """Whoever is limited to a school has no other to choose."""
        school = accounts.school_of(access.user())
        if school is not None and SCHOOL in form and form[SCHOOL].data is None:
            form[SCHOOL].process_data(next(iter(form[SCHOOL].lookup.by_id([str(school)])), None))

    def _make_lookup(self, name: str) -> Lookup:
        return Lookup(
            self.table,
            name,
            related(getattr(self.model, name)),
            self.lookups[name],
            small=name in self.small_lookups,
            creates=name in self.new_in_lookups,
            db=self.session,
        )

    def visible_sections(self, form: RecordForm) -> dict[str, list[Field]]:
        """The sections of a form with the fields that this user has; a section left empty is not there."""
        fields = {title: [form[name] for name in names if name in form] for title, names in self.form_sections.items()}
        return {title: found for title, found in fields.items() if found}

    # Pages

    @expose("/details/")
    def details_view(self) -> str:
        """One record to read. Those who may delete may also look at one in the trash."""
        record, in_trash = self.shown_record(self.details_load)
        return self.render(
            self.details_template,
            title=str(record),
            details_columns=self.visible(self.details),
            get_value=self.get_detail_value,
            **self.record_context(record, in_trash=in_trash),
        )

    def shown_record(self, load: Load) -> tuple[Any, bool]:
        """The record that the address names, and whether it is in the trash."""
        identity = request.args.get("id")
        record = self.look_up(identity, Action.READ, load=load)
        in_trash = record is None and self.can_delete and hasattr(self.model, "deleted_at")
        if record is None:
            record = self.find(identity, Action.DELETE, trashed=True, load=load) if in_trash else abort(404)
        note_seen([record])
        return record, in_trash

    def record_context(self, record: Any, *, in_trash: bool) -> dict[str, Any]:
        """What every details page has to know of its record."""
        return {
            "model": record,
            "in_trash": in_trash,
            "may_edit": not in_trash and self.can_edit and self._reaches(record, Action.EDIT),
            "may_delete": not in_trash and self.can_delete and self._reaches(record, Action.DELETE),
            "return_url": self.back(),
        }

    @expose("/new/", methods=("GET", "POST"))
    def create_view(self) -> Any:
        """A form for a new record: a page, or what another form shows of it in a dialog.

        Its address may fill in relations: see `presets`.
        """
        in_dialog = DIALOG in request.args
        form = self._create_form_class(get_form_data(), prefix=DIALOG) if in_dialog else self.create_form()
        found: Sequence[Alike] = ()
        if request.method == "POST" and not is_refused(form):
            if COMPARE in request.form:
                form.validate()
                return self.render("admin/model/likely.html", **self.likely_context(self.likely(form), form))
            saved, found = self._create(form)
            if saved is not None:
                if in_dialog:
                    return jsonify(id=saved.id, label=saved.title)
                return self._saved(saved, presets_in(form, request.args))
        elif request.method == "GET":
            fill_in(form, request.args)
            self.choose_school(form)
        template = "admin/model/create_dialog.html" if in_dialog else self.create_template
        return self.render(template, **self._form_context(form), **self.likely_context(found, form))

    def _create(self, form: RecordForm) -> tuple[Saved | None, Sequence[Alike]]:
        """Save a new record, unless something is wrong with it or somebody has to look first at those it may be."""
        if not form.validate():
            return None, ()
        found = self.likely(form)
        if self.is_decided(found):
            saved = self.create_model(form)
            return saved, () if saved else self.likely(form)
        if not complain_of_taken(form, self.db_session()):
            look_first = _("Look at those below the form: is it one of them? If not, save it as a new one.")
            form.complain(f"{self.likely_heading(found)}. {look_first}")
        return None, found

    @expose("/edit/", methods=("GET", "POST"))
    def edit_view(self) -> Any:
        """A form for a record that exists."""
        record = self.find(request.args.get("id"), Action.EDIT, load=self.form_load)
        title = str(record)
        form, said_nothing = self.edit_form(obj=record), False
        if request.method == "POST" and not is_refused(form):
            said_nothing = form.seen is None
            saved = self.update_model(form, record)
            if saved is not None:
                for sentence in told(self.db_session(), form):
                    flash(sentence, "info")
                return self._saved(saved)
        form.show_seen()
        page = self.render(
            self.edit_template,
            identity=form.key[1],
            title=title,
            met=arrive(form.key),
            merged=list(told(self.db_session(), form)),
            **self._form_context(form),
        )
        return (page, 428) if said_nothing else page

    def _reaches(self, record: Any, action: Action) -> bool:
        """Whether the user may do this to this record. Asks the database only where some rows are out of scope."""
        return access.sees_all(self.model, action) or self.look_up(record.id, action) is not None

    def _form_context(self, form: RecordForm) -> dict[str, Any]:
        form.ask_again_for_files()
        return {
            "form": form,
            "form_opts": FormOpts(),
            "form_sections": self.visible_sections(form),
            "cast": cast,
            "return_url": self.back(),
        }

    def _saved(self, saved: Saved, presets: Mapping[str, Any] | None = None) -> Response:
        """Where to go after saving: on with this record, on with another one like it, or back."""
        flash(self._told(saved), "success")
        offer_undo()
        if self.pressed("_continue_editing") and self.can_edit:
            target = self.get_url(".edit_view", id=saved.id, url=self.back())
        elif self.pressed("_add_another") and self.can_create:
            target = self.get_url(".create_view", url=self.back(), **(presets or {}))
        else:
            target = self.get_save_return_url(saved.record)
        return redirect(target)  # type: ignore[return-value]  # werkzeug's base class of Response

    def _told(self, saved: Saved) -> Markup:
        """That a record was saved, with the way to its page: that is where one goes on with a new one."""
        base = display.details_base(self.model)
        link = Markup('<a href="{}{}">{}</a>') if base else Markup("{2}")
        told = escape(_("%(one)s “%(title)s” was saved.", one=self.singular, title=PLACE))
        return told.replace(PLACE, link.format(Markup(base), saved.id, saved.title))  # noqa: S704  # an address of ours

    def get_save_return_url(self, model: Any, is_created: bool = False) -> str:
        """Where "Save" leads: back to where the user came from."""
        return self.back()

    # What scripts ask

    @expose("/ajax/lookup/")
    def ajax_lookup(self) -> Response:
        """`[[id, label], …]` of the records that fit `query` for the relation `name`; without one, the first ones."""
        name = request.args.get("name", "")
        if name not in self.lookup_of or not access.may_write(self.model, name):
            abort(404)
        try:
            records = self.lookup_of[name].search(
                request.args.get("query", ""),
                offset=whole_number(request.args.get("offset")),
                limit=whole_number(request.args.get("limit"), missing=10),
            )
        except ValueError as error:
            abort(400, _("The search %(problem)s.", problem=error))
        return jsonify([[record.id, str(record)] for record in records])

    @expose("/ajax/open/", methods=("POST",))
    def ajax_open(self) -> Any:
        """A sign of life of a page that has a record open: it is told who else has, as JSON. `leaving` ends it.

        Nothing is written, and nobody stays signed in by it.
        """
        record = self.find(request.args.get("id"), Action.EDIT)
        leaving = request.form.get("leaving", type=float)
        if leaving is not None:
            leave((self.table, record.id), leaving)
            return "", 204
        met = arrive((self.table, record.id))
        return jsonify(others=met.others, moment=met.moment)

    @expose("/ajax/update/", methods=("POST",))
    def ajax_update(self) -> Any:
        """Flask-Admin would save a cell of the list here, past `can_edit` and the scope. No list is edited in place."""
        abort(404)
