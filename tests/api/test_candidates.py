"""Candidates over HTTP: personal data goes in whole, comes out masked, and stands nowhere in the open."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.candidates import EXAMPLE
from api.house import House
from data.store import get_candidate, put_candidates, read_person
from matcher.records import Actor, Candidate, CandidateEntry, Education, Kind, Person

PERSON = {"name": "张三", "id_number": "11010519491231002x", "phone": "138-1234-5678", "address": "历下区某路1号"}


def put(client: TestClient, **fields: Any) -> Any:
    answer = client.put("/v1/candidates/C1", json=EXAMPLE | fields)
    assert answer.status_code in (200, 201), answer.text
    return answer.json()


def the_person(house: House) -> Person | None:
    actor, at = Actor("tester", "admin"), house.clock()
    with house.database.begin() as session:
        return read_person(session, "candidate", "C1", "self", vault=house.vault, actor=actor, purpose="test", at=at)


def refused_fields(client: TestClient, **fields: Any) -> list[str]:
    answer = client.put("/v1/candidates/C1", json=EXAMPLE | fields)
    assert answer.status_code == 422
    return [one["field"] for one in answer.json()["errors"]]


def test_a_body_becomes_the_record_of_the_same_words(client: TestClient, house: House) -> None:
    put(client, any_district=False)
    with house.database.read() as session:
        record = get_candidate(session, "C1")
    assert (record.education, record.kind_wanted) == (Education.BACHELOR, Kind.TECHNICAL)
    assert (record.districts, record.any_district) == (("历下区", "济南高新区"), False)


def test_a_person_comes_out_masked(client: TestClient) -> None:
    told = put(client, person=PERSON)["person"]
    assert told == {"name": "张**", "id_number": "1101**********002X", "phone": "138****5678"}
    assert client.get("/v1/candidates/C1").json()["person"] == told


def test_a_person_goes_in_whole_and_in_normal_form(client: TestClient, house: House) -> None:
    put(client, person=PERSON)
    assert the_person(house) == Person("张三", "11010519491231002X", "13812345678", "历下区某路1号")


def test_a_list_tells_nothing_of_persons(client: TestClient) -> None:
    put(client, person=PERSON)
    assert "person" not in client.get("/v1/candidates").json()["items"][0]


def test_no_file_of_the_house_holds_a_name_in_the_open(client: TestClient, house: House) -> None:
    put(client, person=PERSON)
    client.get("/v1/candidates/C1/matches")
    house.follower.save()
    for path in house.settings.var.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        assert "张三".encode() not in content, path
        assert b"13812345678" not in content, path


@pytest.mark.parametrize("stored", [None, PERSON, {"name": "张三"}], ids=["nobody", "another phone", "no phone"])
def test_a_masked_value_of_nothing_stored_is_refused(client: TestClient, stored: dict[str, str] | None) -> None:
    put(client, person=stored)
    assert refused_fields(client, person={"phone": "139****5678"}) == ["person.phone"]


def test_what_was_read_can_be_changed_and_put_back(client: TestClient, house: House) -> None:
    put(client, person=PERSON)
    before = the_person(house)
    read = client.get("/v1/candidates/C1").json()
    told = put(client, **read | {"wish": "会计"})
    assert (told["wish"], told["person"]) == ("会计", read["person"])
    assert the_person(house) == before


@pytest.mark.parametrize("person", [{}, {"person": {}}, {"person": {"name": "张三"}}], ids=["all", "each", "some"])
def test_what_is_left_out_of_a_person_stays(client: TestClient, house: House, person: dict[str, Any]) -> None:
    put(client, person=PERSON)
    before = the_person(house)
    put(client, **person)
    assert the_person(house) == before


def test_null_removes_a_field_of_a_person_or_the_whole(client: TestClient, house: House) -> None:
    put(client, person=PERSON)
    told = put(client, person={"phone": None, "name": "张山", "id_number": "1101**********002X"})["person"]
    assert told == {"name": "张**", "id_number": "1101**********002X", "phone": None}
    assert put(client, person=None)["person"] is None
    assert the_person(house) is None


def test_an_id_number_that_stays_still_tells_birth_and_sex(client: TestClient) -> None:
    put(client, person=PERSON)
    told = put(client)
    assert (told["birth_on"], told["sex"]) == ("1949-12-31", "female")
    assert refused_fields(client, birth_on="1999-01-01") == ["birth_on"]
    assert refused_fields(client, sex="male", person={"id_number": "1101**********002X"}) == ["sex"]
    assert put(client, birth_on="1999-01-01", person={"id_number": None})["birth_on"] == "1999-01-01"


@pytest.mark.parametrize(
    ("person", "fields"),
    [
        pytest.param({"id_number": "370102199901011579"}, "身份证号", id="another ID number"),
        pytest.param({"name": "李四", "phone": "13900005678", "id_number": None}, "姓名、手机号", id="name and phone"),
    ],
)
def test_the_id_of_another_person_is_a_conflict(
    client: TestClient, house: House, person: dict[str, Any], fields: str
) -> None:
    put(client, person=PERSON)
    before = the_person(house)
    answer = client.put("/v1/candidates/C1", json={"person": person})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert fields in answer.json()["detail"]
    assert the_person(house) == before


@pytest.mark.parametrize(
    ("person", "left"),
    [
        pytest.param({"name": "李四"}, "person.id_number, person.phone", id="nothing else"),
        pytest.param({"name": None}, "person.id_number, person.phone", id="no name"),
        pytest.param({"name": "李四", "id_number": None}, "person.phone", id="the phone left out"),
        pytest.param({"name": "李四", "phone": "138****5678"}, "person.id_number", id="the ID number left out"),
    ],
)
def test_another_name_does_not_inherit_the_numbers_of_the_stored_one(
    client: TestClient, house: House, person: dict[str, Any], left: str
) -> None:
    put(client, person={name: value for name, value in PERSON.items() if name != "address"})
    before = the_person(house)
    headers = {"Accept-Language": "en"}
    answer = client.put("/v1/candidates/C1", json={"person": person}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert answer.json()["detail"].startswith(f"{left}: stored with another name")
    assert the_person(house) == before


@pytest.mark.parametrize(
    ("person", "stored"),
    [
        pytest.param(
            {"name": "李四", "id_number": "1101**********002X", "phone": "138****5678"},
            Person("李四", "11010519491231002X", "13812345678", "历下区某路1号"),
            id="masks: a corrected name",
        ),
        pytest.param(
            {"name": "李四", "id_number": None, "phone": None, "address": None},
            Person("李四"),
            id="null: nothing is known of the other",
        ),
        pytest.param(
            {"name": "张　三", "phone": "13900005678"},
            Person("张　三", "11010519491231002X", "13900005678", "历下区某路1号"),
            id="the same name in another spelling",
        ),
    ],
)
def test_a_name_comes_with_what_is_said_of_the_numbers(
    client: TestClient, house: House, person: dict[str, Any], stored: Person
) -> None:
    put(client, person=PERSON)
    put(client, person=person)
    assert the_person(house) == stored


def test_a_bank_card_stays_with_a_person_whose_name_is_corrected(client: TestClient, house: House) -> None:
    person = Person("张三", phone="13812345678", bank_card="6222021602987654321")
    told: dict[str, Any] = {"actor": Actor("tester", "admin"), "source": "test", "vault": house.vault}
    with house.database.begin() as session:
        put_candidates(session, [CandidateEntry(Candidate("C1"), person)], at=house.clock(), **told)
    put(client, person={"name": "张山", "phone": "138****5678"})
    assert the_person(house) == Person("张山", phone="13812345678", bank_card="6222021602987654321")
    answer = client.put("/v1/candidates/C1", json={"person": {"name": "李四", "phone": None}})
    assert (answer.status_code, "person.bank_card" in answer.json()["detail"]) == (409, True)


def test_an_address_alone_is_not_left_to_another_name(client: TestClient) -> None:
    put(client, person={"name": "张三", "address": "历下区某路1号"})
    answer = client.put("/v1/candidates/C1", json={"person": {"name": "李四"}})
    assert (answer.status_code, "person.address" in answer.json()["detail"]) == (409, True)


def test_a_conflict_names_its_fields_in_the_words_of_the_office(client: TestClient) -> None:
    put(client, person={"name": "张三", "phone": "13812345678"})
    other = {"person": {"name": "李四", "phone": "13900005678"}}
    details = [
        client.put("/v1/candidates/C1", json=other, headers={"Accept-Language": language}).json()["detail"]
        for language in ("zh", "en")
    ]
    assert "（姓名、手机号 不同）" in details[0]
    assert "(name, phone differ)" in details[1]


def test_an_id_in_the_body_must_be_that_of_the_address(client: TestClient) -> None:
    assert refused_fields(client, id="C2") == ["id"]


@pytest.mark.parametrize(
    "number",
    [
        pytest.param("110105194912310021", id="wrong check digit"),
        pytest.param("110105194902310020", id="no such day"),
        pytest.param("11010519491231002", id="17 digits"),
    ],
)
def test_a_false_id_number_is_refused_by_its_field(client: TestClient, number: str) -> None:
    assert refused_fields(client, person={"id_number": number}) == ["person.id_number"]


def test_an_id_number_tells_birth_and_sex(client: TestClient) -> None:
    told = put(client, person={"id_number": "11010519491231002X"})
    assert (told["birth_on"], told["sex"]) == ("1949-12-31", "female")


def test_a_birth_that_contradicts_the_id_number_is_refused(client: TestClient) -> None:
    assert refused_fields(client, birth_on="1999-01-01", person=PERSON) == ["birth_on"]


@pytest.mark.parametrize("field", ["wish", "experience", "needs", "school", "major", "education_written"])
def test_a_number_in_a_free_text_is_taken_out(client: TestClient, field: str) -> None:
    assert "13812345678" not in put(client, **{field: "电话13812345678"})[field]


def test_a_number_in_a_list_of_words_is_taken_out(client: TestClient) -> None:
    assert "13812345678" not in str(put(client, skills=["Java", "微信13812345678"])["skills"])


def test_what_is_left_out_of_a_second_put_is_unknown(client: TestClient) -> None:
    put(client)
    answer = client.put("/v1/candidates/C1", json={"wish": "会计"})
    assert answer.status_code == 200
    assert (answer.json()["major"], answer.json()["skills"]) == (None, [])


def test_putting_the_same_twice_changes_nothing(client: TestClient, house: House) -> None:
    put(client, person=PERSON)
    house.follower.catch_up()
    before = house.follower.sequence
    put(client, person=PERSON)
    house.follower.catch_up()
    assert house.follower.sequence == before


def test_a_deleted_candidate_is_gone(client: TestClient) -> None:
    put(client, person=PERSON)
    assert client.delete("/v1/candidates/C1").status_code == 204
    assert client.get("/v1/candidates/C1").status_code == 404
    assert client.delete("/v1/candidates/C1").status_code == 404


def test_a_zone_is_kept_under_its_official_name(client: TestClient) -> None:
    assert put(client, districts=["高新区", "历下", "历下区"])["districts"] == ["济南高新区", "历下区"]


def test_a_record_that_came_by_file_is_told_though_a_body_could_not_hold_it(client: TestClient, house: House) -> None:
    long = CandidateEntry(Candidate("C9", wish="长" * 50_000, skills=tuple(f"技能{n}" for n in range(200))))
    with house.database.begin() as session:
        put_candidates(
            session, [long], actor=Actor("tester", "admin"), source="test", at=house.clock(), vault=house.vault
        )
    assert len(client.get("/v1/candidates/C9").json()["wish"]) == 50_000
    assert client.get("/v1/candidates").status_code == 200


@pytest.mark.parametrize("id", ["11010519491231002X", "JN370102199901011551", "110105491231002", "No13812345678"])
def test_an_id_that_names_a_person_is_refused(client: TestClient, id: str) -> None:
    person = {"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"}
    answer = client.put(f"/v1/candidates/{id}", json={"person": person})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "id"


def test_an_id_number_of_old_is_refused_where_the_birth_date_is_its_own(client: TestClient) -> None:
    answers = [client.put("/v1/candidates/110105491231002", json={"birth_on": f"19{y}-12-31"}) for y in (49, 50)]
    assert [one.status_code for one in answers] == [422, 201]


@pytest.mark.parametrize("id", ["370102230901001", "15900000001"])
def test_a_serial_number_is_an_id(client: TestClient, id: str) -> None:
    assert client.put(f"/v1/candidates/{id}", json={}).status_code == 201


def test_a_person_who_is_stored_is_not_put_under_another_id(client: TestClient) -> None:
    put(client, person=PERSON)
    answer = client.put("/v1/candidates/C2", json=EXAMPLE | {"person": PERSON})
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert "C1" in answer.json()["detail"]
    assert PERSON["id_number"][-6:] not in answer.text
    assert client.get("/v1/candidates/C2").status_code == 404
