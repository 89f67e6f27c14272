"""Saving a form: one transaction, all or nothing, and a refusal explained in the form that keeps what was typed."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError
from wtforms.fields import Field

from ...accounts import Action
from ...errors import DomainError
from ...language import _, explained
from .. import access, display
from ..screen import Screen
from .duplicates import complain_of_duplicates
from .forms import EditForm, RecordForm
from .refusals import REFUSALS, explain, written


class Saved(NamedTuple):
    """A record as it was saved, with what is told of it: after the commit, asking the record asks the database."""

    record: Any
    id: int
    title: str


class SavingScreen(Screen):
    """Creates and updates records. Views with a verb for it override `create_record` or `update_record`."""

    def create_record(self, form: RecordForm) -> Any:
        """Make the new record of a valid form and return it, in the session. Neither flushes nor commits.

        A view overrides this to call a verb: `return admit(**form.values)`. Errors of the domain may be raised; those
        with a `field` are shown at that field.
        """
        record = self.model()
        self.fill(form, record)
        self.db_session.add(record)
        return record

    def update_record(self, form: RecordForm, record: Any) -> None:
        """Change the record as a valid form says. As `create_record`, for a record that exists."""
        self.fill(form, record)

    def fill(self, form: RecordForm, record: Any) -> None:
        """Set the record's attributes from the form; of a record that exists, those that were changed.

        All refusals of the model are gathered before the first of them is raised.
        """
        refused = []
        for name, field in form.record_fields.items():
            if (form.editing and field.data == field.object_data) or skips(field, record, name):
                continue
            try:
                field.populate_obj(record, name)
            except DomainError as error:
                error.field = error.field or name
                refused.append(error)
        for other in refused[1:]:
            form.complain(explained(other), other.field)
        if refused:
            raise refused[0]

    def create_model(self, form: RecordForm) -> Saved | None:
        """Create and commit. Returns None with the refusal in the form."""
        return self._save(form, None)

    def update_model(self, form: RecordForm, record: Any) -> Saved | None:
        """Update and commit. Returns None with the refusal in the form."""
        return self._save(form, record)

    def _save(self, form: RecordForm, record: Any) -> Saved | None:
        """Create (without a record) or update, and commit. Returns None with the refusal in the form."""
        if record is not None and is_stale(form, record):
            self._tell_of_conflict(form, record.id)
            return None
        session = self.db_session()
        with written(session) as values:
            try:
                return self._write(session, form, record)
            except StaleDataError:
                session.rollback()
                self._tell_of_conflict(form, inspect(record).identity[0])
            except REFUSALS as error:
                explain(form, error, session, values)
        return None

    def _write(self, session: Session, form: RecordForm, record: Any) -> Saved | None:
        with session.no_autoflush:  # so that what is asked on the way does not write a record half filled in
            saved = record or self.create_record(form)
            if record is not None:
                self.update_record(form, record)
            if complain_of_duplicates(form, saved, session):
                session.rollback()
                return None
        session.flush()
        self._refuse_out_of_scope(session, saved, Action.CREATE if record is None else Action.EDIT)
        told = Saved(saved, saved.id, str(saved))
        session.commit()
        return told

    def _tell_of_conflict(self, form: RecordForm, identity: int) -> None:
        """Somebody saved the record after this form was shown: tell what they stored at each field that differs now.

        The form goes on with the version that is stored, so that saving it again is a decision and not an accident.
        """
        current = self.look_up(identity, Action.EDIT)
        if current is None:
            form.complain(_("Somebody else deleted this record meanwhile, so nothing was saved."))
            return
        form.complain(
            _("Somebody else changed this record meanwhile, so nothing was saved.")
            + " "
            + _("What you typed is still here; save again to keep it.")
        )
        for name, field in form.record_fields.items():
            stored = getattr(current, name)
            if stored != field.data:
                now = display.shown(self, stored, name, display.TEXT)
                form.complain(
                    _("Stored meanwhile: %(value)s", value=now) if now != "" else _("Emptied meanwhile."), name
                )
        if isinstance(form, EditForm):
            form.show_version(current)

    def _refuse_out_of_scope(self, session: Session, record: Any, action: Action) -> None:
        """A record saved here must be one that the user may save: no new owner, no student of somebody else's."""
        if not access.sees_all(self.model, action):
            mine = select(self.model.id).where(self.model.id == record.id, *access.rows(self.model, action))
            if session.scalar(mine) is None:
                raise DomainError(
                    "This {one} would be outside your own records. Nothing was saved.", one=self.singular.lower()
                )


def is_stale(form: RecordForm, record: Any) -> bool:
    """Whether the record was saved after the form was shown. A form that says nothing of versions is taken as it is."""
    seen = form["seen_version"].data if isinstance(form, EditForm) else None
    return bool(seen) and seen != str(record.version)


def skips(field: Field, record: Any, name: str) -> bool:
    """Whether to leave an attribute alone: nothing was typed, and the database fills in."""
    column = type(record).__mapper__.columns.get(name)
    return field.data is None and column is not None and not column.nullable
