"""Forms being typed about somebody, kept in this process alone until saved, so that ways away and back lose none."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from pydantic import Field
from starlette.responses import Response

from api.console.answers import Answers, the_answers, typed_over
from api.console.call_form import TheTyped, Typed
from api.console.notes import NoteForm
from api.console.visitors import TheVisitor
from api.contacting import is_kept
from api.deps import TheHouse, needs
from api.fields import GivenId, RecordId
from data.store import get_candidate

KEPT_FOR = timedelta(hours=12)  # a working day
MOST = 2_000  # drafts in memory

router = APIRouter(include_in_schema=False)


class DraftForm(NoteForm):
    """A note as far as it is typed, with the posts that are ticked."""

    post: list[GivenId] = Field(default_factory=list, max_length=50)


@dataclass(frozen=True, slots=True)
class Draft:
    """
    What somebody has typed and ticked on a person's pages so far.

    Attributes:
        note: of what was agreed, on the person's page.
        chosen: posts ticked there.
        said: answers typed there that differ from what was stored, by field.
        districts: the same of the districts; None = as stored.
        call: the form of the result of a call; None = nothing was typed.
    """

    note: NoteForm = field(default_factory=NoteForm)
    chosen: frozenset[str] = frozenset()
    said: Mapping[str, str] = field(default_factory=dict)
    districts: frozenset[str] | None = None
    call: Typed | None = None

    def over(self, stored: Answers) -> Answers:
        """Lay the answers that were typed over those that are stored."""
        typed = Answers({**stored.texts, **self.said}, stored.districts if self.districts is None else self.districts)
        return replace(typed, is_typed=typed != stored)


class Drafts:
    """What every user is typing of every person; never written anywhere, and gone with the process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, Draft]] = OrderedDict()
        self._lock = Lock()

    def change(self, user: str, candidate_id: str, *, at: datetime, **typed: Any) -> None:
        """Keep what is typed by now, by field of the draft; too old goes, and the oldest where there are too many."""
        with self._lock:
            draft = self._still(user, candidate_id, at=at)
            self._kept[user, candidate_id] = (at, replace(draft, **typed))
            self._kept.move_to_end((user, candidate_id))
            while self._kept and (len(self._kept) > MOST or self._first_at() < at - KEPT_FOR):
                self._kept.popitem(last=False)

    def get(self, user: str, candidate_id: str, *, at: datetime) -> Draft:
        """Give what was typed so far; nothing where that is too long ago."""
        with self._lock:
            return self._still(user, candidate_id, at=at)

    def drop(self, user: str) -> None:
        """Drop whatever a user typed."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == user]:
                del self._kept[key]

    def _still(self, user: str, candidate_id: str, *, at: datetime) -> Draft:
        kept_at, draft = self._kept.get((user, candidate_id), (at, Draft()))
        return draft if kept_at >= at - KEPT_FOR else Draft()

    def _first_at(self) -> datetime:
        return next(iter(self._kept.values()))[0]


def note_with_typed(taken_back: NoteForm, typed: NoteForm) -> NoteForm:
    """Give a note that was taken back under what was typed in its place meanwhile: that stays, its text below."""
    usual = NoteForm()
    stays = {name: value for name, value in typed if value != getattr(usual, name)}
    return taken_back.model_copy(update=stays | {"note": _below(taken_back.note, typed.note)})


def call_with_typed(taken_back: Typed, typed: Typed | None, *, usual_channel: str) -> Typed:
    """Give the same of a call, whose form offers *usual_channel*; a post that was typed stands for the other one."""
    if typed is None:
        return taken_back
    names_a_post = typed.post_id or typed.other_post or typed.elsewhere
    about = typed if names_a_post else taken_back
    return replace(
        taken_back,
        channel=typed.channel if typed.channel not in ("", usual_channel) else taken_back.channel,
        call_back_on=typed.call_back_on or taken_back.call_back_on,
        post_id=about.post_id,
        other_post=about.other_post,
        elsewhere=about.elsewhere,
        reason=typed.reason or taken_back.reason,
        note=_below(taken_back.note, typed.note),
    )


def _below(taken_back: str, typed: str) -> str:
    return "\n".join(dict.fromkeys(text for text in (taken_back, typed) if text))


def drafts_of(request: Request) -> Drafts:
    """Give the drafts of this process; they begin with the first who types."""
    state = request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = Drafts()
    drafts: Drafts = state.drafts
    return drafts


@router.post("/candidates/{id}/draft", dependencies=[needs("outreach:work")])
def post_draft(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    form: Annotated[DraftForm, Form()],
    said: Annotated[Answers, Depends(the_answers)],
) -> Response:
    """Keep what is typed so far, and the ticks; the script of the page sends it while somebody types."""
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    drafts_of(request).change(
        visitor.actor.id,
        id,
        at=house.clock(),
        note=NoteForm.model_validate(form.model_dump()),
        chosen=frozenset(form.post),
        **typed_over(said, candidate),
    )
    return Response(status_code=204)


@router.post("/calls/{id}/draft", dependencies=[needs("outreach:work")])
def post_call_draft(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, typed: TheTyped) -> Response:
    """Keep what is typed of a call so far, without what was shown for a purpose; of a call that is noted nothing."""
    with house.database.read() as session:
        get_candidate(session, id)
        is_noted = is_kept(session, typed.key_of(id), actor=visitor.actor)
    if not is_noted:
        drafts_of(request).change(visitor.actor.id, id, at=house.clock(), call=typed.drafted())
    return Response(status_code=204)
