"""A few people of a push and a message as they will get it: masked, before anything is opened or sent."""

from __future__ import annotations

from collections.abc import Sequence

from api.house import House
from api.language import Translate
from api.message_values import Wording, tells, values_of
from api.pushed import PushShown, ShareShown, masked_shares
from api.refusing import Ways
from data.outreach import render
from data.store import candidates_by_id, page_shares, posts_by_id
from matcher.errors import BadInput

LOOKED_AT = 100  # shares among which the sample is sought
MOST_SHOWN = 8
WAYS = Ways("（本人的退订链接）", "（本人的退订码）")  # what each person's own link and code stand in place of


def sample_of(house: House, id: str, *, say: Translate) -> list[ShareShown]:
    """Give a few of those who are sent something, masked."""
    with house.database.read() as session:
        found = [one for _, one in page_shares(session, id, limit=LOOKED_AT, vault=house.vault) if one.posts]
        return masked_shares(house, session, found[:MOST_SHOWN], say=say)


def sample_message(house: House, push: PushShown, sample: Sequence[ShareShown]) -> str | None:
    """Write the message of the first of a sample with the name masked; None = there is nobody to write to."""
    if not sample:
        return None
    one = sample[0]
    posts = [post.post_id for post in one.posts]
    return worded(house, one.candidate_id, one.name, posts, template=str(push.channel))


def worded(
    house: House,
    candidate_id: str,
    name: str | None,
    post_ids: Sequence[str],
    *,
    template: str,
    to_register: bool = False,
) -> str | None:
    """Write a message to somebody whose *name* is masked; None = it would be left behind when it is handed out."""
    with house.database.read() as session:
        people = candidates_by_id(session, [candidate_id])
        posts = posts_by_id(session, post_ids)
    if candidate_id not in people:
        return None
    wording = Wording(house.gazetteer.city, None, house.messages[template])
    told = [posts[id] for id in post_ids if id in posts and not tells(posts[id])]
    try:
        values = values_of(people[candidate_id], name or "", told, wording=wording, to_register=to_register, ways=WAYS)
        return render(wording.template, values)
    except BadInput:  # it would tell a group; when it is handed out it is left behind
        return None
