"""New posts of employers that are removed: they are turned back, by whatever way they come in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from api.house import House
from data.store import Session, employers_by_id, employers_once_removed, known_employers, posts_by_id, standings_of
from matcher.employers import Removal, refuse_post, removal_of
from matcher.errors import Phrase
from matcher.fraud.barring import REMOVED
from matcher.records import Employer, Post


@dataclass(frozen=True, slots=True)
class Removed:
    """An employer that is removed today."""

    employer: Employer
    removal: Removal

    def may_offer(self, post: Post) -> bool:
        """Tell whether a post could be this employer's, by credit code or else by name."""
        if self.employer.uscc is not None and post.employer_uscc is not None:
            return self.employer.uscc == post.employer_uscc
        return self.employer.name == post.employer


def removed_today(house: House, session: Session) -> list[Removed]:
    """Give the employers that are removed today: a handful of a city's."""
    return list(_removed(house, session))


def _removed(house: House, session: Session) -> Iterator[Removed]:
    employers = employers_by_id(session, employers_once_removed(session, REMOVED))
    decided = standings_of(session, employers)
    for employer in employers.values():
        removal = removal_of(employer, decided.get(employer.id, ()), house.today())
        if removal is not None:
            yield Removed(employer, removal)


def refused_posts(house: House, session: Session, posts: Iterable[Post]) -> dict[str, Phrase]:
    """
    Give the posts that are turned back because their employer is removed, by id, with the reason.

    Args:
        house: whose day it is.
        session: of a transaction.
        posts: as they shall be stored.
    """
    removed = removed_today(house, session)
    if not removed:
        return {}
    known = known_employers(session)
    concerned = {
        post.id: (post, one.removal)
        for post in posts
        for one in removed
        if one.may_offer(post) and known.find(uscc=post.employer_uscc, name=post.employer) == one.employer.id
    }
    stored = posts_by_id(session, concerned)
    found = {
        id: refuse_post(post, stored=stored.get(id), removal=removal, today=house.today())
        for id, (post, removal) in concerned.items()
    }
    return {id: reason for id, reason in found.items() if reason is not None}
