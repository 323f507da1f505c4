"""Planning a push again as its entry in the log tells of it: the same shares, or what has changed since."""

from __future__ import annotations

from datetime import date

from api.house import House
from api.pushing import AskedPush, draw_push, inputs_of, most_of, policy_of
from api.replayed import Code, Difference, Replayed, of_makers
from data.log.listing import Wanted, page
from data.store import changed_ids, digest_of, get_push
from matcher.errors import Conflict, NotFound

PARTS: tuple[Code, ...] = ("people", "posts", "told")


def replay_push(house: House, id: str) -> Replayed:
    """
    Plan a push again, and keep nothing.

    Raises:
        NotFound: there is no such plan in the log, or nothing of it is kept.
        Conflict: it was planned again from a draft of which nothing is kept, or by a version that noted no inputs.
        BadInput: by now nobody, or no post, is left to plan it for; the text says why.
    """
    with house.database.read() as session:
        entry = next(iter(page(session, Wanted(action="plan", noun="push", id=id), limit=1)), None)
        if entry is None:
            raise NotFound("there is no ranking {id!r} in the log", id=id)
        push = get_push(session, id, vault=house.vault)
    made = entry.details
    if made["again"] or "inputs" not in made:
        raise Conflict("{id}: the draft that it was planned from is not kept; it cannot be made again", id=id)
    asked = AskedPush(push.scope, push.channel, most_of(push), date.fromisoformat(made["as_of"]))
    drawn = draw_push(house, asked, id, {}, on_progress=lambda done, total: None)
    same = digest_of(drawn.shares, vault=house.vault) == made["digest"]
    found, policy = of_makers(house, made), policy_of(house)
    if policy != made["policy"]:
        found.append(Difference("policy", then=made["policy"], now=policy))
    now = inputs_of(house, drawn.gathered)
    found += [Difference(part) for part in PARTS if now[part] != made["inputs"][part]]
    with house.database.read() as session:
        n_changed = sum(len(changed_ids(session, noun, made["sequence"])) for noun in ("post", "candidate"))
    return Replayed(entry, same, n_changed, tuple(found))
