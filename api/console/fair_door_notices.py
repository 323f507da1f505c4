"""What the door of a fair says of what was just done there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import TypeAdapter

from api.console.fair_steps import path_of
from api.console.notices import Notice
from api.console.visitors import Visitor
from api.fair_late import OtherTime, Place
from api.fair_moving import Standing, first_movable, first_unended, is_over
from api.fair_words import left_out_word, why_no_meeting
from api.fitting import reasons_against_asking
from api.house import House
from api.language import Translate
from matcher.fairs.guests import KeptGuest
from matcher.fairs.slots import slots_of
from matcher.records import Seat

PLACES = TypeAdapter(Sequence[Place])
Done = Literal["came", "stayed_away", "back", "gone", "walked_in", "late"]


def gone_notice(done: Done | None, visitor: Visitor) -> Notice | None:
    """Say of somebody who is no guest any more that it was taken back."""
    if done != "gone":
        return None
    return Notice(visitor.say("Taken back: the person is no guest any more, and the seats are free again."))


def door_notice(
    house: House, standing: Standing, guest: KeptGuest, done: Done | None, visitor: Visitor
) -> Notice | None:
    """Say what was done with a guest, with the way to take it back."""
    say, seen = visitor.say, "stayed_away" if done == "stayed_away" else "came"
    fields = {"candidate": guest.candidate_id, "attendance": "unknown", "seen": seen}
    undo = f"{path_of(standing.fair.id)}/arrivals"
    if done == "walked_in":
        is_seated = next_seat(house, standing, guest) is not None
        kind: Literal["done", "warning"] = "done" if is_seated else "warning"
        return Notice(_taken_in(house, standing, guest, say, is_seated), undo=undo, fields=fields, kind=kind)
    words = {
        "came": say("Checked in."),
        "stayed_away": say("Noted as absent. The seats are given on when the rest is planned anew."),
        "back": say("Taken back."),
    }
    if done not in words:
        return None
    return Notice(words[done], undo=undo if done in ("came", "stayed_away") else None, fields=fields)


def next_seat(house: House, standing: Standing, guest: KeptGuest) -> Seat | None:
    """Give the first meeting of a guest that has not begun; None = there is none."""
    to_come = (one for one in guest.seats if one.slot >= first_movable(house, standing.fair))
    return min(to_come, key=lambda one: one.slot, default=None)


def late_notice(
    house: House, standing: Standing, guest: KeptGuest, other: OtherTime | None, visitor: Visitor
) -> Notice | None:
    """
    Say what came of looking for another time for a guest, or where the person is expected since.

    *other* is what was looked for by this session; None = it is not known any more.
    """
    seat, own = next_seat(house, standing, guest), {(one.slot, one.booth_id) for one in guest.seats}
    if other is not None and (own.issuperset(other.found) if other.found else seat is None):
        return _found(house, standing, guest, other, visitor)
    if seat is None:
        return None
    text = visitor.say("The person has a meeting to come: {meeting}.")
    return Notice(text.format(meeting=_place(standing, (seat.slot, seat.booth_id), visitor.say)))


def _place(standing: Standing, place: Place, say: Translate) -> str:
    slot, booth = place
    text = say("{time} at booth {booth}")
    return text.format(time=f"{slots_of(standing.fair)[slot].begins:%H:%M}", booth=booth)


def _found(house: House, standing: Standing, guest: KeptGuest, other: OtherTime, visitor: Visitor) -> Notice:
    """Say which time was found for somebody who was too late, with the way to take it back, or why there is none."""
    say = visitor.say
    if not other.found:
        why = why_no_meeting(standing.kept, guest, say) or say("all that fits is taken")
        text = say("No place was found: {why}. Nobody else was moved.")
        if any(one.slot >= first_unended(house, standing.fair) for one in guest.seats):
            text = say("No other time was found: {why}. The meeting stays as it was.")
        return Notice(text.format(why=why), kind="warning")
    slot, booth = other.found[0]
    text = say("A place was found: {time} at booth {booth}; nobody else was moved.")
    text = text.format(time=f"{slots_of(standing.fair)[slot].begins:%H:%M}", booth=booth)
    if other.lost:
        lost = say("; ").join(_place(standing, one, say) for one in other.lost)
        text += " " + say("Given up for it: {meetings}.").format(meetings=lost)
    return Notice(
        text,
        undo=f"{path_of(standing.fair.id)}/late/undo",
        fields={
            "candidate": guest.candidate_id,
            "lost": PLACES.dump_json(other.lost).decode(),
            "found": PLACES.dump_json(other.found).decode(),
        },
    )


def _taken_in(house: House, standing: Standing, guest: KeptGuest, say: Translate, is_seated: bool) -> str:
    """Say whether a place was found for somebody who came unasked, and what the office would have had against it."""
    if is_seated:
        text = say("Taken in, and a place was found; nobody else was moved.")
    elif is_over(house, standing.fair):
        text = say("Taken in and checked in. The last slot has begun, so that no meeting is possible any more.")
    else:
        why = why_no_meeting(standing.kept, guest, say) or say("all that fits is taken")
        text = say("Taken in, but no place was found: {why}.").format(why=why)
    with house.database.read() as session:
        against = reasons_against_asking(house, session, [guest.candidate_id])
    if code := against.get(guest.candidate_id):
        text += " " + say("Not invited by the rules: {reason}.").format(reason=left_out_word(code, say))
    return text
