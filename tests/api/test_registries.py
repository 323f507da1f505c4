"""Extracts of registries by command and over HTTP: they wait, their difference is shown, some are refused."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from api.house import House
from api.registering import apply_waiting
from api.settings import Settings
from data import log
from data.store import Database
from data.store.extracts import entries_in_force, lapses_in_force, list_extracts
from data.vault import Vault
from matcher.records import Actor, ExtractState
from tests.api.test_uploads import wait

Run = Callable[..., Any]
HEADER = "姓名,身份证号,所属区县,保障类别\n"
PEOPLE = [
    "测试甲,11010519491231002X,历下区,农村低保",
    "测试乙,370102199901011579,历下区,特困人员",
    "测试丙,,市中区,农村低保",
    "测试丁,3701021999010115,市中区,农村低保",
]
NAMES = [line.split(",")[0] for line in PEOPLE]
ME = Actor("test", "admin")


def write(folder: Path, people: list[str], name: str = "名册.csv") -> str:
    (folder / name).write_text(HEADER + "\n".join(people) + "\n", encoding="utf-8")
    return name


def bring(run: Run, file: str, as_of: str = "2023-07-31", *options: str, kind: str = "low_income") -> Any:
    return run("import", "registry", kind, file, "--as-of", as_of, *options)


def problems(answer: Any) -> int:
    """Count the lines that say what went wrong; others say that it takes a while."""
    return sum(line.startswith("matcher: ") for line in answer.errors.splitlines())


def id_in(out: str) -> str:
    return re.findall(r"X[0-9a-f]{12}", out)[-1]


def link(folder: Path) -> None:
    """Take what waits into effect, as linking does."""
    settings = Settings(var=folder / "var", today=date(2023, 9, 1))
    house = House.open(settings)
    try:
        with house.database.begin() as session:
            apply_waiting(house, session, actor=ME, at=house.clock())
    finally:
        house.close()


def stored(folder: Path) -> list[str]:
    database = Database(f"sqlite:///{folder / 'var' / 'matcher.db'}")
    with database.read() as session:
        found = [str(one.state) for one in list_extracts(session)]
    database.close()
    return found


@pytest.fixture
def begun(run: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("MATCHER_ADMIN_PASSWORD", "a long password for tests")
    return run


@pytest.fixture
def in_force(begun: Run, tmp_path: Path) -> Run:
    """With four people in force as of July."""
    assert bring(begun, write(tmp_path, PEOPLE, "七月.csv")).status == 0
    link(tmp_path)
    return begun


def test_an_import_waits_and_shows_its_difference_in_counts(in_force: Run, tmp_path: Path) -> None:
    changed = [PEOPLE[0].replace("农村低保", "低保边缘"), *PEOPLE[1:3], "测试戊,,莱芜区,农村低保"]
    answer = bring(in_force, write(tmp_path, changed), "2023-08-31")
    assert answer.status == 0
    assert "1 new, 1 gone, 1 changed, 2 as before" in answer.out
    assert "waits; `matcher link` takes it into effect" in answer.out
    assert stored(tmp_path) == ["waiting", "in_force"]
    assert [name for name in NAMES if name in answer.out] == []


def test_the_same_file_again_changes_nothing_and_says_so(in_force: Run, tmp_path: Path) -> None:
    answer = bring(in_force, "七月.csv")
    assert (answer.status, "this very file is extract" in answer.out) == (0, True)
    assert stored(tmp_path) == ["in_force"]


def test_the_same_list_of_a_later_day_is_another_extract(in_force: Run, tmp_path: Path) -> None:
    assert "0 new, 0 gone, 0 changed, 4 as before" in bring(in_force, "七月.csv", "2023-08-31").out
    assert stored(tmp_path) == ["waiting", "in_force"]


@pytest.mark.parametrize(
    ("people", "as_of", "said"),
    [
        pytest.param(PEOPLE[:2], "2023-08-31", "it has 2 people, 50 % fewer than the 4 in force", id="much smaller"),
        pytest.param(PEOPLE, "2023-06-30", "it tells of 2023-06-30, and the present one of 2023-07-31", id="older"),
        pytest.param([*PEOPLE, *["测试戊,,,脱贫户"] * 4], "2023-08-31", "4 of its 8 rows are rejected", id="rejected"),
    ],
)
def test_a_doubtful_extract_is_refused_with_its_difference_and_one_line(
    in_force: Run, tmp_path: Path, people: list[str], as_of: str, said: str
) -> None:
    answer = bring(in_force, write(tmp_path, people, "又.csv"), as_of)
    assert answer.status == 1
    assert said in answer.errors
    assert answer.errors.endswith("or take it all the same by --force\n")
    assert problems(answer) == 1
    assert "Against" in answer.out
    assert stored(tmp_path) == ["in_force"]


def test_force_takes_a_doubtful_extract(in_force: Run, tmp_path: Path) -> None:
    assert bring(in_force, write(tmp_path, PEOPLE[:1]), "2023-06-30", "--force").status == 0
    assert stored(tmp_path) == ["waiting", "in_force"]


def test_an_extract_older_than_one_that_waits_is_refused(begun: Run, tmp_path: Path) -> None:
    bring(begun, write(tmp_path, PEOPLE), "2023-08-31")
    assert bring(begun, write(tmp_path, PEOPLE, "旧.csv"), "2023-07-31").status == 1
    assert stored(tmp_path) == ["waiting"]


@pytest.mark.parametrize(
    ("kind", "text", "as_of", "said"),
    [
        pytest.param("low_incom", HEADER + PEOPLE[0], "2023-07-31", "there is no registry low_incom", id="no registry"),
        pytest.param("low_income", HEADER + PEOPLE[0], "2023-09-02", "is still to come", id="a day to come"),
        pytest.param("low_income", HEADER, "2023-07-31", "there are no rows", id="no rows"),
        pytest.param("low_income", "", "2023-07-31", "the file is empty", id="nothing"),
        pytest.param(
            "low_income", HEADER + "测试,,,脱贫户", "2023-07-31", "none of its 1 rows can be taken", id="none"
        ),
        pytest.param("low_income", "\x89PNG\r\n\x1a\n\0\0\0\0\0\0\0\0\0\0", "2023-07-31", "又.csv: ", id="a picture"),
        pytest.param("low_income", "姓名,残疾人证号\n测试,1\n", "2023-07-31", "another registry", id="certificates"),
    ],
)
def test_a_hostile_file_is_refused_with_one_line(
    begun: Run, tmp_path: Path, kind: str, text: str, as_of: str, said: str
) -> None:
    (tmp_path / "又.csv").write_bytes(text.encode("latin-1") if text.startswith("\x89") else text.encode())
    answer = bring(begun, "又.csv", as_of, kind=kind)
    assert (answer.status, said in answer.errors, problems(answer)) == (1, True, 1)
    assert stored(tmp_path) == []


def test_a_file_that_is_not_there_is_named_as_typed(begun: Run) -> None:
    answer = bring(begun, "sub/gone.csv")
    assert (answer.status, "sub/gone.csv: there is no such file" in answer.errors) == (1, True)


def test_a_rejected_row_of_a_registry_is_told_by_place_and_reason_alone(begun: Run, tmp_path: Path) -> None:
    file = write(tmp_path, [*PEOPLE, "测试戊,370102199901011579,市中区,脱贫户"], "低保名册.csv")
    assert bring(begun, file).status == 0
    (path,) = (tmp_path / "var" / "rejected").rglob("*.xlsx")
    book = load_workbook(path)
    told = "\n".join(str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    assert "不属于此名册" in told
    assert not [word for word in ("测试戊", "370102199901011579", "市中区") if word in told]
    assert "低保" not in str(path.relative_to(tmp_path))


def test_rejected_rows_go_into_a_file_of_their_own(begun: Run, tmp_path: Path) -> None:
    answer = bring(begun, write(tmp_path, [*PEOPLE, "测试戊,,,脱贫户"]))
    (path,) = (tmp_path / "var" / "rejected").rglob("*.xlsx")
    assert str(path.name) in answer.out
    assert "不属于此名册" in str(list(load_workbook(path).worksheets[0].values))


def test_an_import_tells_programs_its_counts(in_force: Run, tmp_path: Path) -> None:
    told = json.loads(bring(in_force, write(tmp_path, PEOPLE[:3]), "2023-08-31", "--json").out)
    assert [told[name] for name in ("n_rows", "n_entries", "added", "gone", "unchanged")] == [3, 3, 0, 1, 3]


def test_the_people_of_a_difference_are_covered(in_force: Run, tmp_path: Path) -> None:
    id = id_in(bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-31").out)
    answer = in_force("registries", "difference", id)
    assert "1 gone" in answer.out
    assert "测**" in answer.out
    assert "1101**********002X" in answer.out
    assert [name for name in NAMES if name in answer.out] == []


def test_the_people_are_revealed_into_a_file_for_a_purpose_that_is_logged(in_force: Run, tmp_path: Path) -> None:
    id = id_in(bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-31").out)
    answer = in_force("registries", "difference", id, "--out", "变化.xlsx", "--purpose", "核对退出人员")
    assert answer.status == 0
    path = tmp_path / "变化.xlsx"
    told = str(list(load_workbook(path).worksheets[0].values))
    assert ("测试甲" in told, "11010519491231002X" in told) == (True, True)
    assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.read() as session:
        lines = log.entries(session, limit=1_000)[-2:]
    database.close()
    told = [(line.action, line.purpose, line.details["n"]) for line in lines]
    assert told == [("reveal", "核对退出人员", 1), ("export", "核对退出人员", 1)]


def test_a_blank_purpose_reveals_nobody(in_force: Run, tmp_path: Path) -> None:
    id = id_in(bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-31").out)
    answer = in_force("registries", "difference", id, "--purpose", " ")
    assert (answer.status, "测试甲" in answer.out) == (1, False)


def test_extracts_are_listed_shown_and_discarded(in_force: Run, tmp_path: Path) -> None:
    id = id_in(bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-31").out)
    assert re.search(rf"{id} +.*\(low_income\) +2023-08-31 +waits +3 ", in_force("registries", "list").out)
    assert "最低生活保障 (low_income)" in in_force("--language", "zh", "registries", "list").out
    assert json.loads(in_force("registries", "show", id, "--json").out)["state"] == "waiting"
    assert in_force("registries", "discard", id).status == 0
    assert in_force("registries", "discard", id).status == 1
    assert stored(tmp_path) == ["discarded", "in_force"]


def test_the_difference_of_a_discarded_extract_is_no_longer_told(in_force: Run, tmp_path: Path) -> None:
    id = id_in(bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-31").out)
    in_force("registries", "discard", id)
    answer = in_force("registries", "difference", id)
    assert (answer.status, "no longer kept" in answer.errors) == (1, True)


def test_a_person_who_is_missing_lapses_and_one_who_returns_is_restored(in_force: Run, tmp_path: Path) -> None:
    vault = Vault(tmp_path / "var" / "matcher.key")

    def in_and_out() -> tuple[int, list[date]]:
        database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
        with database.read() as session:
            found = len(list(entries_in_force(session, vault=vault)))
            gone = [one.lapses_on for one in lapses_in_force(session, vault=vault)]
        database.close()
        return found, gone

    bring(in_force, write(tmp_path, PEOPLE[1:]), "2023-08-01")
    link(tmp_path)
    assert in_and_out() == (3, [date(2023, 10, 1)])  # it takes effect on 1 September
    bring(in_force, write(tmp_path, PEOPLE, "回来.csv"), "2023-08-31")
    link(tmp_path)
    assert in_and_out() == (4, [])


FORM = {"kind": "low_income", "as_of": "2023-07-31"}
EXTRACT = (HEADER + "\n".join(PEOPLE) + "\n").encode("gb18030")


def send(client: TestClient, content: bytes = EXTRACT, *, key: str | None = None, **form: str) -> Any:
    headers = {"Idempotency-Key": key} if key else {}
    return client.post("/v1/imports/registry", data=FORM | form, files={"file": ("低保.csv", content)}, headers=headers)


def take_effect(house: House) -> None:
    with house.database.begin() as session:
        apply_waiting(house, session, actor=ME, at=house.clock())


def test_an_extract_comes_in_as_a_job_that_counts(live: TestClient) -> None:
    answer = send(live)
    assert answer.status_code == 202
    job = wait(live, answer.json()["id"])
    assert (job["state"], job["kind"]) == ("done", "import_registry")
    assert {name: job["result"][name] for name in ("n_rows", "n_entries", "added", "before")} == {
        "n_rows": 4,
        "n_entries": 4,
        "added": 4,
        "before": None,
    }
    (shown,) = live.get("/v1/registries").json()["items"]
    assert (shown["id"], shown["kind"], shown["state"], shown["n_entries"]) == (
        job["result"]["extract"],
        "low_income",
        "waiting",
        4,
    )


def test_the_difference_is_told_by_group_and_district(live: TestClient, house: House) -> None:
    wait(live, send(live).json()["id"])
    take_effect(house)
    later = (HEADER + "\n".join([*PEOPLE[1:], "测试戊,,莱芜区,农村低保"]) + "\n").encode()
    job = wait(live, send(live, later, as_of="2023-08-31").json()["id"])
    answer = live.get(f"/v1/registries/{job['result']['extract']}/difference")
    told = answer.json()
    assert [told[name] for name in ("added", "gone", "changed", "unchanged")] == [1, 1, 0, 3]
    assert told["by"] == [
        {"group": "low_income", "district": "历下区", "added": 0, "gone": 1, "changed": 0},
        {"group": "low_income", "district": "莱芜区", "added": 1, "gone": 0, "changed": 0},
    ]
    assert [name for name in NAMES if name in answer.text] == []


def test_a_much_smaller_extract_fails_its_job_unless_forced(live: TestClient, house: House) -> None:
    wait(live, send(live).json()["id"])
    take_effect(house)
    small = (HEADER + PEOPLE[0] + "\n").encode()
    job = wait(live, send(live, small, as_of="2023-08-31").json()["id"])
    assert (job["state"], "少 75%" in job["problem"] or "75 % fewer" in job["problem"]) == ("failed", True)
    assert "--force" not in job["problem"]
    assert len(live.get("/v1/registries").json()["items"]) == 1
    assert wait(live, send(live, small, as_of="2023-08-31", force="true").json()["id"])["state"] == "done"


def test_an_extract_that_waits_is_discarded(live: TestClient, house: House) -> None:
    id = wait(live, send(live).json()["id"])["result"]["extract"]
    assert live.delete(f"/v1/registries/{id}").status_code == 204
    assert live.get(f"/v1/registries/{id}").json()["state"] == "discarded"
    assert live.delete(f"/v1/registries/{id}").status_code == 409
    with house.database.read() as session:
        assert [one.state for one in list_extracts(session)] == [ExtractState.DISCARDED]


def test_a_file_sent_again_under_its_key_makes_one_job(live: TestClient) -> None:
    first, again = send(live, key="k").json(), send(live, key="k").json()
    assert first["id"] == again["id"]
    assert send(live, key="k", as_of="2023-08-31").status_code == 422


@pytest.mark.parametrize(
    ("form", "field"),
    [
        pytest.param({"kind": "poor"}, "kind", id="no registry"),
        pytest.param({"as_of": "31.7.2023"}, "as_of", id="no day"),
        pytest.param({"as_of": "2099-01-01"}, "as_of", id="a day to come"),
        pytest.param({"force": "perhaps"}, "force", id="neither yes nor no"),
    ],
)
def test_a_wrong_form_is_answered_with_its_field(client: TestClient, form: dict[str, str], field: str) -> None:
    answer = send(client, **form)
    assert (answer.status_code, [one["field"] for one in answer.json()["errors"]]) == (422, [field])


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/v1/registries/X0", 404),
        ("GET", "/v1/registries/X0/difference", 404),
        ("DELETE", "/v1/registries/X0", 404),
        ("GET", "/v1/registries?kind=poor", 422),
        ("GET", "/v1/registries?cursor=forged", 422),
    ],
)
def test_what_is_not_there_is_told(client: TestClient, method: str, path: str, status: int) -> None:
    assert client.request(method, path).status_code == status


def test_extracts_are_listed_page_by_page(live: TestClient, house: House) -> None:
    for day in ("2023-07-31", "2023-08-31"):
        wait(live, send(live, as_of=day).json()["id"])
        take_effect(house)
    first = live.get("/v1/registries?limit=1").json()
    second = live.get(f"/v1/registries?limit=1&cursor={first['next_cursor']}").json()
    days = [page["items"][0]["as_of"] for page in (first, second)]
    assert (days, second["next_cursor"]) == (["2023-08-31", "2023-07-31"], None)


def test_the_name_of_an_extracts_file_tells_nobody_of_it(run: Run, tmp_path: Path) -> None:
    assert bring(run, write(tmp_path, PEOPLE, "测试乙等低保户.csv")).status == 0
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.read() as session:
        assert [one.source for one in list_extracts(session)] == ["〔已隐去〕等低保户.csv"]
    database.close()
