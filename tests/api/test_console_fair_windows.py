"""A fair's timetable open in two windows: what one moved, the other does not move from where it was."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from api.fair_moving import Move, move_meeting
from api.house import House
from api.seating import plan_seats
from data.store import candidates_by_id, put_candidates
from matcher.errors import Conflict
from matcher.records import CandidateEntry, Person
from tests.api.fair_browser import at, browser_of, fields_of, seats, text_of
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair
from tests.api.outreach_office import phone_of

CHANGED = "The timetable was changed meanwhile, so nothing was moved."


@pytest.fixture
def planned(house: House, tmp_path: Path) -> House:
    open_fair(house, tmp_path, until="11:00", most_visits=1)
    office = generous(house)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=[f"C{n}" for n in range(1, 7)])
    return office


def forms_in(page: str) -> list[dict[str, str]]:
    """Give what each form of a page of slots would send."""
    return [fields for one in page.split("<form")[1:] if "slot" in (fields := fields_of(one.split("</form>")[0]))]


def test_a_meeting_that_another_window_moved_is_not_moved_from_where_it_was(planned: House) -> None:
    browser, booth = browser_of(planned), seats(planned, "C1")[0][1]
    shown = browser.get(at("/guests/C1/move"), params={"booth": booth}).text
    free = [one for one in forms_in(shown) if "other" not in one]
    assert browser.post(at("/moves"), data=free[0]).status_code == 303  # the one window
    moved = seats(planned, "C1")
    late = browser.post(at("/moves"), data=free[1])  # the other one, as it was shown before
    assert late.status_code == 409
    assert CHANGED in late.text
    assert seats(planned, "C1") == moved
    again = next(one for one in forms_in(late.text) if one["slot"] == free[1]["slot"])
    assert browser.post(at("/moves"), data=again).status_code == 303  # from how it stands now
    assert seats(planned, "C1") == [(int(free[1]["slot"]), booth, True)]


def test_times_are_not_exchanged_with_a_meeting_that_another_window_moved(planned: House) -> None:
    browser = browser_of(planned)
    booths = {f"C{n}": seats(planned, f"C{n}")[0][1] for n in range(1, 7)}
    who = next(id for id, booth in booths.items() if list(booths.values()).count(booth) > 1)
    shown = browser.get(at(f"/guests/{who}/move"), params={"booth": booths[who]}).text
    turn = next(one for one in forms_in(shown) if "other" in one)
    free = next(one for one in forms_in(shown) if "other" not in one)
    browser.post(at("/moves"), data={**free, "candidate": turn["other"], "at": ""})
    before = {id: seats(planned, id) for id in (who, turn["other"])}
    late = browser.post(at("/moves"), data=turn)
    assert late.status_code == 409
    assert CHANGED in late.text
    assert {id: seats(planned, id) for id in before} == before


def test_what_is_moved_while_a_move_is_looked_at_is_left_alone(planned: House) -> None:
    slot, booth, _ = seats(planned, "C1")[0]
    move = Move("C1", booth, booth, 11, from_slot=slot + 1)
    with pytest.raises(Conflict, match="moved meanwhile"), planned.database.begin() as session:
        move_meeting(planned, session, FAIR_ID, move, actor=ORGANISER)
    assert seats(planned, "C1")[0][:2] == (slot, booth)


def test_people_of_one_masked_name_are_told_apart_by_the_end_of_the_id(planned: House) -> None:
    with planned.database.begin() as session:
        people = candidates_by_id(session, ["C1", "C2"]).values()
        named = [CandidateEntry(one, Person(name="王一", phone=phone_of(1))) for one in people]
        put_candidates(session, named, actor=ORGANISER, source="名单.csv", at=planned.clock(), vault=planned.vault)
    grid = text_of(browser_of(planned).get(at("/grid")))
    assert "王** C1" in grid
    assert "王** C2" in grid


def test_whoever_exchanged_times_is_named_with_the_other(planned: House) -> None:
    browser = browser_of(planned)
    booths = {f"C{n}": seats(planned, f"C{n}")[0][1] for n in range(1, 7)}
    who = next(id for id, booth in booths.items() if list(booths.values()).count(booth) > 1)
    page = browser.get(at(f"/guests/{who}/move"), params={"booth": booths[who]}).text
    turn = next(one for one in forms_in(page) if "other" in one)
    told = text_of(browser.get(browser.post(at("/moves"), data=turn).headers["location"]))
    assert re.search(rf"They exchanged times: .\*+ {who} now meets booth {booths[who]} at ", told)
    assert re.search(rf", .\*+ {turn['other']} at \d\d:\d\d\.", told)
