"""Findings of the watch for fraud over HTTP and on the command line: found, listed, decided, found again."""

from datetime import date
from decimal import Decimal

import pytest

from data.store import put_claims, put_placements
from matcher.records import Actor, Claim, ClaimEntry, ClaimKind, Person, Placement, PlacementEntry

ACTOR = Actor("officer", "programme")
PLACEMENT = Placement("p1", "c1", "e1", starts_on=date(2023, 2, 1), planned_end_on=date(2023, 7, 31))


def claim(month: int) -> ClaimEntry:
    return ClaimEntry(
        Claim(f"k{month}", "c1", "e1", ClaimKind.MONTHLY, date(2023, month, 1), Decimal(1260), date(2023, month, 28))
    )


def store(house, *, claims=(), placements=(PLACEMENT,), card=None):
    entries = [PlacementEntry(one, trainee=card and Person(bank_card=card)) for one in placements]
    given = {"actor": ACTOR, "source": "test", "at": house.clock(), "vault": house.vault}
    with house.database.begin() as session:
        put_placements(session, entries, **given)
        put_claims(session, claims, **given)


@pytest.fixture
def found(house, client) -> dict:
    """The one finding of a claim for August, after the end in July."""
    store(house, claims=[claim(7), claim(8)])
    assert client.post("/v1/findings/watch", json={"as_of": "2023-09-01"}).json()["n_found"] == 1
    (one,) = client.get("/v1/findings").json()["items"]
    return one


def test_a_watch_tells_how_many_it_found_by_rule(house, client):
    store(house, claims=[claim(8)])
    answer = client.post("/v1/findings/watch", json={"as_of": "2023-09-01"}).json()
    assert answer == {
        "as_of": "2023-09-01",
        "edition": "jinan-2023",
        "n_found": 1,
        "n_new": 1,
        "n_by_rule": {"after_end": 1},
    }


def test_a_finding_says_what_it_rests_on(found):
    assert (found["rule"], found["severity"], found["state"]) == ("after_end", "high", "open")
    assert found["evidence"]["months"] == ["2023-08-01"]
    assert (found["amount_yuan"], found["claim_ids"], found["placement_ids"]) == ("1260.00", ["k8"], ["p1"])
    assert "2023-08" in found["sentence"]


def test_the_same_facts_again_are_no_new_finding(client, found):
    again = client.post("/v1/findings/watch", json={"as_of": "2023-09-01"}).json()
    assert (again["n_found"], again["n_new"]) == (1, 0)


def test_an_explained_finding_is_not_open_and_says_who_explained_it(client, found):
    said = {"state": "explained", "note": "系补报七月。"}
    shown = client.post(f"/v1/findings/{found['key']}/decision", json=said).json()
    assert [(one["state"], one["note"]) for one in shown["states"]] == [("explained", "系补报七月。")]
    assert client.get("/v1/findings", params={"state": "open"}).json()["items"] == []
    client.post("/v1/findings/watch", json={"as_of": "2023-09-02"})
    assert [one["state"] for one in client.get("/v1/findings").json()["items"]] == ["explained"]


def test_a_finding_is_not_explained_without_a_word(client, found):
    refused = client.post(f"/v1/findings/{found['key']}/decision", json={"state": "confirmed"})
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (422, "note")


def test_what_the_files_no_longer_say_leaves_the_list_and_stays_on_record(house, client, found):
    longer = Placement("p1", "c1", "e1", starts_on=date(2023, 2, 1), planned_end_on=date(2023, 8, 31))
    store(house, placements=[longer])
    client.post("/v1/findings/watch", json={"as_of": "2023-09-02"})
    assert client.get("/v1/findings").json()["items"] == []
    (gone,) = client.get("/v1/findings", params={"gone": True}).json()["items"]
    assert (gone["key"], gone["is_found"]) == (found["key"], False)


def test_new_facts_reopen_what_was_explained(house, client, found):
    client.post(f"/v1/findings/{found['key']}/decision", json={"state": "explained", "note": "系补报。"})
    store(house, claims=[claim(9)])
    client.post("/v1/findings/watch", json={"as_of": "2023-10-01"})
    assert [one["state"] for one in client.get("/v1/findings").json()["items"]] == ["open"]


def test_one_bank_card_of_three_trainees_is_found_without_telling_the_number(house, client):
    three = [
        Placement(f"p{n}", f"c{n}", "e1", starts_on=date(2023, 2, 1), planned_end_on=date(2023, 7, 31))
        for n in range(3)
    ]
    store(house, placements=three, card="6222020200112345678")
    client.post("/v1/findings/watch", json={"as_of": "2023-09-01"})
    answer = client.get("/v1/findings")
    assert [one["rule"] for one in answer.json()["items"]] == ["shared_account"]
    assert "6222020200112345678" not in answer.text


def test_findings_come_in_pages(house, client):
    two = [Placement(f"p{n}", f"c{n}", "e1", date(2023, 2, 1), date(2023, 7, 31)) for n in (1, 2)]
    late = [
        ClaimEntry(Claim(f"k{n}", f"c{n}", "e1", ClaimKind.MONTHLY, date(2023, 9, 1), Decimal(1260))) for n in (1, 2)
    ]
    store(house, placements=two, claims=late)
    client.post("/v1/findings/watch", json={})
    first = client.get("/v1/findings", params={"limit": 1}).json()
    second = client.get("/v1/findings", params={"limit": 1, "cursor": first["next_cursor"]}).json()
    assert {first["items"][0]["candidate_ids"][0], second["items"][0]["candidate_ids"][0]} == {"c1", "c2"}
    assert second["next_cursor"] is None


def test_an_unknown_finding_is_not_there(client):
    assert client.get("/v1/findings/none").status_code == 404


def test_the_commands_watch_and_list_nothing_in_an_empty_house(run):
    assert run("fraud", "list").out == "There are none.\nNo watch has been run yet: matcher fraud watch\n"
    assert "0 findings, 0 of them new" in run("fraud", "watch").out
    assert run("fraud", "list").out.startswith("There are none.\nLast watch: 20")


def test_an_unknown_key_is_one_line(run):
    answer = run("fraud", "explain", "none", "--note", "why")
    assert (answer.status, answer.errors) == (1, "matcher: there is no finding 'none'\n")


def test_a_watch_wants_no_body(house, client):
    store(house, claims=[claim(8)])
    assert client.post("/v1/findings/watch").json()["n_found"] == 1
    assert client.post("/v1/findings/watch", content=b"{}").status_code == 415
