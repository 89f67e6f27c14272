"""The screens of accounts: who signs in, and with which roles."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from wtforms import PasswordField

from ..accounts import (
    Role,
    User,
    WeakPassword,
    ask_password_again,
    can_write,
    create_user,
    invite_user,
    need_fresh_password,
    set_password,
)
from ..admin import AdminModelView


@contextmanager
def refused_at_its_field() -> Iterator[None]:
    """The form cannot call its field `password`: that is the column with the hash, which nobody may write."""
    try:
        yield
    except WeakPassword as error:
        error.field = "new_password"
        raise


class UserView(AdminModelView):
    model = User
    category = "Administration"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: User.id == user.id}

    column_list = ("email", "name", "roles", "school", "active", "created_at")
    column_default_sort = ("email", False)
    column_filters = ("active", "school", "created_at")
    column_labels = {"email": "E-mail", "name": "Name", "school": "Limited to", "tf_primary_method": "Second factor"}
    form_sections = {"Account": ("email", "name", "active", "new_password"), "Powers": ("roles", "school")}
    form_extra_fields = {
        "new_password": PasswordField(
            "Password",
            description=(
                "At least 8 characters; a new one signs the user out. "
                "Empty keeps the one there is, and sends somebody new a link to choose one."
            ),
            render_kw={"autocomplete": "new-password"},
        )
    }
    form_args = {
        "school": {
            "description": (
                "The account sees what belongs to this school, and nothing of the others. Empty for all schools. "
                "A change signs the user out."
            )
        }
    }
    lookups = {"roles": ("name",), "school": ("name",)}
    small_lookups = ("roles", "school")

    def create_form(self, obj: Any = None) -> Any:
        ask_password_again()
        return super().create_form(obj)

    def edit_form(self, obj: Any = None) -> Any:
        ask_password_again()
        return super().edit_form(obj)

    def create_record(self, form: Any) -> User:
        need_fresh_password()
        about = {
            "email": form.email.data,
            "roles": [role.name for role in form.roles.data],
            "name": form.values["name"],
        }
        password = form.new_password.data or ""
        with refused_at_its_field():
            user = create_user(password=password, **about) if password or not can_write() else invite_user(**about)
        user.active = form.active.data
        user.school = form.school.data
        return user

    def update_record(self, form: Any, record: User) -> None:
        need_fresh_password()
        super().update_record(form, record)
        if form.new_password.data:
            with refused_at_its_field():
                set_password(record, form.new_password.data)

    def delete_record(self, record: User) -> bool:
        need_fresh_password()
        return super().delete_record(record)


class RoleView(AdminModelView):
    model = Role
    category = "Administration"
    can_edit = can_view_details = can_export = True

    column_list = ("name", "description")
    column_default_sort = ("name", False)
    column_searchable_list = ("description",)
    form_sections = {"Role": ("description",)}
