"""The record that an id on the command line names; where there is none, how to find it."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from matcher.errors import NotFound
from matcher.records import Candidate, Post

if TYPE_CHECKING:
    from api.house import House


def stored_candidate(house: House, id: str) -> Candidate:
    """
    Give a stored candidate.

    Raises:
        NotFound: there is none of that id; the text names the command that finds people.
    """
    from data.store import candidates_by_id

    with house.database.read() as session:
        person = candidates_by_id(session, [id]).get(id)
    if person is None:
        raise NotFound(
            "there is no candidate {id}; `matcher find {words}` looks by name, phone and ID number",
            id=id,
            words=shlex.quote(id),
        )
    return person


def stored_post(house: House, id: str) -> Post:
    """
    Give a stored post.

    Raises:
        NotFound: there is none of that id; the text names the command that finds posts.
    """
    from data.store import posts_by_id

    with house.database.read() as session:
        post = posts_by_id(session, [id]).get(id)
    if post is None:
        raise NotFound(
            "there is no post {id}; `matcher find {words}` looks by title and employer",
            id=id,
            words=shlex.quote(id),
        )
    return post
