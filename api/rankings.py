"""The entries of automated rankings: of what a list was made, by what, and what it held; enough to make it again."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from api.house import House
from api.matching import Pair
from api.proposing import PURPOSE, Proposal
from matcher.records import Actor, Candidate, CandidateFilter, Post, PostFilter

NOUN = "list"
ACTION = "rank"
DIGITS = 8  # of a score: more than the six to which a replay has to agree
MARK_DIGITS = 12
OF_PEOPLE = {"ids", "without"}  # whom a scope leaves and who refused: ids, which no line lists
NOT_COMPARED = {"push_consent", "contact_consent"}

POSTS = "posts for a candidate"
CANDIDATES = "candidates for a post"
PROFILE = "posts for a profile"
EVERYBODY = "posts for everybody"
PROPOSED = "candidates for an employer"


@dataclass(frozen=True, slots=True)
class Asking:
    """How a list is asked for: the day, its length, and what it may hold."""

    on: date
    limit: int
    where: PostFilter | CandidateFilter


def made_by(house: House, *, on: date) -> dict[str, Any]:
    """Name what ranks: encoder, ranker, classifier of kinds, edition of the rules, and the index's change sequence."""
    return {
        "encoder": house.follower.keeper.encoder.id,
        "ranker": house.follower.ranker_id,
        "kinds": house.follower.kinds_id,
        "rules": house.rulebook.on(on).id,
        "sequence": house.follower.sequence,
    }


def note_posts(house: House, pairs: Sequence[Pair], candidate: Candidate, asking: Asking, *, actor: Actor) -> str:
    """Note a list of posts for a stored candidate, and give its id."""
    about = {"of": POSTS, "candidate_id": candidate.id, "inputs": mark_of(house, candidate)}
    return _note(house, about | _listed_posts(house, pairs), asking, actor)


def note_profile(house: House, pairs: Sequence[Pair], profile: Candidate, asking: Asking, *, actor: Actor) -> str:
    """Note a list of posts for a profile of which nothing is stored, and give its id."""
    about = {"of": PROFILE, "inputs": mark_of(house, profile)}
    return _note(house, about | _listed_posts(house, pairs), asking, actor)


def note_candidates(house: House, pairs: Sequence[Pair], post: Post, asking: Asking, *, actor: Actor) -> str:
    """Note a list of candidates for a post, and give its id; they stand there by the log's names."""
    about = {"of": CANDIDATES, "post_id": post.id, "inputs": mark_of(house, post)}
    return _note(house, about | _listed_people(house, pairs), asking, actor)


def note_proposals(house: House, proposals: Sequence[Proposal], post: Post, asking: Asking, *, actor: Actor) -> str:
    """Note a list of candidates that an employer was shown for an own post, and give its id."""
    about = {"of": PROPOSED, "post_id": post.id, "employer_id": actor.employer_id, "inputs": mark_of(house, post)}
    return _note(house, about | {"purpose": PURPOSE} | _listed_people(house, proposals), asking, actor)


def note_everybody(house: House, digest: str, asking: Asking, *, n: int, n_rows: int, actor: Actor) -> str:
    """Note everybody's lists in one line: how many, and a hash of all of them."""
    return _note(house, {"of": EVERYBODY, "n": n, "n_rows": n_rows, "digest": digest}, asking, actor)


def mark_of(house: House, record: Candidate | Post) -> str:
    """Give a keyed hash of a record as it is compared: it tells that one changed, and nothing of what it holds."""
    told = "\n".join(
        f"{one.name}={_plain(getattr(record, one.name))}" for one in fields(record) if one.name not in NOT_COMPARED
    )
    return house.vault.seal(f"compared {told}".encode()).hex()[:MARK_DIGITS]


class Digest:
    """A hash of many lists, taken one after the other."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, candidate_id: str, rows: Sequence[tuple[str, float]]) -> None:
        """Take one list: (post id, score) each."""
        told = "".join(f"\t{post_id} {score:.6f}" for post_id, score in rows)
        self._hash.update(f"{candidate_id}{told}\n".encode())

    def __str__(self) -> str:
        """Give the hash of what was taken."""
        return self._hash.hexdigest()


def asked_of(asking: Asking) -> dict[str, Any]:
    """Tell how a list was asked for; what was left open is left out."""
    where = {
        one.name: value
        for one in fields(asking.where)
        if one.name not in OF_PEOPLE and (value := getattr(asking.where, one.name)) is not None and value is not False
    }
    return {"as_of": asking.on.isoformat(), "limit": asking.limit, "where": where}


def _listed_posts(house: House, pairs: Sequence[Pair]) -> dict[str, Any]:
    return {
        "posts": [pair.post.id for pair in pairs],
        "scores": [round(pair.match.score, DIGITS) for pair in pairs],
        "marks": [mark_of(house, pair.post) for pair in pairs],
    }


def _listed_people(house: House, pairs: Sequence[Pair] | Sequence[Proposal]) -> dict[str, Any]:
    return {
        "people": [pair.candidate.id for pair in pairs],
        "scores": [round(pair.match.score, DIGITS) for pair in pairs],
        "marks": [mark_of(house, pair.candidate) for pair in pairs],
    }


def _note(house: House, told: dict[str, Any], asking: Asking, actor: Actor) -> str:
    id = secrets.token_hex(8)
    details = told | asked_of(asking) | made_by(house, on=asking.on)
    house.spool.add(actor=actor, action=ACTION, noun=NOUN, id=id, details=details, at=house.clock())
    return id


def _plain(value: object) -> object:
    return sorted(map(str, value)) if isinstance(value, (set, frozenset)) else value
