"""Why a post cannot be recommended to somebody, in one line, for whoever records that it was agreed all the same."""

from __future__ import annotations

from api.console.pages import dated
from api.console.visitors import Visitor
from api.house import House
from api.matching import one_pair
from api.showing import from_criterion
from matcher.errors import NotReady
from matcher.records import Status


def ruled_out(house: House, visitor: Visitor, candidate_id: str, post_id: str | None) -> str:
    """Name the hard requirements that are not met; "" = none, no post, or it cannot be told yet or to this visitor."""
    if post_id is None or not visitor.may("matches:read"):
        return ""
    try:
        match = one_pair(house, candidate_id, post_id, on=house.today()).match
    except NotReady:  # what was agreed is recorded all the same
        return ""
    unmet = (one for one in match.criteria if one.hard and one.status is Status.NOT_MET)
    told = [dated(from_criterion(one, language=visitor.language).sentence, language=visitor.language) for one in unmet]
    if not told:
        return ""
    say = visitor.say
    text = say("This post could not be recommended to the person: {reasons} What was agreed can be recorded.")
    return text.format(reasons=" ".join(told))
