"""Does a person's major meet a requirement: met, near, not met or unknown, with the name that decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from matcher.majors.catalogue import CLASS, DISCIPLINE, NONE, Catalogue, Codes, lineage
from matcher.majors.names import bare, fold
from matcher.majors.reading import Item, Part, read_requirement
from matcher.records import Education

# the likelier catalogue first: a bachelor's 护理 is the university's unless only the vocational one has that name
_LETTERS = {
    Education.UPPER_SECONDARY: "st",
    Education.COLLEGE: "vt",
    Education.BACHELOR: "ub",
    Education.MASTER: "g",
    Education.DOCTOR: "g",
}


class Fit(StrEnum):
    """How a major stands to a requirement."""

    MET = "met"
    NEAR = "near"  # another major of the same class, or of the same field in another catalogue
    NOT_MET = "not_met"
    UNKNOWN = "unknown"  # a name is not understood, or the text does not decide


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a major stands to a requirement, and why."""

    fit: Fit
    asked: str | None = None  # the name of the requirement that decided; None = no single one
    welcome: bool = False  # near, and the requirement invites related majors or only prefers those named


@dataclass(frozen=True, slots=True)
class _Schooling:
    """A major as the catalogue knows it at a level of education."""

    name: str  # folded
    codes: Codes  # none = not understood
    wide: Codes  # with classes and disciplines
    kin: Codes  # the classes, and those of the same field in other catalogues


def admits(catalogue: Catalogue, requirement: str, *, education: Education | None, major: str | None) -> Verdict:
    """
    Judge whether a requirement as written admits a major.

    Args:
        requirement: 专业要求 as written; empty asks for none.
        education: level of the person: chooses among parts headed by a level, and among catalogues that share a name.
        major: the person's major; None or blank = unknown.
    """
    reading = read_requirement(catalogue, requirement)
    parts = reading.parts_for(education)
    if any(part.any for part in parts):
        return Verdict(Fit.MET)
    if major is None or not major.strip():
        return Verdict(Fit.UNKNOWN)
    own = _schooling(catalogue, major, education)
    verdict = _best(_judge(catalogue, part, own) for part in parts or reading.parts)
    # a requirement that is silent about this level asks the major of another degree of the same person
    silent = not parts and verdict.fit is not Fit.MET
    return Verdict(Fit.UNKNOWN, verdict.asked) if silent else verdict


_ORDER = (Fit.MET, Fit.NEAR, Fit.UNKNOWN, Fit.NOT_MET)


def _best(verdicts: Iterator[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: (_ORDER.index(verdict.fit), not verdict.welcome))


@lru_cache(maxsize=65536)
def _schooling(catalogue: Catalogue, major: str, education: Education | None) -> _Schooling:
    found = catalogue.find(major)
    codes = _of_level(found, education)
    wide = frozenset().union(*map(lineage, codes))
    kin = NONE.union(*map(catalogue.kin, codes))
    if any(code[0] == "g" for code in codes):  # a graduate discipline belongs to the undergraduate classes of its field
        wide |= NONE.union(*(lineage(class_) for class_ in kin if class_[0] == "u"))
    return _Schooling(fold(bare(major)), codes, wide, kin)


def _of_level(found: Codes, education: Education | None) -> Codes:
    """Keep the codes of the likeliest catalogue of a level of education; all where it has none of them."""
    for letter in _LETTERS.get(education, "") if education is not None else "":
        if kept := frozenset(code for code in found if code[0] == letter):
            return kept
    return found


def _judge(catalogue: Catalogue, part: Part, own: _Schooling) -> Verdict:
    for item in part.items:
        if not own.wide.isdisjoint(item.codes) or fold(item.text) == own.name:
            return Verdict(Fit.MET, item.text)
    if not own.codes:
        return Verdict(Fit.UNKNOWN)
    welcome = part.related or part.preferred
    for item in part.items:
        if _is_near(catalogue, item, own):
            return Verdict(Fit.NEAR, item.text, welcome)
    for item in part.items:
        if not item.codes or not own.wide.isdisjoint(item.open):
            return Verdict(Fit.UNKNOWN, item.text)
    return Verdict(Fit.NEAR, None, welcome=True) if part.preferred else Verdict(Fit.NOT_MET)


def _is_near(catalogue: Catalogue, item: Item, own: _Schooling) -> bool:
    """Tell whether a major asked for is of the person's class or field, or a class or discipline of that field."""
    return any(
        not own.kin.isdisjoint(catalogue.kin(code)) if len(code) > CLASS else code in _field(own, len(code))
        for code in item.codes
    )


def _field(own: _Schooling, length: int) -> Codes:
    return own.kin if length == CLASS else frozenset(class_[:DISCIPLINE] for class_ in own.kin)
