"""What completed the record of a traineeship in this session: what its page says of it, and what its form holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field

from api.conditions import etag_of
from api.console.kept_forms import forms_of
from api.console.notices import Notice
from api.console.paths import address
from api.console.recorded import Recorded
from api.console.visitors import Visitor
from api.house import House
from api.placements import PlacementAnswer

STORED = ("planned_end_on", "agreed_on", "insured_on", "ended_on", "contract_on", "term_reason")


class CompletingForm(BaseModel):
    """What the form of a record sends, as it was typed."""

    model_config = ConfigDict(extra="ignore")

    state: str = Field("", max_length=100)  # that was seen: what somebody changed since is not overwritten
    planned_end_on: str = Field("", max_length=100)
    agreed_on: str = Field("", max_length=100)
    insured_on: str = Field("", max_length=100)
    ended_on: str = Field("", max_length=100)
    contract_on: str = Field("", max_length=100)
    term_reason: str = Field("", max_length=5_000)
    mentor: str = Field("", max_length=1_000)  # "" = stays


@dataclass(frozen=True, slots=True)
class Completed:
    """A record as it was before a form completed it, the form, and the state since."""

    before: PlacementAnswer
    form: CompletingForm
    state: str

    @property
    def keeps_mentor(self) -> bool:
        """Tell whether the mentor stays when all else is taken back: the one before is known to no page."""
        return bool(self.form.mentor.strip() and self.before.mentor and self.before.mentor.name)


def kept_completed(request: Request, house: House, visitor: Visitor, id: str, word: str) -> Completed | None:
    """Give what the word of an address stands for; None = nothing any more."""
    kept = forms_of(request).get(word, visitor, about=id, at=house.moment())
    return kept if isinstance(kept, Completed) else None


def completing_typed(
    request: Request, house: House, visitor: Visitor, answer: PlacementAnswer, said: Recorded
) -> Mapping[str, str]:
    """Give what the form of a record holds: what is stored, or what was typed before it was taken back."""
    kept = kept_completed(request, house, visitor, answer.id, said.form) if said.done == "undone" else None
    if kept is not None:
        return kept.form.model_dump()
    stored = {name: getattr(answer, name) for name in STORED}
    return {name: "" if value is None else str(value) for name, value in stored.items()} | {"mentor": ""}


def completed_notice(
    request: Request, house: House, visitor: Visitor, answer: PlacementAnswer, said: Recorded
) -> Notice | None:
    """Say that a record was completed, with its undo as long as nobody changed it since; or that this was undone."""
    say = visitor.say
    kept = kept_completed(request, house, visitor, answer.id, said.form)
    if said.done == "undone":
        told = say("Taken back; what was typed is in the form again.") if kept else say("Taken back.")
        return Notice(say("Taken back, but the mentor stays as typed.") if kept and kept.keeps_mentor else told)
    if said.done != "completed":
        return None
    text = say("The record is kept.")
    if kept is None or kept.state != etag_of(answer):
        return Notice(text)
    return Notice(text, f"{address('placements', answer.id)}/record/undo", {"form": said.form})
