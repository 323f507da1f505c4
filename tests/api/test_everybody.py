"""Everybody's lists in a file: refused before the work where it cannot be written, whole or not there at all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Run = Callable[..., Any]  # types one command; tells status, out, errors

POSTS = """岗位编号,单位名称,岗位名称,岗位类别,岗位描述,学历要求,工作地点
P1,泉城软件有限公司,软件测试员,技术技能类,执行测试用例、提交缺陷报告,大专及以上,济南·历下区
"""
CANDIDATES = """编号,姓名,身份证号,学历,专业,求职意向
C1,测试甲,11010519491231002X,专科,软件技术,软件测试
"""


@pytest.fixture
def filled(run: Run, tmp_path: Path) -> Run:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    (tmp_path / "candidates.csv").write_text(CANDIDATES, encoding="utf-8")
    assert run("import", "posts", "posts.csv").status == 0
    assert run("import", "candidates", "candidates.csv").status == 0
    return run


def test_a_file_of_everybody_has_chinese_headers_for_chinese_readers(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MATCHER_LANGUAGE", "zh")
    filled("rank", "--all", "--out", "lists.csv")
    lines = (tmp_path / "lists.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "求职者编号,名次,岗位编号,得分,岗位名称,单位,区县,理由,相同岗位,见习资格,资格说明"
    assert "✓学历" in lines[1]


def test_a_file_of_everybody_names_the_posts_that_one_stands_for(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(POSTS.replace("P1,", "P2,") + POSTS.splitlines()[1].replace("P1,", "P3,"))
    assert filled("import", "posts", "more.csv").status == 0
    filled("rank", "--all", "--out", "lists.csv")
    _, *rows = (tmp_path / "lists.csv").read_text(encoding="utf-8-sig").splitlines()
    assert [(row.split(",")[2], row.split(",")[8]) for row in rows] == [("P1", "P2 P3")]


def test_a_file_of_everybody_says_of_each_whether_the_posts_are_under_the_programme(
    filled: Run, tmp_path: Path
) -> None:
    filled("rank", "--all", "--out", "lists.csv")
    with (tmp_path / "lists.csv").open(encoding="utf-8-sig", newline="") as stream:
        (row,) = csv.DictReader(stream)
    # born 1949-12-31; neither graduation nor employment is told
    assert row["programme"] == "eligibility not known"
    assert row["about the programme"] == "ask for 毕业状态, 毕业日期, 就业状态"


def test_a_folder_is_no_file_for_everybody(filled: Run, tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    answer = filled("rank", "--all", "--out", "lists")
    assert (answer.status, len(answer.errors.strip().splitlines())) == (1, 1)
    assert "lists: this is a folder" in answer.errors
    assert not list(tmp_path.glob("*.part"))


def test_a_file_of_everybody_is_replaced_only_when_told(filled: Run, tmp_path: Path) -> None:
    kept = tmp_path / "lists.csv"
    kept.write_text("kept", encoding="utf-8")
    answer = filled("rank", "--all", "--out", "lists.csv")
    assert (answer.status, kept.read_text(encoding="utf-8")) == (1, "kept")
    assert "--force" in answer.errors
    assert filled("rank", "--all", "--out", "lists.csv", "--force").status == 0
    assert "C1,1,P1" in kept.read_text(encoding="utf-8-sig")


def test_a_file_of_everybody_that_fails_leaves_nothing(
    filled: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled("index")

    def fail(*_: object, **__: object) -> None:  # a mock: no disk is full on demand
        raise OSError(28, "No space left on device", "lists.csv")

    monkeypatch.setattr("api.matching.everybody", fail)
    assert filled("rank", "--all", "--out", "lists.csv").status == 1
    assert not list(tmp_path.glob("lists*"))
