"""Notes being typed, kept in this process alone until saved, so that what leads away and back loses none."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import Field
from starlette.responses import Response

from api.console.notes import NoteForm
from api.console.visitors import TheVisitor
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
    """What somebody has typed and ticked on a person's page so far."""

    note: NoteForm = field(default_factory=NoteForm)
    chosen: frozenset[str] = frozenset()


class Drafts:
    """What every user is typing of every person; never written anywhere, and gone with the process."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], tuple[datetime, Draft]] = OrderedDict()
        self._lock = Lock()

    def put(self, user: str, candidate_id: str, draft: Draft, *, at: datetime) -> None:
        """Keep what is typed by now; what is too old goes, and the oldest where there are too many."""
        with self._lock:
            self._kept[user, candidate_id] = (at, draft)
            self._kept.move_to_end((user, candidate_id))
            while self._kept and (len(self._kept) > MOST or self._first_at() < at - KEPT_FOR):
                self._kept.popitem(last=False)

    def get(self, user: str, candidate_id: str, *, at: datetime) -> Draft:
        """Give what was typed so far; nothing where that is too long ago."""
        with self._lock:
            kept_at, draft = self._kept.get((user, candidate_id), (at, Draft()))
        return draft if kept_at >= at - KEPT_FOR else Draft()

    def drop(self, user: str) -> None:
        """Drop whatever a user typed."""
        with self._lock:
            for key in [key for key in self._kept if key[0] == user]:
                del self._kept[key]

    def _first_at(self) -> datetime:
        return next(iter(self._kept.values()))[0]


def drafts_of(request: Request) -> Drafts:
    """Give the drafts of this process; they begin with the first who types."""
    state = request.app.state
    if not hasattr(state, "drafts"):
        state.drafts = Drafts()
    drafts: Drafts = state.drafts
    return drafts


@router.post("/candidates/{id}/draft", dependencies=[needs("outreach:work")])
def post_draft(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, form: Annotated[DraftForm, Form()]
) -> Response:
    """Keep a note as far as it is typed, and the ticks; the script of the page sends it while somebody types."""
    with house.database.read() as session:
        get_candidate(session, id)
    draft = Draft(NoteForm.model_validate(form.model_dump()), frozenset(form.post))
    drafts_of(request).put(visitor.actor.id, id, draft, at=house.clock())
    return Response(status_code=204)
