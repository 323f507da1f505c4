"""People for tests of linking: a small city and a registry of some of them, with the faults of offices."""

import random
from dataclasses import replace

from stdnum.cn import ric

from matcher.records import Identity

SURNAMES, GIVEN = "王张李刘陈孙赵徐杨于", "晓东伟静丽雯涵宇佳怡子轩梓浩然婷"
DISTRICTS = ("历下区", "市中区", "天桥区", "历城区", "章丘区")


def invent_people(n: int, *, seed: int) -> list[Identity]:
    """Invent candidates with sound numbers."""
    chance = random.Random(seed)
    return [_person(chance, f"c{i:05d}") for i in range(n)]


def invent_registry(people: list[Identity], n: int, *, seed: int) -> list[Identity]:
    """Enter every other time a candidate, else a stranger; a third of the rows have a fault."""
    chance = random.Random(seed)
    rows = [chance.choice(people) if i % 2 else _person(chance, "") for i in range(n)]
    return [_written(chance, replace(one, id=f"e{i:05d}")) for i, one in enumerate(rows)]


def _person(chance: random.Random, id: str) -> Identity:
    year, month, day, sex = (
        chance.randint(1995, 2006),
        chance.randint(1, 12),
        chance.randint(1, 28),
        chance.randint(0, 1),
    )
    body = f"3701{chance.randint(2, 5):02d}{year}{month:02d}{day:02d}{chance.randint(0, 499) * 2 + sex:03d}"
    return Identity(
        id=id,
        name=chance.choice(SURNAMES) + "".join(chance.sample(GIVEN, chance.randint(1, 2))),
        id_number=body + str(ric.calc_check_digit(body + "0")),
        phone=f"139{chance.randint(0, 99_999_999):08d}",
        sex="male" if sex else "female",
        birth=f"{year}-{month:02d}-{day:02d}",
        district=chance.choice(DISTRICTS),
    )


def _written(chance: random.Random, one: Identity) -> Identity:
    number = one.id_number or ""
    place = chance.randint(6, 16)
    faults = {
        0: {"id_number": None},
        1: {"id_number": number[:place] + str(chance.randint(0, 9)) + number[place + 1 :]},
        2: {"id_number": number[:17], "phone": None},
        3: {"name": (one.name or "")[:-1] + chance.choice(GIVEN), "id_number": None},
        4: {"birth": (one.birth or "")[:7], "id_number": f"{number[:6]}********{number[14:]}"},
        5: {"phone": None, "district": chance.choice(DISTRICTS)},
    }
    return replace(one, **faults.get(chance.randint(0, 17), {}))
