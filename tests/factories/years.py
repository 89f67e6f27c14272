from __future__ import annotations

from datetime import date

import factory

from admin_app.school import AcademicYear, Term, YearState

from .base import Factory


class AcademicYearFactory(Factory):
    class Meta:
        model = AcademicYear

    name = factory.Sequence(lambda n: f"Year {n}")
    starts_on = date(2026, 8, 17)
    ends_on = date(2027, 6, 11)
    state = YearState.CURRENT


class TermFactory(Factory):
    class Meta:
        model = Term

    academic_year = factory.SubFactory(AcademicYearFactory)
    name = factory.Sequence(lambda n: f"Term {n}")
    starts_on = factory.SelfAttribute("academic_year.starts_on")
    ends_on = factory.SelfAttribute("academic_year.ends_on")
