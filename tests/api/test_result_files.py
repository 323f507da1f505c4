"""Results come back by file: each row is feedback or a contact with all that follows, or rejected with its reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.contacting import take
from api.house import House
from api.imports import ImportResult, import_file
from api.push_states import approve, results_of
from api.pushing import AskedPush, plan_push
from data import log
from data.store import attempts_of, get_candidate, get_push, list_feedback, messages_of, note_aliases
from matcher.records import Channel, ContactResult, DeclineReason, FeedbackEvent, Message
from tests.api.outreach_office import LI, WANG
from tests.api.push_office import approved, change, fill_for_push, handed_out, planned, sent_to, silently
from tests.api.signed_in import signed_in

ROWS = "编号,消息编号,岗位编号,结果,原因,日期,备注\n"


@pytest.fixture
def office(house: House) -> House:
    return fill_for_push(house, 3, per_place=4)


@pytest.fixture
def sent(office: House) -> dict[str, Message]:
    """Each of three people got a message with two posts."""
    plan = approved(office)
    handed_out(office, plan.push.id)
    with office.database.read() as session:
        return {one.candidate_id: one for one in messages_of(session, f"push-{plan.push.id}")}


@pytest.fixture
def sent_one(office: House) -> Message:
    """The message of the first person, with one post."""
    plan = approved(office, most=1)
    handed_out(office, plan.push.id)
    with office.database.read() as session:
        return messages_of(session, f"push-{plan.push.id}")[0]


def bring(office: House, folder: Path, text: str) -> ImportResult:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    return import_file(office, "results", path, actor=LI, at=office.clock())


def reasons(result: ImportResult) -> list[str]:
    return [one.partition("：")[2] for one in result.first_rejected]


def told_of(office: House, candidate_id: str) -> list[tuple[str, FeedbackEvent]]:
    with office.database.read() as session:
        events = [one for _, one in list_feedback(session, candidate_id)]
    return [(one.post_id, one.event) for one in events if not one.automatic]


def contacts_of(office: House, candidate_id: str) -> list[tuple[Channel, ContactResult]]:
    with office.database.read() as session:
        found = attempts_of(session, candidate_id)
    return [(one.channel, one.result) for one in found if one.result is not ContactResult.SENT]


def test_results_of_a_push_are_counted_and_what_was_declined_is_not_offered(office: House, tmp_path: Path) -> None:
    plan = approved(office)
    handed_out(office, plan.push.id)
    first, second = sorted(sent_to(plan)["C1"])
    declined, *others = sorted({f"P{n}" for n in range(1, 7)} - {first, second})
    rows = f"C1,,{first},感兴趣,,,\nC1,,{second},已报名,,,\nC1,,{declined},不感兴趣,离家太远,,\n"
    assert bring(office, tmp_path, ROWS + rows).n_rejected == 0
    with office.database.read() as session:
        found = results_of(office, get_push(session, plan.push.id, vault=office.vault))
    assert found is not None
    assert (found.interested, found.applied, found.declined) == (1, 1, 0)
    again = planned(office, most=6, as_of=date(2023, 10, 9))
    assert sent_to(again)["C1"] == set(others)


def test_a_row_is_kept_as_the_same_event_over_http_is(office: House, tmp_path: Path) -> None:
    client = signed_in(office)
    note = "至少要 3500，电话 13812345678"
    event = {"event": "declined", "reason": "pay", "note": note, "happened_on": "2023-08-30", "post_id": "P1"}
    client.post("/v1/feedback", json=event | {"candidate_id": "C2"})
    bring(office, tmp_path, ROWS + f"C1,,P1,谢绝,工资低,2023-08-30,{note}\n")
    (one,), (other,) = (client.get(f"/v1/feedback?candidate_id={id}").json()["items"] for id in ("C1", "C2"))
    apart = ("candidate_id", "actor_id", "at")
    assert {name: one[name] for name in one if name not in apart} == {
        name: other[name] for name in other if name not in apart
    }


def test_the_same_file_again_changes_nothing_on_whichever_day(
    office: House, sent: dict[str, Message], tmp_path: Path
) -> None:
    rows = ROWS + f"C1,,P1,感兴趣,,,\n,{sent['C2'].id},,未送达,,,\n,{sent['C3'].id},,退订,,,\n"
    assert bring(office, tmp_path, rows).tally.added == 3
    later = replace(office, settings=office.settings.model_copy(update={"today": date(2023, 9, 4)}))
    for house in (office, later):
        again = bring(house, tmp_path, rows)
        assert (again.n_rejected, again.tally.added, again.tally.unchanged) == (0, 0, 3)
    assert told_of(office, "C1") == [("P1", FeedbackEvent.INTERESTED)]


def test_a_message_tells_person_channel_and_its_only_post(office: House, sent_one: Message, tmp_path: Path) -> None:
    bring(office, tmp_path, ROWS + f",{sent_one.id},,感兴趣,,,\n")
    assert told_of(office, sent_one.candidate_id) == [(sent_one.post_ids[0], FeedbackEvent.INTERESTED)]


def test_what_was_not_delivered_is_a_contact_with_what_follows(
    office: House, sent: dict[str, Message], tmp_path: Path
) -> None:
    rows = f",{sent['C1'].id},,空号,,,\nC2,,,未接通,,,\n,{sent['C3'].id},P1,TD,,,\n"
    assert bring(office, tmp_path, ROWS + rows).tally.added == 3
    assert contacts_of(office, "C1") == [(Channel.SMS, ContactResult.WRONG_NUMBER)]
    assert contacts_of(office, "C2") == [(Channel.PHONE, ContactResult.NOT_REACHED)]
    assert contacts_of(office, "C3") == [(Channel.SMS, ContactResult.OPTED_OUT)]
    with office.database.read() as session:
        third = get_candidate(session, "C3")
    assert (third.contact_consent, third.push_consent) == (False, False)
    standing = signed_in(office).get("/v1/outreach/C1").json()
    assert "wrong_number" in [one["code"] for one in standing["channels"][0]["against"]]


def test_a_contact_is_of_the_day_that_its_row_says(office: House, tmp_path: Path) -> None:
    bring(office, tmp_path, ROWS + "C1,,,未接通,,2023-08-28,\n")
    with office.database.read() as session:
        (one,) = attempts_of(session, "C1")
    assert f"{one.at:%Y-%m-%d}" == "2023-08-28"


def test_whoever_wants_no_contact_may_stand_above_what_was_tried_before(office: House, tmp_path: Path) -> None:
    rows = ROWS + "C1,,,退订,,2023-08-31,\nC1,,,未接通,,2023-08-30,\n"
    assert bring(office, tmp_path, rows).n_rejected == 0
    assert bring(office, tmp_path, rows).tally.unchanged == 2
    assert [result for _, result in contacts_of(office, "C1")] == [ContactResult.NOT_REACHED, ContactResult.OPTED_OUT]


def test_a_contact_that_may_not_be_is_rejected_with_the_reason(office: House, tmp_path: Path) -> None:
    change(office, "C1", contact_consent=False)
    with office.database.begin() as session:
        take(office, session, "C2", actor=WANG)
    first, second = reasons(bring(office, tmp_path, ROWS + "C1,,,未接通,,,\nC2,,,未接通,,,\n"))
    assert first.startswith("C1：此人不愿被联系")
    assert second.startswith("C2：wang ")


def test_no_number_is_wrong_where_a_message_went_to_none(office: House, tmp_path: Path) -> None:
    asked = AskedPush(channel=Channel.MINI_PROGRAM)
    plan = plan_push(office, asked, actor=LI, on_progress=silently)
    approve(office, plan.push.id, actor=WANG)
    handed_out(office, plan.push.id)
    with office.database.read() as session:
        message = messages_of(session, f"push-{plan.push.id}")[0]
    assert reasons(bring(office, tmp_path, ROWS + f",{message.id},,空号,,,\n")) == ["只有电话或短信才会是号码有误"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param("C99,,P1,感兴趣,,,", "库中没有此编号的求职者", id="nobody"),
        pytest.param("C99,,,空号,,,", "库中没有此编号的求职者", id="a number of nobody"),
        pytest.param("C1,,P99,感兴趣,,,", "库中没有此编号的岗位", id="no such post"),
        pytest.param("C1,M1,P1,感兴趣,,,", "没有此编号的消息", id="no such message"),
        pytest.param("C1,,,感兴趣,,,", "请写明岗位编号", id="no post"),
        pytest.param("C1,,P1,,,,", "缺少结果", id="no result"),
        pytest.param(",,P1,感兴趣,,,", "缺少编号或消息编号", id="no person"),
        pytest.param(
            "C1,,P1,未报名,,,",
            "认不出结果（可填：看过、感兴趣、不感兴趣、已报名、已面试、已上岗、已留用、空号、未接通、未送达、退订）",
            id="a result unheard of",
        ),
        pytest.param("C1,,P1,感兴趣,太远,,", "原因只与“不感兴趣”同填", id="a reason without a refusal"),
        pytest.param("C1,,P1,感兴趣,,2023-09-02,", "日期还没有到", id="a day to come"),
        pytest.param("C1,,P1,感兴趣,,2023-09,", "缺少具体日期", id="a month"),
    ],
)
def test_a_row_that_cannot_be_is_rejected_with_the_reason(office: House, tmp_path: Path, row: str, reason: str) -> None:
    assert reasons(bring(office, tmp_path, ROWS + row + "\n")) == [reason]


def test_a_row_that_does_not_go_with_its_message_is_rejected(
    office: House, sent: dict[str, Message], tmp_path: Path
) -> None:
    own = sent["C1"]
    other = min({f"P{n}" for n in range(1, 7)} - set(own.post_ids))
    rows = f"C2,{own.id},{own.post_ids[0]},感兴趣,,,\n,{own.id},{other},感兴趣,,,\n"
    rows += f",{own.id},{own.post_ids[0]},感兴趣,,2023-08-31,\n"
    assert reasons(bring(office, tmp_path, ROWS + rows)) == [
        "此消息是发给另一人的",
        "此消息中没有这个岗位",
        "结果早于消息",
    ]


def test_rows_that_contradict_one_above_are_rejected(office: House, sent: dict[str, Message], tmp_path: Path) -> None:
    message = sent["C1"]
    rows = (
        f"C2,,P1,感兴趣,,,\nC2,,P1,不感兴趣,,,\n,{message.id},{message.post_ids[0]},已报名,,,\n,{message.id},,空号,,,\n"
    )
    result = bring(office, tmp_path, ROWS + rows + "C2,,P2,谢绝,太远,,\nC2,,P2,谢绝,工资低,,\n")
    assert reasons(result) == [
        "与第2行是同一人，内容不同（结果）",
        "与第4行是同一人，内容不同（结果）",
        "与第6行是同一人，内容不同（原因）",
    ]


def test_a_reason_that_nobody_knows_does_not_cost_the_refusal(office: House, tmp_path: Path) -> None:
    result = bring(office, tmp_path, ROWS + "C1,,P1,谢绝,缘分未到,,\n")
    assert result.n_rejected == 0
    assert any(note.startswith("原因按未填处理 1 行") for note in result.notes)
    with office.database.read() as session:
        ((_, one),) = list_feedback(session, "C1")
    assert (one.event, one.reason) == (FeedbackEvent.DECLINED, None)


def test_an_id_that_was_given_up_leads_to_the_person(office: House, tmp_path: Path) -> None:
    with office.database.begin() as session:
        note_aliases(session, {"S1": "C1"}, at=office.clock())
    bring(office, tmp_path, ROWS + "S1,,P1,已面试,,,\n")
    assert told_of(office, "C1") == [("P1", FeedbackEvent.INTERVIEWED)]


def test_the_file_that_was_handed_out_comes_back_with_a_column_more(
    office: House, sent_one: Message, tmp_path: Path
) -> None:
    header = "id,candidate_id,name,phone,text,send_after,send_before,handed_out_at,结果,原因\n"
    row = f"{sent_one.id},{sent_one.candidate_id},王小乙,13812340001,您好,2023-09-01,,,谢绝,已找到工作\n"
    assert bring(office, tmp_path, header + row).n_rejected == 0
    with office.database.read() as session:
        told = [one for _, one in list_feedback(session, sent_one.candidate_id) if not one.automatic]
    assert [(one.event, one.reason) for one in told] == [(FeedbackEvent.DECLINED, DeclineReason.ALREADY_FOUND)]


def test_neither_the_name_of_the_file_nor_what_its_rows_say_is_logged(office: House, tmp_path: Path) -> None:
    path = tmp_path / "低保人员 王小乙.csv"
    path.write_text(ROWS + "C1,,P1,谢绝,太远,,低保户\nC2,,,未接通,,,低保户\nC9,,P1,谢绝,,,低保户\n", encoding="utf-8")
    result = import_file(office, "results", path, actor=LI, at=office.clock())
    assert (result.n_stored, result.n_rejected) == (2, 1)
    with office.database.read() as session:
        said = str(log.entries(session, limit=1000))
    assert "not_reached" in said
    assert [word for word in ("低保", "王小乙", "C9", "太远") if word in said] == []


def test_a_file_of_results_comes_as_an_upload_too(house: House, live: TestClient) -> None:
    fill_for_push(house, 1)
    sent = {"file": ("结果.csv", (ROWS + "C1,,P1,感兴趣,,,\nC9,,P1,感兴趣,,,\n").encode())}
    answer = live.post("/v1/imports/results", files=sent).json()
    for _ in range(200):
        job = live.get(f"/v1/jobs/{answer['id']}").json()
        if job["state"] in ("done", "failed"):
            break
    assert (job["state"], job["result"]["n_stored"], job["result"]["n_rejected"]) == ("done", 1, 1)
