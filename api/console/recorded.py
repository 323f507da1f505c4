"""That a traineeship was recorded in this session: what its page says of it, and by which it may be taken back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query, Request

from api.conditions import etag_of
from api.console.kept_forms import forms_of
from api.console.notices import Notice
from api.console.paths import address
from api.console.undoing import is_sealed, sealed
from api.console.visitors import Visitor
from api.house import House
from api.placements import PlacementAnswer
from api.signing_in import LOG_IN


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an address says of a traineeship that was just recorded, sealed for who recorded it."""

    done: str = ""
    start: str = ""  # "noted" = that it started was noted with it
    form: str = ""  # the word for what was typed
    seal: str = ""


def the_recorded(
    done: Annotated[str, Query(max_length=40)] = "",
    start: Annotated[str, Query(max_length=10)] = "",
    form: Annotated[str, Query(max_length=100)] = "",
    seal: Annotated[str, Query(max_length=100)] = "",
) -> Recorded:
    """Read what the address of a traineeship's page says of its recording."""
    return Recorded(done, start, form, seal)


TheRecorded = Annotated[Recorded, Depends(the_recorded)]


def recorded_notice(
    request: Request, house: House, visitor: Visitor, answer: PlacementAnswer, said: Recorded
) -> Notice | None:
    """Say that a traineeship was recorded, with its undo for who did it, also when the page is opened anew."""
    words = {
        "recorded": visitor.say("The traineeship is recorded."),
        "recorded-before": visitor.say(
            "This traineeship was recorded before, with the same terms; nothing is changed."
        ),
    }
    text = words.get(said.done, visitor.say("You recorded this traineeship."))
    known = said if said.seal else _kept_recording(request, visitor, answer.id, at=house.moment())
    if not may_undo(house, visitor, answer, known):
        return Notice(text) if said.done in words else None
    fields = {"start": known.start, "form": known.form, "seal": known.seal}
    return Notice(text, f"{address('placements', answer.id)}/undo", fields)


def sealed_recording(house: House, visitor: Visitor, answer: PlacementAnswer, start: str) -> dict[str, str]:
    """Give what the address says; its seal is of the traineeship as it stands, of which the address tells nothing."""
    said = sealed(house, visitor, id=answer.id, done="recorded", start=start, state=etag_of(answer))
    return {name: said[name] for name in ("done", "start", "seal")}


def may_undo(house: House, visitor: Visitor, answer: PlacementAnswer, said: Recorded) -> bool:
    """Tell whether a traineeship was recorded in this very session, and stands unchanged."""
    sealed_for = {"id": answer.id, "done": said.done, "start": said.start, "state": etag_of(answer)}
    return is_sealed(house, visitor, said.seal, **sealed_for)


def keep_recording(request: Request, visitor: Visitor, id: str, said: Recorded, *, at: datetime) -> None:
    """Keep for this session what the address said, so that the page has its undo when it is opened anew."""
    forms_of(request).keep(said, visitor, about=_about(id), at=at)


def _kept_recording(request: Request, visitor: Visitor, id: str, *, at: datetime) -> Recorded:
    forms, about = forms_of(request), _about(id)
    word = forms.last(visitor, about=about)
    return (word and forms.get(word, visitor, about=about, at=at, within=LOG_IN)) or Recorded()


def _about(id: str) -> str:
    return f"recording of {id}"
