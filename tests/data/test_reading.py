"""The law of reading: records written in any of the ways of offices are read back as they were."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stdnum.cn import ric

from data.candidates import read_candidates
from data.employers import read_employers
from data.files import Limits
from data.frames import Reading
from data.posts import read_posts
from data.reading import differing
from data.reference import load_gazetteer, load_headers
from matcher.records import Candidate, Education, Employer, EmploymentStatus, Kind, Post

GAZETTEER = load_gazetteer()
Cells = dict[str, Any]  # field → what is written

WORDS = st.text("济南泉城会计护理数控ABCxyz019（）", min_size=1, max_size=12).map(lambda text: "市" + text)
DAYS = st.dates(date(1995, 1, 1), date(2030, 12, 31))
EDUCATION = {
    Education.UPPER_SECONDARY: ["高中", "中专", "中专/中技", "职高", "技校", "技工院校"],
    Education.COLLEGE: ["大专", "专科", "高职", "大学专科", "技工院校高级工班"],
    Education.BACHELOR: ["本科", "大学本科", "全日制本科", "技工院校预备技师班"],
    Education.MASTER: ["硕士", "硕士研究生", "研究生"],
}
KINDS = {
    Kind.RESEARCH: ["科研类", "科研", "科研岗"],
    Kind.TECHNICAL: ["技术技能类", "技术技能", "技能类"],
    Kind.MANAGEMENT: ["管理类", "管理岗位"],
    Kind.SOCIAL_SERVICE: ["社会服务类", "社会服务"],
}
STATUSES = {
    EmploymentStatus.UNEMPLOYED: ["失业", "离校未就业", "登记失业"],
    EmploymentStatus.FLEXIBLE: ["灵活就业"],
    EmploymentStatus.STUDYING: ["在读", "在读即将毕业"],
    EmploymentStatus.EMPLOYED: ["已就业", "单位就业"],
}
DISTRICTS = {
    "历下区": ["历下区", "历下", "济南市历下区"],
    "市中区": ["市中区", "市中", "山东省济南市市中区"],
    "济南高新区": ["高新区", "济南高新区"],
    "章丘区": ["章丘区", "章丘市"],
    "商河县": ["商河县", "商河"],
}
YES_NO = {True: ["是", "同意", "√", "Y"], False: ["否", "不同意", "×", "N"], None: ["", "/"]}


def wide(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if sign.isascii() and sign.isalnum() else sign for sign in text)


@st.composite
def dates(draw: st.DrawFn) -> tuple[date, Any]:
    day = draw(DAYS)
    serial = (day - date(1899, 12, 30)).days
    last = (day.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return draw(
        st.sampled_from(
            [
                (day, day),
                (day, day.isoformat()),
                (day, f"{day.year}/{day.month}/{day.day}"),
                (day, f"{day.year}.{day.month:02}.{day.day:02}"),
                (day, f"{day.year}年{day.month}月{day.day}日"),
                (day, wide(f"{day:%Y%m%d}")),
                (day, f"{day.isoformat()} 00:00:00"),
                (day, serial),
                (day, str(serial)),
                (last, f"{day.year}年{day.month}月"),
                (last, f"{day.year}.{day.month:02}"),
                (last, f"{day.year}-{day.month}"),
            ]
        )
    )


@st.composite
def pays(draw: st.DrawFn) -> tuple[tuple[float, float], str]:
    low = draw(st.integers(10, 200)) * 100
    high = low + draw(st.integers(0, 50)) * 100
    text = draw(
        st.sampled_from(
            [
                f"{low}-{high}元/月",
                f"{low}—{high}元",
                f"{low:,}~{high:,}",
                f"{low / 1000:g}-{high / 1000:g}千",
                f"{low / 10000:g}-{high / 10000:g}万",
                f"{low / 1000:g}k-{high / 1000:g}K·13薪",
                wide(f"{low}至{high}"),
            ]
        )
    )
    return (low, high), text


def chosen(draw: st.DrawFn, words: dict[Any, list[str]]) -> tuple[Any, str]:
    key = draw(st.sampled_from(list(words)))
    return key, draw(st.sampled_from(words[key]))


@st.composite
def posts(draw: st.DrawFn) -> tuple[Post, Cells]:
    education, education_text = chosen(draw, EDUCATION)
    kind, kind_text = chosen(draw, KINDS)
    district, district_text = chosen(draw, DISTRICTS)
    (low, high), pay_text = draw(pays())
    closes_on, closes_cell = draw(dates())
    headcount = draw(st.integers(1, 500))
    least = draw(st.integers(1, 6))
    most = least + draw(st.integers(0, 6))
    skills = tuple(draw(st.lists(st.sampled_from(["Word", "AutoCAD", "公文写作", "护理", "C++"]), unique=True)))
    id = draw(st.uuids())
    post = Post(
        id=str(id),
        title=draw(WORDS),
        employer=draw(WORDS),
        kind=kind,
        headcount=headcount,
        education=education,
        skills=skills,
        pay_min_month_yuan=low,
        pay_max_month_yuan=high,
        term_min_months=least,
        term_max_months=most,
        district=district,
        zone=district if district == "济南高新区" else None,
        closes_on=closes_on,
    )
    cells = {
        "id": str(id),
        "title": post.title,
        "employer": post.employer,
        "kind": kind_text,
        "headcount": draw(st.sampled_from([headcount, str(headcount), f"{headcount}人", wide(f"{headcount}名")])),
        "education": education_text + draw(st.sampled_from(["", "及以上", "以上", "及以上学历"])),
        "skills": draw(st.sampled_from(["、", ",", "，", ";", "；"])).join(skills),
        "pay": pay_text,
        "term": draw(st.sampled_from([f"{least}-{most}个月", f"{least}至{most}", wide(f"{least}~{most}月")])),
        "district_written": district_text,
        "closes_on": closes_cell,
    }
    return post, cells


@st.composite
def candidates(draw: st.DrawFn) -> tuple[tuple[Candidate, str], Cells]:
    born = draw(st.dates(date(1990, 1, 1), date(2010, 12, 31)))
    number = f"370102{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    number += ric.calc_check_digit(number + "0")
    education, education_text = chosen(draw, EDUCATION)
    status, status_text = chosen(draw, STATUSES)
    push, push_text = chosen(draw, YES_NO)
    graduated_on, graduated_cell = draw(dates())
    homes = draw(st.lists(st.sampled_from(list(DISTRICTS)), unique=True, max_size=3))
    words = [draw(st.sampled_from(DISTRICTS[home])) for home in homes]
    candidate = Candidate(
        id=identify(number),
        education=education,
        education_written=education_text,
        major=draw(WORDS),
        graduated_on=graduated_on,
        birth_on=born,
        sex="male" if int(number[16]) % 2 else "female",
        employment_status=status,
        districts=tuple(homes),
        push_consent=push,
    )
    spaced = f"{number[:6]} {number[6:14]} {number[14:]}"
    cells = {
        "name": "测试",
        "id_number": draw(st.sampled_from([number, number.lower(), wide(number), spaced, f"'{number}"])),
        "birth_on": draw(st.sampled_from([born, born.isoformat(), f"{born.year}.{born.month}", ""])),
        "education": education_text,
        "major": candidate.major,
        "graduated_on": graduated_cell,
        "employment_status": status_text,
        "districts": draw(st.sampled_from(["、", ",", "；", " "])).join(words),
        "push_consent": push_text,
    }
    return (candidate, number), cells


@st.composite
def employers(draw: st.DrawFn) -> tuple[Employer, Cells]:
    district, district_text = chosen(draw, DISTRICTS)
    recognised_on, recognised_cell = draw(dates())
    employer = Employer(id=str(draw(st.uuids())), name=draw(WORDS), district=district, recognised_on=recognised_on)
    cells = {
        "id": employer.id,
        "name": employer.name,
        "district_written": district_text,
        "recognised_on": recognised_cell,
    }
    return employer, cells


def identify(value: str) -> str:
    return "C" + hashlib.sha256(value.encode()).hexdigest()[:12]


@st.composite
def tables(draw: st.DrawFn, noun: str, needs: tuple[tuple[str, ...], ...], rows: list[Cells]) -> list[list[Any]]:
    """Set rows out under a header of drawn synonyms in drawn order, with title, blank rows and notes."""
    headers = load_headers(noun, needs)
    order = draw(st.permutations(list(rows[0])))
    called = {
        key: draw(st.sampled_from([name for name in headers.names[key] if name not in headers.units])) for key in order
    }
    header = [f"{name}*" if n == 0 else name for n, name in enumerate(called.values())]
    above = draw(st.sampled_from([[], [["济南市2023年汇总表"]], [["济南市2023年汇总表"], [], ["填报单位：某局"]]]))
    below = draw(st.sampled_from([[], [[]], [[], ["备注：以上信息由单位填报"]], [["合计", "", ""]]]))
    return [*above, ["序号", *header], *([n, *(row[key] for key in order)] for n, row in enumerate(rows, 1)), *below]


def write_separated(path: Path, rows: list[list[Any]], encoding: str, separator: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows(rows)
    path.write_bytes(text.getvalue().encode(encoding))


def write_xlsx(path: Path, rows: list[list[Any]]) -> None:
    with xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy/m/d"}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            for column, cell in enumerate(row):
                (sheet.write_string if isinstance(cell, str) else sheet.write)(at, column, cell)


def write_xls(path: Path, rows: list[list[Any]]) -> None:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("表")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            sheet.write(at, column, cell, day) if isinstance(cell, date) else sheet.write(at, column, cell)
    book.save(str(path))


def write_html(path: Path, rows: list[list[Any]]) -> None:
    lines = ("".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows)
    path.write_bytes(f"<html><table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table></html>".encode("gb18030"))


WRITERS: list[Callable[[Path, list[list[Any]]], None]] = [
    lambda path, rows: write_separated(path, rows, "utf-8", ","),
    lambda path, rows: write_separated(path, rows, "utf-8-sig", ","),
    lambda path, rows: write_separated(path, rows, "gb18030", ","),
    lambda path, rows: write_separated(path, rows, "utf-16", "\t"),
    lambda path, rows: write_separated(path, rows, "gb18030", "\t"),
    write_xlsx,
    write_xls,
    write_html,
]
LAW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


def read_back(
    data: st.DataObject,
    noun: str,
    needs: tuple[tuple[str, ...], ...],
    rows: list[Cells],
    read: Callable[[Path], Reading[Any]],
) -> Reading[Any]:
    table = data.draw(tables(noun, needs, rows))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.xls"
        data.draw(st.sampled_from(WRITERS))(path, table)
        return read(path)


@LAW
@given(st.data(), st.lists(posts(), min_size=1, max_size=6))
def test_posts_are_read_back_from_any_way_of_writing_them(data: st.DataObject, drawn: list[Any]) -> None:
    rows = [cells for _, cells in drawn]
    read = read_back(
        data, "posts", (("employer",), ("title",)), rows, lambda path: read_posts(path, gazetteer=GAZETTEER)
    )
    assert [one.reason for one in read.rejected] == []
    assert [entry.post for entry in read.entries] == [post for post, _ in drawn]


@LAW
@given(st.data(), st.lists(candidates(), min_size=1, max_size=6, unique_by=lambda pair: pair[0][1]))
def test_candidates_are_read_back_from_any_way_of_writing_them(data: st.DataObject, drawn: list[Any]) -> None:
    rows = [cells for _, cells in drawn]
    read = read_back(
        data,
        "candidates",
        (("name",), ("id_number", "phone")),
        rows,
        lambda path: read_candidates(path, gazetteer=GAZETTEER, identify=identify),
    )
    assert [one.reason for one in read.rejected] == []
    assert [entry.candidate for entry in read.entries] == [candidate for (candidate, _), _ in drawn]
    assert [entry.person.id_number for entry in read.entries if entry.person] == [number for (_, number), _ in drawn]


@LAW
@given(st.data(), st.lists(employers(), min_size=1, max_size=6))
def test_employers_are_read_back_from_any_way_of_writing_them(data: st.DataObject, drawn: list[Any]) -> None:
    rows = [cells for _, cells in drawn]
    read = read_back(data, "employers", (("name",),), rows, lambda path: read_employers(path, gazetteer=GAZETTEER))
    assert [one.reason for one in read.rejected] == []
    assert [entry.employer for entry in read.entries] == [employer for employer, _ in drawn]


@LAW
@given(st.lists(st.lists(st.text(max_size=20), max_size=8), max_size=20))
def test_every_row_of_any_table_is_stored_or_rejected(rows: list[list[str]]) -> None:
    header = ["单位名称", "岗位名称", "学历要求", "需求人数", "截止日期", "薪资待遇", "工作地点", "技能要求"]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "表.csv"
        write_separated(
            path, [header, *([cell.encode("utf-8", "ignore").decode() for cell in row] for row in rows)], "utf-8", ","
        )
        read = read_posts(path, gazetteer=GAZETTEER, limits=Limits())
    assert len(read.entries) + len(read.rejected) == read.n_rows
    assert all(one.reason and one.column and one.file == "表.csv" for one in read.rejected)
    for entry in read.entries:
        assert entry.post.title.encode()
        assert differing(entry.post, entry.post) == []
