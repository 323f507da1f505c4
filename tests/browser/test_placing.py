"""Recording a traineeship in a browser: the last day is put in, a refusal stands at its field, and it is taken back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from playwright.sync_api import Page, expect

from api.judging import eligibility_of
from data.store import iter_candidates, iter_placements, iter_posts, list_placements
from matcher.eligibility.programme import Verdict
from tests.browser.conftest import DISTRICT, Office
from tests.browser.judged import SEEN, judge

START, LATE, FIVE_MONTHS = "2023-09-11", "2025-09-11", "2024-02-10"


def to_place(office: Office) -> tuple[str, str]:
    """Give somebody of the district who may be placed, and a post with a term and openings, of a known employer."""
    house = office.house
    with house.database.read() as session:
        placements = list(iter_placements(session))
        placed, taken = {one.candidate_id for one in placements}, Counter(one.post_id for one in placements)
        posts = [one for one in iter_posts(session) if one.id in taken and one.term_min_months == one.term_max_months]
        post = next(one for one in posts if one.term_max_months and (one.headcount or 0) > taken[one.id])
        people = [one for one in iter_candidates(session) if one.home_district == DISTRICT and one.id not in placed]
    start = date.fromisoformat(START)
    person = next(one for one in people if eligibility_of(house, one, on=start).verdict is Verdict.ELIGIBLE)
    return person.id, post.id


@SEEN
def test_a_traineeship_is_recorded_refused_and_taken_back(
    office: Office, shoot: Callable[[Page, str], None], language: str, size: str
) -> None:
    person, post = to_place(office)
    page = office.open("caseworker", language=language, size=size)
    page.goto("/placements/new")
    judge(page, shoot, f"placing-person-{language}-{size}")
    page.locator("#text").fill(person)
    page.keyboard.press("Enter")
    page.locator(f"#found a[href$='candidate={person}']").click()
    judge(page, shoot, f"placing-form-{language}-{size}")
    page.goto(f"/placements/new?candidate={person}&post={post}")
    page.locator("#starts_on").fill(START)
    expect(page.locator("#planned_end_on")).not_to_have_value("")
    page.locator("#planned_end_on").fill(LATE)
    page.locator("#term_reason").fill("培训周期较长")
    page.locator("#placing button").click()
    expect(page.locator("#planned_end_on-told")).to_contain_text("12")
    expect(page.locator("#term_reason")).to_have_value("培训周期较长")
    judge(page, shoot, f"placing-refused-{language}-{size}")
    page.locator("#planned_end_on").fill(FIVE_MONTHS)
    page.locator("#placing button").click()
    page.wait_for_url(re.compile(r"/placements/[^/]+[?]done=recorded"))
    judge(page, shoot, f"placing-recorded-{language}-{size}")
    page.locator("#told button").click()
    expect(page.locator("#planned_end_on")).to_have_value(FIVE_MONTHS)
    page.locator("#starts_on").fill("2023-09-12")  # another first day leaves the last day that was typed
    page.locator("#planned_end_on").fill(LATE)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#planned_end_on")).to_have_value(LATE)
    with office.house.database.read() as session:
        assert list_placements(session, candidate_id=person) == []
