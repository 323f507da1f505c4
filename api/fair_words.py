"""The words of fairs: how far one has come, why somebody has no meeting, what stands against moving one, results."""

from __future__ import annotations

from api.language import Translate
from data.store import KeptFair
from matcher.fairs.guests import KeptGuest
from matcher.records import Attendance, Fair, FairNeed, FairState, MeetingResult


def state_word(state: FairState, _: Translate) -> str:
    """Name how far a fair has come."""
    words = {
        FairState.DRAFT: _("draft"),
        FairState.PLANNED: _("planned"),
        FairState.OPEN: _("under way"),
        FairState.CLOSED: _("closed"),
    }
    return words[state]


def unseated_word(code: str, _: Translate) -> str:
    """Say why somebody has no meeting."""
    words = {
        "nothing_fits": _("no booth fits"),
        "no_step_free_booth": _("no booth that fits is step-free"),
        "no_quiet_slot": _("the quiet slots are taken"),
        "no_interpreter": _("the interpreters are taken"),
        "full": _("the booths that fit are full"),
    }
    return words.get(code, code)


def unseated_at(fair: Fair, code: str, _: Translate) -> str:
    """Say why somebody has no meeting at a fair, which may have no interpreters at all."""
    if code == "no_interpreter" and not fair.n_interpreters:
        return _("the fair has no interpreter")
    return unseated_word(code, _)


def why_no_meeting(kept: KeptFair, guest: KeptGuest, _: Translate) -> str | None:
    """Say why a guest has no meeting, absent employers too; None = there is one, or nothing is planned yet."""
    if guest.seats or guest.unseated is None:
        return None
    fitting = {one.booth_id for one in guest.fits}
    if fitting and fitting <= set(kept.absent_booths):
        return _("the employers that fit did not come")
    return unseated_at(kept.fair, guest.unseated, _)


def left_out_word(code: str, _: Translate) -> str:
    """Say why somebody is not asked."""
    words = {
        "opted_out": _("does not want to be contacted"),
        "no_basis": _("no ground to contact them"),
        "not_eligible": _("not eligible under the programme, or not known to be"),
        "employed": _("is employed"),
        "placed": _("in a traineeship"),
        "started": _("started somewhere lately"),
        "rests": _("declined lately"),
        "claimed": _("taken by a colleague"),
        "of_another": _("looked after by a colleague"),
        "call_back_later": _("to be called back on a later day"),
        "too_soon": _("contacted a short while ago"),
        "too_often": _("contacted often enough"),
        "no_channel": _("no channel is open"),
        "no_matching": _("does not want to be matched automatically"),
        "enough": _("enough others are invited"),
    }
    return words[code] if code in words else unseated_word(code, _)


def clash_word(code: str, _: Translate) -> str:
    """Say what stands against a meeting; nothing of what somebody has."""
    words = {
        "break": _("the booth has a break then"),
        "too_many": _("every interviewer has somebody then"),
        "desk": _("every interviewer has somebody then"),
        "two_places": _("is at another booth then"),
        "way": _("the way between the halls takes longer than the time between"),
        "too_many_visits": _("has as many meetings as anybody may have"),
        "booth_twice": _("meets this employer already"),
        "need": _("does not suit what the person needs: no steps, quiet hours or an interpreter"),
        "no_interpreter": _("no interpreter is free then"),
        "interpreter": _("no interpreter is free then"),
        "employer_absent": _("the employer is noted as absent"),
    }
    return words.get(code, _("is not there any more"))


def need_word(need: FairNeed, _: Translate) -> str:
    """Name what somebody needs at a fair."""
    words = {
        FairNeed.STEP_FREE: _("booths without steps"),
        FairNeed.QUIET: _("the quiet hours"),
        FairNeed.INTERPRETER: _("an interpreter"),
    }
    return words[need]


def result_word(result: MeetingResult, _: Translate) -> str:
    """Name what came of a meeting."""
    words = {
        MeetingResult.MET: _("talked"),
        MeetingResult.MISSED: _("did not take place"),
        MeetingResult.INTERESTED: _("person interested"),
        MeetingResult.DECLINED: _("person not interested"),
        MeetingResult.REFUSED: _("does not suit the employer"),
        MeetingResult.INVITED: _("invited to an interview"),
        MeetingResult.STARTED: _("started work"),
    }
    return words[result]


def attendance_word(attendance: Attendance | None, _: Translate) -> str:
    """Say whether somebody came."""
    words = {None: _("not known yet"), Attendance.CAME: _("here"), Attendance.STAYED_AWAY: _("absent")}
    return words[attendance]
