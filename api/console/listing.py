"""Somebody's list as a caseworker reads it: ranked and logged, put in the order of what matters, card by card."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from api.asked import refuse_unasked
from api.console.offers import Offer, Told, told_of
from api.console.views import View
from api.console.visitors import Visitor
from api.criterion_names import criterion_name
from api.emptiness import Emptiness, why_no_posts
from api.house import House
from api.language import Translate
from api.matching import Pair, candidate_vectors, posts_for
from api.rankings import Asking, note_posts
from api.showing import RankedPost, Reason, Showing, from_criterion, ranked_post
from matcher.emphasis import Aspect, is_alike, reordered
from matcher.explain import telling
from matcher.records import Candidate, Match, Status
from matcher.traps import doubt_of

N_POSTS = 10
N_FOR, N_AGAINST = 3, 2  # reasons that a card tells at once
FITS_WELL = 0.5  # the chance from which on a post fits well


@dataclass(frozen=True, slots=True)
class Sign:
    """How one criterion stands, at a glance."""

    name: str
    status: Status
    blocks: bool


@dataclass(frozen=True, slots=True)
class Card:
    """A post of a list with all that its card tells."""

    ranked: RankedPost
    place: int  # in the order that is shown, from 1; ``ranked.rank`` is the original one
    signs: tuple[Sign, ...]
    reasons: tuple[Reason, ...]  # to be read first
    fit: str  # what the chance means
    offer: Offer


@dataclass(frozen=True, slots=True)
class Place:
    """Where a post stands in somebody's list."""

    n: int | None  # from 1; None = it is not in the list
    stands_behind: str | None = None  # the id of the post for the same job that the list shows at that place
    last: Pair | None = None  # the last of the list, where the post is not in it


@dataclass(frozen=True, slots=True)
class Listing:
    """The posts to talk about."""

    cards: tuple[Card, ...]
    list_id: str
    alike: frozenset[Aspect]  # whose slider moves nothing in this list
    why_none: Emptiness | None = None  # None = there are some

    @property
    def is_moved(self) -> bool:
        """Tell whether the order is another than the ranking's."""
        return any(card.place != card.ranked.rank for card in self.cards)


def list_for(house: House, candidate: Candidate, view: View, visitor: Visitor) -> Listing:
    """
    Rank posts for a candidate as every list is ranked and logged, and put them in the order of what matters today.

    Raises:
        Conflict: the person does not want to be matched automatically and has not asked for it now.
    """
    refuse_unasked(house, candidate, asked=view.asked, actor=visitor.actor)
    on, vectors = house.today(), candidate_vectors(house, candidate)
    pairs = posts_for(house, candidate, vectors, on=on, limit=N_POSTS, where=view.where)
    list_id = note_posts(house, pairs, candidate, Asking(on, N_POSTS, view.where), actor=visitor.actor)
    if not pairs:
        why = why_no_posts(house, candidate, vectors, on=on, where=view.where)
        return Listing((), list_id, frozenset(), why)
    with house.database.read() as session:
        told = told_of(house, session, candidate.id, [pair.post.id for pair in pairs], visitor)
    matches = [pair.match for pair in pairs]
    cards = tuple(
        _card(house, pairs[at], at + 1, place, list_id, told.get(pairs[at].post.id, ()), visitor)
        for place, at in enumerate(_order(pairs, view), start=1)
    )
    return Listing(cards, list_id, frozenset(one for one in Aspect if is_alike(matches, one)))


def place_of(house: House, pair: Pair, view: View) -> Place:
    """Tell where the post of *pair* stands in the person's list as *view* shows it; nothing is logged."""
    vectors = candidate_vectors(house, pair.candidate)
    pairs = posts_for(house, pair.candidate, vectors, on=house.today(), limit=N_POSTS, where=view.where)
    for place, at in enumerate(_order(pairs, view), start=1):
        if pair.post.id == pairs[at].post.id:
            return Place(place)
        if pair.post.id in pairs[at].alike_ids:
            return Place(place, stands_behind=pairs[at].post.id)
    return Place(None, last=pairs[-1] if pairs else None)


def _order(pairs: Sequence[Pair], view: View) -> list[int]:
    """Put a ranking in the order of what matters today; a list has the doubtful posts last."""
    standing = [doubt_of(pair.post) for pair in pairs]
    return reordered([pair.match for pair in pairs], view.emphasis, standing=standing)


def _card(
    house: House, pair: Pair, rank: int, place: int, list_id: str, told: Sequence[Told], visitor: Visitor
) -> Card:
    shown = ranked_post(rank, pair, Showing(visitor.language))
    offer = Offer(pair.candidate.id, pair.post.id, rank, list_id, tuple(told))
    return Card(
        shown,
        place,
        signs_of(pair.match, visitor.say),
        tuple(weightiest(shown.reasons or ())),
        fit_word(pair.match.chance, least=house.outreach.offers.least_chance, say=visitor.say),
        offer,
    )


def signs_of(match: Match, say: Translate) -> tuple[Sign, ...]:
    """Give how the criteria stand that are worth a glance, what blocks first."""
    signs = [
        Sign(criterion_name(one.code, say), one.status, one.hard and one.status is Status.NOT_MET)
        for one in telling(match)
    ]
    return tuple(sorted(signs, key=lambda one: not one.blocks))


def weightiest(reasons: Sequence[Reason]) -> list[Reason]:
    """Give the reasons to be read first: what blocks, then what weighs most for the post and most against it."""
    blocking = [one for one in reasons if one.hard and one.status is Status.NOT_MET]
    weighty = sorted((one for one in reasons if one not in blocking), key=lambda one: -abs(one.contribution))
    speaking = [one for one in weighty if one.contribution > 0][:N_FOR] + [
        one for one in weighty if one.contribution < 0 and one.status is not Status.UNKNOWN
    ][:N_AGAINST]
    return blocking + speaking


def fit_word(chance: float, *, least: float, say: Translate) -> str:
    """Say what a chance means; *least* is the one from which on a post is worth offering."""
    if chance >= FITS_WELL:
        return say("fits well")
    return say("worth talking about") if chance >= least else say("hardly fits")


def telling_reasons(match: Match, visitor: Visitor) -> dict[Status, list[Reason]]:
    """Give the criteria of a match that are worth saying, in words, by how they stand."""
    told = sorted(telling(match), key=lambda one: (one.status, -abs(one.contribution)))
    return {
        status: [from_criterion(one, language=visitor.language) for one in group]
        for status, group in groupby(told, key=lambda one: one.status)
    }
