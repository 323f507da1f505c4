"""A push is approved for what was looked at, handed out once, or cancelled, each with a line in the log."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from api.house import House
from api.push_states import approve, cancel, reopen, results_of
from api.pushing import plan_again
from data import log
from data.store import delete_candidate, get_push, iter_shares, messages_of, note_aliases, put_shares, share_of
from matcher.errors import Conflict
from matcher.records import FeedbackEvent, Push, PushState
from tests.api.outreach_office import GRADUATE, LI, WANG, Ticking
from tests.api.push_office import (
    approved,
    change,
    fill_for_push,
    handed_out,
    planned,
    put,
    sent_to,
    share_in,
    silently,
    tell,
    two_districts,
)
from tests.api.signed_in import signed_in


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


def test_two_pushes_planned_at_once_do_not_fill_the_same_places(house: House) -> None:
    office = replace(two_districts(house), clock=Ticking())
    first, second = planned(office, districts=("市中区",)), planned(office, districts=("历下区",))
    approve(office, first.push.id, actor=LI)
    with pytest.raises(Conflict, match=f"the push {first.push.id} was approved since"):
        approve(office, second.push.id, actor=WANG)
    handed_out(office, first.push.id)
    with pytest.raises(Conflict, match="was approved since"):
        approve(office, second.push.id, actor=WANG)
    plan_again(office, second.push.id, actor=WANG, on_progress=silently)
    assert approve(office, second.push.id, actor=WANG).state is PushState.APPROVED


def test_who_was_withheld_from_a_push_is_free_for_the_next(house: House) -> None:
    office = two_districts(house)
    first = approved(office, districts=("市中区",))
    person = replace(GRADUATE, id="C1", home_district="市中区")
    put(office, replace(person, push_consent=False))
    assert handed_out(office, first.push.id).withheld == {"no_push": 1}
    put(office, person)  # the person asked the office for it
    second = planned(office)
    assert share_in(second, "C1").posts
    assert share_in(second, "C2").without == "too_soon"


def test_a_draft_cannot_be_approved_by_what_it_was_before(office: House) -> None:
    plan = planned(office)
    tell(office, FeedbackEvent.SHOWN, next(iter(sent_to(plan))), next(iter(sent_to(plan).values())).copy().pop())
    again = plan_again(office, plan.push.id, actor=LI, on_progress=silently)
    assert again.push.digest != plan.push.digest
    with pytest.raises(Conflict, match="not what was previewed"):
        approve(office, plan.push.id, actor=WANG, digest=plan.push.digest)
    assert approve(office, plan.push.id, actor=WANG, digest=again.push.digest).approved_by == WANG


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


@pytest.mark.parametrize("step", [approve, cancel], ids=["approved", "cancelled"])
def test_a_step_is_taken_back_and_leaves_a_line_in_the_log(office: House, step: Callable[..., Push]) -> None:
    plan = planned(office)
    was = step(office, plan.push.id, actor=WANG)
    reopened = reopen(office, plan.push.id, actor=LI)
    assert reopened == plan.push
    assert reopen(office, plan.push.id, actor=LI) == plan.push  # a draft stays one
    with office.database.read() as session:
        steps = [one for one in log.entries(session, limit=1_000) if one.noun == "push"]
    assert [(one.action, one.details) for one in steps[2:]] == [("reopen", {"was": str(was.state)})]
    assert approve(office, plan.push.id, actor=WANG).state is PushState.APPROVED


def test_what_was_handed_out_is_not_reopened(office: House) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    with pytest.raises(Conflict, match="handed out already"):
        reopen(office, plan.push.id, actor=LI)


def test_each_step_leaves_a_line_in_the_log(office: House) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    with office.database.read() as session:
        steps = [one for one in log.entries(session, limit=1_000) if one.noun == "push"]
    assert [(one.action, one.id) for one in steps] == [
        (action, plan.push.id) for action in ("plan", "approve", "export")
    ]
    assert steps[1].actor == WANG


def test_a_person_who_is_deleted_leaves_the_push_and_holds_up_nobody(office: House) -> None:
    plan = approved(office)
    gone, *others = sorted(sent_to(plan))
    assert signed_in(office).delete(f"/v1/candidates/{gone}").status_code == 204
    with office.database.read() as session:
        assert gone not in {one.candidate_id for one in iter_shares(session, plan.push.id, vault=office.vault)}
    assert [one.candidate_id for one in handed_out(office, plan.push.id).ready] == others


def test_people_who_are_made_one_hold_up_no_push_and_get_one_message(office: House) -> None:
    plan = approved(office)
    first, second, *others = sorted(sent_to(plan))
    with office.database.begin() as session:
        delete_candidate(session, second, actor=LI, at=office.clock())
        note_aliases(session, {second: first}, at=office.clock())
    assert [one.candidate_id for one in handed_out(office, plan.push.id).ready] == [first, *others]
    assert signed_in(office).delete(f"/v1/candidates/{first}").status_code == 204
    with office.database.read() as session:
        assert share_of(session, plan.push.id, second, vault=office.vault) is None


def test_shares_that_were_changed_behind_an_approval_go_nowhere(office: House) -> None:
    plan = approved(office)
    with office.database.begin() as session:
        put_shares(session, plan.push.id, plan.shares[1:], vault=office.vault)
    with pytest.raises(Conflict, match="is not what was approved any more"):
        handed_out(office, plan.push.id)
