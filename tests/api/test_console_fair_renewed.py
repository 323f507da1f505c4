"""Whom of a fair's guests to tell anew after its place or day changed, and what they are told."""

from __future__ import annotations

from collections.abc import Iterable
from csv import DictReader
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from api.contacting import Told as Attempted
from api.contacting import note_attempt
from api.fair_invitations import note_told, told_of
from api.fair_keeping import change_fair
from api.fair_moving import read_standing
from api.fair_telling import told_otherwise
from api.house import House
from api.seating import plan_seats
from data.store import put_guests, replace_dropped
from matcher.fairs.guests import Told
from matcher.records import Actor, Channel, ContactResult
from tests.api.fair_browser import at, browser_of, fields_of, text_of
from tests.api.fair_office import FAIR_ID, NAMES, ORGANISER, generous, open_fair, stated

OTHERWISE = "people were told another time or place than holds now"
HOURS = {"until": "09:10"}  # one slot with three places: others stand by


@pytest.fixture
def invited(house: House, tmp_path: Path) -> House:
    """A fair to which five are invited by message, three to meetings and two to stand by."""
    open_fair(house, tmp_path, **HOURS)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    browser = browser_of(office)
    browser.post(at("/invite"), data={"channel": "sms"})
    assert browser.post(at("/invite/file"), data={"channel": "sms", "purpose": "九月对接会"}).status_code == 200
    return office


def change(office: House, **values: Any) -> None:
    """State the fair anew and plan it for the same guests."""
    with office.database.begin() as session:
        change_fair(office, session, FAIR_ID, stated(**HOURS | values), actor=ORGANISER)
    plan_seats(office, FAIR_ID, actor=ORGANISER)


def who_stand_by(office: House) -> set[str]:
    guests = read_standing(office, FAIR_ID).guests
    return {one.candidate_id for one in guests if one.waits and not one.seats}


def who_were_told(office: House) -> set[str]:
    return {one.candidate_id for one in read_standing(office, FAIR_ID).guests if one.told is not None}


def listed(office: House) -> set[str]:
    return {one.candidate_id for one in told_otherwise(office, read_standing(office, FAIR_ID))}


def renewed(office: House) -> str:
    answer = browser_of(office).post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "更改"})
    assert answer.status_code == 200
    return answer.content.decode("utf-8-sig")


def called(office: House) -> str:
    answer = browser_of(office).post(at("/invite/calls"), data={"calls_purpose": "更改"})
    assert answer.status_code == 200
    return answer.text


def test_a_new_place_is_told_to_everybody_who_was_told_the_old_one(invited: House) -> None:
    assert listed(invited) == set()
    change(invited, place="东厅")
    assert listed(invited) == who_were_told(invited)
    page = browser_of(invited).get(at("/invite"))
    assert f"Tell them the change: 5 {OTHERWISE}" in text_of(page)
    assert "人力资源市场; 09:00 at booth 01" in text_of(page)
    assert "东厅; 09:00 at booth 01" in text_of(page)
    assert renewed(invited).count("到东厅参加") == 5
    assert listed(invited) == set()


def test_who_was_told_to_stand_by_is_told_a_new_day(invited: House) -> None:
    waiting = who_stand_by(invited)
    assert len(waiting) == 2
    change(invited, on="2023-09-17")
    assert listed(invited) == who_were_told(invited) >= waiting
    page = text_of(browser_of(invited).get(at("/invite")))
    assert "16 Sept 2023 09:00–09:10 stands by" in page
    assert "17 Sept 2023 09:00–09:10 stands by" in page
    assert renewed(invited).count("9月17日") == 5
    assert listed(invited) == set()


def test_who_was_told_to_stand_by_is_told_other_hours(invited: House) -> None:
    waiting = who_stand_by(invited)
    change(invited, since="13:00", until="13:10")
    assert waiting <= listed(invited)


def test_what_a_message_told_is_kept_though_the_fair_changed_meanwhile(invited: House) -> None:
    telling = told_of(invited, FAIR_ID)
    change(invited, place="东厅")
    note_told(invited, FAIR_ID, telling, who_were_told(invited))
    assert listed(invited) == who_were_told(invited)


def test_what_was_not_kept_of_an_older_invitation_is_not_compared(invited: House) -> None:
    forget_place_and_day(invited)
    assert listed(invited) == set()


def test_who_was_invited_before_the_place_was_kept_is_told_a_new_one(invited: House) -> None:
    forget_place_and_day(invited)
    change(invited, place="东厅")
    assert listed(invited) == who_were_told(invited)
    assert "人力资源市场; 09:00 at booth 01" in text_of(browser_of(invited).get(at("/invite")))


def test_who_was_invited_to_stand_by_before_the_day_was_kept_is_told_a_new_one(invited: House) -> None:
    forget_place_and_day(invited)
    waiting = who_stand_by(invited)
    change(invited, on="2023-09-17")
    assert listed(invited) >= waiting


def test_who_was_called_and_is_asked_no_more_is_called_until_they_know_it(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, **HOURS)
    office, browser = generous(house), browser_of(generous(house))
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    contacted(office, ["C1"], ContactResult.REACHED)
    browser.post(at("/invite/told"), data=fields_of(called(office)) | {"who": "C1"})
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C2", "C3"])
    assert [one.candidate_id for one in read_standing(office, FAIR_ID).guests] == ["C2", "C3"]
    assert listed(office) == {"C1"}
    page = called(office)
    assert "Has no meeting any more; was told: 09:00 at booth" in page
    told = browser.post(at("/invite/told"), data=fields_of(page) | {"who": "C1"})
    assert "1 people know their meetings now." in text_of(told)
    assert listed(office) == set()
    change(office, place="东厅")
    assert listed(office) == set()
    undo = fields_of(told.text.split("Undo")[0].rsplit("<form", 1)[1])
    assert browser.post(at("/invite/told/undo"), data=undo).status_code == 303
    assert listed(office) == {"C1"}


def test_who_was_written_to_and_is_asked_no_more_is_ticked_off_and_may_be_asked_again(invited: House) -> None:
    gone = min(who_were_told(invited) - who_stand_by(invited))
    others = sorted(who_were_told(invited) - {gone})
    plan_seats(invited, FAIR_ID, actor=ORGANISER, ids=others)
    assert gone in listed(invited)
    browser_of(invited).post(at("/invite/told"), data=fields_of(called(invited)) | {"who": gone})
    assert gone not in listed(invited)
    plan_seats(invited, FAIR_ID, actor=ORGANISER, ids=[gone])
    assert gone in listed(invited)


def forget_place_and_day(office: House) -> None:
    """Let only the meetings be kept of what guests were told, as it once was."""
    guests = read_standing(office, FAIR_ID).guests
    old = [replace(one, told=Told(one.told.meetings)) for one in guests if one.told is not None]
    with office.database.begin() as session:
        put_guests(session, FAIR_ID, old, vault=office.vault)


def contacted(office: House, ids: Iterable[str], result: ContactResult) -> None:
    with office.database.begin() as session:
        for id in ids:
            told = Attempted(id, Channel.PHONE, result)
            note_attempt(office, session, told, actor=Actor("li", "caseworker"))


def test_only_who_can_be_written_to_is_offered_in_the_file_and_the_others_are_called(invited: House) -> None:
    change(invited, place="东厅")
    first, second, *rest = sorted(who_were_told(invited))
    contacted(invited, [first], ContactResult.REACHED)
    contacted(invited, [second], ContactResult.OPTED_OUT)
    page = text_of(browser_of(invited).get(at("/invite")))
    assert f"Fetch new messages for {len(rest)} people" in page
    assert "no new message: contacted a short while ago" in page
    assert "no new message: no longer want to be contacted" in page
    assert "Call 1 people" in page
    file, calls = renewed(invited), called(invited)
    assert [id for id in sorted(who_were_told(invited)) if f",{id}," in file] == rest
    assert (first in calls, second in calls) == (True, False)
    assert "Was told: 人力资源市场; " in calls


def test_no_file_is_given_where_nobody_can_be_written_to(invited: House) -> None:
    change(invited, place="东厅")
    contacted(invited, who_were_told(invited), ContactResult.REACHED)
    browser = browser_of(invited)
    assert "Fetch new messages" not in text_of(browser.get(at("/invite")))
    answer = browser.post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "更改"})
    assert answer.status_code == 422
    assert "nobody can be written to anew by this channel now; call them" in answer.text


def test_a_renewed_message_begins_with_that_and_an_invitation_does_not(invited: House) -> None:
    change(invited, place="东厅")
    told = told_of(invited, FAIR_ID).messages
    assert all(told[id].is_renewed for id in who_were_told(invited))
    texts = [row["text"] for row in DictReader(StringIO(renewed(invited)))]
    assert len(texts) == 5
    assert all(text.startswith("更改通知：时间或地点有变，以本次为准。") for text in texts)
    again = {"channel": "sms", "purpose": "丢失", "again": "1"}
    assert "更改通知" not in browser_of(invited).post(at("/invite/file"), data=again).content.decode("utf-8-sig")


def test_inviting_is_not_done_while_somebody_is_to_be_told_anew(invited: House) -> None:
    browser = browser_of(invited)
    assert "✓ Invitations (done)" in text_of(browser.get(at("/invite")))
    change(invited, place="东厅")
    page = text_of(browser.get(at("/invite")))
    assert "4 Invitations (next)" in page
    assert "5 Print" in page
    assert f"5 {OTHERWISE}. Tell them, then print." in page
    refusing, *_ = who_were_told(invited)
    contacted(invited, [refusing], ContactResult.OPTED_OUT)
    assert f"4 {OTHERWISE}. Tell them, then print." in text_of(browser.get(at("/grid")))
    renewed(invited)
    assert "✓ Invitations (done)" in text_of(browser.get(at("/invite")))


def test_who_is_no_guest_any_more_holds_inviting_up_until_they_know_it(invited: House) -> None:
    browser = browser_of(invited)
    dropped, *others = sorted(who_were_told(invited))
    plan_seats(invited, FAIR_ID, actor=ORGANISER, ids=others)
    browser.post(at("/invite/changed"), data={"channel": "sms", "changed_purpose": "更改"})
    browser.post(at("/papers/door"))
    assert listed(invited) == {dropped}
    assert "4 Invitations (next)" in text_of(browser.get(at("/invite")))
    browser.post(at("/invite/told"), data=fields_of(called(invited)) | {"who": dropped})
    assert "✓ Invitations (done)" in text_of(browser.get(at("/invite")))


def test_who_is_no_guest_any_more_of_an_older_plan_holds_nothing_up_after_printing(invited: House) -> None:
    browser = browser_of(invited)
    dropped, *others = sorted(who_were_told(invited))
    plan_seats(invited, FAIR_ID, actor=ORGANISER, ids=others)
    with invited.database.begin() as session:  # whom no plan kept once
        replace_dropped(session, FAIR_ID, [], vault=invited.vault)
    renew = {"channel": "sms", "changed_purpose": "更改"}
    browser.post(at("/invite/changed"), data=renew)
    assert listed(invited) == {dropped}
    assert "4 Invitations (next)" in text_of(browser.get(at("/invite")))
    browser.post(at("/papers/door"))
    assert "✓ Invitations (done)" in text_of(browser.get(at("/invite")))


def test_a_fair_that_is_not_planned_again_yet_says_what_its_times_are(invited: House) -> None:
    with invited.database.begin() as session:
        change_fair(invited, session, FAIR_ID, stated(since="13:00", until="13:10"), actor=ORGANISER)
    browser = browser_of(invited)
    assert "at times that follow the new statement and do not count" in text_of(browser.get(at("/grid")))
    page = browser.get(at("/invite"))
    assert "Plan the fair first" in text_of(page)
    assert "No message can go out now" not in text_of(page)
    assert 'href="#calls"' not in page.text


def test_the_page_of_one_channel_leads_to_those_of_the_other(invited: House) -> None:
    change(invited, place="东厅")
    page = browser_of(invited).get(at("/invite?channel=mini_program"))
    assert "Fetch new messages" not in text_of(page)
    assert "5 people get their new message by text message" in text_of(page)
    assert f'href="{at("/invite?channel=sms#changed")}"' in page.text


def test_who_was_invited_by_a_call_is_called_again_when_the_place_changes(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, **HOURS)
    office, browser = generous(house), browser_of(generous(house))
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=["C1", "C2"])
    contacted(office, ["C1"], ContactResult.REACHED)
    assert NAMES[0] in called(office)
    assert 'name="who" value="C1"' in called(office)
    browser.post(at("/invite/told"), data=fields_of(called(office)) | {"who": "C1"})
    assert NAMES[0] not in called(office)
    change(office, place="东厅")
    assert listed(office) == {"C1"}
    assert NAMES[0] in called(office)
    assert "Was told: 人力资源市场; " in called(office)
