"""The kind of a post as an officer states it, in place of the inferred one, or left to be inferred again."""

from __future__ import annotations

from dataclasses import fields, replace

from api.deps import SOURCE
from api.house import House
from data.store import Session, get_post, lock_sequence, put_posts
from matcher.errors import Conflict
from matcher.records import Actor, Kind, Person, Post, PostEntry

PEOPLE = frozenset((role, field.name) for role in ("contact", "mentor") for field in fields(Person))


def state_kind(house: House, id: str, kind: Kind, *, actor: Actor) -> None:
    """
    State the kind of a post that states none; the very next ranking goes by it.

    Raises:
        NotFound: there is no such post.
        Conflict: it states another one by now.
    """
    with house.database.begin() as session:
        post = _locked(session, id)
        if _is_stated(post) and post.kind is not kind:
            raise Conflict("post {id}: a colleague stated its kind meanwhile; look at it again", id=id)
        _put(house, session, replace(post, kind=kind, kind_p=None), actor=actor)
    house.follower.take_in("post", id)


def unstate_kind(house: House, id: str, *, actor: Actor) -> None:
    """
    Take the stated kind of a post back: it is inferred again from what the advert says.

    Raises:
        NotFound: there is no such post.
    """
    with house.database.begin() as session:
        _put(house, session, replace(_locked(session, id), kind=None, kind_p=None), actor=actor)
    house.follower.take_in("post", id)


def _locked(session: Session, id: str) -> Post:
    lock_sequence(session)  # what is stored then differs from what is read here in the kind alone
    return get_post(session, id)


def _is_stated(post: Post) -> bool:
    return post.kind is not None and post.kind_p is None


def _put(house: House, session: Session, post: Post, *, actor: Actor) -> None:
    entry = PostEntry(post)
    put_posts(session, [entry], actor=actor, source=SOURCE, at=house.moment(), vault=house.vault, kept=PEOPLE)
