"""The real-name ledger: how a traineeship stands in the row of its person, by the same rules as the subsidy."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from data.rulebook import read_rulebook
from matcher.eligibility.programme import judge
from matcher.ledger import COLUMNS, Listed, ledger_row
from matcher.records import Candidate, Placement

JINAN = read_rulebook("jinan-2023").editions[0]
ON = date(2023, 9, 1)
PERSON = Candidate("C1")
PLACEMENT = Placement("T1", "C1", "E1", date(2023, 1, 1), date(2023, 6, 30))
STATE = [column.key for column in COLUMNS].index("placement")


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        pytest.param({}, "已结束", id="nothing came of it"),
        pytest.param({"contract_on": date(2023, 7, 30)}, "已留用", id="kept within 30 days after the end"),
        pytest.param({"contract_on": date(2023, 7, 31)}, "已结束", id="a contract after them"),
        pytest.param({"ended_on": date(2023, 8, 31), "planned_end_on": date(2023, 8, 31)}, "已结束", id="ended"),
        pytest.param({"planned_end_on": ON}, "见习中", id="on its last day"),
        pytest.param({"planned_end_on": date(2023, 12, 1), "contract_on": date(2023, 9, 2)}, "见习中", id="kept later"),
    ],
)
def test_a_traineeship_stands_in_the_ledger_as_for_the_subsidy(facts: dict[str, date], state: str) -> None:
    placement = replace(PLACEMENT, **facts)  # type: ignore[arg-type]  # days by name
    listed = Listed(PERSON, None, None, judge(PERSON, edition=JINAN, on=ON), placement, "甲公司")
    assert ledger_row(1, listed, edition=JINAN, on=ON)[STATE] == state
