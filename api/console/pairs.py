"""Why not this post: a post sought by words, one pair criterion by criterion, and what would change it."""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.asked import refuse_unasked
from api.console.listing import fit_word, place_of, signs_of
from api.console.notices import Notice
from api.console.offers import Offer, OfferForm, kept_notice, offering, told_of
from api.console.pages import page
from api.console.profile import closes_soon, closes_text, pay_of, standing_of
from api.console.views import TheView, TheViewKept, View
from api.console.visitors import TheVisitor, Visitor
from api.criterion_names import criterion_name
from api.deps import TheHouse, needs
from api.fields import RecordId
from api.finding import find
from api.house import House
from api.matching import Pair, one_pair, openings_for
from api.persons import from_masked
from api.showing import Reason, Showing, from_opening, judged_pair
from data.store import get_candidate, masked_person, posts_by_id
from matcher.records import FeedbackEvent, Status

N_BEHIND = 3  # criteria in which a post falls behind the list
NUMBER = re.compile(r"[!-~]*[0-9][!-~]*")  # of a post: a digit, and no word in Chinese
NOTICEABLE = 0.005  # of a contribution, as the page writes it

router = APIRouter(include_in_schema=False)


@router.post("/candidates/{id}/posts", dependencies=[needs("matches:read")])
def post_search(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    text: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Show the posts that a text names, each with the way to why it is not in the list."""
    with house.database.read() as session:
        get_candidate(session, id)
    found = find(house, text, actor=visitor.actor, nouns=("post",)) if text.strip() else None
    return page(
        request,
        "posts_found",
        id=id,
        query=view.query,
        found=found,
        is_number=NUMBER.fullmatch(unicodedata.normalize("NFKC", text).strip()) is not None,
        pay=lambda post: pay_of(post, visitor.say),
    )


@router.get("/candidates/{id}/posts/{post_id}", dependencies=[needs("matches:read")])
def show_pair(
    request: Request,
    id: RecordId,
    post_id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheView,
    done: Annotated[str, Query(max_length=20)] = "",
    event: Annotated[FeedbackEvent | None, Query()] = None,
) -> Response:
    """Show every criterion of one candidate and one post, and what would change how they stand."""
    pair = one_pair(house, id, post_id, on=house.today())
    with house.database.read() as session:
        told = told_of(house, session, id, [post_id], visitor).get(post_id, ())
        person = masked_person(session, "candidate", id, "self", vault=house.vault)
    say, shown = visitor.say, judged_pair(pair, Showing(visitor.language))
    notice = Notice(say("Taken back.")) if done == "taken-back" else None
    if done == "told" and event is not None:
        notice = kept_notice(house, id, OfferForm(post_id=post_id, event=event, leads_to="pair"), view.said, visitor)
    return page(
        request,
        "pair",
        id=id,
        person=from_masked(person),
        pair=shown,
        reasons=sorted(shown.reasons or (), key=_weight),
        notice=notice,
        query=view.query,
        signs=signs_of(pair.match, say),
        place=_place_told(house, pair, view, visitor),
        fit=fit_word(pair.match.chance, least=house.outreach.offers.least_chance, say=say),
        standing=standing_of(pair.eligibility, visitor),
        offer=Offer(id, post_id, 0, "", tuple(told)),
        leads_to="pair",
        pay=lambda post: pay_of(post, say),
        closes=lambda post: closes_text(post.closes_on, visitor),
        soon=lambda post: closes_soon(post.closes_on, visitor, on=house.today()),
        **offering(say),
    )


def _place_told(house: House, pair: Pair, view: View, visitor: Visitor) -> str:
    """Say where the post stands in the person's list; nothing of who has none, or of a post that is ruled out."""
    say = visitor.say
    if pair.match.blocked or (pair.candidate.refuses_matching and not view.asked):
        return ""
    place = place_of(house, pair, view)
    if place.stands_behind is not None:
        return say("The list shows another post for the same job, {post}, as number {n}.").format(
            post=place.stands_behind, n=place.n
        )
    if place.n is not None:
        return say("It is number {n} of the person's list.").format(n=place.n)
    if view.narrows:
        return say("It is not in the list as it is narrowed now.")
    return _behind(pair, place.last, visitor)


def _behind(pair: Pair, last: Pair | None, visitor: Visitor) -> str:
    """Say what a post falls behind the last one of the list in."""
    say = visitor.say
    text = say("It is not among the ten of the list: others stand before it.")
    if last is None:
        return text
    theirs = {one.code: one.contribution for one in last.match.criteria}
    less = {one.code: one.contribution - theirs.get(one.code, 0.0) for one in pair.match.criteria}
    worst = sorted((code for code in less if less[code] < -NOTICEABLE), key=lambda code: less[code])[:N_BEHIND]
    text += " " + say("The last of them, {post}, has {theirs:.0%}, this one {own:.0%}.").format(
        post=last.post.title, theirs=last.match.chance, own=pair.match.chance
    )
    if worst:
        names = say(", ").join(criterion_name(code, say) for code in worst)
        text += " " + say("It falls behind in: {criteria}.").format(criteria=names)
    return text


def _weight(one: Reason) -> tuple[bool, bool, float]:
    """Sort what rules a post out first, then what is not met, then what weighs most."""
    unmet = one.status is Status.NOT_MET
    return not (one.hard and unmet), not unmet, -abs(one.contribution)


@router.get("/candidates/{id}/openings", dependencies=[needs("matches:read")])
def show_openings(request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, view: TheView) -> Response:
    """Show which single changes would open most posts to a person."""
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    refused = candidate.refuses_matching and not view.asked
    openings = []
    if not refused:
        refuse_unasked(house, candidate, asked=view.asked, actor=visitor.actor)
        found = openings_for(house, candidate, on=house.today(), where=view.where)
        openings = [from_opening(one, language=visitor.language) for one in found]
    with house.database.read() as session:
        posts = posts_by_id(session, [post_id for one in openings for post_id in one.post_ids])
    return page(request, "openings", id=id, query=view.query, refused=refused, openings=openings, posts=posts)
