"""Who fits the booths of a fair, and who may be asked to it: the engine's chances and the rules of outreach."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.house import House
from api.matching import caught_up, post_vectors
from api.removals import removed_today
from api.situations import asking_on, read_ledgers, situations
from data.store import (
    Session,
    candidates_by_id,
    candidates_in_brief,
    current_ids,
    posts_by_id,
    refuse_unknown_candidates,
)
from matcher.allocation.campaign import NO_MATCHING
from matcher.outreach.situation import Asking, Situation
from matcher.outreach.timing import employed, no_basis, not_eligible, open_channel, opted_out, placed, reasons_against
from matcher.records import Candidate, Fair, Fit, Post

_LASTING = (opted_out, no_basis, not_eligible, employed, placed)
"""What keeps somebody from a fair also where the organiser names the person."""


@dataclass(frozen=True, slots=True)
class Askable:
    """
    Whom a fair may ask.

    Attributes:
        people: by id.
        left_out: how many may not be asked, by the code of the first reason.
    """

    people: Mapping[str, Candidate]
    left_out: Mapping[str, int]


def askable(house: House, session: Session, fair: Fair) -> Askable:
    """Give everybody of the fair's districts whom the rules of outreach let be contacted today by some channel."""
    wanted = fair.districts or (None,)
    people = [one for district in wanted for one in candidates_in_brief(session, district=district)]
    asking = asking_on(house)
    standing = _standing(house, session, people, asking)
    return _askable(standing, lambda one: _reason_now(one, asking))


def askable_named(house: House, session: Session, ids: Sequence[str]) -> Askable:
    """
    Give those of the people named who may be asked to a fair at all.

    Raises:
        NotFound: there is no such candidate.
    """
    led = current_ids(session, ids)
    wanted = list(dict.fromkeys(led.get(id, id) for id in ids))
    refuse_unknown_candidates(session, wanted)
    people = list(candidates_by_id(session, wanted).values())
    asking = asking_on(house)
    return _askable(_standing(house, session, people, asking), lambda one: _lasting_reason(one, asking))


def _standing(house: House, session: Session, people: Sequence[Candidate], asking: Asking) -> Iterator[Situation]:
    ledgers = read_ledgers(session, [one.id for one in people])
    return situations(house, people, ledgers, asking=asking)


def _askable(standing: Iterable[Situation], reason: Callable[[Situation], str | None]) -> Askable:
    people, left_out = dict[str, Candidate](), Counter[str]()
    for one in standing:
        code = reason(one)
        if code is None:
            people[one.candidate.id] = one.candidate
        else:
            left_out[code] += 1
    return Askable(people, dict(sorted(left_out.items())))


def _reason_now(one: Situation, asking: Asking) -> str | None:
    against = reasons_against(one, asking)
    if against:
        return against[0].code
    if one.candidate.refuses_matching:
        return NO_MATCHING
    return None if open_channel(one, asking) else "no_channel"


def _lasting_reason(one: Situation, asking: Asking) -> str | None:
    lasting = next((rule.__name__ for rule in _LASTING if rule(one, asking) is not None), None)
    return NO_MATCHING if lasting is None and one.candidate.refuses_matching else lasting


def reasons_against_asking(house: House, session: Session, ids: Sequence[str]) -> dict[str, str]:
    """Give by id the code of why somebody would not be asked to a fair at all; whoever may be asked is left out."""
    asking = asking_on(house)
    standing = _standing(house, session, list(candidates_by_id(session, ids).values()), asking)
    found = ((one.candidate.id, _lasting_reason(one, asking)) for one in standing)
    return {id: code for id, code in found if code is not None}


def posts_of(house: House, session: Session, fair: Fair) -> dict[str, Post]:
    """Give the posts of a fair's booths; those that are gone or of an employer that is removed are left out."""
    found = posts_by_id(session, dict.fromkeys(id for booth in fair.booths for id in booth.post_ids))
    removed = removed_today(house, session)
    return {id: post for id, post in found.items() if not any(one.may_offer(post) for one in removed)}


def fits_of(house: House, fair: Fair, posts: Mapping[str, Post], ids: Collection[str]) -> list[Fit]:
    """
    Give whom each booth fits by the best of its posts: chances worth offering alone, of people whom nothing blocks.

    Args:
        house: with the index.
        fair: whose booths.
        posts: of the booths, as ``posts_of`` gives them.
        ids: people who count.

    Returns:
        By candidate and booth; of equal posts the first of the booth.
    """
    if not ids:
        return []
    caught_up(house)
    ranked = [house.follower.as_ranked(post) for post in posts.values()]
    entries = [(post, post_vectors(house, post)) for post in ranked]
    chances = house.follower.matcher.fits_to_posts(entries, ids, on=fair.on, least=house.outreach.offers.least_chance)
    by_post = defaultdict[str, dict[str, float]](dict)
    for post_id, found in chances:
        by_post[post_id] |= found
    best: dict[tuple[str, str], Fit] = {}
    for booth in fair.booths:
        for post_id in booth.post_ids:
            for candidate_id, chance in by_post.get(post_id, {}).items():
                key = candidate_id, booth.id
                if key not in best or chance > best[key].chance:
                    best[key] = Fit(candidate_id, booth.id, post_id, chance)
    return [best[key] for key in sorted(best)]
