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
    columns = (Column(_("Family"), is_number=False), Column(_("Due")))
    rows = [(family(balance), amount(balance)) for balance in kept.ask(figures.largest_balances)]
    words = _("What families owe together; each child of a household counts there.")
    return Block("balances", _("Largest balances"), words, columns, rows, empty=_("Nobody owes anything."))


def family(balance: figures.Balance) -> Cell:
    """The household and who of its children is here, for those who may read households; for others, the children."""
    children = ", ".join(balance.students.values())
    if balance.household and reads_all("household"):
        address = url_for("household.details_view", id=balance.household_id)
        return Cell(f"{balance.household}: {children}", address)
    return Cell(children, url_for("student.details_view", id=next(iter(balance.students))))


def amount(balance: figures.Balance) -> Cell:
    """The amount; of one child, as the way to the charges that are due."""
    alone = next(iter(balance.students)) if len(balance.students) == 1 else None
    return Cell(money(balance.amount), unpaid(student_id_is=alone) if alone else None)
