"""The queue of outreach made: people gathered, posts ranked for those who may be first, advice where none fits."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from api.following import courses_for
from api.house import House
from api.matching import caught_up, openings_for
from api.profiles import known_district
from api.rankings import made_by
from api.situations import asking_on, read_ledgers, situations
from data import log
from data.reference.majors import load_majors
from data.store import (
    Session,
    candidates_by_id,
    candidates_in_brief,
    count_without_district,
    feedback_by_candidate,
    get_candidate,
    groups_among,
    posts_by_id,
)
from matcher.courses import RankedCourse
from matcher.engine import Opening
from matcher.explain import explain
from matcher.outreach.policy import ChannelRule
from matcher.outreach.queue import Entry, enter, plan_queue, stand
from matcher.outreach.situation import NO_DISTRICT, Asking, Situation
from matcher.outreach.terms import Offer, Offered, Term, needs_met, silence
from matcher.outreach.timing import (
    Reason,
    may_be_contacted,
    next_moment,
    open_channel,
    reasons_against,
    reasons_against_channel,
    reasons_to_wait,
)
from matcher.records import (
    Actor,
    Candidate,
    Channel,
    DeclineReason,
    Feedback,
    FeedbackEvent,
    Listed,
    Match,
    Post,
    Status,
)
from matcher.wishes import needs_asked

LISTED = 10
"""Posts of a person's list that are looked at for good ones."""

Groups = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Advice:
    """What to talk about with somebody who is offered no post: a change that opens posts, else a course, or neither."""

    opening: Opening | None = None
    course: RankedCourse | None = None
    refuses: bool = False  # the person does not want to be matched automatically


@dataclass(frozen=True, slots=True)
class Planned:
    """One place in the queue with all that is told of it."""

    entry: Entry
    candidate: Candidate
    offers: tuple[tuple[Post, Match], ...]
    advice: Advice | None  # None = there is a post to offer


@dataclass(frozen=True, slots=True)
class ChannelStanding:
    """How a channel stands for somebody: what is against it on the day, what at this moment; *at* = when it opens."""

    rule: ChannelRule
    against: tuple[Reason, ...]
    waiting: tuple[Reason, ...]
    opens_at: datetime


@dataclass(frozen=True, slots=True)
class Opens:
    """How somebody who waits is contacted at this moment, and since when nobody tried, as the formula counts it."""

    channel: Channel
    not_before: datetime
    is_closed: bool  # at this moment
    silence: Term


@dataclass(frozen=True, slots=True)
class Explained:
    """
    Why somebody is in the queue, or is not: everything against it, each channel, the entry where there is one.

    What there is to offer is told of whoever is outside the queue too: the person may call by themselves.
    """

    situation: Situation
    against: tuple[Reason, ...]
    channels: tuple[ChannelStanding, ...]
    planned: Planned | None
    offers: tuple[tuple[Post, Match], ...]  # none to who wants no contact
    is_priority: bool


@dataclass(slots=True)
class OfferBook:
    """What there is to offer to people, ranked when it is asked for, and kept with the reasons."""

    house: House
    session: Session
    asking: Asking
    situations: Mapping[str, Situation]
    listed: dict[str, dict[str, Listed]] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)

    def offers_of(self, ids: Collection[str]) -> dict[str, Offered]:
        """Rank posts for some people in bulk, and give what is worth offering."""
        willing = [id for id in ids if not self.situations[id].candidate.refuses_matching]
        found = dict(self.house.follower.matcher.list_some(willing, on=self.asking.day, limit=LISTED))
        declined = feedback_by_candidate(self.session, ids, [FeedbackEvent.DECLINED])
        good = {id: self._good(listed, _refused(declined.get(id, ()))) for id, listed in found.items()}
        n = self.asking.policy.offers.n_posts
        wanted = {one.scored.post_id for listed in good.values() for one in listed[:n]} - self.posts.keys()
        self.posts |= posts_by_id(self.session, wanted)
        return {id: self._offered(id, listed[:n], n_good=len(listed)) for id, listed in good.items()}

    def _good(self, listed: list[Listed], refused: frozenset[str]) -> list[Listed]:
        return [one for one in listed if self._is_good(one) and not refused & {one.scored.post_id, *one.alike_ids}]

    def _is_good(self, one: Listed) -> bool:
        doubtful = any(found.code == "advert" and found.status is Status.NOT_MET for found in one.scored.findings)
        return not doubtful and one.scored.chance >= self.asking.policy.offers.least_chance

    def _offered(self, id: str, listed: list[Listed], *, n_good: int) -> Offered:
        stored = {one.scored.post_id: one for one in listed if one.scored.post_id in self.posts}
        self.listed[id] = stored
        asked = needs_asked(self.situations[id].candidate)
        return Offered(tuple(self._offer(one, asked) for one in stored.values()), n_good)

    def _offer(self, one: Listed, asked: Collection[str]) -> Offer:
        statuses = {found.code: found.status for found in one.scored.findings}
        closes_on = self.posts[one.scored.post_id].closes_on
        return Offer(one.scored.post_id, one.scored.chance, closes_on, needs_met(asked, statuses))

    def explained(self, candidate: Candidate) -> Iterator[tuple[Post, Match]]:
        """Give the posts to offer to somebody, each with its reasons."""
        for id, one in self.listed.get(candidate.id, {}).items():
            post = self.house.follower.as_ranked(self.posts[id])
            yield post, explain(candidate, post, one.scored, catalogue=load_majors())


def plan_outreach(
    house: House,
    *,
    actor: Actor,
    district: str | None = None,
    caseworker: str | None = None,
    as_of: date | None = None,
    limit: int = 20,
    skip: int = 0,
) -> list[Planned]:
    """
    Give a part of the queue, its head by default: whom to contact, why, by which channel, by when, with what to offer.

    The log gets a line with the counts and a hash of the ids; priority groups are read in memory and told nowhere.

    Args:
        house: where people and posts are.
        actor: who asks.
        district: only people who live there; ``NO_DISTRICT`` = of whom none is known; None = the whole city.
        caseworker: for whom the queue is: without those whom colleagues look after or have taken; None = for nobody in
            particular: without those whom anybody has taken.
        as_of: the day; today by default. Priority groups are those of today on every day: asked for day after day, the
            day on which somebody comes into a group or leaves it would tell which one it is.
        limit: the most entries to give.
        skip: entries before them.

    Raises:
        NotReady: the index is not complete yet.
    """
    caught_up(house)
    asking = asking_on(house, as_of=as_of, caseworker=caseworker)
    with house.database.read() as session:
        people = candidates_in_brief(session, district=district)
        groups = groups_among(session, people, house.today(), vault=house.vault)  # another day's would tell themselves
        ledgers = read_ledgers(session, [one.id for one in people])
        found = {one.candidate.id: one for one in situations(house, people, ledgers, asking=asking)}
        book = OfferBook(house, session, asking, found)
        entries = plan_queue(found.values(), asking, groups=groups, limit=skip + limit, offers_of=book.offers_of)[skip:]
        whole = candidates_by_id(session, [one.candidate_id for one in entries])
    _note(house, entries, asking, actor=actor, n_people=len(people), district=district)
    return [_planned(house, book, one, whole[one.candidate_id], asking) for one in entries]


def still_waiting(house: House, ids: Sequence[str], *, caseworker: str | None = None) -> dict[str, Opens]:
    """
    Give those of a queue that was planned before who wait to be contacted at this moment, and how; nobody is ranked.

    Left out is against whom something stands by now: contacted, taken, opted out, placed, not eligible any more.
    """
    asking = asking_on(house, caseworker=caseworker)
    with house.database.read() as session:
        people = candidates_by_id(session, ids)
        ledgers = read_ledgers(session, list(people))
    found = {}
    for one in situations(house, people.values(), ledgers, asking=asking):
        rule = open_channel(one, asking) if may_be_contacted(one, asking) else None
        if rule is not None:
            found[one.candidate.id] = Opens(
                rule.channel, next_moment(rule, asking), bool(reasons_to_wait(rule, asking)), silence(one, asking)
            )
    return found


def n_outside(house: House, district: str | None) -> int:
    """Count the people who stand in no district's queue, since no home district is known of them; 0 = not asked."""
    if district in (None, NO_DISTRICT):
        return 0
    with house.database.read() as session:
        return count_without_district(session)


def explain_outreach(
    house: House, candidate_id: str, *, actor: Actor, caseworker: str | None = None, as_of: date | None = None
) -> Explained:
    """
    Tell why one person is in the queue, or is not.

    The log gets a line that names the person and the day asked for; groups hold or not as of today, whatever the day.

    Raises:
        NotFound: there is no such candidate.
        NotReady: the index is not complete yet.
    """
    caught_up(house)
    asking = asking_on(house, as_of=as_of, caseworker=caseworker)
    with house.database.read() as session:
        person = get_candidate(session, candidate_id)
        groups = groups_among(session, [person], house.today(), vault=house.vault).get(person.id, frozenset())
        one = next(situations(house, [person], read_ledgers(session, [person.id]), asking=asking))
        standing = stand(one, asking, groups=groups)
        book = OfferBook(house, session, asking, {person.id: one})
        against = tuple(reasons_against(one, asking))
        has_opted_out = any(found.code == "opted_out" for found in against)
        offered = {} if has_opted_out else book.offers_of([person.id])
    planned = None
    if standing is not None:
        entry = enter(standing, asking, offered.get(person.id, Offered()))
        planned = _planned(house, book, entry, person, asking)
    details = {"formula": asking.policy.id, "as_of": asking.day.isoformat(), **made_by(house, on=asking.day)}
    with house.database.begin() as session:
        log.record(
            session, actor=actor, action="explain", noun="candidate", id=person.id, details=details, at=house.clock()
        )
    channels = tuple(_channel(one, rule, asking) for rule in asking.policy.channels)
    offers = tuple(book.explained(person)) if planned is None else planned.offers
    return Explained(one, against, channels, planned, offers, bool(groups))


def _channel(situation: Situation, rule: ChannelRule, asking: Asking) -> ChannelStanding:
    opens = next_moment(rule, asking)
    against = tuple(reasons_against_channel(situation, rule, asking))
    return ChannelStanding(rule, against, tuple(reasons_to_wait(rule, asking)), opens)


def _planned(house: House, book: OfferBook, entry: Entry, candidate: Candidate, asking: Asking) -> Planned:
    offers = tuple(book.explained(candidate))
    return Planned(entry, candidate, offers, None if offers else _advice(house, candidate, on=asking.day))


def _advice(house: House, candidate: Candidate, *, on: date) -> Advice:
    if candidate.refuses_matching:
        return Advice(refuses=True)
    opening = next(iter(openings_for(house, candidate, on=on)), None)
    if opening is not None:
        return Advice(opening=opening)
    return Advice(course=next(iter(courses_for(house, candidate, on=on, limit=1)), None))


def _refused(declined: Iterable[Feedback]) -> frozenset[str]:
    """Give the posts that a person declined for what they are."""
    return frozenset(one.post_id for one in declined if one.reason is not DeclineReason.ALREADY_FOUND)


def _note(
    house: House, entries: list[Entry], asking: Asking, *, actor: Actor, n_people: int, district: str | None
) -> None:
    """Note that a queue was made: by which order, of how many people, and who stands in it."""
    details = {
        "formula": asking.policy.id,
        "as_of": asking.day.isoformat(),
        "district": district,
        "n_people": n_people,
        "n": len(entries),
        **made_by(house, on=asking.day),
    }
    ids = [one.candidate_id for one in entries]
    with house.database.begin() as session:
        details["ids_keyed"] = log.sealed_people(session, ids, seal=house.vault.seal)
        log.record(session, actor=actor, action="plan", noun="outreach", id=None, details=details, at=house.clock())


def read_area(house: House, district: str | None) -> str | None:
    """
    Read whose queue is asked for: a district's, ``NO_DISTRICT``'s or, None, the whole city's.

    Raises:
        BadInput: there is no such district.
    """
    return district if district == NO_DISTRICT else known_district(district, gazetteer=house.gazetteer)
