"""Batches of messages: the same again is the same, nobody is disturbed twice, nothing tells why somebody is in one."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.batches import Batch, decide
from api.beginning import begin
from api.cli.sending import write_messages
from api.contacting import take
from api.house import House
from api.indexing import IndexFollower
from api.planning import explain_outreach
from api.settings import Settings
from data import log
from data.store import iter_attempts, list_feedback, merge_candidates, messages_of
from data.store.memberships import put_memberships
from matcher.errors import BadInput
from matcher.outreach.policy import Offering
from matcher.records import (
    Candidate,
    CandidateEntry,
    Channel,
    ContactResult,
    FeedbackEvent,
    LinkHow,
    Membership,
    Person,
)
from models.ranker import ranker_adoption
from tests.api.handed_out import SMS, batch_of, opened, while_planning, whom
from tests.api.outreach_office import LI, MORNING, WANG, Ticking, fill, name_of, phone_of
from tests.api.signed_in import signed_in

TELLING = ("priority", "重点", "帮扶", "低保", "残疾", "disabled", "low_income", "group", "points", "score", "rank")


@pytest.fixture
def office(house: House) -> House:
    return fill(house, 4)


@pytest.fixture
def desk(office: House) -> TestClient:
    return signed_in(office)


def test_a_batch_is_handed_out_with_names_phones_and_texts(desk: TestClient) -> None:
    answer = desk.post("/v1/outreach/exports", json=SMS)
    assert answer.status_code == 201
    first = answer.json()["messages"][0]
    assert (first["candidate_id"], first["name"], first["phone"]) == ("C1", name_of(1), phone_of(1))
    assert first["text"].startswith(f"{name_of(1)}您好")
    assert first["send_after"] == "2023-09-01T10:00:00+08:00"


def test_the_same_again_hands_out_the_same_messages(office: House, desk: TestClient) -> None:
    first = desk.post("/v1/outreach/exports", json=SMS).json()
    office.clock.wait(hours=2)  # type: ignore[attr-defined]
    again = desk.post("/v1/outreach/exports", json=SMS | {"again": True}).json()
    assert {one["handed_out_at"] for one in again["messages"]} == {"2023-09-01T10:00:00+08:00"}
    assert [one["id"] for one in again["messages"]] == [one["id"] for one in first["messages"]]
    with office.database.read() as session:
        assert [one.result for one in iter_attempts(session)] == [ContactResult.SENT] * 4


def test_what_was_handed_out_is_not_handed_out_to_a_colleague_unnoticed(desk: TestClient) -> None:
    desk.post("/v1/outreach/exports", json=SMS, headers={"Idempotency-Key": "li"})
    refused = desk.post("/v1/outreach/exports", json=SMS)
    assert (refused.status_code, "2023-09-01 10:00" in refused.text) == (
        409,
        True,
    )
    for _ in range(2):  # being refused makes no repetition of it
        assert desk.post("/v1/outreach/exports", json=SMS, headers={"Idempotency-Key": "wang"}).status_code == 409


def test_a_batch_that_was_not_handed_out_is_named_on_the_next_day(office: House) -> None:
    before = batch_of(office, way="http")
    decide(office, before, actor=LI)
    monday = replace(office, settings=office.settings.model_copy(update={"today": date(2023, 9, 4)}))
    desk = signed_in(monday)
    assert desk.post("/v1/outreach/exports", json=SMS | {"limit": 10}).json()["unfinished"] == [before.id]
    late = desk.post("/v1/outreach/exports", json=SMS | {"limit": 10, "as_of": "2023-09-01"}).json()
    assert late["n"] == 4
    assert desk.post("/v1/outreach/exports", json=SMS | {"limit": 10}).json()["unfinished"] == []


@pytest.mark.parametrize("day", ["2023-08-31", "2023-09-04"])
def test_messages_are_decided_on_the_day_itself(desk: TestClient, day: str) -> None:
    refused = desk.post("/v1/outreach/exports", json=SMS | {"as_of": day})
    assert (refused.status_code, day in refused.text) == (422, True)


def test_the_rest_after_a_message_begins_when_it_goes_out(office: House) -> None:
    office.clock.now = MORNING.replace(hour=21)  # type: ignore[attr-defined]
    assert len(whom(office, batch_of(office))) == 4
    with office.database.read() as session:
        assert {one.at for one in iter_attempts(session)} == {MORNING.replace(day=4, hour=9)}
    for day in (2, 8, 10):  # seven days from the fourth end on the eleventh
        told = explain_outreach(office, "C1", actor=LI, as_of=date(2023, 9, day))
        assert [one.code for one in told.against] == ["too_soon"]
    assert explain_outreach(office, "C1", actor=LI, as_of=date(2023, 9, 11)).against == ()


def test_a_key_stands_for_the_batch_of_its_day(office: House, desk: TestClient) -> None:
    key = {"Idempotency-Key": "september"}
    first = desk.post("/v1/outreach/exports", json=SMS | {"as_of": "2023-09-01"}, headers=key).json()
    again = desk.post("/v1/outreach/exports", json=SMS | {"as_of": "2023-09-01"}, headers=key).json()
    assert first["batch"] == again["batch"]


def test_nobody_gets_a_second_message_by_another_batch(office: House) -> None:
    assert len(whom(office, batch_of(office))) == 4
    assert whom(office, batch_of(office, limit=9)) == []
    assert whom(office, batch_of(office, way="webhook")) == []
    assert whom(office, batch_of(office, channel=Channel.MINI_PROGRAM)) == []


def decided_at_once(office: House, batches: list[Batch]) -> list[str]:
    """Decide batches in threads of their own, and give whom each holds."""
    threads = [threading.Thread(target=decide, args=(office, one), kwargs={"actor": LI}) for one in batches]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with office.database.read() as session:
        return [one.candidate_id for batch in batches for one in messages_of(session, batch.id)]


def test_two_batches_decided_at_the_same_moment_share_nobody(office: House) -> None:
    batches = [batch_of(office), batch_of(office, channel=Channel.MINI_PROGRAM)]
    assert sorted(decided_at_once(office, batches)) == ["C1", "C2", "C3", "C4"]


def test_two_batches_whose_planning_overlaps_share_nobody(office: House, monkeypatch: pytest.MonkeyPatch) -> None:
    other = batch_of(office, limit=3)

    def other_ends() -> None:
        office.clock.wait(minutes=-1)  # type: ignore[attr-defined]  # it began before
        decide(office, other, actor=WANG)
        office.clock.wait(minutes=1)  # type: ignore[attr-defined]

    while_planning(monkeypatch, other_ends)
    assert whom(office, batch_of(office)) == ["C4"]
    assert whom(office, other) == ["C1", "C2", "C3"]


def test_whom_a_colleague_takes_while_the_queue_is_made_is_in_no_batch(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticking = replace(office, clock=Ticking())

    def taken() -> None:
        with ticking.database.begin() as session:
            take(ticking, session, "C3", actor=WANG)

    while_planning(monkeypatch, taken)
    assert whom(ticking, batch_of(ticking)) == ["C1", "C2", "C4"]


def test_messages_and_attempts_bear_the_moment_at_which_they_are_kept(
    office: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    while_planning(monkeypatch, lambda: office.clock.wait(seconds=30))  # type: ignore[attr-defined]
    batch = batch_of(office)
    decide(office, batch, actor=LI)
    with office.database.read() as session:
        moments = {one.at for one in [*messages_of(session, batch.id), *iter_attempts(session)]}
    assert moments == {MORNING + timedelta(seconds=30)}


def test_a_purpose_is_wanted_and_stands_in_one_line_of_the_log(office: House, desk: TestClient) -> None:
    assert desk.post("/v1/outreach/exports", json={"channel": "sms"}).status_code == 422
    desk.post("/v1/outreach/exports", json=SMS)
    with office.database.read() as session:
        lines = [one for one in log.entries(session) if one.action == "reveal"]
    assert [(one.id, one.purpose, one.details["n"]) for one in lines] == [(None, "九月岗位推送", 4)]


def test_a_batch_is_seen_without_names_and_numbers(desk: TestClient) -> None:
    batch = desk.post("/v1/outreach/exports", json=SMS).json()["batch"]
    shown = desk.get(f"/v1/outreach/exports/{batch}?limit=3")
    assert (shown.json()["n"], shown.json()["n_delivered"], len(shown.json()["items"])) == (4, 4, 3)
    assert phone_of(1) not in shown.text
    rest = desk.get(f"/v1/outreach/exports/{batch}?limit=3&cursor={shown.json()['next_cursor']}").json()
    assert [one["candidate_id"] for one in rest["items"]] == ["C4"]


def test_a_batch_that_is_not_there_is_said_so(desk: TestClient) -> None:
    assert desk.get("/v1/outreach/exports/20230901-none").status_code == 404


def test_posts_in_a_message_count_as_shown_without_teaching_the_ranking(office: House) -> None:
    generous = replace(office, outreach=replace(office.outreach, offers=Offering(n_posts=3, least_chance=0)))
    batch = batch_of(generous)
    decide(generous, batch, actor=LI)
    with office.database.read() as session:
        found = [(one.event, one.post_id, one.position, one.automatic) for _, one in list_feedback(session, "C1")]
    assert found == [(FeedbackEvent.SHOWN, "P1", 1, True)]
    assert "会计（3500–4500元/月）" in opened(generous, batch)[0].text


def test_nothing_is_written_by_phone_or_by_another_channels_template(office: House) -> None:
    with pytest.raises(BadInput, match="sms, mini_program"):
        batch_of(office, channel=Channel.PHONE)
    with pytest.raises(BadInput, match="no template 'mini_program' for this channel"):
        batch_of(office, template="mini_program")


def test_who_is_called_like_a_group_is_written_to_like_everybody(office: House) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(Candidate("C1"), Person(name="赵五保"))
        merge_candidates(session, [entry], actor=LI, source="电话", at=MORNING, vault=office.vault)
    batch = batch_of(office)
    decide(office, batch, actor=LI)
    assert opened(office, batch)[0].text.startswith("赵五保您好")


def test_an_office_whose_name_tells_a_group_is_refused_before_anybody_counts_as_contacted(
    office: House, desk: TestClient
) -> None:
    refused = desk.post("/v1/outreach/exports", json=SMS | {"office": "济南市残疾人就业服务中心"})
    assert (refused.status_code, "office" in refused.text) == (422, True)
    with office.database.read() as session:
        assert list(iter_attempts(session)) == []


def test_one_message_that_cannot_be_written_holds_no_other_back(office: House, desk: TestClient) -> None:
    with office.database.begin() as session:
        entry = CandidateEntry(Candidate("C2", home_district="残联大院"))
        merge_candidates(session, [entry], actor=LI, source="电话", at=MORNING, vault=office.vault)
    answer = desk.post("/v1/outreach/exports", json=SMS).json()
    assert [one["candidate_id"] for one in answer["messages"]] == ["C1", "C3", "C4"]
    assert (answer["n_withheld"], answer["withheld"]) == (1, {"wording": 1})


def with_members(office: House, *ids: str) -> House:
    """Let some be of a priority group, as a registry that was linked says."""
    members = [
        Membership(f"m{id}", id, "disabled", "disabled", f"e{id}", date(2023, 8, 1), LinkHow.EXACT, 1.0) for id in ids
    ]
    with office.database.begin() as session:
        put_memberships(session, members, vault=office.vault)
    return office


def rows_of(office: House, out: Path, *, limit: int) -> list[dict[str, str]]:
    """Write a batch into a file and read it again."""
    batch = batch_of(office, limit=limit)
    decide(office, batch, actor=LI)
    write_messages(out, batch, opened(office, batch))
    text = out.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text))) if out.suffix == ".csv" else json.loads(text)["messages"]


def test_the_name_of_a_batch_is_made_of_what_was_asked_alone(office: House) -> None:
    before = batch_of(office).id
    with_members(office, "C4")
    assert batch_of(office).id == before


@pytest.mark.parametrize("name", ["messages.csv", "messages.json"])
def test_memberships_decide_who_is_in_a_file_and_nothing_else_of_it(
    tmp_path: Path, new_house: Callable[[Path, Any], House], tiny: Any, name: str
) -> None:
    plain = fill(new_house(tmp_path / "plain", tiny), 4)
    other = with_members(fill(new_house(tmp_path / "other", tiny), 4), "C4", "C2")
    without = rows_of(plain, tmp_path / f"plain-{name}", limit=3)
    with_ = rows_of(other, tmp_path / f"other-{name}", limit=3)
    # both members come first in the queue; in the file everybody stands in the order of the ids
    assert [one["candidate_id"] for one in without] == ["C1", "C2", "C3"]
    assert [one["candidate_id"] for one in with_] == ["C1", "C2", "C4"]
    assert [_bare(one) for one in with_[:2]] == [_bare(one) for one in without[:2]]
    assert set(with_[2]) == {
        "id",
        "candidate_id",
        "name",
        "phone",
        "text",
        "send_after",
        "send_before",
        "handed_out_at",
    }
    texts = [_bare(one)["text"].replace(one["name"], "") for one in (with_[2], without[2])]
    assert texts[0] == texts[1]


def _bare(row: dict[str, str]) -> dict[str, str]:
    """Give a message without the ways to refuse, which each house signs by its own key."""
    return row | {"text": row["text"].partition("拒收点")[0]}


def test_no_word_of_a_priority_group_leaves_the_house(office: House, desk: TestClient) -> None:
    with_members(office, "C2", "C4")
    answer = desk.post("/v1/outreach/exports", json=SMS)
    shown = desk.get(f"/v1/outreach/exports/{answer.json()['batch']}")
    with office.database.read() as session:
        lines = str([(one.action, one.details) for one in log.entries(session)])
    told = f"{answer.text} {shown.text} {lines}".lower().replace("'ranker'", "")  # which weights are in force
    assert [word for word in TELLING if word in told] == []


@pytest.fixture
def on_postgresql(tmp_path: Path, new_postgresql: Callable[[], str], tiny: Any) -> Iterator[House]:
    settings = Settings(
        var=tmp_path / "pg",
        today=date(2023, 9, 1),
        database_url=new_postgresql(),
        public_url="https://jobs.example.org",
    )
    begin(settings)
    house = House.open(settings)
    follower = replace_encoder(house, tiny)
    yield fill(replace(house, follower=follower), 4)
    house.close()


def replace_encoder(house: House, tiny: Any) -> IndexFollower:
    folder = house.settings.var
    weights = ranker_adoption(folder / "ranker").in_force().weights
    kinds = folder / "kinds"
    return IndexFollower(
        house.database, load=lambda: tiny, folder=folder / "index", kinds_folder=kinds, weights=weights
    )


def test_on_postgresql_two_batches_decided_at_the_same_moment_share_nobody(on_postgresql: House) -> None:
    batches = [batch_of(on_postgresql), batch_of(on_postgresql, channel=Channel.MINI_PROGRAM)]
    assert sorted(decided_at_once(on_postgresql, batches)) == ["C1", "C2", "C3", "C4"]


def test_the_same_batch_decided_twice_at_the_same_moment_is_one(on_postgresql: House) -> None:
    batch = batch_of(on_postgresql)
    assert decided_at_once(on_postgresql, [batch, batch]) == ["C1", "C2", "C3", "C4"] * 2
    with on_postgresql.database.read() as session:
        assert len(list(iter_attempts(session))) == 4
