"""Fairs, their guests and what became of them are kept sealed on both databases, and go with the person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import text

from data.store import (
    Database,
    KeptFair,
    drop_from_fairs,
    dropped_of,
    get_fair,
    guests_of,
    has_fair,
    iter_fairs,
    put_fair,
    put_visits,
    replace_dropped,
    replace_guests,
    visits_of,
)
from data.store.sealed import find_sealed, put_sealed
from data.vault import Vault
from matcher.errors import NotFound
from matcher.fairs.guests import KeptGuest, Told
from matcher.records import (
    Actor,
    Attendance,
    Booth,
    Fair,
    FairNeed,
    FairState,
    FairVisit,
    Fit,
    Guest,
    Hours,
    MeetingResult,
    Seat,
    Walk,
)

AT = datetime(2023, 9, 16, 4, 0, tzinfo=UTC)
LI = Actor("li", "organiser")
FAIR = Fair(
    "F1",
    "秋季对接会",
    "人力资源市场",
    date(2023, 9, 16),
    Hours(time(9), time(12)),
    10,
    booths=(Booth("01", "甲公司", ("P1", "P2"), 2, hall="A", step_free=True, breaks=(Hours(time(10), time(10, 30)),)),),
    breaks=(Hours(time(10, 20), time(10, 40)),),
    walks=(Walk("A", "B", 5),),
    quiet=(Hours(time(11), time(12)),),
    n_interpreters=1,
    districts=("历下区",),
    state=FairState.PLANNED,
)
KEPT = KeptFair(
    FAIR,
    revision=3,
    planned_at=AT,
    absent_booths=("01",),
    is_printed=True,
    left_out={"enough": 2},
    closed_from=FairState.OPEN,
)
GUEST = KeptGuest(
    "F1",
    Guest("C1", frozenset({FairNeed.QUIET, FairNeed.INTERPRETER}), p_show=0.75, walked_in=True),
    fits=(Fit("C1", "01", "P1", 0.5),),
    seats=(Seat("C1", "01", "P1", 12, 1, interpreter=1),),
    waits=(("02", 4),),
    attendance=Attendance.CAME,
    needs_are_told=True,
    told=Told(
        (("2023-09-16 11:10", "01"),), date(2023, 9, 16), Hours(time(9), time(12)), "市人力资源市场", stands_by=True
    ),
)
VISIT = FairVisit("F1", "C1", Attendance.CAME, AT, LI, booth_id="01", post_id="P1", result=MeetingResult.INTERESTED)


def test_a_fair_is_read_as_it_was_kept(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        put_fair(session, KEPT, vault=vault)
        put_fair(session, replace(KEPT, fair=replace(FAIR, id="F0")), vault=vault)
        assert get_fair(session, "F1", vault=vault) == KEPT
        assert [one.fair.id for one in iter_fairs(session, vault=vault)] == ["F0", "F1"]
        assert has_fair(session, "F1", vault=vault)
        assert not has_fair(session, "F9", vault=vault)
        with pytest.raises(NotFound, match="there is no fair 'F9'"):
            get_fair(session, "F9", vault=vault)


def test_guests_are_read_as_they_were_kept(database: Database, vault: Vault) -> None:
    other = KeptGuest("F1", Guest("C2"), unseated="full")
    with database.begin() as session:
        assert replace_guests(session, "F1", [other, GUEST], vault=vault) == 2
        replace_guests(session, "F2", [replace(GUEST, fair_id="F2")], vault=vault)
        assert guests_of(session, "F1", vault=vault) == [GUEST, other]
        replace_guests(session, "F1", [other], vault=vault)
        assert guests_of(session, "F1", vault=vault) == [other]
        assert len(guests_of(session, "F2", vault=vault)) == 1


def test_what_was_told_is_read_also_where_the_meetings_alone_were_kept(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        replace_guests(session, "F1", [GUEST], vault=vault)
        (sealed,) = find_sealed(session, "fair_guest", ["C1"], vault=vault)
        content = sealed.content | {"told": [["2023-09-16 11:10", "01"]]}
        put_sealed(session, [replace(sealed, content=content)], vault=vault)
        (read,) = guests_of(session, "F1", vault=vault)
    assert read.told == Told((("2023-09-16 11:10", "01"),))


def test_what_became_of_somebody_is_kept_once_for_each_booth(database: Database, vault: Vault) -> None:
    day = FairVisit("F1", "C1", Attendance.CAME, AT, LI, follows=True)
    with database.begin() as session:
        put_visits(session, [VISIT, day], vault=vault)
        put_visits(session, [replace(VISIT, result=MeetingResult.STARTED)], vault=vault)
        assert visits_of(session, "F1", vault=vault) == [day, replace(VISIT, result=MeetingResult.STARTED)]


def test_a_person_is_forgotten_at_every_fair(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        replace_guests(session, "F1", [GUEST, replace(GUEST, guest=Guest("C2"))], vault=vault)
        put_visits(session, [VISIT], vault=vault)
        drop_from_fairs(session, "C1", vault=vault)
        assert [one.candidate_id for one in guests_of(session, "F1", vault=vault)] == ["C2"]
        assert visits_of(session, "F1", vault=vault) == []


def test_nothing_of_a_guest_stands_open(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        replace_guests(session, "F1", [replace(GUEST, guest=Guest("JX-OPEN-ID"))], vault=vault)
        put_visits(session, [replace(VISIT, candidate_id="JX-OPEN-ID")], vault=vault)
        rows = session.execute(text("SELECT * FROM sealed_records")).all()
    told = " ".join(str(bytes(cell) if isinstance(cell, (bytes, memoryview)) else cell) for row in rows for cell in row)
    assert len(rows) == 2
    assert "JX-OPEN-ID" not in told
    assert "quiet" not in told


def test_membership_is_never_kept(database: Database, vault: Vault, told: dict[str, Any]) -> None:
    with database.begin() as session:
        replace_guests(session, "F1", [replace(GUEST, guest=replace(GUEST.guest, is_member=True))], vault=vault)
        assert guests_of(session, "F1", vault=vault)[0].guest.is_member is False


def test_who_is_no_guest_any_more_is_kept_apart_and_forgotten_too(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        replace_dropped(session, "F1", [GUEST], vault=vault)
        assert guests_of(session, "F1", vault=vault) == []
        assert [one.candidate_id for one in dropped_of(session, "F1", vault=vault)] == [GUEST.candidate_id]
        drop_from_fairs(session, GUEST.candidate_id, vault=vault)
        assert dropped_of(session, "F1", vault=vault) == []


def test_who_is_a_guest_again_is_not_one_of_those_who_were(database: Database, vault: Vault) -> None:
    with database.begin() as session:
        replace_dropped(session, "F1", [GUEST], vault=vault)
        replace_guests(session, "F1", [GUEST], vault=vault)
        assert dropped_of(session, "F1", vault=vault) == []
