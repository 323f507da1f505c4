"""Rankings made again over HTTP."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api.deps import TheHouse, TheLanguage, needs
from api.errors import problems
from api.fields import RecordId
from api.language import Translate
from api.replay_names import difference_line
from api.replayed import Difference, Replayed
from api.replaying import replay

router = APIRouter(prefix="/v1/rankings", tags=["log"])


class ReplayChangeShown(BaseModel):
    """One thing that is otherwise than when the list was made."""

    code: str = Field(
        description="`encoder`, `ranker`, `kinds`, `rules`: what ranks is another; `inputs`: the record that the list "
        "was made for was changed; of records in either list `changed`, `deleted`, `added`, `elsewhere`, `score`; of "
        "everybody's `lists`; of a push its `policy`, `people` and `posts` of its scope, and `told`, what is known of "
        "contacts, answers and groups.",
        examples=["changed"],
    )
    then: str | None
    now: str | None
    ids: list[str] = Field(description="The records.", examples=[["P000123"]])
    sentence: str = Field(description="The same in words.")


class ReplayShown(BaseModel):
    """A list made again."""

    list_id: str
    sequence: int = Field(description="Its line in the log.")
    at: datetime = Field(description="When it was made.")
    of: str = Field(description="What was listed.", examples=["posts for a candidate"])
    same: bool = Field(description="The same records in the same places, scores agreeing to 0.000001.")
    n_changed: int = Field(description="Records of the kind that is listed which were put or deleted since.")
    differences: list[ReplayChangeShown]


def to_replay(replayed: Replayed, say: Translate) -> ReplayShown:
    """Tell a list made again."""
    entry = replayed.entry
    return ReplayShown(
        list_id=entry.id or "",
        sequence=entry.sequence,
        at=entry.at,
        of=entry.details["of"],
        same=replayed.same,
        n_changed=replayed.n_changed,
        differences=[_to_difference(one, say) for one in replayed.differences],
    )


def _to_difference(one: Difference, say: Translate) -> ReplayChangeShown:
    told = difference_line(one, say)
    return ReplayChangeShown(code=one.code, then=one.then, now=one.now, ids=list(one.ids), sentence=told)


@router.get(
    "/{id}/replay",
    summary="Make a ranking again",
    responses=problems(404, 409, 422, 503),
    dependencies=[needs("log:read")],
)
def read_replay(id: RecordId, house: TheHouse, say: TheLanguage) -> ReplayShown:
    """
    Make a ranking again from its entry in the log, and tell whether it is the same list, or what has changed since.

    Old copies of records are not kept: what changed is told, not what it was.
    """
    return to_replay(replay(house, id), say)
