"""What a push is planned from: people of the scope with what stands against each, posts that may be sent, what fits."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from api.batches import rule_for
from api.house import House
from api.message_values import tells
from api.removals import removed_today
from api.situations import read_ledgers, situations
from data.store import Session, candidates_in_brief, groups_among, iter_feedback, iter_posts, iter_shares, page_pushes
from matcher.allocation.campaign import Seen, is_in_scope, reason_to_leave_out
from matcher.outreach.situation import Asking
from matcher.outreach.timing import WINDOW_DAYS, Reason
from matcher.records import (
    Candidate,
    Channel,
    Feedback,
    FeedbackEvent,
    Kind,
    Post,
    Push,
    PushedPost,
    PushScope,
    PushState,
)
from matcher.traps import TRUSTED, doubt_of

PAGE = 200
SEEKERS_TO_A_PLACE = 4  # people who are considered for each whom a post shall be shown to at least

Progress = Callable[[int, int], None]  # people ranked, in all


@dataclass(frozen=True, slots=True)
class Gathered:
    """
    People and posts of a scope as they stand on a day.

    Attributes:
        people: all of the scope, by id, with what outreach asks of them alone.
        members: those of a priority group; of which, is not kept.
        against: who takes no part, with the reason.
        posts: that may be sent, by id.
        kinds: of all posts, in the scope or not, open or not: what was shown of a kind tells of those to come.
        seen: what was shown before.
        feedback: all that is known, in the order in which it was told.
    """

    people: Mapping[str, Candidate]
    members: frozenset[str]
    against: Mapping[str, Reason]
    posts: Mapping[str, Post]
    kinds: Mapping[str, Kind | None]
    seen: Seen
    feedback: Sequence[Feedback]

    @property
    def taking_part(self) -> list[str]:
        """Give the ids of those against whom nothing stands, ascending."""
        return sorted(self.people.keys() - self.against.keys())


def gather(
    house: House, session: Session, scope: PushScope, channel: Channel, asking: Asking, *, apart_from: str | None
) -> Gathered:
    """
    Read everything that a push is planned from; priority groups are decrypted in memory and kept nowhere.

    Args:
        house: whose people and posts they are.
        session: to read from.
        scope: which of them.
        channel: by which the push goes out.
        asking: when.
        apart_from: id of the campaign that is planned again: what it promised does not count.
    """
    found = list(_people(session, scope))
    members = frozenset(groups_among(session, found, house.today(), vault=house.vault))
    people = {one.id: one for one in found if not scope.priority_only or one.id in members}
    feedback = list(iter_feedback(session))
    promised = promised_by_others(house, session, apart_from=apart_from)
    ledgers, rule = read_ledgers(session, list(people)), rule_for(house.outreach, channel)
    against = {
        one.candidate.id: reason
        for one in situations(house, people.values(), ledgers, asking=asking)
        if (reason := reason_to_leave_out(one, rule, asking, promised=promised)) is not None
    }
    stored = [house.follower.as_ranked(one) for one in iter_posts(session)]
    kinds = {one.id: one.kind for one in stored}
    posts = {one.id: one for one in sendable(house, session, stored, scope, on=asking.day)}
    seen = _seen(feedback, promised, on=asking.day)
    return Gathered(people, members & people.keys(), against, posts, kinds, seen, feedback)


def promised_by_others(house: House, session: Session, *, apart_from: str | None) -> dict[str, tuple[PushedPost, ...]]:
    """Give what people will get by campaigns that were approved and not handed out yet: it is a contact to come."""
    found: dict[str, tuple[PushedPost, ...]] = {}
    for push in pushes_in(house, session, PushState.APPROVED):
        if push.id != apart_from:
            shares = iter_shares(session, push.id, vault=house.vault)
            found |= {one.candidate_id: one.posts for one in shares if one.posts}
    return found


def pushes_in(house: House, session: Session, state: PushState) -> Iterator[Push]:
    """Give all campaigns of a state, by id."""
    after: str | None = None
    while page := page_pushes(session, state=state, after=after, limit=PAGE, vault=house.vault):
        yield from page
        after = page[-1].id


def _people(session: Session, scope: PushScope) -> Iterator[Candidate]:
    for district in scope.districts or (None,):
        yield from candidates_in_brief(session, district=district)


def sendable(house: House, session: Session, posts: Iterable[Post], scope: PushScope, *, on: date) -> Iterator[Post]:
    """Give the posts that may be sent: open, of employers that are not removed, sound, and telling nothing."""
    removed = removed_today(house, session)
    for post in posts:
        if not is_in_scope(post, scope, on=on) or any(one.may_offer(post) for one in removed):
            continue
        if doubt_of(post) == TRUSTED and not tells(post):
            yield post


def _seen(feedback: Sequence[Feedback], promised: Mapping[str, Collection[PushedPost]], *, on: date) -> Seen:
    """Gather what people know already, and what messages showed lately or will by another push."""
    known, lately = dict[str, set[str]](), set[tuple[str, str]]()
    first = on - timedelta(days=WINDOW_DAYS - 1)
    for one in feedback:
        known.setdefault(one.candidate_id, set()).add(one.post_id)
        if one.event is FeedbackEvent.SHOWN and one.automatic and one.happened_on >= first:
            lately.add((one.candidate_id, one.post_id))
    lately |= {(id, one.post_id) for id, posts in promised.items() for one in posts}
    return Seen(known, Counter(post_id for _, post_id in lately))


@dataclass(frozen=True, slots=True)
class Fitting:
    """What fits whom, the best first, and who was passed by posts of the scope since these are known already."""

    posts: Mapping[str, list[PushedPost]]
    known: frozenset[str]


def fitting(house: House, gathered: Gathered, *, on: date, n_best: int, on_progress: Progress) -> Fitting:
    """
    Rank the posts of the scope for everybody who takes part; a post in few lists gets those whom it fits best too.

    Raises:
        NotReady: the index is not complete.
    """
    people, found, known = gathered.taking_part, dict[str, list[PushedPost]](), set[str]()
    least, seekers = house.push.least_chance, Seekers(most=SEEKERS_TO_A_PLACE * house.push.terms.exposure)
    ranked = house.follower.matcher.fits(
        people, gathered.posts, on=on, least=least, known={id: gathered.seen.known.get(id, ()) for id in people}
    )
    for n, one in enumerate(ranked, 1):
        on_progress(n, len(people))
        pairs = zip(one.post_ids, one.chances.tolist(), strict=True)
        posts = [PushedPost(id, chance) for id, chance in pairs if chance >= least]
        found[one.candidate_id] = posts[:n_best]
        for post in posts[n_best:]:
            seekers.add(one.candidate_id, post)
        if one.n_known:
            known.add(one.candidate_id)
    _from_the_other_side(house, found, seekers)
    return Fitting(found, frozenset(known))


@dataclass(slots=True)
class Seekers:
    """Whom each post fits best of those in whose lists it is not: *most* of them at most."""

    most: int
    heaps: dict[str, list[tuple[float, int, str]]] = field(default_factory=dict)
    n: int = 0

    def add(self, candidate_id: str, one: PushedPost) -> None:
        """Add somebody whom a post fits; of equal ones who came first stays."""
        self.n += 1
        heap, entry = self.heaps.setdefault(one.post_id, []), (one.chance, -self.n, candidate_id)
        if len(heap) < self.most:
            heapq.heappush(heap, entry)
        elif heap:
            heapq.heappushpop(heap, entry)

    def of(self, post_id: str) -> list[tuple[str, PushedPost]]:
        """Give who they are, whom it fits best first."""
        heap = sorted(self.heaps.get(post_id, ()), reverse=True)
        return [(id, PushedPost(post_id, chance)) for chance, _, id in heap]


def _from_the_other_side(house: House, found: dict[str, list[PushedPost]], seekers: Seekers) -> None:
    """Let posts that stand in few lists be sent to those whom they fit best."""
    n_lists = Counter(one.post_id for posts in found.values() for one in posts)
    had = {id: {one.post_id for one in posts} for id, posts in found.items()}
    for post_id in sorted(seekers.heaps):
        if n_lists[post_id] >= house.push.terms.exposure:
            continue
        alike = house.follower.matcher.copies_of(post_id)
        for id, one in seekers.of(post_id):
            if not alike & had[id]:
                had[id].add(post_id)
                found[id].append(one)
