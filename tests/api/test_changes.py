"""What would change a match: over HTTP and on the command line, from both sides, in both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.posts import EXAMPLE as POST
from api.profiles import EXAMPLE as PROFILE

Run = Callable[..., Any]  # types one command; tells status, out, errors

ASKS_A_MASTER = POST | {"education": "master"}
LOWER = "需要单位把学历要求放宽到本科及以上。"
CROWD = 30
"""So many posts of other work: what fits stands out among them."""

OTHER_POST = {"title": "园林养护", "employer": "某园林公司", "description": "修剪绿篱", "place": "历下区"}
PAIR = ("rank", "--candidate", "C1", "--post", "P2")

POSTS = """岗位编号,单位名称,岗位名称,岗位描述,学历要求,工作地点,发布日期,截止日期
P1,泉城软件有限公司,软件测试员,执行测试用例,大专及以上,济南·历下区,2023-07-01,2023-12-31
P2,泉城材料研究所,软件测试助理,执行测试用例,硕士及以上,济南·历下区,2023-07-01,2023-12-31
P3,泉城软件有限公司,软件测试员,编写测试用例,大专及以上,济南·历城区,2023-07-01,2023-12-31
P4,泉城信息有限公司,软件测试员,编写测试报告,大专及以上,济南·历城区,2023-07-01,2023-12-31
"""
CANDIDATES = """编号,姓名,身份证号,学历,专业,可接受区县,求职意向
C1,测试甲,11010519491231002X,专科,软件技术,历下区,软件测试，只在历下区
"""


@pytest.fixture
def put(client: TestClient) -> TestClient:
    client.put("/v1/candidates/C1", json=PROFILE)
    client.put("/v1/posts/P1", json=ASKS_A_MASTER)
    return client


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    for kind, content in (("posts", POSTS), ("candidates", CANDIDATES)):
        (tmp_path / f"{kind}.csv").write_text(content.replace("，只", "、只"), encoding="utf-8")
        assert "0 rejected" in run("import", kind, f"{kind}.csv").out
    return run


def _sentences(client: TestClient, path: str) -> list[str]:
    told = client.get(f"/v1/{path}").json()
    return [change["sentence"] for change in (told["items"][0] if "items" in told else told)["changes"]]


@pytest.mark.parametrize(
    "path",
    ["candidates/C1/matches/P1", "candidates/C1/matches?include=blocked", "posts/P1/candidates?include=blocked"],
    ids=["the pair", "the person's list", "the employer's list"],
)
def test_a_blocked_pair_says_what_would_unblock_it_from_every_side(put: TestClient, path: str) -> None:
    assert _sentences(put, path) == [LOWER]


def test_a_change_names_its_criterion_and_who_can_make_it(put: TestClient) -> None:
    (change,) = put.get("/v1/candidates/C1/matches/P1?language=en").json()["changes"]
    assert (change["code"], change["by"], change["value"]) == ("education", "employer", 4)
    assert change["sentence"] == "The employer would have to lower the education asked for to bachelor or above."


def test_the_change_that_is_told_holds(put: TestClient) -> None:
    put.put("/v1/posts/P1", json=ASKS_A_MASTER | {"education": "bachelor"})
    assert [one["post_id"] for one in put.get("/v1/candidates/C1/matches").json()["items"]] == ["P1"]


def test_a_pair_that_is_open_has_no_change_and_says_what_would_raise_its_score(put: TestClient) -> None:
    put.put("/v1/posts/P1", json=POST | {"place": "章丘区", "district": "章丘区"})
    told = put.get("/v1/candidates/C1/matches/P1").json()
    assert told["changes"] == []
    against = {one["code"]: one["contribution"] for one in told["reasons"]}
    raised = {one["change"]["code"]: one["rise"] for one in told["would_raise"]}
    assert raised["place"] == pytest.approx(-against["place"], abs=1e-6)


def test_who_the_person_is_changes_no_score(put: TestClient) -> None:
    def score(person: dict[str, str]) -> float:
        put.delete("/v1/candidates/C1")
        assert put.put("/v1/candidates/C1", json=PROFILE | {"person": person}).status_code == 201
        return float(put.get("/v1/candidates/C1/matches/P1").json()["score"])

    first = score({"name": "张三", "id_number": "11010519491231002X", "phone": "13812345678"})
    assert score({"name": "李梅", "id_number": "370102199903140024", "phone": "13987654321"}) == first


def test_openings_over_http_name_the_change_and_how_many_posts_more(client: TestClient) -> None:
    client.put("/v1/candidates/C1", json=PROFILE | {"districts": ["历下区"], "wish": "软件测试、只在历下区"})
    for number in range(CROWD):
        client.put(f"/v1/posts/X{number}", json=OTHER_POST | {"title": f"园林养护{number}号"})
    for number in range(3):
        one = {"place": "历城区", "district": "历城区", "employer": f"泉城第{number}软件厂"}  # not copies of one post
        client.put(f"/v1/posts/P{number}", json=POST | one)
    answer = client.get("/v1/candidates/C1/openings?language=en").json()
    assert answer["on"] == "2023-09-01"
    (told,) = answer["items"]
    assert (told["change"]["value"], told["n_more"], told["post_ids"]) == ("历城区", 3, ["P0", "P1", "P2"])
    assert told["sentence"] == "To accept 历城区 would open 3 more posts worth recommending."
    assert client.get("/v1/candidates/C1/openings?district=历下区").json()["items"] == []


def test_openings_of_nobody_are_not_found(client: TestClient) -> None:
    assert client.get("/v1/candidates/C9/openings").status_code == 404


def test_one_pair_is_told_criterion_by_criterion_with_what_would_unblock_it(filled: Run) -> None:
    out = filled(*PAIR).out
    assert "⛔ Education is too low" in out
    assert "→ The employer would have to lower the education asked for to junior college or above." in out
    assert out.count("✓") + out.count("✗") + out.count("⛔") + out.count("?") > 20


def test_one_pair_is_told_to_programs_as_over_http(filled: Run) -> None:
    told = json.loads(filled(*PAIR, "--json").out)
    assert (told["candidate_id"], told["post_id"], told["blocked"]) == ("C1", "P2", True)
    assert [change["code"] for change in told["changes"]] == ["education"]
    assert sum(reason["contribution"] for reason in told["reasons"]) == pytest.approx(told["score"], abs=1e-6)


def test_one_pair_is_told_in_chinese_by_default(filled: Run) -> None:
    out = filled("--language", "zh", *PAIR).out
    assert "改变以下各点就可以：" in out
    assert "→ 需要单位把学历要求放宽到大专及以上。" in out


@pytest.mark.parametrize("direction", [("--candidate", "C1"), ("--post", "P3")], ids=["posts", "candidates"])
def test_a_blocked_match_of_a_list_shows_its_change(filled: Run, direction: tuple[str, str]) -> None:
    assert "→ The person would have to accept 历城区." in filled("rank", *direction, "--include-blocked").out
    assert "→ The" not in filled("rank", "--candidate", "C1").out


def test_a_filter_does_not_go_with_one_pair(filled: Run) -> None:
    assert filled(*PAIR, "--district", "历下区").status == 2


def test_openings_stand_under_the_list_of_a_person(filled: Run, tmp_path: Path) -> None:
    rows = "".join(
        f"X{n},泉城园林有限公司,园林养护{n}号,修剪绿篱,不限,济南·历下区,2023-07-01,2023-12-31\n" for n in range(CROWD)
    )
    (tmp_path / "crowd.csv").write_text(POSTS.splitlines(keepends=True)[0] + rows, encoding="utf-8")
    assert "0 rejected" in filled("import", "posts", "crowd.csv").out
    out = filled("--language", "zh", "rank", "--candidate", "C1").out.splitlines()
    assert out[-2:] == ["这样会多出岗位：", "  → 接受历城区，会多出2个合适的岗位。"]
    (told,) = json.loads(filled("rank", "--candidate", "C1", "--json").out)["openings"]
    assert (told["change"]["code"], told["n_more"], sorted(told["post_ids"])) == ("place", 2, ["P3", "P4"])
    assert "openings" not in json.loads(filled("rank", "--post", "P1", "--json").out)
    narrowed = filled("rank", "--candidate", "C1", "--min-allowance", "9000", "--json").out
    assert json.loads(narrowed)["openings"] == []
