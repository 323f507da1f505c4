"""The catalogues of majors as one frozen record, and which of their codes a name stands for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from matcher.majors.names import bare, fold, is_code, misspellings, n_digits, spellings
from matcher.majors.numbering import CLASS_DIGITS, Numbering

Codes = frozenset[str]
"""Codes of catalogues: a letter that names the catalogue and the digits of the code in it: u080902, v5102, g08."""

NONE: Codes = frozenset()

DISCIPLINE, CLASS = 3, 5
"""Lengths of the codes of a discipline (u08) and of a class (u0809); a major's code is longer."""

SHORTEST_MISSPELT = 5
"""In shorter names one letter makes another major: 英语 and 法语, 财政学 and 财务学."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A discipline, class or major of one catalogue."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Catalogue:
    """
    All catalogues of majors: u undergraduate, g graduate, v higher vocational, b vocational bachelors, s secondary
    vocational, t technician schools.

    A name may stand in several places: in several catalogues, or under two codes of one catalogue where a new edition
    moved it. Compared by identity, as it is loaded once.
    """

    entries: tuple[Entry, ...] = ()
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # class → classes of the same field elsewhere
    aliases: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # former and colloquial name → names
    fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # broad name → codes
    numberings: tuple[Numbering, ...] = ()  # whose codes stand after letters; a code without one is the ministry's

    def find(self, name: str) -> Codes:
        """
        Give the codes that *name* stands for; none where it is not understood.

        First what bears the name itself, in all catalogues, as a broad name and as an alias; then the same with or
        without 学 and 类; then what differs from it in one letter, if that is one only.
        """
        return _find(self, name)

    def of_code(self, written: str) -> Codes:
        """
        Give what a code stands for; none where it is not known.

        After a letter of a numbering it is what the numbering names so, found by that name; else the entry of the
        ministry's undergraduate catalogue with those digits.
        """
        plain = fold(written)
        numbering = self._numbering_of(plain)
        if numbering is not None:
            return of_rank(self.find(numbering.of_code(plain) or ""), n_digits(plain))
        code = "u" + "".join(filter(str.isdigit, plain))
        return frozenset({code}) if code in _index(self).labels else NONE

    def class_of_code(self, written: str) -> Codes:
        """Give the class that a code of a numbering belongs to, also where the code itself is not known."""
        plain = fold(written)
        numbering = self._numbering_of(plain)
        name = None if numbering is None else numbering.class_of_code(plain)
        found = NONE if name is None else of_rank(self.find(name), CLASS_DIGITS)
        # the class itself, without those that employers mean by its name besides
        return frozenset(code for code in found if self.label(code) == name) or found

    def in_words(self, written: str) -> str:
        """Give the name that a code alone stands for; all else, and a code that is not known, as written."""
        plain = fold(written)
        if not is_code(plain):
            return written
        numbering = self._numbering_of(plain)
        if numbering is not None:
            return numbering.of_code(plain) or written
        return next((self.label(code) for code in self.of_code(plain)), written)

    def _numbering_of(self, plain: str) -> Numbering | None:
        return next((numbering for numbering in self.numberings if numbering.numbers(plain)), None)

    def label(self, code: str) -> str:
        """Name the entry of *code*."""
        return _index(self).labels.get(code, code)

    def kin(self, code: str) -> Codes:
        """Give the class of *code* and those of the same field in other catalogues; none for a discipline."""
        return _index(self).kin.get(code[:CLASS], frozenset({code[:CLASS]})) if len(code) >= CLASS else NONE

    @property
    def joined_names(self) -> tuple[str, ...]:
        """Give the folded names that hold a comma of their own: 人口、资源与环境经济学."""
        return _index(self).joined


def of_rank(codes: Codes, digits: int) -> Codes:
    """Keep the codes of a discipline, a class or a major, as the number of digits tells; all where none is of it."""
    wide = {2: DISCIPLINE, CLASS_DIGITS: CLASS}.get(digits)
    return frozenset(code for code in codes if (len(code) == wide if wide else len(code) > CLASS)) or codes


def lineage(code: str) -> Codes:
    """Give a code with its class and its discipline."""
    return frozenset({code, code[:CLASS], code[:DISCIPLINE]})


@dataclass(frozen=True, slots=True)
class _Index:
    names: Mapping[str, Codes]
    aliases: Mapping[str, Codes]
    labels: Mapping[str, str]
    kin: Mapping[str, Codes]
    misspelt: Mapping[str, Codes]
    joined: tuple[str, ...]


@lru_cache(maxsize=4)
def _index(catalogue: Catalogue) -> _Index:
    names: dict[str, set[str]] = defaultdict(set)
    for entry in catalogue.entries:
        names[fold(entry.name)].add(entry.code)
    for name, codes in catalogue.fields.items():
        names[fold(name)].update(codes)
    known = {name: frozenset(codes) for name, codes in names.items()}
    aliases = {
        fold(alias): _united(known.get(fold(name), NONE) for name in stands_for)
        for alias, stands_for in catalogue.aliases.items()
    }
    return _Index(
        names=known,
        aliases=aliases,
        labels={entry.code: entry.name for entry in catalogue.entries},
        kin=_kin(catalogue.near),
        misspelt=_misspelt(aliases | known),
        joined=tuple(sorted((name for name in known if "、" in name), key=len, reverse=True)),
    )


def _united(parts: Iterable[Codes]) -> Codes:
    return NONE.union(*parts)


def _kin(near: Mapping[str, tuple[str, ...]]) -> dict[str, Codes]:
    both: dict[str, set[str]] = defaultdict(set)
    for class_, others in near.items():
        both[class_].update((class_, *others))
        for other in others:
            both[other].update((class_, other))
    return {class_: frozenset(others) for class_, others in both.items()}


def _misspelt(names: Mapping[str, Codes]) -> dict[str, Codes]:
    """Give what one wrong letter leads to; a spelling near two names of different meaning leads nowhere."""
    found: dict[str, Codes] = {}
    for name, codes in names.items():
        if len(name) < SHORTEST_MISSPELT:
            continue
        for spelling in misspellings(name):
            found[spelling] = codes if found.get(spelling, codes) == codes else NONE
    return found


@lru_cache(maxsize=65536)
def _find(catalogue: Catalogue, name: str) -> Codes:
    index, plain = _index(catalogue), fold(bare(name))
    if is_code(plain):
        return catalogue.of_code(plain)
    for spelling in spellings(plain):
        found = index.names.get(spelling, NONE)
        meant = index.aliases.get(spelling, NONE)
        if any(code[0] == "u" for code in found):  # a present name of the university's does not mean its former ones
            meant = frozenset(code for code in meant if code[0] != "u")
        found |= meant
        if found:
            return found
    if len(plain) < SHORTEST_MISSPELT - 1:
        return NONE
    met = {index.misspelt[spelling] for spelling in misspellings(plain) if spelling in index.misspelt}
    return met.pop() if len(met) == 1 else NONE
