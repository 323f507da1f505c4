"""What has changed since a ranking, in words."""

from __future__ import annotations

from collections.abc import Iterator

from api.language import Translate
from api.replayed import Difference, Replayed

IDS_TOLD = 10


def replay_lines(replayed: Replayed, say: Translate) -> Iterator[str]:
    """Say whether a list is the same, and what has changed since."""
    _, entry = say, replayed.entry
    yield _("Ranking {id} of {at}, as of {day}, made by {who}.").format(
        id=entry.id, at=f"{entry.at:%Y-%m-%d %H:%M}Z", day=entry.details["as_of"], who=entry.actor.id
    )
    yield _("The same list.") if replayed.same else _("Another list.")
    yield from (f"  {difference_line(one, say)}" for one in replayed.differences)
    if replayed.n_changed:
        yield _("Records put or deleted since, in the list or not: {n:,}.").format(n=replayed.n_changed)


def difference_line(one: Difference, say: Translate) -> str:
    """Say one thing that is otherwise now."""
    _ = say
    told = {
        "encoder": _("the encoder was {then}, it is {now}"),
        "ranker": _("the weights of the ranker were {then}, they are {now}"),
        "kinds": _("the classifier of kinds was {then}, it is {now}"),
        "rules": _("the edition of the rules was {then}, it is {now}"),
        "inputs": _("the record that it was made for was changed: {ids}"),
        "changed": _("changed since: {ids}"),
        "deleted": _("deleted since: {ids}"),
        "added": _("new or changed, and in the list now: {ids}"),
        "elsewhere": _("in another place, or in one list only, by what else changed: {ids}"),
        "score": _("unchanged, with another score by what else changed: {ids}"),
        "lists": _("the lists of everybody have another hash"),
        "policy": _("the terms of pushes were {then}, they are {now}"),
        "people": _("people of the scope were changed, or are others"),
        "posts": _("posts of the scope were changed, or are others"),
        "told": _("what is known of contacts, answers and groups is other than it was"),
    }[one.code]
    shown = _(", ").join(one.ids[:IDS_TOLD])
    if len(one.ids) > IDS_TOLD:
        shown += _(" and {n:,} more").format(n=len(one.ids) - IDS_TOLD)
    return told.format(then=one.then, now=one.now, ids=shown)
