"""How the offices of a synthetic city write their registries: the smaller six row by row, all with title and header."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from data.synthetic import registries
from data.synthetic.chance import Chance, fill_bag_from
from data.synthetic.faults import spoil_name, spoil_number
from data.synthetic.people import invent_elder_name
from data.synthetic.registries import Member, phone_of

Row = tuple[str, ...]
Writer = Callable[[Chance, int, Member, date], Row]

SHARES = {
    "low_income_margin": 0.006,
    "destitute": 0.0015,
    "orphan": 0.0015,
    "monitored": 0.004,
    "zero_employment": 0.003,
    "student_loan": 0.03,
}


def _columns(names: str) -> tuple[str, ...]:
    return tuple(names.split())


COLUMNS = registries.COLUMNS | {
    "low_income_margin": _columns(
        "序号 户主姓名 成员姓名 成员身份证号 与户主关系 性别 出生年月 所属区县 认定时间 联系电话"
    ),
    "destitute": _columns("序号 姓名 身份证号码 性别 出生日期 所属区县 救助类别 批准时间 联系电话"),
    "orphan": _columns("序号 孤儿姓名 身份证号 性别 出生日期 户籍所在地 类别 批准时间"),
    "monitored": _columns("序号 户编号 姓名 证件号码 性别 出生年月 所属区县 监测对象类别 风险是否已消除 识别时间"),
    "zero_employment": _columns("序号 认定编号 户主 家庭成员姓名 身份证号 与户主关系 所在区县 认定日期 联系电话"),
    "student_loan": _columns("序号 借款学生姓名 身份证号码 性别 贷款类型 合同编号 贷款日期 生源地 手机号"),
}
TITLES = registries.TITLES | {
    "low_income_margin": "济南市低保边缘家庭成员名册（16—35周岁，截至{month}）",
    "destitute": "济南市特困人员名册（16—35周岁，截至{month}）",
    "orphan": "济南市孤儿名册（16周岁以上，截至{month}）",
    "monitored": "济南市防止返贫监测对象名册（青年部分，{month}）",
    "zero_employment": "济南市零就业家庭成员名册（{month}）",
    "student_loan": "济南市国家助学贷款学生名单（生源地，{month}）",
}
_SUPPORTED = fill_bag_from({"分散供养": 80, "集中供养": 20})
_ORPHANS = fill_bag_from({"社会散居孤儿": 85, "机构集中供养孤儿": 15})
_MONITORED = fill_bag_from({"脱贫不稳定户": 55, "边缘易致贫户": 30, "突发严重困难户": 15})
_LOANS = fill_bag_from({"生源地信用助学贷款": 85, "校园地国家助学贷款": 15})


def _sex(m: Member) -> str:
    return "男" if m.identity.sex == "male" else "女"


def _since(chance: Chance, on: date) -> date:
    return on - timedelta(days=chance.between(60, 2000))


def _head(chance: Chance, m: Member) -> str:
    return m.identity.name[0] + invent_elder_name(chance)[1:]


def _who(chance: Chance, m: Member) -> tuple[str, str]:
    return spoil_name(chance, m.identity.name), spoil_number(chance, m.identity.id_number)


def _place(m: Member) -> str:
    return m.district.around or m.district.name


def _margin_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    name, number = _who(chance, m)
    relation = "之子" if m.identity.sex == "male" else "之女"
    born, since = f"{m.identity.birth_on:%Y-%m}", f"{_since(chance, on):%Y-%m}"
    return (
        str(n),
        _head(chance, m),
        name,
        number,
        relation,
        _sex(m),
        born,
        _place(m),
        since,
        phone_of(chance, m),
    )


def _destitute_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    born, kind = m.identity.birth_on.isoformat(), chance.draw(_SUPPORTED)
    since = f"{_since(chance, on):%Y-%m-%d}"
    return (str(n), *_who(chance, m), _sex(m), born, _place(m), kind, since, phone_of(chance, m))


def _orphan_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    born, kind = m.identity.birth_on.isoformat(), chance.draw(_ORPHANS)
    return (str(n), *_who(chance, m), _sex(m), born, f"济南市{_place(m)}", kind, f"{_since(chance, on):%Y年%m月}")


def _monitored_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    household = f"{m.district.code}{chance.between(300, 399)}{chance.below(1_000_000):06d}"
    born, kind = f"{m.identity.birth_on:%Y.%m}", chance.draw(_MONITORED)
    since = f"{_since(chance, on):%Y-%m}"
    return (str(n), household, *_who(chance, m), _sex(m), born, _place(m), kind, "否", since)


def _unemployed_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    number = f"LJY{on.year}{m.district.code}{chance.below(10_000):04d}"
    relation = "之子" if m.identity.sex == "male" else "之女"
    since = f"{_since(chance, on):%Y/%m/%d}"
    return (str(n), number, _head(chance, m), *_who(chance, m), relation, _place(m), since, phone_of(chance, m))


def _loan_row(chance: Chance, n: int, m: Member, on: date) -> Row:
    since = _since(chance, on)
    contract = f"{since.year}{m.district.code}{chance.below(1_000_000):06d}"
    kind = chance.draw(_LOANS)
    phone = phone_of(chance, m)
    return (str(n), *_who(chance, m), _sex(m), kind, contract, f"{since:%Y-%m-%d}", f"济南市{_place(m)}", phone)


WRITERS: dict[str, Writer] = {
    **registries.WRITERS,
    "low_income_margin": _margin_row,
    "destitute": _destitute_row,
    "orphan": _orphan_row,
    "monitored": _monitored_row,
    "zero_employment": _unemployed_row,
    "student_loan": _loan_row,
}


def people_rows(chance: Chance, kind: str, members: list[Member], *, on: date) -> list[Row]:
    """Write the people of a registry, numbered from 1."""
    write = WRITERS[kind]
    return [write(chance, n, m, on) for n, m in enumerate(members, 1)]


def whole_registry(kind: str, people: list[Row], *, on: date) -> list[Row]:
    """Put title row and header above the people of a registry."""
    blank = ("",) * (len(COLUMNS[kind]) - 1)
    return [(TITLES[kind].format(month=f"{on.year}年{on.month}月"), *blank), COLUMNS[kind], *people]
