"""Whom an employer may be shown for an own post before they agree, and by which pseudonym; asked within its scope."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import Session

from data import log
from data.scope import lifted, refusal, scope_of
from data.store.candidates import candidates_by_id, known_candidates, refusing_matching
from data.store.changes import table_of
from data.store.posts import get_post
from data.store.scoped_tables import AGREED
from data.tables import CandidateRow, EmploymentRow, FeedbackRow, PlacementRow, PostRow
from data.vault import Vault
from matcher.records import Candidate, DeclineReason, Education, FeedbackEvent

Study = tuple[Education, str]

SAMPLE = 40  # people of one study, or level, among whom is counted how many are alike


def employer_of(session: Session, post_id: str) -> str:
    """
    Give the id of the employer whose scope holds, and whose post it is.

    Raises:
        NotAllowed: the session holds to no employer's scope: who sees people needs no pseudonyms.
        NotFound: the employer has no such post.
    """
    employer = scope_of(session).employer_id
    if employer is None:
        raise refusal("pseudonyms")
    get_post(session, post_id)
    return employer


def not_proposed(session: Session, post_id: str, *, on: date, on_consent_alone: bool) -> frozenset[str]:
    """
    Give the ids of whom an employer is not shown for an own post, whatever the programme says of them.

    Never those who do not want to be matched by program or declined the post; of the others, until they agree, none who
    refused push or contact, works, has a traineeship that runs or is to come, or declined the employer itself.

    Args:
        session: within the scope of an employer.
        post_id: of a post of that employer.
        on: the day.
        on_consent_alone: whether people are contacted on consent alone, so that silence is a refusal.
    """
    employer_of(session, post_id)
    agreed, own = known_candidates(session), list(session.execute(select(table_of(PostRow).c.id)).scalars())
    with lifted(session, why="who is left out of a list is told to nobody"):
        never = refusing_matching(session) | _ids(session, _declined(post_id))
        closed = _ids(session, _refusing_contact(on_consent_alone=on_consent_alone))
        closed |= _ids(session, _at_work(on)) | _ids(session, _insured(on)) | _ids(session, _averse(own))
    return never | (closed - agreed)


def proposed_by_id(session: Session, post_id: str, ids: Sequence[str]) -> dict[str, Candidate]:
    """Give candidates who are to be shown by pseudonym for an own post; nothing of them is told but by the guards."""
    employer_of(session, post_id)
    with lifted(session, why="they are told by pseudonym, and of each what enough others have in common"):
        return candidates_by_id(session, ids)


def people_alike(
    session: Session, post_id: str, studies: Collection[Study], *, without: Collection[str]
) -> list[Candidate]:
    """
    Give people of some studies and of their levels, at most ``SAMPLE`` of each, who may be shown as well.

    They are only counted. The same ones each time, so that asking again tells nothing more.

    Args:
        session: within the scope of an employer.
        post_id: of a post of that employer.
        studies: education and major, as stored.
        without: ids of whom may not be shown.
    """
    employer_of(session, post_id)
    people = table_of(CandidateRow)
    both = tuple_(people.c.education, people.c.major).in_([(int(level), major) for level, major in studies])
    with lifted(session, why="they are only counted"):
        place = func.row_number().over(partition_by=[people.c.education, people.c.major], order_by=people.c.id)
        ranked = select(people.c.id, place.label("place")).where(both, *_willing(people)).subquery()
        ids = set(session.execute(select(ranked.c.id).where(ranked.c.place <= SAMPLE)).scalars())
        for level in {level for level, _ in studies}:
            first = select(people.c.id).where(people.c.education == int(level), *_willing(people))
            ids |= set(session.execute(first.order_by(people.c.id).limit(SAMPLE)).scalars())
        return list(candidates_by_id(session, sorted(ids.difference(without))).values())


def _willing(people: Any) -> Iterable[ColumnElement[bool]]:
    for name in ("ranking_consent", "push_consent", "contact_consent"):
        yield people.c[name].is_not(False)


def pseudonyms(session: Session, post_id: str, ids: Collection[str], *, vault: Vault) -> dict[str, str]:
    """
    Give the pseudonyms of candidates for an own post; who has no name in the log has none (``name_proposed``).

    A keyed hash of employer, post and the log's random name of the person. So no two employers, and no two posts of
    one, have one in common, and none can be made again once the person is forgotten, even where the id comes back.
    """
    employer = employer_of(session, post_id)
    with lifted(session, why="what is told is a keyed hash"):
        names = log.known_names(session, log.PERSON, ids)
    return {id: vault.pseudonym(employer, post_id, name) for id, name in names.items()}


def name_proposed(session: Session, post_id: str, ids: Collection[str]) -> None:
    """Give candidates a name in the log who have none yet; *session* may write."""
    employer_of(session, post_id)
    with lifted(session, why="a name of the log tells nobody who somebody is"):
        log.names_of(session, log.PERSON, ids)


def _ids(session: Session, wanted: Select[Any]) -> frozenset[str]:
    return frozenset(session.execute(wanted).scalars())


def _refusing_contact(*, on_consent_alone: bool) -> Select[Any]:
    people = table_of(CandidateRow)
    contact = people.c.contact_consent
    closed = contact.is_not(True) if on_consent_alone else contact.is_(False)
    return select(people.c.id).where(or_(people.c.push_consent.is_(False), closed))


def _declined(post_id: str) -> Select[Any]:
    """Select who declined a post and did not come round since."""
    told, later = table_of(FeedbackRow).alias(), table_of(FeedbackRow).alias()
    since = (
        select(later.c.id)
        .where(
            later.c.candidate_id == told.c.candidate_id,
            later.c.post_id == told.c.post_id,
            later.c.event.in_(AGREED),
            later.c.automatic.is_(False),
            later.c.id > told.c.id,
        )
        .exists()
    )
    return select(told.c.candidate_id).where(
        told.c.post_id == post_id, told.c.event == str(FeedbackEvent.DECLINED), ~since
    )


def _averse(own: Sequence[str]) -> Select[Any]:
    """Select who declined one of some posts because of the employer."""
    told = table_of(FeedbackRow)
    return select(told.c.candidate_id).where(
        told.c.post_id.in_(own),
        told.c.event == str(FeedbackEvent.DECLINED),
        told.c.reason == str(DeclineReason.EMPLOYER),
    )


def _at_work(on: date) -> Select[Any]:
    """Select whose traineeship runs or is to come, or who stayed on a contract that runs."""
    told = table_of(PlacementRow)
    contract = and_(told.c.contract_on <= on, or_(told.c.contract_ended_on.is_(None), told.c.contract_ended_on >= on))
    last_day = func.coalesce(told.c.ended_on, told.c.planned_end_on)
    return select(told.c.candidate_id).where(or_(last_day >= on, contract))


def _insured(on: date) -> Select[Any]:
    told = table_of(EmploymentRow)
    still = or_(told.c.insured_until.is_(None), told.c.insured_until >= on)
    return select(told.c.candidate_id).where(told.c.insured_from <= on, still)
