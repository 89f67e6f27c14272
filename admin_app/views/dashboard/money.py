"""The home page about money: what is due, for how long, from whom, and what came in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from flask import url_for

from ...language import _, money, ngettext, translated
from ...school import figures
from .blocks import Block, Cell, Column, Tile, count, listed, reads_all
from .kept import Figures


def money_tiles(kept: Figures) -> Iterator[Tile]:
    if reads_all("charge", "payment"):
        due = kept.ask(figures.fees_due)
        late = due.overdue
        yield Tile("money", money(due.outstanding), _("Fees outstanding, %(charges)s", charges=charges(due)), unpaid())
        yield Tile(
            "money",
            money(late.outstanding),
            _("Overdue, %(charges)s", charges=charges(late)),
            unpaid(due_to=late.bands[0].due_to),
        )
        paid = kept.ask(figures.received_this_month)
        payments = listed("payment", paid_on_from=paid.since, paid_on_to=paid.until, kind_is="payment")
        yield Tile("money", money(paid.amount), _("Paid this month"), payments)


def charges(due: figures.FeesDue) -> str:
    return ngettext("%(num)s charge", "%(num)s charges", due.charges)


def unpaid(due_from: date | None = None, due_to: date | None = None, **filters: object) -> str:
    """The list of charges that are still due, of some days."""
    days = {"due_on_from": due_from, "due_on_to": due_to}
    return listed("charge", **filters, **{arg: day for arg, day in days.items() if day}, unpaid_is=1)


def money_blocks(kept: Figures) -> Iterator[Block]:
    if reads_all("charge", "payment"):
        yield fees_by_age(kept)
    if reads_all("charge", "payment", "student"):
        yield largest_balances(kept)


def fees_by_age(kept: Figures) -> Block:
    columns = (Column(_("Past due"), is_number=False), Column(_("Charges")), Column(_("Due"), "due"))
    rows = [
        (
            Cell(translated(band.name)),
            count(band.charges, unpaid(band.due_from, band.due_to)),
            Cell(money(band.amount), unpaid(band.due_from, band.due_to), band.amount),
        )
        for band in kept.ask(figures.fees_due).bands
    ]
    words = _("What is left of the charges when payments settle the oldest first.")
    return Block("fees", _("Fees due by age"), words, columns, rows, chart="bar")


def largest_balances(kept: Figures) -> Block:
    columns = (Column(_("Student"), is_number=False), Column(_("Due")))
    rows = [
        (
            Cell(balance.name, url_for("student.details_view", id=balance.student_id)),
            Cell(money(balance.amount), unpaid(student_id_is=balance.student_id)),
        )
        for balance in kept.ask(figures.largest_balances)
    ]
    return Block("balances", _("Largest balances"), columns=columns, rows=rows, empty=_("Nobody owes anything."))
