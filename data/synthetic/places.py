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


def write_address(chance: Chance, district: District, *, plant: bool) -> str:
    """Make an address as people write one; zones are often written with the district around them."""
    road = chance.pick(district.roads)
    spot = chance.pick(district.spots)
    building = chance.pick(read_words("places")["buildings"]["plants" if plant else "offices"])
    number = chance.between(1, 399) * (1 if chance.happens(0.5) else 10) % 9000 + 1
    shown = district.name if district.around is None else district.short
    if district.around is not None and chance.happens(0.4):
        shown, spot_shown = district.around, spot
    else:
        spot_shown = spot if chance.happens(0.4) else ""
    forms = (
        f"济南市{shown}{spot_shown}{road}{number}号",
        f"{shown}{road}{number}号{spot_shown and f'（{spot_shown}）'}",
        f"济南市{shown}{spot}{chance.pick('ABCDE')}{chance.between(1, 12)}座{chance.between(1, 21)}层"
        if not plant
        else f"{shown}{spot}{building}",
        f"济南·{shown}{spot}",
        f"山东省济南市{shown}{road}{number}号{building}{chance.between(1, 9)}号楼{spot_shown and f'，近{spot_shown}'}",
    )
    return chance.pick(forms)
