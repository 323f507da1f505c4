"""Candidates as three registers write them: real-name database, mini-program, unemployment register."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from data.synthetic.chance import Bag, Chance, fill_bag_from
from data.synthetic.people import write_phone
from data.synthetic.posts import KINDS
from data.synthetic.profiles import Profile
from data.synthetic.words import read_words

COLUMNS: tuple[str, ...] = tuple(read_words("columns")["files"]["candidates"])

SOURCES = ("实名信息数据库", "求职登记小程序", "失业登记库")
REAL_NAME, PROGRAM, REGISTER = range(3)

SECOND = 0.045  # share of people whom a second register knows too
DELAY = 400  # rows between the two, at most

EMPLOYMENT = {
    "unemployed": ("离校未就业", "未就业", "失业"),
    "registered": ("失业", "失业", "登记失业"),
    "flexible": ("灵活就业", "灵活就业", "灵活就业"),
    "employed": ("已就业", "已就业", "已就业"),
    "studying": ("在读", "在读", "在读"),
}
SECOND_LACKS = ("技能", "经历", "求职意向", "毕业院校", "证书", "期望补贴")


@dataclass(frozen=True, slots=True)
class Waiting:
    """A row of a second register that comes later in the file."""

    after: int
    row: tuple[str, ...]


def _sources(profile: Profile) -> Bag[str]:
    if profile.employment == "registered":
        return _OF_REGISTERED
    return _OF_YOUTH if profile.schooling.field is None else _OF_GRADUATES


_OF_REGISTERED = fill_bag_from({"2": 62, "1": 24, "0": 14})
_OF_YOUTH = fill_bag_from({"1": 80, "2": 20})
_OF_GRADUATES = fill_bag_from({"0": 62, "1": 37, "2": 1})


def _write_date(chance: Chance, day: date, source: int, *, whole: bool) -> str:
    form = chance.unit()
    if not whole and (source == PROGRAM or form < 0.3):
        if form < 0.15:
            return f"{day.year}年{day.month}月"
        return f"{day.year}.{day.month:02d}" if form < 0.35 else f"{day:%Y-%m}"
    if source == PROGRAM and form < 0.25:
        return f"{day.year}/{day.month}/{day.day}"
    return day.isoformat()


def _write_district(chance: Chance, profile: Profile, source: int) -> str:
    if source != REAL_NAME and chance.happens(0.15):
        return profile.home.short
    return profile.home.name


def _write_pay(chance: Chance, pay: int) -> str:
    form = chance.unit()
    if form < 0.62:
        return str(pay)
    if form < 0.84:
        return f"{pay}-{pay + chance.pick((500, 1000, 1000, 2000))}"
    return chance.pick(("面议", "面议", "不限", f"{pay}以上", f"{pay}元/月", f"{pay}左右"))


def _cells(chance: Chance, profile: Profile, source: int) -> dict[str, str]:
    person, schooling = profile.identity, profile.schooling
    joint = chance.pick(("、", "、", "、", "，", ",", "；"))
    return {
        "编号": f"JN{profile.n:07d}",
        "姓名": person.name,
        "身份证号": person.id_number,
        "手机号": person.phone,
        "性别": "女" if person.sex == "female" else "男",
        "学历": read_words("columns")["written_education"][schooling.level][source],
        "毕业状态": schooling.status,
        "毕业院校": schooling.school,
        "院校类型": schooling.school_kind,
        "专业": schooling.major,
        "毕业日期": _write_date(chance, schooling.left_on, source, whole=False),
        "就业状态": EMPLOYMENT[profile.employment][source],
        "失业登记日期": _write_date(chance, profile.registered_on, source, whole=True) if profile.registered_on else "",
        "居住区县": _write_district(chance, profile, source),
        "可接受区县": chance.pick(("、", "、", "，", "/", " ")).join(profile.districts),
        "技能": joint.join(profile.skills),
        "证书": joint.join(profile.certificates),
        "经历": profile.history,
        "求职意向": profile.wish,
        "意向类别": KINDS[profile.kind],
        "期望补贴": _write_pay(chance, profile.pay),
        "特殊需求": profile.need.text if profile.need else "",
        "数据来源": SOURCES[source],
        "同意推送": chance.draw(_PUSH),
        "同意联系": chance.draw(_CONTACT),
    }


_PUSH = fill_bag_from({"是": 88, "否": 8, "": 4})
_CONTACT = fill_bag_from({"是": 93, "否": 4, "": 3})


def _row(chance: Chance, profile: Profile, source: int) -> dict[str, str]:
    cells = _cells(chance, profile, source)
    for column, share in read_words("columns")["lacks"][SOURCES[source]].items():
        if chance.happens(share):
            cells[column] = ""
    if not cells["求职意向"]:
        cells["意向类别"] = cells["意向类别"] if chance.happens(0.5) else ""
    return cells


def _other(chance: Chance, profile: Profile, source: int) -> int:
    other = (source + chance.between(1, 2)) % 3
    if other == REGISTER and profile.employment != "registered":
        return PROGRAM if source != PROGRAM else REAL_NAME
    return other


def _second_row(chance: Chance, profile: Profile, source: int) -> tuple[str, ...]:
    cells = _row(chance, profile, source)
    for column in chance.some(SECOND_LACKS, 2):
        cells[column] = ""
    slip = chance.unit()
    if slip < 0.3:
        cells["手机号"] = write_phone("19700", profile.n)
    elif slip < 0.45:
        cells["身份证号"] = cells["身份证号"].lower()
    elif slip < 0.55:
        cells["身份证号"] = cells["身份证号"].translate(_FULL_WIDTH)
    elif slip < 0.65:
        cells["姓名"] = f"{cells['姓名'][0]} {cells['姓名'][1:]}"
    return tuple(cells.values())


_FULL_WIDTH = {ord(c): ord(c) + 0xFEE0 for c in "0123456789X"}


def candidate_rows(chance: Chance, profiles: Iterator[Profile]) -> Iterator[tuple[str, ...]]:
    """Write people as rows in the order of COLUMNS, some of them a second time further down from another register."""
    waiting: list[Waiting] = []
    for n, profile in enumerate(profiles):
        source = int(chance.draw(_sources(profile)))
        yield tuple(_row(chance, profile, source).values())
        if chance.happens(SECOND):
            waiting.append(
                Waiting(n + chance.between(1, DELAY), _second_row(chance, profile, _other(chance, profile, source)))
            )
        while waiting and waiting[0].after <= n:
            yield waiting.pop(0).row
    for late in waiting:
        yield late.row
