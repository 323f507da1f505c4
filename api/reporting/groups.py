"""As what a trainee was eligible when the traineeship began: the group under which a summary counts the person."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from matcher.editions import Edition
from matcher.eligibility.programme import WayIn, ways_at_start
from matcher.records import Candidate, Placement, Status
from matcher.summary import Group

GROUP_OF = {WayIn.GRADUATE: Group.GRADUATE, WayIn.YOUTH: Group.YOUTH}


def grouping(people: Mapping[str, Candidate], edition: Edition) -> Callable[[Placement], Group]:
    """
    Give the function from a placement to the group of its trainee, as of the day on which it began.

    Who qualifies both ways counts as a graduate; who is not stored, or of whom neither way is sure, as unknown.
    """

    def group_of(placement: Placement) -> Group:
        candidate = people.get(placement.candidate_id)
        if candidate is None:
            return Group.UNKNOWN
        ways = ways_at_start(candidate, edition=edition, on=placement.starts_on)
        return next((GROUP_OF[one.way] for one in ways if one.status is Status.MET), Group.UNKNOWN)

    return group_of
