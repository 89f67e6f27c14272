from __future__ import annotations

import factory

from admin_app.school import Household

from .base import Factory


class HouseholdFactory(Factory):
    class Meta:
        model = Household

    name = factory.Sequence(lambda n: f"The {n} family")
    address = "1 Main Street"
    city = "Springfield"
