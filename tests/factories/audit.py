from __future__ import annotations

import factory

from admin_app.audit import AuditEntry, Change, Job, SavedView

from .base import Factory
from .users import UserFactory


class AuditEntryFactory(Factory):
    class Meta:
        model = AuditEntry

    user = factory.SubFactory(UserFactory)
    user_label = factory.SelfAttribute("user.email")
    action = Change.UPDATE
    resource = "student"
    record_id = 1
    record_label = "Sam Student"
    changes = factory.LazyFunction(lambda: {"city": [None, "Springfield"]})


class SavedViewFactory(Factory):
    class Meta:
        model = SavedView

    user = factory.SubFactory(UserFactory)
    resource = "student"
    name = factory.Sequence(lambda n: f"View {n}")
    query_string = "search=sam"


class JobFactory(Factory):
    class Meta:
        model = Job

    kind = "import"
    requested_by = factory.SubFactory(UserFactory)
