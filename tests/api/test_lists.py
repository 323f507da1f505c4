"""Ranked lists on a terminal: what rules a post out, why a list is empty, and texts that keep their place."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rich.cells import cell_len

from api.cli.tables import broken, table_lines
from api.criterion_names import criterion_name
from api.language import translation
from matcher.eligibility import RULES
from matcher.ranking import PARTS

Run = Callable[..., Any]  # types one command; tells status, out, errors

POSTS = """岗位编号,单位名称,岗位名称,岗位类别,岗位描述,学历要求,生活补贴(元/月),工作地点,发布日期,截止日期
P1,泉城软件有限公司,软件测试员,技术技能类,执行测试用例,大专及以上,2500,济南·历下区,2023-07-01,2023-12-31
P2,泉城材料研究所,材料研发助理,科研类,晶体生长实验,硕士及以上,4000,济南·莱芜区,2023-07-01,2023-12-31
"""
CANDIDATES = """编号,姓名,身份证号,学历,专业,居住区县,求职意向,意向类别
C1,测试甲,11010519491231002X,专科,软件技术,历下区,软件测试,技术技能类
"""


@pytest.fixture
def stored(run: Run, tmp_path: Path) -> Callable[..., Run]:
    """Stores the files given."""

    def store(**files: str) -> Run:
        for kind, content in files.items():
            (tmp_path / f"{kind}.csv").write_text(content, encoding="utf-8")
            assert "0 rejected" in run("import", kind, f"{kind}.csv").out
        return run

    return store


@pytest.fixture
def filled(stored: Callable[..., Run]) -> Run:
    return stored(posts=POSTS, candidates=CANDIDATES)


def test_what_a_person_needs_stands_above_the_list_and_at_every_post(stored: Callable[..., Run]) -> None:
    people = CANDIDATES.replace("意向类别\n", "意向类别,特殊需求\n").replace("技术技能类\n", "技术技能类,不能久站\n")
    posts = POSTS.replace("晶体生长实验", "晶体生长实验，需长时间站立")
    run = stored(posts=posts, candidates=people)
    out = run("rank", "--candidate", "C1", "--include-blocked").out
    assert out.splitlines()[1] == "Needs: 不能久站"
    assert any(line.startswith("? The person needs no long standing") for line in block(out, "P1"))
    assert any(line.startswith("⛔ The person needs no long standing") for line in block(out, "P2"))
    items = json.loads(run("rank", "--candidate", "C1", "--json").out)["items"]
    reason = next(reason for reason in items[0]["reasons"] if reason["code"] == "needs")
    assert (reason["status"], reason["asked"], reason["given"]) == ("unknown", "不用久站", None)


def block(out: str, post: str) -> list[str]:
    """The lines of one post in a list."""
    lines = out.splitlines()
    start = next(n for n, line in enumerate(lines) if f"· {post}" in line)
    end = next((n for n in range(start + 1, len(lines)) if not lines[n].startswith("       ")), len(lines))
    return [line.strip() for line in lines[start:end]]


def test_what_rules_a_post_out_has_another_sign_than_what_counts_against_it(filled: Run) -> None:
    title, *reasons = block(filled("rank", "--candidate", "C1", "--include-blocked").out, "P2")
    assert title.endswith("[blocked]")
    assert reasons[0].startswith("⛔ Education is too low")
    assert [line[0] for line in reasons].count("⛔") == 1
    assert any(line.startswith("✗ The place is not among those wanted") for line in reasons)


def test_a_post_says_how_many_others_it_stands_for(filled: Run, tmp_path: Path) -> None:
    header, first, _ = POSTS.splitlines()
    more = "\n".join([header, *(first.replace("P1,", f"P{n},") for n in (7, 8, 9))])
    (tmp_path / "more.csv").write_text(more, encoding="utf-8")
    filled("import", "posts", "more.csv")
    assert block(filled("rank", "--candidate", "C1").out, "P1")[0].endswith("P1 and 3 alike")
    (item,) = json.loads(filled("rank", "--candidate", "C1", "--json").out)["items"]
    assert (item["post_id"], item["alike"], item["alike_ids"]) == ("P1", 3, ["P7", "P8", "P9"])


def test_a_list_begins_with_its_day_and_what_the_signs_mean(filled: Run) -> None:
    _, day, signs, first, *_ = filled("rank", "--post", "P1").out.splitlines()
    assert "2023-09-01" in day
    assert all(sign in signs for sign in "✓✗⛔?")
    assert first.startswith("  1. ")
    lines = filled("rank", "--candidate", "C1").out.splitlines()
    assert lines[lines.index(day) + 1] == signs


def test_experience_that_nobody_asks_for_is_not_spoken_of(filled: Run) -> None:
    assert "asked or held" not in filled("rank", "--candidate", "C1").out


@pytest.mark.parametrize(
    ("options", "reason", "counts", "said"),
    [
        pytest.param(
            ["--kind", "research"],
            "all_blocked",
            (2, 1, {"education": 1}),
            "Every post is ruled out, 1 in all (education 1); --include-blocked",
            id="all that pass are ruled out",
        ),
        pytest.param(
            ["--as-of", "2024-01-01"],
            "all_blocked",
            (2, 2, {"dates": 2, "education": 1}),
            "Every post is ruled out, 2 in all (dates of the post 2, education 1)",
            id="all are closed",
        ),
        pytest.param(
            ["--district", "平阴县"],
            "nothing_passes_the_filter",
            (2, 0, {}),
            "No post passes the filter, of 2 in all",
            id="none passes",
        ),
    ],
)
def test_an_empty_list_says_why(
    filled: Run, options: list[str], reason: str, counts: tuple[int, int, dict[str, int]], said: str
) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", *options, "--json").out)
    assert answer["items"] == []
    n_indexed, n_passing, blocked_by = counts
    assert answer["empty"] == {
        "reason": reason,
        "n_indexed": n_indexed,
        "n_passing": n_passing,
        "blocked_by": blocked_by,
    }
    assert said in filled("rank", "--candidate", "C1", *options).out


def test_a_list_over_no_posts_says_so(stored: Callable[..., Run]) -> None:
    run = stored(candidates=CANDIDATES)
    empty = json.loads(run("rank", "--candidate", "C1", "--json").out)["empty"]
    assert empty == {"reason": "nothing_indexed", "n_indexed": 0, "n_passing": 0, "blocked_by": {}}
    assert "matcher import posts" in run("rank", "--candidate", "C1").out


def test_a_list_over_no_candidates_says_so(stored: Callable[..., Run]) -> None:
    run = stored(posts=POSTS)
    assert json.loads(run("rank", "--post", "P1", "--json").out)["empty"]["reason"] == "nothing_indexed"
    assert "matcher import candidates" in run("rank", "--post", "P1").out


def test_an_empty_list_of_candidates_says_why(filled: Run) -> None:
    empty = json.loads(filled("rank", "--post", "P2", "--json").out)["empty"]
    assert empty == {"reason": "all_blocked", "n_indexed": 1, "n_passing": 1, "blocked_by": {"education": 1}}
    assert "Every candidate is ruled out, 1 in all (education 1)" in filled("rank", "--post", "P2").out


def test_a_list_that_holds_something_names_no_reason(filled: Run) -> None:
    answer = json.loads(filled("rank", "--candidate", "C1", "--json").out)
    assert answer["empty"] is None
    assert [(one["rank"], one["post"]["title"]) for one in answer["items"]] == [(1, "软件测试员")]


def test_the_version_is_that_of_the_package(run: Run) -> None:
    answer = run("--version")
    assert (answer.status, answer.out) == (0, "jianxi-matcher 0.1.0\n")


def test_the_words_of_a_list_are_chinese_where_asked(filled: Run) -> None:
    out = filled("--language", "zh", "rank", "--candidate", "C1", "--as-of", "2024-01-01").out
    assert "可选的 2 个岗位都不符合硬性要求（招聘起止日 2、学历 1）" in out


def test_a_column_that_is_empty_everywhere_is_left_out() -> None:
    assert list(table_lines(("a", "b", "c"), [("1", "", "甲"), ("22", "", "乙")])) == ["a   c", "1   甲", "22  乙"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        pytest.param("  ✓ 短", ["  ✓ 短"], id="a short line"),
        pytest.param("  ✓ 岗位正在招人（截止）。", ["  ✓ 岗位正在", "    招人（截", "    止）。"], id="Chinese"),
        pytest.param("  ✓ 岗位正（截止）", ["  ✓ 岗位正", "    （截止）"], id="a sign that opens"),
        pytest.param("  ✓ the place suits", ["  ✓ the place", "    suits"], id="words"),
        pytest.param("  ✓ 期望一二3000元/月", ["  ✓ 期望一二", "    3000元/月"], id="an amount"),
    ],
)
def test_a_long_line_is_broken_under_its_own_text(line: str, parts: list[str]) -> None:
    assert list(broken(line, width=13, indent=4)) == parts
    assert all(cell_len(part) <= 13 for part in parts)


def test_every_criterion_has_a_name_in_words() -> None:
    codes = [*(part.code for part in PARTS), *(rule.code for rule in RULES)]
    named = {code: criterion_name(code, translation("zh")) for code in codes}
    assert [code for code, name in named.items() if name.isascii()] == []
