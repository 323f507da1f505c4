"""Eligibility over HTTP and on the command line: told with every ranking, decided by the edition of the day."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.house import House
from api.posts import EXAMPLE as POST
from api.profiles import EXAMPLE as PROFILE
from matcher.editions import Edition, Rulebook, Validity
from tests.api.signed_in import signed_in

Run = Callable[..., Any]  # types one command; tells status, out, errors

TOO_LATE = PROFILE | {"graduated_on": "2019-06-30", "birth_on": "1996-05-01"}  # three years ended on 2022-06-30
UNTOLD = {name: value for name, value in PROFILE.items() if name != "graduated_on"} | {"birth_on": "1996-05-01"}
POSTS = """岗位编号,单位名称,岗位名称,岗位类别,岗位描述,学历要求,工作地点
P1,泉城软件有限公司,软件测试员,技术技能类,执行测试用例、提交缺陷报告,大专及以上,济南·历下区
"""
CANDIDATES = """编号,姓名,手机号,出生日期,学历,毕业状态,专业,毕业日期,就业状态,求职意向
C1,测试甲,13800000001,1996-05-01,专科,毕业,软件技术,2023-06,失业,软件测试
C2,测试乙,13800000002,1996-05-01,专科,毕业,软件技术,2019-06,失业,软件测试
C3,测试丙,13800000003,1996-05-01,专科,毕业,软件技术,,失业,软件测试
"""


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    client.put("/v1/posts/P1", json=POST)
    client.put("/v1/candidates/C1", json=PROFILE)
    client.put("/v1/candidates/C2", json=TOO_LATE)
    client.put("/v1/candidates/C3", json=UNTOLD)
    return client


def older(edition: Edition) -> Edition:
    """An edition that holds a year earlier, with a window of two years."""
    since = Validity(date(2022, 8, 8))
    return replace(edition, id="older", valid=since, graduates=replace(edition.graduates, window_years=2))


@pytest.fixture
def of_two_editions(house: House, filled: TestClient) -> TestClient:
    jinan = house.rulebook.named("jinan-2023")
    return signed_in(replace(house, rulebook=Rulebook.of([jinan, older(jinan)])))


def test_a_verdict_comes_with_its_day_its_edition_and_its_end(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C1/eligibility").json()
    # left on 2023-06-30; three years later is 2026-06-30
    assert {name: told[name] for name in ("candidate_id", "verdict", "edition", "as_of", "until", "missing")} == {
        "candidate_id": "C1",
        "verdict": "eligible",
        "edition": "jinan-2023",
        "as_of": "2023-09-01",
        "until": "2026-06-30",
        "missing": [],
    }


def test_each_criterion_has_its_reason_and_clause_in_the_language_asked(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C2/eligibility?language=zh").json()
    (window,) = (one for one in told["ways"][0]["criteria"] if one["code"] == "window")
    assert window == {
        "code": "window",
        "status": "not_met",
        "reason": "2019-06-30 离校，3 年已于 2022-06-30 届满",
        "clause": "济人社字〔2023〕15号 二(一)",
        "field": "毕业日期",
    }
    english = filled.get("/v1/candidates/C2/eligibility?language=en").json()
    assert english["ways"][0]["criteria"][2]["reason"] == "left school on 2019-06-30; the 3 years ended on 2022-06-30"


def test_an_unknown_verdict_names_the_fields_to_ask_for(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C3/eligibility").json()
    assert (told["verdict"], told["missing"]) == ("unknown", ["毕业日期"])


def test_the_day_decides(filled: TestClient) -> None:
    assert filled.get("/v1/candidates/C1/eligibility?as_of=2026-06-30").json()["verdict"] == "eligible"
    assert filled.get("/v1/candidates/C1/eligibility?as_of=2026-07-01").json()["verdict"] != "eligible"


def test_the_edition_in_force_on_the_day_decides(of_two_editions: TestClient) -> None:
    get = of_two_editions.get
    assert get("/v1/candidates/C1/eligibility?as_of=2023-08-07").json()["edition"] == "older"
    assert get("/v1/candidates/C1/eligibility?as_of=2023-08-08").json()["edition"] == "jinan-2023"
    assert get("/v1/candidates/C1/matches?on=2023-08-07").json()["eligibility"]["edition"] == "older"


def test_an_older_decision_is_replayed_with_the_older_edition(of_two_editions: TestClient) -> None:
    # by two years 2025-06-30, by three 2026-06-30
    told = of_two_editions.get("/v1/candidates/C1/eligibility?edition=older").json()
    assert (told["edition"], told["until"]) == ("older", "2025-06-30")


def test_an_edition_that_is_not_kept_is_refused(filled: TestClient) -> None:
    answer = filled.get("/v1/candidates/C1/eligibility?edition=atlantis-1999")
    assert answer.status_code == 404
    assert "atlantis-1999" in answer.json()["detail"]


def test_nobody_is_judged_who_is_not_stored(filled: TestClient) -> None:
    assert filled.get("/v1/candidates/C404/eligibility").status_code == 404


def test_who_is_not_eligible_gets_posts_all_the_same_marked_and_told_why(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C2/matches").json()
    assert (told["eligibility"]["verdict"], [way["status"] for way in told["eligibility"]["ways"]]) == (
        "not_eligible",
        ["not_met", "not_met"],
    )
    assert [(one["post_id"], one["under_programme"]) for one in told["items"]] == [("P1", False)]


def test_eligibility_moves_nothing_in_a_ranking(filled: TestClient) -> None:
    eligible, too_late = (
        filled.get(f"/v1/candidates/{id_}/matches?explain=false").json()["items"] for id_ in ("C1", "C2")
    )
    assert [one["score"] for one in eligible] == [one["score"] for one in too_late]


def test_a_profile_in_passing_is_judged_too(filled: TestClient) -> None:
    told = filled.post("/v1/matches", json={"profile": TOO_LATE}).json()
    assert told["eligibility"]["verdict"] == "not_eligible"


def test_each_candidate_of_a_post_bears_a_verdict(filled: TestClient) -> None:
    items = filled.get("/v1/posts/P1/candidates").json()["items"]
    assert {one["candidate_id"]: (one["eligibility"]["verdict"], one["under_programme"]) for one in items} == {
        "C1": ("eligible", True),
        "C2": ("not_eligible", False),
        "C3": ("unknown", None),
    }


def test_a_pair_bears_the_verdict_on_its_person(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C2/matches/P1").json()
    assert (told["eligibility"]["verdict"], told["under_programme"]) == ("not_eligible", False)


def test_who_asks_for_no_reasons_gets_the_verdict_alone(filled: TestClient) -> None:
    told = filled.get("/v1/candidates/C1/matches?explain=false").json()["eligibility"]
    assert (told["verdict"], told["ways"]) == ("eligible", None)


@pytest.fixture
def typed(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    assert run("import", "posts", "posts.csv").status == 0
    assert run("import", "candidates", "candidates.csv").status == 0
    return run


def test_a_command_says_whether_a_person_is_eligible_and_why(typed: Run) -> None:
    out = typed("eligibility", "--candidate", "C1").out.splitlines()
    assert out[1] == "Programme: eligible (jinan-2023 as of 2023-09-01; graduate; until 2026-06-30)"
    assert (
        "  ✓ graduate: left school on 2023-06-30; within 3 years until 2026-06-30 (济人社字〔2023〕15号 二(一))" in out
    )


def test_a_command_decides_as_of_another_day(typed: Run) -> None:
    # 2026-06-30 is the last day of the three years
    for day, verdict in (("2026-06-30", "eligible"), ("2026-07-01", "not_eligible")):
        told = json.loads(typed("eligibility", "--candidate", "C1", "--as-of", day, "--json").out)
        assert (told["candidate_id"], told["as_of"], told["verdict"]) == ("C1", day, verdict)


def test_a_command_refuses_an_edition_that_is_not_kept_in_one_line(typed: Run) -> None:
    answer = typed("eligibility", "--candidate", "C1", "--edition", "atlantis-1999")
    assert (answer.status, answer.errors) == (1, "matcher: there is no edition 'atlantis-1999' of the rules here\n")


def test_a_command_says_how_to_find_a_person_who_is_not_there(typed: Run) -> None:
    answer = typed("eligibility", "--candidate", "C404")
    assert (answer.status, "matcher find C404" in answer.errors) == (1, True)


def test_a_list_for_somebody_not_eligible_says_why_and_marks_its_posts(typed: Run) -> None:
    out = typed("rank", "--candidate", "C2").out
    assert "Programme: not under this programme (jinan-2023 as of 2023-09-01)" in out
    assert "  ✗ graduate: left school on 2019-06-30; the 3 years ended on 2022-06-30" in out
    assert "P1 [not under this programme]" in out


def test_a_list_for_somebody_eligible_marks_nothing(typed: Run) -> None:
    out = typed("rank", "--candidate", "C1").out
    assert "Programme: eligible" in out
    assert "not under this programme" not in out


def test_a_list_of_candidates_says_of_each_how_the_programme_stands(typed: Run) -> None:
    out = typed("rank", "--post", "P1").out
    assert "eligible (until 2026-06-30)" in out
    assert "not under this programme" in out
    assert "eligibility not known (ask for 毕业日期)" in out


def test_a_pair_on_a_terminal_says_how_the_programme_stands(typed: Run) -> None:
    assert "Programme: not under this programme" in typed("rank", "--candidate", "C2", "--post", "P1").out


def test_a_list_for_programs_carries_the_verdict(typed: Run) -> None:
    told = json.loads(typed("rank", "--candidate", "C2", "--json").out)
    assert told["eligibility"]["verdict"] == "not_eligible"
    assert [one["under_programme"] for one in told["items"]] == [False]


def test_a_list_is_decided_as_of_its_day(typed: Run) -> None:
    told = json.loads(typed("rank", "--candidate", "C1", "--as-of", "2026-07-01", "--json").out)
    assert (told["eligibility"]["as_of"], told["eligibility"]["verdict"]) == ("2026-07-01", "not_eligible")
