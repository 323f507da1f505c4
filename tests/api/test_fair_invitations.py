"""Invitations to a fair: kept before they leave, handed out once, to nobody who may not be written to."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from api.fair_invitations import batch_of, invite_guests
from api.handing_out import HandedOut, note_out
from api.house import House
from api.seating import plan_seats
from data import log
from data.store import attempts_of, get_candidate, list_feedback, messages_of, put_candidates, take_claim
from matcher.errors import BadInput, Conflict
from matcher.records import Actor, CandidateEntry, Channel, Claimed, ContactResult
from tests.api.fair_office import FAIR_ID, ORGANISER, generous, open_fair
from tests.api.signed_in import signed_in

FRIDAY = datetime(2023, 9, 1, 2, 0, tzinfo=UTC)  # ten in the morning
EVERYBODY = [f"C{n}" for n in range(1, 7)]
PURPOSE = {"purpose": "九月对接会"}


@pytest.fixture
def office(house: House, tmp_path: Path) -> House:
    """A fair that is planned for five of six people."""
    open_fair(house, tmp_path)
    office = at(generous(house), FRIDAY)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=EVERYBODY[:5])
    return office


def at(house: House, moment: datetime) -> House:
    day = (moment + timedelta(hours=8)).date()
    return replace(house, clock=lambda: moment, settings=house.settings.model_copy(update={"today": day}))


def invited(office: House, *, channel: Channel = Channel.SMS, again: bool = False) -> HandedOut:
    batch = batch_of(office, FAIR_ID, channel, office=None)
    handed = invite_guests(office, batch, purpose="九月对接会", actor=ORGANISER, again=again)
    note_out(office, handed, actor=ORGANISER)
    return handed


def whom(handed: HandedOut) -> list[str]:
    return [one.candidate_id for one in handed.ready]


def change(office: House, id: str, **values: Any) -> None:
    with office.database.begin() as session:
        told: dict[str, Any] = {"actor": ORGANISER, "source": "x", "at": office.clock(), "vault": office.vault}
        put_candidates(session, [CandidateEntry(replace(get_candidate(session, id), **values))], **told)


def test_each_guest_is_told_the_fair_and_the_first_meeting(office: House) -> None:
    handed = invited(office)
    assert whom(handed) == EVERYBODY[:5]
    text = handed.ready[0].text
    assert text.startswith("王一您好，")
    assert "9月16日09:00–10:00到人力资源市场参加秋季对接会，为您约了2场面谈，首场09:" in text
    assert "号展位。拒收点https://" in text


def test_a_card_tells_every_meeting_with_its_employer(office: House) -> None:
    text = invited(office, channel=Channel.MINI_PROGRAM).ready[0].text
    assert "｜安泰物业｜" in text
    assert "｜泉城财务｜会计" in text


def test_an_invitation_counts_as_a_contact_and_shows_no_post(office: House) -> None:
    invited(office)
    with office.database.read() as session:
        (attempt,) = attempts_of(session, "C1")
        assert list_feedback(session, "C1") == []
        assert attempts_of(session, "C6") == []
    assert (attempt.result, attempt.channel) == (ContactResult.SENT, Channel.SMS)


def test_invitations_are_kept_before_they_leave_and_noted_with_their_purpose(office: House) -> None:
    batch = batch_of(office, FAIR_ID, Channel.SMS, office=None)
    invite_guests(office, batch, purpose="九月对接会", actor=ORGANISER)  # and it stops here
    with office.database.read() as session:
        kept = messages_of(session, batch.id)
        lines = [one for one in log.entries(session) if one.action == "reveal"]
    assert [one.delivered_at for one in kept] == [None] * 5
    assert lines[-1].purpose == "九月对接会"
    assert whom(invited(office)) == EVERYBODY[:5]


def test_what_was_handed_out_is_handed_out_again_only_when_that_is_said(office: House) -> None:
    first = invited(office)
    with pytest.raises(Conflict, match="5 of its messages were handed out"):
        invited(office)
    again = invited(office, again=True)
    assert [one.id for one in again.ready] == [one.id for one in first.ready]
    with office.database.read() as session:
        assert len(attempts_of(session, "C1")) == 1


def test_a_plan_made_anew_invites_who_is_new_alone(office: House) -> None:
    invited(office)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=EVERYBODY)
    assert whom(invited(office)) == ["C6"]


def test_nobody_is_invited_by_a_second_channel(office: House) -> None:
    invited(office)
    later = at(office, FRIDAY + timedelta(days=10))
    assert whom(invited(later, channel=Channel.MINI_PROGRAM)) == []


def test_who_has_no_meeting_any_more_is_not_written_to(office: House) -> None:
    batch = batch_of(office, FAIR_ID, Channel.SMS, office=None)
    invite_guests(office, batch, purpose="九月对接会", actor=ORGANISER)
    plan_seats(office, FAIR_ID, actor=ORGANISER, ids=EVERYBODY[1:5])
    handed = invited(office)
    assert (whom(handed), dict(handed.withheld)) == (EVERYBODY[1:5], {"no_meeting": 1})


def test_who_refused_is_claimed_or_was_contacted_is_not_invited(office: House) -> None:
    change(office, "C1", contact_consent=False)
    li = Actor("li", "caseworker")
    with office.database.begin() as session:
        take_claim(session, Claimed("C2", li, at=FRIDAY, until=FRIDAY + timedelta(hours=4)))
    handed = invited(office)
    assert (whom(handed), dict(handed.withheld)) == (EVERYBODY[2:5], {"claimed": 1, "opted_out": 1})


def test_who_refuses_after_it_was_kept_is_not_written_to(office: House) -> None:
    batch = batch_of(office, FAIR_ID, Channel.SMS, office=None)
    invite_guests(office, batch, purpose="九月对接会", actor=ORGANISER)
    change(office, "C3", contact_consent=False)
    assert "C3" not in whom(invited(office))


def test_at_night_an_invitation_waits_for_the_morning(office: House) -> None:
    night = at(office, datetime(2023, 9, 1, 14, 0, tzinfo=UTC))  # ten in the evening of a Friday
    first = invited(night).ready[0]
    assert (first.send_after.day > 1, f"{first.send_after:%H:%M}") == (True, "09:00")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        pytest.param(datetime(2023, 9, 16, 1, 0, tzinfo=UTC), "has begun", id="on the day"),
        pytest.param(
            datetime(2023, 9, 15, 13, 0, tzinfo=UTC), "begins before anybody may be written to", id="too late"
        ),
    ],
)
def test_nobody_is_invited_too_late(office: House, moment: datetime, said: str) -> None:
    with pytest.raises(Conflict, match=said):
        invited(at(office, moment))
    with office.database.read() as session:
        assert attempts_of(session, "C1") == []


def test_a_fair_whose_name_tells_a_group_invites_nobody(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path, name="残疾人专场招聘会")
    plan_seats(at(generous(house), FRIDAY), FAIR_ID, actor=ORGANISER, ids=EVERYBODY)
    with pytest.raises(BadInput, match="would tell a priority group"):
        invited(at(house, FRIDAY))


def test_a_fair_that_is_not_planned_invites_nobody(house: House, tmp_path: Path) -> None:
    open_fair(house, tmp_path)
    with pytest.raises(Conflict, match="is not planned"):
        invited(at(house, FRIDAY))


def test_the_same_key_gives_the_same_invitations(office: House) -> None:
    web, path = signed_in(office), f"/v1/fairs/{FAIR_ID}/invitations"
    first, again = (web.post(path, json=PURPOSE, headers={"Idempotency-Key": "k1"}) for _ in range(2))
    assert first.status_code == again.status_code == 201
    assert first.json()["n"] == 5
    assert [one["id"] for one in first.json()["messages"]] == [one["id"] for one in again.json()["messages"]]
    assert web.post(path, json=PURPOSE).status_code == 409


def test_invitations_are_written_by_command(house: House, tmp_path: Path, run: Callable[..., Any]) -> None:
    open_fair(house, tmp_path)
    plan_seats(generous(house), FAIR_ID, actor=ORGANISER, ids=EVERYBODY)
    told = json.loads(run("fair", "invite", FAIR_ID, "--out", "i.csv", "--purpose", "对接会", "--json").out)
    assert told["n"] + sum(told["withheld"].values()) == 6
    assert run("fair", "invite", FAIR_ID, "--purpose", "对接会").errors.count("--out") == 1
    beside = run("fair", "invite", FAIR_ID, "--url", "http://127.0.0.1:9/", "--again", "--purpose", "对接会")
    assert "--again and --force go with --out" in beside.errors
