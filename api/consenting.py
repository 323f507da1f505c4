"""What a person agrees to or refuses, said at the office: one consent changed, everything else as it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Literal, get_args

from api.deps import SOURCE
from api.house import House
from data.store import get_candidate, lock_sequence, put_candidates
from data.store.people import FIELDS
from matcher.records import Actor, Candidate, CandidateEntry

Consent = Literal["push_consent", "contact_consent", "ranking_consent"]
CONSENTS: tuple[Consent, ...] = get_args(Consent)


def state_consent(house: House, id: str, consent: Consent, *, agrees: bool, actor: Actor) -> bool | None:
    """
    Note that a person agrees to something or refuses it, and give what was noted before; None = nobody had asked.

    It is the person's express word: a yes ends a refusal, which no file does.

    Raises:
        NotFound: there is no such candidate.
    """
    with house.database.begin() as session:
        lock_sequence(session)
        stored = get_candidate(session, id)
        before: bool | None = getattr(stored, consent)
        put_candidates(
            session,
            [CandidateEntry(_with(stored, consent, agrees))],
            actor=actor,
            source=SOURCE,
            at=house.moment(),
            vault=house.vault,
            kept=[("self", name) for name in FIELDS],
        )
    house.follower.take_in("candidate", stored.id)
    return before


def _with(stored: Candidate, consent: Consent, agrees: bool) -> Candidate:
    said: dict[str, Any] = {consent: agrees}
    return replace(stored, **said)
