"""A push is planned for everybody at once, looked at, approved, handed out once, and planned again with few changes."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Any, cast

import pytest

from api.house import House
from api.push_states import approve, cancel, results_of
from api.pushing import plan_again
from data import log
from data.store import (
    add_attempts,
    add_feedback,
    get_push,
    iter_shares,
    merge_candidates,
    messages_of,
    page_pushes,
    put_posts,
)
from matcher.errors import BadInput, Conflict
from matcher.records import (
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    DeclineReason,
    Feedback,
    FeedbackEvent,
    LegalBasis,
    PostEntry,
    PushState,
)
from tests.api.outreach_office import LI, MORNING, POST, WANG
from tests.api.push_office import (
    approved,
    fill_for_push,
    handed_out,
    planned,
    sent_to,
    share_in,
    silently,
)


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


def tell(office: House, event: FeedbackEvent, candidate_id: str, post_id: str, **more: Any) -> None:
    day = office.today()
    one = Feedback(candidate_id, post_id, event, happened_on=day, actor=LI, at=office.clock(), **more)
    with office.database.begin() as session:
        add_feedback(session, [one], actor=LI, at=office.clock())


def change(office: House, candidate_id: str, **values: Any) -> None:
    entry = CandidateEntry(Candidate(candidate_id, **values))
    with office.database.begin() as session:
        merge_candidates(session, [entry], actor=LI, source="九月.csv", at=office.clock(), vault=office.vault)


def attempts(office: House, candidate_id: str, *days_ago: float) -> None:
    from datetime import timedelta

    told = [
        Attempt(
            f"A{candidate_id}{n}",
            candidate_id,
            Channel.PHONE,
            office.clock() - timedelta(days=days),
            ContactResult.REACHED,
            LegalBasis.CONSENT,
            LI,
        )
        for n, days in enumerate(days_ago)
    ]
    with office.database.begin() as session:
        add_attempts(session, told)


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


def two_districts(house: House) -> House:
    """Give an office with two people who live elsewhere, and posts with places for four."""
    office = fill_for_push(house, 8, per_place=4)
    for id in ("C1", "C2"):
        change(office, id, home_district="市中区")
    return office


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


def test_a_draft_cannot_be_approved_by_what_it_was_before(office: House) -> None:
    plan = planned(office)
    tell(office, FeedbackEvent.SHOWN, next(iter(sent_to(plan))), next(iter(sent_to(plan).values())).copy().pop())
    again = plan_again(office, plan.push.id, actor=LI, on_progress=silently)
    assert again.push.digest != plan.push.digest
    with pytest.raises(Conflict, match="not what was previewed"):
        approve(office, plan.push.id, actor=WANG, digest=plan.push.digest)
    assert approve(office, plan.push.id, actor=WANG, digest=again.push.digest).approved_by == WANG


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


def test_an_approved_push_planned_again_is_a_draft_again(office: House) -> None:
    plan = approved(office)
    again = plan_again(office, plan.push.id, actor=LI, on_progress=silently)
    assert (again.was, again.push.state) == (PushState.APPROVED, PushState.DRAFT)
    assert again.push.approved_by is None


def test_only_an_approved_push_is_handed_out(office: House) -> None:
    plan = planned(office)
    with pytest.raises(Conflict, match="is not approved"):
        handed_out(office, plan.push.id)


def test_a_push_is_handed_out_once_unless_its_copy_is_lost(office: House) -> None:
    plan = approved(office)
    first = handed_out(office, plan.push.id)
    assert {one.candidate_id for one in first.ready} == sent_to(plan).keys()
    with pytest.raises(Conflict, match="were handed out"):
        handed_out(office, plan.push.id)
    again = handed_out(office, plan.push.id, again=True)
    assert [one.id for one in again.ready] == [one.id for one in first.ready]
    with office.database.read() as session:
        assert len(messages_of(session, f"push-{plan.push.id}")) == len(first.ready)
        assert get_push(session, plan.push.id, vault=office.vault).state is PushState.EXPORTED


def test_who_refused_since_the_approval_is_withheld_with_the_reason(office: House) -> None:
    plan = approved(office)
    first, *others = sorted(sent_to(plan))
    change(office, first, push_consent=False)
    handed = handed_out(office, plan.push.id)
    assert handed.withheld == {"no_push": 1}
    assert [one.candidate_id for one in handed.ready] == others


def test_each_message_of_a_push_holds_link_and_code(office: House) -> None:
    from data.store import codes_for

    handed = handed_out(office, approved(office).push.id)
    with office.database.begin() as session:
        codes = codes_for(session, [one.candidate_id for one in handed.ready], vault=office.vault)
    for one in handed.ready:
        assert codes[one.candidate_id] in one.text
        assert f"https://jobs.example.org/r/{codes[one.candidate_id].lower()}" in one.text


def test_a_message_counts_as_a_contact(house: House) -> None:
    office = two_districts(house)
    handed_out(office, approved(office, districts=("市中区",)).push.id)
    second = planned(office)
    assert {id: share_in(second, id).without for id in ("C1", "C2")} == {"C1": "too_soon", "C2": "too_soon"}


def test_results_are_counted_once_it_was_handed_out(office: House) -> None:
    plan = approved(office)
    assert results_of(office, plan.push) is None
    handed_out(office, plan.push.id)
    who, posts = next(iter(sent_to(plan).items()))
    tell(office, FeedbackEvent.INTERESTED, who, min(posts))
    change(office, who, push_consent=False)
    with office.database.read() as session:
        push = get_push(session, plan.push.id, vault=office.vault)
    found = results_of(office, push)
    assert found is not None
    assert (found.interested, found.refused, found.applied) == (1, 1, 0)
    assert found.shown == sum(map(len, sent_to(plan).values()))


def test_a_cancelled_push_goes_nowhere(office: House) -> None:
    plan = approved(office)
    assert cancel(office, plan.push.id, actor=LI).state is PushState.CANCELLED
    for refused in (
        lambda: handed_out(office, plan.push.id),
        lambda: approve(office, plan.push.id, actor=WANG),
        lambda: plan_again(office, plan.push.id, actor=LI, on_progress=silently),
    ):
        with pytest.raises(Conflict):
            refused()


def test_a_push_that_was_handed_out_cannot_be_cancelled(office: House) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    with pytest.raises(Conflict, match="was handed out"):
        cancel(office, plan.push.id, actor=LI)


def test_each_step_leaves_a_line_in_the_log(office: House) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    with office.database.read() as session:
        steps = [one for one in log.entries(session, limit=1_000) if one.noun == "push"]
    assert [(one.action, one.id) for one in steps] == [
        (action, plan.push.id) for action in ("plan", "approve", "export")
    ]
    assert steps[1].actor == WANG


def test_the_same_people_and_posts_give_the_same_plan(office: House) -> None:
    assert sent_to(planned(office)) == sent_to(planned(office))


def test_a_person_who_is_deleted_leaves_the_push(office: House) -> None:
    from fastapi.testclient import TestClient

    from api.app import app_over

    plan = planned(office)
    assert TestClient(app_over(office)).delete("/v1/candidates/C1").status_code == 204
    with office.database.read() as session:
        kept = {one.candidate_id for one in iter_shares(session, plan.push.id, vault=office.vault)}
    assert "C1" not in kept
