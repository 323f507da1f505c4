"""Making a ranking again from its entry in the log: the same list, or what has changed since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from api.house import House
from api.matching import candidate_vectors, candidates_for, caught_up, everybody, posts_for
from api.proposing import ranked_proposals
from api.push_replaying import replay_push
from api.rankings import ACTION, CANDIDATES, EVERYBODY, NOUN, POSTS, PROPOSED, Digest, mark_of
from api.replayed import Code, Difference, Replayed, of_makers
from data.log import Entry
from data.log.listing import newest_on
from data.store import Scope, candidates_by_id, changed_ids, get_candidate, get_post, posts_by_id, within
from matcher.errors import Conflict, NotFound
from matcher.records import Candidate, CandidateFilter, Kind, Post, PostFilter

NEAR = 1e-6  # two scores that differ by no more are one


@dataclass(frozen=True, slots=True)
class _Lists:
    """The list as it was and as it is: (id, score), with the marks of the records."""

    then: list[tuple[str, float]]
    now: list[tuple[str, float]]
    marks_then: dict[str, str]
    marks_now: dict[str, str]  # of whatever of both lists is still stored


def replay(house: House, id: str) -> Replayed:
    """
    Make a ranking, or the plan of a push, again.

    Args:
        house: where it was made.
        id: of the list or the push, as the answer or the log gave it.

    Raises:
        NotFound: no such ranking is in the log, or whom it was made for is gone.
        Conflict: nothing is stored of the profile that it was made for, or the person was forgotten.
    """
    house.spool.drain(house.database)
    with house.database.read() as session:
        entry = newest_on(session, NOUN, id)
    if entry is None:
        return replay_push(house, id)
    if entry.action != ACTION:
        raise NotFound("there is no ranking {id!r} in the log", id=id)
    caught_up(house)
    made = entry.details
    if made["of"] == EVERYBODY:
        return _replay_everybody(house, entry)
    if made["of"] == POSTS:
        return _replay_posts(house, entry)
    if made["of"] == CANDIDATES:
        return _replay_candidates(house, entry)
    if made["of"] == PROPOSED:
        return _replay_proposals(house, entry)
    raise Conflict("ranking {id!r} was made for a profile of which nothing is stored: it cannot be made again", id=id)


def _replay_posts(house: House, entry: Entry) -> Replayed:
    made = entry.details
    if made["candidate_id"].startswith("~"):
        raise Conflict("ranking {id!r}: its person was forgotten; it cannot be made again", id=entry.id or "")
    with house.database.read() as session:
        person = get_candidate(session, made["candidate_id"])
    on, where = date.fromisoformat(made["as_of"]), _post_filter(made["where"])
    vectors = candidate_vectors(house, person)
    pairs = posts_for(house, person, vectors, on=on, limit=made["limit"], where=where)
    now = [(pair.post.id, pair.match.score) for pair in pairs]
    with house.database.read() as session:
        stored = posts_by_id(session, [*made["posts"], *(id for id, _ in now)])
    marks = {id: mark_of(house, house.follower.as_ranked(post)) for id, post in stored.items()}
    return _compared(house, entry, _lists(made, "posts", now, marks), person, noun="post")


def _replay_candidates(house: House, entry: Entry) -> Replayed:
    made = entry.details
    with house.database.read() as session:
        post = get_post(session, made["post_id"])
    on, where = date.fromisoformat(made["as_of"]), CandidateFilter(**made["where"])
    with within(Scope(district=entry.actor.district)):  # who was shown it was shown people of there alone
        pairs = candidates_for(house, post, on=on, limit=made["limit"], where=where)
    now = [(pair.candidate.id, pair.match.score) for pair in pairs]
    with house.database.read() as session:
        stored = candidates_by_id(session, [*made["people"], *(id for id, _ in now)])
    marks = {id: mark_of(house, person) for id, person in stored.items()}
    return _compared(house, entry, _lists(made, "people", now, marks), post, noun="candidate")


def _replay_proposals(house: House, entry: Entry) -> Replayed:
    made = entry.details
    with within(Scope(employer_id=made["employer_id"])):
        with house.database.read() as session:
            post = get_post(session, made["post_id"])
        found = ranked_proposals(house, post, on=date.fromisoformat(made["as_of"]), limit=made["limit"])
    now = [(one.candidate.id, one.match.score) for one in found]
    with house.database.read() as session:
        stored = candidates_by_id(session, [*made["people"], *(id for id, _ in now)])
    marks = {id: mark_of(house, person) for id, person in stored.items()}
    return _compared(house, entry, _lists(made, "people", now, marks), post, noun="candidate")


def _replay_everybody(house: House, entry: Entry) -> Replayed:
    made, digest = entry.details, Digest()
    for id, listed in everybody(house, on=date.fromisoformat(made["as_of"]), limit=made["limit"]):
        digest.add(id, [(one.scored.post_id, one.scored.score) for one in listed])
    with house.database.read() as session:
        n_changed = sum(len(changed_ids(session, noun, made["sequence"])) for noun in ("post", "candidate"))
    same, found = str(digest) == made["digest"], of_makers(house, made)
    if not same:
        found.append(Difference("lists", then=made["digest"], now=str(digest)))
    return Replayed(entry, same, n_changed, tuple(found))


def _post_filter(told: Mapping[str, Any]) -> PostFilter:
    values = dict(told)
    kind = values.pop("kind", None)
    return PostFilter(kind=None if kind is None else Kind(kind), **values)


def _lists(made: Mapping[str, Any], listed: str, now: Sequence[tuple[str, float]], marks: Mapping[str, str]) -> _Lists:
    then = list(zip(made[listed], made["scores"], strict=True))
    return _Lists(then, list(now), dict(zip(made[listed], made["marks"], strict=True)), dict(marks))


def _compared(
    house: House, entry: Entry, lists: _Lists, asker: Candidate | Post, *, noun: Literal["post", "candidate"]
) -> Replayed:
    made = entry.details
    with house.database.read() as session:
        since = set(changed_ids(session, noun, made["sequence"]))
    found = of_makers(house, made)
    if mark_of(house, asker) != made["inputs"]:
        found.append(Difference("inputs", ids=(asker.id,)))
    found += _of_records(lists, since)
    return Replayed(entry, _is_same(lists), len(since), tuple(found))


def _is_same(lists: _Lists) -> bool:
    return [id for id, _ in lists.then] == [id for id, _ in lists.now] and all(
        abs(one - other) <= NEAR for (_, one), (_, other) in zip(lists.then, lists.now, strict=True)
    )


def _of_records(lists: _Lists, since: set[str]) -> list[Difference]:
    """Say what became of each record of either list, each told once."""
    found: dict[Code, list[str]] = {}
    then, now = dict(lists.then), dict(lists.now)
    places = {id: place for place, (id, _) in enumerate(lists.now)}
    for place, (id, score) in enumerate(lists.then):
        if id not in lists.marks_now:
            found.setdefault("deleted", []).append(id)
        elif lists.marks_now[id] != lists.marks_then[id]:
            found.setdefault("changed", []).append(id)
        elif places.get(id) != place:
            found.setdefault("elsewhere", []).append(id)
        elif abs(now[id] - score) > NEAR:
            found.setdefault("score", []).append(id)
    for id in now.keys() - then.keys():
        found.setdefault("added" if id in since else "elsewhere", []).append(id)
    return [Difference(code, ids=tuple(sorted(ids))) for code, ids in found.items()]
