"""What must hold of a fair before anybody is seated: hours, slots, booths and halls that go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from matcher.errors import BadInput, Conflict, Phrase
from matcher.fairs.slots import slots_of
from matcher.records import Fair, FairState, Hours

Objection = tuple[str | None, Phrase]
"""What is wrong with a fair, with the field that it lies in as a body has it; None = in none alone."""

Rule = Callable[[Fair], Iterator[Objection]]
LONGEST_SLOT, MOST_BOOTHS, MOST_INTERVIEWERS = 240, 500, 100


def refuse_unsound(fair: Fair) -> None:
    """
    Refuse a fair that cannot be held as it is stated; whether it has booths yet is not asked.

    Raises:
        BadInput: the first thing that is wrong, with the fair's id.
    """
    for rule in RULES:
        for field, why in rule(fair):
            raise BadInput("fair {id!r}: {why}", field=field, id=fair.id, why=why)


def refuse_empty(fair: Fair) -> None:
    """
    Refuse a fair without booths, or with a way to where none is.

    Raises:
        BadInput: there is none, or none in a hall that a way leads to.
    """
    if not fair.booths:
        raise BadInput("fair {id!r} has no booths yet: matcher import booths FILE --fair {id}", id=fair.id)
    for hall in halls_without_booth(fair):
        raise BadInput("fair {id!r}: a way leads to hall {hall}, but no booth is in it", id=fair.id, hall=hall)


def halls_without_booth(fair: Fair) -> list[str]:
    """Give the halls that ways lead to, and in which no booth is."""
    halls = {one.hall for one in fair.booths}
    led_to = dict.fromkeys(hall for way in fair.walks for hall in (way.hall, way.other))
    return [hall for hall in led_to if hall not in halls]


def refuse_outside_hours(fair: Fair) -> None:
    """
    Refuse quiet hours and breaks when the fair is closed: nobody could be seated in these, and nobody is in those.

    Raises:
        BadInput: some lie before it opens or after it closes, if only in part.
    """
    for field, one in [*(("quiet", one) for one in fair.quiet), *(("breaks", one) for one in fair.breaks)]:
        if one.since < fair.hours.since or one.until > fair.hours.until:
            raise BadInput(
                "{field}: {hours} is not within the hours of the fair, {own}",
                field=field,
                hours=_written(one),
                own=_written(fair.hours),
            )


def refuse_closed(fair: Fair) -> None:
    """
    Refuse a fair that is over for good, before what is said of one that has begun.

    Raises:
        Conflict: it is closed.
    """
    if fair.state is FairState.CLOSED:
        raise Conflict("fair {id!r} is closed", id=fair.id)


def _hours(fair: Fair) -> Iterator[Objection]:
    own: list[tuple[str | None, Hours]] = [("until", fair.hours)]
    own += [("breaks", one) for one in fair.breaks] + [("quiet", one) for one in fair.quiet]
    own += [(None, one) for booth in fair.booths for one in booth.breaks]
    for field, one in own:
        if one.since >= one.until:
            yield field, Phrase.of("{hours} end before they begin", hours=_written(one))


def _slot_length(fair: Fair) -> Iterator[Objection]:
    if not 1 <= fair.slot_min <= LONGEST_SLOT:
        yield "slot_min", Phrase.of("a slot has 1 to {most} minutes, not {n}", most=LONGEST_SLOT, n=fair.slot_min)


def _slots(fair: Fair) -> Iterator[Objection]:
    if not slots_of(fair):
        own = _written(fair.hours)
        why = Phrase.of("there is no slot of {n} minutes in {hours} beside the breaks", n=fair.slot_min, hours=own)
        yield "slot_min", why


def _figures(fair: Fair) -> Iterator[Objection]:
    if fair.most_visits < 1:
        yield "most_visits", Phrase.of("each person has at least one visit, not {n}", n=fair.most_visits)
    if fair.n_interpreters < 0:
        yield "n_interpreters", Phrase.of("{n} interpreters are fewer than none", n=fair.n_interpreters)
    for name, share in (("reserved", fair.reserved), ("no_show", fair.no_show)):
        if not 0 <= share <= 1:
            yield name, Phrase.of("{field} is a share from 0 to 1, not {value}", field=name, value=share)


def _booths(fair: Fair) -> Iterator[Objection]:
    if len(fair.booths) > MOST_BOOTHS:
        yield None, Phrase.of("{n} booths are more than {most}", n=len(fair.booths), most=MOST_BOOTHS)
    for one in fair.booths:
        if not 1 <= one.n_interviewers <= MOST_INTERVIEWERS:
            n, most = one.n_interviewers, MOST_INTERVIEWERS
            yield None, Phrase.of("booth {booth}: 1 to {most} interviewers, not {n}", booth=one.id, most=most, n=n)
        if not one.post_ids:
            yield None, Phrase.of("booth {booth} has no post", booth=one.id)


def _twice(fair: Fair) -> Iterator[Objection]:
    seen: dict[tuple[str, str], str] = {}
    for one in fair.booths:
        if (other := seen.setdefault(("booth", one.id), one.employer)) != one.employer or _is_again(fair, one.id):
            told = Phrase.of(
                "booth {booth} stands there twice ({one}, {other})", booth=one.id, one=other, other=one.employer
            )
            yield None, told
        names = [("name", one.employer), *([("uscc", one.employer_uscc)] if one.employer_uscc else [])]
        for name in names:
            if (booth := seen.setdefault(name, one.id)) != one.id:
                told = Phrase.of(
                    "{employer} is there twice, at booths {one} and {other}: one booth with all its posts is enough",
                    employer=one.employer,
                    one=booth,
                    other=one.id,
                )
                yield None, told


def _is_again(fair: Fair, id: str) -> bool:
    return sum(one.id == id for one in fair.booths) > 1


def _walks(fair: Fair) -> Iterator[Objection]:
    for one in fair.walks:
        if one.minutes < 0 or one.hall == one.other:
            told = Phrase.of(
                "the way from {hall} to {other} cannot take {n} minutes", hall=one.hall, other=one.other, n=one.minutes
            )
            yield "walks", told


def _written(hours: Hours) -> str:
    return f"{hours.since:%H:%M}-{hours.until:%H:%M}"


RULES: tuple[Rule, ...] = (_hours, _slot_length, _slots, _figures, _booths, _twice, _walks)
