"""Settling with an employer: its placements and claims read, worked out by an edition, and set side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date

from api.house import House
from data.store import (
    Session,
    claims_of_employers,
    get_employer,
    iter_claims,
    iter_employers,
    iter_placements,
    placements_of_employers,
    posts_by_id,
)
from matcher.records import Application, Claim, Employer, Placement, Post
from matcher.subsidy import Line, Settlement, compare, due_in_months, work_out


def settle(
    house: House, session: Session, employer_id: str, *, year: int | None, as_of: date, edition: str | None = None
) -> Settlement:
    """
    Work out the settlement of an employer.

    Args:
        house: whose rules count.
        session: of a transaction.
        employer_id: the employer.
        year: of the settlement; None = that of *as_of*.
        as_of: the day as of which the facts count.
        edition: the id of the edition to work by; None = the one that the year is settled by, whenever it is settled.

    Raises:
        NotFound: there is no such employer or edition, or the edition has no minimum wage for a month.
    """
    employer = get_employer(session, employer_id)
    placements = placements_of_employers(session, [employer_id])
    year, rulebook = as_of.year if year is None else year, house.rulebook
    statement = work_out(
        placements,
        employer,
        rulebook.of_year(year, known_on=as_of) if edition is None else rulebook.named(edition),
        settled_on=as_of,
        year=year,
        posts=_posts(session, placements),
    )
    return Settlement(employer, statement, compare(statement, claims_of_employers(session, [employer_id])))


def settle_all(house: House, session: Session, *, year: int, as_of: date) -> list[Settlement]:
    """
    Work out the settlement of every stored employer with placements or claims, as ``settle`` does for one.

    Raises:
        NotFound: there is no edition for *as_of*, or it has no minimum wage for a month.
    """
    facts = list(iter_placements(session)), iter_claims(session)
    return _settle(house, session, iter_employers(session), *facts, year=year, as_of=as_of)


def settle_some(
    house: House, session: Session, employers: Sequence[Employer], *, year: int, as_of: date
) -> list[Settlement]:
    """Work out the settlement of those of some employers with placements or claims, as ``settle_all`` does of all."""
    ids = [one.id for one in employers]
    facts = placements_of_employers(session, ids), claims_of_employers(session, ids)
    return _settle(house, session, employers, *facts, year=year, as_of=as_of)


def _settle(
    house: House,
    session: Session,
    employers: Iterable[Employer],
    placements: Sequence[Placement],
    claimed: Iterable[Claim],
    *,
    year: int,
    as_of: date,
) -> list[Settlement]:
    edition, posts = house.rulebook.of_year(year, known_on=as_of), _posts(session, placements)
    own, claims = defaultdict[str, list[Placement]](list), defaultdict[str, list[Claim]](list)
    for one in placements:
        own[one.employer_id].append(one)
    for claim in claimed:
        claims[claim.employer_id].append(claim)
    found = []
    for employer in employers:
        if employer.id in own or employer.id in claims:
            statement = work_out(own[employer.id], employer, edition, settled_on=as_of, year=year, posts=posts)
            found.append(Settlement(employer, statement, compare(statement, claims[employer.id])))
    return found


def worked_for(house: House, session: Session, application: Application, *, as_of: date) -> tuple[Line, ...]:
    """
    Work out what is due for the months of an application, by its own edition; () where it names none.

    Raises:
        NotFound: the employer or the edition is gone, or the edition has no minimum wage for a month.
    """
    if application.month_from is None or application.month_to is None:
        return ()
    placements = placements_of_employers(session, [application.employer_id])
    return due_in_months(
        placements,
        get_employer(session, application.employer_id),
        house.rulebook.named(application.edition),
        settled_on=as_of,
        first_month=application.month_from,
        last_month=application.month_to,
        posts=_posts(session, placements),
    )


def _posts(session: Session, placements: Iterable[Placement]) -> dict[str, Post]:
    return posts_by_id(session, [one.post_id for one in placements if one.post_id is not None])
