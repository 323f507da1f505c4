"""The vault commands, the key in the settings, and a service that goes on while its keys are rotated."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.rotating import rotate_data
from data.vault import make_key
from matcher.records import Actor
from tests.api.signed_in import signed_in

Run = Callable[..., Any]  # types one command; tells status, out, errors

CANDIDATES = """编号,姓名,身份证号,手机号,学历,专业,毕业日期,就业状态,居住区县,求职意向,意向类别
C1,测试甲,11010519491231002X,13800000001,专科,软件技术,2023-06,失业,历下区,软件测试,技术技能类
"""
ACTOR = Actor("officer-1", "admin")
PERSON = {"name": "测试乙", "phone": "13800000002", "id_number": "110105199003070076"}


@pytest.fixture
def filled(run_bare: Run, tmp_path: Path) -> Run:
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    assert run_bare("init").status == 0
    assert run_bare("import", "candidates", "candidates.csv").status == 0
    return run_bare


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return tmp_path / "var" / "matcher.key"


def test_a_rotation_tells_what_it_came_to(filled: Run) -> None:
    told = json.loads(filled("vault", "rotate", "--json").out)
    assert told == {"generation": 2, "n_fields": 3, "n_records": 0, "unreadable": []}
    assert "Data key 3 is in use: 3 personal values and 0 sealed records under it" in filled("vault", "rotate").out
    assert "C1" in filled("find", "测试甲").out


def test_the_state_of_the_keys_is_told_without_a_key(filled: Run, key_file: Path) -> None:
    answer = filled("vault", "status")
    assert "Data key 1, made on " in answer.out
    assert "3 personal values, 0 sealed records" in answer.out
    told = json.loads(filled("vault", "status", "--json").out)
    assert (told["generation"], told["n_refilled"], told["n_masters"]) == (1, None, 1)
    assert key_file.read_text().strip() not in answer.out + str(told)


def test_a_rotation_under_way_is_told(filled: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("api.rotating.finish_rotation", _fail)
        with pytest.raises(ZeroDivisionError):
            filled("vault", "rotate")
    assert "under way, 3 values are encrypted anew" in filled("vault", "status").out
    assert "Data key 2 is in use" in filled("vault", "rotate").out
    assert "under way" not in filled("vault", "status").out


def _fail(*_: object, **__: object) -> None:
    raise ZeroDivisionError


def test_a_new_master_takes_the_place_of_the_file_and_the_old_one_is_kept(filled: Run, key_file: Path) -> None:
    before = key_file.read_text()
    assert "matcher.key.old: move it to a safe place" in filled("vault", "rotate", "--master").out
    assert key_file.read_text() != before
    assert key_file.with_name("matcher.key.old").read_text() == before
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert "C1" in filled("find", "测试甲").out
    key_file.write_text(before)
    assert "written with another key" in filled("find", "测试甲").errors


def test_an_old_key_file_is_never_overwritten(filled: Run, key_file: Path) -> None:
    filled("vault", "rotate", "--master")
    kept = key_file.with_name("matcher.key.old").read_text()
    answer = filled("vault", "rotate", "--master")
    assert (answer.status, "move it to a safe place first" in answer.errors) == (1, True)
    assert key_file.with_name("matcher.key.old").read_text() == kept


@pytest.mark.parametrize(
    "step", ["add_master", "os.link", "os.replace", "drop_other_masters"], ids=lambda step: f"before {step}"
)
def test_a_rotation_of_the_master_that_broke_off_is_gone_on_with(
    filled: Run, key_file: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    before = key_file.read_text()
    with monkeypatch.context() as broken:
        broken.setattr(f"api.rotating.{step}", _fail)
        with pytest.raises(ZeroDivisionError):
            filled("vault", "rotate", "--master")
    assert "C1" in filled("find", "测试甲").out
    assert filled("vault", "rotate", "--master").status == 0
    assert "C1" in filled("find", "测试甲").out
    assert key_file.with_name("matcher.key.old").read_text() == before
    assert json.loads(filled("vault", "status", "--json").out)["n_masters"] == 1
    assert not key_file.with_name("matcher.key.new").exists()


@pytest.fixture
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A key in the environment."""
    make_key(tmp_path / "elsewhere")
    key = (tmp_path / "elsewhere").read_text().strip()
    monkeypatch.setenv("MATCHER_KEY", key)
    return key


def test_a_key_in_the_environment_needs_no_file(key: str, filled: Run, key_file: Path) -> None:
    assert "Key: in MATCHER_KEY" in filled("init").out
    assert not key_file.exists()
    assert "C1" in filled("find", "测试甲").out
    assert key not in filled("vault", "status").out


def test_a_key_in_both_places_is_refused_in_one_line(filled: Run, key: str) -> None:
    answer = filled("find", "测试甲")
    assert (answer.status, answer.errors) == (
        1,
        "matcher: MATCHER_KEY is set and there is the key file var/matcher.key too; keep one of them\n",
    )


@pytest.mark.parametrize("text", ["ab" * 31, "xy" * 32, ""], ids=["short", "not hexadecimal", "empty"])
def test_what_is_no_key_is_refused_without_being_repeated(
    run_bare: Run, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setenv("MATCHER_KEY", text)
    answer = run_bare("init")
    assert answer.errors == "matcher: MATCHER_KEY: a key has 64 hexadecimal digits, this has not\n"


def test_another_key_in_the_environment_is_refused(
    key: str, filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_key(tmp_path / "other")
    monkeypatch.setenv("MATCHER_KEY", (tmp_path / "other").read_text())
    assert filled("find", "测试甲").errors.startswith("matcher: MATCHER_KEY: the database was written with another key")


def test_a_key_in_the_environment_is_replaced_in_two_steps(
    key: str, filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "--out" in filled("vault", "rotate", "--master").errors
    assert "Set MATCHER_KEY" in filled("vault", "rotate", "--master", "--out", "new.key").out
    assert "still holds the old key" in filled("vault", "rotate", "--master").errors
    assert "C1" in filled("find", "测试甲").out
    monkeypatch.setenv("MATCHER_KEY", (tmp_path / "new.key").read_text())
    assert "in use: MATCHER_KEY" in filled("vault", "rotate", "--master").out
    assert "C1" in filled("find", "测试甲").out
    monkeypatch.setenv("MATCHER_KEY", key)
    assert "written with another key" in filled("find", "测试甲").errors


@pytest.fixture
def rotate(house: House) -> Callable[[], None]:
    """Rotates the data key as another process does."""

    def elsewhere() -> None:
        other = House.open(house.settings)
        rotate_data(other, actor=ACTOR)
        other.close()

    return elsewhere


def test_a_service_goes_on_reading_and_writing_across_a_rotation(house: House, rotate: Callable[[], None]) -> None:
    with signed_in(house) as client:
        assert client.put("/v1/candidates/C1", json={"person": PERSON}).status_code == 201
        before = client.get("/v1/candidates/C1").json()
        rotate()
        assert client.get("/v1/candidates/C1").json() == before
        assert client.post("/v1/candidates/find", json={"text": "测试乙"}).json()["items"][0]["id"] == "C1"
        renamed = {"person": PERSON | {"phone": "13800000009"}}
        assert client.put("/v1/candidates/C1", json=renamed).status_code == 200
        rotate()
        assert client.post("/v1/candidates/find", json={"text": "0009"}).json()["items"][0]["id"] == "C1"
        same_person = client.put("/v1/candidates/C2", json={"person": PERSON})
        assert same_person.status_code == 409


def test_a_page_follows_on_the_one_before_a_rotation(
    house: House, client: TestClient, rotate: Callable[[], None]
) -> None:
    for id in ("C1", "C2"):
        client.put(f"/v1/candidates/{id}", json={})
    cursor = client.get("/v1/candidates?limit=1").json()["next_cursor"]
    rotate()
    assert [one["id"] for one in client.get(f"/v1/candidates?cursor={cursor}").json()["items"]] == ["C2"]
