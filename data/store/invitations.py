"""Events of feedback that the office follows: employers' wishes to meet candidates, candidates' interest in posts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import BindParameter, ColumnElement, Row, bindparam, select
from sqlalchemy.orm import Session

from data import log
from data.scope import lifted
from data.store.changes import table_of
from data.store.crossing import check_text, is_id
from data.store.feedback import add_feedback
from data.store.outreach import living_in
from data.store.proposing import employer_of
from data.store.shelves import CHUNK
from data.tables import FeedbackRow
from matcher.records import Actor, Feedback, FeedbackEvent, Interest, Invitation, Role

INVITED = str(FeedbackEvent.INVITED)
INTERESTED = str(FeedbackEvent.INTERESTED)
HEARD_BY = str(Role.CASEWORKER)  # in a talk; what a file or another program says is followed by whoever sent it
ACTION = "invite"


def invite(
    session: Session, candidate_id: str, post_id: str, *, purpose: str, on: date, actor: Actor, at: datetime
) -> None:
    """
    Keep that an employer wishes to meet somebody for an own post, with a line in the log on that person.

    Args:
        session: of ``Database.begin``, within the scope of the employer.
        candidate_id: whom the employer knows by pseudonym alone.
        post_id: of a post of that employer.
        purpose: what for, for the log.
        on: the day.
        actor: who speaks for the employer.
        at: the moment.
    """
    employer = employer_of(session, post_id)
    told = Feedback(candidate_id, post_id, FeedbackEvent.INVITED, on, actor, at)
    with lifted(session, why="the office is told whom an employer wishes to meet; the employer is told nothing"):
        add_feedback(session, [told], actor=actor, at=at)
        details = {"post_id": post_id, "employer_id": employer, "purpose": purpose}
        log.record(session, actor=actor, action=ACTION, noun="candidate", id=candidate_id, details=details, at=at)


def invited_for(session: Session, post_id: str) -> dict[str, date]:
    """Give whom an employer wished to meet for an own post, each with the last day; asked within its scope."""
    employer_of(session, post_id)
    table = table_of(FeedbackRow)
    wanted = select(table.c.candidate_id, table.c.happened_on).where(
        table.c.post_id == post_id, table.c.event == INVITED
    )
    with lifted(session, why="the employer told it; whom it is about is told by pseudonym"):
        return {id: day for id, day in session.execute(wanted.order_by(table.c.id))}


def invited_candidates(session: Session, *, district: str | None = None) -> list[str]:
    """Give the ids of whom an employer wished to meet: of a district, of none (``NO_DISTRICT``), or all (None)."""
    table = table_of(FeedbackRow)
    # as a value of its own the index is not taken for it
    invited: BindParameter[str] = bindparam("invited", INVITED, literal_execute=True)
    wanted = select(table.c.candidate_id).where(table.c.event == invited).distinct()
    return sorted(session.execute(wanted.where(*living_in(district, table.c.candidate_id))).scalars())


def invitations_of(session: Session, ids: Iterable[str]) -> dict[str, list[Invitation]]:
    """Give the invitations of some candidates, the oldest first."""
    table, found = table_of(FeedbackRow), dict[str, list[Invitation]]()
    asked = sorted({id for id in ids if is_id(id)})
    for start in range(0, len(asked), CHUNK):
        chunk = table.c.candidate_id.in_(asked[start : start + CHUNK])
        for row in session.execute(select(table).where(chunk, table.c.event == INVITED).order_by(table.c.id)):
            found.setdefault(row.candidate_id, []).append(_to_invitation(row))
    return found


def get_invitation(session: Session, key: str) -> Invitation | None:
    """Give an invitation by the key that its task is named by; None = there is none."""
    row = _of_key(session, key, FeedbackRow.event == INVITED)
    return None if row is None else _to_invitation(row)


def interested_candidates(session: Session, *, actor_id: str | None = None, district: str | None = None) -> list[str]:
    """Give the ids of whom a caseworker, or *actor_id* alone, heard to be interested; *district* as of invitations."""
    table = table_of(FeedbackRow)
    # as values of their own the index is not taken for them
    event: BindParameter[str] = bindparam("interested", INTERESTED, literal_execute=True)
    role: BindParameter[str] = bindparam("heard_by", HEARD_BY, literal_execute=True)
    wanted = select(table.c.candidate_id).where(table.c.event == event, table.c.actor_role == role).distinct()
    if actor_id is not None:
        wanted = wanted.where(table.c.actor_id == check_text(actor_id, "caseworker"))
    return sorted(session.execute(wanted.where(*living_in(district, table.c.candidate_id))).scalars())


def interests_of(session: Session, ids: Iterable[str]) -> dict[str, list[Interest]]:
    """Give what caseworkers heard of the interest of some candidates, the oldest first."""
    table, found = table_of(FeedbackRow), dict[str, list[Interest]]()
    asked = sorted({id for id in ids if is_id(id)})
    heard = table.c.event == INTERESTED, table.c.actor_role == HEARD_BY
    for start in range(0, len(asked), CHUNK):
        chunk = table.c.candidate_id.in_(asked[start : start + CHUNK])
        for row in session.execute(select(table).where(chunk, *heard).order_by(table.c.id)):
            found.setdefault(row.candidate_id, []).append(_to_interest(row))
    return found


def get_interest(session: Session, key: str) -> Interest | None:
    """Give an interest that a caseworker heard by the key that its task is named by; None = there is none."""
    row = _of_key(session, key, FeedbackRow.event == INTERESTED, FeedbackRow.actor_role == HEARD_BY)
    return None if row is None else _to_interest(row)


def _of_key(session: Session, key: str, *where: ColumnElement[bool]) -> Row[tuple[object, ...]] | None:
    number = key[1:]
    if key[:1] != "E" or not (number.isascii() and number.isdigit()) or len(number) > 18:
        return None
    table = table_of(FeedbackRow)
    return session.execute(select(table).where(table.c.id == int(number), *where)).one_or_none()


def _to_invitation(row: Row[tuple[object, ...]]) -> Invitation:
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    return Invitation(row.id, row.candidate_id, row.post_id, actor, row.at)


def _to_interest(row: Row[tuple[object, ...]]) -> Interest:
    actor = Actor(row.actor_id, row.actor_role, row.actor_district)
    return Interest(row.id, row.candidate_id, row.post_id, actor, row.at)
