"""What outcomes, faults and standings of employers are called."""

from __future__ import annotations

from api.language import Translate
from matcher.employers import FAULTS
from matcher.records import EmployerFault, InspectionOutcome, Standing


def outcome_word(outcome: InspectionOutcome, _: Translate) -> str:
    """Name the outcome of an inspection in the language of *_*."""
    words = {
        InspectionOutcome.PASSED: _("passed"),
        InspectionOutcome.TO_MEND: _("to be mended"),
        InspectionOutcome.FAILED: _("failed"),
    }
    return words[outcome]


def fault_word(fault: EmployerFault, _: Translate) -> str:
    """Name a fault in the language of *_*."""
    return FAULTS[fault].told(_)


def standing_word(standing: Standing, _: Translate) -> str:
    """Name what was decided on an employer in the language of *_*."""
    words = {
        Standing.REMOVED: _("removed"),
        Standing.KEPT: _("kept"),
        Standing.RESTORED: _("restored"),
        Standing.DEMONSTRATION: _("put forward as a demonstration unit"),
    }
    return words[standing]
