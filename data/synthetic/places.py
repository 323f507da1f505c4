"""Places of the synthetic city: districts, functional zones, addresses."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.synthetic.chance import Bag, Chance, fill_bag
from data.synthetic.words import read_words


@dataclass(frozen=True, slots=True)
class District:
    """One of the fifteen; *around* is set for a functional zone: the district of its division code."""

    name: str
    short: str
    code: str
    around: str | None
    near: tuple[str, ...]
    rural: float
    posts: float
    people: float
    hukou: tuple[str, ...]
    roads: tuple[str, ...]
    spots: tuple[str, ...]


@cache
def load_districts() -> dict[str, District]:
    """Load the districts by name, in the order of the notice's annex."""
    tables = read_words("places")["district"]
    return {
        t["name"]: District(
            name=t["name"],
            short=t["short"],
            code=t["code"],
            around=t.get("around"),
            near=tuple(t["near"]),
            rural=t.get("rural", 0.0),
            posts=t["posts"],
            people=t["people"],
            hukou=tuple(t["hukou"]),
            roads=tuple(t["roads"]),
            spots=tuple(t["spots"]),
        )
        for t in tables
    }


@cache
def districts_by_posts() -> Bag[District]:
    """Weigh districts by the posts that the annex asks of them."""
    return fill_bag((d, d.posts) for d in load_districts().values())


@cache
def districts_by_people() -> Bag[District]:
    """Weigh districts by how many young people register there."""
    return fill_bag((d, d.people) for d in load_districts().values())


def _shown(chance: Chance, district: District) -> tuple[str, str]:
    """Choose the district to write, with a well-known place where a zone hides behind the district around it."""
    if district.around is not None and chance.happens(0.4):
        return district.around, chance.pick(district.spots)
    name = district.name if district.around is None else district.short
    return name, chance.pick(district.spots) if chance.happens(0.35) else ""


INDUSTRIAL = ("园", "街道", "镇", "开发区", "保税区", "药谷")


def write_address(chance: Chance, district: District, *, buildings: str) -> str:
    """
    Make an address as people write one; zones are often written with the district around them.

    Args:
        chance: the stream to draw from.
        district: where.
        buildings: ``offices``, ``plants`` or ``public``.
    """
    shown, spot = _shown(chance, district)
    if buildings == "plants" and not any(word in spot for word in INDUSTRIAL):
        spot = next((s for s in district.spots if any(word in s for word in INDUSTRIAL)), "")
    road, building = chance.pick(district.roads), chance.pick(read_words("places")["buildings"][buildings])
    number = chance.between(1, 399) * (1 if chance.happens(0.5) else 10) + 1
    block = f"{chance.pick('ABCDE')}座{chance.between(1, 21)}层" if buildings == "offices" else ""
    forms = (
        f"济南市{shown}{spot}{road}{number}号",
        f"{shown}{road}{number}号{spot and f'（{spot}）'}",
        f"济南市{shown}{road}{number}号{building}{block}{spot and f'，近{spot}'}",
        f"济南·{shown}{spot}",
        f"山东省济南市{shown}{spot}{road}{number}号{building}{block}",
    )
    return chance.pick(forms)
