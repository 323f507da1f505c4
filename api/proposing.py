"""Candidates proposed to an employer for an own post: ranked as ever, known by pseudonym until they agree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.house import Begin, House
from api.judging import eligibility_of
from api.matching import caught_up, post_vectors
from api.removals import removed_today
from data.outreach import is_telling
from data.reference.majors import load_majors
from data.store import (
    Session,
    get_post,
    invite,
    invited_for,
    known_candidates,
    lock_sequence,
    name_proposed,
    not_proposed,
    people_alike,
    proposed_by_id,
    pseudonyms,
)
from matcher.eligibility.programme import Verdict
from matcher.errors import Conflict, NotAllowed, NotFound
from matcher.explain import explain
from matcher.proposing import Traits, shown_traits, traits_of
from matcher.records import Actor, Candidate, CandidateFilter, Education, Match, Post
from matcher.traps import TRUSTED, doubt_of

MOST_SHOWN = 50  # of one list: what is not looked at need not be told
DEPTH = 500  # ranked, so that enough of them are eligible
MOST_OPEN = 20  # invitations for one post that wait for an answer
WAITS = timedelta(days=30)  # for an answer; after that an invitation may be told anew
PURPOSE = "candidates for an employer's post"


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    Somebody proposed for a post.

    Attributes:
        shown: what the employer is told of the person.
        agreed: whether the person agreed to be known to the employer.
        invited_on: the last day on which the employer wished to meet the person; None = it did not yet.
    """

    candidate: Candidate
    match: Match
    shown: Traits
    agreed: bool
    invited_on: date | None
    pseudonym: str = ""


@dataclass(frozen=True, slots=True)
class _Ground:
    """What decides whom an employer is shown for a post: ids."""

    without: frozenset[str]
    agreed: frozenset[str]
    invited: Mapping[str, date]


def proposals_for(house: House, post: Post, *, on: date, limit: int) -> list[Proposal]:
    """
    Rank candidates for an own post of the employer whose scope holds, the best first.

    Who agreed is among them as ever; of the others those who are eligible under the programme and may be proposed at
    all (``data.store.not_proposed``), and none for an advert that looks like a trap and was not cleared.

    Args:
        house: where posts, people and index are.
        post: of the employer.
        on: the day.
        limit: the most to give.

    Raises:
        NotAllowed: no employer's scope holds, or the employer is removed from the programme.
        NotFound: the post is not the employer's.
    """
    _refuse_removed(house)
    proposals = ranked_proposals(house, post, on=on, limit=limit)
    ids = [one.candidate.id for one in proposals]
    names = _pseudonyms(house, post, ids)
    if len(names) < len(ids):  # a list is not to wait for whoever writes, unless it must
        with house.database.begin() as session:
            name_proposed(session, post.id, ids)
        names = _pseudonyms(house, post, ids)
    return [replace(one, pseudonym=names[one.candidate.id]) for one in proposals]


def ranked_proposals(house: House, post: Post, *, on: date, limit: int) -> list[Proposal]:
    """Rank as ``proposals_for`` does, and leave the pseudonyms out."""
    caught_up(house)
    ground, post = _ground_of(house, post, on=on), house.follower.as_ranked(post)
    among = CandidateFilter(without=ground.without)
    scored = house.follower.matcher.rank_candidates(post, post_vectors(house, post), on=on, limit=DEPTH, where=among)
    with house.database.read() as session:
        people = proposed_by_id(session, post.id, [one.candidate_id for one in scored])
    found, is_trusted = list[Proposal](), doubt_of(post) == TRUSTED  # what may be a trap is to gather nobody's traits
    for one in scored:
        person = people.get(one.candidate_id)
        agreed = one.candidate_id in ground.agreed
        if person is None or not (agreed or (is_trusted and _is_eligible(house, person, on=on))):
            continue
        match, own = explain(person, post, one, catalogue=load_majors()), _sayable(traits_of(person, post))
        found.append(Proposal(person, match, own, agreed, ground.invited.get(person.id)))
        if len(found) == limit:
            break
    return _guarded(house, post, found, ground, on=on)


def invite_by_pseudonym(house: House, post_id: str, pseudonym: str, *, actor: Actor, begin: Begin) -> date:
    """
    Keep that an employer wishes to meet somebody whom it knows by pseudonym, for the office to ask; give the day.

    Raises:
        NotAllowed: no employer's scope holds, or the employer is removed from the programme.
        NotFound: the post is not the employer's, or nobody proposed for it has this pseudonym.
        Conflict: the person agreed already, or too many invitations for this post wait.
    """
    on = house.today()
    with house.database.read() as session:
        post = get_post(session, post_id)
    _refuse_removed(house)
    proposals = ranked_proposals(house, post, on=on, limit=MOST_SHOWN)
    names = _pseudonyms(house, post, [one.candidate.id for one in proposals])
    meant = next((one for one in proposals if names.get(one.candidate.id) == pseudonym), None)
    if meant is None:
        raise NotFound("there is no candidate {pseudonym!r} for this post", pseudonym=pseudonym)
    if meant.agreed:
        raise Conflict("{pseudonym}: this person agreed already; the office introduces you", pseudonym=pseudonym)
    waits_since = meant.invited_on if meant.invited_on is not None and meant.invited_on > on - WAITS else None
    with begin() as session:
        if waits_since is None:
            _refuse_many(house, session, post, on=on)
            invite(session, meant.candidate.id, post.id, purpose=PURPOSE, on=on, actor=actor, at=house.moment())
    return waits_since or on


def _refuse_removed(house: House) -> None:
    with house.database.read() as session:
        if removed_today(house, session):  # of whom the scope leaves: the employer itself
            raise NotAllowed("this employer is removed from the programme and is shown nobody")


def _refuse_many(house: House, session: Session, post: Post, *, on: date) -> None:
    lock_sequence(session)  # else invitations at one moment would each be the last that is allowed
    ground = _read_ground(house, session, post, on=on)
    asked = {id for id, day in ground.invited.items() if day > on - WAITS}
    if len(asked - ground.agreed - ground.without) >= MOST_OPEN:
        raise Conflict("{n} invitations for this post wait for an answer already: wait for the office", n=MOST_OPEN)


def _ground_of(house: House, post: Post, *, on: date) -> _Ground:
    with house.database.read() as session:
        return _read_ground(house, session, post, on=on)


def _read_ground(house: House, session: Session, post: Post, *, on: date) -> _Ground:
    without = not_proposed(session, post.id, on=on, on_consent_alone=not house.outreach.basis.statutory_duty)
    return _Ground(without, known_candidates(session), invited_for(session, post.id))


def _pseudonyms(house: House, post: Post, ids: Sequence[str]) -> dict[str, str]:
    with house.database.read() as session:
        return pseudonyms(session, post.id, ids, vault=house.vault)


def _is_eligible(house: House, person: Candidate, *, on: date) -> bool:
    return eligibility_of(house, person, on=on).verdict is Verdict.ELIGIBLE


def _sayable(own: Traits) -> Traits:
    """Leave out what would tell a priority group, as a certificate or a major may."""
    return replace(
        own,
        major=None if own.major is None or is_telling(own.major) else own.major,
        certificates=tuple(one for one in own.certificates if not is_telling(one)),
        skills=tuple(one for one in own.skills if not is_telling(one)),
    )


def _guarded(house: House, post: Post, found: list[Proposal], ground: _Ground, *, on: date) -> list[Proposal]:
    """Leave of those who did not agree what enough people have in common."""
    hidden = [one.candidate for one in found if not one.agreed]
    studies = {(one.education, one.major or "") for one in hidden if one.education is not None}
    with house.database.read() as session:
        people = people_alike(session, post.id, studies, without=ground.without) if studies else []
    by_study: dict[tuple[Education | None, str | None], list[Traits]] = {}
    by_level: dict[Education | None, list[Traits]] = {}
    for one in people:
        if _is_eligible(house, one, on=on):
            traits = _sayable(traits_of(one, post))
            by_study.setdefault((traits.education, traits.major), []).append(traits)
            by_level.setdefault(traits.education, []).append(traits)
    return [
        one
        if one.agreed
        else replace(
            one,
            shown=shown_traits(
                one.shown,
                by_study.get((one.shown.education, one.shown.major), []),
                by_level.get(one.shown.education, []),
            ),
        )
        for one in found
    ]
