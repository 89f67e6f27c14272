"""The home page about attendance: the last days, the registers of today, and a teacher's own sections."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for
from flask_login import current_user

from ...accounts import Action, RoleName, may, roles_of, school_of
from ...clock import local
from ...language import _, ngettext, number
from ...school import figures
from ...school.registers import OwnSection, own_sections
from .blocks import Block, Cell, Column, Tile, count, listed, reads_all, short_day
from .kept import Figures


def attendance_tiles(kept: Figures) -> Iterator[Tile]:
    """The registers that are missing, where there are any to take."""
    if not reads_all("section", "register_taken"):
        return
    registers = kept.ask(figures.registers_of_today)
    if registers.due:
        label = _("Registers not taken today, of %(due)s", due=number(registers.due))
        yield Tile("registers", number(registers.missing), label, listed("section", no_register_is=registers.on))


def attendance_blocks(kept: Figures) -> Iterator[Block]:
    if RoleName.TEACHER in roles_of(current_user) and may(current_user, "section", Action.READ):
        yield sections_of_today()
    if reads_all("attendance_mark"):
        yield last_days(kept)


def last_days(kept: Figures) -> Block:
    columns = (
        Column(_("Day"), is_number=False),
        Column(_("Present")),
        Column(_("Half")),
        Column(_("Absent")),
        Column(_("Share present"), "present"),
    )
    rows = [
        (
            Cell(short_day(day.on)),
            count(day.present, listed("attendance_mark", on_is=day.on, counts_as_is="present")),
            count(day.half, listed("attendance_mark", on_is=day.on, counts_as_is="half")),
            count(day.absent, listed("attendance_mark", on_is=day.on, counts_as_is="absent")),
            Cell(_("%(number)s %%", number=day.percent), listed("attendance_mark", on_is=day.on), day.percent),
        )
        for day in kept.ask(figures.attendance_of_last_days)
    ]
    return Block(
        "attendance",
        _("Attendance"),
        ngettext(
            "Share of the marks that count as present on the last day with marks; a half day counts as half.",
            "Share of the marks that count as present on the last %(num)s days with marks; a half day counts as half.",
            len(rows),
        ),
        columns,
        rows,
        chart="line",
        backwards=True,
        empty=_("No attendance was taken yet."),
    )


def sections_of_today() -> Block:
    """What this user teaches today, and the way to each register."""
    columns = [Column(label, is_number=False) for label in (_("Section"), _("Course"), _("Period"), _("Register"))]
    rows = [
        (
            Cell(section.code, url_for("section.details_view", id=section.id)),
            Cell(section.course),
            Cell(section.period or ""),
            register(section),
        )
        for section in own_sections(current_user.id, school_of(current_user))
    ]
    return Block(
        "sections", _("Your sections today"), columns=columns, rows=rows, empty=_("You teach no section today.")
    )


def register(section: OwnSection) -> Cell:
    """Whether it was taken, with the way to see it or to take it."""
    if section.taken_at and section.register_id:
        words = _("Taken at %(time)s", time=f"{local(section.taken_at):%H:%M}")
        may_see = may(current_user, "register_taken", Action.READ)
        return Cell(words, url_for("register_taken.details_view", id=section.register_id) if may_see else None)
    if not section.takes_attendance:
        return Cell(_("None to take"))
    if not may(current_user, "register_taken", Action.CREATE):
        return Cell(_("Not taken yet"))
    return Cell(_("Take it"), url_for("register_taken.create_view", section_id=section.id))
