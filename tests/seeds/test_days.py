from __future__ import annotations

from datetime import date, timedelta

import pytest

from seeds.days import recent_school_days, school_years

FOUR_YEARS = [date(2026, 1, 1) + timedelta(days=day) for day in range(4 * 366)]


def test_today_is_always_in_the_middle_of_a_year() -> None:
    for today in FOUR_YEARS:
        past, current = school_years(today)
        second = current.semesters[1]
        assert past.ends_on < current.starts_on < second.starts_on
        assert second.starts_on + timedelta(weeks=8) <= today < second.ends_on - timedelta(weeks=8)


def test_semesters_do_not_overlap_and_years_have_names_of_their_own() -> None:
    for today in FOUR_YEARS:
        years = school_years(today)
        days = [day for year in years for term in year.semesters for day in (term.starts_on, term.ends_on)]
        assert days == sorted(set(days))
        assert years[0].name != years[1].name


@pytest.mark.parametrize("weekday", range(7))
def test_the_last_twenty_school_days_are_of_this_semester(weekday: int) -> None:
    today = date(2026, 11, 16) + timedelta(days=weekday)
    days = recent_school_days(today)

    assert len(days) == 20
    assert school_years(today)[1].semesters[1].starts_on <= days[0] < days[-1] < today
    assert all(day.weekday() < 5 for day in days)
