"""Where a place lies: the districts and functional zones of a city, recognised in an address as people write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

_SEPARATORS = re.compile(r"[·・•‧\-—–/,，、;；|\s()（）>:：]+")
_SUFFIX = r"(?:街道办事处|街道办|街道|街办|办事处|镇|乡|片区|新区)"

Rank = Literal["name", "place"]


@dataclass(frozen=True, slots=True)
class Area:
    """A district, or a functional zone, with the words that point to it."""

    name: str
    code: str | None = None  # division code; a functional zone has none
    aliases: tuple[str, ...] = ()  # other full names; recognised anywhere in a text
    short: tuple[str, ...] = ()  # names that also mean other things (市中心); recognised standing alone
    landmarks: tuple[str, ...] = ()  # well-known places; recognised anywhere in a text
    subdistricts: tuple[str, ...] = ()  # 街道, 镇; recognised standing alone or with their suffix
    around: tuple[str, ...] = ()  # of a zone: the districts whose names its addresses carry


@dataclass(frozen=True, slots=True)
class Place:
    """What a text says about where; *elsewhere* = another city and not this one."""

    district: str | None = None
    zone: str | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """The areas of one city, and the names of other cities and provinces."""

    city: str  # without 市
    province: str  # without 省
    districts: tuple[Area, ...]
    zones: tuple[Area, ...]
    others: tuple[str, ...] = ()  # other cities and provinces, without 市 or 省

    @property
    def names(self) -> tuple[str, ...]:
        """Name all districts and zones in the order of the reference data."""
        return tuple(area.name for area in (*self.districts, *self.zones))

    def recognise(self, text: str) -> Place:
        """
        Say which district and zone *text* names.

        A district named in the text wins over one inferred from a well-known place. A zone is recognised by its name,
        or by a place in it unless the text names a district away from that zone.
        """
        return _recognise(self, text)


@dataclass(frozen=True, slots=True)
class _Lexicon:
    anywhere: re.Pattern[str]
    suffixed: re.Pattern[str]
    alone: dict[str, tuple[tuple[Area, Rank], ...]]
    words: dict[str, tuple[tuple[Area, Rank], ...]]
    zones: frozenset[str]
    elsewhere: re.Pattern[str]
    city: re.Pattern[str]


@lru_cache(maxsize=8)
def _lexicon(gazetteer: Gazetteer) -> _Lexicon:
    words: dict[str, list[tuple[Area, Rank]]] = {}
    alone: dict[str, list[tuple[Area, Rank]]] = {}
    suffixed: set[str] = set()
    for area in (*gazetteer.districts, *gazetteer.zones):
        for word in (area.name, *area.aliases):
            words.setdefault(word, []).append((area, "name"))
        for word in area.landmarks:
            words.setdefault(word, []).append((area, "place"))
        for word in area.short:
            alone.setdefault(word, []).append((area, "name"))
        for word in area.subdistricts:
            alone.setdefault(word, []).append((area, "place"))
            suffixed.add(word)
    others = _either(gazetteer.others)
    road = r"(?![\w]{0,2}(?:路|街|大道|巷|广场|银行|花园|小区|大厦))"
    return _Lexicon(
        anywhere=re.compile(_either(words)),
        suffixed=re.compile(f"({_either(suffixed)}){_SUFFIX}"),
        alone={word: tuple(areas) for word, areas in alone.items()},
        words={word: tuple(areas) for word, areas in words.items()},
        zones=frozenset(zone.name for zone in gazetteer.zones),
        elsewhere=re.compile(f"^(?:中国)?(?:{gazetteer.province}省?)?(?:{others}){road}|(?:{others})市"),
        city=re.compile(f"^(?:{gazetteer.province}省?)?(?:{gazetteer.city}(?:市(?!中))?)?"),
    )


def _either(words: object) -> str:
    listed = sorted(words, key=lambda word: (-len(word), word)) if isinstance(words, (set, dict, tuple)) else []
    return "|".join(map(re.escape, listed)) or r"(?!)"


@lru_cache(maxsize=65536)
def _recognise(gazetteer: Gazetteer, text: str) -> Place:
    lexicon = _lexicon(gazetteer)
    plain = unicodedata.normalize("NFKC", text).strip()
    compact = re.sub(r"\s+", "", plain)
    if gazetteer.city not in compact and lexicon.elsewhere.search(compact):
        return Place(elsewhere=True)
    found = _mentions(lexicon, plain, compact)
    zones = lexicon.zones
    district = _first([mention for mention in found if mention[0].name not in zones])
    zone = _first([mention for mention in found if mention[0].name in zones and _agrees(mention, found, zones)])
    return Place(district=district, zone=zone)


def _mentions(lexicon: _Lexicon, plain: str, compact: str) -> list[tuple[Area, Rank]]:
    found: list[tuple[Area, Rank]] = []
    for match in lexicon.anywhere.finditer(compact):
        found.extend(lexicon.words[match.group()])
    for match in lexicon.suffixed.finditer(compact):
        found.extend(lexicon.alone[match.group(1)])
    for segment in _SEPARATORS.split(plain):
        bare = lexicon.city.sub("", segment, count=1)
        found.extend(lexicon.alone.get(bare, ()))
        rest = lexicon.anywhere.sub("", bare, count=1)
        if rest != bare:
            found.extend(lexicon.alone.get(rest, ()))
    return found


def _first(found: list[tuple[Area, Rank]]) -> str | None:
    named = [area for area, rank in found if rank == "name"] or [area for area, _ in found]
    return named[0].name if named else None


def _agrees(mention: tuple[Area, Rank], found: list[tuple[Area, Rank]], zones: frozenset[str]) -> bool:
    area, rank = mention
    stated = {other.name for other, how in found if how == "name" and other.name not in zones}
    return rank == "name" or not stated or bool(stated & set(area.around))
