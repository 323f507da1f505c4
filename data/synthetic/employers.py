"""Invented employers: units of the kinds that the notice seeks, with valid codes and addresses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from stdnum.cn import uscc

from data.synthetic.chance import Bag, Chance, fill_bag, fill_bag_from
from data.synthetic.people import invent_elder_name, write_phone
from data.synthetic.places import District, districts_by_posts, load_districts, write_address
from data.synthetic.words import read_words

COLUMNS = ("单位名称", "统一社会信用代码", "单位类型", "所在区县", "认定日期", "状态", "联系人", "联系电话")

OFFICES = 0.13  # share of adverts for office work, unless the branch says otherwise
POSTS_PER_EMPLOYER = 7
TRIES = 30  # to find a name that no other employer has
LEARNED = ("高等院校", "科研院所")
PLANTS = frozenset({"machinery", "metallurgy", "chemicals", "foodmaking", "logistics", "garments", "farming", "pharma"})

# first two characters of a code (GB 32100-2015): who registers, and which kind of body
REGISTRARS = {
    "事业单位": "12",
    "高等院校": "12",
    "科研院所": "12",
    "社会组织": "52",
    "社区组织": "54",
    "基层服务平台": "12",
}


@dataclass(frozen=True, slots=True)
class Branch:
    """One branch of employers with its manner of naming; *offices* is the share of office work among its adverts."""

    key: str
    tags: tuple[str, ...]  # what occupations call it
    weight: float
    kinds: Bag[str]
    names: tuple[tuple[str, ...], ...]  # a pattern, then what units of that name say of themselves
    fields: tuple[str, ...]  # what its technical people studied; () = no matter
    spread: dict[str, float]
    offices: float


@dataclass(frozen=True, slots=True)
class Unit:
    """One invented employer; *pull* is its share of posts, *writer* the manner of whoever writes its adverts."""

    name: str
    uscc: str
    kind: str
    branch: Branch
    district: District
    address: str
    recognised_on: date
    status: str
    contact: str
    phone: str
    about: str
    fields: tuple[str, ...]  # of a college or an institute; () = no field of its own
    pull: float
    writer: float


@cache
def load_branches() -> dict[str, Branch]:
    """Load the branches by key."""
    return {
        t["key"]: Branch(
            key=t["key"],
            tags=tuple(t.get("tags", [t["key"]])),
            weight=t["weight"],
            kinds=fill_bag((kind, weight) for kind, weight in t["kinds"]),
            names=tuple(tuple(name) for name in t["names"]),
            fields=tuple(t.get("fields", ())),
            spread=t.get("spread", {}),
            offices=t.get("offices", OFFICES),
        )
        for t in read_words("employers")["branch"]
    }


@cache
def branches_of(district: str) -> Bag[Branch]:
    """Weigh the branches by how common they are in a district."""
    return fill_bag((b, b.weight * b.spread.get(district, 1.0)) for b in load_branches().values())


@cache
def _statuses() -> Bag[str]:
    return fill_bag_from({"正常": 92, "待复检": 5, "已清退": 2, "": 1})


def write_uscc(chance: Chance, *, registrar: str, area: str) -> str:
    """Write a valid code (GB 32100-2015) whose inner organisation code starts with X, which no registry hands out."""
    serial = "X" + "".join(chance.pick("0123456789ABCDEFGHJKLMNPQRTUWXY") for _ in range(7))
    total = sum(w * int(c, 36) for w, c in zip((3, 7, 9, 10, 5, 8, 4, 2), serial, strict=True))
    inner = "0123456789X0"[(11 - total % 11) % 11]
    body = f"{registrar}{area}{serial}{inner}"
    return body + uscc.calc_check_digit(body)


def _invent_name(chance: Chance, pattern: str, district: District) -> str:
    words = read_words("employers")
    return pattern.format(
        brand=chance.pick(words["brand_first"]) + chance.pick(words["brand_second"]),
        district=district.around or district.name,
        street=chance.pick(words["towns" if chance.happens(district.rural) else "streets"]),
        estate=chance.pick(words["estates"]),
        college=chance.pick(read_words("colleges")["colleges"]["names"]),
    )


def _invent_free_name(chance: Chance, pattern: str, district: District, taken: set[str]) -> str:
    name = _invent_name(chance, pattern, district)
    for _ in range(TRIES):
        if name not in taken:
            break
        name = _invent_name(chance, pattern, district)
    base, n = name, 1
    while name in taken:
        street = chance.pick(read_words("employers")["streets"])
        name, n = f"{base}{street}分部" if n < TRIES else f"{base}第{n}分部", n + 1
    taken.add(name)
    return name


def learned_fields(name: str) -> tuple[str, ...]:
    """List the fields of study that the name of a college or an institute speaks of."""
    found = [field for word, fields in read_words("colleges")["learned"].items() if word in name for field in fields]
    return tuple(dict.fromkeys(found))


def buildings_of(branch: str, kind: str) -> str:
    """Tell which buildings an employer sits in."""
    if branch in PLANTS:
        return "plants"
    return "public" if kind in REGISTRARS else "offices"


def _pull(chance: Chance) -> float:
    return float(0.4 + 1.0 / (0.06 + chance.unit()) ** 0.8)


def _invent_unit(chance: Chance, n: int, taken: set[str], on: date) -> Unit:
    district = chance.draw(districts_by_posts())
    branch = chance.draw(branches_of(district.name))
    kind = chance.draw(branch.kinds)
    pattern, *about = chance.pick(branch.names)
    name = _invent_free_name(chance, pattern, district, taken)
    return Unit(
        name=name,
        uscc=write_uscc(chance, registrar=REGISTRARS.get(kind, "91"), area=district.code),
        kind=kind,
        branch=branch,
        district=district,
        address=write_address(chance, district, buildings=buildings_of(branch.key, kind)),
        recognised_on=on - timedelta(days=chance.between(30, 1900)),
        status=chance.draw(_statuses()),
        contact=invent_elder_name(chance),
        phone=write_phone("16600", n),
        about=chance.pick(about),
        fields=learned_fields(name) if kind in LEARNED else (),
        pull=_pull(chance),
        writer=chance.unit(),
    )


def invent_units(chance: Chance, *, posts: int, on: date) -> list[Unit]:
    """Invent as many employers as so many posts need, in districts as uneven as the annex of the notice."""
    n_units = 0 if posts == 0 else max(posts // POSTS_PER_EMPLOYER, min(posts, len(load_districts())))
    taken: set[str] = set()
    return [_invent_unit(chance, n, taken, on) for n in range(n_units)]


def employer_rows(units: list[Unit]) -> Iterator[tuple[str, ...]]:
    """Write the employers as rows of a file in the order of COLUMNS."""
    for unit in units:
        yield (
            unit.name,
            unit.uscc,
            unit.kind,
            unit.district.name,
            unit.recognised_on.isoformat(),
            unit.status,
            unit.contact,
            unit.phone,
        )
