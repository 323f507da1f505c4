"""Candidates in the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.store.aliases import current_id, forget_merges
from data.store.bulk import Item
from data.store.changes import lock_sequence, stored_ids, table_of
from data.store.crossing import Crossing, check_text
from data.store.feedback import drop_feedback
from data.store.outreach import drop_outreach
from data.store.placements import refuse_placed
from data.store.shelves import Shelf
from data.tables import CandidateRow, PlacementRow
from matcher.errors import NotFound
from matcher.outreach.situation import NO_DISTRICT
from matcher.records import Actor, Candidate, CandidateEntry

CANDIDATES: Shelf[Candidate, CandidateEntry] = Shelf(
    "candidate",
    CandidateRow,
    Crossing(Candidate),
    roles=("self",),
    take_apart=lambda entry: Item(entry.candidate, {"self": entry.person}, entry.source),
    areas=("home_district",),
    consents=("push_consent", "contact_consent", "ranking_consent"),
)

BRIEF = Crossing(
    Candidate,
    beside=(
        *("major", "sex", "districts", "any_district", "skills", "certificates", "experience", "experience_years"),
        *("kind_wanted", "pay_min_month_yuan"),
    ),
)
"""What decides whom outreach reaches first: all but what only the comparison with posts reads."""

put_candidates = CANDIDATES.put
merge_candidates = CANDIDATES.merge
candidates_by_id = CANDIDATES.by_id
home_districts = CANDIDATES.districts
list_candidates = CANDIDATES.page
iter_candidates = CANDIDATES.every
count_candidates = CANDIDATES.count


def candidates_in_brief(session: Session, *, district: str | None) -> list[Candidate]:
    """
    Give the candidates of a district, those without any (``NO_DISTRICT``), or all (None), by id, as outreach asks.

    What only the comparison with posts reads is left unknown in them; ``candidates_by_id`` gives it of the few who are
    compared.
    """
    table = table_of(CandidateRow)
    wanted = select(*(table.c[name] for name in BRIEF.names)).order_by(table.c.id)
    if district == NO_DISTRICT:
        wanted = wanted.where(table.c.home_district.is_(None))
    elif district is not None:
        wanted = wanted.where(table.c.home_district == check_text(district, "district"))
    return list(map(BRIEF.to_record, session.connection().execute(wanted).mappings()))


def known_candidates(session: Session) -> frozenset[str]:
    """Give the ids of all candidates that the scope of the session leaves."""
    return frozenset(session.execute(select(table_of(CandidateRow).c.id)).scalars())


def existing_candidates(session: Session, ids: Iterable[str]) -> set[str]:
    """Give those of *ids* under which a candidate is stored, as the scope of the session leaves them."""
    return stored_ids(session, table_of(CandidateRow), ids)


def count_without_district(session: Session) -> int:
    """Count the candidates of whom no home district is stored."""
    table = table_of(CandidateRow)
    wanted = select(func.count()).select_from(table).where(table.c.home_district.is_(None))
    return session.execute(wanted).scalar_one()


def refusing_matching(session: Session) -> frozenset[str]:
    """Give the ids of those who do not want to be matched automatically."""
    table = table_of(CandidateRow)
    return frozenset(session.execute(select(table.c.id).where(table.c.ranking_consent.is_(False))).scalars())


def get_candidate(session: Session, id: str) -> Candidate:
    """
    Give one candidate.

    Raises:
        NotFound: there is none; of an id that was given up, the text names the one that stayed.
    """
    current = current_id(session, id)
    if current != id:
        raise NotFound("the candidate {id!r} is stored under {other!r} now", id=id, other=current)
    return CANDIDATES.get(session, id)


def delete_candidate(session: Session, id: str, *, actor: Actor, at: datetime) -> None:
    """
    Delete a candidate and all that stands with it: the person, offers and what became of them, contacts, merges.

    Raises:
        NotFound: there is none.
        Conflict: placements of the person are kept.
    """
    lock_sequence(session)
    refuse_placed(session, PlacementRow.candidate_id, id)
    CANDIDATES.delete(session, id, actor=actor, at=at)
    drop_feedback(session, "candidate", id)
    forget_merges(session, id)
    drop_outreach(session, id)
