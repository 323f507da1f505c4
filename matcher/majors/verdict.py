"""Does a person's major meet a requirement: met, near, not met or unknown, with the name that decided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from matcher.majors.catalogue import CLASS, DISCIPLINE, NONE, Catalogue, Codes, lineage
from matcher.majors.names import bare, code_of, fold
from matcher.majors.reading import Item, Part, Reading, near_of, read_requirement
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


_MET, _UNKNOWN, _NOT_MET = Verdict(Fit.MET), Verdict(Fit.UNKNOWN), Verdict(Fit.NOT_MET)


@dataclass(frozen=True, slots=True)
class Schooled:
    """A major as the catalogue knows it at a level of education."""

    education: Education | None
    name: str  # folded
    codes: Codes  # none = not understood
    wide: Codes  # with classes and disciplines
    field: Codes  # the classes, and the disciplines of those of the same field in other catalogues


def admits(catalogue: Catalogue, requirement: str, *, education: Education | None, major: str | None) -> Verdict:
    """
    Judge whether a requirement as written admits a major.

    Args:
        requirement: 专业要求 as written; empty asks for none.
        education: level of the person: chooses among parts headed by a level, and among catalogues that share a name.
        major: the person's major; None or blank = unknown.
    """
    own = schooling(catalogue, major, education) if major is not None and major.strip() else None
    return judge(catalogue, read_requirement(catalogue, requirement), own)


def judge(catalogue: Catalogue, reading: Reading, own: Schooled | None) -> Verdict:
    """Judge a requirement already read for a schooling already understood; None = the major is unknown."""
    if own is None:
        return _MET if all(part.any for part in reading.parts) else _UNKNOWN
    parts = reading.parts_for(own.education)
    if any(part.any for part in parts):
        return _MET
    verdicts = [_judge(catalogue, part, own) for part in parts or reading.parts]
    verdict = verdicts[0] if len(verdicts) == 1 else _best(verdicts)
    # a requirement that is silent about this level asks the major of another degree of the same person
    silent = not parts and verdict.fit is not Fit.MET
    return Verdict(Fit.UNKNOWN, verdict.asked) if silent else verdict


_ORDER = (Fit.MET, Fit.NEAR, Fit.UNKNOWN, Fit.NOT_MET)


def _best(verdicts: Sequence[Verdict]) -> Verdict:
    return min(verdicts, key=lambda verdict: (_ORDER.index(verdict.fit), not verdict.welcome))


@lru_cache(maxsize=65536)
def schooling(catalogue: Catalogue, major: str, education: Education | None) -> Schooled:
    """Understand a major at a level of education; by a code with it only where its name is not understood."""
    code = code_of(major)
    found = catalogue.find(major) or catalogue.of_code(code) or catalogue.class_of_code(code)
    codes = _of_level(found, education)
    wide = frozenset().union(*map(lineage, codes))
    kin = NONE.union(*map(catalogue.kin, codes))
    if any(code[0] == "g" for code in codes):  # a graduate discipline belongs to the undergraduate classes of its field
        wide |= NONE.union(*(lineage(class_) for class_ in kin if class_[0] == "u"))
    field = frozenset(code[:CLASS] for code in codes) | {class_[:DISCIPLINE] for class_ in kin}
    return Schooled(education, fold(catalogue.in_words(bare(major))), codes, wide, field)


def _of_level(found: Codes, education: Education | None) -> Codes:
    """Keep the codes of the likeliest catalogue of a level of education; all where it has none of them."""
    for letter in _LETTERS.get(education, "") if education is not None else "":
        if kept := frozenset(code for code in found if code[0] == letter):
            return kept
    return found


def _judge(catalogue: Catalogue, part: Part, own: Schooled) -> Verdict:
    if not own.wide.isdisjoint(part.codes) or own.name in part.names:
        return Verdict(Fit.MET, next(i.text for i in part.items if _is_meant(i, own)))
    if not own.codes:
        return _UNKNOWN
    if not own.field.isdisjoint(part.near):
        asked = next(i.text for i in part.items if not own.field.isdisjoint(near_of(catalogue, i)))
        return Verdict(Fit.NEAR, asked, part.related or part.preferred)
    if part.unclear or not own.wide.isdisjoint(part.open):
        asked = next(i.text for i in part.items if not i.codes or not own.wide.isdisjoint(i.open))
        return Verdict(Fit.UNKNOWN, asked)
    return Verdict(Fit.NEAR, None, welcome=True) if part.preferred else _NOT_MET


def _is_meant(item: Item, own: Schooled) -> bool:
    return not own.wide.isdisjoint(item.codes) or fold(item.text) == own.name
