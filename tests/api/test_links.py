"""Links over HTTP and at the command line: listed, shown, decided and undone; memberships revealed with a purpose."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.linking import link_all
from api.links import to_result
from data import log
from tests.api.registered import BLURRED, OFFICER, WANG, entry, hand_in, links, memberships, put


@pytest.fixture
def doubtful(house: House) -> str:
    """The id of a link that waits for a person."""
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", BLURRED)])
    link_all(house, actor=OFFICER, at=house.clock())
    (link,) = links(house)
    return link.id


def get(client: TestClient, path: str, **asked: Any) -> Any:
    answer = client.get(path, params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_doubtful_link_is_in_the_list_without_name_and_registry(client: TestClient, doubtful: str) -> None:
    page = get(client, "/v1/links", status="review")

    assert [(one["id"], one["status"]) for one in page["items"]] == [(doubtful, "review")]
    assert not [word for word in ("王", "low_income", "3701", "C1") if word in str(page)]


def test_links_that_stand_are_listed_for_a_purpose_which_the_log_keeps(client: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())

    assert client.get("/v1/links", params={"status": "linked"}).status_code == 422
    page = get(client, "/v1/links", status="linked", purpose="抽查比对结果")

    assert len(page["items"]) == 1
    assert "C1" not in str(page)
    with house.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun, line.id, line.details["n"]) == ("reveal", "link", None, 1)
    assert line.purpose == "抽查比对结果"


def test_a_candidate_of_a_link_is_told_for_a_purpose_alone(client: TestClient, doubtful: str) -> None:
    assert get(client, f"/v1/links/{doubtful}")["candidate_id"] is None
    assert get(client, f"/v1/links/{doubtful}", purpose="核对身份")["candidate_id"] == "C1"


@pytest.mark.parametrize(("district", "n"), [("历下区", 1), ("市中区", 0)])
def test_links_are_listed_by_the_district_of_the_candidate(
    client: TestClient, doubtful: str, district: str, n: int
) -> None:
    assert len(get(client, "/v1/links", district=district)["items"]) == n


def test_links_are_listed_page_by_page(client: TestClient, house: House) -> None:
    for n in range(5):
        put(house, f"C{n}", WANG)
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())

    seen, cursor = [], None
    while True:
        page = get(client, "/v1/links", limit=2, **({"cursor": cursor} if cursor else {}))
        seen += [one["id"] for one in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(one.id for one in links(house))
    assert len(seen) > 2


def test_a_link_shows_both_records_covered_and_the_weights(client: TestClient, doubtful: str) -> None:
    link = get(client, f"/v1/links/{doubtful}")

    assert link["candidate"]["name"] == link["entry"]["name"] == "王**"
    assert link["candidate"]["id_number"] == "3701**********0040"
    assert link["entry"]["birth"] == "2001"
    assert link["registered"] is None
    assert link["weights"]
    assert link["cautions"] == ["two_valid_numbers"]
    assert WANG.name not in str(link)


def test_a_link_is_whole_with_a_purpose_which_the_log_keeps(client: TestClient, house: House, doubtful: str) -> None:
    link = get(client, f"/v1/links/{doubtful}", purpose="核对身份")

    assert link["candidate"]["id_number"] == WANG.id_number
    assert link["registered"]["registry"] == "low_income"
    with house.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun, line.id, line.purpose) == ("reveal", "link", doubtful, "核对身份")
    assert "C1" not in str(line)


def test_a_decision_and_its_undoing_follow_each_other(client: TestClient, house: House, doubtful: str) -> None:
    body = {"decision": "same", "note": "已电话核实"}

    decided = client.post(f"/v1/links/{doubtful}/decision", json=body).json()
    assert (decided["status"], decided["decided"]["note"]) == ("linked", "已电话核实")
    assert len(memberships(house, "C1")) == 1

    undone = client.delete(f"/v1/links/{doubtful}/decision").json()
    assert (undone["status"], undone["decided"], undone["before"]["decision"]) == ("review", None, "same")
    assert memberships(house, "C1") == []
    assert client.delete(f"/v1/links/{doubtful}/decision").status_code == 409


def test_a_decision_sent_again_under_its_key_is_answered_as_before(client: TestClient, doubtful: str) -> None:
    def send(decision: str) -> Any:
        return client.post(
            f"/v1/links/{doubtful}/decision", json={"decision": decision}, headers={"Idempotency-Key": "once"}
        )

    assert send("same").json() == send("same").json()
    assert send("different").status_code == 422


@pytest.mark.parametrize("path", ["/v1/links/none", "/v1/candidates/none/memberships?purpose=核对"])
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_memberships_need_a_purpose(client: TestClient, house: House) -> None:
    put(house, "C1", WANG)

    assert client.get("/v1/candidates/C1/memberships").status_code == 422
    assert client.get("/v1/candidates/C1/memberships?purpose=%20").status_code == 422


def test_memberships_are_told_and_the_log_does_not_name_them(client: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())

    (held,) = get(client, "/v1/candidates/C1/memberships", purpose="安排走访")["items"]

    assert (held["group"], held["name"], held["how"], held["holds"]) == ("low_income", "低保家庭", "exact", True)
    with house.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.id, line.purpose, line.details) == ("C1", "安排走访", {})


def test_a_candidate_put_is_linked_before_the_answer(client: TestClient, house: House) -> None:
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())
    body = {"person": {"name": WANG.name, "id_number": WANG.id_number, "phone": WANG.phone}}

    assert client.put("/v1/candidates/C9", json=body).status_code == 201

    assert [one.group for one in memberships(house, "C9")] == ["low_income"]


def test_deleting_a_candidate_removes_links_and_memberships(client: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())

    assert client.delete("/v1/candidates/C1").status_code == 204

    assert (links(house), memberships(house, "C1")) == ([], [])


def test_the_comparison_runs_as_a_job_that_tells_counts(live: TestClient, house: House) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])

    job = live.post("/v1/links/run").json()
    for _ in range(200):
        told = get(live, f"/v1/jobs/{job['id']}")
        if told["state"] in ("done", "failed"):
            break

    assert (told["result"]["n_compared"], told["result"]["n_changed"]) == (1, 1)
    assert "low_income" not in str(told)


def test_the_log_tells_of_one_candidate_compared_neither_links_nor_id(
    house: House,
) -> None:
    put(house, "C1", WANG)
    hand_in(house, [entry("E1", WANG)])
    link_all(house, actor=OFFICER, at=house.clock())
    put(house, "C2", WANG)

    done = link_all(house, actor=OFFICER, at=house.clock())

    assert (done.n_compared, to_result(done)["n_changed"]) == (1, None)
    with house.database.read() as session:
        reveal, line = log.entries(session)[-2:]
        keyed = log.sealed_people(session, ["C2"], seal=house.vault.seal)
    assert (line.action, line.details) == ("link", {"n": 1})
    assert reveal.details["ids_keyed"] == keyed
    assert sha256(b"C2").hexdigest() not in str(reveal)


def test_the_command_lists_links_that_stand_for_a_purpose(run: Callable[..., Any], doubtful: str) -> None:
    assert run("links", "list", "--status", "different").status == 1
    assert run("links", "list", "--status", "different", "--purpose", "抽查比对结果").status == 0


def test_the_commands_link_list_show_decide_and_undo(run: Callable[..., Any], house: House, doubtful: str) -> None:
    listed = run("links", "list")
    assert doubtful in listed.out
    shown = run("links", "show", doubtful)
    assert "王**" in shown.out
    assert "█" in shown.out
    assert "a person decides, whatever the weights: two valid ID numbers differ" in shown.out
    assert "low_income" not in shown.out
    whole = run("links", "show", doubtful, "--purpose", "核对身份")
    assert WANG.id_number in whole.out
    decided = run("links", "decide", doubtful, "--same")
    assert "linked" in decided.out
    assert "a person decides" not in run("links", "show", doubtful).out
    told = run("memberships", "show", "--candidate", "C1", "--purpose", "安排走访")
    assert "低保家庭" in told.out
    assert run("links", "undo", doubtful).status == 0
    assert run("links", "undo", doubtful).status == 1
    again = run("link")
    assert "Nothing has changed" in again.out


@pytest.mark.parametrize("asked", [(), ("--same", "--different")], ids=["neither", "both"])
def test_a_decision_is_one_of_two(run: Callable[..., Any], house: House, asked: tuple[str, ...]) -> None:
    assert run("links", "decide", "x", *asked).status == 1
