"""A push is planned for everybody at once so that no post is flooded, and planned again with few changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any, cast

import pytest

from api.house import House
from api.pushing import plan_again
from data.store import page_pushes, put_posts
from matcher.errors import BadInput
from matcher.records import DeclineReason, FeedbackEvent, PostEntry
from tests.api.outreach_office import LI, MORNING, POST
from tests.api.push_office import (
    approved,
    attempts,
    change,
    fill_for_push,
    planned,
    sent_to,
    share_in,
    silently,
    tell,
    two_districts,
)


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


def test_no_post_is_sent_to_more_people_than_it_has_room_for(office: House) -> None:
    plan = planned(office)
    n = Counter(post for posts in sent_to(plan).values() for post in posts)
    assert max(n.values()) == 1  # one opening, which one must see
    assert plan.push.picture["over_capacity"] == 0


def test_wishes_that_cannot_be_had_are_told_with_what_gives(office: House) -> None:
    picture = planned(office).push.picture
    # eight people for six places, and each post has room for one of the three who should see it
    assert picture["lacking"] == {"people": {"capacity": 2}, "posts": {"capacity": 6}}
    (everybody,) = cast("dict[str, dict[str, float]]", picture["by_group"]).values()
    assert everybody["score_loss"] == picture["mean_score_loss"]


def test_everybody_of_the_scope_has_posts_or_a_reason(office: House) -> None:
    plan = planned(office)
    without = Counter(one.without for one in plan.shares if one.without)
    assert len(plan.shares) == plan.push.picture["candidates"] == 8
    assert plan.push.picture["without_any"] == dict(without)
    assert all(bool(one.posts) != (one.without is not None) for one in plan.shares)


@pytest.mark.parametrize("event", [FeedbackEvent.SHOWN, FeedbackEvent.DECLINED])
def test_nobody_is_sent_what_they_were_shown_or_declined(house: House, event: FeedbackEvent) -> None:
    office = fill_for_push(house, 2, per_place=10)
    more = {"reason": DeclineReason.PAY} if event is FeedbackEvent.DECLINED else {}
    tell(office, event, "C1", "P1", **more)
    given = sent_to(planned(office, most=6))
    assert "P1" not in given["C1"]
    assert "P1" in given["C2"]


def test_nobody_is_sent_a_copy_of_what_they_were_shown(house: House) -> None:
    office = fill_for_push(house, 2, per_place=10)
    with office.database.read() as session:
        from data.store import get_post

        copy = replace(get_post(session, "P1"), id="P9")
    with office.database.begin() as session:
        put_posts(session, [PostEntry(copy)], actor=LI, source="九月.csv", at=MORNING, vault=office.vault)
    office.follower.work_off()
    tell(office, FeedbackEvent.SHOWN, "C1", "P1")
    given = sent_to(planned(office, most=6))
    assert not given["C1"] & {"P1", "P9"}
    assert len(given["C2"] & {"P1", "P9"}) == 1


def test_a_post_in_nobodys_first_gets_those_whom_it_fits(house: House) -> None:
    office = fill_for_push(house, 4, per_place=10)
    office = replace(office, push=replace(office.push, n_best=1))  # all are alike: each has the same first post
    seen = {post for posts in sent_to(planned(office, most=6)).values() for post in posts}
    assert seen == {f"P{n}" for n in range(1, 7)}


def test_who_refuses_push_gets_nothing_and_is_counted(office: House) -> None:
    change(office, "C1", push_consent=False)
    plan = planned(office)
    assert share_in(plan, "C1").without == "no_push"
    assert plan.push.picture["without_any"]["no_push"] == 1


def test_contacts_by_outreach_count(office: House) -> None:
    attempts(office, "C1", 2)
    attempts(office, "C2", 9, 15, 20, 25)
    plan = planned(office)
    assert share_in(plan, "C1").without == "too_soon"
    assert share_in(plan, "C2").without == "too_often"


def test_who_gets_posts_by_an_approved_push_is_in_no_other(house: House) -> None:
    office = two_districts(house)
    first = sent_to(approved(office, districts=("市中区",)))
    second = planned(office)
    assert first.keys() == {"C1", "C2"}
    assert {id: share_in(second, id).without for id in first} == {"C1": "in_campaign", "C2": "in_campaign"}


def test_places_promised_by_an_approved_push_are_gone(house: House) -> None:
    office = two_districts(house)
    sent_to(approved(office, districts=("市中区",), most=6))  # each of the six posts to both
    n = Counter(post for posts in sent_to(planned(office, most=6)).values() for post in posts)
    assert max(n.values()) == 2


def test_a_push_that_was_approved_long_ago_keeps_its_places(house: House) -> None:
    office = two_districts(house)
    approved(office, districts=("市中区",), most=6)  # each of the six posts to both
    later = planned(office, most=6, as_of=office.today() + timedelta(days=60))
    n = Counter(post for posts in sent_to(later).values() for post in posts)
    assert max(n.values()) == 2
    assert share_in(later, "C1").without == "in_campaign"


def test_what_was_shown_of_closed_posts_tells_of_their_kind(house: House) -> None:
    office = fill_for_push(house, 4, per_place=2)
    strength = replace(office.push.interest, strength=1.0)
    office = replace(office, push=replace(office.push, interest=strength))
    closed = replace(POST, id="P0", title="会计", closes_on=office.today() - timedelta(days=1))
    with office.database.begin() as session:
        put_posts(session, [PostEntry(closed)], actor=LI, source="七月.csv", at=MORNING, vault=office.vault)
    office.follower.work_off()
    for n in range(1, 5):
        tell(office, FeedbackEvent.SHOWN, f"C{n}", "P0")
    # of the whole and then of the kind: (1 + 4) / (1/2 + 0) = 10, (1 + 4) / (1/10 + 0) = 50 for each opening
    assert planned(office).push.picture["capacity"] == 6 * 50


@pytest.mark.parametrize(
    ("told", "scope", "why"),
    [
        pytest.param({}, {"most": 7}, "7 posts for each are more than the 6", id="k larger than what exists"),
        pytest.param({"push_consent": False}, {}, "does not want anything pushed", id="everyone opted out"),
        pytest.param({}, {"districts": ("章丘区",)}, "nobody is in the scope", id="nobody in the scope"),
        pytest.param({}, {"post_districts": ("章丘区",)}, "no post of the scope is open", id="no post in the scope"),
    ],
)
def test_an_empty_plan_is_refused_in_one_line(
    house: House, told: dict[str, Any], scope: dict[str, Any], why: str
) -> None:
    office = fill_for_push(house, 3, **told)
    with pytest.raises(BadInput, match=why):
        planned(office, **scope)
    with office.database.read() as session:
        assert page_pushes(session, limit=10, vault=office.vault) == []


def test_posts_without_a_place_left_are_refused_in_one_line(house: House) -> None:
    office = fill_for_push(house, 3)
    for n in range(1, 7):
        for who in ("C1", "C2"):
            tell(office, FeedbackEvent.SHOWN, who, f"P{n}", automatic=True)
    with pytest.raises(BadInput, match="the capacity is 0"):
        planned(office)


def test_a_plan_that_is_stopped_keeps_nothing(office: House) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    from api.pushing import AskedPush, plan_push

    with pytest.raises(KeyboardInterrupt):
        plan_push(office, AskedPush(), actor=LI, on_progress=stop)
    with office.database.read() as session:
        assert page_pushes(session, limit=10, vault=office.vault) == []


def test_a_plan_again_keeps_what_it_can_and_tells_what_changed(house: House) -> None:
    office = fill_for_push(house, 6, n_posts=5)
    plan = planned(office, most=1)
    new = replace(POST, id="P9", title="会计文员", employer="新来公司", headcount=1, description="整理凭证与账簿。")
    with office.database.begin() as session:
        put_posts(session, [PostEntry(new)], actor=LI, source="九月.csv", at=MORNING, vault=office.vault)
    office.follower.work_off()
    again = plan_again(office, plan.push.id, actor=LI, on_progress=silently)
    assert again.changed is not None
    assert (again.changed.kept, again.changed.added, again.changed.removed) == (5, 1, 0)
    assert again.push.id == plan.push.id


def test_a_plan_again_is_for_the_same_day_unless_that_is_over(office: House) -> None:
    to_come = office.today() + timedelta(days=3)
    plan = planned(office, as_of=to_come)
    assert plan_again(office, plan.push.id, actor=LI, on_progress=silently).push.as_of == to_come
    plan = planned(office, as_of=office.today() - timedelta(days=3))
    assert plan_again(office, plan.push.id, actor=LI, on_progress=silently).push.as_of == office.today()


def test_the_same_people_and_posts_give_the_same_plan(office: House) -> None:
    assert sent_to(planned(office)) == sent_to(planned(office))
