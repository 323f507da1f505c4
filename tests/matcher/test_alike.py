"""Which adverts are the same job: known answers, and that none is missed."""

from __future__ import annotations

import numpy as np
import pytest

from matcher.alike import SEVERAL_EMPLOYERS, Alike, _same_job
from matcher.columns import Districts, PostColumns
from matcher.records import Post
from matcher.signatures import employer_number, text_signature

TEXT = (
    "负责商场一层的日常巡视和顾客引导，登记来访人员，发现问题及时上报值班经理，"
    "每天工作8小时，月薪4500元，提供宿舍和工作餐，缴纳五险，每月休息4天，工作地点在历下区。"
)
OTHER = "跟随设计师测量门店尺寸，绘制平面图和效果图，整理材料样板，核对施工进度，与客户沟通修改意见，按时交付图纸。"


def _post(id_: str, title: str = "商场巡视员", employer: str = "济南春晓商贸有限公司", text: str | None = TEXT) -> Post:
    return Post(id=id_, title=title, employer=employer, description=text)


def _same(left: Post, right: Post) -> bool:
    alike = Alike(PostColumns.of([left, right], Districts()))
    assert (len(alike.to(0)) > 0) == (len(alike.to(1)) > 0)
    return list(alike.to(0)) == [1]


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(_post("B"), id="put twice"),
        pytest.param(_post("B", title="【急招】商场巡视员（五险一金）"), id="with slogans in the title"),
        pytest.param(
            _post("B", text=TEXT.replace("4500", "5200").replace("历下区", "天桥区")), id="other pay, other district"
        ),
        pytest.param(_post("B", employer="山东临泉百货有限公司"), id="the same advert under another name"),
        pytest.param(_post("B", title="临泉百货招聘商场巡视员", employer="临泉百货"), id="a title that names it"),
        pytest.param(_post("B", text=f"{TEXT}欢迎加入。"), id="a few words more"),
    ],
)
def test_what_is_the_same_job(other: Post) -> None:
    assert _same(_post("A"), other)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(_post("B", text=OTHER), id="other duties"),
        pytest.param(_post("B", title="收银主管"), id="one text under another title"),
        pytest.param(
            _post("B", employer="临泉百货", text=TEXT.replace("登记来访人员", "看护停车场出入口的车辆")),
            id="duties copied and changed by another employer",
        ),
    ],
)
def test_what_is_another_job(other: Post) -> None:
    assert not _same(_post("A"), other)


def test_without_a_text_only_one_employer_repeats_itself() -> None:
    assert _same(_post("A", text=None), _post("B", text=None))
    assert not _same(_post("A", text=None), _post("B", text=None, employer="临泉百货"))
    assert not _same(_post("A", text=None), _post("B", title="商场主管", text=None))


def test_an_employer_has_one_number_with_and_without_its_place_and_form() -> None:
    number = employer_number("春晓商贸")
    assert employer_number("济南春晓商贸有限公司") == employer_number("山东春晓商贸集团") == number
    assert number != employer_number("临泉商贸")


def test_an_employer_that_does_not_say_its_name_has_no_number() -> None:
    assert employer_number("某大型公司") == 0


def test_no_post_for_the_same_job_is_missed() -> None:
    """Whoever compares with every post finds no more, where texts have clauses in common in all degrees."""
    rng, clauses = np.random.default_rng(3), np.array(f"{TEXT}{OTHER}".split("，"))
    texts = ["，".join(clauses[np.sort(rng.choice(len(clauses), size=size, replace=False))]) for size in [11, 13] * 75]
    columns = PostColumns.of([_post(str(n), text=text) for n, text in enumerate(texts)], Districts())
    alike, rows = Alike(columns), np.arange(len(texts))
    n_found = 0
    for row in rows.tolist():
        others = rows[rows != row]
        expected = others[_same_job(columns, row, others)].tolist()
        assert alike.to(row).tolist() == expected
        n_found += len(expected)
    assert 0 < n_found < len(rows) * (len(rows) - 1) / 2


def test_the_share_of_a_signature_estimates_the_share_of_the_text() -> None:
    half = TEXT[: len(TEXT) // 2] + OTHER[: len(OTHER) // 2]
    own, mixed, other = (text_signature(_post("A", text=text)) for text in (TEXT, half, OTHER))
    assert 0.1 < (own == mixed).mean() < SEVERAL_EMPLOYERS
    assert (own == other).mean() < 0.1


@pytest.mark.parametrize("text", ["", "\ud800", "1", "，" * 50, "a" * 9000])
def test_any_text_has_a_signature(text: str) -> None:
    assert text_signature(Post(id="A", title=text, employer=text, description=text)).shape == (30,)
