"""The real-name ledger as it is made: everybody stored, a page at a time, named only for a purpose that is logged."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from api.house import House
from data.store import (
    Reveal,
    Session,
    candidate_ids,
    candidate_sources,
    iter_candidates,
    iter_employers,
    iter_placements,
    masked_people,
    note_reveal,
    revealed,
)
from matcher.editions import Edition
from matcher.eligibility.programme import judge
from matcher.ledger import COLUMNS, Listed, latest, ledger_row
from matcher.papers import Paper, Row, Sheet
from matcher.records import Actor, Candidate, Person, Placement

SHOWN = ("name", "id_number", "phone")
PAGE = 1_000
NAMED, COVERED = "就业见习实名台账", "就业见习实名台账（脱敏）"

People = Callable[[Session, Sequence[str]], dict[str, Person]]
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Book:
    """What every page of the ledger needs."""

    house: House
    edition: Edition
    placements: dict[str, Placement]  # the latest of each person
    employers: dict[str, str]  # names by id
    people: People


def write_ledger(
    house: House,
    write: Callable[[Paper], None],
    *,
    purpose: str | None,
    actor: Actor,
    office: str | None,
    on_progress: Progress,
) -> int:
    """
    Give the ledger to *write*, its rows one by one, and tell how many there are.

    With a purpose names and numbers stand in full, and one line in the log says so before any is read; without one
    they are masked, and nothing is logged.

    Raises:
        BadInput: the purpose is blank.
    """
    with house.database.read() as session:
        ids = candidate_ids(session)
    people: People = partial(_masked, house)
    if purpose is not None:
        with house.database.begin() as session:
            reveal = note_reveal(
                session,
                "candidate",
                ids,
                "self",
                fields=SHOWN,
                actor=actor,
                purpose=purpose,
                at=house.clock(),
                vault=house.vault,
            )
        people = partial(_named, house, reveal)
    with house.database.read() as session:
        rows = _rows(session, _book(house, session, people), total=len(ids), on_progress=on_progress)
        title = COVERED if purpose is None else NAMED
        sheet = Sheet("实名台账", title, COLUMNS, rows, unit="人")
        write(Paper((sheet,), on=house.today(), office=office or f"{house.gazetteer.city}市"))
    return len(ids)


def _masked(house: House, session: Session, ids: Sequence[str]) -> dict[str, Person]:
    return masked_people(session, "candidate", ids, "self", fields=SHOWN, vault=house.vault)


def _named(house: House, reveal: Reveal, session: Session, ids: Sequence[str]) -> dict[str, Person]:
    return revealed(session, reveal, ids, vault=house.vault)


def _book(house: House, session: Session, people: People) -> Book:
    return Book(
        house,
        house.rulebook.on(house.today()),
        latest(iter_placements(session), on=house.today()),
        {one.id: one.name for one in iter_employers(session)},
        people,
    )


def _rows(session: Session, book: Book, *, total: int, on_progress: Progress) -> Iterator[Row]:
    candidates, n = iter_candidates(session), 0
    while page := list(islice(candidates, PAGE)):
        ids = [one.id for one in page]
        people, sources = book.people(session, ids), candidate_sources(session, ids)
        for candidate in page:
            n += 1
            listed = _listed(book, candidate, people.get(candidate.id), sources.get(candidate.id))
            yield ledger_row(n, listed, edition=book.edition, on=book.house.today())
        on_progress(n, max(total, n))


def _listed(book: Book, candidate: Candidate, person: Person | None, source: str | None) -> Listed:
    placement = book.placements.get(candidate.id)
    return Listed(
        candidate,
        person,
        source,
        judge(candidate, edition=book.edition, on=book.house.today()),
        placement,
        None if placement is None else book.employers.get(placement.employer_id),
    )
