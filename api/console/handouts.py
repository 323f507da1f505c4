"""Handouts: posts in plain words for a person to take home, and the caseworker's own sheet beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.console.listing import fit_word, telling_reasons
from api.console.notices import go_on
from api.console.pages import page
from api.console.paths import address
from api.console.profile import closes_text, facts_of, pay_of, standing_of
from api.console.views import TheView, TheViewKept, View
from api.console.visitors import TheVisitor, Visitor
from api.deps import TheHouse, needs
from api.feedback import FeedbackBody, keep_feedback
from api.fields import GivenId, RecordId
from api.house import House
from api.judging import eligibility_of
from api.language import Translate
from api.matching import Pair, one_pair
from api.showing import JudgedPair, Reason, Showing, from_criterion, judged_pair
from data.outreach.messages import is_telling
from data.store import get_candidate
from matcher.certificates import certificates_told
from matcher.records import FeedbackEvent, Post, Status
from matcher.text import clean
from matcher.text.duties import duties_of
from matcher.traps import TRUSTED, doubt_of

MOST = 5  # posts of a handout: what somebody reads at home
N_FOR, N_TO_ASK = 4, 3  # sentences
MOST_OF_WORK = 80  # characters
ENDS = "。！？!?；;"  # of a sentence
OF_MEANING = frozenset({"work", "wished", "training"})  # read from texts, not stated
NOT_PLAIN = frozenset({"words", "wish_words", "dates"})  # of texts, and what stands above the sentences already

router = APIRouter(include_in_schema=False)

TheChosen = Annotated[list[GivenId] | None, Query(alias="post", max_length=50)]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One post as a handout tells it."""

    post: Post
    facts: tuple[tuple[str, str], ...]
    is_ruled_out: bool
    ruled_out_by: tuple[str, ...]  # empty where what rules it out may stand on no paper
    fits: tuple[str, ...]  # why it fits, in plain sentences
    to_ask: tuple[str, ...]  # what is not known or does not fit, to be weighed
    to_bring: tuple[str, ...]  # beside what everybody brings


@dataclass(frozen=True, slots=True)
class OwnLeaf:
    """One post as the caseworker's sheet tells it."""

    pair: JudgedPair
    fit: str
    leaf: Leaf


@router.post("/candidates/{id}/handout", dependencies=[needs("feedback:write")])
def post_handout(
    request: Request,
    id: RecordId,
    house: TheHouse,
    visitor: TheVisitor,
    view: TheViewKept,
    post: Annotated[list[GivenId] | None, Form(max_length=50)] = None,
) -> Response:
    """
    Keep that the chosen posts were shown to the person, and lead to the handout.

    A post that is ruled out was talked about and not offered; a doubtful one is not on the sheet.
    """
    pairs = _pairs(house, id, post)
    chosen = [pair.post.id for pair in pairs]
    offered = [pair.post.id for pair in pairs if not pair.match.blocked and _may_go_home(pair)]
    if offered:
        shown = [{"candidate_id": id, "post_id": one, "event": FeedbackEvent.SHOWN} for one in offered]
        with house.database.begin() as session:
            keep_feedback(house, session, FeedbackBody.model_validate(shown), actor=visitor.actor)
    return go_on(request, f"{address('candidates', id)}/handout", post=chosen, **view.said)


@router.get("/candidates/{id}/handout", dependencies=[needs("matches:read")])
def show_handout(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, view: TheView, chosen: TheChosen = None
) -> Response:
    """Show what a person takes home: nothing on it says who that is."""
    pairs = _pairs(house, id, chosen)
    leaves = [leaf_of(pair, visitor) for pair in pairs if _may_go_home(pair)]
    return page(
        request,
        "handout",
        id=id,
        leaves=leaves,
        n_doubtful=len(pairs) - len(leaves),
        on=house.today(),
        query=_back(pairs, view),
        same=_same(pairs, view),
        office=house.settings.office_line,
        city=house.gazetteer.city,
    )


@router.get("/candidates/{id}/handout/own", dependencies=[needs("matches:read")])
def show_own_sheet(
    request: Request, id: RecordId, house: TheHouse, visitor: TheVisitor, view: TheView, chosen: TheChosen = None
) -> Response:
    """Show the caseworker's sheet: the same posts with percentages, what stands against them, and room to write."""
    with house.database.read() as session:
        candidate = get_candidate(session, id)
    pairs = _pairs(house, id, chosen)
    least = house.outreach.offers.least_chance
    leaves = [
        OwnLeaf(
            judged_pair(pair, Showing(visitor.language)),
            fit_word(pair.match.chance, least=least, say=visitor.say),
            leaf_of(pair, visitor),
        )
        for pair in pairs
    ]
    return page(
        request,
        "handout_own",
        id=id,
        leaves=leaves,
        on=house.today(),
        query=_back(pairs, view),
        same=_same(pairs, view),
        facts=tuple(facts_of(candidate, visitor)),
        standing=standing_of(eligibility_of(house, candidate, on=house.today()), visitor),
    )


def _pairs(house: House, id: str, chosen: Sequence[str] | None) -> list[Pair]:
    with house.database.read() as session:
        get_candidate(session, id)
    return [one_pair(house, id, post_id, on=house.today()) for post_id in list(dict.fromkeys(chosen or ()))[:MOST]]


def _may_go_home(pair: Pair) -> bool:
    return doubt_of(pair.post) == TRUSTED


def _back(pairs: Sequence[Pair], view: View) -> str:
    return view.with_chosen([pair.post.id for pair in pairs])


def _same(pairs: Sequence[Pair], view: View) -> str:
    """Write the query by which the other sheet tells the same posts."""
    return f"?{urlencode([*(('post', pair.post.id) for pair in pairs), *view.said.items()])}"


def leaf_of(pair: Pair, visitor: Visitor) -> Leaf:
    """Tell a post in plain words; a sentence that would tell a priority group is left out."""
    told = telling_reasons(pair.match, visitor)
    blocking = [from_criterion(one, language=visitor.language) for one in pair.match.blocking]
    codes = NOT_PLAIN | {one.code for one in blocking}

    def said(*statuses: Status) -> list[str]:
        speaking = (one for each in statuses for one in told.get(each, ()) if one.code not in codes)
        return [one.sentence for one in speaking if _is_worth_saying(one) and not is_telling(one.sentence)]

    return Leaf(
        pair.post,
        tuple(_facts(pair.post, visitor)),
        pair.match.blocked,
        tuple(one.sentence for one in blocking if not is_telling(one.sentence)),
        tuple(said(Status.MET)[:N_FOR]),
        tuple(said(Status.NOT_MET, Status.UNKNOWN)[:N_TO_ASK]),
        tuple(dict.fromkeys((*pair.post.certificates, *certificates_told(clean(pair.post.description))))),
    )


def _is_worth_saying(one: Reason) -> bool:
    """
    Tell whether a criterion is told as it stands.

    What is met and yet weighs against a post is no reason for it; where it is only not clear how alike two texts are,
    nobody can answer that, and it is nothing to think about where it speaks for the post.
    """
    if one.status is Status.UNKNOWN and one.code in OF_MEANING:
        return one.contribution < 0
    return one.status is not Status.MET or one.contribution >= 0


def _facts(post: Post, visitor: Visitor) -> Iterator[tuple[str, str]]:
    _ = visitor.say
    areas = dict.fromkeys(one for one in (post.district, post.zone) if one and one not in (post.place or ""))
    place = _(", ").join(filter(None, (*areas, post.place)))
    known = (
        (_("The work"), work_of(post.description or "")),
        (_("Where"), place),
        (_("Pay"), pay_of(post, _)),
        (_("Term"), term_text(post, _)),
        (_("Meals and lodging"), _board(post, _)),
        (_("Apply"), closes_text(post.closes_on, visitor)),
    )
    yield from ((label, value) for label, value in known if value)


def work_of(description: str) -> str:
    """Give the first sentences that an advert writes on the work; one that would tell a group is left out."""
    told = ""
    for line in re.findall(rf"[^{ENDS}\n]+[{ENDS}]*", duties_of(description)):
        sentence = " ".join(line.split())
        if is_telling(sentence):
            continue
        if told and len(told) + len(sentence) > MOST_OF_WORK:
            break
        told += sentence if not told or told[-1] in f"{ENDS}：:" else f" {sentence}"
    told = told.strip()
    if len(told) > MOST_OF_WORK:
        return _cut(told[:MOST_OF_WORK])
    return f"{told[:-1]}…" if told.endswith(("；", ";")) else told


def _cut(text: str) -> str:
    """End a text at the last mark of its second half."""
    at = max(text.rfind(mark) for mark in "，,、 ")
    return f"{text[:at] if at > len(text) // 2 else text}…"


def term_text(post: Post, say: Translate) -> str:
    """Say for how many months a post takes somebody; nothing where it does not tell."""
    least, most = post.term_min_months, post.term_max_months
    if least is None and most is None:
        return ""
    if least == most or least is None or most is None:
        return say("{n} months").format(n=most or least)
    return say("{least} to {most} months").format(least=least, most=most)


def _board(post: Post, say: Translate) -> str:
    told = {
        True: (say("meals provided"), say("lodging provided")),
        False: (say("no meals"), say("no lodging")),
    }
    given = [told[has][at] for at, has in enumerate((post.board, post.lodging)) if has is not None]
    return say(", ").join(given)
