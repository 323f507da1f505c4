"""Who is forgotten does not come back by a file, a put, a rotation of keys or a backup, but by registering again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from fastapi.testclient import TestClient

from api.app import app_over
from api.forgetting import apply_forgettings, forget
from api.forgotten_file import read_lines
from api.house import House
from api.imports import ImportResult, import_file
from api.registering import import_registry
from api.rotating import rotate_data
from data import log
from data.store import Scope, candidate_ids, iter_placements, iter_sealed, within
from data.store.extracts import list_extracts
from data.store.tombstones import Forgetting, list_forgettings
from matcher.errors import BadInput, NotReady
from matcher.records import Role
from tests.api.forgotten_city import (
    ACTOR,
    DAY,
    LEAVER,
    NAME,
    NUMBER,
    OTHER_NUMBER,
    PHONE,
    STAYER,
    Pieces,
    dump,
    left_in,
    left_in_files,
    place,
    settle_in,
)
from tests.api.signed_in import signed_in, token_for

FILE = f"编号,姓名,身份证号,手机号,出生日期\n77,{NAME},{NUMBER},{PHONE},\n,李四,370102200103071270,13900000009,\n"


@pytest.fixture
def city(house: House) -> House:
    settle_in(house)
    return house


def import_people(house: House, folder: Path, text: str, *, again: str | None = None) -> ImportResult:
    file = folder / "people.csv"
    file.write_text(text, encoding="utf-8")
    return import_file(house, "candidates", file, actor=ACTOR, at=house.moment(), registered_again=again)


def ids(house: House) -> list[str]:
    with house.database.read() as session:
        return candidate_ids(session)


ROWS = {
    "the number": f"姓名,身份证号\n张改名,{NUMBER}\n",
    "phone and birth date": f"姓名,手机号,出生日期\n{NAME},{PHONE},2001-03-07\n",
}


@pytest.mark.parametrize("row", ["the number", "phone and birth date"])
def test_a_row_of_somebody_forgotten_is_turned_back(city: House, tmp_path: Path, row: str) -> None:
    forget(city, LEAVER, actor=ACTOR)
    result = import_people(city, tmp_path, ROWS[row])
    assert (result.n_stored, result.n_rejected) == (0, 1)
    assert ids(city) == [STAYER]


def test_the_file_of_rejected_rows_does_not_hold_the_person_again(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    result = import_people(city, tmp_path, ROWS["the number"])
    assert result.rejected_file is not None
    (head, row) = openpyxl.load_workbook(result.rejected_file).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    told = dict(zip(head, row, strict=True))
    assert told["退回_行"] == "2"
    assert "不再收录" in str(told["退回_原因"])
    assert left_in_files(city.settings.var, Pieces()) == {}


def test_another_person_of_the_same_phone_comes_in(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    child = f"姓名,手机号,出生日期\n欧阳如梦,{PHONE},2004-04-04\n"
    assert import_people(city, tmp_path, child).n_stored == 1
    twin = f"姓名,身份证号,手机号\n欧阳如影,{OTHER_NUMBER},{PHONE}\n"  # another number says so, whatever else agrees
    assert import_people(city, tmp_path, twin).n_stored == 1


def test_an_id_of_an_office_may_be_given_to_somebody_else(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    result = import_people(city, tmp_path, f"编号,姓名,手机号,出生日期\n{LEAVER},王五,13911112222,1999-09-09\n")
    assert result.n_stored == 1


def test_other_files_do_not_bring_the_person_back(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    for kind, text in {
        "employment": f"身份证号,单位,参保起\n{NUMBER},甲公司,2019-01-01\n",
        "claims": f"身份证号,单位,月份,金额\n{NUMBER},甲公司,2023-04,1260\n",
        "placements": f"身份证号,单位,开始日期,计划结束\n{NUMBER},甲公司,2023-09-01,2024-01-31\n",
    }.items():
        file = tmp_path / f"{kind}.csv"
        file.write_text(text, encoding="utf-8")
        assert import_file(city, kind, file, actor=ACTOR, at=city.moment()).n_stored == 0  # type: ignore[arg-type]
    registry = tmp_path / "low_income.csv"
    registry.write_text(f"姓名,身份证号码\n{NAME},{NUMBER}\n周强,{OTHER_NUMBER}\n", encoding="utf-8")
    import_registry(city, "low_income", registry, as_of=DAY, force=False, actor=ACTOR, at=city.clock())
    with city.database.read() as session:
        assert [one.n_entries for one in list_extracts(session)] == [1]
    assert left_in(dump(city.database), Pieces()) == []


def test_a_put_is_refused_until_the_person_registers_again(city: House) -> None:
    client = signed_in(city)
    forget(city, LEAVER, actor=ACTOR)
    body = {"wish": "测试", "person": {"name": NAME, "id_number": NUMBER}}
    assert client.put("/v1/candidates/NEW", json=body).status_code == 409
    assert client.put(f"/v1/candidates/{LEAVER}", json={"wish": "测试"}).status_code == 409
    assert client.put("/v1/candidates/NEW", json=body | {"registered_again": "本人到窗口登记"}).status_code == 201
    with city.database.read() as session:
        lines = log.entries(session, limit=10_000)
    (line,) = [one for one in lines if one.action == "register again"]
    assert line.purpose == "本人到窗口登记"
    assert client.put("/v1/candidates/NEW", json=body).status_code == 200  # the stone is lifted


def test_a_caseworker_lets_in_somebody_whose_records_of_money_were_kept(city: House) -> None:
    place(city, with_claim=True)
    assert forget(city, LEAVER, actor=ACTOR).state == "restricted"
    token = token_for(city, "li", Role.CASEWORKER, district="历下区")
    client = TestClient(app_over(city), headers={"Authorization": f"Bearer {token}"})
    body = {"home_district": "历下区", "person": {"name": NAME, "id_number": NUMBER}}
    again = {"registered_again": "本人到窗口登记"}
    assert client.put("/v1/candidates/NEW", json=body | again).status_code == 409
    assert client.put(f"/v1/candidates/{LEAVER}", json=body | again).status_code == 201
    with city.database.read() as session:
        assert [one.candidate_id for one in iter_placements(session)] == [LEAVER]
        assert [*iter_sealed(session, "restricted", vault=city.vault)] == []
    assert [one["id"] for one in client.get("/v1/placements").json()["items"]] == ["T-KLV-1"]


@pytest.mark.parametrize("home", ["市中区", ""])
def test_who_registers_in_another_district_is_not_let_in_by_a_file_of_this_one(
    city: House, tmp_path: Path, home: str
) -> None:
    place(city, with_claim=True)
    forget(city, LEAVER, actor=ACTOR)
    with within(Scope(district="历下区")):
        for again in (None, "本人到窗口登记"):
            told = import_people(city, tmp_path, f"姓名,身份证号,居住区县\n{NAME},{NUMBER},{home}\n", again=again)
            assert (told.n_stored, told.n_rejected) == (0, 1)
            assert ("历下区" in told.first_rejected[0]) == (home != "" or again is not None)
    assert [one.state for one in forgettings(city)] == ["restricted"]
    if home:
        assert left_in_files(city.settings.var, Pieces()) == {}
    with within(Scope(district="历下区")):
        told = import_people(city, tmp_path, f"姓名,身份证号,居住区县\n{NAME},{NUMBER},历下区\n", again="到窗口登记")
    assert (told.n_stored, ids(city)) == (1, sorted([LEAVER, STAYER]))
    assert [one.state for one in forgettings(city)] == ["lifted"]


def forgettings(house: House) -> list[Forgetting]:
    with house.database.read() as session:
        return list(list_forgettings(session))


def upload(house: House, kind: str, text: str, **fields: str) -> tuple[int, dict[str, Any]]:
    """Send a file over HTTP, and let its job run; give the status and how the job ended, or what is wrong."""
    with signed_in(house) as client:
        answer = client.post(f"/v1/imports/{kind}", files={"file": ("people.csv", text.encode())}, data=fields)
        told: dict[str, Any] = answer.json()
        while told.get("state") in ("queued", "running"):
            told = client.get(f"/v1/jobs/{answer.json()['id']}").json()
    return answer.status_code, told


def test_an_upload_lets_in_who_registered_again(city: House) -> None:
    forget(city, LEAVER, actor=ACTOR)
    row = FILE.split("\n,李四")[0] + "\n"
    _, refused = upload(city, "candidates", row)
    assert (refused["result"]["n_stored"], refused["result"]["n_rejected"]) == (0, 1)
    _, taken = upload(city, "candidates", row, registered_again="本人到窗口登记")
    assert (taken["result"]["n_stored"], taken["result"]["n_rejected"]) == (1, 0)
    with city.database.read() as session:
        (line,) = [one for one in log.entries(session, limit=10_000) if one.action == "register again"]
    assert (line.purpose, line.actor.role) == ("本人到窗口登记", "admin")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        pytest.param("posts", "本人到窗口登记", id="of posts"),
        pytest.param("candidates", "  ", id="without a word"),
        pytest.param("candidates", "两\n行", id="in two lines"),
    ],
)
def test_an_upload_that_says_so_wrongly_is_refused(city: House, kind: str, said: str) -> None:
    status, problem = upload(city, kind, FILE, registered_again=said)
    assert status == 422
    assert "registered_again" in str(problem)


def test_a_file_lets_in_who_registered_again(city: House, tmp_path: Path) -> None:
    place(city, with_claim=True)
    forget(city, LEAVER, actor=ACTOR)
    result = import_people(city, tmp_path, FILE.split("\n,李四")[0] + "\n", again="本人重新登记")
    assert (result.n_stored, result.n_rejected) == (1, 0)
    assert ids(city) == [LEAVER, STAYER]  # with what was kept of the person's traineeship
    with city.database.read() as session:
        assert [one.candidate_id for one in iter_placements(session)] == [LEAVER]
    assert [one.op for one in read_lines(city.settings.forgotten_path)] == ["forget", "lift"]


def test_a_person_is_not_let_in_by_a_row_that_cannot_be_taken(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    row = f"编号,姓名,身份证号,手机号\n{STAYER},{NAME},{NUMBER},{PHONE}\n,周末,{OTHER_NUMBER},13900000007\n"
    with pytest.raises(BadInput, match="row 2: this person registers again"):
        import_people(city, tmp_path, row, again="本人重新登记")
    assert [one.state for one in forgettings(city)] == ["erased"]
    assert ids(city) == [STAYER]
    assert [one.op for one in read_lines(city.settings.forgotten_path)] == ["forget"]


def test_a_stone_stands_after_the_key_is_rotated(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    rotate_data(city, actor=ACTOR)
    assert import_people(city, tmp_path, ROWS["the number"]).n_stored == 0


def copy_of(house: House, folder: Path) -> Path:
    """Back the database up as the file it is."""
    house.database.scrub()
    folder.mkdir(exist_ok=True)
    return Path(shutil.copy(house.settings.var / "matcher.db", folder / "backup.db"))


def restore(house: House, backup: Path) -> None:
    house.database.close()
    for ending in ("-wal", "-shm"):
        (house.settings.var / f"matcher.db{ending}").unlink(missing_ok=True)
    shutil.copy(backup, house.settings.var / "matcher.db")


@pytest.mark.parametrize("with_claim", [False, True], ids=["erased", "restricted"])
def test_a_restored_backup_forgets_again(city: House, tmp_path: Path, with_claim: bool) -> None:
    place(city, with_claim=with_claim)
    backup = copy_of(city, tmp_path / "safe")
    forget(city, LEAVER, actor=ACTOR)
    restore(city, backup)
    assert ids(city) == [LEAVER, STAYER]
    assert apply_forgettings(city) == 1
    assert ids(city) == [STAYER]
    assert left_in(dump(city.database), Pieces()) == []
    assert left_in_files(city.settings.var, Pieces()) == {}
    assert apply_forgettings(city) == 0
    assert import_people(city, tmp_path, ROWS["the number"]).n_stored == 0


def test_a_service_that_starts_forgets_first(city: House, tmp_path: Path) -> None:
    backup = copy_of(city, tmp_path / "safe")
    forget(city, LEAVER, actor=ACTOR)
    restore(city, backup)
    with signed_in(city) as client:
        assert client.get(f"/v1/candidates/{LEAVER}").status_code == 404


def test_a_backup_from_before_does_not_undo_a_registration(city: House, tmp_path: Path) -> None:
    forget(city, LEAVER, actor=ACTOR)
    backup = copy_of(city, tmp_path / "safe")
    import_people(city, tmp_path, FILE, again="本人重新登记")
    restore(city, backup)
    apply_forgettings(city)
    assert import_people(city, tmp_path, FILE).n_rejected == 1  # the other row, whose number is none


def test_a_stopped_command_is_finished_at_the_next_start(city: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:  # a mock, to be killed at the worst moment: the line is written, no more
        patched.setattr("api.forgetting.add_lines", lambda path, lines: (real(path, lines), stop()))
        from api.forgotten_file import add_lines as real

        with pytest.raises(KeyboardInterrupt):
            forget(city, LEAVER, actor=ACTOR)
    assert ids(city) == [LEAVER, STAYER]
    assert apply_forgettings(city) == 1
    assert ids(city) == [STAYER]


def test_the_file_says_nothing_of_anybody(city: House) -> None:
    forget(city, LEAVER, actor=ACTOR)
    content = city.settings.forgotten_path.read_bytes()
    assert left_in(content, Pieces()) == []
    assert city.settings.forgotten_path.stat().st_mode & 0o077 == 0


def test_a_last_line_that_was_cut_off_is_passed_over(city: House) -> None:
    forget(city, LEAVER, actor=ACTOR)
    path = city.settings.forgotten_path
    whole = path.read_text()
    path.write_text(whole + whole[:20])
    assert len(read_lines(path)) == 1
    path.write_text(whole[:20] + "\n" + whole)
    with pytest.raises(NotReady, match="damaged"):
        read_lines(path)
