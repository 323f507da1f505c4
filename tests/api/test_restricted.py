"""Who is forgotten and was paid subsidy for is restricted: nobody but an auditor finds the person, until a day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from fastapi.testclient import TestClient

from api.forgetting import erase_due, forget, restricted_people
from api.house import House
from api.imports import import_file
from data import log
from data.store import iter_claims, iter_placements
from tests.api.conftest import TinyEncoder
from tests.api.forgotten_city import (
    ACTOR,
    LEAVER,
    NAME,
    NUMBER,
    Pieces,
    dump,
    fill_with_traces,
    left_in,
    left_in_files,
)
from tests.api.signed_in import signed_in


def on(house: House, day: date) -> House:
    return replace(house, settings=house.settings.model_copy(update={"today": day}))


def test_who_is_restricted_is_found_by_nobody(traced_city: House, traced_client: TestClient) -> None:
    done = forget(traced_city, LEAVER, actor=ACTOR)
    assert done.state == "restricted"
    # the last payment was on 2023-05-04, and the edition keeps vouchers for 30 years
    assert done.kept_until == date(2053, 5, 4)
    assert left_in(dump(traced_city.database), Pieces()) == []
    assert left_in_files(traced_city.settings.var, Pieces()) == {}
    assert traced_client.get(f"/v1/candidates/{LEAVER}").status_code == 404
    assert traced_client.get(f"/v1/candidates/{LEAVER}/matches").status_code == 404
    assert traced_client.post("/v1/candidates/find", json={"text": NAME}).json()["n"] == 0
    assert [one["id"] for one in traced_client.get("/v1/candidates").json()["items"]] == ["KST-0002"]
    assert {one["candidate_id"] for one in traced_client.get("/v1/posts/P1/candidates").json()["items"]} == {"KST-0002"}
    assert LEAVER not in traced_client.get("/v1/outreach?limit=50").text


def test_records_of_money_still_count_and_name_nobody(traced_city: House) -> None:
    forget(traced_city, LEAVER, actor=ACTOR)
    with traced_city.database.read() as session:
        placements, claims = list(iter_placements(session)), list(iter_claims(session))
    assert [(one.id, one.employer_id) for one in placements] == [("T-KLV-1", "E1")]
    assert [(one.id, str(one.amount_yuan)) for one in claims] == [("B-KLV-1", "1260.00")]
    assert {one.candidate_id for one in (*placements, *claims)} == {placements[0].candidate_id}
    assert placements[0].candidate_id != LEAVER


def test_an_auditor_is_shown_the_person_for_a_purpose_that_is_logged(
    traced_city: House, traced_client: TestClient
) -> None:
    done = forget(traced_city, LEAVER, actor=ACTOR)
    assert [one["id"] for one in traced_client.get("/v1/restricted").json()["items"]] == [done.id]
    assert traced_client.get(f"/v1/restricted/{done.id}").status_code == 422  # without a purpose
    shown = traced_client.get(f"/v1/restricted/{done.id}", params={"purpose": "年度审计"}).json()
    assert (shown["name"], shown["id_number"]) == (NAME, NUMBER)
    assert shown["bank_cards"] == ["6222021602001234567"]
    assert {one["id"] for one in shown["records"]} == {"T-KLV-1", "B-KLV-1"}
    with traced_city.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.action, line.noun, line.id) == ("reveal", "restricted", done.id)
    assert line.purpose == "年度审计"


def test_a_payment_that_comes_later_moves_the_day(traced_city: House, tmp_path: Path) -> None:
    forget(traced_city, LEAVER, actor=ACTOR)
    file = tmp_path / "claims.csv"
    file.write_text(
        f"编号,身份证号,单位,月份,金额,申领日期,发放日期\nB-2,{NUMBER},甲公司,2023-04,1260,2023-07-01,2023-08-09\n",
        encoding="utf-8",
    )
    result = import_file(traced_city, "claims", file, actor=ACTOR, at=traced_city.moment())
    assert (result.n_stored, result.n_rejected) == (1, 0)
    assert [one.kept_until for one in restricted_people(traced_city)] == [date(2053, 8, 9)]
    assert left_in(dump(traced_city.database), Pieces()) == []


def test_a_new_traineeship_needs_a_registration(traced_city: House, tmp_path: Path) -> None:
    forget(traced_city, LEAVER, actor=ACTOR)
    file = tmp_path / "placements.csv"
    file.write_text(
        f"编号,身份证号,单位,开始日期,计划结束,实际结束,合同日期\n"
        f"T-KLV-1,{NUMBER},甲公司,2023-02-01,2023-06-30,2023-06-30,2023-07-01\n"
        f"T-NEW,{NUMBER},甲公司,2023-09-01,2024-01-31,,\n",
        encoding="utf-8",
    )
    result = import_file(traced_city, "placements", file, actor=ACTOR, at=traced_city.moment())
    assert (result.n_stored, result.n_rejected) == (1, 1)
    with traced_city.database.read() as session:
        (placement,) = iter_placements(session)
    assert placement.contract_on == date(2023, 7, 1)  # what became of the old one is still told


def test_who_is_due_is_erased_and_nobody_else(traced_city: House) -> None:
    forget(traced_city, LEAVER, actor=ACTOR)
    assert erase_due(on(traced_city, date(2053, 5, 4)), actor=ACTOR) == []
    (kept,) = restricted_people(traced_city)
    assert erase_due(on(traced_city, date(2053, 5, 5)), actor=ACTOR) == [kept.id]
    assert restricted_people(traced_city) == []
    with traced_city.database.read() as session:
        (claim,) = iter_claims(session)
    assert claim.id != "B-KLV-1"  # its id was made known to others
    assert b"restricted" not in dump(traced_city.database).split(b"\n")
    assert signed_in(traced_city).get(f"/v1/restricted/{kept.id}?purpose=x").status_code == 404


def test_without_a_rule_nobody_is_due(traced_city: House) -> None:
    silent = replace(
        traced_city,
        rulebook=replace(
            traced_city.rulebook, editions=tuple(replace(one, retention=None) for one in traced_city.rulebook.editions)
        ),
    )
    forget(silent, LEAVER, actor=ACTOR)
    assert [one.kept_until for one in restricted_people(silent)] == [None]
    assert erase_due(on(silent, date(2199, 1, 1)), actor=ACTOR) == []


def test_on_postgresql_too(tmp_path: Path, new_house: Callable[..., House], new_postgresql: Callable[..., str]) -> None:
    house = new_house(tmp_path, TinyEncoder(), url=new_postgresql())
    fill_with_traces(house, tmp_path)
    forget(house, LEAVER, actor=ACTOR)
    assert left_in(dump(house.database), Pieces()) == []
    erase_due(on(house, date(2054, 1, 1)), actor=ACTOR)
    assert left_in(dump(house.database), Pieces()) == []
