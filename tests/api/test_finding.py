"""Finding somebody: by what is said at the desk, masked, and with a line in the log that names nobody."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.finding import find
from api.house import House
from data import log
from data.store import Database, merge_candidates
from matcher.errors import NotReady
from matcher.records import Actor, Candidate, CandidateEntry, Person

Run = Callable[..., Any]  # types one command; tells status, out, errors

POSTS = """岗位编号,单位名称,岗位名称,岗位描述,学历要求,工作地点
P1,泉城软件有限公司,软件测试员,执行测试用例,大专及以上,济南·历下区
P2,泉城养老服务中心,养老护理员,照料老人起居,不限,济南·市中区
"""
EMPLOYERS = """编号,单位名称,所在区县
E1,泉城软件有限公司,历下区
"""
CANDIDATES = """编号,姓名,身份证号,手机号,学历,专业,居住区县
C1,单晓东,11010519491231002X,13800000001,专科,软件技术,历下区
C2,张伟,,13800000002,本科,社会工作,市中区
"""
BIRTH = "出生日期"
PERSON = {"name": "单晓东", "id_number": "11010519491231002X", "phone": "13800000001"}


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    people = CANDIDATES.replace("居住区县", f"居住区县,{BIRTH}").replace("历下区\n", "历下区,\n")
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "employers.csv").write_text(EMPLOYERS, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(people.replace("市中区\n", "市中区,2001-05-06\n"), encoding="utf-8")
    for kind in ("posts", "employers", "candidates"):
        assert "0 rejected" in run("import", kind, f"{kind}.csv").out
    return run


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        pytest.param("单晓东", ["C1"], id="a name"),
        pytest.param("sxd", ["C1"], id="initials"),
        pytest.param("zw", ["C2"], id="initials of another"),
        pytest.param("１３８００００ ０００１", ["C1"], id="a phone in full width with a space"),
        pytest.param("11010519491231002X", ["C1"], id="an ID number"),
        pytest.param("110105491231002", ["C1"], id="an ID number of fifteen digits"),
        pytest.param("002X", ["C1"], id="the last four of an ID number"),
        pytest.param("0002", ["C2"], id="the last four of a phone"),
        pytest.param("C2", ["C2"], id="an id"),
        pytest.param("c2", ["C2"], id="an id in another case"),
        pytest.param("护理", ["P2"], id="a title"),
        pytest.param("泉城", ["P1", "P2", "E1"], id="an employer's name"),
    ],
)
def test_what_is_said_at_the_desk_leads_to_ids(filled: Run, typed: str, ids: list[str]) -> None:
    answer = json.loads(filled("find", typed, "--json").out)
    assert [one["id"] for one in answer["items"]] == ids
    assert (answer["n"], answer["n_more"]) == (len(ids), 0)


def test_the_table_shows_the_person_masked(filled: Run) -> None:
    header, row = filled("find", "单晓东").out.splitlines()
    assert header.split() == ["id", "what", "who", "district", "about"]
    assert row.split() == ["C1", "candidate", "单**", "138****0001", "1101**********002X", "历下区", "专科", "软件技术"]


def test_posts_and_employers_stand_in_one_table(filled: Run) -> None:
    lines = [line.split() for line in filled("find", "泉城软件").out.splitlines()]
    assert lines[0] == ["id", "what", "district", "about"]  # nobody is in it
    assert lines[1:] == [
        ["P1", "post", "历下区", "软件测试员", "·", "泉城软件有限公司"],
        ["E1", "employer", "历下区", "泉城软件有限公司"],
    ]


@pytest.mark.parametrize("as_json", [[], ["--json"]], ids=["for people", "for programs"])
def test_nothing_found_is_one_line_and_exits_with_1(filled: Run, as_json: list[str]) -> None:
    answer = filled("find", "单晓西", *as_json)
    assert answer.status == 1
    assert len(answer.errors.strip().splitlines()) == 1
    assert "pinyin" in answer.errors
    assert answer.out == ("" if not as_json else '{"items": [], "n": 0, "n_more": 0}\n')


def test_a_mistyped_id_number_is_said_to_be_one(filled: Run) -> None:
    answer = filled("find", "110105 19491231 0021")
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)
    assert "check digit" in answer.errors


def test_a_surname_says_by_what_people_are_found(filled: Run) -> None:
    assert "full name" in filled("find", "护").out.splitlines()[-1]
    assert "full name" in filled("find", "单").errors
    assert "full name" not in filled("find", "护理").out


def test_what_the_log_cannot_hold_is_not_shown(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    # no mock of what the database says: root may write to any file, so the transaction itself is one that cannot
    monkeypatch.setattr(house.database, "_writing", house.database._reading)
    with pytest.raises(NotReady, match=r"^nothing is shown: .*this user may not write the database file or its folder"):
        find(house, "张三", actor=Actor("tester", "admin"))


def test_blanks_are_refused_in_one_line(filled: Run) -> None:
    answer = filled("find", "  ")
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)


def test_twenty_are_shown_and_the_rest_is_counted(filled: Run, tmp_path: Path) -> None:
    rows = "".join(f"Q{n:02},泉城二厂,装配工{n},装配,不限,历下区\n" for n in range(23))
    (tmp_path / "more.csv").write_text(POSTS.splitlines()[0] + "\n" + rows, encoding="utf-8")
    filled("import", "posts", "more.csv")
    lines = filled("find", "泉城").out.splitlines()  # 25 posts and an employer
    assert len(lines) == 1 + 20 + 1
    assert lines[-1].startswith("… and 6 more")


def test_columns_line_up_under_chinese_characters(filled: Run) -> None:
    lines = filled("find", "泉城").out.splitlines()
    wide = [line[: line.index("泉城")] for line in lines[1:]]
    before = {sum(2 if character > "ÿ" and character != "·" else 1 for character in line) for line in wide[2:]}
    assert before == {len(lines[0][: lines[0].index("about")])}


def test_somebody_who_is_no_id_is_sent_to_find(filled: Run) -> None:
    answer = filled("rank", "--candidate", "单 晓东")
    assert answer.status == 1
    assert "there is no candidate 单 晓东; `matcher find '单 晓东'` looks by name, phone and ID number" in answer.errors
    assert "matcher find '护理'" in filled("rank", "--post", "护理").errors


def test_an_import_of_candidates_says_how_to_find_them(filled: Run) -> None:
    assert "matcher find" in filled("import", "candidates", "candidates.csv").out.splitlines()[-1]
    assert "matcher find" not in filled("import", "posts", "posts.csv").out
    assert len(filled("import", "candidates", "candidates.csv", "--json").out.splitlines()) == 1


def test_each_search_leaves_a_line_that_holds_no_personal_value(filled: Run, tmp_path: Path) -> None:
    typed = ["单晓东", "13800000001", "002X", "sxd", "单晓西"]
    for text in typed:
        filled("find", text)
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.read() as session:
        lines = [line for line in log.entries(session) if line.action == "find"]
    database.close()
    assert [line.details["found"]["candidate"] for line in lines] == [1, 1, 1, 1, 0]
    assert {line.purpose for line in lines} == {"find"}
    assert [line.details["people"] for line in lines] == [["C1"]] * 4 + [[]]
    assert not any(text in str(line) for text in typed for line in lines)


def test_a_database_of_an_older_version_is_made_ready_by_init(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.begin() as session:
        session.connection().exec_driver_sql("UPDATE personal_fields SET part_lookup = NULL")
    database.close()
    answer = filled("find", "sxd")
    assert (answer.status, "matcher init" in answer.errors) == (1, True)
    monkeypatch.setattr("data.store.parts.AT_ONCE", 2)  # several transactions
    assert filled("init").status == 0
    assert "C1" in filled("find", "sxd").out


def test_init_goes_on_past_what_cannot_be_decrypted_and_names_its_record(filled: Run, tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.begin() as session:
        session.connection().exec_driver_sql("UPDATE personal_fields SET part_lookup = NULL")
        session.connection().exec_driver_sql(
            "UPDATE personal_fields SET ciphertext = x'01' WHERE id = 'C2' AND field IN ('name', 'phone')"
        )
    database.close()
    answer = filled("init")
    assert (answer.status, answer.errors) == (0, "")
    assert "2 personal values cannot be decrypted; put these records in anew: C2\n" in answer.out
    assert "C1" in filled("find", "sxd").out
    assert "decrypted" not in filled("init").out


def test_a_person_is_found_over_http(client: TestClient) -> None:
    body = {"person": PERSON, "major": "软件技术", "home_district": "历下区"}
    assert client.put("/v1/candidates/C1", json=body).status_code == 201
    client.put("/v1/posts/P1", json={"title": "单晓东工作室助理", "employer": "某厂"})
    answer = client.post("/v1/candidates/find", json={"text": "单晓东"})
    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert answer.json()["n"] == 1
    assert (item["id"], item["major"]) == ("C1", "软件技术")
    assert item["person"] == {"name": "单**", "id_number": "1101**********002X", "phone": "138****0001"}
    assert not any(value in answer.text for value in PERSON.values())


def test_nobody_found_over_http_is_an_empty_list(client: TestClient) -> None:
    assert client.post("/v1/candidates/find", json={"text": "单晓东"}).json() == {"items": [], "n": 0}


@pytest.mark.parametrize(
    "body", [{}, {"text": " "}, {"text": "a\0"}, {"text": 1}, {"text": "x", "more": 1}, {"text": "x" * 101}]
)
def test_a_search_that_cannot_be_is_refused_over_http(client: TestClient, body: dict[str, Any]) -> None:
    assert client.post("/v1/candidates/find", json=body).status_code == 422


def test_what_is_sought_cannot_stand_in_an_address(client: TestClient) -> None:
    assert client.get("/v1/candidates?q=单晓东").status_code == 422


def test_a_search_names_who_asked(house: House) -> None:
    find(house, "单晓东", actor=Actor("officer-1", "caseworker", "历下区"))
    with house.database.read() as session:
        line = log.newest(session)
    assert line is not None
    assert (line.actor.id, line.action, line.noun, line.id) == ("officer-1", "find", "candidate", None)


def test_a_search_does_not_wait_for_a_writer(house: House) -> None:
    with house.database.begin() as session:
        person = CandidateEntry(Candidate("C1"), Person(name="单晓东"))
        at = house.clock()
        merge_candidates(session, [person], actor=Actor("x", "admin"), source="x", at=at, vault=house.vault)
        session.connection().exec_driver_sql("UPDATE personal_fields SET part_lookup = NULL")
    with ThreadPoolExecutor(1) as pool, house.database.begin():  # what a search finds out, it says at once
        refused = pool.submit(find, house, "sxd", actor=Actor("officer-1", "caseworker"))
        with pytest.raises(NotReady, match="matcher init"):
            refused.result(timeout=10)


def test_an_id_that_is_sought_comes_before_whatever_holds_it(client: TestClient, house: House) -> None:
    for n in range(25):
        client.put(f"/v1/posts/P{n:02}", json={"title": "护工9级", "employer": "某厂"})
    client.put("/v1/employers/9", json={"name": "某厂"})
    found = find(house, "9", actor=Actor("officer-1", "caseworker"))
    assert ([one.record.id for one in found.findings[:2]], found.n) == (["9", "P00"], 26)
