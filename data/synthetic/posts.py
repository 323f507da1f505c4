"""Invented posts: openings of an employer whose duties, requirements and pay hang together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from data.synthetic.adverts import choose_content, lay_out, slip
from data.synthetic.adverts.content import PUBLIC_KINDS
from data.synthetic.chance import Chance, fill_bag, fill_bag_from
from data.synthetic.employers import Unit, buildings_of
from data.synthetic.openings import Opening, invent_opening
from data.synthetic.people import invent_elder_name
from data.synthetic.places import write_address
from data.synthetic.traps import Trap, traps_of
from data.synthetic.words import read_words

COLUMNS: tuple[str, ...] = tuple(read_words("columns")["files"]["posts"])

KINDS = {"research": "科研类", "technical": "技术技能类", "management": "管理类", "social_service": "社会服务类"}

COPIES = 0.025  # share of adverts that repeat an earlier one with small changes
LURES = 0.06  # share of the adverts in branches where lures occur


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


HEADCOUNTS = fill_bag_from(
    {"1": 38, "2": 27, "3": 11, "4": 4, "5": 8, "6": 2, "8": 2, "10": 4.5, "15": 1, "20": 1.5, "30": 0.6, "50": 0.3}
)
MOST = {"中小微企业": 15, "国有企业": 30, "制造业龙头企业": 50, "单项冠军企业": 30, "专精特新“小巨人”企业": 20}
MOST_ELSEWHERE = 10
MOST_AT_DESKS = 5


def _headcount(chance: Chance, unit: Unit, kind: str) -> int:
    """Draw how many are wanted: whole shifts in a factory, a few in an office or a laboratory."""
    most = MOST.get(unit.kind, MOST_ELSEWHERE)
    return min(
        int(chance.draw(HEADCOUNTS)), most if kind in ("technical", "social_service") else min(most, MOST_AT_DESKS)
    )


def _term(chance: Chance, months: int) -> str:
    form = chance.unit()
    if form < 0.8:
        return str(months)
    return f"3-{months}" if months > 3 and form < 0.95 else ("" if form > 0.98 else str(months))


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
    opening = invent_opening(chance, unit)
    occupation = opening.occupation
    content = choose_content(chance, opening)
    published, closes = _dates(chance, on)
    text = lay_out(chance, content, writer=unit.writer, public=unit.kind in PUBLIC_KINDS)
    return Advert(
        unit=unit,
        title=opening.title,
        kind=occupation.kind,
        headcount=_headcount(chance, unit, occupation.kind),
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
    return write_address(chance, unit.district, buildings=buildings_of(unit.branch.key, unit.kind))


def _copy(chance: Chance, earlier: Advert, on: date) -> Advert:
    published, closes = _dates(chance, on)
    tail = chance.pick(("", "长期有效。", "急！", "本周面试。", "（可接收往届生）"))
    return replace(
        earlier,
        title=earlier.title + chance.pick(("", "", "（急）", "（可住宿）" if "宿" in earlier.provision else "")),
        description=earlier.description + tail,
        headcount=_headcount(chance, earlier.unit, earlier.kind),
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
        if traps and chance.happens(LURES):
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
