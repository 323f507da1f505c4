"""What rules, severities and states of the watch for fraud are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import FindingState, Severity


def rule_word(rule: str, _: Translate) -> str:
    """Name a rule in the language of *_*."""
    words = {
        "two_placements": _("two traineeships at once"),
        "employed_elsewhere": _("employed elsewhere"),
        "employed_here": _("employed by the employer itself"),
        "beyond_term": _("more than the term"),
        "after_end": _("outside the traineeship"),
        "no_placement": _("no traineeship"),
        "employer_barred": _("employer removed or under inspection"),
        "shared_account": _("one card or phone for many"),
        "graduated_after_start": _("graduated after the start"),
        "vanished_retention": _("retention that vanished"),
    }
    return words[rule]


def severity_word(severity: Severity, _: Translate) -> str:
    """Name a severity in the language of *_*."""
    return {Severity.HIGH: _("grave"), Severity.MEDIUM: _("to be explained"), Severity.LOW: _("to be looked at")}[
        severity
    ]


def state_word(state: FindingState, _: Translate) -> str:
    """Name a state in the language of *_*."""
    words = {
        FindingState.OPEN: _("open"),
        FindingState.EXPLAINED: _("explained"),
        FindingState.CONFIRMED: _("confirmed as fraud"),
    }
    return words[state]
