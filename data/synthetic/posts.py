"""Invented posts: openings of an employer whose duties, requirements and pay hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from data.synthetic.adverts import Opening, choose_content, lay_out, slip
from data.synthetic.adverts.content import PUBLIC_KINDS
from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.employers import PLANTS, Unit
from data.synthetic.occupations import Occupation, occupations_everywhere, occupations_of
from data.synthetic.people import invent_elder_name
from data.synthetic.places import write_address
from data.synthetic.studies import load_fields, majors_at
from data.synthetic.traps import Trap, traps_of
from data.synthetic.words import read_words

COLUMNS = (
    "岗位编号", "单位名称", "统一社会信用代码", "单位类型", "所在区县", "岗位名称", "岗位类别", "需求人数", "岗位描述", "学历要求", "专业要求",
    "技能要求", "证书要求", "见习期限(月)", "生活补贴(元/月)", "工作地点", "无障碍条件", "夜班", "食宿", "带教老师", "发布日期", "截止日期", "联系人", "联系电话",
)  # fmt: skip

KINDS = {"research": "科研类", "technical": "技术技能类", "management": "管理类", "social_service": "社会服务类"}

COPIES = 0.025  # share of adverts that repeat an earlier one with small changes
TRAPS = 0.008


@dataclass(frozen=True, slots=True)
class Advert:
    """One post as it stands in the file; texts are as written."""

    unit: Unit
    title: str
    kind: str
    headcount: int
    description: str
    education: str
    majors: str
    skills: str
    certificates: str
    term: str
    pay: str
    place: str
    access: str
    night: str
    provision: str
    mentor: str
    published_on: date
    closes_on: date | None


@cache
def _education_words(level: str) -> Bag[str]:
    return fill_bag((word, weight) for word, weight in read_words("columns")["education"][level])


def _choose_occupation(chance: Chance, unit: Unit) -> Occupation:
    own = _occupation_bag(unit.branch.key)
    if not own.items or chance.happens(unit.branch.offices):
        return chance.draw(_general_bag())
    return chance.draw(own)


@cache
def _occupation_bag(branch: str) -> Bag[Occupation]:
    return fill_bag(occupations_of(branch))


@cache
def _general_bag() -> Bag[Occupation]:
    return fill_bag(occupations_everywhere())


def _majors(chance: Chance, occupation: Occupation, level: str) -> tuple[str, ...]:
    if chance.happens(occupation.open):
        return ()
    field = load_fields()[occupation.fields[0]]
    if chance.happens(0.35):
        return (chance.pick(field.asked),)
    named = chance.some_in_order(majors_at(field, level), chance.between(1, 4))
    if len(occupation.fields) > 1 and chance.happens(0.45):
        other = majors_at(load_fields()[chance.pick(occupation.fields[1:])], level)
        named += chance.some(other, 1)
    return tuple(dict.fromkeys(named))


def _pay(chance: Chance, occupation: Occupation) -> str:
    low, high = occupation.pay
    amount = low + (high - low) * chance.unit() * chance.unit()
    step = 100 if chance.happens(0.7) else 500
    first = max(low, round(amount / step) * step)
    form = chance.unit()
    if form < 0.62 or first + 300 >= high:
        return str(first)
    second = min(high, first + chance.pick((300, 500, 800, 1000)))
    return f"{first}-{second}"


def _months(chance: Chance) -> int:
    return chance.draw(_MONTHS)


_MONTHS = fill_bag([(3, 30.0), (4, 5.0), (5, 3.0), (6, 46.0), (8, 1.0), (9, 2.0), (10, 1.0), (12, 10.0), (2, 0.5)])
_HEADCOUNTS = fill_bag(
    [
        (1, 38.0),
        (2, 27.0),
        (3, 11.0),
        (4, 4.0),
        (5, 8.0),
        (6, 2.0),
        (8, 2.0),
        (10, 4.5),
        (15, 1.0),
        (20, 1.5),
        (30, 0.6),
        (50, 0.3),
    ]
)


def _term(chance: Chance, months: int) -> str:
    form = chance.unit()
    if form < 0.8:
        return str(months)
    return f"3-{months}" if months > 3 and form < 0.95 else ("" if form > 0.98 else str(months))


def _opening(chance: Chance, unit: Unit, occupation: Occupation) -> Opening:
    level = chance.pick(occupation.education)
    certificates = chance.some(occupation.certificates, 1) if chance.happens(0.35) else []
    return Opening(
        title=chance.pick(occupation.titles),
        occupation=occupation,
        branch=unit.branch.key,
        unit_kind=unit.kind,
        about=unit.about,
        education=chance.draw(_education_words(level)),
        majors=_majors(chance, occupation, level),
        skills=tuple(chance.some(occupation.skills, chance.between(1, 4))) if chance.happens(0.75) else (),
        certificates=tuple(certificates),
        pay=_pay(chance, occupation),
        months=_months(chance),
        night=chance.happens(occupation.night),
        board=chance.happens(occupation.board),
        lodging=chance.happens(occupation.lodging),
    )


def _access(chance: Chance, body: str) -> str:
    words = read_words("columns")["access"]
    if chance.happens(0.55):
        return ""
    return str(chance.pick(words["easy" if body == "desk" else "stand" if body == "stand" else "hard"]))


def _provision(chance: Chance, opening: Opening) -> str:
    words = read_words("columns")["provision"]
    key = ("both" if opening.lodging else "board") if opening.board else ("lodging" if opening.lodging else "none")
    return str(chance.pick(words[key]))


def _night(chance: Chance, night: bool) -> str:
    if night:
        return chance.pick(("有", "是", "有", "有夜班"))
    return chance.pick(("无", "否", "无", "", "无夜班"))


def _dates(chance: Chance, on: date) -> tuple[date, date | None]:
    published = on - timedelta(days=chance.between(0, 75))
    if chance.happens(0.06):
        return published, None
    open_days = chance.pick((15, 30, 30, 45, 60, 60, 90))
    closes = published + timedelta(days=open_days)
    if closes < on and chance.happens(0.8):
        closes = on + timedelta(days=chance.between(3, 45))
    return published, closes


def _write_majors(chance: Chance, majors: tuple[str, ...]) -> str:
    if not majors:
        return chance.pick(("不限", "专业不限", "不限", "", "不限专业"))
    return chance.pick(("、", "、", "，", "/", "；")).join(majors)


def _write_skills(chance: Chance, skills: tuple[str, ...]) -> str:
    return chance.pick(("、", "，", "；", "、")).join(skill.replace("/", "、") for skill in skills)


def _write_advert(chance: Chance, unit: Unit, on: date) -> Advert:
    occupation = _choose_occupation(chance, unit)
    opening = _opening(chance, unit, occupation)
    content = choose_content(chance, opening)
    published, closes = _dates(chance, on)
    text = lay_out(chance, content, writer=unit.writer, public=unit.kind in PUBLIC_KINDS)
    return Advert(
        unit=unit,
        title=opening.title,
        kind=occupation.kind,
        headcount=chance.draw(_HEADCOUNTS),
        description=slip(chance, text),
        education=opening.education,
        majors=_write_majors(chance, opening.majors),
        skills=_write_skills(chance, opening.skills),
        certificates="、".join(opening.certificates),
        term=_term(chance, opening.months),
        pay=opening.pay,
        place=_place(chance, unit),
        access=_access(chance, occupation.body),
        night=_night(chance, opening.night),
        provision=_provision(chance, opening),
        mentor=invent_elder_name(chance) if chance.happens(0.7) else "",
        published_on=published,
        closes_on=closes,
    )


def _place(chance: Chance, unit: Unit) -> str:
    if chance.happens(0.72):
        return unit.address
    if chance.happens(0.12):
        return ""
    return write_address(chance, unit.district, plant=unit.branch.key in PLANTS)


def _copy(chance: Chance, earlier: Advert, on: date) -> Advert:
    published, closes = _dates(chance, on)
    tail = chance.pick(("", "长期有效。", "急！", "本周面试。", "（可接收往届生）"))
    return replace(
        earlier,
        title=earlier.title + chance.pick(("", "", "（急）", "（可住宿）" if "宿" in earlier.provision else "")),
        description=earlier.description + tail,
        headcount=chance.draw(_HEADCOUNTS),
        place=_place(chance, earlier.unit),
        published_on=published,
        closes_on=closes,
    )


def _lure(chance: Chance, unit: Unit, trap: Trap, on: date) -> Advert:
    plain = _write_advert(chance, unit, on)
    low, high = trap.pay
    return replace(
        plain,
        title=chance.pick(trap.titles),
        kind=trap.kind,
        description=chance.pick(trap.text),
        education=chance.pick(("不限", "中专及以上", "")),
        majors="不限",
        skills="",
        certificates="",
        pay=f"{low}-{high}",
        access="",
    )


def invent_adverts(chance: Chance, units: list[Unit], *, posts: int, on: date) -> Iterator[Advert]:
    """Invent posts one after the other; an employer's pull decides how many are its own."""
    if posts == 0:
        return
    bag = fill_bag((unit, unit.pull if unit.status != "已清退" else 0.0) for unit in units)
    recent: list[Advert] = []
    for _ in range(posts):
        if recent and chance.happens(COPIES):
            yield _copy(chance, chance.pick(recent), on)
            continue
        unit = chance.draw(bag)
        traps = traps_of(unit.branch.key)
        if traps and chance.happens(TRAPS * 5):
            yield _lure(chance, unit, chance.pick(traps), on)
            continue
        advert = _write_advert(chance, unit, on)
        recent = [*recent[-199:], advert]
        yield advert


def post_rows(chance: Chance, adverts: Iterator[Advert]) -> Iterator[tuple[str, ...]]:
    """Write adverts as rows of a file in the order of COLUMNS; about one in twelve states no kind."""
    for n, a in enumerate(adverts, 1):
        yield (
            f"JX{n:06d}",
            a.unit.name,
            a.unit.uscc,
            a.unit.kind,
            a.unit.district.name,
            a.title,
            "" if chance.happens(0.08) else KINDS[a.kind],
            str(a.headcount),
            a.description,
            a.education,
            a.majors,
            a.skills,
            a.certificates,
            a.term,
            a.pay,
            a.place,
            a.access,
            a.night,
            a.provision,
            a.mentor,
            a.published_on.isoformat(),
            a.closes_on.isoformat() if a.closes_on else "",
            a.unit.contact,
            a.unit.phone,
        )
