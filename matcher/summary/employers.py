"""The stored employers as a summary meets them: found by what posts call them, each counted once, placed in an area."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from matcher.employers.standing import removal_of
from matcher.records import Claim, Employer, Placement, Post, StandingDecision

LEFT = ("注销", "退出")  # in an employer's 状态: it went by itself


class Employers:
    """The stored employers, found by what a post or a placement names them by, with what persons decided on them."""

    def __init__(self, employers: Iterable[Employer], decisions: Iterable[StandingDecision] = ()) -> None:
        self.all = tuple(employers)
        self._decided = defaultdict[str, list[StandingDecision]](list)
        for one in decisions:
            self._decided[one.employer_id].append(one)
        self._by_id = {one.id: one for one in self.all}
        self._by_uscc = {one.uscc: one for one in self.all if one.uscc}
        self._by_name = {folded(one.name): one for one in self.all}

    def of_post(self, post: Post) -> Employer | None:
        """Give the employer of a post: by its credit code, else by its name unless the codes differ."""
        if post.employer_uscc in self._by_uscc:
            return self._by_uscc[post.employer_uscc]
        named = self._by_name.get(folded(post.employer))
        differs = named is not None and named.uscc and post.employer_uscc and named.uscc != post.employer_uscc
        return None if differs else named

    def get(self, id: str) -> Employer | None:
        """Give an employer by its id."""
        return self._by_id.get(id)

    def is_gone(self, employer: Employer | None, day: date) -> bool:
        """Tell whether an employer counts no longer on a day: it was removed, or left by its status."""
        if employer is None:
            return False
        has_left = any(word in (employer.status or "") for word in LEFT)
        return has_left or removal_of(employer, self._decided.get(employer.id, ()), day) is not None


def folded(name: str) -> str:
    """Give the one spelling in which two writings of an employer's name are the same."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def area_of(post: Post | None, employer: Employer | None) -> str | None:
    """Give where a workplace counts: the zone or district of the post, else of the employer; None = unknown."""
    stated = (post.zone or post.district) if post is not None else None
    return stated or (employer.district if employer is not None else None)


@dataclass(frozen=True, slots=True)
class Workplaces:
    """Where placements and claims count."""

    posts: Mapping[str, Post]  # by id, as far as they are stored
    employers: Employers

    def of_placement(self, placement: Placement) -> str | None:
        """Give the area of a placement's workplace."""
        post = None if placement.post_id is None else self.posts.get(placement.post_id)
        return area_of(post, self.employers.get(placement.employer_id))

    def of_claims(self, claims: Iterable[Claim], placements: Iterable[Placement]) -> Iterator[tuple[Claim, str | None]]:
        """Give claims with their areas: of the person's placement with that employer, else of the employer."""
        areas = {(one.candidate_id, one.employer_id): self.of_placement(one) for one in placements}
        for claim in claims:
            known = areas.get((claim.candidate_id, claim.employer_id))
            yield claim, known or area_of(None, self.employers.get(claim.employer_id))
