"""The command line: what a newcomer types, right and wrong, and the one line that answers."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.cli import terminal
from api.cli.demo import DAY, same_list
from api.cli.lists import doubt_lines
from api.indexing import AT_ONCE
from api.matching import Pair
from api.settings import Settings
from data import log
from data.rulebook import read_rulebook
from data.store import Database
from matcher.eligibility.programme import judge
from matcher.records import Candidate, Match, Post
from models import Encoder

POSTS = """岗位编号,单位名称,岗位名称,岗位类别,需求人数,岗位描述,学历要求,生活补贴(元/月),工作地点,发布日期,截止日期
P1,泉城软件有限公司,软件测试员,技术技能类,2,执行测试用例，提交缺陷报告,大专及以上,2500,济南·历下区,2023-07-01,2023-12-31
P2,泉城养老服务中心,养老护理员,社会服务类,3,照料老人起居，记录护理日志,不限,2300,济南·市中区,2023-07-01,2023-12-31
P3,泉城材料研究所,材料研发助理,科研类,1,晶体生长实验与表征,硕士及以上,4000,济南·历城区,2023-07-01,2023-12-31
P4,泉城软件有限公司,软件测试员,技术技能类,二,执行测试用例,大专,2500,济南·历下区,2023-13-01,2023-12-31
"""
CANDIDATES = """编号,姓名,身份证号,手机号,学历,专业,毕业日期,就业状态,居住区县,求职意向,意向类别
C1,测试甲,11010519491231002X,13800000001,专科,软件技术,2023-06,失业,历下区,软件测试,技术技能类
C2,测试乙,110105194912310020,13800000002,本科,社会工作,2023-06,失业,市中区,养老服务,社会服务类
"""


Run = Callable[..., Any]  # types one command; tells status, out, errors


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="gb18030")
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    assert run("import", "posts", "posts.csv").status == 0
    assert run("import", "candidates", "candidates.csv").status == 0
    return run


def test_stored_and_rejected_rows_add_up(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8-sig")
    answer = run("import", "posts", "posts.csv", "--json")
    result = json.loads(answer.out)
    assert (result["n_rows"], result["n_stored"], result["n_rejected"]) == (4, 3, 1)
    assert Path(result["rejected_file"]).exists()


@pytest.mark.parametrize("n_rejected", [3, 6])
def test_of_rejected_rows_three_are_shown_and_the_others_counted(run: Run, tmp_path: Path, n_rejected: int) -> None:
    (tmp_path / "posts.csv").write_text(POSTS.splitlines()[0] + "\n" + "P9,甲公司\n" * n_rejected, encoding="utf-8")
    shown = [line.split()[0] for line in run("import", "posts", "posts.csv").out.splitlines()[2:-1]]
    assert shown[:3] == ["第2行", "第3行", "第4行"]
    assert shown[3:] == ["…"] * (n_rejected > 3)


def test_of_several_files_each_is_tried_and_the_failed_ones_are_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "nothing.csv").write_text("岗位编号,单位名称,岗位名称\n\n", encoding="utf-8")
    answer = run("import", "posts", "nothing.csv", "posts.csv", "missing.csv", "--json")
    assert (answer.status, json.loads(answer.out)["n_stored"]) == (1, 3)
    assert [line.partition(": ")[2] for line in answer.errors.splitlines()] == [
        "nothing.csv: there are no rows below the header",
        run("import", "posts", "missing.csv").errors.partition(": ")[2].strip(),
        "2 of 3 files are not imported: nothing.csv, missing.csv; the others are stored",
    ]


def test_a_second_import_changes_nothing(filled: Run) -> None:
    result = json.loads(filled("import", "candidates", "candidates.csv", "--json").out)
    assert result["tally"] == {"added": 0, "changed": 0, "unchanged": 1}


def test_a_list_begins_with_the_work_that_the_person_asks_for(filled: Run) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", "--json").out)
    assert answer["items"][0]["post_id"] == "P1"


def test_a_post_above_the_persons_education_is_left_out(filled: Run) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", "--json").out)
    assert "P3" not in [item["post_id"] for item in answer["items"]]


def test_blocked_posts_are_shown_on_request_and_marked(filled: Run) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", "--include-blocked", "--json").out)
    assert {item["post_id"]: item["blocked"] for item in answer["items"]}["P3"]


def test_contributions_add_up_to_the_score(filled: Run) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", "--json").out)
    for item in answer["items"]:
        assert sum(one["contribution"] for one in item["reasons"]) == pytest.approx(item["score"], abs=1e-6)


def test_candidates_of_a_post_come_without_names(filled: Run) -> None:
    answer = filled("rank", "--post", "P1")
    assert answer.status == 0
    assert "C1" in answer.out
    assert "测试甲" not in answer.out


def test_everybody_is_written_into_a_file(filled: Run, tmp_path: Path) -> None:
    answer = filled("rank", "--all", "--out", "lists.csv", "--json")
    assert json.loads(answer.out)["candidates"] == 1
    lines = (tmp_path / "lists.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (
        lines[0]
        == "candidate_id,rank,post_id,score,title,employer,district,reasons,alike,programme,about the programme"
    )
    assert lines[1].startswith("C1,1,P1,")
    assert "✓" in lines[1].split(",")[7]


def test_the_demonstration_ends_with_the_way_to_its_list(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path / "v").in_demo(day=DAY)
    assert same_list(settings, "C 1", ".venv/bin/matcher") == (
        f"MATCHER_VAR={tmp_path}/v/demo MATCHER_MODELS={tmp_path}/v/models "
        ".venv/bin/matcher rank --candidate 'C 1' --as-of 2023-09-01"
    )


@pytest.mark.parametrize("kind", ["technical", "TECHNICAL", "技术技能", "技术技能类"])
def test_a_kind_is_known_by_its_chinese_name_too(filled: Run, kind: str) -> None:
    assert "软件测试员" in filled("rank", "--candidate", "C1", "--kind", kind).out


def test_a_kind_that_is_none_is_answered_with_all_names(filled: Run) -> None:
    answer = filled("rank", "--candidate", "C1", "--kind", "服务员")
    assert answer.status == 1
    assert "research, technical" in answer.errors
    assert (
        "social_service 社会服务" in filled("--language", "zh", "rank", "--candidate", "C1", "--kind", "服务员").errors
    )


def test_a_profile_that_says_nothing_is_told_to_be_one(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "blank.csv").write_text(
        "编号,姓名,手机号,出生日期\nC9,测试丁,13800000009,2000-01-02\n", encoding="utf-8"
    )
    filled("import", "candidates", "blank.csv")
    assert "says nothing to compare" in filled("rank", "--candidate", "C9").out
    assert "says nothing to compare" not in filled("rank", "--candidate", "C1").out
    assert "says nothing to compare" not in filled("rank", "--post", "P1").out


@pytest.mark.parametrize(("score", "is_said"), [(-0.1, True), (0.1, False)])
def test_a_list_in_which_nothing_fits_says_so(score: float, is_said: bool) -> None:
    people = [Candidate("C1", wish="考古"), Candidate("C2", wish="考古")]
    post, edition = Post("P1", "考古员", "博物馆"), read_rulebook("jinan-2023").on(DAY)
    pairs = [Pair(Match(one.id, "P1", score), one, post, judge(one, edition=edition, on=DAY)) for one in people]
    assert any("None fits well" in line for line in doubt_lines(pairs, str)) is is_said


def test_a_path_is_told_as_it_was_typed(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "empty.csv").touch()
    assert "matcher: no/such/a.csv: " in filled("import", "posts", "no/such/a.csv").errors
    assert "matcher: two/empty.csv: " in filled("import", "posts", "two/empty.csv").errors
    assert "matcher: .: this is a folder" in filled("import", "posts", ".").errors


def test_an_unreadable_file_is_answered_by_its_reader(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a mock, because root may read everything: what the check of the library asks, and what the system answers
    monkeypatch.setattr("os.access", lambda path, mode: False)
    opened = Path.open
    monkeypatch.setattr(
        Path,
        "open",
        lambda path, *given, **named: (_denied if path.suffix == ".csv" else opened)(path, *given, **named),
    )
    answer = filled("import", "posts", "posts.csv")
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)
    assert "posts.csv: the file cannot be read (permission denied)" in answer.errors


def _denied(path: Path, *_: object, **__: object) -> Any:
    raise PermissionError(13, "Permission denied", str(path))


def test_an_import_shows_the_first_reasons(run: Run, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    answer = run("import", "posts", "posts.csv")
    assert answer.status == 0
    assert "  第5行 发布日期：不是日期" in answer.out


def test_help_is_not_cut_at_eighty_columns(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERMINAL_WIDTH", "80")
    told = run("rank", "--help").out
    assert "…" not in told
    assert "文件..." in run("import", "posts", "--help").out


def test_the_index_says_what_it_did(filled: Run) -> None:
    first = json.loads(filled("index", "--json").out)
    second = json.loads(filled("index", "--json").out)
    assert (first["posts"], first["candidates"]) == (3, 1)
    assert (second["posts"], second["encoded"], second["posts_in_all"]) == (0, 0, 3)


def test_the_index_removes_what_another_encoder_left(
    filled: Run, tiny: Encoder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    more = "".join(f"{n},泉城公司,岗位{n}\n" for n in range(AT_ONCE))  # fewer would be encoded and not kept
    (tmp_path / "more.csv").write_text(f"岗位编号,单位名称,岗位名称\n{more}", encoding="utf-8")
    filled("import", "posts", "more.csv")
    n_texts = json.loads(filled("index", "--json").out)["encoded"]
    # a mock, as the one before it: another encoder without loading one
    monkeypatch.setattr("api.house.load_encoder", lambda name, *, folder: replace(tiny, id="other"))  # type: ignore[type-var]  # a dataclass behind the protocol
    answer = filled("index")
    assert f"{n_texts} vectors that another encoder had made are removed" in answer.out
    assert [path.name for path in (tmp_path / "var" / "index").iterdir()] == ["other.npz"]
    database = Database(f"sqlite:///{tmp_path / 'var' / 'matcher.db'}")
    with database.read() as session:
        line = log.newest(session)
    database.close()
    assert line is not None
    assert (line.action, line.noun, line.details) == ("forget", "vector", {"vectors": n_texts, "kept": "other"})
    assert "removed\n" not in filled("index").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        pytest.param(["import", "posts", "missing.csv"], "missing.csv", id="a file that is not there"),
        pytest.param(["import", "posts", "empty.csv"], "empty.csv", id="an empty file"),
        pytest.param(["import", "posts", "picture.xlsx"], "picture.xlsx", id="a picture named .xlsx"),
        pytest.param(["import", "posts", "candidates.csv"], "candidates.csv", id="a table of something else"),
        pytest.param(["import", "posts", "var"], "var", id="a folder"),
        pytest.param(["rank", "--candidate", "nobody"], "nobody", id="a candidate who is not there"),
        pytest.param(["rank", "--post", "nothing"], "nothing", id="a post that is not there"),
        pytest.param(["rank", "--all", "--out", "no/where.csv"], "no", id="a folder that is not there"),
        pytest.param(["rank", "--candidate", "C1", "--district", "火星"], "火星", id="a district that is not there"),
        pytest.param(["import", "employers", "posts.csv"], "posts.csv", id="posts given as employers"),
        pytest.param(["evaluate", "--suite", "nowhere"], "nowhere", id="a suite that is not there"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(filled: Run, tmp_path: Path, arguments: list[str], said: str) -> None:
    (tmp_path / "empty.csv").touch()
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    answer = filled(*arguments)
    assert answer.status == 1
    assert len(answer.errors.strip().splitlines()) == 1
    assert said in answer.errors


def test_without_a_database_the_line_says_to_run_init(run_bare: Run) -> None:
    answer = run_bare("rank", "--candidate", "C1")
    assert answer.status == 1
    assert "matcher init" in answer.errors


def test_a_wrong_key_is_refused_before_anything_is_written(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "var" / "matcher.key").write_text("0" * 64)
    answer = filled("init")
    assert answer.status == 1
    assert len(answer.errors.strip().splitlines()) == 1
    assert filled("import", "candidates", "candidates.csv").status == 1
    assert filled("rank", "--candidate", "C1").status == 1
    assert filled("index").status == 1


@pytest.mark.parametrize("command", [["init"], ["find", "C1"], ["rank", "--candidate", "C1"]], ids=lambda one: one[0])
def test_a_lost_key_is_to_be_restored_and_none_is_made(filled: Run, tmp_path: Path, command: list[str]) -> None:
    key = tmp_path / "var" / "matcher.key"
    kept = key.rename(tmp_path / "kept.key")
    answer = filled(*command)
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)
    assert "restore it from its backup" in answer.errors
    assert "matcher init" not in answer.errors
    assert not key.exists()
    kept.rename(key)
    assert filled("init").status == 0


def test_a_database_is_made_once(run_bare: Run) -> None:
    assert "(made)" in run_bare("init").out.splitlines()[1]
    assert "(up to date)" in run_bare("init").out.splitlines()[1]


def test_rejected_rows_of_two_files_of_one_name_are_both_kept(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "posts.csv").write_text(POSTS, encoding="utf-8")
    first, second = (
        json.loads(filled("import", "posts", name, "--json").out) for name in ("posts.csv", "other/posts.csv")
    )
    assert first["rejected_file"] != second["rejected_file"]
    assert Path(first["rejected_file"]).exists()


def test_a_port_that_is_taken_is_said_in_one_line(filled: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        answer = filled("serve", "--port", str(taken.getsockname()[1]))
    assert answer.status == 1
    assert answer.out == ""
    assert len(answer.errors.strip().splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["rank"],
        ["rank", "--candidate", "C1", "--post", "P1", "--all"],
        ["rank", "--all"],
        ["rank", "--post", "P1", "--district", "历下区"],
        ["import", "stones", "x.csv"],
        ["fly"],
    ],
    ids=[
        "nothing asked",
        "a pair and everybody",
        "no file for everybody",
        "a filter of the other direction",
        "an unknown kind",
        "an unknown command",
    ],
)
def test_wrong_usage_exits_with_2(run: Run, arguments: list[str]) -> None:
    assert run(*arguments).status == 2


def test_a_setting_that_cannot_be_is_named(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "xx")
    answer = run("index")
    assert answer.status == 1
    assert "MATCHER_LANGUAGE" in answer.errors


def test_help_speaks_the_language_of_the_settings(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    assert "岗位" in run("--help").out


def test_a_synthetic_city_is_the_same_for_the_same_seed(run: Run, tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert run("synth", "--posts", "20", "--candidates", "30", "--seed", "7", "--out", name).status == 0
    one = tmp_path / "one"
    files = sorted(str(path.relative_to(one)) for path in one.rglob("*") if path.is_file())
    assert {"posts.csv", "candidates.csv", "employers.csv"} <= set(files)
    assert all((one / name).read_bytes() == (tmp_path / "two" / name).read_bytes() for name in files)


def test_a_long_wait_off_a_terminal_is_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(terminal, "SECONDS_BEFORE_A_WORD", 0.0)
    monkeypatch.setattr(terminal, "SECONDS_BETWEEN_LINES", 0.05)
    here = terminal.Terminal(Settings(), str)
    with here.progress("Preparing"):
        time.sleep(0.3)
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "Preparing …"
    assert told[1] == "Preparing … 0 s"
    time.sleep(0.2)
    assert capsys.readouterr().err == ""
