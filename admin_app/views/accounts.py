"""The screens of accounts: who signs in, and with which roles."""

from typing import Any

from wtforms import PasswordField

from ..accounts import Role, User, create_user, set_password
from ..admin import AdminModelView


class UserView(AdminModelView):
    model = User
    category = "Administration"
    can_create = can_edit = can_delete = can_view_details = can_export = True
    scopes = {"own": lambda user: User.id == user.id}

    column_list = ("email", "name", "roles", "active", "created_at")
    column_default_sort = ("email", False)
    column_searchable_list = ("email", "name")
    column_filters = ("active", "created_at")
    column_labels = {"email": "E-mail", "name": "Name"}
    form_sections = {"Account": ("email", "name", "active", "new_password"), "Powers": ("roles",)}
    form_extra_fields = {
        "new_password": PasswordField(
            "Password",
            description="At least 8 characters. Empty keeps the one there is; a new one signs the user out.",
            render_kw={"autocomplete": "new-password"},
        )
    }
    lookups = {"roles": ("name",)}
    small_lookups = ("roles",)

    def create_record(self, form: Any) -> User:
        user = create_user(
            email=form.email.data,
            password=form.new_password.data or "",
            roles=[role.name for role in form.roles.data],
            name=form.values["name"],
        )
        user.active = form.active.data
        return user

    def update_record(self, form: Any, record: User) -> None:
        super().update_record(form, record)
        if form.new_password.data:
            set_password(record, form.new_password.data)


class RoleView(AdminModelView):
    model = Role
    category = "Administration"
    can_edit = can_view_details = can_export = True

    column_list = ("name", "description")
    column_default_sort = ("name", False)
    column_searchable_list = ("description",)
    form_sections = {"Role": ("description",)}
