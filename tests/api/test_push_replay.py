"""The plan of a push is made again from its entry in the log: the same shares, or what has changed since."""

from __future__ import annotations

from dataclasses import replace

import pytest

from api.house import House
from api.push_states import approve
from api.pushing import plan_again
from api.replaying import replay
from data import log
from data.store import digest_kept
from matcher.errors import Conflict, NotFound
from matcher.records import FeedbackEvent
from tests.api.outreach_office import LI, WANG
from tests.api.push_office import change, fill_for_push, planned, sent_to, silently, tell
from tests.api.signed_in import signed_in


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house)


def codes(office: House, id: str) -> tuple[bool, set[str]]:
    found = replay(office, id)
    return found.same, {one.code for one in found.differences}


def test_a_plan_is_made_again_and_nothing_is_kept_of_it(office: House) -> None:
    plan = planned(office)
    with office.database.read() as session:
        n = len(log.entries(session, limit=10_000))
    assert codes(office, plan.push.id) == (True, set())
    with office.database.read() as session:
        assert digest_kept(session, plan.push.id, vault=office.vault) == plan.push.digest
        assert len(log.entries(session, limit=10_000)) == n
    approve(office, plan.push.id, actor=WANG)
    assert codes(office, plan.push.id) == (True, set())  # its own promise does not count against it


def test_what_people_and_posts_became_is_told(office: House) -> None:
    plan = planned(office)
    somebody, posts = next(iter(sent_to(plan).items()))
    tell(office, FeedbackEvent.DECLINED, somebody, min(posts))
    assert codes(office, plan.push.id) == (False, {"told"})
    change(office, somebody, wish="只想做园林绿化")
    same, found = codes(office, plan.push.id)
    assert (same, found) == (False, {"told", "people"})


def test_other_terms_are_told(office: House) -> None:
    plan = planned(office, most=None)
    stricter = replace(office, push=replace(office.push, n_best=1))
    _, found = codes(stricter, plan.push.id)
    assert found == {"policy"}


def test_what_was_planned_from_a_draft_cannot_be_made_again(office: House) -> None:
    plan = planned(office)
    plan_again(office, plan.push.id, actor=LI, on_progress=silently)
    with pytest.raises(Conflict, match="is not kept"):
        replay(office, plan.push.id)
    with pytest.raises(NotFound):
        replay(office, "20230901-nothing")


def test_it_is_told_over_http(office: House) -> None:
    plan = planned(office)
    told = signed_in(office).get(f"/v1/rankings/{plan.push.id}/replay").json()
    assert (told["list_id"], told["of"], told["same"]) == (plan.push.id, "shares of a push", True)
