"""Finding, as the ways in need it: from what somebody says to ids, people masked, with a line in the log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from api.house import House
from data import log
from data.store import (
    Hits,
    Noun,
    Search,
    Session,
    candidates_by_id,
    employers_by_id,
    find_candidates,
    find_employers,
    find_posts,
    masked_person,
    posts_by_id,
    read_search,
    refuse_other_key,
)
from matcher.errors import NotReady
from matcher.records import Actor, Candidate, Employer, Person, Post

LIMIT = 20
MOST_LOOKED_THROUGH = 5_000  # hits, for those of a few people
NOUNS: tuple[Noun, ...] = ("candidate", "post", "employer")


@dataclass(frozen=True, slots=True)
class Finding:
    """One record found; of a candidate also the person, masked."""

    record: Candidate | Post | Employer
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found: the first records, and how many there are in all."""

    findings: tuple[Finding, ...]
    n: int

    @property
    def n_more(self) -> int:
        """Count those that are not among the first."""
        return self.n - len(self.findings)


def find(
    house: House,
    text: str,
    *,
    actor: Actor,
    limit: int = LIMIT,
    nouns: Sequence[Noun] = NOUNS,
    among: Collection[str] | None = None,
) -> Found:
    """
    Find candidates, posts and employers by what somebody says of them.

    The log gets a line with the counts and who was shown, never the text nor a hash of it.

    Args:
        house: where they are.
        text: an id, a person's name, its initials in pinyin, a phone, an ID number or the last four of either; or
            words of a title or of an employer's name.
        actor: who asks.
        limit: the most findings to give.
        nouns: what may be found.
        among: ids of the only candidates that may be found; None = all.

    Raises:
        BadInput: the text is blank or cannot be stored.
        NotReady: another key, or people of an older version not yet made ready for it; or the log cannot be written.
    """
    with house.database.read() as session:  # not where writers wait for each other
        refuse_other_key(session, house.vault)
        search = read_search(text, vault=house.vault)
        hits = {noun: _among(house, session, noun, search, limit=limit, ids=among) for noun in nouns}
        findings = [one for noun, hit in hits.items() for one in _findings(house, session, noun, hit.ids)]
    findings.sort(key=lambda one: one.record.id not in search.spellings)
    details = {
        "purpose": "find",
        "found": {noun: hit.n for noun, hit in hits.items()},
        "people": [one.record.id for one in findings[:limit] if isinstance(one.record, Candidate)],
    }
    try:
        with house.database.begin() as session:
            log.record(session, actor=actor, action="find", noun=nouns[0], id=None, details=details, at=house.clock())
    except NotReady as why:
        raise NotReady("nothing is shown: the log of searches cannot be written ({why})", why=why) from why
    return Found(tuple(findings[:limit]), sum(hit.n for hit in hits.values()))


def _among(
    house: House, session: Session, noun: Noun, search: Search, *, limit: int, ids: Collection[str] | None
) -> Hits:
    if ids is None or noun != "candidate":
        return _hits(house, session, noun, search, limit=limit)
    found = [id for id in _hits(house, session, noun, search, limit=MOST_LOOKED_THROUGH).ids if id in ids]
    return Hits(tuple(found[:limit]), len(found))


def _hits(house: House, session: Session, noun: Noun, search: Search, *, limit: int) -> Hits:
    if noun == "candidate":
        return find_candidates(session, search, vault=house.vault, limit=limit)
    return (find_posts if noun == "post" else find_employers)(session, search, limit=limit)


def _findings(house: House, session: Session, noun: Noun, ids: Sequence[str]) -> list[Finding]:
    if noun == "post":
        return [Finding(post) for post in posts_by_id(session, ids).values()]
    if noun == "employer":
        return [Finding(employer) for employer in employers_by_id(session, ids).values()]
    return [
        Finding(candidate, masked_person(session, "candidate", candidate.id, "self", vault=house.vault))
        for candidate in candidates_by_id(session, ids).values()
    ]
