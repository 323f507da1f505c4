"""How a push goes on after its plan: approved by somebody for what was previewed, cancelled, and what came of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from api.house import Begin, House
from api.push_ground import pushes_in
from api.pushing import refuse_over
from data import log
from data.store import (
    Session,
    candidates_by_id,
    digest_kept,
    field_moments,
    get_push,
    iter_feedback,
    iter_shares,
    lock_sequence,
    put_push,
)
from matcher.errors import Conflict
from matcher.outreach.situation import in_local_time
from matcher.records import Actor, FeedbackEvent, Push, PushState


@dataclass(frozen=True, slots=True)
class Results:
    """What came of a push that was handed out: pairs by what was told of them, and people who refused push since."""

    shown: int
    interested: int
    declined: int
    applied: int
    started: int
    refused: int  # people


def approve(house: House, id: str, *, actor: Actor, digest: str | None = None, begin: Begin | None = None) -> Push:
    """
    Approve a draft; approved again by whomever, it stays as it is.

    Args:
        house: where it is.
        id: of the push.
        actor: who answers for it.
        digest: of what was previewed, where whoever approves has it; None = that of the draft as it stands.
        begin: opens the transaction that keeps it; the database's own by default.

    Raises:
        NotFound: there is no such push.
        Conflict: it was handed out or cancelled; it is not what was previewed any more; another push that was
            approved since sends some of its posts, whose places would be given twice.
    """
    with (begin or house.database.begin)() as session:
        lock_sequence(session)
        push = get_push(session, id, vault=house.vault)
        refuse_over(push)
        kept = digest_kept(session, id, vault=house.vault)
        if kept != push.digest or digest not in (None, push.digest):
            raise Conflict("{id}: is not what was previewed any more; look at it again, or plan it again", id=id)
        if push.state is PushState.APPROVED:
            return push
        _refuse_overtaken(house, session, push)
        approved = replace(push, state=PushState.APPROVED, approved_at=house.clock(), approved_by=actor)
        put_push(session, approved, vault=house.vault)
        log.record(
            session,
            actor=actor,
            action="approve",
            noun="push",
            id=id,
            details={"digest": push.digest},
            at=house.clock(),
        )
    return approved


def _refuse_overtaken(house: House, session: Session, push: Push) -> None:
    """Refuse a draft whose places were promised to others since: it could not count what was not approved yet."""
    posts = _posts_of(house, session, push)
    for state in (PushState.APPROVED, PushState.EXPORTED):
        for other in pushes_in(house, session, state):
            since = other.approved_at is not None and other.approved_at > push.planned_at
            if since and posts & _posts_of(house, session, other):
                raise Conflict(
                    "{id}: the push {other} was approved since, and some of its posts are the same; plan {id} again "
                    "(--again), so that none of them is flooded",
                    id=push.id,
                    other=other.id,
                )


def _posts_of(house: House, session: Session, push: Push) -> set[str]:
    return {post.post_id for one in iter_shares(session, push.id, vault=house.vault) for post in one.posts}


def cancel(house: House, id: str, *, actor: Actor, begin: Begin | None = None) -> Push:
    """
    Cancel a push that was not handed out; again, nothing changes.

    Raises:
        NotFound: there is no such push.
        Conflict: its messages were handed out.
    """
    with (begin or house.database.begin)() as session:
        lock_sequence(session)
        push = get_push(session, id, vault=house.vault)
        if push.state is PushState.CANCELLED:
            return push
        refuse_over(push)
        cancelled = replace(push, state=PushState.CANCELLED)
        put_push(session, cancelled, vault=house.vault)
        details = {"was": str(push.state)}
        log.record(session, actor=actor, action="cancel", noun="push", id=id, details=details, at=house.clock())
    return cancelled


def reopen(house: House, id: str, *, actor: Actor) -> Push:
    """
    Take an approval or a cancellation back: the push is a draft again, to be approved anew; a draft stays one.

    Raises:
        NotFound: there is no such push.
        Conflict: its messages were handed out.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        push = get_push(session, id, vault=house.vault)
        if push.state is PushState.DRAFT:
            return push
        if push.state is PushState.EXPORTED:
            refuse_over(push)
        reopened = replace(push, state=PushState.DRAFT, approved_at=None, approved_by=None)
        put_push(session, reopened, vault=house.vault)
        details = {"was": str(push.state)}
        log.record(session, actor=actor, action="reopen", noun="push", id=id, details=details, at=house.clock())
    return reopened


def results_of(house: House, push: Push) -> Results | None:
    """Count what feedback tells of a push since it was handed out; None = it was not."""
    if push.exported_at is None:
        return None
    since = in_local_time(push.exported_at, house.outreach).date()
    with house.database.read() as session:
        shares = list(iter_shares(session, push.id, vault=house.vault))
        pairs = {(one.candidate_id, post.post_id) for one in shares for post in one.posts}
        told = {
            (one.candidate_id, one.post_id, one.event)
            for one in iter_feedback(session)
            if one.happened_on >= since and (one.candidate_id, one.post_id) in pairs
        }
        people = candidates_by_id(session, {one.candidate_id for one in shares if one.posts})
        refusing = [id for id, person in people.items() if person.push_consent is False]
        moments = field_moments(session, "candidate", refusing, "push_consent")
    n = Counter(event for _, _, event in told)
    return Results(
        shown=n[FeedbackEvent.SHOWN],
        interested=n[FeedbackEvent.INTERESTED],
        declined=n[FeedbackEvent.DECLINED],
        applied=n[FeedbackEvent.APPLIED],
        started=n[FeedbackEvent.STARTED],
        refused=_since(moments.values(), push.exported_at),
    )


def _since(moments: Iterable[datetime], at: datetime) -> int:
    return sum(moment >= at for moment in moments)
