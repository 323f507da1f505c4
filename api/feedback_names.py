"""What events of feedback and reasons for declining are called."""

from __future__ import annotations

from api.language import Translate
from matcher.records import DeclineReason, FeedbackEvent


def event_word(event: FeedbackEvent, _: Translate) -> str:
    """Name an event in the language of *_*."""
    words = {
        FeedbackEvent.SHOWN: _("shown"),
        FeedbackEvent.INTERESTED: _("interested"),
        FeedbackEvent.DECLINED: _("declined"),
        FeedbackEvent.APPLIED: _("applied"),
        FeedbackEvent.INTERVIEWED: _("interviewed"),
        FeedbackEvent.STARTED: _("started"),
        FeedbackEvent.RETAINED: _("retained"),
        FeedbackEvent.INVITED: _("invited by the employer"),
    }
    return words[event]


def reason_word(reason: DeclineReason | None, _: Translate) -> str:
    """Name a reason for declining in the language of *_*; nothing where none is known."""
    words = {
        None: "",
        DeclineReason.PLACE: _("place"),
        DeclineReason.PAY: _("pay"),
        DeclineReason.HOURS: _("working hours"),
        DeclineReason.WORK: _("the work itself"),
        DeclineReason.EMPLOYER: _("the employer"),
        DeclineReason.ALREADY_FOUND: _("found something already"),
        DeclineReason.OTHER: _("something else"),
    }
    return words[reason]
