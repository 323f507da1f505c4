"""The month's summary as it may be published: small counts suppressed, and whatever would give them away."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from matcher.papers import quotient
from matcher.suppression import COVERED, Relation, suppress

TOTAL = ""
Cell = tuple[str, str, str]  # district (TOTAL = the city), figure, its part by name or ""

# of a month alone: with the year so far, this month's paper and the last one's they would say more than each says
LEFT_OUT = (
    "posts_month",
    "posts_last_month",
    "posts_month_by_kind",
    "trainees_month",
    "trainees_last_month",
    "subsidy_due_yuan",
    "subsidy_month_yuan",
    "subsidy_last_month_yuan",
    "adverts_without_headcount",
)
COUNTS = (
    "posts",
    "adverts",
    "trainees",
    "placements",
    "running",
    "finished",
    "counted",
    "retained",
    "paid_trainees",
    "employers",
)
PARTS_OF = {
    "posts_by_kind": "posts",
    "posts_by_employer_kind": "posts",
    "trainees_by_source": "trainees",
    "trainees_by_group": "trainees",
}


def public_summary(plain: Mapping[str, Any]) -> dict[str, Any]:
    """
    Give the figures of ``summary_as_plain`` for publication.

    Counts under the threshold are suppressed, and others where sums by district, kind, type, source or group would
    reveal one; so is each rate of a suppressed count, and the subsidy where the number of persons paid for is. Targets
    are published anyway. What concerns the month alone is left out. Two papers of following months still let a reader
    subtract one from the other.
    """
    areas = {TOTAL: plain["total"]} | {one["district"]: one for one in plain["districts"]}
    types = tuple(plain["total"]["posts_by_employer_kind"])
    values = {cell: n for area, figures in areas.items() for cell, n in _counts(area, figures, types)}
    marks = suppress(values, list(_relations(values, [area for area in areas if area != TOTAL])))
    told = {area: _told(area, figures, types, marks) for area, figures in areas.items()}
    return {
        "month": plain["month"],
        "edition": plain["edition"],
        "public": True,
        "districts": [told[one["district"]] for one in plain["districts"]],
        "total": told[TOTAL],
    }


def _counts(area: str, figures: Mapping[str, Any], types: Sequence[str]) -> Iterator[tuple[Cell, int]]:
    for name in COUNTS:
        yield (area, name, ""), figures[name]
    for name in PARTS_OF:
        parts = types if name == "posts_by_employer_kind" else tuple(figures[name])
        for part in parts:
            yield (area, name, part), figures[name].get(part, 0)


def _relations(values: Mapping[Cell, int], districts: Sequence[str]) -> Iterator[Relation[Cell]]:
    for area, name, part in values:
        if area == TOTAL:
            yield Relation((TOTAL, name, part), tuple((one, name, part) for one in districts))
    for area in (TOTAL, *districts):
        for name, whole in PARTS_OF.items():
            parts = tuple(cell for cell in values if cell[:2] == (area, name))
            yield Relation((area, whole, ""), parts)


def _told(area: str, figures: Mapping[str, Any], types: Sequence[str], marks: Mapping[Cell, str]) -> dict[str, Any]:
    """Give the figures of one area with the marks in the places of those suppressed."""
    told = {name: value for name, value in figures.items() if name not in LEFT_OUT}
    for name in COUNTS:
        told[name] = marks.get((area, name, ""), figures[name])
    for name in PARTS_OF:
        parts = types if name == "posts_by_employer_kind" else tuple(figures[name])
        told[name] = {part: marks.get((area, name, part), figures[name].get(part, 0)) for part in parts}
    told["retention_rate"] = quotient(told["retained"], told["counted"])
    told["subsidy_yuan"] = COVERED if (area, "paid_trainees", "") in marks else figures["subsidy_yuan"]
    return told
