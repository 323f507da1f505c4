"""Who of a synthetic city stands in which registry, and how the three largest registries are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.synthetic.chance import Bag, Chance, fill_bag_from
from data.synthetic.faults import spoil_name, spoil_number
from data.synthetic.people import IdNumbers, invent_name, write_phone
from data.synthetic.places import District, districts_by_people
from data.synthetic.profiles import Identity, Profile

SHARES = {"low_income": 0.019, "out_of_poverty": 0.018, "disabled": 0.006}
STUDIED = frozenset({"student_loan"})  # registries of those alone who went to a university or college
HIGHER = frozenset({"doctor", "master", "bachelor", "college"})
STATED = 0.8  # share of people who state a disability and hold a certificate
OUTSIDERS = 1.6  # others per candidate in a registry
NAMESAKES = 0.04
SIBLINGS = 0.01

COLUMNS = {
    "low_income": (
        "序号",
        "姓名",
        "身份证号码",
        "性别",
        "出生日期",
        "与户主关系",
        "所属区县",
        "保障类别",
        "享受起始年月",
        "联系电话",
    ),
    "out_of_poverty": (
        "序号",
        "户编号",
        "成员姓名",
        "公民身份号码",
        "性别",
        "出生年月",
        "所属区县",
        "户类型",
        "联系电话",
    ),
    "disabled": ("序号", "姓名", "残疾人证号", "性别", "出生日期", "残疾类别", "残疾等级", "所属区县", "联系电话"),
}
TITLES = {
    "low_income": "济南市最低生活保障对象名册（16—35周岁，截至{month}）",
    "out_of_poverty": "济南市脱贫享受政策人口花名册（青年部分，{month}）",
    "disabled": "济南市持证残疾人名单（16—35周岁，{month}）",
}
DISABILITIES = ("视力", "听力", "言语", "肢体", "智力", "精神", "多重")
GRADES = "一二三四"


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in a registry; *candidate* is the number of the person among the candidates, None = not among them."""

    identity: Identity
    district: District
    candidate: int | None
    kind: int  # of disability, 0 = none
    grade: int


@dataclass(slots=True)
class Registries:
    """Members found while the candidates pass by, kind by kind; *shares* of the candidates in each."""

    chance: Chance
    shares: Mapping[str, float]
    members: dict[str, list[Member]]


def open_registries(chance: Chance, shares: Mapping[str, float] = SHARES) -> Registries:
    """Start empty registries."""
    return Registries(chance, shares, {kind: [] for kind in shares})


def enrol(registries: Registries, profile: Profile) -> None:
    """Enter a candidate into the registries that know the person, now and then a namesake too."""
    chance = registries.chance
    need = profile.need
    if "disabled" in registries.shares and need is not None and need.kind and chance.happens(STATED):
        registries.members["disabled"].append(Member(profile.identity, profile.home, profile.n, need.kind, need.grade))
    for kind, share in registries.shares.items():
        if kind in STUDIED and profile.schooling.level not in HIGHER:
            continue
        if chance.happens(share) and not (kind == "disabled" and need is not None and need.kind):
            disability, grade = (chance.draw(_DISABILITIES), chance.between(2, 4)) if kind == "disabled" else ("0", 0)
            registries.members[kind].append(Member(profile.identity, profile.home, profile.n, int(disability), grade))
        if chance.happens(share * NAMESAKES):
            registries.members[kind].append(Member(profile.identity, profile.home, None, 4, 3))


_DISABILITIES = fill_bag_from({"1": 14, "2": 24, "3": 3, "4": 44, "5": 7, "6": 6, "7": 2})


def invent_outsider(chance: Chance, numbers: IdNumbers, n: int, on: date) -> Member:
    """Invent somebody who is no candidate, the n-th of them."""
    sex = "female" if chance.happens(0.49) else "male"
    home = chance.draw(districts_by_people())
    birth = on - timedelta(days=chance.between(16 * 366, 30 * 365))
    area = chance.pick(home.hukou)
    identity = Identity(
        name=invent_name(chance, sex),
        sex=sex,
        birth_on=birth,
        area=area,
        id_number=numbers.invent(chance, area=area, birth=birth, sex=sex),
        phone=write_phone("19800", n),
    )
    return Member(identity, home, None, int(chance.draw(_DISABILITIES)), chance.between(1, 4))


def _namesake(chance: Chance, numbers: IdNumbers, member: Member, n: int, on: date) -> Member:
    """Give somebody else the name of a candidate, in one case of four the birth date too."""
    stranger = invent_outsider(chance, numbers, n, on).identity
    known = member.identity
    birth = known.birth_on if chance.happens(0.25) else stranger.birth_on
    number = numbers.invent(chance, area=stranger.area, birth=birth, sex=known.sex)
    identity = replace(stranger, name=known.name, sex=known.sex, birth_on=birth, id_number=number)
    return replace(member, identity=identity)


def _sibling(chance: Chance, numbers: IdNumbers, member: Member, n: int) -> Member:
    """Enter the twin of a candidate instead of the candidate."""
    known = member.identity
    number = numbers.invent(chance, area=known.area, birth=known.birth_on, sex=known.sex)
    name = known.name[:-1] + chance.pick("宁悦阳文然雨晨")
    return replace(
        member, identity=replace(known, name=name, id_number=number, phone=write_phone("19800", n)), candidate=None
    )


def close_registries(registries: Registries, *, numbers: IdNumbers, on: date, n: int = 0) -> dict[str, list[Member]]:
    """
    Add those who are no candidates, and order each registry by district as offices do.

    Args:
        registries: with the candidates found.
        numbers: from which new people take theirs.
        on: the day.
        n: people whom other registries have added already: their phones are taken.
    """
    chance = registries.chance
    closed: dict[str, list[Member]] = {}
    for kind, found in registries.members.items():
        members: list[Member] = []
        for member in found:
            n += 1
            if member.candidate is None:
                member = _namesake(chance, numbers, member, n, on)
            elif chance.happens(SIBLINGS):
                member = _sibling(chance, numbers, member, n)
            members.append(member)
        for _ in range(round(len(found) * OUTSIDERS)):
            n += 1
            members.append(invent_outsider(chance, numbers, n, on))
        shuffled = sorted((m.district.code, chance.unit(), i) for i, m in enumerate(members))
        closed[kind] = [members[i] for _, _, i in shuffled]
    return closed


def phone_of(chance: Chance, member: Member) -> str:
    """Write a phone, in fewer than half of all rows."""
    return member.identity.phone if chance.happens(0.45) else ""


def _relation(chance: Chance, sex: str) -> str:
    child, grandchild = ("之子", "之孙") if sex == "male" else ("之女", "之孙女")
    return child if chance.happens(0.8) else chance.pick(("本人", grandchild, "", "子女"))


def _low_income_row(chance: Chance, n: int, m: Member, on: date) -> tuple[str, ...]:
    person = m.identity
    since = on - timedelta(days=chance.between(60, 3000))
    return (
        str(n),
        spoil_name(chance, person.name),
        spoil_number(chance, person.id_number),
        "男" if person.sex == "male" else "女",
        person.birth_on.isoformat(),
        _relation(chance, person.sex),
        m.district.around or m.district.name,
        chance.draw(_ALLOWANCES),
        f"{since:%Y-%m}",
        phone_of(chance, m),
    )


_ALLOWANCES: Bag[str] = fill_bag_from({"农村低保": 48, "城市低保": 30, "低保边缘家庭": 16, "特困人员": 4, "": 2})
_HOUSEHOLDS: Bag[str] = fill_bag_from({"脱贫户": 82, "防止返贫监测对象": 10, "脱贫不稳定户": 5, "边缘易致贫户": 3})


def _poverty_row(chance: Chance, n: int, m: Member, on: date) -> tuple[str, ...]:
    person = m.identity
    return (
        str(n),
        f"{m.district.code}{chance.between(100, 199)}{chance.between(200, 260)}{chance.below(10000):04d}",
        spoil_name(chance, person.name),
        spoil_number(chance, person.id_number),
        "男" if person.sex == "male" else "女",
        f"{person.birth_on:%Y.%m}",
        m.district.around or m.district.name,
        chance.draw(_HOUSEHOLDS),
        phone_of(chance, m),
    )


def write_certificate(chance: Chance, m: Member) -> str:
    """Write the number of a disability certificate: identity number, kind, grade, for a reissue B and a digit."""
    number = spoil_number(chance, m.identity.id_number)
    if len(number) < 18:
        return number and m.identity.id_number + f"{m.kind}{m.grade}"
    return f"{number}{m.kind}{m.grade}" + (f"B{chance.between(1, 2)}" if chance.happens(0.06) else "")


def _disabled_row(chance: Chance, n: int, m: Member, on: date) -> tuple[str, ...]:
    person = m.identity
    return (
        str(n),
        spoil_name(chance, person.name),
        write_certificate(chance, m),
        "男" if person.sex == "male" else "女",
        f"{person.birth_on:%Y-%m-%d}" if chance.happens(0.7) else f"{person.birth_on:%Y.%m}",
        DISABILITIES[m.kind - 1] if m.kind else "肢体",
        f"{GRADES[m.grade - 1]}级" if m.grade else "四级",
        m.district.around or m.district.name,
        phone_of(chance, m),
    )


WRITERS = {"low_income": _low_income_row, "out_of_poverty": _poverty_row, "disabled": _disabled_row}
