"""What follows from a meeting at a fair: what is noted of the post, and what came of the contact."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from matcher.records import ContactResult, FeedbackEvent, MeetingResult

EVENTS: Mapping[MeetingResult, tuple[FeedbackEvent, ...]] = {
    MeetingResult.MET: (FeedbackEvent.SHOWN,),
    MeetingResult.MISSED: (),
    MeetingResult.INTERESTED: (FeedbackEvent.SHOWN, FeedbackEvent.INTERESTED),
    MeetingResult.DECLINED: (FeedbackEvent.SHOWN, FeedbackEvent.DECLINED),
    MeetingResult.REFUSED: (FeedbackEvent.SHOWN, FeedbackEvent.INTERVIEWED),
    MeetingResult.INVITED: (FeedbackEvent.SHOWN, FeedbackEvent.INTERESTED, FeedbackEvent.INTERVIEWED),
    MeetingResult.STARTED: (FeedbackEvent.SHOWN, FeedbackEvent.INTERVIEWED, FeedbackEvent.STARTED),
}
"""What is noted of the post that was talked about, in the order in which it happened."""

CONTACTS: Mapping[MeetingResult, ContactResult] = {
    MeetingResult.STARTED: ContactResult.STARTED,
    MeetingResult.INVITED: ContactResult.INTERESTED,
    MeetingResult.INTERESTED: ContactResult.INTERESTED,
    MeetingResult.REFUSED: ContactResult.REACHED,
    MeetingResult.MET: ContactResult.REACHED,
    MeetingResult.DECLINED: ContactResult.DECLINED,
}
"""What a meeting is for outreach, the one that counts before those below it; a missed one is no contact."""


def weightiest(results: Iterable[MeetingResult]) -> MeetingResult | None:
    """Give the result by which a person's day at a fair is one contact; None = there was none."""
    told = set(results)
    return next((one for one in CONTACTS if one in told), None)
