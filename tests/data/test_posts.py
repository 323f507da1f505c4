"""Files of posts: how a row becomes a post, and which post it is."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from data.frames import Reading
from data.posts import read_posts
from data.reference import load_gazetteer
from matcher.records import Education, Kind, Person, PostEntry


def read(folder: Path, *rows: dict[str, str]) -> Reading[PostEntry]:
    header = list(dict.fromkeys(name for row in rows for name in row))
    path = folder / "岗位.csv"
    with path.open("w", encoding="gb18030", newline="") as stream:
        writer = csv.DictWriter(stream, header, restval="")
        writer.writeheader()
        writer.writerows(rows)
    reading = read_posts(path, gazetteer=load_gazetteer())
    assert len(reading.entries) + len(reading.rejected) == reading.n_rows == len(rows)
    return reading


FULL = {
    "单位名称": "济南某精密机械有限公司",
    "统一社会信用代码": "91350100M000100Y43",
    "单位类型": "企业",
    "所在区县": "历城区",
    "岗位名称": "数控操作见习生",
    "岗位类别": "技术技能类",
    "需求人数": "5人",
    "岗位描述": "操作加工中心。有意者请致电13812345678或微信：jinan_2023",
    "学历要求": "大专及以上",
    "专业要求": "机械设计制造类、数控技术",
    "技能要求": "UG，CAD/CAM",
    "证书要求": "无",
    "见习期限(月)": "3-6",
    "生活补贴(元/月)": "2200",
    "工作地点": "济南·历城区·汉峪金谷",
    "无障碍条件": "有无障碍电梯",
    "夜班": "无",
    "食宿": "包吃不包住",
    "带教老师": "李师傅",
    "发布日期": "2023/7/1",
    "截止日期": "2023年8月",
    "联系人": "王某",
    "联系电话": "0531-88888888",
}


def test_every_column_of_a_post_is_read(tmp_path: Path) -> None:
    entry = read(tmp_path, FULL).entries[0]
    post = entry.post
    assert (post.title, post.employer, post.employer_uscc) == ("数控操作见习生", FULL["单位名称"], "91350100M000100Y43")
    assert (post.employer_kind, post.kind, post.kind_p, post.headcount) == ("企业", Kind.TECHNICAL, None, 5)
    assert post.description == "操作加工中心。有意者请致电〔已隐去〕或微信〔已隐去〕"
    assert (post.education, post.majors) == (Education.COLLEGE, ("机械设计制造类", "数控技术"))
    assert (post.skills, post.certificates) == (("UG", "CAD", "CAM"), ())
    assert (post.term_min_months, post.term_max_months) == (3, 6)
    assert (post.pay_min_month_yuan, post.pay_max_month_yuan) == (2200, 2200)
    assert (post.district, post.zone, post.place) == ("历城区", "济南高新区", FULL["工作地点"])
    assert (post.accessibility, post.night_shift, post.board, post.lodging) == ("有无障碍电梯", False, True, False)
    assert (post.published_on, post.closes_on) == (date(2023, 7, 1), date(2023, 8, 31))
    assert entry.contact == Person(name="王某", phone="0531-88888888")
    assert entry.mentor == Person(name="李师傅")


def test_the_people_of_a_post_are_not_named_in_its_description(tmp_path: Path) -> None:
    row = FULL | {"岗位描述": "李师傅带教，有意者找王某", "任职要求": "服从李师傅安排"}
    description = read(tmp_path, row).entries[0].post.description
    assert description == "〔已隐去〕带教，有意者找〔已隐去〕\n服从〔已隐去〕安排"


@pytest.mark.parametrize("contact", ["人力资源部", "办公室", "会计", "王", "HR"])
def test_an_office_that_is_the_contact_stays_in_the_description(tmp_path: Path, contact: str) -> None:
    row = FULL | {"岗位描述": f"协助{contact}的工作", "联系人": contact}
    assert read(tmp_path, row).entries[0].post.description == f"协助{contact}的工作"


def test_hidden_numbers_are_counted_in_the_notes(tmp_path: Path) -> None:
    assert "岗位描述中的证件号、电话等个人号码已隐去 1 行" in read(tmp_path, FULL).notes


def test_employer_and_title_are_enough(tmp_path: Path) -> None:
    post = read(tmp_path, {"单位名称": "甲公司", "岗位名称": "会计"}).entries[0].post
    assert (post.district, post.pay_min_month_yuan, post.education, post.kind, post.headcount) == (None,) * 5


def test_a_row_without_a_title_is_rejected(tmp_path: Path) -> None:
    reading = read(tmp_path, {"单位名称": "甲公司", "岗位名称": "", "学历要求": "本科"})
    assert [one.reason for one in reading.rejected] == ["缺少岗位名称"]


def test_all_faults_of_a_row_are_named_together(tmp_path: Path) -> None:
    reading = read(
        tmp_path, FULL | {"需求人数": "很多", "截止日期": "2023-02-30", "统一社会信用代码": "91350100M000100Y44"}
    )
    (one,) = reading.rejected
    assert (one.row, one.column, one.value) == (2, "统一社会信用代码", "91350100M000100Y44")
    assert one.reason == "统一社会信用代码校验不符；需求人数：不是人数；截止日期：不是日期"


def test_an_unlikely_pay_is_left_unknown_and_noted(tmp_path: Path) -> None:
    reading = read(tmp_path, {"单位名称": "甲公司", "岗位名称": "会计", "薪资待遇": "45-70元/月"})
    assert reading.entries[0].post.pay_min_month_yuan is None
    assert reading.notes == ["生活补贴按未填处理 1 行（不像按月计算的金额 1 行）：第2行“45-70元/月”"]


def test_the_unit_in_the_header_of_pay_counts(tmp_path: Path) -> None:
    post = read(tmp_path, {"单位名称": "甲公司", "岗位名称": "会计", "薪资(千元)": "4-6"}).entries[0].post
    assert (post.pay_min_month_yuan, post.pay_max_month_yuan) == (4000, 6000)


def test_daily_pay_counts_twenty_one_and_three_quarter_days(tmp_path: Path) -> None:
    post = read(tmp_path, {"单位名称": "甲公司", "岗位名称": "会计", "日薪": "200"}).entries[0].post
    assert post.pay_min_month_yuan == 4350  # 200 × 21.75


def test_least_and_most_pay_may_stand_in_two_columns(tmp_path: Path) -> None:
    row = {"单位名称": "甲公司", "岗位名称": "会计", "薪资下限": "3000", "薪资上限": "5千"}
    post = read(tmp_path, row).entries[0].post
    assert (post.pay_min_month_yuan, post.pay_max_month_yuan) == (3000, 5000)


def test_duties_and_requirements_are_one_description(tmp_path: Path) -> None:
    row = {"单位名称": "甲公司", "岗位名称": "会计", "岗位职责": "记账", "任职要求": "细心"}
    assert read(tmp_path, row).entries[0].post.description == "记账\n细心"


def test_a_closing_before_the_publication_is_rejected(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"发布日期": "2023-08-01", "截止日期": "2023-07-01"})
    assert [one.reason for one in reading.rejected] == ["截止日期早于发布日期"]


def test_a_post_keeps_the_number_of_its_file(tmp_path: Path) -> None:
    assert read(tmp_path, FULL | {"岗位编号": "P0001"}).entries[0].post.id == "P0001"


def test_a_post_without_a_number_is_the_same_post_next_time(tmp_path: Path) -> None:
    again = FULL | {"单位名称": "济南某精密机械有限公司 ", "需求人数": "9"}
    assert read(tmp_path, FULL).entries[0].post.id == read(tmp_path, again).entries[0].post.id


def test_the_second_of_a_kind_is_another_post(tmp_path: Path) -> None:
    ids = [entry.post.id for entry in read(tmp_path, FULL, FULL | {"需求人数": "1"}).entries]
    assert len(set(ids)) == 2


def test_the_second_of_a_kind_stays_so_when_the_first_is_rejected(tmp_path: Path) -> None:
    whole = read(tmp_path, FULL, FULL | {"需求人数": "1"})
    spoilt = read(tmp_path, FULL | {"需求人数": "很多"}, FULL | {"需求人数": "1"})
    assert spoilt.entries[0].post.id == whole.entries[1].post.id
    assert spoilt.rejected[0].cells["岗位编号"] == whole.entries[0].post.id


def test_a_number_used_twice_for_different_posts_rejects_the_later(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"岗位编号": "1"}, FULL | {"岗位编号": "1", "岗位名称": "会计"})
    assert [(one.row, one.reason) for one in reading.rejected] == [(3, "岗位编号与第2行相同而内容不同（岗位名称）")]


def test_a_row_given_twice_is_one_post(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"岗位编号": "1"}, FULL | {"岗位编号": "1"})
    assert {entry.post.id for entry in reading.entries} == {"1"}


def test_no_rejection_and_no_reading_shows_what_it_holds(tmp_path: Path) -> None:
    reading = read(tmp_path, FULL | {"需求人数": "很多"})
    assert "王某" not in repr(reading) + repr(reading.rejected)
