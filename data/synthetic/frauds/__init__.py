"""
Frauds planted in the programme of a synthetic city: eight kinds, five of each, each beside an innocent look-alike.

Written from the text of the notice and of what the office has to watch for, before and apart from what finds them.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from data.rulebook import read_rulebook
from data.synthetic.chance import Chance
from data.synthetic.frauds.accounts import plant_shared_account
from data.synthetic.frauds.certificates import plant_late_graduation
from data.synthetic.frauds.desk import Case, Desk
from data.synthetic.frauds.employers import plant_employer_barred
from data.synthetic.frauds.files import CHANGED, Files
from data.synthetic.frauds.months import plant_after_end, plant_beyond_term
from data.synthetic.frauds.overlaps import plant_employed_elsewhere, plant_two_placements
from data.synthetic.frauds.retention import plant_vanished_retention
from data.synthetic.programme import RULES
from matcher.errors import BadInput

__all__ = ["CHANGED", "TRUTH", "plant_frauds"]

TRUTH = "fraud_truth.tsv"
COLUMNS = ("kind", "verdict", "case", "placements", "people", "employers", "claims", "employment", "note")
PLANTERS: tuple[Callable[[Desk], Iterator[Case]], ...] = (  # those who are hardest to suit first
    plant_beyond_term,
    plant_after_end,
    plant_two_placements,
    plant_employed_elsewhere,
    plant_late_graduation,
    plant_shared_account,
    plant_employer_barred,
    plant_vanished_retention,
)


def plant_frauds(folder: Path, out: Path, *, seed: int, on: date) -> Counter[str]:
    """
    Plant forty frauds and forty innocent look-alikes in copies of a city's files; the same seed gives the same bytes.

    Written are the files that change (CHANGED) and TRUTH, which says what was planted where: numbers of placements,
    ID numbers, credit codes, and rows of claims and employment, the first below the header being 1.

    Args:
        folder: where `make_city` wrote an innocent city.
        out: where the copies go; another folder.
        on: the city's day.

    Returns:
        How many cases of each kind and verdict were planted.

    Raises:
        BadInput: the city is too small, or its day too early.
    """
    edition = read_rulebook(RULES).on(on)
    known = min(wage.valid.since for wage in edition.wages)
    first = date(known.year + 2, 7, 1)  # top-ups of traineeships of the year before are paid by then
    if on < first:
        raise BadInput("frauds can be planted in a city of {first} or later, not of {day}", first=first, day=on)
    desk = Desk(Files(folder), Chance(seed, "frauds"), edition, on)
    cases = [case for plant in PLANTERS for case in plant(desk)]
    desk.files.write(out)
    _write_truth(out / TRUTH, cases, desk)
    return Counter(f"{case.kind} {_verdict(case)}" for case in cases)


def _verdict(case: Case) -> str:
    return "fraud" if case.fraud else "innocent"


def _write_truth(path: Path, cases: list[Case], desk: Desk) -> None:
    claims = {id(row): n for n, row in enumerate(desk.files.rows["claims"], 1)}
    spells = {id(row): n for n, row in enumerate(desk.files.rows["employment"], 1)}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(COLUMNS)
        for n, case in enumerate(cases, 1):
            writer.writerow(
                (
                    case.kind,
                    _verdict(case),
                    n,
                    ";".join(row["编号"] for row in case.placements),
                    ";".join(dict.fromkeys(row["身份证号"] for row in case.placements)),
                    ";".join(dict.fromkeys(row["统一社会信用代码"] for row in case.placements)),
                    ";".join(str(claims[id(row)]) for row in case.claims),
                    ";".join(str(spells[id(row)]) for row in case.spells),
                    case.note,
                )
            )
