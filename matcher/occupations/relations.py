"""How the families of work that a wish names relate to those that a post names."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from matcher.occupations.table import Family, Field, check
from matcher.occupations.words import Words, alternatives, plain, sought

SAME, NEAR, FIELD = 1.0, 0.5, 0.25
"""One family in common; a family near to another, or the field of which it is one; two families of one field."""

Bits = NDArray[np.uint64]
"""Families as bits, 64 to a word, the lowest first; the last axis is the words."""


@dataclass(frozen=True, slots=True, eq=False)
class Occupations:
    """
    A table of occupations, ready to read titles and wishes.

    Attributes:
        names: what each bit stands for: first the families, then the fields named as a whole.
        edition: changes whenever a name, a word or a relation of the table does; bits of another edition mean nothing.
        near: (n names, n words) for each name the bits of those near to it.
        akin: (n names, n words) for each name the bits of all of its field.
    """

    names: tuple[str, ...]
    edition: str
    near: Bits
    akin: Bits
    _titles: Words
    _general: Words

    @classmethod
    def of(cls, fields: tuple[Field, ...]) -> Self:
        """
        Make the table of *fields* ready.

        Raises:
            BadInput: the table contradicts itself.
        """
        check(fields)
        families = [family for field in fields for family in field.families]
        names = (*(family.name for family in families), *(field.name for field in fields))
        place = {name: i for i, name in enumerate(names)}
        return cls(
            names=names,
            edition=hashlib.sha256(repr(fields).encode()).hexdigest()[:12],
            near=_as_words(_near(fields, place), n_bits=len(names)),
            akin=_as_words(_akin(fields, place), n_bits=len(names)),
            _titles=Words.of(_guarded(families, _meanings(families, place))),
            _general=Words.of(_meanings(fields, place)),
        )

    def families_of(self, text: str) -> frozenset[str]:
        """
        Name the families of work that *text* names; none where it names no work that the table knows.

        Of works listed side by side (、 / 或) each counts. A field as a whole (IT, 餐饮) counts only where nothing more
        exact stands beside it. What somebody refuses must have been removed before.
        """
        return self.named(self.bits([text])[0])

    def named(self, bits: Bits) -> frozenset[str]:
        """Name the families of *bits*, (n words,)."""
        return frozenset(self.names[i] for i in self._places(bits))

    def bits(self, texts: Sequence[str]) -> Bits:
        """Give the families that each of *texts* names, as (n texts, n words)."""
        return _as_words([self._read(plain(text)) for text in texts], n_bits=len(self.names))

    def wished(self, works: Sequence[str], training: str) -> Bits:
        """
        Give the families of the *works* that somebody wishes for, as (n words,).

        Where a work is near to what the person is trained for (维修技师 of someone who learnt 汽车检测), that family is
        wished for as well: *training* names major and skills.
        """
        trained = self.bits([training])[0]
        named = self.bits(works)
        for one in range(len(works)):
            if own := self._places(named[one]):
                named[one] |= np.bitwise_or.reduce(self.near[own]) & trained
        together: Bits = np.bitwise_or.reduce(named, axis=0, initial=0).astype(np.uint64)
        return together

    def relation(self, wished: str, offered: str) -> float | None:
        """Say how near the works of two texts are: SAME, NEAR, FIELD or 0; None where one of them names none."""
        found = float(self.relations(self.bits([wished])[0], self.bits([offered]))[0])
        return None if np.isnan(found) else found

    def relations(self, wish: Bits, posts: Bits) -> NDArray[np.float64]:
        """
        Say how near each post is to a wish: SAME, NEAR, FIELD or 0, the best of all pairs of their families.

        The relation is symmetric: the bits of one post and of many wishes do as well.

        Args:
            wish: (n words,)
            posts: (n posts, n words)

        Returns:
            (n posts,) NaN where the wish or the post names no family.
        """
        own = self._places(wish)
        if not own:
            return np.full(len(posts), np.nan)
        near, akin = np.bitwise_or.reduce(self.near[own]), np.bitwise_or.reduce(self.akin[own])
        found = np.where(_share(posts, ~np.zeros_like(wish)), 0.0, np.nan)
        for mask, far in ((akin, FIELD), (near, NEAR), (wish, SAME)):
            found[_share(posts, mask)] = far
        return found

    def _read(self, text: str) -> int:
        found = 0
        for part in alternatives(text):
            found |= self._exactly(sought(part)) or self._exactly(part) or self._general.read(part)
        return found

    def _exactly(self, text: str) -> int:
        return self._titles.read(text) or self._titles.read_slips(text)

    def _places(self, bits: Bits) -> list[int]:
        spread = np.unpackbits(bits.astype("<u8").view(np.uint8), bitorder="little")
        return list(np.flatnonzero(spread))


def _share(posts: Bits, mask: Bits) -> NDArray[np.bool_]:
    """Tell which of *posts* have a family of *mask*, word by word: most words of a mask are empty."""
    shared = np.zeros(len(posts), dtype=np.bool_)
    for word in np.flatnonzero(mask):
        shared |= (posts[:, word] & mask[word]) != 0
    return shared


def _meanings(named: Iterable[Family | Field], place: dict[str, int]) -> dict[str, int]:
    """Map each word to the bits of those that it names; a name is a word too."""
    found: dict[str, int] = {}
    for one in named:
        for word in {plain(word) for word in (one.name, *one.titles)}:
            found[word] = found.get(word, 0) | 1 << place[one.name]
    return found


def _guarded(families: Iterable[Family], meanings: dict[str, int]) -> dict[str, int]:
    """Add the words that only guard against misreading: they mean nothing, unless they name another family."""
    return {plain(word): 0 for family in families for word in family.unlike} | meanings


def _near(fields: Iterable[Field], place: dict[str, int]) -> list[int]:
    found = [0] * len(place)
    for field in fields:
        for family in field.families:
            for other in (*family.near, field.name):
                found[place[family.name]] |= 1 << place[other]
                found[place[other]] |= 1 << place[family.name]
    return found


def _akin(fields: Iterable[Field], place: dict[str, int]) -> list[int]:
    found = [0] * len(place)
    for field in fields:
        members = [place[field.name], *(place[family.name] for family in field.families)]
        for one in members:
            found[one] = sum(1 << other for other in members)
    return found


def _as_words(sets: Sequence[int], *, n_bits: int) -> Bits:
    n_words = -(-n_bits // 64)
    raw = b"".join(one.to_bytes(8 * n_words, "little") for one in sets)
    return np.frombuffer(raw, dtype="<u8").reshape(len(sets), n_words).astype(np.uint64)
