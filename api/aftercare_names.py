"""What those who ended a traineeship without a contract may want, and what became of them, in words."""

from __future__ import annotations

from api.language import Translate
from matcher.records import AftercareOutcome, NextStep


def wants_word(wants: NextStep, _: Translate) -> str:
    """Name what somebody wants."""
    words = {
        NextStep.POSTS: _("another post"),
        NextStep.STARTUP: _("to start a business"),
        NextStep.TRAINING: _("a training course"),
    }
    return words[wants]


def outcome_word(outcome: AftercareOutcome, _: Translate) -> str:
    """Name an outcome in the language of *_*."""
    words = {
        AftercareOutcome.EMPLOYED: _("found work"),
        AftercareOutcome.SELF_EMPLOYED: _("self-employed"),
        AftercareOutcome.TRAINING: _("in training"),
        AftercareOutcome.STUDYING: _("studying"),
        AftercareOutcome.ANOTHER_TRAINEESHIP: _("in another traineeship"),
        AftercareOutcome.NOT_WANTED: _("wants no further help"),
        AftercareOutcome.NOT_REACHED: _("not reached"),
    }
    return words[outcome]
