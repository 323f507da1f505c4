"""What follows a traineeship without a contract: whom to look after and what comes next, until an outcome is known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from matcher.editions import Edition
from matcher.errors import BadInput, Conflict, Phrase
from matcher.records import Aftercare, Employment, NextStep, Placement
from matcher.subsidy import is_retained, practice_end
from matcher.subsidy.spells import as_known_on

STARTUP_SERVICES = ("项目开发", "融资支持", "场地便利", "跟踪扶持")
"""What somebody who wants to start a business is offered: 济人社字〔2023〕15号 二(六)."""


@dataclass(frozen=True, slots=True)
class Followed:
    """
    Somebody whose traineeship ended without a contract.

    Attributes:
        placement: as known on the day.
        ended_on: the last day of practice.
        grace_until: the last day on which a contract would still count as retained.
        aftercare: what a person recorded; None = nothing.
    """

    placement: Placement
    ended_on: date
    grace_until: date
    aftercare: Aftercare | None = None

    @property
    def is_done(self) -> bool:
        """Tell whether an outcome is recorded."""
        return self.aftercare is not None and self.aftercare.outcome is not None

    def is_due(self, day: date) -> bool:
        """Tell whether somebody has to be asked: no contract can count any more, and no outcome is recorded."""
        return not self.is_done and day > self.grace_until


def followed(
    placements: Iterable[Placement], edition: Edition, *, as_of: date, noted: Mapping[str, Aftercare]
) -> list[Followed]:
    """
    Give those whose practice ended before a day without a contract that counts, the longest ended first.

    Somebody is followed from the day after the last day of practice; in the days of grace a contract may still come, so
    nobody is due until they are over. Who was employed from the first day on did no traineeship.

    Args:
        placements: of everybody.
        edition: whose days of grace count.
        as_of: the day; what happened later is not known.
        noted: what persons recorded, by placement.
    """
    known = [as_known_on(one, as_of) for one in placements if one.starts_on <= as_of]
    ended = [one for one in known if one.starts_on <= practice_end(one) < as_of and not is_retained(one, edition)]
    grace = timedelta(days=edition.subsidy.contract_grace_days)
    told = {id: _noted_by(one, as_of) for id, one in noted.items()}
    found = [Followed(one, practice_end(one), practice_end(one) + grace, told.get(one.id)) for one in ended]
    return sorted(found, key=lambda one: (one.ended_on, one.placement.id))


def came_after(
    one: Followed, *, as_of: date, placements: Iterable[Placement], employments: Iterable[Employment]
) -> Phrase | None:
    """
    Tell what the files know of what came after a traineeship; a person makes an outcome of it.

    Args:
        one: somebody followed.
        as_of: the day; what began later is not known.
        placements: of the person.
        employments: the person's spells of insurance.

    Returns:
        A contract after the days of grace, else the next traineeship, else the next insurance; None = nothing is known.
    """
    if one.placement.contract_on is not None:
        return Phrase.of("contract of {day}, after the days of grace", day=one.placement.contract_on)
    starts = [other.starts_on for other in placements if one.ended_on < other.starts_on <= as_of]
    if starts:
        return Phrase.of("in another traineeship since {day}", day=min(starts))
    spells = [spell for spell in employments if one.ended_on < spell.insured_from <= as_of]
    if spells:
        first = min(spells, key=lambda spell: (spell.insured_from, spell.id))
        return Phrase.of("insured with {employer} since {day}", employer=first.employer, day=first.insured_from)
    return None


def _noted_by(told: Aftercare, day: date) -> Aftercare:
    """Give what was recorded without an outcome of a later day."""
    if told.outcome_on is None or told.outcome_on <= day:
        return told
    return replace(told, outcome=None, outcome_on=None)


def check_note(told: Aftercare, placement: Placement, edition: Edition, *, today: date) -> None:
    """
    Refuse what is recorded of somebody who is not followed, or whose days contradict themselves.

    Raises:
        Conflict: the traineeship runs, or ended in a contract.
        BadInput: an outcome without a day or a day without an outcome; a day still to come, or before the end.
    """
    known = as_known_on(placement, today)
    end = practice_end(known)
    if is_retained(known, edition):
        raise Conflict("placement {id!r} ended in a contract on {day}", id=known.id, day=known.contract_on)
    if end >= today:
        raise Conflict("placement {id!r} runs until {day}", id=known.id, day=end)
    _check_outcome(told, end=end, today=today)


def _check_outcome(told: Aftercare, *, end: date, today: date) -> None:
    day = told.outcome_on
    if (told.outcome is None) != (day is None):
        raise BadInput("an outcome wants its day, and a day its outcome", field="outcome_on")
    if day is not None and day > today:
        raise BadInput("{day} is still to come", field="outcome_on", day=day)
    if day is not None and day < end:
        raise BadInput("{day} is before {end}, the end of the traineeship", field="outcome_on", day=day, end=end)


def services_for(wants: NextStep | None) -> tuple[str, ...]:
    """Give the services to offer to somebody, as the text names them; () where the step is a ranked list."""
    return STARTUP_SERVICES if wants is NextStep.STARTUP else ()
