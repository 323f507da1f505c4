"""An office with more people than places for the tests of pushes: a draft planned, approved, and handed out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from api.handing_out import HandedOut, note_out
from api.house import House
from api.push_messages import batch_of, hand_out
from api.push_states import approve
from api.pushing import AskedPush, PlannedPush, plan_push
from data.store import add_attempts, add_feedback, merge_candidates, put_candidates, put_posts
from matcher.allocation.policy import InterestPrior
from matcher.records import (
    Attempt,
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    Feedback,
    FeedbackEvent,
    LegalBasis,
    Person,
    PostEntry,
    PushScope,
    PushShare,
)
from tests.api.outreach_office import LI, MORNING, POST, WANG, fill, name_of, phone_of

N_POSTS = 6


def fill_for_push(house: House, n: int = 8, *, per_place: float = 1.0, n_posts: int = N_POSTS, **told: Any) -> House:
    """Give a house with n graduates, and posts of different work, each with one opening that *per_place* must see."""
    office = fill(house, n, **told)
    prior = InterestPrior(per_place, office.push.interest.strength)
    office = replace(office, push=replace(office.push, interest=prior, least_chance=0.0))
    works = ("会计", "出纳", "审计助理", "税务专员", "财务分析", "成本核算", "资产管理", "统计员")
    posts = [
        PostEntry(
            replace(
                POST,
                id=f"P{k + 1}",
                title=works[k],
                employer=f"安泰{k + 1}公司",
                headcount=1,
                description=f"负责{works[k]}工作，编制第{k}类报表，每月向{works[-k]}组报送，满{k + 1}个月考核一次。",
            )
        )
        for k in range(n_posts)
    ]
    with office.database.begin() as session:
        put_posts(session, posts, actor=LI, source="八月.csv", at=MORNING, vault=house.vault)
    office.follower.work_off()
    return office


def silently(done: int, total: int) -> None:
    """Be told how far it is, and say nothing."""


def planned(office: House, *, most: int | None = 2, as_of: date | None = None, **scope: Any) -> PlannedPush:
    asked = AskedPush(PushScope(**scope), most=most, as_of=as_of)
    return plan_push(office, asked, actor=LI, on_progress=silently)


def sent_to(plan: PlannedPush) -> dict[str, set[str]]:
    return {one.candidate_id: {post.post_id for post in one.posts} for one in plan.shares if one.posts}


def share_in(plan: PlannedPush, candidate_id: str) -> PushShare:
    return next(one for one in plan.shares if one.candidate_id == candidate_id)


def handed_out(office: House, id: str, **told: Any) -> HandedOut:
    handed = hand_out(office, batch_of(office, id, office=None), purpose="九月岗位推送", actor=LI, **told)
    note_out(office, handed, actor=LI)
    return handed


def approved(office: House, **told: Any) -> PlannedPush:
    plan = planned(office, **told)
    approve(office, plan.push.id, actor=WANG)
    return plan


def tell(office: House, event: FeedbackEvent, candidate_id: str, post_id: str, **more: Any) -> None:
    day = office.today()
    one = Feedback(candidate_id, post_id, event, happened_on=day, actor=LI, at=office.clock(), **more)
    with office.database.begin() as session:
        add_feedback(session, [one], actor=LI, at=office.clock())


def change(office: House, candidate_id: str, **values: Any) -> None:
    entry = CandidateEntry(Candidate(candidate_id, **values))
    with office.database.begin() as session:
        merge_candidates(session, [entry], actor=LI, source="九月.csv", at=office.clock(), vault=office.vault)


def put(office: House, person: Candidate) -> None:
    entry = CandidateEntry(person, Person(name=name_of(1), phone=phone_of(1)))
    with office.database.begin() as session:
        put_candidates(session, [entry], actor=LI, source="九月.csv", at=MORNING, vault=office.vault)


def attempts(office: House, candidate_id: str, *days_ago: float) -> None:
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


def two_districts(house: House) -> House:
    """Give an office with two people who live elsewhere, and posts with places for four."""
    office = fill_for_push(house, 8, per_place=4)
    for id in ("C1", "C2"):
        change(office, id, home_district="市中区")
    return office
