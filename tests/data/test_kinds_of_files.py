"""A file given as another kind than it is: refused as a whole, so that no booth becomes a post."""

from __future__ import annotations

from importlib import import_module
from itertools import product
from pathlib import Path

import pytest

from data.files import Limits, find_tables, open_sheets
from data.files.headers import Headers
from data.reference import load_headers
from matcher.errors import BadInput

HEADS = {
    "posts": [
        "岗位编号,单位名称,统一社会信用代码,单位类型,所在区县,岗位名称,岗位类别,需求人数,岗位描述,学历要求,联系人"
    ],
    "candidates": [
        "编号,姓名,身份证号,手机号,性别,学历,毕业院校,专业,就业状态,居住区县,技能,求职意向,同意推送,同意联系"
    ],
    "employers": ["单位名称,统一社会信用代码,单位类型,所在区县,认定日期,状态,联系人,联系电话"],
    "placements": [
        "编号,身份证号,统一社会信用代码,岗位编号,协议日期,开始日期,计划结束,实际结束,带教老师,银行卡号",
        "姓名,身份证号,单位名称,岗位名称,协议签订日期,开始日期,计划结束",
    ],
    "claims": ["单位,身份证号,月份,金额,申领日期,发放日期,补贴类别", "编号,姓名,身份证号码,见习单位,月份,金额"],
    "employment": ["身份证号,单位,参保起,参保止", "姓名,身份证号码,参保单位,参保起始年月,参保终止年月"],
    "courses": ["名称,内容,机构,日期,地点,名额", "课程名称,培训内容,培训机构,开班日期,培训地点,招生人数"],
    "booths": ["展位,单位,统一社会信用代码,岗位,面试官人数,展厅,无障碍", "单位,岗位,面试官人数,展厅,无障碍"],
    "attendance": ["活动,编号,到场,结果,单位", "编号,姓名,身份证号,到场,结果,单位,岗位", "编号,结果,单位,岗位"],
    "results": ["消息编号,岗位编号,结果,原因,日期", "id,candidate_id,name,phone,text,send_after,send_before,结果"],
    "registries": [
        "序号,姓名,身份证号码,性别,出生日期,与户主关系,所属区县,保障类别,享受起始年月,联系电话",
        "序号,户编号,姓名,证件号码,性别,出生年月,所属区县,监测对象类别,风险是否已消除,识别时间",
        "序号,姓名,残疾人证号,性别,出生日期,残疾类别,残疾等级,所属区县,联系电话",
        "序号,姓名,身份证号码,性别,出生日期,所属区县,救助类别,批准时间,联系电话",
    ],
}
ALIKE = {("attendance", 3, "results")}  # only what the rows say tells them apart, and each is rejected
GIVEN_AS = [
    pytest.param(kind, head, other, id=f"{kind} {n} as {other}")
    for (kind, heads), other in product(HEADS.items(), HEADS)
    for n, head in enumerate(heads, 1)
    if (kind, n, other) not in ALIKE
]


def headers_of(kind: str) -> Headers:
    return load_headers(kind, import_module(f"data.{kind}").NEEDS)


def read_as(kind: str, head: str, folder: Path) -> None:
    path = folder / "某区.csv"
    path.write_text(f"{head}\n{','.join('甲' for _ in head.split(','))}\n", encoding="utf-8")
    find_tables(open_sheets(path, name=path.name, limits=Limits()), headers_of(kind))


@pytest.mark.parametrize(("kind", "head", "other"), [one for one in GIVEN_AS if one.values[0] != one.values[2]])
def test_a_file_of_another_kind_is_refused_as_a_whole(tmp_path: Path, kind: str, head: str, other: str) -> None:
    with pytest.raises(BadInput) as refused:
        read_as(other, head, tmp_path)
    said = str(refused.value)
    assert "belongs to another kind of file" in said or "no column" in said
    assert "\n" not in said


@pytest.mark.parametrize(("kind", "head", "same"), [one for one in GIVEN_AS if one.values[0] == one.values[2]])
def test_a_file_of_its_own_kind_is_read(tmp_path: Path, kind: str, head: str, same: str) -> None:
    read_as(same, head, tmp_path)
