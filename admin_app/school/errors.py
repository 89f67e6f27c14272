"""What can go wrong at a school, named as the office would name it. The screens turn these into messages at a field."""

from ..errors import DomainError


class InvalidValue(DomainError):
    """A value that cannot be true of this record; the message says why."""


class AlreadyAdmitted(DomainError):
    """The student is at a school already."""


class NotAdmitted(DomainError):
    """The student is at no school, so there is nothing to leave and nothing to enroll in."""


class AdmissionNotFound(DomainError):
    """A student who was never here cannot be re-admitted."""


class DateOutOfOrder(DomainError):
    """Something would end before it starts, or start before what it follows."""


class AlreadyEnrolled(DomainError):
    """The student is in the section already."""


class AlreadyEnded(DomainError):
    """What has ended is history and does not begin again; something new does."""


class NotEnrolled(DomainError):
    """The student is not in the section."""


class TermClosed(DomainError):
    """Grades are posted while the term is open."""


class SectionFull(DomainError):
    """Every seat of the section is taken."""


class AmountNotPositive(DomainError):
    """Money moves in amounts above zero; its direction is named, not signed."""


class CreditTooLow(DomainError):
    """An account cannot give away more credit than it has."""


class HalfOfTransfer(DomainError):
    """What one account gave, the other has: the two entries stay as they are, together."""


class NotSiblings(DomainError):
    """Credit moves between the accounts of one family only."""


class NotLeft(DomainError):
    """Somebody is still here, or never was, so what is held on them stays."""


class KeptLonger(DomainError):
    """What is to be erased has to be kept for some time yet."""


class NothingChosen(DomainError):
    """None of the categories was chosen."""
