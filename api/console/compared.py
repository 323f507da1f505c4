"""Two or three posts side by side for one person: criteria as rows, posts as columns, where they differ first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qsl

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.console.listing import fit_word
from api.console.pages import page
from api.console.profile import closes_text, pay_of
from api.console.views import read_view
from api.console.visitors import TheVisitor, Visitor
from api.criterion_names import criterion_name
from api.deps import TheHouse, needs
from api.fields import GivenId, RecordId
from api.matching import Pair, one_pair
from api.persons import from_masked
from api.showing import ComparedPair, Reason, Showing, judged_pair
from data.store import masked_person
from matcher.explain import telling
from matcher.records import Criterion, Post, Status
from matcher.text import clean

LEAST, MOST = 2, 3  # posts that are compared

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Row:
    """One criterion of every post."""

    name: str
    reasons: tuple[Reason, ...]
    differs: bool


@router.get("/candidates/{id}/compare", dependencies=[needs("matches:read")])
def show_compared(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    post: Annotated[list[GivenId] | None, Query(max_length=50)] = None,
    view: Annotated[str, Query(max_length=1_000)] = "",
) -> Response:
    """Show the posts that were chosen side by side; of more than three the first ones."""
    chosen = list(dict.fromkeys(post or ()))
    looked_at = read_view(dict(parse_qsl(view.removeprefix("?"))), gazetteer=house.gazetteer)
    enough = len(chosen) >= LEAST
    pairs = [one_pair(house, id, one, on=house.today()) for one in chosen[:MOST]] if enough else []
    shown = [judged_pair(pair, Showing(visitor.language)) for pair in pairs]
    rows = rows_of(pairs, shown, visitor)
    with house.database.read() as session:
        person = masked_person(session, "candidate", id, "self", vault=house.vault)
    return page(
        request,
        "compare",
        id=id,
        person=from_masked(person),
        query=looked_at.query,
        back=looked_at.with_chosen([one.post.id for one in pairs]),
        pairs=shown,
        left_out=max(len(chosen) - MOST, 0),
        differing=[row for row in rows if row.differs],
        alike=[row for row in rows if not row.differs],
        fit=lambda chance: fit_word(chance, least=house.outreach.offers.least_chance, say=visitor.say),
        pay=lambda post: pay_of(post, visitor.say),
        closes=lambda post: closes_text(post.closes_on, visitor),
    )


def rows_of(pairs: Sequence[Pair], shown: Sequence[ComparedPair], visitor: Visitor) -> list[Row]:
    """Give a row for each criterion that is worth saying of at least one of the posts, as the criteria stand."""
    worth = {one.code for pair in pairs for one in telling(pair.match)}
    first: Sequence[Criterion] = pairs[0].match.criteria if pairs else ()
    rows = []
    for at, criterion in enumerate(first):
        if criterion.code in worth:
            reasons = tuple((one.reasons or [])[at] for one in shown)
            differs = len({_told(one, pair.post) for one, pair in zip(reasons, pairs, strict=True)}) > 1
            rows.append(Row(criterion_name(criterion.code, visitor.say), reasons, differs))
    return rows


def _told(one: Reason, post: Post) -> tuple[Status, str]:
    """Give what is said of a post in one criterion, without its name: that stands above and differs always."""
    text = one.sentence
    for name in filter(None, (post.title, clean(post.title), post.employer)):
        text = text.replace(name, "")
    return one.status, text
