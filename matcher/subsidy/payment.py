"""What is still to be paid for the months of an application: worked out, less what was paid or granted before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from matcher.records import Application, ApplicationKind, ApplicationState, Claim
from matcher.subsidy.lines import Line

GRANTED = (ApplicationState.APPROVED, ApplicationState.PAID)


@dataclass(frozen=True, slots=True)
class Payment:
    """The money of an application for subsidy. Amounts are exact to the fen."""

    lines: tuple[Line, ...]  # what is due for its months
    paid_yuan: Decimal  # by claims for those months
    others: tuple[Application, ...]  # of the employer for one of the months, neither refused nor withdrawn

    @property
    def due_yuan(self) -> Decimal:
        """Give what is due."""
        return sum((line.amount_yuan for line in self.lines), Decimal(0))

    @property
    def payable_yuan(self) -> Decimal:
        """Give what nothing holds."""
        return sum((line.payable_yuan for line in self.lines), Decimal(0))

    @property
    def granted_yuan(self) -> Decimal:
        """Give what other applications were granted."""
        return sum((one.amount_yuan or Decimal(0) for one in self.others if one.state in GRANTED), Decimal(0))

    @property
    def open_yuan(self) -> Decimal:
        """
        Give what is still to be paid, at least 0.

        What an application was granted may stand among the claims once it is paid, so the two are not added up: the
        greater counts.
        """
        return max(self.payable_yuan - max(self.paid_yuan, self.granted_yuan), Decimal(0))


def payment_of(
    application: Application,
    lines: Iterable[Line],
    claims: Iterable[Claim],
    applications: Iterable[Application],
    *,
    as_of: date,
) -> Payment:
    """
    Set an application for subsidy against what was paid and granted for its months.

    A claim without a month (the difference, the months left) counts where a line of its person and kind is among those
    due for the months.

    Args:
        application: names its months.
        lines: due for them.
        claims: of the employer; what was paid after the day does not count.
        applications: of the employer, the one itself passed over.
        as_of: the day.
    """
    own = tuple(lines)
    earning = {(line.candidate_id, line.kind) for line in own}
    paid = (
        one
        for one in claims
        if one.paid_on is not None
        and one.paid_on <= as_of
        and (_names(application, one.month) if one.month else (one.candidate_id, one.kind) in earning)
    )
    gone = (ApplicationState.REFUSED, ApplicationState.WITHDRAWN)
    others = (
        one
        for one in applications
        if one.id != application.id
        and one.kind is ApplicationKind.SUBSIDY
        and one.state not in gone
        and _meet(application, one)
    )
    return Payment(own, sum((one.amount_yuan for one in paid), Decimal(0)), tuple(others))


def _names(application: Application, month: date) -> bool:
    first, last = application.month_from, application.month_to
    return first is not None and last is not None and first <= month <= last


def _meet(one: Application, other: Application) -> bool:
    return (other.month_from is not None and _names(one, other.month_from)) or (
        one.month_from is not None and _names(other, one.month_from)
    )
