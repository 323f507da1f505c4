"""Lists narrowed to one thing: where nothing is found and there is no such thing, that is said."""

from __future__ import annotations

from data.store import Session, get_candidate, get_employer, get_post


def refuse_unknown(
    session: Session, *, candidate_id: str | None = None, employer_id: str | None = None, post_id: str | None = None
) -> None:
    """
    Refuse an id that nothing is stored under; None = the list is not narrowed by it.

    Asked where a list is empty alone: placements and claims may name employers that are not stored.

    Raises:
        NotFound: the first of them that does not exist.
    """
    if candidate_id is not None:
        get_candidate(session, candidate_id)
    if employer_id is not None:
        get_employer(session, employer_id)
    if post_id is not None:
        get_post(session, post_id)
