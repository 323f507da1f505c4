"""A call in the console: who is taken, the number for a purpose, its result, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import pytest
from fastapi.testclient import TestClient

from api.contacting import take
from api.house import House
from data.store import attempts_of, claimed_on, feedback_by_candidate, put_posts
from data.store.memberships import put_memberships
from matcher.outreach.policy import Offering
from matcher.records import (
    ContactResult,
    FeedbackEvent,
    LinkHow,
    Membership,
    Post,
    PostEntry,
    Role,
)
from tests.api.calling_office import desk_of, last_of, listed, office_of, queue, reveals, tell
from tests.api.outreach_office import LI, MORNING, POST, WANG, name_of, phone_of
from tests.api.signed_in import browser_for

SCRIPT = {"hx-request": "true"}  # a script of the page asks for a part of it


@pytest.fixture
def office(house: House) -> House:
    return office_of(house)


@pytest.fixture
def desk(office: House) -> TestClient:
    return desk_of(office)


def test_taking_somebody_leads_to_the_call_and_is_undone(office: House, desk: TestClient) -> None:
    assert desk.post("/calls/C1/claim").headers["location"] == "/calls/C1?done=taken"
    page = desk.get("/calls/C1?done=taken").text
    assert 'action="/calls/C1/release"' in page
    assert "You have taken this person" in page
    assert "You have taken" in queue(desk)
    assert listed(queue(desk)) == ["C2", "C3"]
    assert desk.post("/calls/C1/release").headers["location"] == "/today?done=released&who=C1"
    with office.database.read() as session:
        assert claimed_on(session, "C1", at=office.moment()) is None


def test_a_colleagues_person_is_not_taken(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    led = desk.post("/calls/C1/claim").headers["location"]
    assert led == "/calls/C1?done=not-taken"
    page = desk.get(led).text
    assert "wang has taken this person" in page
    assert "You have not taken this person" in page
    assert desk.post("/calls/C1/number", data={"purpose": "call"}).status_code == 409
    assert reveals(office) == []


def test_who_is_a_colleagues_has_no_button_that_would_be_refused(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        take(office, session, "C1", actor=WANG)
    page = desk.get("/calls/C1").text
    assert "/calls/C1/number" not in page
    assert re.findall(r'name="result" value="(\w+)"', page) == ["opted_out"]
    answer = desk.post("/calls/C1/result", data={"result": "reached", "note": "was quick"})  # taken since the page
    assert answer.status_code == 409
    assert "wang has taken this person" in answer.text
    assert "was quick" in answer.text
    assert last_of(office, "C1") is None


def test_a_number_is_shown_for_a_purpose_that_is_logged(office: House, desk: TestClient) -> None:
    assert phone_of(1) not in desk.get("/calls/C1").text
    answer = desk.post("/calls/C1/number", data={"purpose": "recommend posts"}, headers=SCRIPT)
    assert phone_of(1) in answer.text
    assert name_of(1) in answer.text
    assert answer.headers["hx-retarget"] == "#call-number"
    assert "<html" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
    assert reveals(office) == ["recommend posts"]


def test_without_a_script_the_number_is_on_a_page_that_is_not_sent_again(office: House, desk: TestClient) -> None:
    typed = {"purpose": "recommend posts", "note": "ask for Monday", "call_back_on": "2023-09-04"}
    answer = desk.post("/calls/C1/number", data=typed)
    led = answer.headers["location"]
    assert answer.status_code == 303
    assert re.fullmatch(r"/calls/C1\?form=[\w-]{16}", led)
    assert reveals(office) == []
    page = desk.get(led).text
    assert phone_of(1) in page
    assert "ask for Monday" in page
    assert 'value="2023-09-04"' in page
    assert reveals(office) == ["recommend posts"]
    desk.get(led)
    assert reveals(office) == ["recommend posts"] * 2  # once a showing


def test_what_was_typed_is_shown_to_nobody_else_and_not_for_long(office: House, desk: TestClient) -> None:
    led = desk.post("/calls/C1/number", data={"purpose": "call", "note": "at home"}).headers["location"]
    assert "at home" not in desk.get(led.replace("C1", "C2")).text
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert "at home" not in other.get(led).text
    assert phone_of(1) not in other.get(led).text
    office.clock.wait(minutes=16)  # type: ignore[attr-defined]
    page = desk.get(led).text
    assert "at home" not in page
    assert phone_of(1) not in page


@pytest.mark.parametrize("headers", [{}, {"hx-request": "true"}], ids=["whole page", "part of it"])
def test_groups_in_the_middle_of_a_call_keep_number_and_note(
    office: House, desk: TestClient, headers: dict[str, str]
) -> None:
    typed = {"shown_for": "call", "note": "at home", "groups_purpose": "plan help"}
    desk.post("/calls/C1/claim")
    answer = desk.post("/calls/C1/groups", data=typed, headers=headers)
    if headers:
        assert answer.headers["hx-retarget"] == "#call-groups"  # the rest of the page stays as it is
        assert phone_of(1) not in answer.text
        assert reveals(office) == ["plan help"]
        return
    assert answer.status_code == 303
    page = desk.get(answer.headers["location"]).text
    assert phone_of(1) in page
    assert "at home" in page
    assert 'name="groups_for" value="plan help"' in page
    assert sorted(map(str, reveals(office))) == ["call", "plan help"]


@pytest.mark.parametrize("purpose", ["", "  ", "a\tb"])
def test_without_a_purpose_no_number_is_shown(office: House, desk: TestClient, purpose: str) -> None:
    answer = desk.post("/calls/C1/number", data={"purpose": purpose})
    assert answer.status_code == 422
    assert 'id="purpose-told"' in answer.text
    assert phone_of(1) not in answer.text
    assert reveals(office) == []


def test_a_result_is_one_click_and_tells_what_comes_next(office: House, desk: TestClient) -> None:
    desk.post("/calls/C1/claim")
    answer = desk.post("/calls/C1/result", data={"result": "not_reached", "note": "13812345678 busy"})
    where = answer.headers["location"]
    assert re.fullmatch(r"/today\?done=noted&attempt=A\w+", where)
    page = queue(desk, where)
    # nobody is called on a Saturday: the next day is Monday
    assert "Noted for 王** C1: not reached. Next: try again from 4 Sept 2023." in page
    assert '<a class="alert-link" href="/calls/C1">' in page
    with office.database.read() as session:
        assert claimed_on(session, "C1", at=office.moment()) is None  # free for whoever is next
        assert "13812345678" not in str(attempts_of(session, "C1"))


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ({"result": "call_back"}, "call_back_on"),
        ({"result": "call_back", "call_back_on": "2023-08-01"}, "call_back_on"),
        ({"result": "call_back", "call_back_on": "soon"}, "call_back_on"),
        ({"result": "call_back", "call_back_on": "2023-09-02"}, "call_back_on"),  # Saturday
        ({"result": "call_back", "call_back_on": "2024-02-29"}, "call_back_on"),  # 181 days ahead
        ({"result": "declined"}, "reason"),
        ({"result": "interested"}, "post_id"),
        ({"result": "interested", "other_post": "P404"}, "other_post"),
        ({"result": "started"}, "elsewhere"),
        ({"result": "wrong_number", "channel": "visit"}, "channel"),
        ({"result": "reached", "note": "a\x01b"}, "note"),
    ],
    ids=lambda value: str(value),
)
def test_a_slip_comes_back_with_what_was_typed(office: House, desk: TestClient, typed: dict[str, str], at: str) -> None:
    answer = desk.post("/calls/C1/result", data={"note": "at home", "once": "abc"} | typed)
    assert answer.status_code == 422
    assert f'id="{at}-told"' in answer.text
    assert (typed.get("note") or "at home") in answer.text
    assert 'name="once" value="abc"' in answer.text
    assert last_of(office, "C1") is None


@pytest.mark.parametrize("result", ["", "sent", "anything"])
def test_what_is_no_result_notes_nothing(office: House, desk: TestClient, result: str) -> None:
    assert desk.post("/calls/C1/result", data={"result": result}).status_code == 422
    assert last_of(office, "C1") is None


def test_interest_in_a_post_is_noted_of_who_is_not_in_the_queue(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.REACHED)
    assert '<option value="P1"' not in desk.get("/calls/C1").text
    office.clock.wait(minutes=10)  # type: ignore[attr-defined]
    assert desk.post("/calls/C1/result", data={"result": "interested", "other_post": " P1 "}).status_code == 303
    with office.database.read() as session:
        assert attempts_of(session, "C1")[-1].post_id == "P1"
    assert '<option value="P1"' in desk.get("/calls/C1").text  # of the open task


def test_who_started_is_told_back_by_name_and_both_pages_say_the_same_day(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "started", "elsewhere": "yes"}).headers["location"]
    told = queue(desk, where)
    assert "Noted for 王** C1: started work, without a post of ours. No more calls until 28 Feb 2024." in told
    page = desk.get("/calls/C1").text
    assert "said on 1 Sept 2023 to have started somewhere; again from 28 Feb 2024" in page
    assert "again from 8 Sept 2023" not in page


def test_who_started_in_a_post_leaves_the_next_step_without_a_command(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "started", "post_id": "P1"}).headers["location"]
    told = queue(desk, where)
    assert "No more calls until 28 Feb 2024. Next: see whether a traineeship began" in told
    assert "matcher place" not in told


def test_a_slip_in_the_middle_of_a_call_keeps_the_number_and_is_logged(office: House, desk: TestClient) -> None:
    shown = desk.post("/calls/C1/number", data={"purpose": "recommend posts"}, headers=SCRIPT).text
    assert 'name="shown_for" value="recommend posts"' in shown
    answer = desk.post("/calls/C1/result", data={"result": "call_back", "shown_for": "recommend posts"})
    assert answer.status_code == 422
    assert phone_of(1) in answer.text
    assert reveals(office) == ["recommend posts"] * 2
    assert phone_of(1) not in desk.post("/calls/C1/result", data={"result": "call_back"}).text


def test_who_wants_no_contact_is_asked_no_more(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C1/result", data={"result": "opted_out"}).headers["location"]
    page = queue(desk, where)
    assert listed(page) == ["C2", "C3"]
    assert "not contacted any more" in page
    assert desk.post("/calls/C1/number", data={"purpose": "call"}).status_code == 409
    call = desk.get("/calls/C1").text
    assert 'id="show-number"' not in call
    assert 'name="result" value="reached"' not in call
    assert 'name="note"' not in call
    assert 'href="/rights/C1#consents"' in call
    led = desk.get(desk.post("/calls/C1/claim").headers["location"]).text
    assert re.search(r"alert-warning[^>]*>\s*<span>You have not taken this person", led)


def test_why_somebody_is_not_in_the_queue_is_told(office: House, desk: TestClient) -> None:
    tell(office, "C1", ContactResult.REACHED)
    page = desk.get("/calls/C1").text
    assert "Not to be contacted today:" in page
    assert "contacted a short while ago" in page
    tell(office, "C2", ContactResult.NOT_REACHED)
    page = desk.get("/calls/C2").text
    assert "tried a short while ago and not reached" in page
    assert "contacted a short while ago" not in page


def test_a_slip_by_a_script_leaves_the_number_where_it_is(office: House, desk: TestClient) -> None:
    answer = desk.post("/calls/C1/result", data={"result": "call_back", "shown_for": "call"}, headers=SCRIPT)
    assert answer.status_code == 422
    assert answer.headers["hx-retarget"] == "#call-result"
    assert reveals(office) == []
    alert = answer.text.partition('role="alert"')[2].partition("</div>")[0]
    assert 'href="#call_back_on"' in alert
    assert re.search(r'id="call_back_on"[^>]* autofocus>\s*<div[^>]*>say on which day', answer.text)  # in sight


@pytest.fixture
def two_posts(office: House) -> list[Post]:
    """Give two open posts of the same employer."""
    other = replace(POST, id="P2", title="早教老师")
    with office.database.begin() as session:
        put_posts(session, [PostEntry(other)], actor=LI, source="x", at=MORNING, vault=office.vault)
    return [POST, other]


def test_two_posts_named_are_a_slip_that_says_both(office: House, desk: TestClient, two_posts: list[Post]) -> None:
    one, two = two_posts
    typed = {"result": "interested", "post_id": one.id, "other_post": two.id}
    answer = desk.post("/calls/C1/result", data=typed)
    assert answer.status_code == 422
    told = answer.text.partition('id="other_post-told"')[2].partition("</div>")[0]
    assert one.title in told
    assert two.title in told
    assert last_of(office, "C1") is None


@pytest.mark.parametrize("typed", ["p2", "早教", "安泰 老师"])
def test_a_post_is_named_in_small_letters_or_by_words(
    office: House, desk: TestClient, two_posts: list[Post], typed: str
) -> None:
    assert desk.post("/calls/C1/result", data={"result": "interested", "other_post": typed}).status_code == 303
    with office.database.read() as session:
        assert attempts_of(session, "C1")[-1].post_id == "P2"


def test_of_several_posts_with_the_words_one_is_chosen(office: House, desk: TestClient, two_posts: list[Post]) -> None:
    typed = {"result": "interested", "other_post": POST.employer}
    answer = desk.post("/calls/C1/result", data=typed)
    told = answer.text.partition('id="other_post-told"')[2].partition("</fieldset>")[0]
    choices = re.findall(r'type="radio" name="other_post" value="([^"]*)"[^>]*><label[^>]*>([^<]*)</label>', told)
    assert [(id, words.partition(" · ")[0]) for id, words in choices] == [("P1", "会计"), ("P2", "早教老师")]
    assert last_of(office, "C1") is None
    both = typed | {"other_post": [POST.employer, "P2"]}  # the words stand in their field still
    assert desk.post("/calls/C1/result", data=both).status_code == 303
    with office.database.read() as session:
        assert attempts_of(session, "C1")[-1].post_id == "P2"
    assert 'type="radio"' not in desk.post("/calls/C1/result", data=typed | {"other_post": "P404"}).text


def test_a_result_of_a_post_names_it_and_is_taken_back_with_what_was_typed(office: House, desk: TestClient) -> None:
    one = POST
    typed = {"result": "interested", "post_id": one.id, "note": "likes it"}
    where = desk.post("/calls/C1/result", data=typed).headers["location"]
    page = queue(desk, where)
    assert f"interested in a post ({one.title} · {one.employer})" in page
    id = where.rpartition("=")[2]
    assert 'action="/calls/C1/undo"' in page
    led = desk.post("/calls/C1/undo", data={"attempt": id}).headers["location"]
    assert last_of(office, "C1") is None
    assert "/tasks/" not in desk.get("/tasks").text
    with office.database.read() as session:
        assert feedback_by_candidate(session, ["C1"], list(FeedbackEvent)) == {}
    form = desk.get(led).text
    assert "likes it" in form
    assert f'<option value="{one.id}" selected>' in form
    assert desk.post("/calls/C1/undo", data={"attempt": id}).status_code == 409


def test_neither_a_colleagues_result_nor_a_refusal_of_contact_is_taken_back(office: House, desk: TestClient) -> None:
    where = desk.post("/calls/C2/result", data={"result": "reached"}).headers["location"]
    id = where.rpartition("=")[2]
    other = browser_for(office, "wang", Role.CASEWORKER, district="历下区")
    assert other.post("/calls/C2/undo", data={"attempt": id}).status_code == 409
    assert "Noted for" not in queue(other, where)
    where = desk.post("/calls/C1/result", data={"result": "opted_out"}).headers["location"]
    assert "/calls/C1/undo" not in queue(desk, where)
    assert desk.post("/calls/C1/undo", data={"attempt": where.rpartition("=")[2]}).status_code == 409
    assert last_of(office, "C1") is ContactResult.OPTED_OUT


@pytest.fixture
def offering(house: House) -> House:
    """Give an office that offers whatever there is, however little it fits."""
    return office_of(replace(house, outreach=replace(house.outreach, offers=Offering(n_posts=3, least_chance=0.0))))


def test_who_is_outside_the_queue_keeps_what_to_offer_and_the_star(offering: House) -> None:
    office, desk = offering, desk_of(offering)
    with office.database.begin() as session:
        told = Membership("m-C1", "C1", "disabled", "disabled", "e1", date(2023, 8, 1), LinkHow.EXACT, 1.0)
        put_memberships(session, [told], vault=office.vault)
    inside = desk.get("/calls/C1").text
    tell(office, "C1", ContactResult.REACHED)
    outside = desk.get("/calls/C1").text
    assert "Not to be contacted today:" in outside
    offers = re.findall(r'id="offer-\d+">([^<]+)<', inside)
    assert offers
    assert re.findall(r'id="offer-\d+">([^<]+)<', outside) == offers
    assert "to be supported first" in outside


def test_what_is_offered_tells_its_pay_and_what_weighs_how_much(offering: House) -> None:
    offer = desk_of(offering).get("/calls/C1").text.partition('id="offer-1"')[2].partition("</article>")[0]
    assert "yuan a month" in offer or "pay not stated" in offer
    assert re.search(r'class="sign (met|not_met|unknown)"', offer)
    assert re.search(r"[+-]\d\.\d\d", offer)
